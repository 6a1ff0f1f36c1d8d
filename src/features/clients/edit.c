/* Changing a client (ROL-107): workers change what they see, managers all of it. */
#include "features/clients/clients_docs.h"

#define EDIT(F, P)                                                                                                     \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &client_form_schema)
DOC_SCHEMA(client_edit, EDIT);

static const struct input_field update_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .min = 1, .max = 120, .label = "Name"},
    {.name = "status", .kind = INPUT_ENUM, .names = &client_status_names, .label = "Status"},
    {.name = "contact_name", .kind = INPUT_TEXT, .max = 120, .label = "Contact"},
    {.name = "phone", .kind = INPUT_TEXT, .max = 40, .label = "Phone"},
    {.name = "email", .kind = INPUT_EMAIL, .label = "E-mail"},
    {.name = "street", .kind = INPUT_TEXT, .max = 200, .label = "Street"},
    {.name = "city", .kind = INPUT_TEXT, .max = 100, .label = "City"},
    {.name = "region", .kind = INPUT_TEXT, .max = 100, .label = "State or region"},
    {.name = "postal_code", .kind = INPUT_TEXT, .max = 20, .label = "Postal code"},
    {.name = "visit_notes", .kind = INPUT_LONG, .max = 4000, .label = "Notes for visits"},
    {.name = "office_notes", .kind = INPUT_LONG, .max = 4000, .label = "Notes for the office"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

/* Whether the reader's documents hold the office's fields at all. */
static bool sees_office(const struct grant *g)
{
    return g->classes & CLASS_BIT(CLASS_OFFICE);
}

MUST_CHECK static enum err run_edit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *form = doc_object(out, client_edit_form);
    struct contact_list contacts;
    struct client client;

    (void)in;
    TRY(client_read(tx, g, cx_client(cx), &client));
    TRY(contacts_read(tx, g, client.id, &contacts));
    doc_id(out, client_edit_id, client.id.n);
    doc_text(out, client_edit_name, client.name);
    doc_int(out, client_edit_changed, client.changed);
    client_form_begin(form);
    doc_text(form, client_form_name, client.name);
    doc_enum(form, client_form_status, client.status);
    doc_text(form, client_form_street, client.street);
    doc_text(form, client_form_city, client.city);
    doc_text(form, client_form_region, client.region);
    doc_text(form, client_form_postal_code, client.postal_code);
    doc_text(form, client_form_visit_notes, client.visit_notes);
    doc_text(form, client_form_office_notes, client.office_notes);
    if (contacts.count) {
        doc_text(form, client_form_contact_name, contacts.items[0].name);
        doc_text(form, client_form_phone, contacts.items[0].phone);
        doc_text(form, client_form_email, contacts.items[0].email);
    }
    return OK;
}

static void take(struct context *cx, const struct input *in, const char *name, int64_t id, struct str *value)
{
    if (!input_given(in, name))
        return;
    if (!str_equal(*value, input_text(in, name)))
        audit_change(cx, "client", id, name, *value, input_text(in, name));
    *value = input_text(in, name);
}

/* For someone who does not see the office's fields they do not exist. */
MUST_CHECK static enum err refuse_office(struct context *cx, const struct grant *g, const struct input *in)
{
    enum err err = OK;

    if (sees_office(g))
        return OK;
    if (input_given(in, "office_notes"))
        err = FAIL_FIELD(cx->arena, STR("office_notes"), MSG_FIELD_UNKNOWN);
    if (input_given(in, "status"))
        err = FAIL_FIELD(cx->arena, STR("status"), MSG_FIELD_UNKNOWN);
    return err;
}

MUST_CHECK static enum err update_contact(struct context *cx, struct tx *tx, const struct grant *g,
                                          const struct input *in, struct client_id client,
                                          const struct contact_list *contacts)
{
    struct contact contact = contacts->count ? contacts->items[0] : (struct contact){0};

    if (!input_given(in, "contact_name") && !input_given(in, "phone") && !input_given(in, "email"))
        return OK;
    take(cx, in, "contact_name", client.n, &contact.name);
    take(cx, in, "phone", client.n, &contact.phone);
    take(cx, in, "email", client.n, &contact.email);
    return contact_write(cx, tx, g, client, &contact);
}

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct contact_list contacts;
    struct pet_list pets;
    struct client client;

    TRY(refuse_office(cx, g, in));
    TRY(client_read(tx, g, cx_client(cx), &client));
    TRY(changed_check(cx, in, client.changed));
    TRY(contacts_read(tx, g, client.id, &contacts));
    audit_about(cx, (struct staff_id){0}, client.id);
    take(cx, in, "name", client.id.n, &client.name);
    take(cx, in, "street", client.id.n, &client.street);
    take(cx, in, "city", client.id.n, &client.city);
    take(cx, in, "region", client.id.n, &client.region);
    take(cx, in, "postal_code", client.id.n, &client.postal_code);
    take(cx, in, "visit_notes", client.id.n, &client.visit_notes);
    take(cx, in, "office_notes", client.id.n, &client.office_notes);
    if (input_int(in, "status")) {
        audit_change_int(cx, "client", client.id.n, "status", client.status, input_int(in, "status"));
        client.status = (enum client_status)input_int(in, "status");
    }
    TRY(client_write(cx, tx, g, &client));
    TRY(update_contact(cx, tx, g, in, client.id, &contacts));
    TRY(contacts_read(tx, g, client.id, &contacts));
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
     .summary = "Changes what is given of a client.",
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
