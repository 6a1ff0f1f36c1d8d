/* Inside of clients/: documents that several operations send. */
#ifndef FEATURES_CLIENTS_DOCS_H
#define FEATURES_CLIENTS_DOCS_H

#include "app/cursor.h"
#include "features/access/access.h"
#include "features/clients/clients_store.h"

#define CONTACT_LINE_VIEW(F, P)                                                                                        \
    F(P, label, TEXT, CONTACT)                                                                                         \
    F(P, value, TEXT, CONTACT)
DOC_SCHEMA(contact_line_view, CONTACT_LINE_VIEW);

#define CONTACT_VIEW(F, P)                                                                                             \
    F(P, id, ID, CONTACT)                                                                                              \
    F(P, name, TEXT, CONTACT)                                                                                          \
    F(P, primary, BOOL, CONTACT)                                                                                       \
    F(P, phones, LIST, CONTACT, .of = &contact_line_view_schema)                                                       \
    F(P, emails, LIST, CONTACT, .of = &contact_line_view_schema)
DOC_SCHEMA(contact_view, CONTACT_VIEW);

/* Another client with the same name, phone or e-mail: a hint for the office. */
#define ALIKE_VIEW(F, P)                                                                                               \
    F(P, id, ID, OFFICE)                                                                                               \
    F(P, name, TEXT, OFFICE)                                                                                           \
    F(P, status, ENUM, OFFICE, .names = &client_status_names)
DOC_SCHEMA(alike_view, ALIKE_VIEW);

extern const struct names sex_names;
/* "27.5 lb (12.5 kg)": in what the company weighs in first. Empty: not known. */
struct str pet_weight_text(const struct context *cx, const struct pet *pet);

/* `page` is where it is had; width and height are of the picture as it is shown. */
#define PET_PHOTO_VIEW(F, P)                                                                                           \
    F(P, page, ADDRESS, BASIC)                                                                                         \
    F(P, width, INT, BASIC)                                                                                            \
    F(P, height, INT, BASIC)                                                                                           \
    F(P, alt, TEXT, BASIC)
DOC_SCHEMA(pet_photo_view, PET_PHOTO_VIEW);
/* Fills the OBJECT field of `out`, if there is a photo. */
void pet_photo_document(const struct context *cx, const struct pet *pet, struct node *out, int field);

#define PET_VIEW(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, breed, TEXT, BASIC)                                                                                           \
    F(P, sex, ENUM, BASIC, .names = &sex_names)                                                                        \
    F(P, born_on, DAY, BASIC)                                                                                          \
    F(P, weight, TEXT, BASIC)                                                                                          \
    F(P, medication, TEXT, CARE)                                                                                       \
    F(P, feeding, TEXT, CARE)                                                                                          \
    F(P, behaviour, TEXT, CARE)                                                                                        \
    F(P, vet, TEXT, CARE)                                                                                              \
    F(P, deceased, BOOL, BASIC)                                                                                        \
    F(P, deceased_on, DAY, BASIC)                                                                                      \
    F(P, photo, OBJECT, BASIC, .of = &pet_photo_view_schema)                                                           \
    F(P, edit_page, ADDRESS, BASIC)
DOC_SCHEMA(pet_view, PET_VIEW);

#define PROFILE_CAN(F, P)                                                                                              \
    F(P, edit, BOOL, BASIC)                                                                                            \
    F(P, schedule, BOOL, BASIC)                                                                                        \
    F(P, templates, BOOL, BASIC)                                                                                       \
    F(P, staff_access, BOOL, BASIC)                                                                                    \
    F(P, record, BOOL, BASIC)
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
    F(P, latitude, TEXT, CONTACT)                                                                                      \
    F(P, longitude, TEXT, CONTACT)                                                                                     \
    F(P, contacts, LIST, CONTACT, .of = &contact_view_schema)                                                          \
    F(P, pets, LIST, BASIC, .of = &pet_view_schema)                                                                    \
    F(P, visit_notes, TEXT, CARE)                                                                                      \
    F(P, office_notes, TEXT, OFFICE)                                                                                   \
    F(P, alike, LIST, OFFICE, .of = &alike_view_schema)                                                                \
    F(P, people, OBJECT, BASIC, .of = &client_people_schema)                                                           \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, can, OBJECT, BASIC, .of = &client_profile_can_schema)
DOC_SCHEMA(client_profile, PROFILE);

void client_document(const struct context *cx, const struct client *client, const struct contact_list *contacts,
                     const struct pet_list *pets, const struct grant *g, struct node *out);
/* What of a row was found, beside its name. */
#define FOUND_VIEW(F, P)                                                                                               \
    F(P, by, ENUM, CONTACT, .names = &found_by_names)                                                                  \
    F(P, text, TEXT, CONTACT)
extern const struct names found_by_names;
DOC_SCHEMA(found_view, FOUND_VIEW);
void found_document(const struct client_row *row, struct node *list);

#endif
