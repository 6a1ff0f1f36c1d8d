#include "view/ops.h"

/* Where rendering is: the object whose names are in reach and, within a list, the entry. */
struct where {
    const struct node *object; /* NULL within a list of texts */
    const struct node *list;
    const struct node *entry;
    int number; /* of the entry, from 1 */
};

static struct value dotted_value(const struct where *where, enum dotted dotted)
{
    switch (dotted) {
    case DOTTED_SELF:
        return (struct value){.type = TYPE_TEXT, .text = node_text(where->entry)};
    case DOTTED_KEY:
        return (struct value){.type = TYPE_TEXT, .text = node_key(where->entry)};
    case DOTTED_FIRST:
        return (struct value){.type = TYPE_BOOL, .number = where->number == 1};
    case DOTTED_LAST:
        return (struct value){.type = TYPE_BOOL, .number = where->number == node_count(where->list)};
    case DOTTED_NUMBER:
        return (struct value){.type = TYPE_INT, .number = where->number};
    case DOTTED_NONE:
        break;
    }
    return (struct value){0};
}

static struct value value_of(const struct render *render, const struct where *where, const struct path *path)
{
    if (path->dotted != DOTTED_NONE)
        return dotted_value(where, path->dotted);

    struct value value = {.type = TYPE_OBJECT};
    const struct node *node = path->at ? render->context->at : where->object;
    for (int i = 0; i < path->count; i++) {
        const struct step *step = &path->steps[i];
        if (!node)
            return (struct value){0};
        if (step->field >= 0) {
            value = doc_get(node, step->field);
        } else {
            value.node = map_find(node, step->key);
            value.type = value.node ? TYPE_OBJECT : TYPE__NONE;
        }
        node = value.node;
    }
    return value;
}

static bool is_true(const struct path *path, const struct value *value)
{
    if (value->type == TYPE__NONE || value->null)
        return false;
    if (path->choice > 0)
        return value->number == path->choice;
    switch (value->type) {
    case TYPE_TEXT:
    case TYPE_ADDRESS:
        return value->text.n > 0;
    case TYPE_INT:
    case TYPE_BOOL:
    case TYPE_MONEY:
    case TYPE_ID:
        return value->number != 0;
    case TYPE_LIST:
    case TYPE_TEXTS:
    case TYPE_MAP:
        return node_count(value->node) > 0;
    case TYPE_INSTANT: /* midnight and the day zero are times as well */
    case TYPE_DAY:
    case TYPE_MINUTES:
    case TYPE_ENUM:
    case TYPE_OBJECT:
        return true;
    case TYPE__NONE:
    case TYPE__MAX:
        break;
    }
    return false;
}

static void write_value(struct render *render, const struct where *where, const struct op *op)
{
    struct value value = value_of(render, where, op->path);
    if (value.type == TYPE__NONE || value.null)
        return;
    render->json = op->json;
    op->filter->write(render, &value, op);
}

static void render_ops(struct render *render, const struct op *ops, int from, int to, const struct where *where);

static void render_entries(struct render *render, const struct op *ops, int from, const struct where *where)
{
    const struct op *op = &ops[from];
    struct value value = value_of(render, where, op->path);
    if (!is_true(op->path, &value))
        return;

    bool texts = value.type == TYPE_TEXTS;
    struct where inner = {.list = value.node};
    while ((inner.entry = node_next(value.node, inner.entry)) != NULL) {
        inner.object = texts ? NULL : inner.entry;
        inner.number++;
        render_ops(render, ops, from + 1, op->end, &inner);
    }
}

static void render_section(struct render *render, const struct op *ops, int from, const struct where *where)
{
    const struct op *op = &ops[from];
    struct value value = value_of(render, where, op->path);
    bool wanted = is_true(op->path, &value) != (op->kind == OP_UNLESS);
    struct where inner = {.object = value.node};

    if (wanted)
        render_ops(render, ops, from + 1, op->end, op->kind == OP_WITH ? &inner : where);
}

/* As deep as sections are nested, which the reader of the template bounds. */
static void render_ops(struct render *render, const struct op *ops, int from, int to, const struct where *where)
{
    for (int i = from; i < to; i++) {
        const struct op *op = &ops[i];
        if (op->kind == OP_TEXT) {
            buf_add(render->out, op->text);
        } else if (op->kind == OP_VALUE) {
            write_value(render, where, op);
        } else {
            if (op->kind == OP_EACH)
                render_entries(render, ops, i, where);
            else
                render_section(render, ops, i, where);
            i = op->end - 1;
        }
    }
}

/* Schemas in headers have a copy in each file that includes them, and a frame may have grown behind the fields that
 * this template was read with. */
static bool is_schema(const struct node *node, const struct schema *schema)
{
    const struct schema *own = node_schema(node);
    int last = schema->count - 1;
    return own == schema || last < 0 ||
           (last < own->count && own->fields[last].type == schema->fields[last].type &&
            str_is(str_from(own->fields[last].name), schema->fields[last].name));
}

void view_render(const struct view *view, const struct view_context *context, struct buf *out)
{
    struct render render = {.context = context, .zone = context->zone ? context->zone : zone_utc, .out = out};
    struct where where = {.object = context->root};

    assert(is_schema(context->root, view->schema));
    assert(!context->at || !view->at || is_schema(context->at, view->at));
    render_ops(&render, view->ops, 0, view->count, &where);
}
