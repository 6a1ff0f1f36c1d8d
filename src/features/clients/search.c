/* Search over everything that the person may see (CLI-06): clients by name, address, pet, phone, e-mail; people by
 * name. */
#include "features/clients/clients_docs.h"

enum { FOUND_MAX = 20 };

#define FOUND_CLIENT(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, pets, TEXT, BASIC)                                                                                            \
    F(P, city, TEXT, CONTACT)
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

MUST_CHECK static enum err find_clients(struct context *cx, struct tx *tx, const struct grant *g, struct str q,
                                        struct node *out)
{
    struct client_rows *rows = arena_new(cx->arena, struct client_rows);
    const struct client_filter filter = {.words = search_words(cx->arena, q)};
    struct node *list = doc_list(out, search_view_clients);

    TRY(client_rows_read(tx, g, &filter, rows));
    for (int i = 0; i < rows->count && i < FOUND_MAX; i++) {
        struct node *item = doc_item(list);

        doc_id(item, found_client_id, rows->items[i].id.n);
        doc_text(item, found_client_name, rows->items[i].name);
        doc_text(item, found_client_pets, rows->items[i].pets);
        doc_text(item, found_client_city, rows->items[i].city);
    }
    doc_bool(out, search_view_more, rows->count > FOUND_MAX);
    return OK;
}

/* Whether a word of the folded name begins so. */
static bool begins(struct str sort, struct str word)
{
    struct str rest = sort;

    while (rest.n) {
        if (str_starts(str_cut(&rest, ' '), word))
            return true;
    }
    return false;
}

static bool begin_all(struct str sort, const struct search_words *words)
{
    for (int i = 0; i < words->count; i++) {
        if (!begins(sort, words->from[i]))
            return false;
    }
    return true;
}

static void find_staff(const struct grant *g, const struct search_words *words, struct node *out)
{
    struct node *list = doc_list(out, search_view_staff);
    int found = 0;

    for (int i = 0; i < picture_person_count(g->picture) && found < FOUND_MAX; i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (!g->person || !policy_sees_staff(g->picture, g->person, person->id, g->now).allowed ||
            !begin_all(person->sort, words))
            continue;
        struct node *item = doc_item(list);
        doc_id(item, found_staff_id, person->id.n);
        doc_text(item, found_staff_name, person->name);
        doc_text(item, found_staff_role, str_from(role_info(person->base)->label));
        found++;
    }
}

MUST_CHECK static enum err run_search(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    const struct search_words words = search_words(cx->arena, input_text(in, "q"));

    doc_text(out, search_view_q, input_text(in, "q"));
    if (words.count == 0) {
        doc_list(out, search_view_clients);
        doc_list(out, search_view_staff);
        return OK;
    }
    find_staff(g, &words, out);
    return find_clients(cx, tx, g, input_text(in, "q"), out);
}

static const struct operation operations[] = {
    {.name = "search",
     .summary = "Finds clients, pets and people by the beginnings of their words, within what the person may see.",
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
