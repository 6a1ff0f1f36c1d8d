#include "http/page_inside.h"

#include "http/origin.h"
#include "http/respond.h"

enum { LOCATION_MAX = 4096 };

/* ------------------------------------------------------------------ what was done, in a sentence */

/* "done-access-remove" for "access.remove". */
static struct str done_name(const struct operation *operation, struct arena *arena)
{
    struct str name = arena_format(arena, "done-%s", operation->name);
    char *text = arena_alloc(arena, name.n + 1);

    for (size_t i = 0; i < name.n; i++)
        text[i] = name.p[i] == '.' || name.p[i] == '_' ? '-' : name.p[i];
    return (struct str){text, name.n};
}

/* A message that says what was done needs no parameters but the company's words: the address carries its name only. */
static bool is_plain(struct str template)
{
    for (ptrdiff_t at = str_find(template, '{', 0); at >= 0; at = str_find(template, '{', (size_t)at + 1)) {
        if (!str_starts(str_slice(template, (size_t)at, template.n), STR("{word.")))
            return false;
    }
    return true;
}

static enum message done_message(struct exchange *x, struct str name)
{
    for (int i = MESSAGE_NONE + 1; i < MESSAGE__MAX; i++) {
        enum message id = (enum message)i;

        if (str_equal(message_name(id, x->arena), name))
            return str_starts(name, STR("done-")) && is_plain(message_template(id)) ? id : MESSAGE_NONE;
    }
    return MESSAGE_NONE;
}

struct str form_flash(struct exchange *x, const struct outcome *outcome)
{
    struct str done = form_value(x->arena, x->request->query, "done");
    struct message_text text = {MESSAGE_NONE, 0, {{NULL, {NULL, 0}}}};

    if (done.n == 0 || done.n > 80)
        return (struct str){NULL, 0};
    text.id = done_message(x, arena_format(x->arena, "done-%.*s", STR_ARG(done)));
    return text.id == MESSAGE_NONE ? (struct str){NULL, 0} : failure_text(x, outcome, &text);
}

/* Whatever stands in the address, only a row that takes acts back is offered. */
struct str form_flash_undo(struct exchange *x)
{
    struct str undo = form_value(x->arena, x->request->query, "undo"), places[TARGET__MAX];
    const struct route *route;
    struct route_match match;

    if (!is_local_path(undo) || !router_find(x->http->router, undo, x->arena, &match))
        return (struct str){NULL, 0};
    route = route_pick(&match, METHOD_POST, places);
    if (route == NULL || route->form != ROUTE_PAGE || !(route->operation->flags & OP_UNDO))
        return (struct str){NULL, 0};
    return undo;
}

struct str form_query(struct exchange *x)
{
    struct str rest = x->request->query;
    struct buf out;

    buf_init(&out, x->arena, rest.n + 1);
    while (rest.n > 0) {
        struct str part = str_cut(&rest, '&');

        if (!str_starts(part, STR("done=")) && !str_starts(part, STR("undo=")))
            buf_format(&out, "%s%.*s", out.n ? "&" : "", STR_ARG(part));
    }
    return buf_str(&out);
}

/* ------------------------------------------------------------------ after a write */

struct place_data {
    struct exchange *x;
    struct doc *doc;
};

/* {id} and other places of `next`, from the document that the write answered with. */
static struct str place_value(void *data, struct str name)
{
    struct place_data *place = data;
    int field = place->doc ? schema_find(doc_schema(place->doc), name) : -1;
    struct value value;

    if (field < 0)
        return (struct str){NULL, 0};
    value = doc_get(doc_root(place->doc), field);
    if (value.null)
        return (struct str){NULL, 0};
    if (value.type == TYPE_ID)
        return id_text(place->x->arena, value.number);
    return value.type == TYPE_TEXT ? value.text : (struct str){NULL, 0};
}

static bool fill(struct exchange *x, const char *template, struct doc *doc, struct str *ret)
{
    struct place_data data = {x, doc};
    struct buf out;

    if (template == NULL)
        return false;
    buf_init(&out, x->arena, LOCATION_MAX);
    if (!route_fill(str_from(template), x->places, place_value, &data, &out))
        return false;
    *ret = buf_str(&out);
    return true;
}

static struct str with_done(struct exchange *x, const struct outcome *outcome, struct str location)
{
    bool can_undo = outcome->cx != NULL && outcome->cx->undo.n > 0;
    struct str name = done_name(x->route->operation, x->arena);
    bool has_query = str_find(location, '?', 0) >= 0;

    if (done_message(x, name) == MESSAGE_NONE)
        return location;
    return arena_format(x->arena, "%.*s%cdone=%.*s%s%.*s", STR_ARG(location), has_query ? '&' : '?',
                        STR_ARG(str_slice(name, strlen("done-"), name.n)), can_undo ? "&undo=" : "",
                        STR_ARG(can_undo ? outcome->cx->undo : STR("")));
}

