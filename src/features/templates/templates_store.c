#include "features/templates/templates_store.h"
#include "features/relations/relations.h"
#include "features/services/services.h"

/* Either by an index. */
#define NAMES_STAFF                                                                                                    \
    "AND l.id IN (SELECT n.id FROM template_line n WHERE n.company_id = $1 AND n.staff_id = $2"                        \
    " UNION SELECT o.line_id FROM template_visit o WHERE o.company_id = $1 AND o.staff_id = $2)"
enum { BIT_STAFF = 1 << 0, BIT_CLIENT = 1 << 1, BIT_LINE = 1 << 2, BIT_TEMPLATE = 1 << 3, LINES_MAX = 20000 };

/* The signs keep SQLite from beginning with the templates, to which most lines lead only to be left out. */
SQL_LIST(
    template_lines,
    "SELECT t.id, t.client_id, t.name, t.billing, t.every_weeks, t.first_day, t.ends_on, t.approve_days_before,"
    " t.status, t.changed, l.id, l.service_id, l.staff_id, l.weekdays, l.weeks, l.minute_of_day, l.from_day,"
    " l.until_day, l.note, l.changed, v.name, v.minutes, v.price_minor FROM template_line l"
    " JOIN template t ON t.company_id = l.company_id AND t.id = +l.template_id"
    " JOIN service v ON v.company_id = l.company_id AND v.id = l.service_id"
    " WHERE l.company_id = $1 AND +t.status = 1 AND coalesce(t.ends_on, $6) >= $6 AND coalesce(l.until_day, $6) >= "
    "$6 {0} {1} {2} {3} ORDER BY l.template_id, l.id LIMIT 20000",
    NAMES_STAFF, "AND l.client_id = $3", "AND l.id = $4", "AND l.template_id = $5");
SQL(template_approved, "SELECT template_id, starts_on, ends_on FROM template_period WHERE company_id = $1"
                       " AND template_id IN IDS($2) AND ends_on >= $3 AND status = 1 ORDER BY template_id, starts_on");
SQL(template_singles, "SELECT line_id, day, staff_id, skipped, changed FROM template_visit WHERE company_id = $1"
                      " AND line_id IN IDS($2) AND day >= $3 ORDER BY line_id, day");
/* All that may bring visits in a span of days ($2 to $3), on weekdays of the mask $4: what the walk needs alone. */
SQL(template_lines_within,
    "SELECT l.id, l.template_id, l.client_id, l.service_id, l.staff_id, l.weekdays, l.weeks, l.minute_of_day,"
    " l.from_day, l.until_day, t.billing, t.every_weeks, t.first_day, t.ends_on"
    " FROM template_line l JOIN template t ON t.company_id = l.company_id AND t.id = +l.template_id"
    " WHERE l.company_id = $1 AND l.from_day <= $3 AND coalesce(l.until_day, $2) >= $2 AND (l.weekdays & $4) <> 0"
    " AND +t.status = 1 AND t.first_day <= $3 AND coalesce(t.ends_on, $2) >= $2 LIMIT 20000");
SQL(template_approved_within,
    "SELECT template_id, starts_on, ends_on FROM template_period WHERE company_id = $1 AND ends_on >= $2"
    " AND starts_on <= $3 AND status = 1 ORDER BY template_id, starts_on");
SQL(template_singles_within, "SELECT line_id, day, staff_id, skipped, changed FROM template_visit"
                             " WHERE company_id = $1 AND day >= $2 AND day <= $3 ORDER BY line_id, day");
static_assert(TEMPLATE_ACTIVE == 1 && PERIOD_APPROVED == 1, "as the statements say");
SQL(line_set_staff, "UPDATE template_line SET staff_id = $3, changed = $4 WHERE company_id = $1 AND id = $2");
SQL(singles_set_staff, "UPDATE template_visit SET staff_id = $4, changed = $5"
                       " WHERE company_id = $1 AND line_id = $2 AND staff_id = $3");
SQL(line_now, "SELECT staff_id, client_id, changed FROM template_line WHERE company_id = $1 AND id = $2");
SQL(singles_back, "UPDATE template_visit SET staff_id = $3, changed = $5"
                  " WHERE company_id = $1 AND line_id = $2 AND changed = $4");

