#include "http/openapi.h"

#include "http/router.h"

enum { SCHEMAS_MAX = 1024 };

#define ID_PATTERN "^[0-9a-hjkmnp-tv-z]{13}$"
#define MINUTES_PATTERN "^([01][0-9]|2[0-4]):[0-5][0-9]$"

/* Document schemas met so far; each is written once, under its name. */
struct writing {
    struct buf *out;
    const struct schema *schemas[SCHEMAS_MAX];
    int schema_count;
    bool first; /* nothing stands before in this object or list */
};

static void add(struct writing *w, const char *text)
{
    buf_add(w->out, str_from(text));
}

static void add_text(struct writing *w, const char *text)
{
    json_text(w->out, str_from(text));
}

static void comma(struct writing *w)
{
    if (!w->first)
        buf_add_char(w->out, ',');
    w->first = false;
}

/* `"name":` as the next member. */
static void member(struct writing *w, const char *name)
{
    comma(w);
    add_text(w, name);
    buf_add_char(w->out, ':');
}

static void begin(struct writing *w, char open)
{
    buf_add_char(w->out, open);
    w->first = true;
}

static void end(struct writing *w, char close)
{
    buf_add_char(w->out, close);
    w->first = false;
}

static void member_text(struct writing *w, const char *name, const char *text)
{
    member(w, name);
    add_text(w, text);
}

static void add_names(struct writing *w, const struct names *names, bool or_null)
{
    member(w, "enum");
    begin(w, '[');
    for (int i = 0; names != NULL && i < names->count; i++) {
        comma(w);
        add_text(w, names->list[i]);
    }
    if (or_null) {
        comma(w);
        add(w, "null");
    }
    end(w, ']');
}

/* ------------------------------------------------------------------ what comes out */

/* Two schemas of one name are told apart by a number. */
static void add_name(struct writing *w, const struct schema *schema)
{
    int same = 1;

    if (w->schema_count < SCHEMAS_MAX) {
        bool met = false;

        for (int i = 0; i < w->schema_count && !met; i++)
            met = w->schemas[i] == schema;
        if (!met)
            w->schemas[w->schema_count++] = schema;
    }
    for (int i = 0; i < w->schema_count && w->schemas[i] != schema; i++)
        same += strcmp(w->schemas[i]->name, schema->name) == 0;
    add(w, schema->name);
    if (same > 1)
        buf_format(w->out, "_%d", same);
}

static void add_ref(struct writing *w, const struct schema *schema)
{
    member(w, "$ref");
    add(w, "\"#/components/schemas/");
    add_name(w, schema);
    add(w, "\"");
}

static const struct {
    const char *type, *format, *pattern;
} TYPES[TYPE__MAX] = {
    [TYPE_ID] = {"[\"string\",\"null\"]", NULL, ID_PATTERN},
    [TYPE_TEXT] = {"[\"string\",\"null\"]", NULL, NULL},
    [TYPE_INT] = {"[\"integer\",\"null\"]", "int64", NULL},
    [TYPE_BOOL] = {"[\"boolean\",\"null\"]", NULL, NULL},
    [TYPE_INSTANT] = {"[\"string\",\"null\"]", "date-time", NULL},
    [TYPE_DAY] = {"[\"string\",\"null\"]", "date", NULL},
    [TYPE_MINUTES] = {"[\"string\",\"null\"]", NULL, MINUTES_PATTERN},
    [TYPE_MONEY] = {"[\"integer\",\"null\"]", "int64", NULL},
    [TYPE_ADDRESS] = {"[\"string\",\"null\"]", "uri-reference", NULL},
    [TYPE_TEXTS] = {"\"array\"", NULL, NULL},
    [TYPE_LIST] = {"\"array\"", NULL, NULL},
    [TYPE_MAP] = {"\"object\"", NULL, NULL},
};

