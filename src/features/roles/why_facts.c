#include "features/roles/why_facts.h"

SQL(fact_history, "SELECT h.v1, h.v2, h.from_at, h.from_change, coalesce(a.actor_id, 0), coalesce(h.to_change, 0),"
                  " coalesce(h.to_at, 0) FROM history h LEFT JOIN audit a"
                  " ON a.company_id = h.company_id AND a.change = h.from_change"
                  " WHERE h.company_id = $1 AND h.kind = $2 AND h.a = $3 AND h.b = $4 AND h.from_at <= $5"
                  " ORDER BY h.from_change DESC LIMIT 200");
SQL(fact_last_visit, "SELECT e.id, e.starts_at, s.name FROM event e"
                     " JOIN service s ON s.company_id = e.company_id AND s.id = e.service_id"
                     " WHERE e.company_id = $1 AND e.staff_id = $2 AND e.client_id = $3 AND e.starts_at <= $4"
                     " AND e.created_at <= $4 ORDER BY e.starts_at DESC LIMIT 1");
SQL(fact_next_visit, "SELECT e.id, e.starts_at, s.name FROM event e"
                     " JOIN service s ON s.company_id = e.company_id AND s.id = e.service_id"
                     " WHERE e.company_id = $1 AND e.staff_id = $2 AND e.client_id = $3 AND e.starts_at > $4"
                     " AND e.created_at <= $4 ORDER BY e.starts_at LIMIT 1");
SQL(fact_removal, "SELECT removal_reason FROM relation WHERE company_id = $1 AND staff_id = $2 AND client_id = $3"
                  " AND removed_at > 0");
SQL(fact_dated,
    "SELECT from_at, until_at, made_by, reason FROM dated_access WHERE company_id = $1 AND staff_id = $2"
    " AND client_id = $3 AND made_at <= $4 AND (ended_at = 0 OR ended_at > $4) ORDER BY from_at DESC LIMIT 1");
SQL(fact_exception, "SELECT reason FROM exception WHERE company_id = $1 AND staff_id = $2 AND permission = $3");

struct telling {
    struct context *cx;
    struct tx *tx;
    const struct grant *g;
    const struct facts_asked *asked;
    struct node *list;
};

static struct str name_of(const struct grant *g, int64_t staff)
{
    const struct person *person = staff ? picture_person(g->picture, (struct staff_id){staff}) : NULL;

    return person ? person->name : (struct str){0};
}

static struct node *tell(const struct telling *t, struct str text, int64_t at, int64_t by)
{
    struct node *item = doc_item(t->list);

    doc_text(item, why_fact_text, text);
    if (at)
        doc_instant(item, why_fact_at, at);
    if (name_of(t->g, by).n)
        doc_text(item, why_fact_by, name_of(t->g, by));
    return item;
}

/* ------------------------------------------------------------------ from the history of what decides */

/* Since when, without a break until the instant, the first value of a key is (under `mask`) what it is then. */
struct since {
    bool found;
    int64_t value, second, at, by;
};

MUST_CHECK static enum err read_since(const struct telling *t, struct history_key key, int64_t mask, struct since *ret)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t later = 0; /* where the row behind this one begins */

    *ret = (struct since){0};
    TRY(QUERY(t->tx, &fact_history, &q, SQL_INT(t->g->company.n), SQL_INT(key.kind), SQL_INT(key.a), SQL_INT(key.b),
              SQL_INT(t->asked->at)));
    while (query_next(&q)) {
        int64_t value = query_int(&q, 0) & mask, end = query_int(&q, 6);

        if (ret->found ? value != ret->value || query_int(&q, 5) != later : end != 0 && end <= t->asked->at)
            break;
        if (!ret->found)
            ret->second = query_int(&q, 1);
        later = query_int(&q, 3);
        ret->found = true;
        ret->value = value;
        ret->at = query_int(&q, 2);
        ret->by = query_int(&q, 4);
    }
    query_end(&q); /* the rest is of no interest */
    return OK;
}

MUST_CHECK static enum err tell_role(const struct telling *t)
{
    struct since since;

    TRY(read_since(t, (struct history_key){HISTORY_STAFF, t->asked->person->id.n, 0, 0}, INT64_MAX, &since));
    if (since.found)
        tell(t, STR("In this role since"), since.at, since.by);
    return OK;
}

MUST_CHECK static enum err tell_cell(const struct telling *t)
{
    const struct history_key key = {HISTORY_CELL, t->asked->person->role, permission_number(t->asked->permission), 0};
    struct cell cell = picture_cell(t->g->picture, t->asked->person->role, t->asked->permission);
    struct since since;

    if (cell_is_locked(cell.kind)) {
        tell(t, STR("Locked for this role by the scheme"), 0, 0);
        return OK;
    }
    TRY(read_since(t, key, 1, &since));
    if (since.found && (since.value != 0) != cell_default(cell.kind))
        tell(t, STR("Set for this role"), since.at, since.by);
    else
        tell(t, STR("The default of this role"), 0, 0);
    return OK;
}

