#include "features/templates/templates_store.h"

#define TEMPLATE_COLUMNS                                                                                               \
    "t.id, t.client_id, t.name, t.billing, t.every_weeks, t.first_day, t.ends_on, t.approve_days_before, t.status,"    \
    " t.changed, c.name, t.sort"
#define TEMPLATE_TABLES "template t JOIN client c ON c.company_id = t.company_id AND c.id = t.client_id"
enum { BIT_CLIENT = 1 << 2, BIT_ACTIVE = 1 << 3, BIT_ENDED = 1 << 4, BIT_THESE = 1 << 5, BIT_AFTER = 1 << 6 };
#define FILTERS                                                                                                        \
    "AND AMONG($2, t.client_id)", "AND NOT AMONG($2, t.client_id)", "AND t.client_id = $3",                            \
        "AND coalesce(t.ends_on, $4) >= $4", "AND t.ends_on < $4", "AND t.id IN IDS($5)"

SQL(template_row,
    "SELECT " TEMPLATE_COLUMNS " FROM " TEMPLATE_TABLES " WHERE t.company_id = $1 AND t.id = $2 AND t.status <> 3");
SQL_LIST(template_rows,
         "SELECT " TEMPLATE_COLUMNS " FROM " TEMPLATE_TABLES
         " WHERE t.company_id = $1 AND t.status <> 3 {0} {1} {2} {3} {4} {5} {6} ORDER BY t.sort, t.id LIMIT 51",
         FILTERS, "AND (t.sort, t.id) > ($6, $7)");
static_assert(TEMPLATE_PAGE == 50, "one less than template_rows says");
SQL_LIST(template_total,
         "SELECT count(*) FROM template t WHERE t.company_id = $1 AND t.status <> 3 {0} {1} {2} {3} {4} {5}"
         " /* scan: counts all there are, along an index */",
         FILTERS);
SQL(template_rows_lines,
    "SELECT l.template_id, v.name, l.weekdays, l.minute_of_day FROM template_line l"
    " JOIN service v ON v.company_id = l.company_id AND v.id = l.service_id WHERE l.company_id = $1"
    " AND l.template_id IN IDS($2) AND coalesce(l.until_day, $3) >= $3 ORDER BY l.template_id, l.minute_of_day, l.id");
static_assert(TEMPLATE_DELETED == 3, "as the statements say");

SQL(template_update, "UPDATE template SET name = $3, approve_days_before = $4, ends_on = $5, status = $6, changed = $7"
                     " WHERE company_id = $1 AND id = $2");
SQL(template_line_update,
    "UPDATE template_line SET service_id = $3, staff_id = $4, weekdays = $5, weeks = $6, minute_of_day = $7,"
    " from_day = $8, until_day = $9, note = $10, changed = $11 WHERE company_id = $1 AND id = $2");
SQL(template_line_pets_erase, "DELETE FROM template_line_pet WHERE company_id = $1 AND line_id = $2");
SQL(template_line_pets_put, "INSERT INTO template_line_pet (company_id, line_id, pet_id)"
                            " SELECT $1, $2, p.id FROM pet p WHERE p.company_id = $1 AND p.id IN IDS($3)");
SQL(template_singles_move, "UPDATE template_visit SET line_id = $3, changed = $5"
                           " WHERE company_id = $1 AND line_id = $2 AND day >= $4");
SQL(template_single_put,
    "INSERT INTO template_visit (company_id, line_id, day, template_id, client_id, staff_id, skipped, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (company_id, line_id, day) DO UPDATE"
    " SET staff_id = excluded.staff_id, skipped = excluded.skipped, changed = excluded.changed");
SQL(template_single_erase, "DELETE FROM template_visit WHERE company_id = $1 AND line_id = $2 AND day = $3");
SQL(template_line_pets, "SELECT lp.line_id, p.id, p.name FROM template_line_pet lp"
                        " JOIN pet p ON p.company_id = lp.company_id AND p.id = lp.pet_id"
                        " WHERE lp.company_id = $1 AND lp.line_id IN IDS($2) ORDER BY lp.line_id, p.name, p.id");
SQL(template_client_pets, "SELECT id, name FROM pet WHERE company_id = $1 AND client_id = $2 AND deceased_on IS NULL"
                          " ORDER BY name, id");

SQL(template_periods, "SELECT id, starts_on, ends_on, status FROM template_period WHERE company_id = $1"
                      " AND template_id = $2 AND ends_on >= $3 ORDER BY starts_on");