static void map_line(const struct query *q, struct template *t, struct template_line *l)
{
    *t = (struct template){.id = {query_int(q, 0)},
                           .client = {query_int(q, 1)},
                           .name = query_text(q, 2),
                           .billing = (enum template_billing)query_int(q, 3),
                           .every_weeks = (int)query_int(q, 4),
                           .first_day = (int32_t)query_int(q, 5),
                           .ends_on = (int32_t)query_int(q, 6),
                           .approve_days_before = query_is_null(q, 7) ? -1 : (int)query_int(q, 7),
                           .status = (enum template_status)query_int(q, 8),
                           .changed = query_int(q, 9)};
    *l = (struct template_line){.id = {query_int(q, 10)},
                                .template = t->id,
                                .client = t->client,
                                .service = {query_int(q, 11)},
                                .staff = {query_int(q, 12)},
                                .weekdays = (unsigned)query_int(q, 13),
                                .weeks = (unsigned)query_int(q, 14),
                                .minute_of_day = (int)query_int(q, 15),
                                .from_day = (int32_t)query_int(q, 16),
                                .until_day = (int32_t)query_int(q, 17),
                                .note = query_text(q, 18),
                                .changed = query_int(q, 19),
                                .service_name = query_text(q, 20),
                                .minutes = query_int(q, 21),
                                .price_minor = query_int(q, 22)};
}

/* Room for one more of `size` bytes behind `count`, which must be what earlier calls made room for. */
static void *one_more(struct arena *arena, void *items, int count, int *capacity, size_t size)
{
    size_t before = (size_t)*capacity * size;

    if (count < *capacity)
        return items;
    *capacity = *capacity ? *capacity * 2 : 16;
    return arena_grow(arena, items, before, (size_t)*capacity * size);
}

MUST_CHECK static enum err read_lines(struct tx *tx, const struct grant *g, const struct line_search *search,
                                      int32_t from_day, struct line_set *set)
{
    CLEANUP(query_end) struct query q = {0};
    unsigned bits = (search->staff.n ? BIT_STAFF : 0u) | (search->client.n ? BIT_CLIENT : 0u) |
                    (search->line.n ? BIT_LINE : 0u) | (search->template.n ? BIT_TEMPLATE : 0u);
    int template_room = 0, line_room = 0;

    TRY(QUERY_LIST(tx, &template_lines, bits, &q, SQL_INT(g->company.n), SQL_INT(search->staff.n),
                   SQL_INT(search->client.n), SQL_INT(search->line.n), SQL_INT(search->template.n),
                   SQL_INT(search->over ? INT32_MIN : from_day)));
    while (set->count < LINES_MAX && query_next(&q)) {
        set->templates = one_more(tx_arena(tx), set->templates, set->count, &template_room, sizeof(*set->templates));
        set->lines = one_more(tx_arena(tx), set->lines, set->count, &line_room, sizeof(*set->lines));
        map_line(&q, &set->templates[set->count], &set->lines[set->count]);
        set->count++;
    }
    return query_done(&q);
}

MUST_CHECK static enum err collect_approved(struct tx *tx, struct query *q, struct line_set *set)
{
    int room = 0;

    while (query_next(q)) {
        set->approved = one_more(tx_arena(tx), set->approved, set->approved_count, &room, sizeof(*set->approved));
        set->approved[set->approved_count++] =
            (struct approved){query_int(q, 0), {(int32_t)query_int(q, 1), (int32_t)query_int(q, 2)}};
    }
    return query_done(q);
}

MUST_CHECK static enum err collect_singles(struct tx *tx, struct query *q, struct line_set *set)
{
    int room = 0;

    while (query_next(q)) {
        set->singles = one_more(tx_arena(tx), set->singles, set->single_count, &room, sizeof(*set->singles));
        set->singles[set->single_count++] = (struct single){
            query_int(q, 0), (int32_t)query_int(q, 1), {query_int(q, 2)}, query_bool(q, 3), query_int(q, 4)};
    }
    return query_done(q);
}

enum err lines_read(struct tx *tx, const struct grant *g, const struct line_search *search, int32_t from_day,
                    struct line_set *ret)
{
    CLEANUP(query_end) struct query approved = {0}, singles = {0};
    int64_t *lines, *templates;

