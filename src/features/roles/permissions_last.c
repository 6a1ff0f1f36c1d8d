/* The last save of permissions, and taking it back. */
#include "features/roles/effects.h"
#include "features/roles/permissions.h"

SQL(cells_last, "SELECT coalesce(max(from_change), 0), coalesce(max(to_change), 0) FROM history"
                " WHERE company_id = $1 AND kind = $2");
SQL(cells_of_act, "SELECT a, b, v1, from_change FROM history WHERE company_id = $1 AND kind = $2"
                  " AND (from_change = $3 OR to_change = $3) ORDER BY a, b, from_change");
SQL(cells_act, "SELECT operation, actor_id, at FROM audit WHERE company_id = $1 AND change = $2");

enum err permissions_changed(struct tx *tx, const struct grant *g, int64_t *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = 0;
    TRY(QUERY(tx, &cells_last, &q, SQL_INT(g->company.n), SQL_INT(HISTORY_CELL)));
    if (query_next(&q))
        *ret = query_int(&q, 0) > query_int(&q, 1) ? query_int(&q, 0) : query_int(&q, 1);
    return query_done(&q);
}

/* What an act of that number changed, as it was before. */
struct earlier {
    int role;
    enum permission permission;
    bool on;
};
enum { EARLIER_MAX = 4096 };

MUST_CHECK static enum err read_earlier(struct tx *tx, const struct grant *g, int64_t change,
                                        const struct earlier **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct earlier *all = arena_array(tx_arena(tx), struct earlier, EARLIER_MAX);
    int count = 0;

    TRY(QUERY(tx, &cells_of_act, &q, SQL_INT(g->company.n), SQL_INT(HISTORY_CELL), SQL_INT(change)));
    while (query_next(&q) && count < EARLIER_MAX) {
        int role = (int)query_int(&q, 0);
        enum permission permission = permission_by_number((int)query_int(&q, 1));
        bool before = query_int(&q, 3) < change; /* else it was the default before */
        struct role_facts facts;

        if (permission == PERMISSION__NONE || !picture_role(g->picture, role, &facts))
            continue;
        if (count == 0 || all[count - 1].role != role || all[count - 1].permission != permission)
            all[count++] = (struct earlier){role, permission, cell_default_of(facts, permission)};
        if (before)
            all[count - 1].on = query_bool(&q, 2);
    }
    *ret = all;
    *ret_count = count;
    return query_done(&q);
}

enum err permissions_last(struct context *cx, struct tx *tx, const struct grant *g, struct node *out, int field,
                          int64_t *ret_changed)
{
    CLEANUP(query_end) struct query q = {0};
    const struct earlier *cells;
    struct node *last;
    int count;

    (void)cx;
    TRY(permissions_changed(tx, g, ret_changed));
    if (*ret_changed == 0)
        return OK;
    TRY(read_earlier(tx, g, *ret_changed, &cells, &count));
    TRY(QUERY(tx, &cells_act, &q, SQL_INT(g->company.n), SQL_INT(*ret_changed)));
    if (query_next(&q)) {
        const struct person *by = picture_person(g->picture, (struct staff_id){query_int(&q, 1)});

        last = doc_object(out, field);
        doc_text(last, permissions_last_by, by ? by->name : STR("Petgate"));
        doc_instant(last, permissions_last_at, query_int(&q, 2));
        doc_int(last, permissions_last_cells, count);
        doc_int(last, permissions_last_change, *ret_changed);
        doc_bool(last, permissions_last_undo, str_starts(query_text(&q, 0), STR("settings.permissions")));
    }
    return query_done(&q);
}

/* ------------------------------------------------------------------ undo */

static const struct input_field undo_input[] = {
    {.name = "change", .kind = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX, .label = "Save to take back"},
    {.name = NULL},
};

MUST_CHECK static enum err run_undo(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct picture *after = NULL;
    const struct earlier *cells;
    int64_t changed;
    int count;

    TRY(permissions_changed(tx, g, &changed));
    if (changed != input_int(in, "change"))
        return FAIL(cx->arena, ERR_STALE, MSG_STALE);
    TRY(read_earlier(tx, g, changed, &cells, &count));
    for (int i = 0; i < picture_role_count(g->picture); i++) {
        struct cell_plan plan = cell_plan_begin(g->picture, picture_role_at(g->picture, i));

        /* Before the act all couplings held, so none is left to move. */
        for (int at = 0; at < count; at++) {
            if (cells[at].role == plan.role.id && !cell_plan_ask(g->picture, &plan, cells[at].permission, cells[at].on))
                return cell_refuse_locked(cx, cells[at].permission, plan.role.name);
        }
        TRY(cell_plan_write(cx, tx, g, &plan));
    }
    TRY(picture_inside(tx, g, &after));
    effects_document(cx, g->picture, after, g->now, out);
    picture_release(after);
    return OK;
}

static const struct operation operations[] = {
    {.name = "settings.permissions_undo",
     .summary = "Takes back the last save of permissions, named by its number, where nothing came after it.",
     .method = METHOD_POST,
     .path = "/settings/permissions/undo",
     .permission = PERMISSION_manage_permissions,
     .input = undo_input,
     .output = &effects_schema,
     .form = "settings.permissions",
     .next = "/settings/permissions",
     .flags = OP_CHANGES,
     .run = run_undo},
};

const struct feature permissions_undo_feature = {
    .name = "permissions undo", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
