#include "features/clients/clients_form.h"

static const char *const statuses[] = {"prospective", "active", "inactive"};
const struct names client_status_names = {statuses, ARRAY_SIZE(statuses)};

/* ------------------------------------------------------------------ list */

#define LIST_ROW(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, status, ENUM, BASIC, .names = &client_status_names)                                                           \
    F(P, city, TEXT, CONTACT)                                                                                          \
    F(P, pets, TEXT, BASIC)                                                                                            \
    F(P, found, LIST, CONTACT, .of = &found_view_schema)
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
    F(P, total_more, BOOL, BASIC)                                                                                      \
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
        found_document(row, doc_list(item, client_list_row_found));
    }
    doc_text(filter, client_filter_view_q, input_text(in, "q"));
    doc_enum(filter, client_filter_view_status, (int)input_int(in, "status"));
    doc_int(filter, client_filter_view_count, input_int(in, "status") ? 1 : 0);
    doc_bool(can, client_list_can_add, grant_holds(g, PERMISSION_add_clients));
    doc_int(out, client_list_total, rows->total);
    doc_bool(out, client_list_total_more, rows->total_more);
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
    struct client_filter filter = {.typed = input_text(in, "q"), .status = (int)input_int(in, "status")};
    struct find find = find_parse(cx->arena, filter.typed);
    struct client_rows *rows = arena_new(cx->arena, struct client_rows);

    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &filter.after_sort, &filter.after.n))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    TRY(client_rows_read(tx, g, &filter, rows));
    TRY(client_rows_explain(tx, g, &find, rows));
    list_document(rows, g, in, cx->arena, out);
    return OK;
}

/* ------------------------------------------------------------------ profile */

/* A hint, for those who keep the list of clients. */
MUST_CHECK static enum err alike_document(struct tx *tx, const struct grant *g, const struct client *client,
                                          const struct contact_list *contacts, struct node *out)
{
    struct node *list = doc_list(out, client_profile_alike);
    struct alike_list alike;

    if (!doc_wants(out, client_profile_alike))
        return OK;
    TRY(client_alike(tx, g, client, contacts, &alike));
    for (int i = 0; i < alike.count; i++) {
        struct node *item = doc_item(list);

        doc_id(item, alike_view_id, alike.items[i].id.n);
        doc_text(item, alike_view_name, alike.items[i].name);
        doc_enum(item, alike_view_status, (int)alike.items[i].status);
    }
    return OK;
}

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
    TRY(alike_document(tx, g, &client, &contacts, out));
    return client_people_document(cx, tx, g, client.id, doc_object(out, client_profile_people));
}

/* ------------------------------------------------------------------ new */

static const struct input_field create_input[] = {CLIENT_INPUTS(true), {.name = NULL}};

#define CLIENT_NEW(F, P) F(P, form, OBJECT, BASIC, .of = &client_form_schema)
DOC_SCHEMA(client_new, CLIENT_NEW);

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    const struct client client = {.status = CLIENT_ACTIVE};
    const struct contact_list none = {NULL, 0};

    (void)tx, (void)g, (void)in;
    client_form_document(cx, &client, &none, doc_object(out, client_new_form));
    return OK;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct client client = {.status = CLIENT_ACTIVE};
    const struct contact_list none = {NULL, 0};
    struct pet_list no_pets = {0};
    struct contact_list contacts;
    enum err err = client_take(cx, g, in, &client);

    TRY(contacts_take(cx, in, &client, &none, &contacts));
    TRY(err);
    TRY(client_create(cx, tx, g, &client));
    TRY(contacts_write(cx, tx, g, client.id, &none, &contacts));
    client_document(cx, &client, &contacts, &no_pets, g, out);
    return alike_document(tx, g, &client, &contacts, out);
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
     .summary = "Adds a client, with its contacts. `alike` names others with the same name, phone or e-mail.",
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
