/* An application for the tests of http/: a few operations without a database, by symbols that take the place of app/'s
 * and identity/'s. Whoever sends the secret "ann" or "bob" is that person, "eyes" is Bob who views as Ann; the token
 * "tok" is Ann's. */
#ifndef TESTS_HTTP_FAKE_H
#define TESTS_HTTP_FAKE_H

#include "http/http.h"

enum { FAKE_COMPANY = 1000, FAKE_ANN = 2001, FAKE_BOB = 2002 };

struct fake {
    struct http *http;
    struct arena arena;
};
/* One at a time: the fakes are symbols. */
void fake_begin(struct fake *fake, const struct http_config *config);
void fake_end(struct fake *fake);

/* What the fakes do, for the test to set. */
struct fake_world {
    int64_t now;
    int64_t change;          /* of the company */
    struct picture *picture; /* what company_state gives */
    int64_t ended;           /* identity_ended says this session is over */
    int64_t unread;          /* notices.unread answers it */
    int64_t sleep_us;        /* things.slow takes so long */
    bool database_lost;      /* identity_find fails */
    int64_t data_version;    /* of the database: another process wrote */
    int calls;               /* of app_call */
    struct call last_call;   /* its places, query and body are borrowed */
};
extern struct fake_world fake_world;
/* As a commit would: the company has this change and picture from now on. */
void fake_announce(int64_t change, struct picture *picture);
/* As a commit of another process would: nobody is told. */
void fake_commit(int64_t change, struct picture *picture);
/* A picture at `change` in which Ann, a worker, sees these clients. */
struct picture *fake_picture(int64_t change, const int64_t *clients, int count, bool ann_is_active);
/* The same with one more client, that she sees until an instant (ACC-09). */
struct picture *fake_picture_dated(int64_t change, const int64_t *clients, int count, int64_t client, int64_t until);

/* A request out of lines as they stand on the wire: "GET /x?y HTTP/1.1", "Name: value", …, NULL; Host is added unless
 * some line brings it. */
void fake_request(struct arena *arena, struct http_request *ret, const char *const *lines, const char *body);
/* The value of a response's header, or "". */
const char *fake_header(const struct http_response *response, const char *name);

#endif
