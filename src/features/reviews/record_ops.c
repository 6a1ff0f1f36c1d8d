/* The record of a finished review: read, printed, downloaded. By its manager, and by the owner. */
#include "doc/json_read.h"
#include "features/reviews/reviews_docs.h"

#include "base/time.h"

/* Out of the signed bytes, as they say it. */
#define ENTRY(F, P)                                                                                                    \
    F(P, staff, TEXT, BASIC)                                                                                           \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, client_id, ID, BASIC)                                                                                         \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, facts, TEXT, SECURITY)                                                                                        \
    F(P, answer, TEXT, BASIC)                                                                                          \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, outcome, TEXT, BASIC)                                                                                         \
    F(P, outcome_label, TEXT, BASIC)                                                                                   \
    F(P, now, TEXT, BASIC)
DOC_SCHEMA(review_entry_view, ENTRY);

#define RECORD_GROUP(F, P)                                                                                             \
    F(P, kind, ENUM, BASIC, .names = &review_kind_names)                                                               \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, items, LIST, BASIC, .of = &review_entry_view_schema)
DOC_SCHEMA(review_record_group, RECORD_GROUP);

#define COUNTS(F, P)                                                                                                   \
    F(P, unanswered, INT, BASIC)                                                                                       \
    F(P, kept, INT, BASIC)                                                                                             \
    F(P, to_trim, INT, BASIC)                                                                                          \
    F(P, trimmed, INT, BASIC)                                                                                          \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(review_counts, COUNTS);

#define RECORD(F, P)                                                                                                   \
    REVIEW_HEAD(F, P)                                                                                                  \
    F(P, company, TEXT, BASIC)                                                                                         \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, unused_from, DAY, BASIC)                                                                                      \
    F(P, counts, OBJECT, BASIC, .of = &review_counts_schema)                                                           \
    F(P, groups, LIST, BASIC, .of = &review_record_group_schema)                                                       \
    F(P, entry, INT, BASIC)                                                                                            \
    F(P, hash, TEXT, BASIC)                                                                                            \
    F(P, key, TEXT, BASIC)                                                                                             \
    F(P, signed_page, ADDRESS, BASIC)                                                                                  \
    F(P, csv_page, ADDRESS, BASIC)
DOC_SCHEMA(review_record_view, RECORD);

#define CSV_ROW(F, P)                                                                                                  \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, staff, TEXT, BASIC)                                                                                           \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, facts, TEXT, SECURITY)                                                                                        \
    F(P, answer, TEXT, BASIC)                                                                                          \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, outcome, TEXT, BASIC)                                                                                         \
    F(P, now, TEXT, BASIC)
DOC_SCHEMA(review_csv_row, CSV_ROW);

#define CSV(F, P) F(P, items, LIST, BASIC, .of = &review_csv_row_schema)
DOC_SCHEMA(review_csv, CSV);

/* One's own, or as the owner anybody's; nothing before it is finished. */
MUST_CHECK static enum err finished_copy(struct context *cx, struct tx *tx, const struct grant *g,
                                         struct review_copy *ret)
{
    TRY(review_copy_read(tx, g, cx->target[TARGET_REVIEW], ret));
    if (!ret->finished_at || (ret->staff.n != g->staff.n && !grant_is_owner(g)))
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    return OK;
}

struct kept {
    struct review_copy copy;
    struct str record, signature;
    const struct json *root, *seal;
};

MUST_CHECK static enum err read_kept(struct context *cx, struct tx *tx, const struct grant *g, struct kept *ret)
{
    struct str fault;

    TRY(finished_copy(cx, tx, g, &ret->copy));
    TRY(review_copy_record(tx, g, ret->copy.id, &ret->record, &ret->signature));
    if (!json_read(cx->arena, ret->record, false, &ret->root, &fault) ||
        !json_read(cx->arena, ret->signature, false, &ret->seal, &fault))
        return fail_internal(cx->arena, "reviews: the record of %lld is damaged", (long long)ret->copy.id);
    return OK;
}

static struct str text_in(const struct json *object, const char *name)
{
    const struct json *value = object && object->kind == JSON_KIND_OBJECT ? json_member(object, name) : NULL;

    return value && value->kind == JSON_KIND_TEXT ? value->text : STR("");
}

static const struct json *part(const struct json *object, const char *name)
{
    return object && object->kind == JSON_KIND_OBJECT ? json_member(object, name) : NULL;
}

static const struct json *items_of(const struct kept *kept)
{
    const struct json *items = part(kept->root, "items");

    return items && items->kind == JSON_KIND_LIST ? items->first : NULL;
}

/* ------------------------------------------------------------------ the page */

static struct str outcome_label(const struct context *cx, struct str outcome)
{
    static const struct {
        const char *name;
        enum message text;
    } labels[] = {{"kept", MSG_REVIEW_LABEL_KEPT},
                  {"to_trim", MSG_REVIEW_LABEL_TO_TRIM},
                  {"trimmed", MSG_REVIEW_LABEL_TRIMMED},
                  {"changed", MSG_REVIEW_LABEL_CHANGED}};

    for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
        if (str_is(outcome, labels[i].name))
            return company_sentence(cx, labels[i].text, NULL, 0);
    }
    return company_sentence(cx, MSG_REVIEW_LABEL_OPEN, NULL, 0);
}

