/* The operations and templates of the fake application. */
#include "fake_ops.h"

#include "app/operation.h"

NAMES(kinds, "dog", "cat");

#define OPTION(F, P)                                                                                                   \
    F(P, value, TEXT, BASIC)                                                                                           \
    F(P, selected, BOOL, BASIC)
DOC_SCHEMA(thing_option, OPTION);

#define FORM(F, P)                                                                                                     \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, name_error, TEXT, BASIC)                                                                                      \
    F(P, ticked, BOOL, BASIC)                                                                                          \
    F(P, kind, ENUM, BASIC, .names = &kinds)                                                                           \
    F(P, kind_options, LIST, BASIC, .of = &thing_option_schema)                                                        \
    F(P, changed, TEXT, BASIC)
DOC_SCHEMA(thing_form, FORM);

#define THING(F, P)                                                                                                    \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &thing_form_schema)
DOC_SCHEMA(thing, THING);

#define BARRIER(F, P) F(P, title, TEXT, BASIC)
DOC_SCHEMA(thing_barrier, BARRIER);
#define PROBLEM(F, P) F(P, barriers, LIST, BASIC, .of = &thing_barrier_schema)
DOC_SCHEMA(thing_problem, PROBLEM);

#define NAV(F, P)                                                                                                      \
    F(P, href, ADDRESS, BASIC)                                                                                         \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, current, BOOL, BASIC)
DOC_SCHEMA(fake_nav, NAV);
#define PERSON(F, P) F(P, name, TEXT, BASIC)
DOC_SCHEMA(fake_person, PERSON);
#define FRAME(F, P)                                                                                                    \
    F(P, person, OBJECT, BASIC, .of = &fake_person_schema)                                                             \
    F(P, nav, LIST, BASIC, .of = &fake_nav_schema)
DOC_SCHEMA(fake_frame, FRAME);

#define UNREAD(F, P) F(P, unread, INT, BASIC)
DOC_SCHEMA(fake_unread, UNREAD);
#define DECISION(F, P) F(P, decision, BOOL, BASIC)
DOC_SCHEMA(fake_decision, DECISION);

static const struct input_field save_input[] = {
    {.name = "name", .kind = INPUT_TEXT, .required = true, .max = 12, .label = "Name"},
    {.name = "ticked", .kind = INPUT_BOOL, .absent_is_no = true},
    {.name = "kind", .kind = INPUT_ENUM, .names = &kinds},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = 1000000},
    {.name = "secret", .kind = INPUT_SECRET},
    {.name = NULL},
};
static const struct input_field sign_input[] = {
    {.name = "email", .kind = INPUT_TEXT, .required = true},
    {.name = "password", .kind = INPUT_SECRET, .required = true},
    {.name = NULL},
};
static const struct input_field evaluation_input[] = {
    {.name = "subject", .kind = INPUT_TEXT, .required = true},
    {.name = NULL},
};

/* Ids of clients that exist: 1 to 9. */
MUST_CHECK static enum err find(struct context *cx)
{
    int64_t id = cx->target[TARGET_CLIENT];

    return id >= 1 && id <= 9 ? OK : FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
}

static void put_thing(struct context *cx, struct node *out, struct str name)
{
    doc_id(out, thing_id, cx->target[TARGET_CLIENT] ? cx->target[TARGET_CLIENT] : 77);
    doc_text(out, thing_name, name);
    doc_int(out, thing_changed, 41);
}

#define RUN(name)                                                                                                      \
    MUST_CHECK static enum err name(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,  \
                                    struct node *out)

RUN(run_show)
{
    (void)tx, (void)g, (void)in;
    TRY(find(cx));
    put_thing(cx, out, STR("Rex & Co"));
    return OK;
}

RUN(run_edit)
{
    struct node *form, *options;

    (void)tx, (void)g, (void)in;
    TRY(find(cx));
    put_thing(cx, out, STR("Rex & Co"));
    form = doc_object(out, thing_form);
    doc_text(form, thing_form_name, STR("Rex & Co"));
    doc_bool(form, thing_form_ticked, true);
    doc_text(form, thing_form_changed, STR("41"));
    options = doc_list(form, thing_form_kind_options);
    for (int i = 0; i < kinds.count; i++) {
        struct node *option = doc_item(options);

        doc_text(option, thing_option_value, str_from(kinds.list[i]));
        doc_bool(option, thing_option_selected, i == 0);
    }
    return OK;
}

