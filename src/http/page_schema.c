#include "http/page_inside.h"

static struct schema *schema_copy(const struct schema *schema, struct arena *arena)
{
    struct schema *copy = arena_new(arena, struct schema);

    *copy = *schema;
    return copy;
}

/* Replaces or appends a field; the fields are copied, so that other copies keep theirs. */
static void schema_set(struct schema *copy, struct arena *arena, int at, struct field field)
{
    struct field *fields = arena_array(arena, struct field, (size_t)(at < copy->count ? copy->count : at + 1));

    memcpy(fields, copy->fields, (size_t)copy->count * sizeof(*fields));
    fields[at] = field;
    copy->fields = fields;
    if (at >= copy->count)
        copy->count = at + 1;
}

enum err page_schema_at(const struct schema *frame, struct arena *arena, const struct schema **ret)
{
    struct schema *at = schema_copy(&page_at_schema, arena);

    for (int i = 0; frame != NULL && i < frame->count; i++) {
        if (schema_find(at, str_from(frame->fields[i].name)) >= 0)
            return fail_internal(arena, "me.frame: the name %s is taken by http/page.h", frame->fields[i].name);
        schema_set(at, arena, at->count, frame->fields[i]);
    }
    *ret = at;
    return OK;
}

struct str page_problem_name(const struct operation *operation, struct arena *arena)
{
    struct str name = str_from(operation->name);
    char *text = arena_alloc(arena, name.n + 1);

    for (size_t i = 0; i < name.n; i++)
        text[i] = name.p[i] == '.' ? '_' : name.p[i];
    return (struct str){text, name.n};
}

const struct schema *page_schema_with_problems(const struct schema *at, const struct http *http,
                                               const struct operation *operation, struct arena *arena)
{
    struct schema *problem = schema_copy(&page_problem_schema, arena);
    struct schema *own = schema_copy(at, arena);
    struct field field = at->fields[page_at_problem];

    for (int i = 0; i < http->app->operation_count; i++) {
        const struct operation *write = http->app->operations[i];

        if (write->form == NULL || write->problem == NULL || strcmp(write->form, operation->name) != 0)
            continue;
        schema_set(problem, arena, problem->count,
                   (struct field){.name = page_problem_name(write, arena).p,
                                  .type = TYPE_OBJECT,
                                  .class = CLASS_BASIC,
                                  .of = write->problem});
    }
    field.of = problem;
    schema_set(own, arena, page_at_problem, field);
    return own;
}