MUST_CHECK static enum err tell_exception(const struct telling *t)
{
    CLEANUP(query_end) struct query q = {0};
    int number = permission_number(t->asked->permission);
    struct since since;
    struct node *item;

    TRY(read_since(t, (struct history_key){HISTORY_EXCEPTION, t->asked->person->id.n, number, 0}, 1, &since));
    if (!since.found)
        return OK;
    item = tell(t, STR("Personal exception"), since.at, since.by);
    TRY(QUERY(t->tx, &fact_exception, &q, SQL_INT(t->g->company.n), SQL_INT(t->asked->person->id.n), SQL_INT(number)));
    if (query_next(&q))
        doc_text(item, why_fact_note, query_text(&q, 0));
    TRY(query_done(&q));
    if (since.second)
        tell(t, STR("It ends by itself"), since.second, 0);
    return OK;
}

MUST_CHECK static enum err tell_flag(const struct telling *t, int64_t flag, struct str text, struct node **ret)
{
    struct since since;

    *ret = NULL;
    TRY(read_since(t, (struct history_key){HISTORY_PAIR, t->asked->person->id.n, t->asked->client.n, 0}, flag, &since));
    if (since.found && since.value)
        *ret = tell(t, text, since.at, since.by);
    return OK;
}

MUST_CHECK static enum err tell_removal(const struct telling *t)
{
    CLEANUP(query_end) struct query q = {0};
    struct node *item;

    TRY(tell_flag(t, PAIR_REMOVED, STR("Access removed"), &item));
    TRY(QUERY(t->tx, &fact_removal, &q, SQL_INT(t->g->company.n), SQL_INT(t->asked->person->id.n),
              SQL_INT(t->asked->client.n)));
    if (query_next(&q) && item)
        doc_text(item, why_fact_reason, query_text(&q, 0));
    return query_done(&q);
}

/* ------------------------------------------------------------------ visits, dated access */

MUST_CHECK static enum err tell_visit(const struct telling *t, const struct sql *sql, const char *label)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(t->tx, sql, &q, SQL_INT(t->g->company.n), SQL_INT(t->asked->person->id.n), SQL_INT(t->asked->client.n),
              SQL_INT(t->asked->at)));
    if (query_next(&q)) {
        struct str service = query_text(&q, 2);
        struct node *item =
            tell(t, arena_format(t->cx->arena, "%s: %.*s", label, STR_ARG(service)), query_int(&q, 1), 0);

        doc_address(item, why_fact_address,
                    arena_format(t->cx->arena, "/events/%.*s", STR_ARG(id_text(t->cx->arena, query_int(&q, 0)))));
    }
    return query_done(&q);
}

MUST_CHECK static enum err tell_visits(const struct telling *t)
{
    TRY(tell_visit(t, &fact_last_visit, "Last visit"));
    return tell_visit(t, &fact_next_visit, "Next visit");
}

MUST_CHECK static enum err tell_dated(const struct telling *t)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(t->tx, &fact_dated, &q, SQL_INT(t->g->company.n), SQL_INT(t->asked->person->id.n),
              SQL_INT(t->asked->client.n), SQL_INT(t->asked->at)));
    if (query_next(&q)) {
        struct node *item = tell(t, STR("Dated access from"), query_int(&q, 0), query_int(&q, 2));

        doc_text(item, why_fact_note, query_text(&q, 3));
        tell(t, STR("Dated access until"), query_int(&q, 1), 0);
    }
    return query_done(&q);
}

/* ------------------------------------------------------------------ by reason */

MUST_CHECK static enum err tell_cell_and_role(const struct telling *t)
{
    TRY(tell_cell(t));
    return tell_role(t);
}

MUST_CHECK static enum err tell_preferred(const struct telling *t)
{
    struct node *item;

    return tell_flag(t, PAIR_PREFERRED, STR("Preferred since"), &item);
}

/* Reasons without a fact of their own say all themselves. */
static enum err (*const tellers[REASON__MAX])(const struct telling *) = {
    [REASON_role] = tell_cell_and_role,
    [REASON_locked_off] = tell_cell_and_role,
    [REASON_switched_off] = tell_cell_and_role,
    [REASON_coupled_off] = tell_cell_and_role,
    [REASON_exception] = tell_exception,
    [REASON_exception_off] = tell_exception,
    [REASON_manager] = tell_role,
    [REASON_support_view] = tell_role,
    [REASON_events] = tell_visits,
    [REASON_faded] = tell_visits,
    [REASON_preferred] = tell_preferred,
    [REASON_access_removed] = tell_removal,
    [REASON_dated] = tell_dated,
    [REASON_dated_later] = tell_dated,
    [REASON_dated_over] = tell_dated,
};

enum err why_facts(struct context *cx, struct tx *tx, const struct grant *g, const struct facts_asked *asked,
                   const struct trace *trace, struct node *list)
{
    const struct telling t = {cx, tx, g, asked, list};
    bool sight = asked->permission >= PERMISSION__MAX;
    enum reason told = REASON__NONE;

    for (int step = STEP_PERSON; asked->person && step < TRACE_STEP__MAX; step++) {
        enum reason reason = trace->steps[step].reason;

        if (reason == told || !tellers[reason] || (sight && step == STEP_PERMISSION))
            continue;
        TRY(tellers[reason](&t));
        told = reason;
    }
    return OK;
}