void form_done(struct exchange *x, const struct outcome *outcome)
{
    const struct operation *operation = x->route->operation;
    const struct operation *form = x->http->pages->forms[x->route->index];
    struct str location = {NULL, 0};

    if (outcome->cx != NULL && is_local_path(outcome->cx->location))
        location = outcome->cx->location;
    else if (x->controls.return_to.n > 0)
        location = x->controls.return_to;
    else if (operation->next == NULL && operation->page != NULL) {
        x->response->status = 200;
        page_render(x, page_of(x, operation), outcome, outcome->doc, NULL);
        return;
    } else if (!fill(x, operation->next, outcome->doc, &location) &&
               (form == NULL || !fill(x, form->path, outcome->doc, &location)))
        location = STR("/");
    page_go(x, with_done(x, outcome, location));
}

/* ------------------------------------------------------------------ the form again */

static bool is_ticked(struct str raw)
{
    return str_is(raw, "1") || str_is(raw, "true") || str_is(raw, "on") || str_is(raw, "yes");
}

static int name_index(const struct names *names, struct str text)
{
    for (int i = 0; names != NULL && i < names->count; i++) {
        if (str_is(text, names->list[i]))
            return i + 1;
    }
    return 0;
}

/* One option of a <select> or a row of radio buttons. */
static bool is_chosen(struct exchange *x, const struct node *item, int field, struct str raw)
{
    const struct field *declared = &node_schema(item)->fields[field];
    struct value value = doc_get(item, field);

    if (value.null || value.type == TYPE__NONE)
        return raw.n == 0;
    if (value.type == TYPE_TEXT)
        return str_equal(value.text, raw);
    if (value.type == TYPE_ID)
        return str_equal_nocase(id_text(x->arena, value.number), raw);
    if (value.type == TYPE_ENUM)
        return value.number == name_index(declared->names, raw);
    return value.type == TYPE_INT && str_equal(arena_format(x->arena, "%lld", (long long)value.number), raw);
}

/* Of several ids, joined by commas; an option that stands for many is known by its first. */
static bool is_among(struct exchange *x, const struct node *item, int field, struct str raw)
{
    struct value value = doc_get(item, field);
    struct str rest = value.text, first = str_cut(&rest, ',');

    if (value.type == TYPE_ID)
        first = id_text(x->arena, value.number);
    while (raw.p != NULL && first.n > 0) {
        if (str_equal_nocase(str_cut(&raw, ','), first))
            return true;
    }
    return false;
}

static void overlay_options(struct exchange *x, struct node *object, struct str name, struct str raw, bool several)
{
    int field = schema_find(node_schema(object), name);
    struct value list = field < 0 ? (struct value){0} : doc_get(object, field);
    int value, selected;

    if (list.type != TYPE_LIST || list.node == NULL)
        return;
    value = schema_find(node_schema(list.node), STR("value"));
    selected = schema_find(node_schema(list.node), STR("selected"));
    if (value < 0 || selected < 0)
        return;
    for (struct node *item = node_next(list.node, NULL); item != NULL; item = node_next(list.node, item))
        doc_bool(item, selected, several ? is_among(x, item, value, raw) : is_chosen(x, item, value, raw));
}

static void overlay_field(struct exchange *x, struct node *form, const struct input_field *input,
                          const struct refused *refused, struct str within);

/* A form's rows are named "<name>.1.…", "<name>.2.…", as {{.number}} counts. */
static void overlay_rows(struct exchange *x, struct node *form, int field, const struct input_field *input,
                         const struct refused *refused, struct str outer)
{
    struct value list = doc_get(form, field);
    int number = 1;

    if (list.type != TYPE_LIST || list.node == NULL)
        return;
    for (struct node *item = node_next(list.node, NULL); item != NULL; item = node_next(list.node, item), number++) {
        struct str within = arena_format(x->arena, "%.*s%s.%d.", STR_ARG(outer), input->name, number);

        for (const struct input_field *inner = input->of; inner->name != NULL; inner++)
            overlay_field(x, item, inner, refused, within);
    }
}

static void overlay_field(struct exchange *x, struct node *form, const struct input_field *input,
                          const struct refused *refused, struct str within)
{
    const struct schema *schema = node_schema(form);
    struct str name = arena_format(x->arena, "%.*s%s", STR_ARG(within), input->name);
    struct str raw = input_raw(refused->input, name);
    int field = schema_find(schema, str_from(input->name));

    if (input->kind == INPUT_SECRET || strcmp(input->name, "changed") == 0)
        return;
    overlay_options(x, form, arena_format(x->arena, "%s_options", input->name), raw,
                    input->kind == INPUT_IDS || input->kind == INPUT_CHOICES);
    if (field < 0)
        return;
    if (input->kind == INPUT_LIST)
        overlay_rows(x, form, field, input, refused, within);
    else if (schema->fields[field].type == TYPE_TEXT)
        doc_text(form, field, raw);
    else if (schema->fields[field].type == TYPE_BOOL)
        doc_bool(form, field, is_ticked(raw));
    else if (schema->fields[field].type == TYPE_ENUM)
        doc_enum(form, field, name_index(schema->fields[field].names, raw));
}

