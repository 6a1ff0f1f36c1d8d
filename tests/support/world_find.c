/* Ids by name, and paths through JSON. */
#include "support/world_parts.h"

SQL(world_client, "SELECT id FROM client WHERE name = $1 /* scope: all companies: a test's */ ORDER BY id");
SQL(world_service, "SELECT id FROM service WHERE name = $1 /* scope: all companies: a test's */ ORDER BY id");
SQL(world_pet, "SELECT id FROM pet WHERE name = $1 /* scope: all companies: a test's */ ORDER BY id");
SQL(world_event, "SELECT e.id FROM event e JOIN client c ON c.company_id = e.company_id AND c.id = e.client_id"
                 " WHERE c.name = $1 AND coalesce(e.staff_id, 0) = $2 /* scope: all companies: a test's */"
                 " ORDER BY e.starts_at, e.id LIMIT 1 OFFSET $3");
SQL(world_template, "SELECT t.id FROM template t JOIN client c ON c.company_id = t.company_id AND c.id = t.client_id"
                    " WHERE c.name = $1 /* scope: all companies: a test's */ ORDER BY t.id");
SQL(world_line, "SELECT l.id FROM template_line l JOIN client c ON c.company_id = l.company_id AND c.id = l.client_id"
                " WHERE c.name = $1 /* scope: all companies: a test's */ ORDER BY l.id");

struct looking {
    const struct sql *sql;
    struct param params[3];
    int param_count;
    int64_t found;
};

MUST_CHECK static enum err look_body(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct looking *looking = data;

    TRY(query_open(tx, looking->sql, 0, looking->params, looking->param_count, &q));
    if (query_next(&q))
        looking->found = query_int(&q, 0);
    return OK;
}

static int64_t look(struct world *w, struct looking looking)
{
    struct arena arena = ARENA_INIT;

    if (store_read(w->store, COMPANY_ALL, &arena, look_body, &looking) != OK)
        fail_msg("%s: %.*s", looking.sql->name, STR_ARG(arena.failure.log));
    arena_free(&arena);
    return looking.found;
}

static const char *found_text(struct world *w, int64_t id, const char *kind, const char *name)
{
    char text[ID_TEXT_LENGTH];

    if (!id)
        fail_msg("there is no %s %s", kind, name);
    id_write(text, id);
    return world_text(w, "%.*s", ID_TEXT_LENGTH, text);
}

static const char *named(struct world *w, const struct sql *sql, const char *kind, const char *name)
{
    return found_text(w, look(w, (struct looking){sql, {SQL_TEXT(str_from(name))}, 1, 0}), kind, name);
}

const char *client_id(struct world *w, const char *name)
{
    return named(w, &world_client, "client", name);
}

const char *service_id(struct world *w, const char *name)
{
    return named(w, &world_service, "service", name);
}

const char *pet_id(struct world *w, const char *name)
{
    return named(w, &world_pet, "pet", name);
}

const char *template_id(struct world *w, const char *client)
{
    return named(w, &world_template, "template of", client);
}

const char *line_id(struct world *w, const char *client)
{
    return named(w, &world_line, "template line of", client);
}

const char *staff_id(struct world *w, const char *first_name)
{
    return found_text(w, world_cast(w, first_name)->staff.n, "person", first_name);
}

const char *event_id(struct world *w, const char *client, const char *who, int index)
{
    struct looking looking = {
        &world_event,
        {SQL_TEXT(str_from(client)), SQL_INT(who ? world_cast(w, who)->staff.n : 0), SQL_INT(index)},
        3,
        0};

    return found_text(w, look(w, looking), "event of", client);
}

int64_t id_number(const char *id)
{
    int64_t n = 0;

    if (!id_parse(str_from(id), &n))
        fail_msg("%s is no id", id);
    return n;
}

int64_t world_count(struct world *w, const struct sql *sql, int64_t first, int64_t second, int64_t third)
{
    const char *const places[] = {"$1", "$2", "$3"};
    struct looking looking = {sql, {SQL_INT(first), SQL_INT(second), SQL_INT(third)}, 0, 0};

    for (int i = 0; i < 3; i++)
        looking.param_count += strstr(sql->text, places[i]) != NULL;
    return look(w, looking);
}

/* ------------------------------------------------------------------ JSON */

bool mentions(struct answer a, const char *text)
{
    return memmem(a.body.p, a.body.n, text, strlen(text)) != NULL;
}

json_t *json_at(json_t *json, const char *path)
{
    struct str rest = str_from(path);

    while (json && rest.p) {
        struct str part = str_cut(&rest, '.');
        int64_t index;
        char name[80];

        snprintf(name, sizeof(name), "%.*s", STR_ARG(part));
        if (json_is_array(json) && str_to_int(part, &index))
            json = json_array_get(json, (size_t)index);
        else
            json = json_object_get(json, name);
    }
    return json;
}

const char *text_at(json_t *json, const char *path)
{
    return json_string_value(json_at(json, path));
}

int64_t number_at(json_t *json, const char *path)
{
    json_t *value = json_at(json, path);

    if (!json_is_integer(value))
        fail_msg("%s is no number", path);
    return json_integer_value(value);
}

bool true_at(json_t *json, const char *path)
{
    json_t *value = json_at(json, path);

    if (!json_is_boolean(value))
        fail_msg("%s is neither true nor false", path);
    return json_is_true(value);
}

int count_at(json_t *json, const char *path)
{
    json_t *list = json_at(json, path);

    return json_is_array(list) ? (int)json_array_size(list) : -1;
}

json_t *find_in(json_t *json, const char *list, const char *path, const char *value)
{
    json_t *items = json_at(json, list);

    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        const char *text = text_at(item, path);

        if (text && strcmp(text, value) == 0)
            return item;
    }
    return NULL;
}
