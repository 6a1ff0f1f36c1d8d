/* A client's people: Preferred in order, who came before, Do Not Schedule (CLI-04). For the client's profile; part of
 * access.h. */
#ifndef FEATURES_ACCESS_PEOPLE_H
#define FEATURES_ACCESS_PEOPLE_H

#include "app/app.h"

#define PERSON_NAMED(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)
DOC_SCHEMA(person_named, PERSON_NAMED);

#define PREFERRED_PERSON(F, P)                                                                                         \
    F(P, staff, OBJECT, OFFICE, .of = &person_named_schema)                                                            \
    F(P, position, INT, OFFICE)                                                                                        \
    F(P, since, INSTANT, OFFICE)                                                                                       \
    F(P, up, INT, OFFICE)                                                                                              \
    F(P, pair_page, ADDRESS, OFFICE)
DOC_SCHEMA(preferred_person, PREFERRED_PERSON);

#define PAST_PERSON(F, P)                                                                                              \
    F(P, staff, OBJECT, OFFICE, .of = &person_named_schema)                                                            \
    F(P, visits, INT, OFFICE)                                                                                          \
    F(P, last_at, INSTANT, OFFICE)
DOC_SCHEMA(past_person, PAST_PERSON);

#define BARRED_PERSON(F, P)                                                                                            \
    F(P, staff, OBJECT, OFFICE, .of = &person_named_schema)                                                            \
    F(P, reason, TEXT, OFFICE)                                                                                         \
    F(P, pair_page, ADDRESS, OFFICE)
DOC_SCHEMA(barred_person, BARRED_PERSON);

/* The profile gives its document an OBJECT field `people` of client_people_schema, calls client_people_document with
 * doc_object(out, …_people), and writes {{#people}}{{>access/people}}{{/people}} where the lists stand. Who is not of
 * the office gets the two addresses only. Two statements. */
#define CLIENT_PEOPLE(F, P)                                                                                            \
    F(P, preferred, LIST, OFFICE, .of = &preferred_person_schema)                                                      \
    F(P, past, LIST, OFFICE, .of = &past_person_schema)                                                                \
    F(P, do_not_schedule, LIST, OFFICE, .of = &barred_person_schema)                                                   \
    F(P, options, LIST, OFFICE, .of = &person_named_schema)                                                            \
    F(P, office, BOOL, OFFICE)                                                                                         \
    F(P, change, BOOL, OFFICE)                                                                                         \
    F(P, preferred_page, ADDRESS, OFFICE)                                                                              \
    F(P, do_not_schedule_page, ADDRESS, OFFICE)                                                                        \
    F(P, request_page, ADDRESS, BASIC)
DOC_SCHEMA(client_people, CLIENT_PEOPLE);

MUST_CHECK enum err client_people_document(struct context *cx, struct tx *tx, const struct grant *g,
                                           struct client_id client, struct node *out);

#endif