static void put_entry(const struct context *cx, const struct json *item, struct node *out)
{
    const struct json *client = part(item, "client");
    int64_t id = 0;

    doc_text(out, review_entry_view_staff, text_in(part(item, "staff"), "name"));
    doc_text(out, review_entry_view_client, text_in(client, "name"));
    if (id_parse(text_in(client, "id"), &id))
        doc_id(out, review_entry_view_client_id, id);
    doc_text(out, review_entry_view_permission, text_in(item, "permission"));
    doc_text(out, review_entry_view_facts, text_in(item, "facts"));
    doc_text(out, review_entry_view_answer, text_in(item, "answer"));
    doc_text(out, review_entry_view_note, text_in(item, "note"));
    doc_text(out, review_entry_view_outcome, text_in(item, "outcome"));
    doc_text(out, review_entry_view_outcome_label, outcome_label(cx, text_in(item, "outcome")));
    doc_text(out, review_entry_view_now, text_in(item, "now"));
}

static void put_groups(const struct context *cx, const struct grant *g, const struct kept *kept, struct node *groups)
{
    for (int i = 1; i < REVIEW_KIND__MAX; i++) {
        struct node *items = NULL;

        for (const struct json *item = items_of(kept); item; item = item->next) {
            if (!str_is(text_in(item, "kind"), review_kind_names.list[i - 1]))
                continue;
            if (!items) {
                struct node *group = doc_item(groups);

                doc_enum(group, review_record_group_kind, i);
                doc_text(group, review_record_group_label, review_group_words(cx, g, (enum review_kind)i));
                items = doc_list(group, review_record_group_items);
            }
            put_entry(cx, item, doc_item(items));
        }
    }
}

static void put_counts(const struct kept *kept, struct node *out)
{
    const struct json *counts = part(kept->root, "counts");

    for (int i = 0; i < review_counts_schema.count; i++) {
        const struct json *count = part(counts, review_counts_schema.fields[i].name);

        if (count && count->kind == JSON_KIND_INT)
            doc_int(out, i, count->number);
    }
}

MUST_CHECK static enum err run_record(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct kept kept;
    struct str page;
    int32_t unused_from;

    (void)in;
    TRY(read_kept(cx, tx, g, &kept));
    page = review_page(cx->arena, kept.copy.id);
    review_head_document(cx, g, &kept.copy, out);
    doc_text(out, review_record_view_company, text_in(part(kept.root, "company"), "name"));
    doc_text(out, review_record_view_role, text_in(part(kept.root, "manager"), "role"));
    if (day_parse(text_in(part(kept.root, "review"), "unused_from"), &unused_from))
        doc_day(out, review_record_view_unused_from, unused_from);
    put_counts(&kept, doc_object(out, review_record_view_counts));
    put_groups(cx, g, &kept, doc_list(out, review_record_view_groups));
    doc_int(out, review_record_view_entry, kept.copy.entry);
    doc_text(out, review_record_view_hash, review_record_hash(cx->arena, kept.record));
    doc_text(out, review_record_view_key, text_in(kept.seal, "key"));
    doc_address(out, review_record_view_signed_page, arena_format(cx->arena, "%.*s/record.json", STR_ARG(page)));
    doc_address(out, review_record_view_csv_page, arena_format(cx->arena, "%.*s/record.csv", STR_ARG(page)));
    return OK;
}

/* ------------------------------------------------------------------ to take away */

MUST_CHECK static enum err run_file(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct review_copy copy;
    struct str record, signature;

    (void)in, (void)out;
    TRY(finished_copy(cx, tx, g, &copy));
    TRY(review_copy_record(tx, g, copy.id, &record, &signature));
    cx->file = (struct file_sent){.type = "application/json",
                                  .bytes = review_record_file(cx->arena, record, signature),
                                  .saved_as = arena_format(cx->arena, "access-review-%.*s-%.*s.json",
                                                           STR_ARG(day_text(cx->arena, copy.review.opened_on)),
                                                           STR_ARG(id_text(cx->arena, copy.id)))};
    return OK;
}

MUST_CHECK static enum err run_csv(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *rows = doc_list(out, review_csv_items);
    struct kept kept;

    (void)in;
    TRY(read_kept(cx, tx, g, &kept));
    for (const struct json *item = items_of(&kept); item; item = item->next) {
        struct node *row = doc_item(rows);

        doc_text(row, review_csv_row_kind, text_in(item, "kind"));
        doc_text(row, review_csv_row_staff, text_in(part(item, "staff"), "name"));
        doc_text(row, review_csv_row_client, text_in(part(item, "client"), "name"));
        doc_text(row, review_csv_row_permission, text_in(item, "permission"));
        doc_text(row, review_csv_row_facts, text_in(item, "facts"));
        doc_text(row, review_csv_row_answer, text_in(item, "answer"));
        doc_text(row, review_csv_row_note, text_in(item, "note"));
        doc_text(row, review_csv_row_outcome, text_in(item, "outcome"));
        doc_text(row, review_csv_row_now, text_in(item, "now"));
    }
    return OK;
}

static const struct operation operations[] = {
    {.name = "reviews.record",
     .summary = "The record of a finished access review: one's own, for the owner anybody's.",
     .method = METHOD_GET,
     .path = "/reviews/{review}/record",
     .permission = PERMISSION_manage_access,
     .output = &review_record_view_schema,
     .page = "reviews/record",
     .title = "Record of the access review",
     .run = run_record,
     .flags = OP_PRIVATE},
    {.name = "reviews.record_file",
     .summary = "The same, signed, as it is checked by `petgate review verify`.",
     .method = METHOD_GET,
     .path = "/reviews/{review}/record.json",
     .permission = PERMISSION_manage_access,
     .run = run_file,
     .flags = OP_FILE | OP_PRIVATE},
    {.name = "reviews.record_csv",
     .summary = "The same, as a table.",
     .method = METHOD_GET,
     .path = "/reviews/{review}/record.csv",
     .permission = PERMISSION_manage_access,
     .output = &review_csv_schema,
     .run = run_csv,
     .flags = OP_CSV | OP_PRIVATE},
};

const struct feature review_record_feature = {
    .name = "review records", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