SQL(template_period_events, "SELECT order_id, count(*), min(starts_at) FROM event WHERE company_id = $1"
                            " AND template_id = $2 AND local_day >= $3 AND status <> 4 GROUP BY order_id ORDER BY 1");
SQL(template_period_put,
    "INSERT INTO template_period (company_id, id, template_id, starts_on, ends_on, status, approved_at, approved_by,"
    " changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (company_id, template_id, starts_on) DO UPDATE"
    " SET ends_on = excluded.ends_on, status = excluded.status, approved_at = excluded.approved_at,"
    " approved_by = excluded.approved_by, changed = excluded.changed");
static_assert(EVENT_CANCELLED == 4, "as template_period_events says");

SQL(template_subject, "SELECT client_id FROM template WHERE company_id = $1 AND id = $2 AND status <> 3");
SQL(template_line_subject,
    "SELECT l.client_id FROM template_line l JOIN template t ON t.company_id = l.company_id AND t.id = l.template_id"
    " WHERE l.company_id = $1 AND l.id = $2 AND t.status <> 3");
SQL(template_period_subject,
    "SELECT t.client_id FROM template_period p JOIN template t ON t.company_id = p.company_id AND t.id = p.template_id"
    " WHERE p.company_id = $1 AND p.id = $2 AND t.status <> 3");

static void map_template(const struct query *q, struct template *ret)
{
    *ret = (struct template){.id = {query_int(q, 0)},
                             .client = {query_int(q, 1)},
                             .name = query_text(q, 2),
                             .billing = (enum template_billing)query_int(q, 3),
                             .every_weeks = (int)query_int(q, 4),
                             .first_day = (int32_t)query_int(q, 5),
                             .ends_on = (int32_t)query_int(q, 6),
                             .approve_days_before = query_is_null(q, 7) ? -1 : (int)query_int(q, 7),
                             .status = (enum template_status)query_int(q, 8),
                             .changed = query_int(q, 9),
                             .client_name = query_text(q, 10)};
}

enum err template_read(struct tx *tx, const struct grant *g, struct template_id id, struct template *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &template_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    map_template(&q, ret);
    return query_done(&q);
}

enum err template_write(struct context *cx, struct tx *tx, const struct grant *g, struct template *template)
{
    int days = template->approve_days_before;

    template->changed = cx->change;
    return EXECUTE(tx, &template_update, NULL, SQL_INT(g->company.n), SQL_INT(template->id.n), SQL_TEXT(template->name),
                   days < 0 ? SQL_NULL : SQL_INT(days), SQL_INT_OR_NULL(template->ends_on), SQL_INT(template->status),
                   SQL_INT(template->changed));
}

const int64_t *pet_ids(struct arena *arena, const struct line_pets *pets)
{
    int64_t *ids = arena_array(arena, int64_t, (size_t)pets->count);

    for (int i = 0; i < pets->count; i++)
        ids[i] = pets->items[i].id.n;
    return ids;
}

enum err template_line_write(struct context *cx, struct tx *tx, const struct grant *g, struct template_line *line,
                             const struct line_pets *pets)
{
    line->changed = cx->change;
    TRY(EXECUTE(tx, &template_line_update, NULL, SQL_INT(g->company.n), SQL_INT(line->id.n), SQL_INT(line->service.n),
                SQL_ID(line->staff), SQL_INT(line->weekdays), SQL_INT(line->weeks), SQL_INT(line->minute_of_day),
                SQL_INT(line->from_day), SQL_INT_OR_NULL(line->until_day), SQL_TEXT(line->note),
                SQL_INT(line->changed)));
    if (!pets)
        return OK;
    TRY(EXECUTE(tx, &template_line_pets_erase, NULL, SQL_INT(g->company.n), SQL_INT(line->id.n)));
    return EXECUTE(tx, &template_line_pets_put, NULL, SQL_INT(g->company.n), SQL_INT(line->id.n),
                   SQL_IDS(pet_ids(tx_arena(tx), pets), pets->count));
}

enum err singles_move(struct context *cx, struct tx *tx, const struct grant *g, struct line_id from, struct line_id to,
                      int32_t day)
{
    return EXECUTE(tx, &template_singles_move, NULL, SQL_INT(g->company.n), SQL_INT(from.n), SQL_INT(to.n),
                   SQL_INT(day), SQL_INT(cx->change));
}