static const struct {
    const char *name;
    enum err err;
    enum message message;
} FAILURES[] = {
    {"stale", ERR_STALE, MSG_STALE},
    {"many", ERR_TOO_MANY, MSG_TOO_MANY},
    {"nothing", ERR_ABSENT, MSG_ABSENT},
    {"lost", ERR_UNAVAILABLE, MSG_UNAVAILABLE},
    {"fresh", ERR_FORBIDDEN, MSG_FRESH_SIGN_IN},
};

RUN(run_save)
{
    struct str name = input_text(in, "name");

    (void)tx, (void)g;
    TRY(find(cx));
    for (size_t i = 0; i < ARRAY_SIZE(FAILURES); i++) {
        if (str_is(name, FAILURES[i].name))
            return FAIL(cx->arena, FAILURES[i].err, FAILURES[i].message);
    }
    if (str_is(name, "broken"))
        return fail_internal(cx->arena, "a secret of the machine room");
    if (str_is(name, "conflict")) {
        cx->problem = doc_new(cx->arena, &thing_problem_schema, CLASSES_ALL, zone_utc);
        struct node *list = doc_list(doc_root(cx->problem), thing_problem_barriers);
        doc_text(doc_item(list), thing_barrier_title, STR("Visit <1>"));
        return FAIL(cx->arena, ERR_CONFLICT, MSG_STALE);
    }
    put_thing(cx, out, name);
    return OK;
}

RUN(run_add)
{
    (void)tx, (void)g;
    put_thing(cx, out, input_text(in, "name"));
    return OK;
}

RUN(run_drop)
{
    (void)tx, (void)g, (void)in, (void)out;
    return find(cx);
}

RUN(run_sign_form)
{
    (void)cx, (void)tx, (void)g, (void)in;
    put_thing(cx, out, STR(""));
    return OK;
}

RUN(run_sign_in)
{
    (void)tx, (void)g, (void)out;
    if (!str_is(input_text(in, "email"), "ann"))
        return FAIL_FIELD(cx->arena, STR("email"), MSG_FIELD_REFERENCE);
    cx->set_session = STR("ann");
    cx->location = STR("/clients/3");
    return OK;
}

RUN(run_sign_out)
{
    (void)tx, (void)g, (void)in, (void)out;
    cx->end_session = true;
    return OK;
}

RUN(run_frame)
{
    static const struct {
        struct str href, label;
    } NAV_ROWS[] = {{STR_INIT("/home"), STR_INIT("Home")}, {STR_INIT("/clients"), STR_INIT("Clients")}};
    struct node *nav;

    (void)tx, (void)g, (void)in;
    doc_text(doc_object(out, fake_frame_person), fake_person_name,
             cx->principal.staff.n == 2001 ? STR("Ann") : STR("Bob"));
    nav = doc_list(out, fake_frame_nav);
    for (size_t i = 0; i < ARRAY_SIZE(NAV_ROWS); i++) {
        struct node *item = doc_item(nav);

        doc_address(item, fake_nav_href, NAV_ROWS[i].href);
        doc_text(item, fake_nav_label, NAV_ROWS[i].label);
    }
    return OK;
}

RUN(run_unread)
{
    (void)cx, (void)tx, (void)g, (void)in;
    doc_int(out, fake_unread_unread, fake_unread_count());
    return OK;
}

RUN(run_evaluation)
{
    (void)cx, (void)tx, (void)g, (void)in;
    doc_bool(out, fake_decision_decision, true);
    return OK;
}

RUN(run_slow)
{
    (void)tx, (void)g, (void)in;
    fake_sleep();
    put_thing(cx, out, STR("slow"));
    return OK;
}

#define SIGNED .permission = PERMISSION_signed_in
#define ANYONE .permission = PERMISSION_anyone

