/* A company's own roles: the rows, and what may be in them. */
#include "features/roles/custom.h"

#include "base/fold.h"

SQL(custom_one, "SELECT id, base, source, name, description, created_at, archived_at, changed FROM custom_role"
                " WHERE company_id = $1 AND id = $2");
SQL(custom_named, "SELECT name, archived_at FROM custom_role WHERE company_id = $1 AND sort = $2 AND id <> $3");
SQL(custom_room, "SELECT count(*), count(*) FILTER (WHERE archived_at = 0), coalesce(max(id), 0) FROM custom_role"
                 " WHERE company_id = $1");
SQL(custom_add, "INSERT INTO custom_role (company_id, id, base, source, name, sort, description, created_at, changed)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
SQL(custom_set, "UPDATE custom_role SET name = $3, sort = $4, description = $5, archived_at = $6, changed = $7"
                " WHERE company_id = $1 AND id = $2");
SQL(custom_words_add, "INSERT INTO custom_role_words (company_id, role, from_change, from_at, name, description)"
                      " VALUES ($1, $2, $3, $4, $5, $6)");
SQL(custom_words_of, "SELECT from_change, name, description FROM custom_role_words WHERE company_id = $1 AND role = $2"
                     " ORDER BY from_change DESC LIMIT 2");

/* ------------------------------------------------------------------ reading */

static struct custom_role take(const struct query *q)
{
    return (struct custom_role){.id = (int)query_int(q, 0),
                                .base = (enum role)query_int(q, 1),
                                .source = (int)query_int(q, 2),
                                .name = query_text(q, 3),
                                .description = query_text(q, 4),
                                .created_at = query_int(q, 5),
                                .archived_at = query_int(q, 6),
                                .changed = query_int(q, 7)};
}

enum err custom_role_read(struct tx *tx, const struct grant *g, int id, struct custom_role *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &custom_one, &q, SQL_INT(g->company.n), SQL_INT(id)));
    if (query_next(&q)) {
        *ret = take(&q);
        return query_done(&q);
    }
    TRY(query_done(&q));
    return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
}

enum err custom_role_words(struct tx *tx, const struct grant *g, int id, struct custom_words *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct custom_words){.first = true};
    TRY(QUERY(tx, &custom_words_of, &q, SQL_INT(g->company.n), SQL_INT(id)));
    if (query_next(&q))
        ret->change = query_int(&q, 0);
    if (query_next(&q)) {
        ret->first = false;
        ret->name = query_text(&q, 1);
        ret->description = query_text(&q, 2);
    }
    return query_done(&q);
}

int custom_role_holders(const struct grant *g, int role, struct arena *arena, const struct person *const **ret)
{
    int all = picture_person_count(g->picture), count = 0;
    const struct person **people = arena_array(arena, const struct person *, (size_t)all);

    for (int i = 0; i < all; i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (person->role == role && person->status != STAFF_INACTIVE)
            people[count++] = person;
    }
    *ret = people;
    return count;
}

uint64_t custom_editable(enum role base)
{
    uint64_t editable = 0;

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (!cell_is_locked(scheme_cell(base, (enum permission)i)))
            editable |= PERMISSION_BIT(i);
    }
    return editable;
}

uint64_t custom_cells(const struct picture *picture, int role)
{
    uint64_t on = 0;

    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++) {
        if (picture_cell(picture, role, (enum permission)i).on)
            on |= PERMISSION_BIT(i);
    }
    return on;
}

/* ------------------------------------------------------------------ names and room */

/* Whatever words the company chooses, now or later (ROL-06). */
static bool is_called(struct arena *arena, enum role role, struct str sort)
{
    return str_equal(sort, fold(arena, role_label(role, (struct wording){false, false}, arena))) ||
           str_equal(sort, fold(arena, role_label(role, (struct wording){true, true}, arena)));
}

/* A built-in role's name, in either scheme and in either wording (ROL-06), as people and programs write it. */
static bool is_built_in(struct arena *arena, struct str sort)
{
    static const char *const others[] = {"Users", "Owner"};

    for (int i = 1; i < ROLE__MAX; i++) {
        if (is_called(arena, (enum role)i, sort) || str_is(sort, role_info((enum role)i)->wire))
            return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        if (str_equal(sort, fold(arena, str_from(others[i]))))
            return true;
    }
    return false;
}

enum err custom_role_check_name(struct context *cx, struct tx *tx, const struct grant *g,
                                const struct custom_role *role)
{
    CLEANUP(query_end) struct query q = {0};
    struct str sort = fold(cx->arena, role->name);

    if (sort.n == 0)
        return FAIL_FIELD(cx->arena, STR("name"), MSG_FIELD_REQUIRED);
    if (is_built_in(cx->arena, sort))
        return FAIL_FIELD(cx->arena, STR("name"), MSG_ROLE_NAME_BUILT_IN);
    TRY(QUERY(tx, &custom_named, &q, SQL_INT(g->company.n), SQL_TEXT(sort), SQL_INT(role->id)));
    if (!query_next(&q))
        return query_done(&q);
    return FAIL_FIELD(cx->arena, STR("name"), query_int(&q, 1) ? MSG_ROLE_NAME_ARCHIVED : MSG_ROLE_NAME_TAKEN,
                      P_STR("role", query_text(&q, 0)));
}