enum err single_write(struct context *cx, struct tx *tx, const struct grant *g, const struct template_line *line,
                      const struct single *single)
{
    return EXECUTE(tx, &template_single_put, NULL, SQL_INT(g->company.n), SQL_INT(line->id.n), SQL_INT(single->day),
                   SQL_INT(line->template.n), SQL_INT(line->client.n), SQL_ID(single->staff), SQL_BOOL(single->skipped),
                   SQL_INT(cx->change));
}

enum err single_erase(struct tx *tx, const struct grant *g, struct line_id line, int32_t day)
{
    return EXECUTE(tx, &template_single_erase, NULL, SQL_INT(g->company.n), SQL_INT(line.n), SQL_INT(day));
}

/* ------------------------------------------------------------------ pets */

/* A list of pets that grows; they are few. */
static void add_pet(struct arena *arena, struct line_pets *pets, int64_t id, struct str name)
{
    size_t size = sizeof(*pets->items), count = (size_t)pets->count;

    pets->items = arena_grow(arena, pets->items, count * size, (count + 1) * size);
    pets->items[pets->count++] = (struct named_pet){{id}, name};
}

enum err line_pets_read(struct tx *tx, const struct grant *g, const struct line_set *set, const struct line_pets **ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct line_pets *pets = arena_array(tx_arena(tx), struct line_pets, (size_t)set->count);
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)set->count);

    *ret = pets;
    for (int i = 0; i < set->count; i++)
        ids[i] = set->lines[i].id.n;
    TRY(QUERY(tx, &template_line_pets, &q, SQL_INT(g->company.n), SQL_IDS(ids, set->count)));
    while (query_next(&q)) {
        for (int i = 0; i < set->count; i++) {
            if (ids[i] == query_int(&q, 0))
                add_pet(tx_arena(tx), &pets[i], query_int(&q, 1), query_text(&q, 2));
        }
    }
    return query_done(&q);
}

enum err client_pets_read(struct tx *tx, const struct grant *g, struct client_id client, struct line_pets *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct line_pets){0};
    TRY(QUERY(tx, &template_client_pets, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q))
        add_pet(tx_arena(tx), ret, query_int(&q, 0), query_text(&q, 1));
    return query_done(&q);
}

/* ------------------------------------------------------------------ periods */

struct booked_period *booked_find(const struct booked_periods *booked, int32_t starts_on)
{
    for (int i = 0; i < booked->count; i++) {
        if (booked->items[i].starts_on == starts_on)
            return &booked->items[i];
    }
    return NULL;
}

bool booked_is_approved(const struct booked_periods *booked, const struct template_span *span)
{
    const struct booked_period *period = booked_find(booked, span->starts_on);

    return period && period->status == PERIOD_APPROVED && period->ends_on >= span->ends_on;
}

MUST_CHECK static enum err read_period_rows(struct tx *tx, const struct grant *g, struct template_id template,
                                            int32_t from_day, struct booked_periods *ret)
{
    CLEANUP(query_end) struct query q = {0};
    size_t size = sizeof(*ret->items);

    *ret = (struct booked_periods){0};
    TRY(QUERY(tx, &template_periods, &q, SQL_INT(g->company.n), SQL_INT(template.n), SQL_INT(from_day)));
    while (query_next(&q)) {
        size_t count = (size_t)ret->count;

        ret->items = arena_grow(tx_arena(tx), ret->items, count * size, (count + 1) * size);
        ret->items[ret->count++] = (struct booked_period){.id = query_int(&q, 0),
                                                          .starts_on = (int32_t)query_int(&q, 1),
                                                          .ends_on = (int32_t)query_int(&q, 2),
                                                          .status = (enum period_status)query_int(&q, 3)};
    }
    return query_done(&q);
}

enum err booked_periods_read(struct tx *tx, const struct grant *g, struct template_id template, int32_t from_day,
                             struct booked_periods *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(read_period_rows(tx, g, template, from_day, ret));
    if (ret->count == 0)
        return OK;
    TRY(QUERY(tx, &template_period_events, &q, SQL_INT(g->company.n), SQL_INT(template.n),
              SQL_INT(ret->items[0].starts_on)));
    while (query_next(&q)) {
        for (int i = 0; i < ret->count; i++) {
            if (ret->items[i].id != query_int(&q, 0))
                continue;
            ret->items[i].events = query_int(&q, 1);
            ret->items[i].first_at = query_int(&q, 2);
        }
    }
    return query_done(&q);
}

