/* One manager's list (ROL-306): looked through group by group, answered one by one or many at once, finished. */
#include "features/reviews/reviews_docs.h"

enum { ITEMS_MAX = 500 };

NAMES(answer_names, "keep", "trim", "none");
static_assert(REVIEW_KEEP == 1 && REVIEW_TRIM == 2 && REVIEW_ANSWER__MAX == 3, "as the names say; none takes back");

/* ------------------------------------------------------------------ documents */

#define GROUP(F, P)                                                                                                    \
    F(P, kind, ENUM, BASIC, .names = &review_kind_names)                                                               \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, open, INT, BASIC)                                                                                             \
    F(P, current, BOOL, BASIC)                                                                                         \
    F(P, page, ADDRESS, BASIC)
DOC_SCHEMA(review_group, GROUP);

#define CAN(F, P)                                                                                                      \
    F(P, answer, BOOL, BASIC)                                                                                          \
    F(P, finish, BOOL, BASIC)
DOC_SCHEMA(review_can, CAN);

#define COPY(F, P)                                                                                                     \
    REVIEW_HEAD(F, P)                                                                                                  \
    F(P, unused_note, TEXT, BASIC)                                                                                     \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, open, INT, BASIC)                                                                                             \
    F(P, to_trim, INT, BASIC)                                                                                          \
    F(P, groups, LIST, BASIC, .of = &review_group_schema)                                                              \
    F(P, group, ENUM, BASIC, .names = &review_kind_names)                                                              \
    F(P, group_label, TEXT, BASIC)                                                                                     \
    F(P, items, LIST, SECURITY, .of = &review_item_view_schema)                                                        \
    F(P, shown_open, INT, BASIC)                                                                                       \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, can, OBJECT, BASIC, .of = &review_can_schema)
DOC_SCHEMA(review_copy_view, COPY);

/* What can be done about the item, by the pages and forms that are there for it anyway. */
#define ACTS(F, P)                                                                                                     \
    F(P, role_page, ADDRESS, BASIC)                                                                                    \
    F(P, freeze_page, ADDRESS, BASIC)                                                                                  \
    F(P, inactive_page, ADDRESS, BASIC)                                                                                \
    F(P, sessions_page, ADDRESS, BASIC)                                                                                \
    F(P, exceptions_page, ADDRESS, BASIC)                                                                              \
    F(P, end_exception, BOOL, BASIC)                                                                                   \
    F(P, switch_off, BOOL, BASIC)                                                                                      \
    F(P, access_page, ADDRESS, BASIC)                                                                                  \
    F(P, confirm_page, ADDRESS, BASIC)                                                                                 \
    F(P, reason_page, ADDRESS, BASIC)                                                                                  \
    F(P, why_page, ADDRESS, BASIC)                                                                                     \
    F(P, permissions_page, ADDRESS, BASIC)
DOC_SCHEMA(review_acts, ACTS);

#define ITEM_FORM(F, P)                                                                                                \
    F(P, note, TEXT, BASIC)                                                                                            \
    F(P, note_error, TEXT, BASIC)
DOC_SCHEMA(review_item_form, ITEM_FORM);

#define ITEM_PAGE(F, P)                                                                                                \
    F(P, review, OBJECT, BASIC, .of = &review_head_schema)                                                             \
    F(P, item, OBJECT, BASIC, .of = &review_item_view_schema)                                                          \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, back_page, ADDRESS, BASIC)                                                                                    \
    F(P, trimmable, BOOL, BASIC)                                                                                       \
    F(P, acts, OBJECT, BASIC, .of = &review_acts_schema)                                                               \
    F(P, can, OBJECT, BASIC, .of = &review_can_schema)                                                                 \
    F(P, form, OBJECT, BASIC, .of = &review_item_form_schema)
DOC_SCHEMA(review_item_page, ITEM_PAGE);

#define ANSWERED(F, P)                                                                                                 \
    F(P, answered, INT, BASIC)                                                                                         \
    F(P, open, INT, BASIC)
DOC_SCHEMA(review_answered, ANSWERED);

