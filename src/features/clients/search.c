/* Search over everything that the person may see (CLI-06): clients by name, address, pet, phone, e-mail; people by
 * name. */
#include "features/clients/clients_docs.h"

enum { FOUND_MAX = 20 };

#define FOUND_CLIENT(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, ENUM, BASIC, .names = &client_status_names)                                                           \
    F(P, pets, TEXT, BASIC)                                                                                            \
    F(P, city, TEXT, CONTACT)                                                                                          \
    F(P, found, LIST, CONTACT, .of = &found_view_schema)
DOC_SCHEMA(found_client, FOUND_CLIENT);

#define FOUND_STAFF(F, P)                                                                                              \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, role, TEXT, BASIC)
DOC_SCHEMA(found_staff, FOUND_STAFF);

#define SEARCH(F, P)                                                                                                   \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, clients, LIST, BASIC, .of = &found_client_schema)                                                             \
    F(P, staff, LIST, BASIC, .of = &found_staff_schema)                                                                \
    F(P, more, BOOL, BASIC)
DOC_SCHEMA(search_view, SEARCH);

static const struct input_field search_input[] = {
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = NULL},
};

MUST_CHECK static enum err find_clients(struct context *cx, struct tx *tx, const struct grant *g, struct str typed,
                                        const struct find *find, struct node *out)
{
    struct client_rows *rows = arena_new(cx->arena, struct client_rows);
    const struct client_filter filter = {.typed = typed, .limit = FOUND_MAX, .uncounted = true};
    struct node *list = doc_list(out, search_view_clients);

    TRY(client_rows_read(tx, g, &filter, rows));
    TRY(client_rows_explain(tx, g, find, rows));
    for (int i = 0; i < rows->count; i++) {
        const struct client_row *row = &rows->items[i];
        struct node *item = doc_item(list);

        doc_id(item, found_client_id, row->id.n);
        doc_text(item, found_client_name, row->name);
        doc_enum(item, found_client_status, (int)row->status);
        doc_text(item, found_client_pets, row->pets);
        doc_text(item, found_client_city, row->city);
        found_document(row, doc_list(item, found_client_found));
    }
    doc_bool(out, search_view_more, rows->more);
    return OK;
}

/* Whether all that was typed begins words of the name. */
static bool is_called(struct arena *arena, struct str name, const struct find *find)
{
    struct words words = {.count = 0};
    int fitting = 0;

    words_of_text(arena, name, &words);
    for (int i = 0; i < find->count; i++)
        fitting += find_fits(find, i, &words);
    return fitting == find->count;
}

static void find_staff(const struct context *cx, const struct grant *g, const struct find *find, struct node *out)
{
    struct node *list = doc_list(out, search_view_staff);
    int found = 0;

    for (int i = 0; i < picture_person_count(g->picture) && found < FOUND_MAX; i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (!g->person || !policy_sees_staff(g->picture, g->person, person->id, g->now).allowed ||
            !is_called(cx->arena, person->name, find))
            continue;
        struct node *item = doc_item(list);
        struct role_facts role = {0};

        doc_id(item, found_staff_id, person->id.n);
        doc_text(item, found_staff_name, person->name);
        if (picture_role(g->picture, person->role, &role))
            doc_text(item, found_staff_role, role.name);
        found++;
    }
}

MUST_CHECK static enum err run_search(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct find find = find_parse(cx->arena, input_text(in, "q"));

    doc_text(out, search_view_q, input_text(in, "q"));
    if (find.count == 0) {
        doc_list(out, search_view_clients);
        doc_list(out, search_view_staff);
        return OK;
    }
    find_staff(cx, g, &find, out);
    return find_clients(cx, tx, g, input_text(in, "q"), &find, out);
}

static const struct operation operations[] = {
    {.name = "search",
     .summary = "Finds clients and people by the beginnings of all words typed, within what the person may see.",
     .method = METHOD_GET,
     .path = "/search",
     .permission = PERMISSION_signed_in,
     .input = search_input,
     .output = &search_view_schema,
     .page = "clients/search",
     .title = "Search",
     .run = run_search},
};

const struct feature search_feature = {
    .name = "search", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
