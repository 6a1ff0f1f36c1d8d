/* Inside of demo/: a company in the making, act by act, from its founding to now. */
#ifndef FEATURES_DEMO_PARTS_H
#define FEATURES_DEMO_PARTS_H

#include "app/system.h"
#include "features/clients/clients.h"
#include "features/company/company.h"
#include "features/demo/demo.h"
#include "features/identity/identity.h"
#include "features/relations/relations.h"
#include "features/reviews/reviews.h"
#include "features/schedule/schedule.h"
#include "features/services/services.h"
#include "features/templates/templates.h"

/* ------------------------------------------------------------------ tables of the cast (demo_cast.c) */

struct demo_service {
    const char *name;
    int minutes, price_minor;
};
enum { DEMO_SERVICES = 5 };

struct demo_pet {
    const char *name, *kind, *breed, *feeding, *medication, *behaviour;
    int sex;
};
struct demo_client {
    const char *name, *street, *city, *region, *postal_code, *country;
    const char *contact, *phone;
    const char *visit_notes, *office_notes;
    struct demo_pet pets[3]; /* up to the first without a name */
};

struct demo_exception {
    const char *staff;
    enum permission permission;
    bool on;
    const char *by, *reason;
};

/* A visit: `day` counts from today, in the company's zone; it was booked `booked` days ago by `by`. */
struct demo_visit {
    const char *client, *staff;
    int service, day, minute;
    enum demo_end { DEMO_OPEN = 1, DEMO_COMPLETED, DEMO_CANCELLED, DEMO_RUNNING } end;
    int booked;
    const char *by;
};

/* What was decided about a pair, `days` days ago. */
struct demo_decision {
    enum demo_decided { DEMO_PREFER = 1, DEMO_NOT, DEMO_REMOVE } kind;
    const char *client, *staff;
    int days;
    const char *by;
    int position;       /* PREFER */
    const char *reason; /* NOT, REMOVE */
    enum severity severity;
    int review_in; /* REMOVE: days from today; 0: none */
};

struct demo_template {
    const char *client, *name, *staff;
    int service;
    unsigned weekdays;
    int minute;
    int days; /* made so many days ago */
    const char *by;
};

struct demo_script {
    const struct demo_company *company;
    const struct demo_service *services; /* DEMO_SERVICES of them */
    const struct demo_client *clients;
    int client_count;
    const struct demo_exception *exceptions;
    int exception_count;
    const struct demo_visit *visits;
    int visit_count;
    const struct demo_decision *decisions;
    int decision_count;
    const struct demo_template *templates;
    int template_count;
    const struct demo_leaver { /* became inactive */
        const char *staff, *by;
        int days;
    } * leavers;
    int leaver_count;
    const struct demo_place { /* where the crowd lives */
        const char *city, *region, *country, *postal_prefix, *phone_prefix;
        const char *const *streets;
        int street_count;
    } * place;
};
extern const struct demo_script *const demo_scripts[DEMO_COMPANY_COUNT];

/* ------------------------------------------------------------------ a company in the making */

struct crowd;
struct maker {
    struct app *app;
    struct tx *tx;
    struct arena *arena;  /* as long as the whole */
    struct arena scratch; /* of the act under way */
    const struct demo_script *script;
    bool small;
    struct str password_hash;
    int64_t now; /* of the demonstration */
    int32_t today;
    struct company_profile profile;
    struct company_made made;
    struct system_access access;
    const struct grant *g; /* the grant of `access` */
    struct service_id services[DEMO_SERVICES];
    struct staff_id *staff;    /* in the order of the script's people */
    struct client_id *clients; /* in the order of the script's clients */
    struct context cx;         /* of the act under way */
    struct crowd *crowd;       /* NULL: small */
};

enum { FOUNDED_DAYS = 1130 };
/* An instant of the company's wall clock, `day` days from today. */
int64_t maker_at(const struct maker *m, int day, int minute);
struct staff_id maker_staff(const struct maker *m, const char *key);
struct client_id maker_client(const struct maker *m, const char *name);
/* An act of `who` at `at`: everything between begin and end is one entry of the record. Acts follow one another in
 * time. */
MUST_CHECK enum err maker_begin(struct maker *m, const char *operation, struct staff_id who, int64_t at);
MUST_CHECK enum err maker_end(struct maker *m);
/* The picture anew, after people were added. */
MUST_CHECK enum err maker_look(struct maker *m);

/* ------------------------------------------------------------------ steps */

struct new_person {
    struct str name, email, phone;
    int role;
    enum staff_status status;
    struct str password_hash; /* empty: none */
};
MUST_CHECK enum err demo_add_person(struct maker *m, const struct new_person *person, struct staff_id *ret);
struct str demo_email(const struct maker *m, const char *key);
/* Somebody of the cast, on their first day. */
MUST_CHECK enum err demo_arrive(struct maker *m, int index);
MUST_CHECK enum err demo_add_client(struct maker *m, const struct demo_client *client, struct str email,
                                    struct client_id *ret);
MUST_CHECK enum err demo_add_exception(struct maker *m, struct staff_id staff, const struct demo_exception *exception);
MUST_CHECK enum err demo_make_inactive(struct maker *m, struct staff_id staff, int role);
/* Everything of the cast from the first booking to now. */
MUST_CHECK enum err demo_live(struct maker *m);
/* Notices of more than two days ago were read. */
MUST_CHECK enum err demo_read_notices(struct maker *m);
/* Whether there is a company of this name already. */
MUST_CHECK enum err demo_slug_taken(struct tx *tx, struct str slug, bool *ret);

/* ------------------------------------------------------------------ the crowd (demo_crowd.c) */

MUST_CHECK enum err crowd_begin(struct maker *m);
/* The crowd's life up to this instant, which may be now. */
MUST_CHECK enum err crowd_until(struct maker *m, int64_t at);

#endif
