/* Inside of clients/: SQL and mapping. */
#ifndef FEATURES_CLIENTS_STORE_H
#define FEATURES_CLIENTS_STORE_H

#include "features/clients/clients.h"

enum { CLIENT_PAGE = 50 };

/* What a list is asked for. */
struct client_filter {
    struct search_words words; /* none: all */
    int status;                /* enum client_status; 0: all */
    struct str after_sort;     /* keyset: behind this */
    struct client_id after;
};
struct client_row {
    struct client_id id;
    struct str name, sort, city, pets;
    enum client_status status;
};
struct client_rows {
    struct client_row items[CLIENT_PAGE];
    int count;
    bool more;
    int64_t total;
};
/* A page of the clients in the grant's scope. Two statements. */
MUST_CHECK enum err client_rows_read(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                                     struct client_rows *ret);

struct contact_list {
    struct contact *items;
    int count;
};
MUST_CHECK enum err contacts_read(struct tx *tx, const struct grant *g, struct client_id client,
                                  struct contact_list *ret);
struct pet_list {
    struct pet *items;
    int count;
};
MUST_CHECK enum err pets_read(struct tx *tx, const struct grant *g, struct client_id client, struct pet_list *ret);

/* Writes what of a client or pet can change, with its search words. */
MUST_CHECK enum err client_write(struct context *cx, struct tx *tx, const struct grant *g, struct client *client);
MUST_CHECK enum err pet_write(struct context *cx, struct tx *tx, const struct grant *g, struct pet *pet);
MUST_CHECK enum err pet_read(struct tx *tx, const struct grant *g, struct pet_id id, struct pet *ret);
/* ABOUT_CLIENT of a pet's id, for dispatch. */
MUST_CHECK enum err pet_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret);
/* Changes the first contact, or makes it. */
MUST_CHECK enum err contact_write(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                  struct contact *contact);

/* Whose words a search word is; part of its key. */
enum word_kind { WORD_CLIENT = 1, WORD_CONTACT, WORD_PET, WORD_KIND__MAX };
/* Replaces the words of one source by those of `text` (folded; phones as digits too). */
MUST_CHECK enum err words_write(struct tx *tx, const struct grant *g, struct client_id client, enum word_kind kind,
                                int64_t source, struct str text);

#endif
