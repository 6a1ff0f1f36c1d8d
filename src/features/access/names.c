/* How people, clients and pairs are named and addressed in the documents of this folder. */
#include "features/access/access_docs.h"

SQL(access_client_name, "SELECT name FROM client WHERE company_id = $1 AND id = $2");

enum err client_name(struct tx *tx, const struct grant *g, struct client_id client, struct str *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct str){0};
    TRY(QUERY(tx, &access_client_name, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    if (query_next(&q))
        *ret = query_text(&q, 0);
    return query_done(&q);
}

struct str staff_name(const struct grant *g, struct staff_id staff)
{
    const struct person *person = staff.n ? picture_person(g->picture, staff) : NULL;

    return person ? person->name : (struct str){0};
}

void named_document(struct node *object, int64_t id, struct str name)
{
    doc_id(object, named_id, id);
    doc_text(object, named_name, name);
}

struct str pair_address(struct arena *arena, struct staff_id staff, struct client_id client, const char *tail)
{
    return arena_format(arena, "/staff/%.*s/clients/%.*s/%s", STR_ARG(id_text(arena, staff.n)),
                        STR_ARG(id_text(arena, client.n)), tail);
}

struct str subscriptions_address(struct arena *arena, struct staff_id staff)
{
    return arena_format(arena, "/staff/%.*s/client-subscriptions", STR_ARG(id_text(arena, staff.n)));
}