#define FINISHED(F, P)                                                                                                 \
    F(P, finished_at, INSTANT, BASIC)                                                                                  \
    F(P, unanswered, INT, BASIC)                                                                                       \
    F(P, entry, INT, BASIC)                                                                                            \
    F(P, hash, TEXT, BASIC)                                                                                            \
    F(P, record_page, ADDRESS, BASIC)
DOC_SCHEMA(review_finished, FINISHED);

static const struct input_field copy_input[] = {
    {.name = "group", .kind = INPUT_ENUM, .names = &review_kind_names, .label = "Group"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 32},
    {.name = NULL},
};
static const struct input_field answer_input[] = {
    {.name = "items", .kind = INPUT_IDS, .required = true, .min = 1, .max = ITEMS_MAX, .label = "Items"},
    {.name = "answer", .kind = INPUT_ENUM, .required = true, .names = &answer_names, .label = "Answer"},
    {.name = "note", .kind = INPUT_TEXT, .max = REVIEW_NOTE_MAX, .label = "Note"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ one's list */

static void put_can(const struct review_copy *copy, struct node *can)
{
    doc_bool(can, review_can_answer, review_is_open(copy));
    doc_bool(can, review_can_finish, review_is_open(copy));
}

static int count_state(const struct review_list *list, enum review_kind kind, enum review_state state)
{
    int count = 0;

    for (int i = 0; i < list->count; i++)
        count += (!kind || list->lines[i].item.kind == kind) && (!state || list->lines[i].state == state);
    return count;
}

static struct str group_page(struct arena *arena, const struct review_copy *copy, enum review_kind kind)
{
    return arena_format(arena, "%.*s?group=%s", STR_ARG(review_page(arena, copy->id)),
                        review_kind_names.list[kind - 1]);
}

static void put_groups(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                       const struct review_list *list, enum review_kind current, struct node *groups)
{
    for (int i = 1; i < REVIEW_KIND__MAX; i++) {
        enum review_kind kind = (enum review_kind)i;
        int total = count_state(list, kind, 0);
        struct node *group;

        if (!total)
            continue;
        group = doc_item(groups);
        doc_enum(group, review_group_kind, kind);
        doc_text(group, review_group_label, review_group_words(cx, g, kind));
        doc_int(group, review_group_total, total);
        doc_int(group, review_group_open, count_state(list, kind, REVIEW_IS_OPEN));
        doc_bool(group, review_group_current, kind == current);
        doc_address(group, review_group_page, group_page(cx->arena, copy, kind));
    }
}

/* As asked for; else the first with something open, else the first. */
static enum review_kind choose_group(const struct review_list *list, const struct input *in)
{
    if (input_given(in, "group"))
        return (enum review_kind)input_int(in, "group");
    for (int i = 0; i < list->count; i++) {
        if (list->lines[i].state == REVIEW_IS_OPEN)
            return list->lines[i].item.kind;
    }
    return list->count ? list->lines[0].item.kind : REVIEW_TOP;
}

static void put_items(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                      const struct review_list *list, enum review_kind kind, int64_t after, struct node *out)
{
    struct node *items = doc_list(out, review_copy_view_items);
    int count = 0, open = 0;
    int64_t last = 0;

    for (int i = 0; i < list->count; i++) {
        const struct review_line *line = &list->lines[i];

        if (line->item.kind != kind || line->item.id <= after)
            continue;
        if (count == REVIEW_PAGE) {
            struct str next = id_text(cx->arena, last);

            doc_text(out, review_copy_view_next, next);
            doc_address(
                out, review_copy_view_next_page,
                arena_format(cx->arena, "%.*s&cursor=%.*s", STR_ARG(group_page(cx->arena, copy, kind)), STR_ARG(next)));
            break;
        }
        review_item_document(cx, g, copy, line, doc_item(items));
        last = line->item.id;
        open += line->state == REVIEW_IS_OPEN;
        count++;
    }
    doc_int(out, review_copy_view_shown_open, open);
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct review_copy copy;
    struct review_list list;
    struct str cursor = input_text(in, "cursor");
    enum review_kind kind;
    int64_t after = 0;

    TRY(review_own_copy(cx, tx, g, &copy));
    if (cursor.n && !id_parse(cursor, &after))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    TRY(review_look(cx, tx, g, &copy, &list));
    kind = choose_group(&list, in);
    review_head_document(cx, g, &copy, out);
    doc_text(out, review_copy_view_unused_note, review_unused_note(cx, &copy.review));
    doc_int(out, review_copy_view_total, list.count);
    doc_int(out, review_copy_view_open, count_state(&list, 0, REVIEW_IS_OPEN));
    doc_int(out, review_copy_view_to_trim, count_state(&list, 0, REVIEW_IS_TO_TRIM));
    put_groups(cx, g, &copy, &list, kind, doc_list(out, review_copy_view_groups));
    doc_enum(out, review_copy_view_group, kind);
    doc_text(out, review_copy_view_group_label, review_group_words(cx, g, kind));
    put_items(cx, g, &copy, &list, kind, after, out);
    put_can(&copy, doc_object(out, review_copy_view_can));
    return OK;
}

/* ------------------------------------------------------------------ one item */

static const struct review_line *find_line(const struct review_list *list, int64_t id)
{
    for (int i = 0; i < list->count; i++) {
        if (list->lines[i].item.id == id)
            return &list->lines[i];
    }
    return NULL;
}

static struct str staff_address(struct arena *arena, struct staff_id staff, const char *rest)
{
    return arena_format(arena, "/staff/%.*s/%s", STR_ARG(id_text(arena, staff.n)), rest);
}

/* Only what the pages behind it would let this manager do; that they manage the person's access is why it is listed. */
static void put_person_acts(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                            const struct review_item *item, struct node *acts)
{
    struct staff_id staff = item->staff;
    struct str back = arena_format(cx->arena, "%.*s/items/%.*s", STR_ARG(review_page(cx->arena, copy->id)),
                                   STR_ARG(id_text(cx->arena, item->id)));

    if (grant_may(g, PERMISSION_assign_roles, ABOUT_STAFF(staff)))
        doc_address(acts, review_acts_role_page,
                    arena_format(cx->arena, "%.*s?_return=%.*s", STR_ARG(staff_address(cx->arena, staff, "role")),
                                 STR_ARG(back)));
    if (policy_may_freeze(g->picture, g->person, staff, g->now).allowed) {
        doc_address(acts, review_acts_freeze_page, staff_address(cx->arena, staff, "freeze"));
        doc_address(acts, review_acts_inactive_page, staff_address(cx->arena, staff, "inactive"));
    }
    doc_address(acts, review_acts_sessions_page, staff_address(cx->arena, staff, "sessions"));
}

static void put_removal_acts(const struct context *cx, const struct review_item *item, struct node *acts)
{
    struct str pair = arena_format(cx->arena, "clients/%.*s", STR_ARG(id_text(cx->arena, item->client.n)));
    const char *client = arena_cstr(cx->arena, pair);

    doc_address(acts, review_acts_access_page,
                staff_address(cx->arena, item->staff, (const char *)arena_format(cx->arena, "%s/access", client).p));
    if (item->reason.n)
        doc_address(
            acts, review_acts_confirm_page,
            staff_address(cx->arena, item->staff, (const char *)arena_format(cx->arena, "%s/access/review", client).p));
    else
        doc_address(
            acts, review_acts_reason_page,
            staff_address(cx->arena, item->staff, (const char *)arena_format(cx->arena, "%s/access", client).p));
}

static bool stands(const struct review_line *line)
{
    return line->state != REVIEW_IS_TRIMMED && line->state != REVIEW_IS_CHANGED;
}

static void put_acts(const struct context *cx, const struct grant *g, const struct review_copy *copy,
                     const struct review_line *line, struct node *acts)
{
    const struct review_item *item = &line->item;

    doc_address(acts, review_acts_permissions_page, staff_address(cx->arena, item->staff, "permissions"));
    if (item->permission != PERMISSION__NONE)
        doc_address(
            acts, review_acts_why_page,
            staff_address(
                cx->arena, item->staff,
                (const char *)arena_format(cx->arena, "why?permission=%s", permission_info(item->permission)->name).p));
    if (!stands(line))
        return;
    if (item->kind == REVIEW_TOP || item->kind == REVIEW_PEOPLE || item->kind == REVIEW_DORMANT)
        put_person_acts(cx, g, copy, item, acts);
    if (item->kind == REVIEW_REMOVALS)
        put_removal_acts(cx, item, acts);
    if (item->kind != REVIEW_EXCEPTIONS && item->kind != REVIEW_UNUSED)
        return;
    doc_address(acts, review_acts_exceptions_page, staff_address(cx->arena, item->staff, "exceptions"));
    doc_bool(acts, review_acts_end_exception, item->kind == REVIEW_EXCEPTIONS);
    doc_bool(acts, review_acts_switch_off, item->kind == REVIEW_UNUSED);
}

MUST_CHECK static enum err run_item(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    const struct review_line *line;
    struct review_copy copy;
    struct review_list list;
    struct node *form;

    (void)in;
    TRY(review_own_copy(cx, tx, g, &copy));
    TRY(review_look(cx, tx, g, &copy, &list));
    line = find_line(&list, cx->target[TARGET_ITEM]);
    if (!line)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    review_head_document(cx, g, &copy, doc_object(out, review_item_page_review));
    review_item_document(cx, g, &copy, line, doc_object(out, review_item_page_item));
    doc_text(out, review_item_page_name, review_name_of(g, line->item.staff));
    doc_address(out, review_item_page_back_page, group_page(cx->arena, &copy, line->item.kind));
    doc_bool(out, review_item_page_trimmable, stands(line));
    put_acts(cx, g, &copy, line, doc_object(out, review_item_page_acts));
    put_can(&copy, doc_object(out, review_item_page_can));
    form = doc_object(out, review_item_page_form);
    doc_text(form, review_item_form_note, line->note);
    return OK;
}

/* ------------------------------------------------------------------ answering */

MUST_CHECK static enum err open_copy(struct context *cx, struct tx *tx, const struct grant *g, struct review_copy *ret)
{
    TRY(review_own_copy(cx, tx, g, ret));
    if (ret->finished_at)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_REVIEW_FINISHED);
    return ret->review.ended_at ? FAIL(cx->arena, ERR_CONFLICT, MSG_REVIEW_OVER) : OK;
}

MUST_CHECK static enum err run_answer(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    int choice = (int)input_int(in, "answer"), count, open;
    enum review_answer answer = choice < REVIEW_ANSWER__MAX ? (enum review_answer)choice : 0;
    struct str note = input_text(in, "note");
    struct review_copy copy;
    struct review_list list;
    const int64_t *ids;

    input_ids(in, "items", &ids, &count);
    TRY(open_copy(cx, tx, g, &copy));
    TRY(review_look(cx, tx, g, &copy, &list));
    open = count_state(&list, 0, REVIEW_IS_OPEN);
    for (int i = 0; i < count; i++) {
        const struct review_line *line = find_line(&list, ids[i]);

        if (!line)
            return FAIL_FIELD(cx->arena, STR("items"), MSG_FIELD_REFERENCE);
        TRY(review_answer_put(cx, tx, g, copy.id, ids[i], answer, note));
        audit_also(cx, line->item.staff, line->item.client);
        open -= line->state == REVIEW_IS_OPEN && answer;
        open += (line->state == REVIEW_IS_KEPT || line->state == REVIEW_IS_TO_TRIM) && !answer;
    }
    audit_reason(cx, note);
    audit_change(cx, "review", copy.id, "answer", STR(""), str_from(answer_names.list[choice - 1]));
    audit_change_int(cx, "review", copy.id, "answered", 0, count);
    doc_int(out, review_answered_answered, count);
    doc_int(out, review_answered_open, open);
    return OK;
}

/* ------------------------------------------------------------------ finishing */

MUST_CHECK static enum err run_finish(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct str record, signature, hash;
    struct review_copy copy;
    struct review_list list;

    (void)in;
    TRY(open_copy(cx, tx, g, &copy));
    TRY(review_look(cx, tx, g, &copy, &list));
    record = review_record_make(cx, g, &copy, &list);
    if (!record.n)
        return fail_internal(cx->arena, "reviews: the record is longer than it may be");
    TRY(review_record_sign(cx, tx, g, record, &signature));
    TRY(review_copy_finish(cx, tx, g, &copy, record, signature));
    hash = review_record_hash(cx->arena, record);
    audit_change(cx, "review", copy.id, "record", STR(""), hash);
    audit_change_int(cx, "review", copy.id, "unanswered", 0, count_state(&list, 0, REVIEW_IS_OPEN));
    doc_instant(out, review_finished_finished_at, cx->now);
    doc_int(out, review_finished_unanswered, count_state(&list, 0, REVIEW_IS_OPEN));
    doc_int(out, review_finished_entry, cx->change);
    doc_text(out, review_finished_hash, hash);
    doc_address(out, review_finished_record_page,
                arena_format(cx->arena, "%.*s/record", STR_ARG(review_page(cx->arena, copy.id))));
    return OK;
}

/* ------------------------------------------------------------------ targets */

SQL(review_copy_known, "SELECT 1 FROM access_review_copy WHERE company_id = $1 AND id = $2");
SQL(review_item_known, "SELECT 1 FROM access_review_item WHERE company_id = $1 AND id = $2");

/* Whose it is, and who is shown it, is looked at by whoever runs: another's looks like none. */
MUST_CHECK static enum err resolve_copy(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    *ret = ABOUT_COMPANY;
    return review_known(tx, &review_copy_known, company, id);
}

MUST_CHECK static enum err resolve_item(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    *ret = ABOUT_COMPANY;
    return review_known(tx, &review_item_known, company, id);
}

static const struct target_rule targets[] = {{TARGET_REVIEW, resolve_copy}, {TARGET_ITEM, resolve_item}};

static const struct operation operations[] = {
    {.name = "reviews.read",
     .summary = "One's own list of an access review, a group at a time: what stood when it began, how it was answered, "
                "and what became of it.",
     .method = METHOD_GET,
     .path = "/reviews/{review}",
     .permission = PERMISSION_manage_access,
     .input = copy_input,
     .output = &review_copy_view_schema,
     .page = "reviews/review",
     .title = "Access review",
     .run = run_read,
     .flags = OP_PRIVATE},
    {.name = "reviews.item",
     .summary = "One item of one's own list, with what can be done about it.",
     .method = METHOD_GET,
     .path = "/reviews/{review}/items/{item}",
     .permission = PERMISSION_manage_access,
     .output = &review_item_page_schema,
     .page = "reviews/item",
     .title = "Access review: {name}",
     .run = run_item,
     .flags = OP_PRIVATE},
    {.name = "reviews.answer",
     .summary = "Answers items of one's own list: keep, trim (it counts as done once the record shows it), or none.",
     .method = METHOD_POST,
     .path = "/reviews/{review}/answers",
     .permission = PERMISSION_manage_access,
     .input = answer_input,
     .output = &review_answered_schema,
     .form = "reviews.read",
     .next = "/reviews/{review}",
     .run = run_answer,
     .flags = OP_CHANGES},
    {.name = "reviews.finish",
     .summary = "Finishes one's own list: the signed record is made, and names what was not answered.",
     .method = METHOD_POST,
     .path = "/reviews/{review}/finish",
     .permission = PERMISSION_manage_access,
     .output = &review_finished_schema,
     .form = "reviews.read",
     .next = "/reviews/{review}/record",
     .run = run_finish,
     .flags = OP_CHANGES},
};

const struct feature review_copy_feature = {.name = "review copies",
                                            .operations = operations,
                                            .operation_count = ARRAY_SIZE(operations),
                                            .targets = targets,
                                            .target_count = ARRAY_SIZE(targets)};