MUST_CHECK static enum err count_roles(struct tx *tx, const struct grant *g, int64_t *ret_kept, int64_t *ret_in_use,
                                       int64_t *ret_last)
{
    CLEANUP(query_end) struct query q = {0};

    *ret_kept = *ret_in_use = *ret_last = 0;
    TRY(QUERY(tx, &custom_room, &q, SQL_INT(g->company.n)));
    if (query_next(&q)) {
        *ret_kept = query_int(&q, 0);
        *ret_in_use = query_int(&q, 1);
        *ret_last = query_int(&q, 2);
    }
    return query_done(&q);
}

enum err custom_roles_check_room(struct context *cx, struct tx *tx, const struct grant *g, bool new)
{
    int64_t kept, in_use, last;

    TRY(count_roles(tx, g, &kept, &in_use, &last));
    if (in_use >= CUSTOM_ROLES_IN_USE_MAX)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_ROLES_FULL,
                    P_STR("max", arena_format(cx->arena, "%d", CUSTOM_ROLES_IN_USE_MAX)));
    if (new &&kept >= CUSTOM_ROLES_KEPT_MAX)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_ROLES_KEPT,
                    P_STR("max", arena_format(cx->arena, "%d", CUSTOM_ROLES_KEPT_MAX)));
    return OK;
}

/* ------------------------------------------------------------------ writing */

MUST_CHECK static enum err put_history(struct context *cx, struct tx *tx, const struct grant *g,
                                       const struct custom_role *role)
{
    return history_put(tx, g->company, cx->change, cx->now, (struct history_key){HISTORY_ROLE, role->id, 0, 0},
                       (const int64_t[]){role->base, role->source, role->archived_at != 0});
}

MUST_CHECK static enum err put_words(struct context *cx, struct tx *tx, const struct grant *g,
                                     const struct custom_role *role)
{
    return EXECUTE(tx, &custom_words_add, NULL, SQL_INT(g->company.n), SQL_INT(role->id), SQL_INT(cx->change),
                   SQL_INT(cx->now), SQL_TEXT(role->name), SQL_TEXT(role->description));
}

static void note(struct context *cx, int role, const char *field, struct str before, struct str after)
{
    if (!str_equal(before, after))
        audit_change(cx, "role", role, field, before, after);
}

enum err custom_role_insert(struct context *cx, struct tx *tx, const struct grant *g, struct custom_role *role)
{
    int64_t kept, in_use, last;

    TRY(count_roles(tx, g, &kept, &in_use, &last));
    role->id = last < ROLE_CUSTOM_FIRST ? ROLE_CUSTOM_FIRST : (int)last + 1;
    role->created_at = cx->now;
    role->changed = cx->change;
    note(cx, role->id, "name", STR(""), role->name);
    note(cx, role->id, "description", STR(""), role->description);
    note(cx, role->id, "copied_from", STR(""), picture_role_wire(g->picture, role->source, cx->arena));
    TRY(EXECUTE(tx, &custom_add, NULL, SQL_INT(g->company.n), SQL_INT(role->id), SQL_INT(role->base),
                SQL_INT(role->source), SQL_TEXT(role->name), SQL_TEXT(fold(cx->arena, role->name)),
                SQL_TEXT(role->description), SQL_INT(role->created_at), SQL_INT(role->changed)));
    TRY(put_words(cx, tx, g, role));
    return put_history(cx, tx, g, role);
}

enum err custom_role_write(struct context *cx, struct tx *tx, const struct grant *g, const struct custom_role *before,
                           struct custom_role *after)
{
    after->changed = cx->change;
    note(cx, after->id, "name", before->name, after->name);
    note(cx, after->id, "description", before->description, after->description);
    if ((before->archived_at != 0) != (after->archived_at != 0))
        audit_change_int(cx, "role", after->id, "archived", before->archived_at != 0, after->archived_at != 0);
    TRY(EXECUTE(tx, &custom_set, NULL, SQL_INT(g->company.n), SQL_INT(after->id), SQL_TEXT(after->name),
                SQL_TEXT(fold(cx->arena, after->name)), SQL_TEXT(after->description), SQL_INT(after->archived_at),
                SQL_INT(after->changed)));
    if (!str_equal(before->name, after->name) || !str_equal(before->description, after->description))
        TRY(put_words(cx, tx, g, after));
    return put_history(cx, tx, g, after);
}
