/* Staff List (STF-01): out of the picture, within sight. */
#include "app/cursor.h"
#include "base/fold.h"
#include "features/staff/staff_docs.h"

enum { STAFF_PAGE = 50 };

#define LIST_ROW(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_label, TEXT, BASIC)                                                                                      \
    F(P, custom_role, OBJECT, BASIC, .of = &staff_custom_role_schema)                                                  \
    F(P, status, ENUM, BASIC, .names = &staff_status_names)                                                            \
    F(P, owner, BOOL, BASIC)                                                                                           \
    F(P, email, TEXT, CONTACT)                                                                                         \
    F(P, last_sign_in_at, INSTANT, BASIC)                                                                              \
    F(P, clients_seen, INT, BASIC)                                                                                     \
    F(P, removals, INT, ACCESS)                                                                                        \
    F(P, can, OBJECT, BASIC, .of = &staff_can_schema)
DOC_SCHEMA(staff_list_row, LIST_ROW);

#define LIST_FILTER(F, P)                                                                                              \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, status, ENUM, BASIC, .names = &staff_status_names)                                                            \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, role_options, LIST, BASIC, .of = &role_option_schema)                                                         \
    F(P, count, INT, BASIC)
DOC_SCHEMA(staff_filter, LIST_FILTER);

#define LIST_CAN(F, P) F(P, add, BOOL, BASIC)
DOC_SCHEMA(staff_list_can, LIST_CAN);

#define LIST(F, P)                                                                                                     \
    F(P, items, LIST, BASIC, .of = &staff_list_row_schema)                                                             \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, filter, OBJECT, BASIC, .of = &staff_filter_schema)                                                            \
    F(P, can, OBJECT, BASIC, .of = &staff_list_can_schema)
DOC_SCHEMA(staff_list, LIST);

static const struct input_field list_input[] = {
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = "status", .kind = INPUT_ENUM, .names = &staff_status_names, .label = "Status"},
    {.name = "role", .kind = INPUT_TEXT, .max = 40, .label = "Role"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 600},
    {.name = NULL},
};

struct filter {
    struct str words[8];
    int word_count;
    const int64_t *by_email; /* where the search looks like an e-mail address */
    int by_email_count;
    bool email;
    enum staff_status status; /* 0: all */
    int role;                 /* 0: all */
    struct str after_sort;
    struct staff_id after;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Whether a word of the folded name begins so. */
static bool has_word(struct str sort, struct str word)
{
    for (size_t i = 0; i < sort.n; i++) {
        if ((i == 0 || !is_letter(sort.p[i - 1])) && str_starts(str_slice(sort, i, sort.n), word))
            return true;
    }
    return false;
}

static bool fits_search(const struct filter *filter, const struct person *person)
{
    if (filter->email) {
        for (int i = 0; i < filter->by_email_count; i++) {
            if (filter->by_email[i] == person->id.n)
                return true;
        }
        return false;
    }
    for (int i = 0; i < filter->word_count; i++) {
        if (!has_word(person->sort, filter->words[i]))
            return false;
    }
    return true;
}

static bool fits(const struct grant *g, const struct filter *filter, const struct person *person)
{
    if (g->person && !policy_sees_staff(g->picture, g->person, person->id, g->now).allowed)
        return false;
    if (filter->status && person->status != filter->status)
        return false;
    if (filter->role && person->role != filter->role)
        return false;
    return fits_search(filter, person);
}

static int compare(const struct person *person, struct str sort, struct staff_id id)
{
    size_t n = person->sort.n < sort.n ? person->sort.n : sort.n;
    int order = n ? memcmp(person->sort.p, sort.p, n) : 0;

    if (order)
        return order;
    if (person->sort.n != sort.n)
        return person->sort.n < sort.n ? -1 : 1;
    return (person->id.n > id.n) - (person->id.n < id.n);
}

struct page {
    const struct person *people[STAFF_PAGE];
    int count;
    bool more;
    int64_t total;
};

static void select_page(const struct grant *g, const struct filter *filter, struct page *ret)
{
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (!fits(g, filter, person))
            continue;
        ret->total++;
        if (filter->after.n && compare(person, filter->after_sort, filter->after) <= 0)
            continue;
        if (ret->count == STAFF_PAGE)
            ret->more = true;
        else
            ret->people[ret->count++] = person;
    }
}

static int64_t clients_seen(const struct grant *g, const struct person *person, struct arena *arena)
{
    struct scope scope;
    int64_t valid_until;
    int all = picture_client_count(g->picture);

    policy_scope(g->picture, person, g->now, arena, &scope, &valid_until);
    if (scope.kind == SCOPE_ONLY)
        return scope.count;
    return scope.kind == SCOPE_ALL ? all : all - scope.count;
}

