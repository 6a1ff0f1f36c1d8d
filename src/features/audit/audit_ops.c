#include "app/audit.h"
#include "app/cursor.h"
#include "features/audit/audit_docs.h"
#include "features/audit/heads.h"

enum { REASON_MAX = 2000, PARTS_MAX = 100000 };

/* ------------------------------------------------------------------ documents */

static void put_ref(struct node *out, int64_t id, struct str name, struct str page)
{
    doc_id(out, record_ref_id, id);
    doc_text(out, record_ref_name, name);
    if (page.n)
        doc_address(out, record_ref_page, page);
}

static void put_person(const struct reader *reader, struct staff_id id, bool acted, struct node *out)
{
    struct shown_person person = shown_person(reader, id, acted);
    struct arena *arena = reader->cx->arena;

    put_ref(out, person.id.n, person.name,
            person.link ? arena_format(arena, "/staff/%.*s", STR_ARG(id_text(arena, id.n))) : STR(""));
}

static void put_client(const struct reader *reader, struct client_id id, struct node *out)
{
    struct arena *arena = reader->cx->arena;
    struct str name = entry_name(&reader->clients, id.n);

    if (name.n)
        put_ref(out, id.n, name, arena_format(arena, "/clients/%.*s", STR_ARG(id_text(arena, id.n))));
}

static void put_changes(const struct reader *reader, const struct entry *entry, int max, struct node *out)
{
    struct node *list = doc_list(out, record_entry_changes);
    int shown = 0, seen = 0;

    for (int i = 0; i < entry->record.count; i++) {
        struct shown_value value;
        struct node *item;

        if (!shown_value(reader, entry, i, &value))
            continue;
        if (seen++ >= max)
            continue;
        item = doc_item(list);
        shown++;
        doc_int(item, record_change_part, value.part);
        doc_text(item, record_change_field, value.field);
        doc_text(item, record_change_label, value.label);
        doc_bool(item, record_change_erased, value.erased);
        if (value.erased)
            continue;
        doc_text(item, record_change_before, value.before);
        doc_text(item, record_change_after, value.after);
        doc_text(item, record_change_before_text, value.before_text);
        doc_text(item, record_change_after_text, value.after_text);
    }
    doc_int(out, record_entry_more_changes, seen - shown);
}

void entry_document(const struct reader *reader, const struct entry *entry, int changes_max, struct node *out)
{
    struct context *cx = reader->cx;
    const struct record_kind *kind = kind_find(entry->operation);
    struct str id = id_text(cx->arena, entry->change);

    doc_id(out, record_entry_id, entry->change);
    doc_int(out, record_entry_number, entry->change);
    doc_instant(out, record_entry_at, entry->at);
    doc_text(out, record_entry_kind, entry->operation);
    doc_text(out, record_entry_what, kind_words(cx, entry->operation, &entry->record));
    if (kind)
        doc_text(out, record_entry_area, str_from(area_name(kind->area)));
    if (entry->actor.n)
        put_person(reader, entry->actor, true, doc_object(out, record_entry_actor));
    else
        put_ref(doc_object(out, record_entry_actor), 0, shown_actor(reader, entry), STR(""));
    doc_enum(out, record_entry_surface, entry->surface);
    if (entry->address.n && shows_address(reader, entry))
        doc_text(out, record_entry_address, entry->address);
    if (entry->staff.n)
        put_person(reader, entry->staff, false, doc_object(out, record_entry_staff));
    if (entry->client.n)
        put_client(reader, entry->client, doc_object(out, record_entry_client));
    put_changes(reader, entry, changes_max, out);
    if (entry->record.has_reason && shows_reason(reader, entry)) {
        doc_bool(out, record_entry_reason_erased, entry->record.reason.erased);
        if (!entry->record.reason.erased)
            doc_text(out, record_entry_reason, entry->record.reason.after);
    }
    doc_address(out, record_entry_page, arena_format(cx->arena, "/audit/%.*s", STR_ARG(id)));
}

/* ------------------------------------------------------------------ the list */

#define RECORD_CAN(F, P)                                                                                               \
    F(P, head, BOOL, BASIC)                                                                                            \
    F(P, read_others, BOOL, BASIC)
DOC_SCHEMA(record_can, RECORD_CAN);

#define RECORD_LIST(F, P)                                                                                              \
    F(P, items, LIST, BASIC, .of = &record_entry_schema)                                                               \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, csv, ADDRESS, BASIC)                                                                                          \
    F(P, filter, OBJECT, BASIC, .of = &record_filter_view_schema)                                                      \
    F(P, can, OBJECT, BASIC, .of = &record_can_schema)
