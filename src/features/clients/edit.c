/* Changing a client (ROL-107): workers change what they see, managers all of it. */
#include "features/clients/clients_form.h"

#define EDIT(F, P)                                                                                                     \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &client_form_schema)
DOC_SCHEMA(client_edit, EDIT);

static const struct input_field update_input[] = {
    CLIENT_INPUTS(false),
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

MUST_CHECK static enum err run_edit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct contact_list contacts;
    struct client client;

    (void)in;
    TRY(client_read(tx, g, cx_client(cx), &client));
    TRY(contacts_read(tx, g, client.id, &contacts));
    doc_id(out, client_edit_id, client.id.n);
    doc_text(out, client_edit_name, client.name);
    doc_int(out, client_edit_changed, client.changed);
    client_form_document(cx, &client, &contacts, doc_object(out, client_edit_form));
    return OK;
}

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct contact_list before, contacts;
    struct pet_list pets;
    struct client client;
    enum err err;

    TRY(client_read(tx, g, cx_client(cx), &client));
    TRY(changed_check(cx, in, client.changed));
    TRY(contacts_read(tx, g, client.id, &before));
    audit_about(cx, (struct staff_id){0}, client.id);
    err = client_take(cx, g, in, &client);
    TRY(contacts_take(cx, in, &client, &before, &contacts));
    TRY(err);
    TRY(client_write(cx, tx, g, &client));
    TRY(contacts_write(cx, tx, g, client.id, &before, &contacts));
    TRY(pets_read(tx, g, client.id, &pets));
    client_document(cx, &client, &contacts, &pets, g, out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "clients.edit",
     .summary = "The form of a client.",
     .method = METHOD_GET,
     .path = "/clients/{client}/edit",
     .permission = PERMISSION_edit_clients_and_pets,
     .output = &client_edit_schema,
     .page = "clients/edit",
     .title = "{name}",
     .run = run_edit},
    {.name = "clients.update",
     .summary =
         "Changes what is given of a client. `contacts` is the whole list: in its order, and who is not in it goes.",
     .method = METHOD_PATCH,
     .path = "/clients/{client}",
     .permission = PERMISSION_edit_clients_and_pets,
     .input = update_input,
     .output = &client_profile_schema,
     .form = "clients.edit",
     .next = "/clients/{client}",
     .run = run_update},
};

const struct feature clients_edit_feature = {
    .name = "clients edit", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
