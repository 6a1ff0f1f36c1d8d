#include "access_words.h"

int world_begin(void **state)
{
    *state = world_new(test_engine());
    return 0;
}

int world_end(void **state)
{
    world_free(*state);
    return 0;
}

int sees(struct world *w, const char *who, const char *client)
{
    return api(w, who, "GET", world_text(w, "/api/v1/clients/%s", client_id(w, client)), NULL).status;
}

int64_t clients_of(struct world *w, const char *who)
{
    struct answer a = api(w, who, "GET", "/api/v1/clients", NULL);

    assert_status(a, 200);
    return number_at(a.json, "total");
}

const char *pair(struct world *w, const char *who, const char *client, const char *what)
{
    return world_text(w, "/api/v1/staff/%s/clients/%s/%s", staff_id(w, who), client_id(w, client), what);
}

struct answer remove_access(struct world *w, const char *by, const char *who, const char *client)
{
    return api(w, by, "PUT", pair(w, who, client, "access"), "{\"access\": \"removed\"}");
}

struct answer grant_access(struct world *w, const char *by, const char *who, const char *client)
{
    return api(w, by, "PUT", pair(w, who, client, "access"), "{\"access\": \"granted\"}");
}

struct answer subscriptions(struct world *w, const char *by, const char *who, const char *query)
{
    return api(w, by, "GET", world_text(w, "/api/v1/staff/%s/client-subscriptions%s", staff_id(w, who), query), NULL);
}

json_t *row_of(struct world *w, const char *by, const char *who, const char *client)
{
    return find_in(subscriptions(w, by, who, "").json, "items", "client.name", client);
}

struct answer new_event(struct world *w, const char *who, const char *client, const char *starts_at)
{
    return api(w, "maya", "POST", "/api/v1/events",
               world_text(w, "{\"client\": \"%s\", \"staff\": \"%s\", \"service\": \"%s\", \"starts_at\": \"%s\"}",
                          client_id(w, client), staff_id(w, who), service_id(w, "Dog Walk"), starts_at));
}

struct answer picker(struct world *w, const char *by, const char *client)
{
    return api(w, by, "GET", world_text(w, "/api/v1/clients/%s/staff-picker", client_id(w, client)), NULL);
}

const char *event_path(struct world *w, const char *client, const char *who, int index)
{
    return world_text(w, "/api/v1/events/%s", event_id(w, client, who, index));
}
