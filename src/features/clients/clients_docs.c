#include "features/clients/clients_docs.h"

static void pet_document(const struct context *cx, const struct grant *g, const struct pet *pet, struct node *item)
{
    doc_id(item, pet_view_id, pet->id.n);
    doc_text(item, pet_view_name, pet->name);
    doc_text(item, pet_view_kind, pet->kind);
    doc_text(item, pet_view_breed, pet->breed);
    doc_text(item, pet_view_medication, pet->medication);
    doc_text(item, pet_view_feeding, pet->feeding);
    doc_text(item, pet_view_behaviour, pet->behaviour);
    doc_text(item, pet_view_vet, pet->vet);
    doc_bool(item, pet_view_deceased, pet->deceased_on != 0);
    if (grant_holds(g, PERMISSION_edit_clients_and_pets))
        doc_address(item, pet_view_edit_page,
                    arena_format(cx->arena, "/pets/%.*s/edit", STR_ARG(id_text(cx->arena, pet->id.n))));
}

void client_document(const struct context *cx, const struct client *client, const struct contact_list *contacts,
                     const struct pet_list *pets, const struct grant *g, struct node *out)
{
    struct node *contact_items = doc_list(out, client_profile_contacts);
    struct node *pet_items = doc_list(out, client_profile_pets);
    struct node *can = doc_object(out, client_profile_can);

    doc_id(out, client_profile_id, client->id.n);
    doc_text(out, client_profile_name, client->name);
    doc_enum(out, client_profile_status, client->status);
    doc_text(out, client_profile_street, client->street);
    doc_text(out, client_profile_city, client->city);
    doc_text(out, client_profile_region, client->region);
    doc_text(out, client_profile_postal_code, client->postal_code);
    doc_text(out, client_profile_country, client->country);
    doc_text(out, client_profile_visit_notes, client->visit_notes);
    doc_text(out, client_profile_office_notes, client->office_notes);
    doc_int(out, client_profile_changed, client->changed);
    for (int i = 0; i < contacts->count; i++) {
        struct node *item = doc_item(contact_items);

        doc_id(item, contact_view_id, contacts->items[i].id.n);
        doc_text(item, contact_view_name, contacts->items[i].name);
        doc_text(item, contact_view_phone, contacts->items[i].phone);
        doc_text(item, contact_view_email, contacts->items[i].email);
    }
    for (int i = 0; i < pets->count; i++)
        pet_document(cx, g, &pets->items[i], doc_item(pet_items));
    doc_bool(can, client_profile_can_edit, grant_holds(g, PERMISSION_edit_clients_and_pets));
    doc_bool(can, client_profile_can_schedule, grant_holds(g, PERMISSION_manage_scheduling));
    doc_bool(can, client_profile_can_templates, grant_holds(g, PERMISSION_manage_templates));
    doc_bool(can, client_profile_can_staff_access, grant_holds(g, PERMISSION_manage_staff));
    doc_bool(can, client_profile_can_history, grant_holds(g, PERMISSION_view_audit));
}

void client_form_begin(struct node *form)
{
    for (int field = 0; field < client_form__COUNT; field++) {
        if (field != client_form_status && field != client_form_office)
            doc_text(form, field, (struct str){0});
    }
    doc_enum(form, client_form_status, CLIENT_ACTIVE);
    doc_bool(form, client_form_office, true); /* kept only for those who get the office's fields */
}
