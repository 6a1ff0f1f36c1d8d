/* Inside of clients/: a pet as its own rows send it. */
#ifndef FEATURES_CLIENTS_PETS_H
#define FEATURES_CLIENTS_PETS_H

#include "features/clients/clients_docs.h"

#define PET(F, P)                                                                                                      \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, client_id, ID, BASIC)                                                                                         \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, breed, TEXT, BASIC)                                                                                           \
    F(P, sex, ENUM, BASIC, .names = &sex_names)                                                                        \
    F(P, born_on, DAY, BASIC)                                                                                          \
    F(P, weight_g, INT, BASIC)                                                                                         \
    F(P, weight, TEXT, BASIC)                                                                                          \
    F(P, vet, TEXT, CARE)                                                                                              \
    F(P, medication, TEXT, CARE)                                                                                       \
    F(P, feeding, TEXT, CARE)                                                                                          \
    F(P, behaviour, TEXT, CARE)                                                                                        \
    F(P, deceased_on, DAY, BASIC)                                                                                      \
    F(P, photo, OBJECT, BASIC, .of = &pet_photo_view_schema)                                                           \
    F(P, changed, INT, BASIC)
DOC_SCHEMA(pet_full, PET);

void pet_full_document(const struct context *cx, const struct pet *pet, struct node *out);

#endif
