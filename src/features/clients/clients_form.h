/* Inside of clients/: what the forms for a client hold, and what they take. */
#ifndef FEATURES_CLIENTS_FORM_H
#define FEATURES_CLIENTS_FORM_H

#include "features/clients/clients_docs.h"

/* `at`: the beginning of the names of this row's inputs, "contacts.1.phones.2." */
#define CONTACT_LINE_FORM(F, P)                                                                                        \
    F(P, at, TEXT, BASIC)                                                                                              \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, value, TEXT, BASIC)
DOC_SCHEMA(contact_line_form, CONTACT_LINE_FORM);

#define CONTACT_FORM(F, P)                                                                                             \
    F(P, at, TEXT, BASIC)                                                                                              \
    F(P, known, BOOL, BASIC)                                                                                           \
    F(P, title, TEXT, BASIC)                                                                                           \
    F(P, id, TEXT, BASIC)                                                                                              \
    F(P, place, TEXT, BASIC)                                                                                           \
    F(P, remove, BOOL, BASIC)                                                                                          \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, phones, LIST, BASIC, .of = &contact_line_form_schema)                                                         \
    F(P, emails, LIST, BASIC, .of = &contact_line_form_schema)
DOC_SCHEMA(contact_form, CONTACT_FORM);

#define CLIENT_FORM(F, P)                                                                                              \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, ENUM, OFFICE, .names = &client_status_names)                                                          \
    F(P, contacts, LIST, BASIC, .of = &contact_form_schema)                                                            \
    F(P, street, TEXT, BASIC)                                                                                          \
    F(P, city, TEXT, BASIC)                                                                                            \
    F(P, region, TEXT, BASIC)                                                                                          \
    F(P, postal_code, TEXT, BASIC)                                                                                     \
    F(P, country, TEXT, BASIC)                                                                                         \
    F(P, latitude, TEXT, BASIC)                                                                                        \
    F(P, longitude, TEXT, BASIC)                                                                                       \
    F(P, visit_notes, TEXT, BASIC)                                                                                     \
    F(P, office_notes, TEXT, OFFICE)                                                                                   \
    F(P, office, BOOL, OFFICE)
DOC_SCHEMA(client_form, CLIENT_FORM);

/* What the form begins with: the client as it stands (a new one: without id), and room for a further contact. */
void client_form_document(const struct context *cx, const struct client *client, const struct contact_list *contacts,
                          struct node *form);

extern const struct input_field contact_input[];
#define CLIENT_INPUTS(needed)                                                                                          \
    {.name = "name", .kind = INPUT_TEXT, .required = (needed), .min = 1, .max = 120, .label = "Name"},                 \
        {.name = "status", .kind = INPUT_ENUM, .names = &client_status_names, .label = "Status"},                      \
        {.name = "contacts", .kind = INPUT_LIST, .max = CONTACTS_MAX, .of = contact_input, .label = "Contacts"},       \
        {.name = "street", .kind = INPUT_TEXT, .max = 200, .label = "Street"},                                         \
        {.name = "city", .kind = INPUT_TEXT, .max = 100, .label = "City"},                                             \
        {.name = "region", .kind = INPUT_TEXT, .max = 100, .label = "State or region"},                                \
        {.name = "postal_code", .kind = INPUT_TEXT, .max = 20, .label = "Postal code"},                                \
        {.name = "country", .kind = INPUT_TEXT, .max = 100, .label = "Country"},                                       \
        {.name = "latitude", .kind = INPUT_TEXT, .nullable = true, .max = 24, .label = "Latitude"},                    \
        {.name = "longitude", .kind = INPUT_TEXT, .nullable = true, .max = 24, .label = "Longitude"},                  \
        {.name = "visit_notes", .kind = INPUT_LONG, .max = 4000, .label = "Notes for visits"},                         \
    {                                                                                                                  \
        .name = "office_notes", .kind = INPUT_LONG, .max = 4000, .label = "Notes for the office"                       \
    }

/* What is given of a client, over what it was; changes go on record where it is `known`. Faulty fields are refused all
 * together; a status and office notes do not exist for whoever does not see them. */
MUST_CHECK enum err client_take(struct context *cx, const struct grant *g, const struct input *in,
                                struct client *client);
/* The contacts that are given, in their order, or `before` where none are: those left out, emptied or marked to be
 * removed are not among them. */
MUST_CHECK enum err contacts_take(struct context *cx, const struct input *in, const struct client *client,
                                  const struct contact_list *before, struct contact_list *ret);

#endif
