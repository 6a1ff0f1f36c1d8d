#include "base/fold.h"
#include "features/clients/clients_docs.h"

static const char *const statuses[] = {"prospective", "active", "inactive"};
const struct names client_status_names = {statuses, ARRAY_SIZE(statuses)};

/* ------------------------------------------------------------------ list */

#define LIST_ROW(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, ENUM, BASIC, .names = &client_status_names)                                                           \
    F(P, city, TEXT, CONTACT)                                                                                          \
    F(P, pets, TEXT, BASIC)
DOC_SCHEMA(client_list_row, LIST_ROW);

#define LIST_FILTER(F, P)                                                                                              \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, status, ENUM, BASIC, .names = &client_status_names)                                                           \
    F(P, count, INT, BASIC)
DOC_SCHEMA(client_filter_view, LIST_FILTER);

#define LIST_CAN(F, P) F(P, add, BOOL, BASIC)
DOC_SCHEMA(client_list_can, LIST_CAN);

#define LIST(F, P)                                                                                                     \
    F(P, items, LIST, BASIC, .of = &client_list_row_schema)                                                            \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, next_page, ADDRESS, BASIC)                                                                                    \
    F(P, filter, OBJECT, BASIC, .of = &client_filter_view_schema)                                                      \
    F(P, can, OBJECT, BASIC, .of = &client_list_can_schema)
DOC_SCHEMA(client_list, LIST);

static const struct input_field list_input[] = {
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = "status", .kind = INPUT_ENUM, .names = &client_status_names},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 600},
    {.name = NULL},
};

static void list_document(const struct client_rows *rows, const struct grant *g, const struct input *in,
                          struct arena *arena, struct node *out)
{
    struct node *items = doc_list(out, client_list_items);
    struct node *filter = doc_object(out, client_list_filter);
    struct node *can = doc_object(out, client_list_can);

    for (int i = 0; i < rows->count; i++) {
        const struct client_row *row = &rows->items[i];
        struct node *item = doc_item(items);

        doc_id(item, client_list_row_id, row->id.n);
        doc_text(item, client_list_row_name, row->name);
        doc_enum(item, client_list_row_status, row->status);
        doc_text(item, client_list_row_city, row->city);
        doc_text(item, client_list_row_pets, row->pets);
    }
    doc_text(filter, client_filter_view_q, input_text(in, "q"));
    doc_enum(filter, client_filter_view_status, (int)input_int(in, "status"));
    doc_int(filter, client_filter_view_count, input_int(in, "status") ? 1 : 0);
    doc_bool(can, client_list_can_add, grant_holds(g, PERMISSION_add_clients));
    doc_int(out, client_list_total, rows->total);
    if (!rows->more) {
        doc_null(out, client_list_next);
        return;
    }
    const struct client_row *last = &rows->items[rows->count - 1];
    struct str cursor = cursor_text(arena, last->sort, last->id.n);
    doc_text(out, client_list_next, cursor);
    doc_address(out, client_list_next_page, cursor_page(arena, STR("/clients"), in, list_input, cursor));
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct client_filter filter = {.words = search_words(cx->arena, input_text(in, "q")),
                                   .status = (int)input_int(in, "status")};
    struct client_rows *rows = arena_new(cx->arena, struct client_rows);

    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &filter.after_sort, &filter.after.n))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    TRY(client_rows_read(tx, g, &filter, rows));
    list_document(rows, g, in, cx->arena, out);
    return OK;
}

/* ------------------------------------------------------------------ profile */

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct client client;
    struct contact_list contacts;
    struct pet_list pets;

    (void)in;
    TRY(client_read(tx, g, cx_client(cx), &client));
    TRY(contacts_read(tx, g, client.id, &contacts));
    TRY(pets_read(tx, g, client.id, &pets));
    client_document(cx, &client, &contacts, &pets, g, out);
    return client_people_document(cx, tx, g, client.id, doc_object(out, client_profile_people));
}

/* ------------------------------------------------------------------ new */

static const struct input_field create_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .required = true, .max = 120, .label = "Name"},
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
    {.name = NULL},
};

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *form = doc_object(out, client_new_form);

    (void)cx, (void)tx, (void)g, (void)in;
    client_form_begin(form);
    return OK;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    int64_t status = input_int(in, "status");
    struct client client = {.name = input_text(in, "name"),
                            .status = status ? (enum client_status)status : CLIENT_ACTIVE,
                            .street = input_text(in, "street"),
                            .city = input_text(in, "city"),
                            .region = input_text(in, "region"),
                            .postal_code = input_text(in, "postal_code"),
                            .visit_notes = input_text(in, "visit_notes"),
                            .office_notes = input_text(in, "office_notes")};
    struct contact contact = {
        .name = input_text(in, "contact_name"), .phone = input_text(in, "phone"), .email = input_text(in, "email")};
    struct contact_list contacts = {&contact, 0};
    struct pet_list no_pets = {0};

    TRY(client_create(cx, tx, g, &client));
    if (contact.name.n || contact.phone.n || contact.email.n) {
        if (!contact.name.n)
            contact.name = client.name;
        TRY(contact_create(cx, tx, g, client.id, &contact));
        contacts.count = 1;
    }
    client_document(cx, &client, &contacts, &no_pets, g, out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "clients.list",
     .summary = "The clients that the person may see, by name.",
     .method = METHOD_GET,
     .path = "/clients",
     .permission = PERMISSION_signed_in,
     .input = list_input,
     .output = &client_list_schema,
     .page = "clients/list",
     .title = "Clients",
     .run = run_list},
    {.name = "clients.new",
     .summary = "The form for a new client.",
     .method = METHOD_GET,
     .path = "/clients/new",
     .permission = PERMISSION_add_clients,
     .output = &client_new_schema,
     .page = "clients/new",
     .title = "New client",
     .run = run_new},
    {.name = "clients.create",
     .summary = "Adds a client, with a first contact if one is given.",
     .method = METHOD_POST,
     .path = "/clients",
     .permission = PERMISSION_add_clients,
     .input = create_input,
     .output = &client_profile_schema,
     .form = "clients.new",
     .next = "/clients/{id}",
     .run = run_create},
    {.name = "clients.read",
     .summary = "A client's profile, as far as the person may see it.",
     .method = METHOD_GET,
     .path = "/clients/{client}",
     .permission = PERMISSION_signed_in,
     .output = &client_profile_schema,
     .page = "clients/profile",
     .title = "{name}",
     .run = run_read},
};

const struct feature clients_feature = {
    .name = "clients", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
