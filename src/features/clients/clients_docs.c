#include "features/clients/clients_docs.h"
#include "features/clients/measures.h"

static const char *const sexes[] = {"female", "male"};
const struct names sex_names = {sexes, ARRAY_SIZE(sexes)};

struct str pet_weight_text(const struct context *cx, const struct pet *pet)
{
    struct str kg = weight_text(cx->arena, pet->weight_g, WEIGHT_KG);
    struct str lb = weight_text(cx->arena, pet->weight_g, WEIGHT_LB);

    if (kg.n == 0)
        return STR("");
    if (weight_unit_of(cx->company->locale) == WEIGHT_KG)
        return arena_format(cx->arena, "%.*s kg (%.*s lb)", STR_ARG(kg), STR_ARG(lb));
    return arena_format(cx->arena, "%.*s lb (%.*s kg)", STR_ARG(lb), STR_ARG(kg));
}

void pet_photo_document(const struct context *cx, const struct pet *pet, struct node *out, int field)
{
    struct node *photo;

    if (pet->photo.n == 0)
        return;
    photo = doc_object(out, field);
    doc_address(photo, pet_photo_view_page,
                arena_format(cx->arena, "/pets/%.*s/photo", STR_ARG(id_text(cx->arena, pet->id.n))));
    doc_int(photo, pet_photo_view_width, pet->photo_width);
    doc_int(photo, pet_photo_view_height, pet->photo_height);
    doc_text(photo, pet_photo_view_alt,
             pet->photo_alt.n ? pet->photo_alt : arena_format(cx->arena, "Photo of %.*s", STR_ARG(pet->name)));
}

static void pet_document(const struct context *cx, const struct grant *g, const struct pet *pet, struct node *item)
{
    doc_id(item, pet_view_id, pet->id.n);
    doc_text(item, pet_view_name, pet->name);
    doc_text(item, pet_view_kind, pet->kind);
    doc_text(item, pet_view_breed, pet->breed);
    doc_enum(item, pet_view_sex, pet->sex);
    if (pet->born_on)
        doc_day(item, pet_view_born_on, pet->born_on);
    doc_text(item, pet_view_weight, pet_weight_text(cx, pet));
    doc_text(item, pet_view_medication, pet->medication);
    doc_text(item, pet_view_feeding, pet->feeding);
    doc_text(item, pet_view_behaviour, pet->behaviour);
    doc_text(item, pet_view_vet, pet->vet);
    doc_bool(item, pet_view_deceased, pet->deceased_on != 0);
    if (pet->deceased_on)
        doc_day(item, pet_view_deceased_on, pet->deceased_on);
    pet_photo_document(cx, pet, item, pet_view_photo);
    if (grant_holds(g, PERMISSION_edit_clients_and_pets))
        doc_address(item, pet_view_edit_page,
                    arena_format(cx->arena, "/pets/%.*s/edit", STR_ARG(id_text(cx->arena, pet->id.n))));
}

static void lines_document(const struct contact_lines *lines, struct node *list)
{
    for (int i = 0; i < lines->count; i++) {
        struct node *item = doc_item(list);

        doc_text(item, contact_line_view_label, lines->items[i].label);
        doc_text(item, contact_line_view_value, lines->items[i].value);
    }
}

static void contact_document(const struct contact *contact, bool primary, struct node *item)
{
    doc_id(item, contact_view_id, contact->id.n);
    doc_text(item, contact_view_name, contact->name);
    doc_bool(item, contact_view_primary, primary);
    lines_document(&contact->phones, doc_list(item, contact_view_phones));
    lines_document(&contact->emails, doc_list(item, contact_view_emails));
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
    if (client->placed) {
        doc_text(out, client_profile_latitude, degrees_text(cx->arena, client->latitude_e6));
        doc_text(out, client_profile_longitude, degrees_text(cx->arena, client->longitude_e6));
    }
    for (int i = 0; i < contacts->count; i++)
        contact_document(&contacts->items[i], i == 0, doc_item(contact_items));
    for (int i = 0; i < pets->count; i++)
        pet_document(cx, g, &pets->items[i], doc_item(pet_items));
    doc_bool(can, client_profile_can_edit, grant_holds(g, PERMISSION_edit_clients_and_pets));
    doc_bool(can, client_profile_can_schedule, grant_holds(g, PERMISSION_manage_scheduling));
    doc_bool(can, client_profile_can_templates, grant_holds(g, PERMISSION_manage_templates));
    doc_bool(can, client_profile_can_staff_access, grant_holds(g, PERMISSION_manage_staff));
    doc_bool(can, client_profile_can_record, grant_holds(g, PERMISSION_view_audit));
}

static const char *const found_bys[] = {"pet", "contact", "phone", "email", "address"};
const struct names found_by_names = {found_bys, ARRAY_SIZE(found_bys)};
static_assert(ARRAY_SIZE(found_bys) == FOUND_BY__MAX - 1, "a name each");

void found_document(const struct client_row *row, struct node *list)
{
    for (int i = 0; i < row->found_count; i++) {
        struct node *item = doc_item(list);

        doc_enum(item, found_view_by, (int)row->found[i].by);
        doc_text(item, found_view_text, row->found[i].text);
    }
}
