/* Clients, their contacts and pets. */
#ifndef FEATURES_CLIENTS_H
#define FEATURES_CLIENTS_H

#include "app/app.h"

enum client_status { CLIENT_PROSPECTIVE = 1, CLIENT_ACTIVE, CLIENT_INACTIVE, CLIENT_STATUS__MAX };
extern const struct names client_status_names;

struct client {
    struct client_id id;
    struct str name;
    enum client_status status;
    struct str street, city, region, postal_code, country;
    bool placed;                       /* the address has a position */
    int64_t latitude_e6, longitude_e6; /* in millionths of a degree */
    struct str visit_notes;            /* Staff Visible */
    struct str office_notes;           /* managers only */
    int64_t changed;
};
/* Reads one client within the grant's scope; ERR_ABSENT outside of it. */
MUST_CHECK enum err client_read(struct tx *tx, const struct grant *g, struct client_id id, struct client *ret);
/* Writes a new client (`id` made when none, `changed` set) with its search words. */
MUST_CHECK enum err client_create(struct context *cx, struct tx *tx, const struct grant *g, struct client *client);

/* A phone or an e-mail address: "mobile", "+1 518 555 0100". */
struct contact_line {
    struct str label, value;
};
struct contact_lines {
    struct contact_line *items;
    int count;
};
enum { CONTACTS_MAX = 12, CONTACT_LINES_MAX = 8 };
/* Somebody to reach for a client. A client's first is the primary one, and so is each one's first phone and e-mail. */
struct contact {
    struct contact_id id;
    struct str name;
    struct contact_lines phones, emails;
};
/* Adds a contact behind the others, with its search words. */
MUST_CHECK enum err contact_create(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                   struct contact *contact);

enum pet_sex { PET_FEMALE = 1, PET_MALE, PET_SEX__MAX };
struct pet {
    struct pet_id id;
    struct client_id client;
    struct str name, kind, breed;
    int sex;         /* enum pet_sex, 0: not said */
    int32_t born_on; /* day number; 0: not said */
    int64_t weight_g;
    struct str vet, medication, feeding, behaviour;
    int32_t deceased_on; /* 0: alive */
    struct str photo;    /* the name of its file; empty: none */
    int photo_type, photo_width, photo_height;
    struct str photo_alt;
    int64_t changed;
};
MUST_CHECK enum err pet_create(struct context *cx, struct tx *tx, const struct grant *g, struct pet *pet);

/* The clients that the grant sees and of whom each word that was typed begins one of theirs, their contacts' or pets'
 * (CLI-06). */
struct found_clients {
    bool typed; /* false: nothing was looked for, all fit */
    const int64_t *ids;
    int count; /* rising */
    bool more; /* of a page: see clients_found_next */
};
MUST_CHECK enum err clients_found(struct tx *tx, const struct grant *g, struct str typed, struct found_clients *ret);
/* How many of them, of whatever status, the grant sees: what decides knows it. */
int64_t clients_seen_count(const struct grant *g, const struct found_clients *found);
/* So few ids lead a statement (IDS); more are tested along the order shown (AMONG). */
enum { CLIENTS_LEAD = 300 };

/* Clients to choose from, but inactive ones, by name: those of the grant's scope that fit. */
struct client_choices {
    struct client_choice {
        struct client_id id;
        struct str name;
    } * items;
    int count;
};
MUST_CHECK enum err client_choices_read(struct tx *tx, const struct grant *g, struct str q, int max,
                                        struct client_choices *ret);

extern const struct feature clients_feature, clients_edit_feature, pets_feature, pet_photo_feature, search_feature;

#endif