    *ret = (struct line_set){0};
    TRY(read_lines(tx, g, search, from_day, ret));
    if (ret->count == 0)
        return OK;
    lines = arena_array(tx_arena(tx), int64_t, (size_t)ret->count);
    templates = arena_array(tx_arena(tx), int64_t, (size_t)ret->count);
    for (int i = 0; i < ret->count; i++) {
        lines[i] = ret->lines[i].id.n;
        templates[i] = ret->templates[i].id.n;
    }
    TRY(QUERY(tx, &template_approved, &approved, SQL_INT(g->company.n), SQL_IDS(templates, ret->count),
              SQL_INT(from_day)));
    TRY(collect_approved(tx, &approved, ret));
    TRY(QUERY(tx, &template_singles, &singles, SQL_INT(g->company.n), SQL_IDS(lines, ret->count), SQL_INT(from_day)));
    return collect_singles(tx, &singles, ret);
}

static void map_line_within(const struct query *q, struct template *t, struct template_line *l)
{
    *t = (struct template){.id = {query_int(q, 1)},
                           .client = {query_int(q, 2)},
                           .billing = (enum template_billing)query_int(q, 10),
                           .every_weeks = (int)query_int(q, 11),
                           .first_day = (int32_t)query_int(q, 12),
                           .ends_on = (int32_t)query_int(q, 13),
                           .status = TEMPLATE_ACTIVE};
    *l = (struct template_line){.id = {query_int(q, 0)},
                                .template = t->id,
                                .client = t->client,
                                .service = {query_int(q, 3)},
                                .staff = {query_int(q, 4)},
                                .weekdays = (unsigned)query_int(q, 5),
                                .weeks = (unsigned)query_int(q, 6),
                                .minute_of_day = (int)query_int(q, 7),
                                .from_day = (int32_t)query_int(q, 8),
                                .until_day = (int32_t)query_int(q, 9)};
}

MUST_CHECK static enum err put_services(struct tx *tx, const struct grant *g, struct line_set *set)
{
    struct service_list services;

    TRY(services_read(tx, g, false, &services));
    for (int i = 0; i < set->count; i++) {
        struct template_line *line = &set->lines[i];

        for (int k = 0; k < services.count; k++) {
            if (services.items[k].id.n != line->service.n)
                continue;
            line->service_name = services.items[k].name;
            line->minutes = services.items[k].minutes;
            break;
        }
    }
    return OK;
}

static unsigned weekdays_within(int32_t from_day, int32_t to_day)
{
    unsigned mask = 0;

    for (int32_t day = from_day; day <= to_day && day < from_day + 7; day++)
        mask |= 1u << (day_weekday(day) - 1);
    return mask;
}

enum err lines_read_within(struct tx *tx, const struct grant *g, int32_t from_day, int32_t to_day, struct line_set *ret)
{
    CLEANUP(query_end) struct query q = {0}, approved = {0}, singles = {0};
    const struct param params[] = {SQL_INT(g->company.n), SQL_INT(from_day), SQL_INT(to_day),
                                   SQL_INT(weekdays_within(from_day, to_day))};
    const struct query_ask asks[] = {{&template_lines_within, params, 4, &q, 0},
                                     {&template_approved_within, params, 3, &approved, 0},
                                     {&template_singles_within, params, 3, &singles, 0}};
    int template_room = 0, line_room = 0;

    *ret = (struct line_set){0};
    TRY(query_open_all(tx, asks, ARRAY_SIZE(asks)));
    while (ret->count < LINES_MAX && query_next(&q)) {
        ret->templates = one_more(tx_arena(tx), ret->templates, ret->count, &template_room, sizeof(*ret->templates));
        ret->lines = one_more(tx_arena(tx), ret->lines, ret->count, &line_room, sizeof(*ret->lines));
        map_line_within(&q, &ret->templates[ret->count], &ret->lines[ret->count]);
        ret->count++;
    }
    TRY(query_done(&q));
    TRY(collect_approved(tx, &approved, ret));
    TRY(collect_singles(tx, &singles, ret));
    return ret->count ? put_services(tx, g, ret) : OK;
}