DOC_SCHEMA(record_list, RECORD_LIST);

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *items = doc_list(out, record_list_items), *can = doc_object(out, record_list_can);
    struct entry_filter filter;
    struct entry_list list;
    struct reader reader;

    TRY(record_filter(cx, in, &filter));
    TRY(record_entries(cx, tx, g, &filter, ENTRY_PAGE, &list));
    TRY(reader_begin(cx, tx, g, &list, filter.client, &reader));
    for (int i = 0; i < list.count; i++)
        entry_document(&reader, &list.items[i], SHOWN_CHANGES, doc_item(items));
    filter_document(&reader, in, &filter, doc_object(out, record_list_filter));
    doc_address(out, record_list_csv, filter_address(cx->arena, "/audit.csv", in));
    doc_bool(can, record_can_head, grant_holds(g, PERMISSION_company_settings));
    doc_bool(can, record_can_read_others, audit_reads_others(g));
    if (!list.more) {
        doc_null(out, record_list_next);
        return OK;
    }
    const struct entry *last = &list.items[list.count - 1];
    struct str cursor = cursor_text(cx->arena, arena_format(cx->arena, "%lld", (long long)last->at), last->change);
    doc_text(out, record_list_next, cursor);
    doc_address(out, record_list_next_page, cursor_page(cx->arena, STR("/audit"), in, record_input, cursor));
    return OK;
}

/* ------------------------------------------------------------------ one entry */

#define ENTRY_CAN(F, P) F(P, erase, BOOL, BASIC)
DOC_SCHEMA(entry_can, ENTRY_CAN);

#define ENTRY_FORM(F, P)                                                                                               \
    F(P, part, TEXT, BASIC)                                                                                            \
    F(P, part_error, TEXT, BASIC)                                                                                      \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, reason_error, TEXT, BASIC)
DOC_SCHEMA(entry_form, ENTRY_FORM);

#define ENTRY_PART(F, P)                                                                                               \
    F(P, part, INT, BASIC)                                                                                             \
    F(P, label, TEXT, BASIC)
DOC_SCHEMA(entry_part, ENTRY_PART);

#define ENTRY_PAGE_FIELDS(F, P)                                                                                        \
    F(P, entry, OBJECT, BASIC, .of = &record_entry_schema)                                                             \
    F(P, hash, TEXT, BASIC)                                                                                            \
    F(P, erasable, LIST, BASIC, .of = &entry_part_schema)                                                              \
    F(P, form, OBJECT, BASIC, .of = &entry_form_schema)                                                                \
    F(P, can, OBJECT, BASIC, .of = &entry_can_schema)
DOC_SCHEMA(entry_page, ENTRY_PAGE_FIELDS);

static const struct input_field erase_input[] = {
    {.name = "part", .kind = INPUT_INT, .required = true, .max = PARTS_MAX, .label = "Value"},
    {.name = "reason", .kind = INPUT_LONG, .required = true, .min = 1, .max = REASON_MAX, .label = "Why"},
    {.name = NULL},
};

/* The entry of the address as its reader sees it; ERR_ABSENT where that is not at all. */
MUST_CHECK static enum err find_entry(struct context *cx, struct tx *tx, const struct grant *g, struct entry_list *list,
                                      struct reader *reader)
{
    struct entry_filter filter = {.change = cx->target[TARGET_ENTRY]};

    TRY(record_entries(cx, tx, g, &filter, 1, list));
    if (list->count == 0)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    return reader_begin(cx, tx, g, list, (struct client_id){0}, reader);
}

/* The erasure of another value is what the record keeps instead of it. */
static bool may_erase(const struct grant *g, const struct entry *entry)
{
    return grant_is_owner(g) && !str_is(entry->operation, "audit.erase");
}

static void put_erasable(const struct reader *reader, const struct entry *entry, struct node *list)
{
    struct node *item;

    if (entry->record.has_reason && !entry->record.reason.erased) {
        item = doc_item(list);
        doc_int(item, entry_part_part, 0);
        doc_text(item, entry_part_label, STR("Reason"));
    }
    for (int i = 0; i < entry->record.count; i++) {
        struct shown_value value;

        if (!shown_value(reader, entry, i, &value) || value.erased)
            continue;
        item = doc_item(list);
        doc_int(item, entry_part_part, value.part);
        doc_text(item, entry_part_label, value.label);
    }
}