const struct operation fake_operations[] = {
    {.name = "fake.drop",
     .method = METHOD_DELETE,
     .path = "/clients/{client}",
     SIGNED,
     .next = "/clients",
     .run = run_drop},
    {.name = "fake.slow", .method = METHOD_GET, .path = "/slow", ANYONE, .output = &thing_schema, .run = run_slow},
    {.name = "identity.sign_in",
     .method = METHOD_POST,
     .path = "/sign-in",
     ANYONE,
     .input = sign_input,
     .form = "identity.sign_in_form",
     .next = "/home",
     .run = run_sign_in,
     .flags = OP_NO_API},
    {.name = "identity.sign_in_form",
     .method = METHOD_GET,
     .path = "/sign-in",
     ANYONE,
     .output = &thing_schema,
     .page = "fake/sign",
     .title = "Sign in",
     .run = run_sign_form,
     .flags = OP_NO_API},
    {.name = "identity.sign_out",
     .method = METHOD_POST,
     .path = "/sign-out",
     SIGNED,
     .next = "/sign-in",
     .run = run_sign_out},
    {.name = "me.frame",
     .method = METHOD_GET,
     .path = "/me/frame",
     SIGNED,
     .output = &fake_frame_schema,
     .run = run_frame},
    {.name = "notices.unread",
     .method = METHOD_GET,
     .path = "/notices/unread",
     SIGNED,
     .output = &fake_unread_schema,
     .run = run_unread},
    {.name = "points.evaluate",
     .method = METHOD_POST,
     .path = "/access/v1/evaluation",
     SIGNED,
     .input = evaluation_input,
     .output = &fake_decision_schema,
     .run = run_evaluation,
     .flags = OP_ROOT | OP_IGNORE_UNKNOWN},
    {.name = "stream.open", .method = METHOD_GET, .path = "/stream", SIGNED, .flags = OP_STREAM},
    {.name = "things.add",
     .method = METHOD_POST,
     .path = "/clients",
     SIGNED,
     .input = save_input,
     .output = &thing_schema,
     .next = "/clients/{id}",
     .run = run_add},
    {.name = "things.edit",
     .method = METHOD_GET,
     .path = "/clients/{client}/edit",
     SIGNED,
     .output = &thing_schema,
     .page = "fake/edit",
     .title = "Edit {name}",
     .run = run_edit},
    {.name = "things.save",
     .method = METHOD_PUT,
     .path = "/clients/{client}",
     SIGNED,
     .input = save_input,
     .output = &thing_schema,
     .problem = &thing_problem_schema,
     .form = "things.edit",
     .next = "/clients/{client}",
     .run = run_save},
    {.name = "things.show",
     .method = METHOD_GET,
     .path = "/clients/{client}",
     SIGNED,
     .output = &thing_schema,
     .page = "fake/show",
     .title = "{name}",
     .run = run_show},
};
const int fake_operation_count = (int)ARRAY_SIZE(fake_operations);

static const struct {
    const char *name, *text;
} TEMPLATES[] = {
    {"frame/head", "<title>{{@title}}</title><body data-token=\"{{@form_token}}\" data-change=\"{{@change}}\">"
                   "{{#@person}}<b>{{name}}</b>{{/@person}}"
                   "{{#@nav}}<a href=\"{{href}}\"{{#current}} aria-current=\"page\"{{/current}}>{{label}}</a>{{/@nav}}"
                   "{{#@flash}}<p>{{@flash}}</p>{{/@flash}}"
                   "{{#@problem}}<div>{{text}}{{#errors}}<i data-field=\"{{field}}\">{{label}}: "
                   "{{text}}</i>{{/errors}}</div>{{/@problem}}"},
    {"frame/foot", "</body>"},
    {"frame/error", "<h1>{{title}}</h1><p>{{text}}</p>"},
    {"fake/show", "<h1>{{name}}</h1>"},
    {"fake/sign", "<form method=\"post\" action=\"/sign-in\"></form>"},
    {"fake/edit",
     "<h1>{{name}}</h1>{{#form}}<input value=\"{{name}}\">{{#name_error}}<em>{{name_error}}</em>{{/name_error}}"
     "<s>{{ticked}}</s><u>{{changed}}</u>"
     "{{#kind_options}}<option value=\"{{value}}\"{{#selected}} "
     "selected{{/selected}}></option>{{/kind_options}}{{/form}}"
     "{{#@problem.things_save}}{{#barriers}}<li>{{title}}</li>{{/barriers}}{{/@problem.things_save}}"},
};

bool view_builtin(void *data, struct str name, struct str *ret_text)
{
    (void)data;
    for (size_t i = 0; i < ARRAY_SIZE(TEMPLATES); i++) {
        if (!str_is(name, TEMPLATES[i].name))
            continue;
        *ret_text = str_from(TEMPLATES[i].text);
        return true;
    }
    return false;
}

bool view_from_disk(void *data, struct str name, struct str *ret_text)
{
    return view_builtin(data, name, ret_text);
}
