#include "base/money.h"
#include "features/services/services_store.h"

#define SERVICE_CAN(F, P) F(P, manage, BOOL, BASIC)
DOC_SCHEMA(service_can, SERVICE_CAN);

#define SERVICE(F, P)                                                                                                  \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, minutes, INT, BASIC)                                                                                          \
    F(P, price_minor, MONEY, MONEY)                                                                                    \
    F(P, active, BOOL, BASIC)                                                                                          \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, can, OBJECT, BASIC, .of = &service_can_schema)
DOC_SCHEMA(service_view, SERVICE);

#define SERVICE_LIST(F, P)                                                                                             \
    F(P, items, LIST, BASIC, .of = &service_view_schema)                                                               \
    F(P, next, TEXT, BASIC)                                                                                            \
    F(P, total, INT, BASIC)                                                                                            \
    F(P, can, OBJECT, BASIC, .of = &service_can_schema)
DOC_SCHEMA(service_list_view, SERVICE_LIST);

#define SERVICE_FORM(F, P)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, minutes, TEXT, BASIC)                                                                                         \
    F(P, price_minor, TEXT, BASIC)                                                                                     \
    F(P, active, BOOL, BASIC)
DOC_SCHEMA(service_form, SERVICE_FORM);

#define SERVICE_EDIT(F, P)                                                                                             \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &service_form_schema)
DOC_SCHEMA(service_edit, SERVICE_EDIT);

#define WHAT_A_SERVICE_HAS(needed)                                                                                     \
    {.name = "name", .kind = INPUT_TEXT, .required = (needed), .min = 1, .max = 80, .label = "Name"},                  \
        {.name = "minutes", .kind = INPUT_INT, .required = (needed), .min = 5, .max = 44640, .label = "Minutes"},      \
    {                                                                                                                  \
        .name = "price_minor", .kind = INPUT_MONEY, .required = (needed), .max = 100000000, .label = "Price"           \
    }

static const struct input_field create_input[] = {WHAT_A_SERVICE_HAS(true), {.name = NULL}};
static const struct input_field update_input[] = {
    WHAT_A_SERVICE_HAS(false),
    {.name = "active", .kind = INPUT_BOOL, .absent_is_no = true, .label = "Can be scheduled"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

static void service_document(const struct grant *g, const struct service *service, struct node *out)
{
    doc_id(out, service_view_id, service->id.n);
    doc_text(out, service_view_name, service->name);
    doc_int(out, service_view_minutes, service->minutes);
    doc_int(out, service_view_price_minor, service->price_minor);
    doc_bool(out, service_view_active, service->active);
    doc_int(out, service_view_changed, service->changed);
    doc_bool(doc_object(out, service_view_can), service_can_manage, grant_holds(g, PERMISSION_manage_services));
}

MUST_CHECK static enum err run_list(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct service_list list;
    struct node *items = doc_list(out, service_list_view_items);

    (void)cx, (void)in;
    TRY(services_read(tx, g, false, &list));
    for (int i = 0; i < list.count; i++)
        service_document(g, &list.items[i], doc_item(items));
    doc_null(out, service_list_view_next);
    doc_int(out, service_list_view_total, list.count);
    doc_bool(doc_object(out, service_list_view_can), service_can_manage, grant_holds(g, PERMISSION_manage_services));
    return OK;
}

MUST_CHECK static enum err run_new(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct node *form = doc_object(out, service_edit_form);

    (void)cx, (void)tx, (void)g, (void)in;
    doc_text(form, service_form_minutes, STR("30"));
    doc_bool(form, service_form_active, true);
    return OK;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct service service = {.name = input_text(in, "name"),
                              .minutes = input_int(in, "minutes"),
                              .price_minor = input_int(in, "price_minor"),
                              .active = true};

    TRY(service_create(cx, tx, g, &service));
    service_document(g, &service, out);
    return OK;
}

MUST_CHECK static enum err run_edit(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct node *form = doc_object(out, service_edit_form);
    struct service service;

    (void)in;
    TRY(service_read(tx, g, (struct service_id){cx->target[TARGET_SERVICE]}, &service));
    doc_id(out, service_edit_id, service.id.n);
    doc_text(out, service_edit_name, service.name);
    doc_int(out, service_edit_changed, service.changed);
    doc_text(form, service_form_name, service.name);
    doc_text(form, service_form_minutes, arena_format(cx->arena, "%lld", (long long)service.minutes));
    doc_text(form, service_form_price_minor, money_text(cx->arena, service.price_minor, cx->company->currency));
    doc_bool(form, service_form_active, service.active);
    return OK;
}

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct service service, before;

    TRY(service_read(tx, g, (struct service_id){cx->target[TARGET_SERVICE]}, &service));
    TRY(changed_check(cx, in, service.changed));
    before = service;
    if (input_given(in, "name"))
        service.name = input_text(in, "name");
    if (input_given(in, "minutes"))
        service.minutes = input_int(in, "minutes");
    if (input_given(in, "price_minor"))
        service.price_minor = input_int(in, "price_minor");
    if (input_given(in, "active"))
        service.active = input_bool(in, "active");
    audit_change(cx, "service", service.id.n, "name", before.name, service.name);
    audit_change_int(cx, "service", service.id.n, "minutes", before.minutes, service.minutes);
    audit_change_int(cx, "service", service.id.n, "price_minor", before.price_minor, service.price_minor);
    audit_change_int(cx, "service", service.id.n, "active", before.active, service.active);
    TRY(service_write(cx, tx, g, &service));
    service_document(g, &service, out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "services.list",
     .summary = "The company's services, by name.",
     .method = METHOD_GET,
     .path = "/services",
     .permission = PERMISSION_manage_services,
     .output = &service_list_view_schema,
     .page = "services/list",
     .title = "Services",
     .run = run_list},
    {.name = "services.new",
     .summary = "The form for a new service.",
     .method = METHOD_GET,
     .path = "/services/new",
     .permission = PERMISSION_manage_services,
     .output = &service_edit_schema,
     .page = "services/edit",
     .title = "New service",
     .run = run_new},
    {.name = "services.create",
     .summary = "Adds a service.",
     .method = METHOD_POST,
     .path = "/services",
     .permission = PERMISSION_manage_services,
     .input = create_input,
     .output = &service_view_schema,
     .form = "services.new",
     .next = "/services",
     .run = run_create},
    {.name = "services.edit",
     .summary = "The form of a service.",
     .method = METHOD_GET,
     .path = "/services/{service}/edit",
     .permission = PERMISSION_manage_services,
     .output = &service_edit_schema,
     .page = "services/edit",
     .title = "{name}",
     .run = run_edit},
    {.name = "services.update",
     .summary = "Changes a service. What is booked keeps its price.",
     .method = METHOD_PATCH,
     .path = "/services/{service}",
     .permission = PERMISSION_manage_services,
     .input = update_input,
     .output = &service_view_schema,
     .form = "services.edit",
     .next = "/services",
     .run = run_update},
};

MUST_CHECK static enum err resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    *ret = ABOUT_COMPANY;
    return service_exists(tx, company, id);
}

static const struct target_rule targets[] = {{TARGET_SERVICE, resolve}};

const struct feature services_feature = {.name = "services",
                                         .operations = operations,
                                         .operation_count = ARRAY_SIZE(operations),
                                         .targets = targets,
                                         .target_count = ARRAY_SIZE(targets)};
