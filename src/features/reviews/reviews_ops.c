/* The list of reviews (ROL-306): one's own, and for the owner everybody's. */
#include "features/reviews/reviews_docs.h"

#include "base/time.h"

static const char *const standings[] = {"open", "finished", "over"};
const struct names review_standing_names = {standings, ARRAY_SIZE(standings)};

#define LIST_CAN(F, P)                                                                                                 \
    F(P, begin, BOOL, BASIC)                                                                                           \
    F(P, settings, BOOL, BASIC)
DOC_SCHEMA(review_list_can, LIST_CAN);

#define LIST(F, P)                                                                                                     \
    F(P, items, LIST, BASIC, .of = &review_head_schema)                                                                \
    F(P, everybody, BOOL, BASIC)                                                                                       \
    F(P, can, OBJECT, BASIC, .of = &review_list_can_schema)
DOC_SCHEMA(review_list_view, LIST);

/* ------------------------------------------------------------------ shared documents */

static void put_named(struct node *out, int64_t id, struct str name)
{
    doc_id(out, review_named_id, id);
    doc_text(out, review_named_name, name);
}

/* A copy is its manager's as long as they manage access (ROL-157). */
static enum review_standing standing_of(const struct grant *g, const struct review_copy *copy)
{
    const struct person *person = picture_person(g->picture, copy->staff);

    if (copy->finished_at)
        return REVIEW_STANDS_FINISHED;
    if (!review_is_open(copy) || !person || person->status != STAFF_ACTIVE ||
        !picture_holds(g->picture, person, PERMISSION_manage_access, g->now, NULL))
        return REVIEW_STANDS_OVER;
    return REVIEW_STANDS_OPEN;
}

void review_head_document(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                          struct node *out)
{
    int32_t today = time_local(cx->company->zone, cx->now).day_number;
    enum review_standing standing = standing_of(g, copy);
    struct str page = review_page(cx->arena, copy->id);
    bool own = g->staff.n == copy->staff.n;

    doc_id(out, review_head_id, copy->id);
    put_named(doc_object(out, review_head_manager), copy->staff.n, review_name_of(g, copy->staff));
    doc_bool(out, review_head_own, own);
    doc_enum(out, review_head_standing, standing);
    doc_day(out, review_head_opened_on, copy->review.opened_on);
    doc_day(out, review_head_due_on, copy->review.due_on);
    doc_bool(out, review_head_late, standing == REVIEW_STANDS_OPEN && today > copy->review.due_on);
    doc_text(out, review_head_begun_by, review_name_of(g, copy->review.begun_by));
    doc_instant(out, review_head_finished_at, copy->finished_at);
    if (own && standing == REVIEW_STANDS_OPEN)
        doc_address(out, review_head_page, page);
    if (copy->finished_at)
        doc_address(out, review_head_record_page, arena_format(cx->arena, "%.*s/record", STR_ARG(page)));
}

void review_item_document(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                          const struct review_line *line, struct node *out)
{
    const struct review_item *item = &line->item;

    doc_id(out, review_item_view_id, item->id);
    doc_enum(out, review_item_view_kind, item->kind);
    put_named(doc_object(out, review_item_view_staff), item->staff.n, review_name_of(g, item->staff));
    if (item->client.n)
        put_named(doc_object(out, review_item_view_client), item->client.n, line->client_name);
    if (item->permission != PERMISSION__NONE)
        doc_text(out, review_item_view_permission, str_from(permission_info(item->permission)->name));
    doc_text(out, review_item_view_facts, review_facts(cx, g, &copy->review, line));
    doc_enum(out, review_item_view_state, line->state);
    doc_text(out, review_item_view_note, line->note);
    doc_text(out, review_item_view_now, review_now(cx, g, line));
    doc_address(out, review_item_view_page,
                arena_format(cx->arena, "%.*s/items/%.*s", STR_ARG(review_page(cx->arena, copy->id)),
                             STR_ARG(id_text(cx->arena, item->id))));
    doc_address(out, review_item_view_answers_page,
                arena_format(cx->arena, "%.*s/answers", STR_ARG(review_page(cx->arena, copy->id))));
}

/* ------------------------------------------------------------------ the list */

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *items = doc_list(out, review_list_view_items), *can = doc_object(out, review_list_view_can);
    struct staff_id whose = grant_is_owner(g) ? (struct staff_id){0} : g->staff;
    struct review_copy *copies;
    int count;

    (void)in;
    TRY(review_copies(tx, g, whose, &copies, &count));
    for (int i = 0; i < count; i++)
        review_head_document(cx, g, &copies[i], doc_item(items));
    doc_bool(out, review_list_view_everybody, grant_is_owner(g));
    doc_bool(can, review_list_can_begin, grant_holds(g, PERMISSION_company_settings));
    doc_bool(can, review_list_can_settings, grant_holds(g, PERMISSION_company_settings));
    return OK;
}

static const struct operation operations[] = {
    {.name = "reviews.list",
     .summary = "Access reviews, the newest first: one's own lists, for the owner everybody's.",
     .method = METHOD_GET,
     .path = "/reviews",
     .permission = PERMISSION_manage_access,
     .output = &review_list_view_schema,
     .page = "reviews/list",
     .title = "Access reviews",
     .run = run_list,
     .flags = OP_PRIVATE},
};

const struct feature review_list_feature = {
    .name = "review list", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
