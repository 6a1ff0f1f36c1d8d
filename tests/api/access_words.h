/* What the tests of client access say again and again. */
#ifndef API_ACCESS_WORDS_H
#define API_ACCESS_WORDS_H

#include "support/world.h"

#define CLIENTS_IN_ALL 11 /* of Happy Tails */

/* A fresh world for each test. */
int world_begin(void **state);
int world_end(void **state);
#define CASE(name) cmocka_unit_test_setup_teardown(name, world_begin, world_end)

/* The status of the client's profile. */
int sees(struct world *w, const char *who, const char *client);
int64_t clients_of(struct world *w, const char *who);
/* "/api/v1/staff/…/clients/…/access". */
const char *pair(struct world *w, const char *who, const char *client, const char *what);
const char *event_path(struct world *w, const char *client, const char *who, int index);
struct answer remove_access(struct world *w, const char *by, const char *who, const char *client);
struct answer grant_access(struct world *w, const char *by, const char *who, const char *client);
struct answer subscriptions(struct world *w, const char *by, const char *who, const char *query);
/* The client's row on the person's Client Subscriptions page, or NULL. */
json_t *row_of(struct world *w, const char *by, const char *who, const char *client);
struct answer new_event(struct world *w, const char *who, const char *client, const char *starts_at);
struct answer picker(struct world *w, const char *by, const char *client);

#endif