static void row_document(const struct grant *g, const struct person *person, const struct staff_sign_in *sign_in,
                         struct arena *arena, struct node *item)
{
    struct staff staff = staff_of_picture(person);
    struct str wire, label;
    const int64_t *removed;

    staff_role_words(arena, g, person->role, &wire, &label);
    doc_id(item, staff_list_row_id, person->id.n);
    doc_text(item, staff_list_row_name, person->name);
    doc_text(item, staff_list_row_role, wire);
    doc_text(item, staff_list_row_role_label, label);
    staff_custom_role_document(g, person->role, item, staff_list_row_custom_role);
    doc_enum(item, staff_list_row_status, person->status);
    doc_bool(item, staff_list_row_owner, person->owner);
    if (sign_in) {
        doc_text(item, staff_list_row_email, sign_in->email);
        doc_instant(item, staff_list_row_last_sign_in_at, sign_in->last_sign_in_at);
        staff.last_sign_in_at = sign_in->last_sign_in_at;
    }
    doc_int(item, staff_list_row_clients_seen, clients_seen(g, person, arena));
    if (!staff_is_oneself(g, person->id)) /* ACC-13 */
        doc_int(item, staff_list_row_removals, policy_removals(person, arena, &removed));
    staff_can_document(g, &staff, doc_object(item, staff_list_row_can));
}

MUST_CHECK static enum err read_filter(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                       struct filter *ret)
{
    struct str q = fold(cx->arena, input_text(in, "q"));

    *ret = (struct filter){.status = (enum staff_status)input_int(in, "status")};
    if (input_text(in, "role").n)
        TRY(staff_role_input(cx, g, in, "role", &ret->role));
    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &ret->after_sort, &ret->after.n))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    ret->word_count = fold_words(cx->arena, q, ret->words, ARRAY_SIZE(ret->words));
    ret->email = str_find(q, '@', 0) >= 0;
    return ret->email ? staff_by_email(tx, g, q, &ret->by_email, &ret->by_email_count) : OK;
}

static void filter_document(struct arena *arena, const struct grant *g, const struct input *in,
                            const struct filter *filter, struct node *out)
{
    struct node *roles = doc_list(out, staff_filter_role_options);

    doc_text(out, staff_filter_q, input_text(in, "q"));
    doc_enum(out, staff_filter_status, filter->status);
    doc_text(out, staff_filter_role, input_text(in, "role"));
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct role_facts role = picture_role_at(g->picture, i);

        if (staff_role_shown(g, role.id) && (!role.archived || role.id == filter->role))
            role_option_put(arena, g, &role, role.id == filter->role, roles);
    }
    doc_int(out, staff_filter_count, (filter->status != 0) + (filter->role != 0));
}

static const struct staff_sign_in *find(const struct staff_sign_in *all, int count, struct staff_id staff)
{
    for (int i = 0; i < count; i++) {
        if (all[i].staff.n == staff.n)
            return &all[i];
    }
    return NULL;
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct page *page = arena_new(cx->arena, struct page);
    struct node *items = doc_list(out, staff_list_items);
    const struct staff_sign_in *sign_ins = NULL;
    int64_t ids[STAFF_PAGE];
    int sign_in_count = 0;
    struct filter filter;

    TRY(read_filter(cx, tx, g, in, &filter));
    select_page(g, &filter, page);
    for (int i = 0; i < page->count; i++)
        ids[i] = page->people[i]->id.n;
    if (page->count)
        TRY(staff_sign_ins(tx, g, ids, page->count, &sign_ins, &sign_in_count));
    for (int i = 0; i < page->count; i++)
        row_document(g, page->people[i], find(sign_ins, sign_in_count, page->people[i]->id), cx->arena,
                     doc_item(items));
    doc_int(out, staff_list_total, page->total);
    filter_document(cx->arena, g, in, &filter, doc_object(out, staff_list_filter));
    doc_bool(doc_object(out, staff_list_can), staff_list_can_add, grant_holds(g, PERMISSION_manage_staff));
    if (!page->more) {
        doc_null(out, staff_list_next);
        return OK;
    }
    const struct person *last = page->people[page->count - 1];
    struct str cursor = cursor_text(cx->arena, last->sort, last->id.n);
    doc_text(out, staff_list_next, cursor);
    doc_address(out, staff_list_next_page, cursor_page(cx->arena, STR("/staff"), in, list_input, cursor));
    return OK;
}

static const struct operation operations[] = {
    {.name = "staff.list",
     .summary = "The people whom the reader may see, by name: everyone with Manage {word.Staff}, otherwise oneself.",
     .method = METHOD_GET,
     .path = "/staff",
     .permission = PERMISSION_signed_in,
     .input = list_input,
     .output = &staff_list_schema,
     .page = "staff/list",
     .title = "{word.Staff}",
     .run = run_list},
};

const struct feature staff_list_feature = {
    .name = "staff list", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