static void entry_page_document(const struct reader *reader, const struct entry *entry, struct node *out)
{
    const struct grant *g = reader->g;
    struct node *form = doc_object(out, entry_page_form);
    bool erase = may_erase(g, entry);

    entry_document(reader, entry, entry->record.count, doc_object(out, entry_page_entry));
    if (audit_reads_others(g))
        doc_text(out, entry_page_hash, hex_text(reader->cx->arena, entry->hash, HASH_BYTES));
    doc_text(form, entry_form_part, STR(""));
    doc_text(form, entry_form_reason, STR(""));
    if (erase)
        put_erasable(reader, entry, doc_list(out, entry_page_erasable));
    doc_bool(doc_object(out, entry_page_can), entry_can_erase, erase);
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct entry_list list;
    struct reader reader;

    (void)in;
    TRY(find_entry(cx, tx, g, &list, &reader));
    entry_page_document(&reader, &list.items[0], out);
    return OK;
}

MUST_CHECK static enum err run_erase(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct entry_list list;
    struct reader reader;
    const struct entry *entry;
    struct str what = {0};
    enum err err;

    if (!grant_is_owner(g))
        return FAIL(cx->arena, ERR_FORBIDDEN, MSG_RECORD_OWNER);
    TRY(find_entry(cx, tx, g, &list, &reader));
    entry = &list.items[0];
    if (!may_erase(g, entry))
        return FAIL(cx->arena, ERR_FORBIDDEN, MSG_RECORD_KEPT);
    err = audit_erase(tx, g->company, entry->change, input_int(in, "part"), &what);
    if (err == ERR_ABSENT) {
        fail_clear(cx->arena);
        return FAIL_FIELD(cx->arena, STR("part"), MSG_FIELD_REFERENCE);
    }
    TRY(err);
    audit_about(cx, entry->staff, entry->client);
    audit_reason(cx, input_text(in, "reason"));
    audit_change(cx, "entry", entry->change, "erased", STR(""),
                 arena_format(cx->arena, "%.*s of entry %lld", STR_ARG(what), (long long)entry->change));
    TRY(find_entry(cx, tx, g, &list, &reader));
    entry_page_document(&reader, &list.items[0], out);
    return OK;
}

/* ------------------------------------------------------------------ its head */

#define RECORD_HEAD_FORM(F, P)                                                                                         \
    F(P, addresses, TEXT, BASIC)                                                                                       \
    F(P, addresses_error, TEXT, BASIC)
DOC_SCHEMA(record_head_form, RECORD_HEAD_FORM);

/* `form.addresses`: who gets it by mail, an address a line; `webhook`: the server sends it to its operator's, too. */
#define RECORD_HEAD(F, P)                                                                                              \
    F(P, company, TEXT, SECURITY)                                                                                      \
    F(P, entries, INT, SECURITY)                                                                                       \
    F(P, at, INSTANT, SECURITY)                                                                                        \
    F(P, head, TEXT, SECURITY)                                                                                         \
    F(P, webhook, BOOL, SECURITY)                                                                                      \
    F(P, form, OBJECT, SECURITY, .of = &record_head_form_schema)
DOC_SCHEMA(record_head, RECORD_HEAD);

MUST_CHECK static enum err run_head(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct audit_head head;
    struct str addresses;

    (void)in;
    TRY(audit_head(tx, g->company, &head));
    TRY(heads_recipients(tx, g, &addresses));
    doc_text(out, record_head_company, cx->company->slug);
    doc_int(out, record_head_entries, head.change);
    doc_instant(out, record_head_at, head.at);
    doc_text(out, record_head_head, audit_head_text(cx->arena, &head));
    doc_bool(out, record_head_webhook, cx->app->config.heads_webhook.url.n > 0);
    doc_text(doc_object(out, record_head_form), record_head_form_addresses, addresses);
    return OK;
}

/* ------------------------------------------------------------------ as a table */

#define RECORD_ROW(F, P)                                                                                               \
    F(P, entry, INT, BASIC)                                                                                            \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, who, TEXT, BASIC)                                                                                             \
    F(P, surface, ENUM, BASIC, .names = &record_surface_names)                                                         \
    F(P, address, TEXT, BASIC)                                                                                         \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, what, TEXT, BASIC)                                                                                            \
    F(P, person, TEXT, BASIC)                                                                                          \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, field, TEXT, BASIC)                                                                                           \
    F(P, before, TEXT, BASIC)                                                                                          \
    F(P, after, TEXT, BASIC)                                                                                           \
    F(P, reason, TEXT, BASIC)
DOC_SCHEMA(record_row, RECORD_ROW);

#define RECORD_TABLE(F, P) F(P, rows, LIST, BASIC, .of = &record_row_schema)
DOC_SCHEMA(record_table, RECORD_TABLE);

static void put_row(const struct reader *reader, const struct entry *entry, const struct shown_value *value,
                    struct node *row)
{
    struct context *cx = reader->cx;