static void add_field(struct writing *w, const struct field *field)
{
    begin(w, '{');
    if (TYPES[field->type].type != NULL) {
        member(w, "type");
        add(w, TYPES[field->type].type);
    }
    if (TYPES[field->type].format != NULL)
        member_text(w, "format", TYPES[field->type].format);
    if (TYPES[field->type].pattern != NULL)
        member_text(w, "pattern", TYPES[field->type].pattern);
    if (field->type == TYPE_MONEY)
        member_text(w, "description", "in the currency's smallest unit");
    if (field->type == TYPE_ENUM)
        add_names(w, field->names, true);
    if (field->type == TYPE_OBJECT)
        add_ref(w, field->of);
    if (field->type == TYPE_TEXTS) {
        member(w, "items");
        add(w, "{\"type\":\"string\"}");
    }
    if (field->type == TYPE_LIST || field->type == TYPE_MAP) {
        member(w, field->type == TYPE_LIST ? "items" : "additionalProperties");
        begin(w, '{');
        add_ref(w, field->of);
        end(w, '}');
    }
    end(w, '}');
}

/* Nothing is required: a field that the reader's permissions do not cover is absent. */
static void add_schema(struct writing *w, const struct schema *schema)
{
    comma(w);
    buf_add_char(w->out, '"');
    add_name(w, schema);
    add(w, "\":{\"type\":\"object\",\"properties\":");
    begin(w, '{');
    for (int i = 0; i < schema->count; i++) {
        member(w, schema->fields[i].name);
        add_field(w, &schema->fields[i]);
    }
    end(w, '}');
    end(w, '}');
}

/* ------------------------------------------------------------------ what goes in */

static const struct {
    const char *type, *format, *pattern;
    const char *least, *most; /* what min and max of the field are called */
} KINDS[INPUT__MAX] = {
    [INPUT_TEXT] = {"string", NULL, NULL, "minLength", "maxLength"},
    [INPUT_LONG] = {"string", NULL, NULL, "minLength", "maxLength"},
    [INPUT_SECRET] = {"string", "password", NULL, "minLength", "maxLength"},
    [INPUT_EMAIL] = {"string", "email", NULL, NULL, NULL},
    [INPUT_INT] = {"integer", "int64", NULL, "minimum", "maximum"},
    [INPUT_BOOL] = {"boolean", NULL, NULL, NULL, NULL},
    [INPUT_ENUM] = {"string", NULL, NULL, NULL, NULL},
    [INPUT_DAY] = {"string", "date", NULL, NULL, NULL},
    [INPUT_INSTANT] = {"string", "date-time", NULL, NULL, NULL},
    [INPUT_MINUTES] = {"string", NULL, MINUTES_PATTERN, NULL, NULL},
    [INPUT_MONEY] = {"integer", "int64", NULL, "minimum", "maximum"},
    [INPUT_ID] = {"string", NULL, NULL, NULL, NULL},
    [INPUT_IDS] = {"array", NULL, NULL, "minItems", "maxItems"},
    [INPUT_CHOICES] = {"array", NULL, NULL, "minItems", "maxItems"},
    [INPUT_OBJECT] = {"object", NULL, NULL, NULL, NULL},
    [INPUT_LIST] = {"array", NULL, NULL, "minItems", "maxItems"},
    [INPUT_MAP] = {"object", NULL, NULL, "minProperties", "maxProperties"},
};

static void add_object(struct writing *w, const struct input_field *fields);

static void add_bounds(struct writing *w, const struct input_field *field)
{
    if (KINDS[field->kind].least != NULL && field->min != 0) {
        member(w, KINDS[field->kind].least);
        buf_add_int(w->out, field->min);
    }
    if (KINDS[field->kind].most != NULL && field->max != 0) {
        member(w, KINDS[field->kind].most);
        buf_add_int(w->out, field->max);
    }
}

