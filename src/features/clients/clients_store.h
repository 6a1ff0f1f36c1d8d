/* Inside of clients/: SQL and mapping. */
#ifndef FEATURES_CLIENTS_STORE_H
#define FEATURES_CLIENTS_STORE_H

#include "features/clients/clients.h"
#include "features/clients/words.h"

enum { CLIENT_PAGE = 50 };

/* What a list is asked for. */
struct client_filter {
    struct str typed;      /* each must be found; none: all */
    int status;            /* enum client_status; 0: all */
    struct str after_sort; /* keyset: behind this */
    struct client_id after;
    bool not_inactive;
    int limit;      /* at most CLIENT_PAGE; 0: that */
    bool uncounted; /* `total` is not asked for */
};
/* What of a client was found, beside its name. */
enum found_by { FOUND_PET = 1, FOUND_CONTACT, FOUND_PHONE, FOUND_EMAIL, FOUND_ADDRESS, FOUND_BY__MAX };
enum { FOUND_WHY = 3 };
struct found {
    enum found_by by;
    struct str text;
};
struct client_row {
    struct client_id id;
    struct str name, sort, street, city, pets;
    enum client_status status;
    struct found found[FOUND_WHY];
    int found_count;
};
/* clients_found, as far as it takes for the next `wanted` of the filter's list: with `more`, those that are not among
 * the found may fit as well, but stand behind them. */
MUST_CHECK enum err clients_found_next(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                                       int wanted, struct found_clients *ret);
struct client_rows {
    struct client_row items[CLIENT_PAGE];
    int count;
    bool more;
    int64_t total;
    bool total_more; /* at least `total` */
};
/* A page of the clients in the grant's scope. One statement, one more for each word, and one where a status is asked
 * for. */
MUST_CHECK enum err client_rows_read(struct tx *tx, const struct grant *g, const struct client_filter *filter,
                                     struct client_rows *ret);
/* Says of each row its pets, and what in it was found. Four statements in two round trips. */
MUST_CHECK enum err client_rows_explain(struct tx *tx, const struct grant *g, const struct find *find,
                                        struct client_rows *rows);

/* Clients with the same name, phone or e-mail, within the scope: a few, for a hint. */
enum { ALIKE_MAX = 5 };
struct alike_list {
    struct client items[ALIKE_MAX]; /* id, name and status */
    int count;
};
struct contact_list;
MUST_CHECK enum err client_alike(struct tx *tx, const struct grant *g, const struct client *client,
                                 const struct contact_list *contacts, struct alike_list *ret);

struct contact_list {
    struct contact *items;
    int count;
};
enum contact_line_kind { CONTACT_PHONE = 1, CONTACT_EMAIL, CONTACT_LINE_KIND__MAX };
/* Their phones and e-mails. */
MUST_CHECK enum err contact_lines_read(struct tx *tx, const struct grant *g, struct contact_list *contacts);
/* Those with their lines; `ret_clients` has room for `count`. */
MUST_CHECK enum err contacts_by_ids(struct tx *tx, const struct grant *g, const int64_t *ids, int count,
                                    struct contact_list *ret, int64_t *ret_clients);
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
/* Makes the contacts of a client what `list` says, in its order: those without an id are new, those that are not in it
 * go. What differs from `before` is written and goes on record. */
MUST_CHECK enum err contacts_write(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                   const struct contact_list *before, struct contact_list *list);

/* Replaces the words of one source. */
MUST_CHECK enum err words_write(struct tx *tx, const struct grant *g, struct client_id client, enum word_kind kind,
                                int64_t source, const struct words *words);

#endif
