/* A fresh installation with one company, made by its set-up page: what the tests of identity/ and company/ begin with.
 * Requests go through http_handle, as a browser or a program sends them. */
#ifndef API_FRESH_H
#define API_FRESH_H

#include "app/background.h"
#include "features/company/company.h"
#include "features/features.h"
#include "features/identity/identity.h"
#include "http/http.h"
#include "support/database.h"
#include "support/test.h"

#include <jansson.h>

#define SETUP_CODE "0123-code"
#define OWNER_EMAIL "olivia@happytails.example"
#define OWNER_PASSWORD "seven crooked teapots"
#define WORKER_EMAIL "dana@happytails.example"
#define WORKER_PASSWORD "violet lantern quarry"

enum { FRESH_JSON_MAX = 2000 };
struct fresh {
    struct test_database database;
    struct store *store;
    struct app *app;
    struct http *http;
    struct arena arena;
    int64_t now;
    struct company_id company;
    struct staff_id owner, worker;
    json_t *json[FRESH_JSON_MAX]; /* answers, freed at the end */
    int json_count;
    int marks;       /* how often the job "test.mark" ran */
    bool marks_fail; /* it fails */
};

/* A browser, or a program with a token. */
struct browser {
    const char *address, *program; /* program: what it says about itself */
    struct str session, form_key;  /* cookies, empty: none */
    struct str bearer;
};

struct reply {
    int status;
    struct str body, location, set_cookie;
    json_t *json; /* the body as JSON, or NULL; freed with the fixture's test */
};

/* JSON to and from /api/v1. `body` NULL: none. */
struct reply api(struct fresh *f, struct browser *who, const char *method, const char *path, const char *body);
/* A page, or a form sent from one: the token of the form is taken from the page at `from`. Cookies are kept. */
struct reply page(struct fresh *f, struct browser *who, const char *path);
struct reply form(struct fresh *f, struct browser *who, const char *from, const char *action, const char *body);

/* Signs in by the API; the status. */
int sign_in(struct fresh *f, struct browser *who, const char *email, const char *password);
/* A browser of the owner, signed in. */
struct browser owner_browser(struct fresh *f);
struct browser worker_browser(struct fresh *f);

/* A value of an answer by its path: "items.0.id"; fails the test where it is not. */
const char *text_at(const struct reply *reply, const char *path);
int64_t number_at(const struct reply *reply, const char *path);
bool true_at(const struct reply *reply, const char *path);
bool contains(struct str text, const char *part);

/* Runs `body` in a transaction that sees all companies. */
void in_store(struct fresh *f, store_body *body, void *data);
/* What staff/ would do, as the owner's acts. `password` NULL: an account without one. */
struct staff_id add_staff(struct fresh *f, const char *name, const char *email, const char *password, enum role role,
                          enum staff_status status);
void set_status(struct fresh *f, struct staff_id staff, enum staff_status status);
/* The path of an invitation. */
const char *invite(struct fresh *f, struct staff_id staff);
/* ACC-60. */
void end_all(struct fresh *f, struct staff_id staff);

/* cmocka tests whose state is a struct fresh, on the engine that the environment names. EMPTY: no company yet. */
#define FRESH_TEST(function) cmocka_unit_test_setup_teardown(function, fresh_setup, fresh_teardown)
#define EMPTY_TEST(function) cmocka_unit_test_setup_teardown(function, empty_setup, fresh_teardown)
int fresh_setup(void **state);
int empty_setup(void **state);
int fresh_teardown(void **state);

#endif