/* Both lists are sorted: a company's whole calendar walks over many lines and days. */
static bool is_approved(const struct line_set *set, int64_t template, int32_t day)
{
    int low = 0, high = set->approved_count; /* the first whose span begins behind the day */

    while (low < high) {
        int middle = low + (high - low) / 2;
        const struct approved *approved = &set->approved[middle];
        bool behind =
            approved->template > template || (approved->template == template && approved->span.starts_on > day);

        if (behind)
            high = middle;
        else
            low = middle + 1;
    }
    return low > 0 && set->approved[low - 1].template == template && set->approved[low - 1].span.ends_on >= day;
}

static const struct single *find_single(const struct line_set *set, int64_t line, int32_t day)
{
    int low = 0, high = set->single_count;

    while (low < high) {
        int middle = low + (high - low) / 2;
        const struct single *single = &set->singles[middle];

        if (single->line == line && single->day == day)
            return single;
        if (single->line < line || (single->line == line && single->day < day))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool line_visit_on(const struct line_set *set, int index, int32_t day, struct line_visit *ret)
{
    const struct template_line *line = &set->lines[index];
    const struct single *single;

    *ret = (struct line_visit){.staff = line->staff};
    if (!template_line_hits(&set->templates[index], line, day) || is_approved(set, line->template.n, day))
        return false;
    single = find_single(set, line->id.n, day);
    if (single)
        *ret = (struct line_visit){.staff = single->staff, .single = true, .skipped = single->skipped};
    return true;
}

bool line_pending_on(const struct line_set *set, int index, int32_t day, struct staff_id *ret_staff)
{
    struct line_visit visit;
    bool comes = line_visit_on(set, index, day, &visit);

    *ret_staff = visit.staff;
    return comes && !visit.skipped;
}

MUST_CHECK static enum err read_line(struct tx *tx, const struct grant *g, struct line_id line,
                                     struct template_line *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &line_now, &q, SQL_INT(g->company.n), SQL_INT(line.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    *ret = (struct template_line){
        .id = line, .staff = {query_int(&q, 0)}, .client = {query_int(&q, 1)}, .changed = query_int(&q, 2)};
    return query_done(&q);
}

static struct str staff_words(struct context *cx, struct staff_id staff)
{
    return staff.n ? id_text(cx->arena, staff.n) : STR("");
}

/* What was approved is events by now, so the line's own name speaks only about what is still pending. */
enum err templates_hand_over(struct context *cx, struct tx *tx, const struct grant *g, struct line_id line,
                             struct staff_id from, struct staff_id to)
{
    struct template_line now;

    TRY(read_line(tx, g, line, &now));
    if (to.n)
        TRY(relation_tie(cx, tx, g, to, now.client, true));
    if (now.staff.n == from.n)
        TRY(EXECUTE(tx, &line_set_staff, NULL, SQL_INT(g->company.n), SQL_INT(line.n), SQL_ID(to),
                    SQL_INT(cx->change)));
    audit_change(cx, "template_line", line.n, "staff", staff_words(cx, from), staff_words(cx, to));
    audit_also(cx, from, now.client);
    audit_also(cx, to, now.client);
    return EXECUTE(tx, &singles_set_staff, NULL, SQL_INT(g->company.n), SQL_INT(line.n), SQL_INT(from.n), SQL_ID(to),
                   SQL_INT(cx->change));
}

enum err templates_take_back(struct context *cx, struct tx *tx, const struct grant *g, struct line_id line,
                             struct staff_id back_to, int64_t change, bool *ret_done)
{
    struct template_line now;
    int64_t singles = 0;

    TRY(read_line(tx, g, line, &now));
    TRY(relation_tie(cx, tx, g, back_to, now.client, true));
    TRY(EXECUTE(tx, &singles_back, &singles, SQL_INT(g->company.n), SQL_INT(line.n), SQL_INT(back_to.n),
                SQL_INT(change), SQL_INT(cx->change)));
    *ret_done = singles > 0 || now.changed == change;
    if (now.changed != change)
        return OK;
    audit_change(cx, "template_line", line.n, "staff", staff_words(cx, now.staff), staff_words(cx, back_to));
    audit_also(cx, now.staff, now.client);
    audit_also(cx, back_to, now.client);
    return EXECUTE(tx, &line_set_staff, NULL, SQL_INT(g->company.n), SQL_INT(line.n), SQL_INT(back_to.n),
                   SQL_INT(cx->change));
}