/* Whether the refused row takes an input of this dotted name. */
static bool is_taken(const struct operation *operation, struct str dotted)
{
    struct str first = str_cut(&dotted, '.');

    for (const struct input_field *input = operation->input; input != NULL && input->name != NULL; input++) {
        if (str_is(first, input->name))
            return true;
    }
    return false;
}

static void overlay_items(struct exchange *x, struct node *object, const struct refused *refused);

/* Selects of a list's items: each says in `input` the dotted name under which it is sent. */
static void overlay_item(struct exchange *x, struct node *item, const struct refused *refused)
{
    int input = schema_find(node_schema(item), STR("input"));
    struct str name;

    if (input < 0 || node_schema(item)->fields[input].type != TYPE_TEXT) {
        overlay_items(x, item, refused);
        return;
    }
    name = doc_get(item, input).text;
    if (is_taken(refused->operation, name))
        overlay_options(x, item, STR("options"), input_raw(refused->input, name), false);
}

/* In lists and objects however deep, but for the form itself. */
static void overlay_items(struct exchange *x, struct node *object, const struct refused *refused)
{
    const struct schema *schema = node_schema(object);

    for (int i = 0; i < schema->count; i++) {
        struct value value = doc_get(object, i);

        if (value.node == NULL || strcmp(schema->fields[i].name, "form") == 0)
            continue;
        if (value.type == TYPE_OBJECT)
            overlay_items(x, value.node, refused);
        if (value.type != TYPE_LIST)
            continue;
        for (struct node *item = node_next(value.node, NULL); item != NULL; item = node_next(value.node, item))
            overlay_item(x, item, refused);
    }
}

void form_overlay(struct exchange *x, struct doc *doc, const struct refused *refused, const struct outcome *outcome)
{
    int at = schema_find(doc_schema(doc), STR("form"));
    struct node *form;

    if (refused->input != NULL)
        overlay_items(x, doc_root(doc), refused);
    if (at < 0 || doc_schema(doc)->fields[at].type != TYPE_OBJECT)
        return;
    form = doc_object(doc_root(doc), at);
    for (const struct input_field *input = refused->operation->input;
         refused->input != NULL && input != NULL && input->name != NULL; input++)
        overlay_field(x, form, input, refused, STR(""));
    for (const struct field_failure *field = refused->failure.fields; field != NULL; field = field->next) {
        int error = schema_find(node_schema(form), arena_format(x->arena, "%.*s_error", STR_ARG(field->field)));

        if (error >= 0 && node_schema(form)->fields[error].type == TYPE_TEXT)
            doc_text(form, error, failure_text(x, outcome, &field->text));
    }
}

bool form_again(struct exchange *x, const struct refused *refused)
{
    const struct operation *operation = x->http->pages->forms[x->route->index];
    struct call call = {
        .operation = operation,
        .principal = x->who.principal,
        .form = CALL_FORM,
        .query = x->request->query,
        .address = x->address,
        .request_id = x->request_id,
    };
    struct message_text told = failure_told(refused->err, &refused->failure);
    struct outcome outcome = {0};
    struct str path;

    if (operation == NULL || !fill(x, operation->path, NULL, &path))
        return false;
    memcpy(call.places, x->places, sizeof(call.places));
    fail_clear(x->arena);
    app_call(x->app, &call, x->arena, &outcome);
    if (outcome.cx != NULL)
        x->statements += outcome.cx->tx_statements;
    if (outcome.err != OK || outcome.doc == NULL) {
        app_outcome_end(x->app, &outcome);
        return false;
    }
    form_overlay(x, outcome.doc, refused, &outcome);
    x->problem = told.id;
    respond_status(x, refused->err);
    page_render(x, page_of(x, operation), &outcome, outcome.doc, refused);
    app_outcome_end(x->app, &outcome);
    return true;
}

void page_refused(struct exchange *x, enum err err)
{
    struct input *input = NULL;
    struct refused refused = {.operation = x->route->operation, .err = err, .failure = x->arena->failure};

    if (origin_of(x) != ORIGIN_OTHER && refused.operation->input != NULL) {
        /* What is wrong with the values is not the point here; they are only shown again. */
        enum err ignored = input_from_form(x->arena, refused.operation->input, x->body, true, zone_utc, &input);

        refused.input = ignored == OK || ignored == ERR_INVALID ? input : NULL;
        if (form_again(x, &refused))
            return;
    }
    x->arena->failure = refused.failure;
    page_error(x, err);
}