static void add_input(struct writing *w, const struct input_field *field)
{
    if (field->kind == INPUT_OBJECT) {
        add_object(w, field->of);
        return;
    }
    begin(w, '{');
    member(w, "type");
    if (field->in_value)
        add(w, "[\"boolean\",\"object\"]");
    else
        buf_format(w->out, field->nullable ? "[\"%s\",\"null\"]" : "\"%s\"", KINDS[field->kind].type);
    if (KINDS[field->kind].format != NULL)
        member_text(w, "format", KINDS[field->kind].format);
    if (KINDS[field->kind].pattern != NULL)
        member_text(w, "pattern", KINDS[field->kind].pattern);
    add_bounds(w, field);
    if (field->kind == INPUT_ENUM)
        add_names(w, field->names, field->nullable);
    if (field->kind == INPUT_IDS) {
        member(w, "items");
        add(w, "{\"type\":\"string\"}");
    }
    if (field->kind == INPUT_CHOICES) {
        member(w, "items");
        begin(w, '{');
        member_text(w, "type", "string");
        add_names(w, field->names, false);
        end(w, '}');
    }
    if (field->kind == INPUT_LIST) {
        member(w, "items");
        add_object(w, field->of);
    }
    if (field->kind == INPUT_MAP) {
        member(w, "additionalProperties");
        add(w, "{\"type\":[\"string\",\"null\"]}");
    }
    if (field->label != NULL)
        member_text(w, "title", field->label);
    end(w, '}');
}

static void add_object(struct writing *w, const struct input_field *fields)
{
    add(w, "{\"type\":\"object\",\"properties\":");
    begin(w, '{');
    for (const struct input_field *field = fields; field != NULL && field->name != NULL; field++) {
        member(w, field->name);
        add_input(w, field);
    }
    end(w, '}');
    member(w, "required");
    begin(w, '[');
    for (const struct input_field *field = fields; field != NULL && field->name != NULL; field++) {
        if (!field->required)
            continue;
        comma(w);
        add_text(w, field->name);
    }
    end(w, ']');
    end(w, '}');
}

/* ------------------------------------------------------------------ operations */

static void add_places(struct writing *w, const char *path)
{
    struct str rest = str_from(path);

    for (ptrdiff_t open = str_find(rest, '{', 0); open >= 0; open = str_find(rest, '{', (size_t)open + 1)) {
        ptrdiff_t close = str_find(rest, '}', (size_t)open);

        comma(w);
        add(w, "{\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"},\"name\":");
        json_text(w->out, str_slice(rest, (size_t)open + 1, (size_t)(close - open) - 1));
        end(w, '}');
    }
}

static void add_parameters(struct writing *w, const struct operation *op)
{
    member(w, "parameters");
    begin(w, '[');
    add_places(w, op->path);
    for (const struct input_field *field = op->method == METHOD_GET ? op->input : NULL;
         field != NULL && field->name != NULL; field++) {
        comma(w);
        add(w, "{\"in\":\"query\",\"name\":");
        add_text(w, field->name);
        add(w, field->required ? ",\"required\":true,\"schema\":" : ",\"schema\":");
        add_input(w, field);
        add(w, field->kind == INPUT_IDS || field->kind == INPUT_CHOICES ? ",\"explode\":false}" : "}");
    }
    if (op->method != METHOD_GET) {
        comma(w);
        add(w, "{\"in\":\"header\",\"name\":\"Idempotency-Key\",\"schema\":{\"type\":\"string\",\"maxLength\":200}},"
               "{\"in\":\"header\",\"name\":\"If-Match\",\"schema\":{\"type\":\"string\"}}");
    }
    end(w, ']');
}

static void add_body(struct writing *w, const struct operation *op)
{
    bool required = false;

    if (op->method == METHOD_GET || op->input == NULL)
        return;
    for (const struct input_field *field = op->input; field->name != NULL; field++)
        required = required || field->required;
    member(w, "requestBody");
    add(w, required ? "{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
                    : "{\"content\":{\"application/json\":{\"schema\":");
    add_object(w, op->input);
    add(w, "}}}");
}

static void add_answers(struct writing *w, const struct operation *op)
{
    bool makes =
        op->method == METHOD_POST && !(op->flags & OP_CHANGES) && op->output && schema_find(op->output, STR("id")) >= 0;

    member(w, "responses");
    begin(w, '{');
    if (op->flags & OP_STREAM) {
        member(w, "200");
        add(w, "{\"description\":\"events\",\"content\":{\"text/event-stream\":{}}}");
    } else if (op->flags & OP_CSV) {
        member(w, "200");
        add(w, "{\"description\":\"a table\",\"content\":{\"text/csv\":{}}}");
    } else if (op->output == NULL) {
        member(w, "204");
        add(w, "{\"description\":\"done\"}");
    } else {
        member(w, makes ? "201" : "200");
        add(w, "{\"description\":\"done\",\"content\":{\"application/json\":{\"schema\":");
        begin(w, '{');
        add_ref(w, op->output);
        add(w, "}}}}");
        w->first = false;
    }
    if (op->problem != NULL) {
        member(w, "409");
        add(w, "{\"description\":\"something stands against it\",\"content\":{\"application/problem+json\":"
               "{\"schema\":{\"allOf\":[{\"$ref\":\"#/components/schemas/problem\"},");
        begin(w, '{');
        add_ref(w, op->problem);
        add(w, "}]}}}}");
        w->first = false;
    }
    member(w, "default");
    add(w, "{\"$ref\":\"#/components/responses/problem\"}");
    end(w, '}');
}