    doc_int(row, record_row_entry, entry->change);
    doc_instant(row, record_row_at, entry->at);
    doc_text(row, record_row_who, shown_actor(reader, entry));
    doc_enum(row, record_row_surface, entry->surface);
    if (shows_address(reader, entry))
        doc_text(row, record_row_address, entry->address);
    doc_text(row, record_row_kind, entry->operation);
    doc_text(row, record_row_what, kind_words(cx, entry->operation, &entry->record));
    doc_text(row, record_row_person, shown_person(reader, entry->staff, false).name);
    doc_text(row, record_row_client, entry_name(&reader->clients, entry->client.n));
    if (entry->record.has_reason && shows_reason(reader, entry))
        doc_text(row, record_row_reason, entry->record.reason.erased ? STR("(erased)") : entry->record.reason.after);
    if (!value)
        return;
    doc_text(row, record_row_field, value->label);
    doc_text(row, record_row_before, value->erased ? STR("(erased)") : value->before_text);
    doc_text(row, record_row_after, value->erased ? STR("(erased)") : value->after_text);
}

/* A row a value that changed; an entry without any is a row, too. */
MUST_CHECK static enum err run_csv(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *rows = doc_list(out, record_table_rows);
    struct entry_filter filter;
    struct entry_list list;
    struct reader reader;

    TRY(record_filter(cx, in, &filter));
    TRY(record_entries(cx, tx, g, &filter, ENTRY_EXPORT, &list));
    TRY(reader_begin(cx, tx, g, &list, filter.client, &reader));
    for (int i = 0; i < list.count; i++) {
        const struct entry *entry = &list.items[i];
        struct shown_value value;
        int shown = 0;

        for (int n = 0; n < entry->record.count; n++) {
            if (shown_value(&reader, entry, n, &value) && ++shown)
                put_row(&reader, entry, &value, doc_item(rows));
        }
        if (!shown)
            put_row(&reader, entry, NULL, doc_item(rows));
    }
    return OK;
}

/* ------------------------------------------------------------------ rows */

/* Which entries a reader sees is for the statement of the list to say, so that hidden and absent are one. */
MUST_CHECK static enum err resolve_entry(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    (void)tx, (void)company, (void)id;
    *ret = ABOUT_COMPANY;
    return OK;
}

static const struct target_rule targets[] = {{TARGET_ENTRY, resolve_entry}};

static const struct operation operations[] = {
    {.name = "audit.list",
     .summary = "The record, newest first: of people at or below one's level, otherwise what concerns oneself.",
     .method = METHOD_GET,
     .path = "/audit",
     .permission = PERMISSION_view_audit,
     .either = PERMISSION_signed_in,
     .input = record_input,
     .output = &record_list_schema,
     .page = "audit/list",
     .title = "Record",
     .run = run_list},
    {.name = "audit.export",
     .summary = "The same as a table of up to 10,000 entries, for spreadsheets.",
     .method = METHOD_GET,
     .path = "/audit.csv",
     .permission = PERMISSION_view_audit,
     .either = PERMISSION_signed_in,
     .input = record_input,
     .output = &record_table_schema,
     .run = run_csv,
     .flags = OP_CSV},
    {.name = "audit.head",
     .summary = "The newest entry's number and hash: kept elsewhere, it shows any later change to what stands before.",
     .method = METHOD_GET,
     .path = "/audit/head",
     .permission = PERMISSION_company_settings,
     .output = &record_head_schema,
     .page = "audit/head",
     .title = "Head of the record",
     .run = run_head},
    {.name = "audit.read",
     .summary = "One entry with everything that it holds and the reader may know.",
     .method = METHOD_GET,
     .path = "/audit/{entry}",
     .permission = PERMISSION_view_audit,
     .either = PERMISSION_signed_in,
     .output = &entry_page_schema,
     .page = "audit/entry",
     .title = "Entry of the record",
     .run = run_read},
    {.name = "audit.erase",
     .summary = "Erases one value of an entry for good, on record: the owner's alone.",
     .method = METHOD_POST,
     .path = "/audit/{entry}/erase",
     .permission = PERMISSION_company_settings,
     .input = erase_input,
     .output = &entry_page_schema,
     .form = "audit.read",
     .next = "/audit/{entry}",
     .run = run_erase,
     .flags = OP_CHANGES | OP_FRESH},
};

MUST_CHECK static enum err housekeeping(struct app *app, bool hourly, struct arena *arena)
{
    return hourly ? audit_export_heads(app, arena) : OK;
}

const struct feature audit_feature = {.name = "audit",
                                      .operations = operations,
                                      .operation_count = ARRAY_SIZE(operations),
                                      .targets = targets,
                                      .target_count = ARRAY_SIZE(targets),
                                      .housekeeping = housekeeping};
