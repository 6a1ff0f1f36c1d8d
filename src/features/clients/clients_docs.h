/* Inside of clients/: documents that several operations send. */
#ifndef FEATURES_CLIENTS_DOCS_H
#define FEATURES_CLIENTS_DOCS_H

#include "app/cursor.h"
#include "features/access/access.h"
#include "features/clients/clients_store.h"

#define CONTACT_VIEW(F, P)                                                                                             \
    F(P, id, ID, CONTACT)                                                                                              \
    F(P, name, TEXT, CONTACT)                                                                                          \
    F(P, phone, TEXT, CONTACT)                                                                                         \
    F(P, email, TEXT, CONTACT)
DOC_SCHEMA(contact_view, CONTACT_VIEW);

#define PET_VIEW(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, breed, TEXT, BASIC)                                                                                           \
    F(P, medication, TEXT, CARE)                                                                                       \
    F(P, feeding, TEXT, CARE)                                                                                          \
    F(P, behaviour, TEXT, CARE)                                                                                        \
    F(P, vet, TEXT, CARE)                                                                                              \
    F(P, deceased, BOOL, BASIC)                                                                                        \
    F(P, edit_page, ADDRESS, BASIC)
DOC_SCHEMA(pet_view, PET_VIEW);

#define PROFILE_CAN(F, P)                                                                                              \
    F(P, edit, BOOL, BASIC)                                                                                            \
    F(P, schedule, BOOL, BASIC)                                                                                        \
    F(P, templates, BOOL, BASIC)                                                                                       \
    F(P, staff_access, BOOL, BASIC)                                                                                    \
    F(P, history, BOOL, BASIC)
DOC_SCHEMA(client_profile_can, PROFILE_CAN);

#define PROFILE(F, P)                                                                                                  \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, ENUM, BASIC, .names = &client_status_names)                                                           \
    F(P, street, TEXT, CONTACT)                                                                                        \
    F(P, city, TEXT, CONTACT)                                                                                          \
    F(P, region, TEXT, CONTACT)                                                                                        \
    F(P, postal_code, TEXT, CONTACT)                                                                                   \
    F(P, country, TEXT, CONTACT)                                                                                       \
    F(P, contacts, LIST, CONTACT, .of = &contact_view_schema)                                                          \
    F(P, pets, LIST, BASIC, .of = &pet_view_schema)                                                                    \
    F(P, visit_notes, TEXT, CARE)                                                                                      \
    F(P, office_notes, TEXT, OFFICE)                                                                                   \
    F(P, people, OBJECT, BASIC, .of = &client_people_schema)                                                           \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, can, OBJECT, BASIC, .of = &client_profile_can_schema)
DOC_SCHEMA(client_profile, PROFILE);

/* `client_form_*`: what the form for a client begins with, and what was typed (law 3). */
#define CLIENT_FORM(F, P)                                                                                              \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, ENUM, OFFICE, .names = &client_status_names)                                                          \
    F(P, contact_name, TEXT, BASIC)                                                                                    \
    F(P, phone, TEXT, BASIC)                                                                                           \
    F(P, email, TEXT, BASIC)                                                                                           \
    F(P, street, TEXT, BASIC)                                                                                          \
    F(P, city, TEXT, BASIC)                                                                                            \
    F(P, region, TEXT, BASIC)                                                                                          \
    F(P, postal_code, TEXT, BASIC)                                                                                     \
    F(P, visit_notes, TEXT, BASIC)                                                                                     \
    F(P, office_notes, TEXT, OFFICE)                                                                                   \
    F(P, office, BOOL, OFFICE)
DOC_SCHEMA(client_form, CLIENT_FORM);

#define CLIENT_NEW(F, P) F(P, form, OBJECT, BASIC, .of = &client_form_schema)
DOC_SCHEMA(client_new, CLIENT_NEW);

void client_document(const struct context *cx, const struct client *client, const struct contact_list *contacts,
                     const struct pet_list *pets, const struct grant *g, struct node *out);
/* An empty form. */
void client_form_begin(struct node *form);

#endif