enum err period_write(struct context *cx, struct tx *tx, const struct grant *g, struct template_id template,
                      const struct booked_period *period)
{
    int64_t approved_at = period->status == PERIOD_APPROVED ? cx->now : 0;

    return EXECUTE(tx, &template_period_put, NULL, SQL_INT(g->company.n), SQL_INT(period->id), SQL_INT(template.n),
                   SQL_INT(period->starts_on), SQL_INT(period->ends_on), SQL_INT(period->status), SQL_INT(approved_at),
                   SQL_INT(approved_at ? cx->principal.staff.n : 0), SQL_INT(cx->change));
}

/* ------------------------------------------------------------------ list */

static unsigned filter_bits(const struct grant *g, const struct template_filter *filter)
{
    unsigned bits = grant_scope_bits(g) | (filter->ended ? BIT_ENDED : BIT_ACTIVE);

    return bits | (filter->client.n ? BIT_CLIENT : 0u) | (filter->only ? BIT_THESE : 0u);
}

MUST_CHECK static enum err read_rows(struct tx *tx, const struct grant *g, const struct template_filter *filter,
                                     struct template_rows *rows)
{
    CLEANUP(query_end) struct query q = {0};
    unsigned bits = filter_bits(g, filter) | (filter->after.n ? BIT_AFTER : 0u);

    TRY(QUERY_LIST(tx, &template_rows, bits, &q, SQL_INT(g->company.n), SQL_IDS(g->scope.ids, g->scope.count),
                   SQL_INT(filter->client.n), SQL_INT(filter->today), SQL_IDS(filter->only, filter->only_count),
                   SQL_TEXT(filter->after_sort), SQL_INT(filter->after.n)));
    while (query_next(&q)) {
        if (rows->count == TEMPLATE_PAGE) {
            rows->more = true;
            return OK;
        }
        map_template(&q, &rows->items[rows->count].template);
        rows->items[rows->count++].sort = query_text(&q, 11);
    }
    return query_done(&q);
}

MUST_CHECK static enum err read_rows_lines(struct tx *tx, const struct grant *g, const struct template_filter *filter,
                                           struct template_rows *rows)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t ids[TEMPLATE_PAGE];

    for (int i = 0; i < rows->count; i++)
        ids[i] = rows->items[i].template.id.n;
    TRY(QUERY(tx, &template_rows_lines, &q, SQL_INT(g->company.n), SQL_IDS(ids, rows->count),
              SQL_INT(filter->ended ? 0 : filter->today)));
    while (query_next(&q)) {
        const struct template_line line = {.weekdays = (unsigned)query_int(&q, 2),
                                           .minute_of_day = (int)query_int(&q, 3)};
        struct str name = query_text(&q, 1), words = template_line_words(tx_arena(tx), filter->locale, &line);

        for (int i = 0; i < rows->count; i++) {
            struct template_row *row = &rows->items[i];

            if (ids[i] != query_int(&q, 0))
                continue;
            row->lines = arena_format(tx_arena(tx), "%.*s%s%.*s, %.*s", STR_ARG(row->lines),
                                      row->line_count ? "; " : "", STR_ARG(name), STR_ARG(words));
            row->line_count++;
        }
    }
    return query_done(&q);
}

enum err template_rows_read(struct tx *tx, const struct grant *g, const struct template_filter *filter,
                            struct template_rows *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct template_rows){0};
    TRY(read_rows(tx, g, filter, ret));
    if (ret->count)
        TRY(read_rows_lines(tx, g, filter, ret));
    TRY(QUERY_LIST(tx, &template_total, filter_bits(g, filter), &q, SQL_INT(g->company.n),
                   SQL_IDS(g->scope.ids, g->scope.count), SQL_INT(filter->client.n), SQL_INT(filter->today),
                   SQL_IDS(filter->only, filter->only_count)));
    if (query_next(&q))
        ret->total = query_int(&q, 0);
    return query_done(&q);
}

/* ------------------------------------------------------------------ targets */

MUST_CHECK static enum err resolve(struct tx *tx, const struct sql *sql, struct company_id company, int64_t id,
                                   struct subject *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, sql, &q, SQL_INT(company.n), SQL_INT(id)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    *ret = ABOUT_CLIENT(((struct client_id){query_int(&q, 0)}));
    return query_done(&q);
}

enum err template_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    return resolve(tx, &template_subject, company, id, ret);
}

enum err line_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    return resolve(tx, &template_line_subject, company, id, ret);
}

enum err period_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    return resolve(tx, &template_period_subject, company, id, ret);
}