static void add_operation(struct writing *w, const struct operation *op)
{
    static const char *const METHODS[METHOD__MAX] = {[METHOD_GET] = "get",
                                                     [METHOD_POST] = "post",
                                                     [METHOD_PUT] = "put",
                                                     [METHOD_PATCH] = "patch",
                                                     [METHOD_DELETE] = "delete"};
    struct str tag = str_from(op->name);

    member(w, METHODS[op->method]);
    begin(w, '{');
    member_text(w, "operationId", op->name);
    /* No company chose words yet. */
    member_text(w, "summary", worded(w->out->arena, (struct wording){false, false}, op->summary).p);
    member(w, "tags");
    add(w, "[");
    json_text(w->out, str_cut(&tag, '.'));
    add(w, "]");
    if (op->permission == PERMISSION_anyone) {
        member(w, "security");
        add(w, "[]");
    } else {
        member_text(w, "x-permission", permission_info(op->permission)->name);
    }
    add_parameters(w, op);
    add_body(w, op);
    add_answers(w, op);
    end(w, '}');
}

static bool is_described(const struct operation *op)
{
    return op->path != NULL && !(op->flags & (OP_SYSTEM | OP_NO_API));
}

static bool same_path(const struct operation *a, const struct operation *b)
{
    return strcmp(a->path, b->path) == 0 && (a->flags & OP_ROOT) == (b->flags & OP_ROOT);
}

/* One entry a path, with all its methods, where the path is met first. */
static void add_paths(struct writing *w, const struct app *app)
{
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];
        bool met = !is_described(op);

        for (int before = 0; before < i && !met; before++)
            met = is_described(app->operations[before]) && same_path(app->operations[before], op);
        if (met)
            continue;
        comma(w);
        buf_format(w->out, "\"%s%s\":", op->flags & OP_ROOT ? "" : "/api/v1", op->path);
        begin(w, '{');
        for (int at = i; at < app->operation_count; at++) {
            if (is_described(app->operations[at]) && same_path(app->operations[at], op))
                add_operation(w, app->operations[at]);
        }
        end(w, '}');
    }
}

void openapi_write(const struct app *app, struct buf *out)
{
    struct writing w = {.out = out, .first = true};

    add(&w,
        "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Petgate\",\"version\":\"" PETGATE_VERSION "\",\"description\":"
        "\"Each page has its document here, at the same address under /api/v1, with the same checks.\"},"
        "\"servers\":[{\"url\":");
    json_text(out, app->config.base_address.n ? app->config.base_address : STR("/"));
    add(&w, "}],\"security\":[{\"token\":[]}],\"paths\":");
    begin(&w, '{');
    add_paths(&w, app);
    end(&w, '}');
    add(&w,
        ",\"components\":{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
        "\"responses\":{\"problem\":{\"description\":\"refused or failed\",\"content\":{\"application/problem+json\":"
        "{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}},\"schemas\":{"
        "\"problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\"],\"properties\":{"
        "\"type\":{\"type\":\"string\",\"format\":\"uri-reference\"},\"title\":{\"type\":\"string\"},"
        "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},\"errors\":{\"type\":\"object\","
        "\"description\":\"field to message\",\"additionalProperties\":{\"type\":\"string\"}}}}");
    /* Schemas that others name are met while these are written. */
    for (int i = 0; i < w.schema_count; i++)
        add_schema(&w, w.schemas[i]);
    add(&w, "}}}");
}
