#include "features/notices/notices_store.h"

#define NOTICE_VIEW(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, kind, ENUM, BASIC, .names = &notice_kind_names)                                                               \
    F(P, client_id, ID, BASIC)                                                                                         \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, staff_id, ID, BASIC)                                                                                          \
    F(P, staff, TEXT, BASIC)                                                                                           \
    F(P, event_id, ID, BASIC)                                                                                          \
    F(P, details, TEXT, BASIC)                                                                                         \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, unread, BOOL, BASIC)
DOC_SCHEMA(notice_view, NOTICE_VIEW);

#define NOTICES(F, P)                                                                                                  \
    F(P, items, LIST, BASIC, .of = &notice_view_schema)                                                                \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, unread, INT, BASIC)                                                                                           \
    F(P, newest, ID, BASIC)
DOC_SCHEMA(notices_view, NOTICES);

#define NOTICES_READ(F, P) F(P, unread, INT, BASIC)
DOC_SCHEMA(notices_read, NOTICES_READ);

static const struct input_field list_input[] = {
    {.name = "cursor", .kind = INPUT_TEXT, .max = 32},
    {.name = NULL},
};
static const struct input_field read_input[] = {
    {.name = "until", .kind = INPUT_TEXT, .required = true, .max = 32, .label = "Last notice seen"},
    {.name = NULL},
};

static void notice_document(const struct notice_row *row, struct node *item)
{
    doc_id(item, notice_view_id, row->id.n);
    doc_enum(item, notice_view_kind, row->notice.kind);
    doc_id(item, notice_view_client_id, row->notice.client.n);
    doc_text(item, notice_view_client, row->client_name);
    doc_id(item, notice_view_staff_id, row->notice.about.n);
    doc_text(item, notice_view_staff, row->about_name);
    doc_id(item, notice_view_event_id, row->notice.event.n);
    doc_text(item, notice_view_details, row->notice.details);
    doc_instant(item, notice_view_at, row->created_at);
    doc_bool(item, notice_view_unread, row->read_at == 0);
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct notice_rows *rows = arena_new(cx->arena, struct notice_rows);
    struct node *items = doc_list(out, notices_view_items);
    struct str cursor = input_text(in, "cursor");
    int64_t before = 0, unread = 0;

    if (cursor.n && !id_parse(cursor, &before))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    TRY(notice_rows_read(tx, g, before, rows));
    TRY(notices_unread(tx, g, &unread));
    for (int i = 0; i < rows->count; i++)
        notice_document(&rows->items[i], doc_item(items));
    doc_int(out, notices_view_unread, unread);
    doc_id(out, notices_view_newest, rows->count ? rows->items[0].id.n : 0);
    if (!rows->more) {
        doc_null(out, notices_view_next);
        return OK;
    }
    struct str next = id_text(cx->arena, rows->items[rows->count - 1].id.n);
    doc_text(out, notices_view_next, next);
    doc_address(out, notices_view_next_page, arena_format(cx->arena, "/notices?cursor=%.*s", STR_ARG(next)));
    return OK;
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    int64_t until = 0, unread = 0;

    if (!id_parse(input_text(in, "until"), &until))
        return FAIL_FIELD(cx->arena, STR("until"), MSG_FIELD_REFERENCE);
    TRY(notices_mark(tx, g, until));
    TRY(notices_unread(tx, g, &unread));
    doc_int(out, notices_read_unread, unread);
    return OK;
}

MUST_CHECK static enum err run_unread(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    int64_t unread = 0;

    (void)cx, (void)in;
    TRY(notices_unread(tx, g, &unread));
    doc_int(out, notices_read_unread, unread);
    return OK;
}

static const struct operation operations[] = {
    {.name = "notices.list",
     .summary = "One's own notices, newest first; those about clients only while one may see them.",
     .method = METHOD_GET,
     .path = "/notices",
     .permission = PERMISSION_signed_in,
     .input = list_input,
     .output = &notices_view_schema,
     .page = "notices/list",
     .title = "Notices",
     .run = run_list,
     .flags = OP_PRIVATE},
    {.name = "notices.unread",
     .summary = "How many of one's own notices are unread, counted up to 100.",
     .method = METHOD_GET,
     .path = "/notices/unread",
     .permission = PERMISSION_signed_in,
     .output = &notices_read_schema,
     .run = run_unread,
     .flags = OP_PRIVATE},
    {.name = "notices.read",
     .summary = "Marks one's own notices as read, up to the one named.",
     .method = METHOD_POST,
     .path = "/notices/read",
     .permission = PERMISSION_signed_in,
     .input = read_input,
     .output = &notices_read_schema,
     .form = "notices.list",
     .next = "/notices",
     .run = run_read,
     .flags = OP_NO_AUDIT}, /* a reading mark changes nothing of the company */
};

const struct feature notices_feature = {
    .name = "notices", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
