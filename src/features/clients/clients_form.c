#include "features/clients/clients_form.h"
#include "features/clients/measures.h"

/* ------------------------------------------------------------------ shown */

static void lines_document(const struct context *cx, const struct contact_lines *lines, struct str at,
                           struct node *list)
{
    for (int i = 0; i < lines->count + 1 && i < CONTACT_LINES_MAX; i++) {
        struct node *item = doc_item(list);
        struct contact_line line = i < lines->count ? lines->items[i] : (struct contact_line){0};

        doc_text(item, contact_line_form_at, arena_format(cx->arena, "%.*s.%d.", STR_ARG(at), i + 1));
        doc_text(item, contact_line_form_label, line.label);
        doc_text(item, contact_line_form_value, line.value);
    }
}

static void contact_document(const struct context *cx, const struct contact *contact, int number, struct node *item)
{
    bool known = contact->id.n;
    struct str at = arena_format(cx->arena, "contacts.%d.", number);

    doc_text(item, contact_form_at, at);
    doc_bool(item, contact_form_known, known);
    doc_text(item, contact_form_title, known ? contact->name : number == 1 ? STR("Contact") : STR("Another contact"));
    doc_text(item, contact_form_id, known ? id_text(cx->arena, contact->id.n) : STR(""));
    doc_text(item, contact_form_place, arena_format(cx->arena, "%d", number));
    doc_bool(item, contact_form_remove, false);
    doc_text(item, contact_form_name, contact->name);
    lines_document(cx, &contact->phones, arena_format(cx->arena, "%.*sphones", STR_ARG(at)),
                   doc_list(item, contact_form_phones));
    lines_document(cx, &contact->emails, arena_format(cx->arena, "%.*semails", STR_ARG(at)),
                   doc_list(item, contact_form_emails));
}

void client_form_document(const struct context *cx, const struct client *client, const struct contact_list *contacts,
                          struct node *form)
{
    static const struct contact empty = {.name = {NULL, 0}};
    struct node *list = doc_list(form, client_form_contacts);

    doc_text(form, client_form_name, client->name);
    doc_enum(form, client_form_status, client->status);
    for (int i = 0; i < contacts->count + 1 && i < CONTACTS_MAX; i++)
        contact_document(cx, i < contacts->count ? &contacts->items[i] : &empty, i + 1, doc_item(list));
    doc_text(form, client_form_street, client->street);
    doc_text(form, client_form_city, client->city);
    doc_text(form, client_form_region, client->region);
    doc_text(form, client_form_postal_code, client->postal_code);
    doc_text(form, client_form_country, client->country);
    doc_text(form, client_form_latitude, client->placed ? degrees_text(cx->arena, client->latitude_e6) : STR(""));
    doc_text(form, client_form_longitude, client->placed ? degrees_text(cx->arena, client->longitude_e6) : STR(""));
    doc_text(form, client_form_visit_notes, client->visit_notes);
    doc_text(form, client_form_office_notes, client->office_notes);
    doc_bool(form, client_form_office, true); /* kept only for those who get the office's fields */
}

/* ------------------------------------------------------------------ taken: the client */

static void take(struct context *cx, const struct input *in, const char *name, int64_t id, struct str *value)
{
    if (!input_given(in, name) || str_equal(*value, input_text(in, name)))
        return;
    if (id)
        audit_change(cx, "client", id, name, *value, input_text(in, name));
    *value = input_text(in, name);
}

/* Whether the reader's documents hold the office's fields at all. */
static bool sees_office(const struct grant *g)
{
    return g->classes & CLASS_BIT(CLASS_OFFICE);
}

MUST_CHECK static enum err refuse_office(struct context *cx, const struct grant *g, const struct input *in)
{
    static const char *const FIELDS[] = {"office_notes", "status"};
    enum err err = OK;

    for (size_t i = 0; i < ARRAY_SIZE(FIELDS) && !sees_office(g); i++) {
        if (input_given(in, FIELDS[i]))
            err = FAIL_FIELD(cx->arena, str_from(FIELDS[i]), MSG_FIELD_UNKNOWN);
    }
    return err;
}

static struct str position_text(struct context *cx, const struct client *client)
{
    if (!client->placed)
        return STR("");
    return arena_format(cx->arena, "%.*s, %.*s", STR_ARG(degrees_text(cx->arena, client->latitude_e6)),
                        STR_ARG(degrees_text(cx->arena, client->longitude_e6)));
}

/* Both or none. One that is not given stays. */
MUST_CHECK static enum err take_position(struct context *cx, const struct input *in, struct client *client)
{
    struct str latitude = input_text(in, "latitude"), longitude = input_text(in, "longitude");
    struct client was = *client;
    enum err err = OK;

    if (!input_given(in, "latitude") && !input_given(in, "longitude"))
        return OK;
    if (!input_given(in, "latitude") && client->placed)
        latitude = degrees_text(cx->arena, client->latitude_e6);
    if (!input_given(in, "longitude") && client->placed)
        longitude = degrees_text(cx->arena, client->longitude_e6);
    client->placed = latitude.n > 0 || longitude.n > 0;
    client->latitude_e6 = client->longitude_e6 = 0;
    if (client->placed && !degrees_parse(latitude, LATITUDE_MAX_E6, &client->latitude_e6))
        err = FAIL_FIELD(cx->arena, STR("latitude"), latitude.n ? MSG_LATITUDE : MSG_POSITION_HALF);
    if (client->placed && !degrees_parse(longitude, LONGITUDE_MAX_E6, &client->longitude_e6))
        err = FAIL_FIELD(cx->arena, STR("longitude"), longitude.n ? MSG_LONGITUDE : MSG_POSITION_HALF);
    if (err == OK && client->id.n && !str_equal(position_text(cx, &was), position_text(cx, client)))
        audit_change(cx, "client", client->id.n, "position", position_text(cx, &was), position_text(cx, client));
    return err;
}

enum err client_take(struct context *cx, const struct grant *g, const struct input *in, struct client *client)
{
    int64_t status = input_int(in, "status"), id = client->id.n;
    enum err err = refuse_office(cx, g, in);
    enum err position = take_position(cx, in, client);

    take(cx, in, "name", id, &client->name);
    take(cx, in, "street", id, &client->street);
    take(cx, in, "city", id, &client->city);
    take(cx, in, "region", id, &client->region);
    take(cx, in, "postal_code", id, &client->postal_code);
    take(cx, in, "country", id, &client->country);
    take(cx, in, "visit_notes", id, &client->visit_notes);
    take(cx, in, "office_notes", id, &client->office_notes);
    if (status && status != (int64_t)client->status) {
        if (id)
            audit_change(cx, "client", id, "status", str_from(client_status_names.list[client->status - 1]),
                         str_from(client_status_names.list[status - 1]));
        client->status = (enum client_status)status;
    }
    return err != OK ? err : position;
}
