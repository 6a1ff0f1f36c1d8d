#include "view/parse.h"

static const struct {
    const char *name;
    enum dotted dotted;
    enum type type;
} dotted_names[] = {
    {".", DOTTED_SELF, TYPE_TEXT},     {".key", DOTTED_KEY, TYPE_TEXT},      {".first", DOTTED_FIRST, TYPE_BOOL},
    {".last", DOTTED_LAST, TYPE_BOOL}, {".number", DOTTED_NUMBER, TYPE_INT},
};

static enum err resolve_dotted(const struct parser *parser, struct str name, struct path *path)
{
    enum type in = parser->scope.in;
    for (size_t i = 0; i < ARRAY_SIZE(dotted_names); i++) {
        if (!str_is(name, dotted_names[i].name))
            continue;
        path->dotted = dotted_names[i].dotted;
        path->type = dotted_names[i].type;
        if ((path->dotted == DOTTED_SELF && in != TYPE_TEXTS) || (path->dotted == DOTTED_KEY && in != TYPE_MAP) ||
            in == TYPE_OBJECT)
            break;
        return OK;
    }
    return parse_fault(parser, parser->at, "\"%.*s\" means nothing here", STR_ARG(name));
}

static int choice_of(const struct names *names, struct str name)
{
    for (int i = 0; i < names->count; i++) {
        if (str_is(name, names->list[i]))
            return i + 1;
    }
    return 0;
}

static void end_at_field(struct path *path, const struct field *field)
{
    path->field = field;
    path->type = field->type;
    path->of = field->of;
}

/* The part of a name behind an object, a map or an enum. */
static enum err resolve_part(const struct parser *parser, struct str part, bool choices, struct path *path)
{
    struct step *step = &path->steps[path->count];
    if (path->choice == 0 && choices && path->type == TYPE_ENUM && path->field) {
        path->choice = choice_of(path->field->names, part);
        if (path->choice == 0)
            return parse_fault(parser, parser->at, "\"%s\" has no choice \"%.*s\"", path->field->name, STR_ARG(part));
        path->type = TYPE_BOOL;
        return OK;
    }
    if (path->count == VIEW_STEPS_MAX)
        return parse_fault(parser, parser->at, "the name is too long");
    if (path->type == TYPE_MAP) {
        *step = (struct step){-1, part};
        path->type = TYPE_OBJECT;
        path->field = NULL;
        path->count++;
        return OK;
    }
    if (path->type != TYPE_OBJECT)
        return parse_fault(parser, parser->at, "\"%.*s\" within %s", STR_ARG(part), type_words(path->type));
    int field = schema_find(path->of, part);
    if (field < 0)
        return parse_fault(parser, parser->at, "no field \"%.*s\" in %s", STR_ARG(part), path->of->name);
    *step = (struct step){field, {NULL, 0}};
    path->count++;
    end_at_field(path, &path->of->fields[field]);
    return OK;
}

static bool is_part(struct str part)
{
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!word && c != '_' && c != '-' && c != '*')
            return false;
    }
    return part.n > 0;
}

enum err parse_path(const struct parser *parser, struct str name, bool choices, const struct path **ret)
{
    struct path *path = arena_new(parser->arena, struct path);
    struct str rest = name;

    *ret = path;
    if (str_starts(name, STR(".")))
        return resolve_dotted(parser, name, path);
    path->at = str_starts(name, STR("@"));
    if (path->at)
        rest = str_slice(rest, 1, rest.n);
    path->type = TYPE_OBJECT;
    path->of = path->at ? parser->at_schema : parser->scope.schema;
    if (!path->of)
        return parse_fault(parser, parser->at, "\"%.*s\": %s", STR_ARG(name),
                           path->at ? "there is no frame" : "within a list of texts there is only {{.}}");
    do {
        struct str part = str_cut(&rest, '.');
        if (!is_part(part))
            return parse_fault(parser, parser->at, "\"%.*s\" is no name", STR_ARG(name));
        TRY(resolve_part(parser, part, choices, path));
    } while (rest.p);
    return OK;
}
