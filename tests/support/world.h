/* The two demonstration companies with their cast (demo.md), on a fresh database of the engine of this run, and
 * requests to them as people and programs send them, through http_handle. After every request that writes the
 * invariants are checked (world_check).
 *
 *     struct world *w = world_new(test_engine());
 *     struct answer a = api(w, "maya", "GET", world_text(w, "/api/v1/staff/%s/client-subscriptions", staff_id(w,
 * "dana")), NULL); assert_int_equal(a.status, 200); assert_string_equal(text_at(a.json, "items.0.client.name"),
 * "Alvarez"); world_free(w);
 *
 * The clock stands at WORLD_NOW until world_time moves it. People are named as in their e-mails: "olivia", "andre",
 * "maya", "omar", "dana", "sam", "tess", "uma", "ivan"; "paula", "ravi", "priya", "sol". Threads may call api and page
 * at once. */
#ifndef SUPPORT_WORLD_H
#define SUPPORT_WORLD_H

#include "app/app.h"
#include "base/time.h"
#include "http/http.h"
#include "support/database.h"
#include "support/test.h"

#include <jansson.h>

/* Wednesday, 13 May 2026, 10:00 in New York, 16:00 in Berlin. */
#define WORLD_NOW INT64_C(1778680800000000)
#define WORLD_PASSWORD "seven crooked teapots"

struct world;
struct world *world_new(enum store_engine engine);
void world_free(struct world *w);

struct app *world_app(struct world *w);
struct store *world_store(struct world *w);
struct http *world_http(struct world *w);
const struct test_database *world_database(struct world *w);
struct arena *world_arena(struct world *w); /* lives as long as the world; not for several threads */
/* "happy-tails", "riverside". */
struct company_id world_company(struct world *w, const char *slug);
int64_t world_now(struct world *w);
void world_time(struct world *w, int64_t now); /* sets the clock */

/* ------------------------------------------------------------------ requests */

struct answer {
    int status;
    struct str body;
    json_t *json; /* the body, where it is JSON; borrowed, lives as long as the world */
    struct str location, etag, content_type;
};
/* By bearer token; `who` NULL: nobody. `body`: JSON or NULL. */
struct answer api(struct world *w, const char *who, const char *method, const char *path, const char *body);
/* By session cookie, as a browser. `form`: urlencoded or NULL; the form token is added, and PUT, PATCH and DELETE go as
 * POST with _method. */
struct answer page(struct world *w, const char *who, const char *method, const char *path, const char *form);
/* Anything else: headers in pairs, name and value, up to a NULL. No token, cookie or type is added, and nothing is
 * checked afterwards. */
struct answer world_ask(struct world *w, const char *method, const char *path, const char *body,
                        const char *const *headers);
/* The same with a body of any bytes. */
struct answer world_send(struct world *w, const char *method, const char *path, struct str body,
                         const char *const *headers);
/* api with further headers (If-Match, Idempotency-Key). */
struct answer api_with(struct world *w, const char *who, const char *method, const char *path, const char *body,
                       const char *const *headers);
/* A person's token, and a session made for them now; both work as long as the person may come in. */
const char *world_token(struct world *w, const char *who);
const char *world_session(struct world *w, const char *who);

/* All invariants of the architecture, in both companies; the test fails with what is wrong. */
void world_check(struct world *w);

/* ------------------------------------------------------------------ ids, as texts */

const char *staff_id(struct world *w, const char *first_name);
const char *client_id(struct world *w, const char *name);
const char *service_id(struct world *w, const char *name);
const char *pet_id(struct world *w, const char *name);
/* The client's events by start, assigned to `who` (NULL: unassigned): the `index`-th from 0. */
const char *event_id(struct world *w, const char *client, const char *who, int index);
const char *template_id(struct world *w, const char *client); /* the client's first */
const char *line_id(struct world *w, const char *client);
int64_t id_number(const char *id);
/* A text in the world's arena. */
const char *world_text(struct world *w, const char *format, ...) PRINTF_LIKE(2, 3);
/* What a statement (SQL, or a struct sql that lives on) with these ids counts: its first column. */
int64_t world_count(struct world *w, const struct sql *sql, int64_t first, int64_t second, int64_t third);

/* Whether the answer's body holds this text. */
bool mentions(struct answer a, const char *text);

/* ------------------------------------------------------------------ JSON */

/* "items.0.client.name"; NULL where there is none. */
json_t *json_at(json_t *json, const char *path);
/* NULL where there is no text. */
const char *text_at(json_t *json, const char *path);
int64_t number_at(json_t *json, const char *path);
bool true_at(json_t *json, const char *path);
/* How many items a list has; -1: there is none. */
int count_at(json_t *json, const char *path);
/* The item of the list whose text at `path` is `value`, or NULL: find_in(a.json, "items", "client.name", "Ito"). */
json_t *find_in(json_t *json, const char *list, const char *path, const char *value);

/* The status, with method, path and body of a surprise in the message. */
#define assert_status(got, expected)                                                                                   \
    do {                                                                                                               \
        struct answer got_ = (got);                                                                                    \
        if (got_.status != (expected))                                                                                 \
            fail_msg("expected %d, got %d: %.*s", (expected), got_.status,                                             \
                     (int)(got_.body.n < 1500 ? got_.body.n : 1500), got_.body.p);                                     \
    } while (0)
/* A text of the answer. */
#define assert_text(json, path, expected)                                                                              \
    do {                                                                                                               \
        const char *is_text_ = text_at((json), (path));                                                                \
        if (!is_text_ || strcmp(is_text_, (expected)) != 0)                                                            \
            fail_msg("%s: expected \"%s\", got %s", (path), (expected), is_text_ ? is_text_ : "nothing");              \
    } while (0)

#endif
