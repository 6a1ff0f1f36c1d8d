#include "features/schedule/schedule_store.h"
#include "base/local.h"

static const char *const statuses[] = {"scheduled", "in_progress", "completed", "cancelled"};
const struct names event_status_names = {statuses, ARRAY_SIZE(statuses)};

SQL(event_row, "SELECT " EVENT_COLUMNS " FROM event e WHERE e.company_id = $1 AND e.id = $2");
SQL(event_subject, "SELECT client_id, staff_id FROM event WHERE company_id = $1 AND id = $2");
SQL(event_insert_row,
    "INSERT INTO event (company_id, id, client_id, staff_id, service_id, starts_at, ends_at, local_day, status, note,"
    " price_minor, origin, template_id, line_id, order_id, started_at, ended_at, message, created_at, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)");
SQL(event_update_row,
    "UPDATE event SET client_id = $3, staff_id = $4, service_id = $5, starts_at = $6, ends_at = $7, local_day = $8,"
    " status = $9, note = $10, price_minor = $11, started_at = $12, ended_at = $13, message = $14, changed = $15"
    " WHERE company_id = $1 AND id = $2");
SQL(event_pets_delete, "DELETE FROM event_pet WHERE company_id = $1 AND event_id = $2");
SQL(event_pet_insert, "INSERT INTO event_pet (company_id, event_id, pet_id)"
                      " SELECT $1, $2, p.id FROM pet p WHERE p.company_id = $1 AND p.id IN IDS($3)");
SQL(event_delete_row, "DELETE FROM event WHERE company_id = $1 AND id = $2");
SQL(event_pets_of, "SELECT p.id, p.name, p.deceased_on, x.event_id FROM pet p"
                   " LEFT JOIN event_pet x ON x.company_id = p.company_id AND x.event_id = $3 AND x.pet_id = p.id"
                   " WHERE p.company_id = $1 AND p.client_id = $2 ORDER BY p.name, p.id");
SQL(event_overlap_row, "SELECT " EVENT_COLUMNS " FROM event e"
                       " WHERE e.company_id = $1 AND e.staff_id = $2 AND e.starts_at > $5 AND e.starts_at < $4"
                       " AND e.ends_at > $3 AND e.status IN (1, 2) AND e.id <> $6 ORDER BY e.starts_at, e.id LIMIT 1");

/* ACC-22: future scheduled ones, and those in progress whose planned end is not long over ($5). */
#define STANDS " AND ((e.status = 1 AND e.starts_at > $4) OR (e.status = 2 AND e.ends_at > $5))"
SQL(event_barriers,
    "SELECT " EVENT_COLUMNS " FROM event e"
    " WHERE e.company_id = $1 AND e.staff_id = $2 AND e.client_id = $3" STANDS " ORDER BY e.starts_at, e.id");
SQL(event_of_leaver, "SELECT " EVENT_COLUMNS " FROM event e"
                     " WHERE e.company_id = $1 AND e.staff_id = $2 AND $3 = 0" STANDS " ORDER BY e.starts_at, e.id");
SQL(event_unfinished, "SELECT " EVENT_COLUMNS " FROM event e WHERE e.company_id = $1 AND e.staff_id = $2"
                      " AND e.status IN (1, 2) AND e.starts_at <= $3 AND NOT (e.status = 2 AND e.ends_at > $4) ORDER "
                      "BY e.starts_at, e.id");
/* Begun since the day before ($4), or one of the few that last longer, which have an index. */
#define BUSY_IN                                                                                                        \
    "SELECT staff_id FROM event WHERE company_id = $1 AND starts_at < $3 AND ends_at > $2 AND staff_id IS NOT NULL"    \
    " AND status IN (1, 2) AND id <> $5"
SQL(event_busy, BUSY_IN " AND starts_at > $4 UNION " BUSY_IN " AND starts_at > $6 AND starts_at <= $4"
                        " AND ends_at - starts_at > 86400000000 ORDER BY 1");
SQL(event_served, "SELECT staff_id, count(*), max(starts_at) FROM event WHERE company_id = $1 AND client_id = $2"
                  " AND status = 3 AND staff_id IS NOT NULL GROUP BY staff_id ORDER BY staff_id");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2 && EVENT_COMPLETED == 3, "as the statements say");

void event_map(const struct query *q, struct event *ret)
{
    *ret = (struct event){.id = {query_int(q, 0)},
                          .client = {query_int(q, 1)},
                          .staff = {query_int(q, 2)},
                          .service = {query_int(q, 3)},
                          .starts_at = query_int(q, 4),
                          .ends_at = query_int(q, 5),
                          .local_day = (int32_t)query_int(q, 6),
                          .status = (enum event_status)query_int(q, 7),
                          .note = query_text(q, 8),
                          .price_minor = query_int(q, 9),
                          .origin = (int)query_int(q, 10),
                          .template = {query_int(q, 11)},
                          .line = {query_int(q, 12)},
                          .order = query_int(q, 13),
                          .started_at = query_int(q, 14),
                          .ended_at = query_int(q, 15),
                          .message = query_text(q, 16),
                          .changed = query_int(q, 17),
                          .service_name = query_text(q, 18),
                          .client_name = query_text(q, 19)};
}

enum err events_collect(struct tx *tx, struct query *q, struct event_list *ret)
{
    struct event *items = arena_array(tx_arena(tx), struct event, 16);
    int capacity = 16, count = 0;

    while (count < EVENTS_MAX && query_next(q)) {
        if (count == capacity) {
            struct event *grown = arena_array(tx_arena(tx), struct event, (size_t)capacity * 2);

            memcpy(grown, items, (size_t)capacity * sizeof(*items));
            items = grown;
            capacity *= 2;
        }
        event_map(q, &items[count++]);
    }
    ret->items = items;
    ret->count = count;
    return count < EVENTS_MAX ? query_done(q) : OK;
}

enum err event_read(struct tx *tx, const struct grant *g, struct event_id id, struct event *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &event_row, &q, SQL_INT(g->company.n), SQL_INT(id.n)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    event_map(&q, ret);
    return query_done(&q);
}

enum err event_resolve(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &event_subject, &q, SQL_INT(company.n), SQL_INT(id)));
    if (!query_next(&q)) {
        TRY(query_done(&q));
        return FAIL(tx_arena(tx), ERR_ABSENT, MSG_ABSENT);
    }
    *ret = ABOUT_EVENT(((struct client_id){query_int(&q, 0)}), ((struct staff_id){query_int(&q, 1)}));
    return query_done(&q);
}

enum err event_insert(struct context *cx, struct tx *tx, const struct grant *g, struct event *event)
{
    event->changed = cx->change;
    return EXECUTE(tx, &event_insert_row, NULL, SQL_INT(g->company.n), SQL_INT(event->id.n), SQL_INT(event->client.n),
                   SQL_ID(event->staff), SQL_INT(event->service.n), SQL_INT(event->starts_at), SQL_INT(event->ends_at),
                   SQL_INT(event->local_day), SQL_INT(event->status), SQL_TEXT(event->note),
                   SQL_INT(event->price_minor), SQL_INT(event->origin), SQL_ID(event->template), SQL_ID(event->line),
                   SQL_INT_OR_NULL(event->order), SQL_INT(event->started_at), SQL_INT(event->ended_at),
                   SQL_TEXT(event->message), SQL_INT(cx->now), SQL_INT(event->changed));
}

enum err event_write(struct context *cx, struct tx *tx, const struct grant *g, struct event *event)
{
    event->changed = cx->change;
    return EXECUTE(tx, &event_update_row, NULL, SQL_INT(g->company.n), SQL_INT(event->id.n), SQL_INT(event->client.n),
                   SQL_ID(event->staff), SQL_INT(event->service.n), SQL_INT(event->starts_at), SQL_INT(event->ends_at),
                   SQL_INT(event->local_day), SQL_INT(event->status), SQL_TEXT(event->note),
                   SQL_INT(event->price_minor), SQL_INT(event->started_at), SQL_INT(event->ended_at),
                   SQL_TEXT(event->message), SQL_INT(event->changed));
}

enum err event_pets_write(struct tx *tx, const struct grant *g, struct event_id event, const int64_t *pets, int count)
{
    TRY(EXECUTE(tx, &event_pets_delete, NULL, SQL_INT(g->company.n), SQL_INT(event.n)));
    if (count == 0)
        return OK;
    return EXECUTE(tx, &event_pet_insert, NULL, SQL_INT(g->company.n), SQL_INT(event.n), SQL_IDS(pets, count));
}

enum err event_erase(struct tx *tx, const struct grant *g, struct event_id event)
{
    TRY(EXECUTE(tx, &event_pets_delete, NULL, SQL_INT(g->company.n), SQL_INT(event.n)));
    return EXECUTE(tx, &event_delete_row, NULL, SQL_INT(g->company.n), SQL_INT(event.n));
}

enum err event_pets_read(struct tx *tx, const struct grant *g, struct client_id client, struct event_id event,
                         struct event_pets *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct event_pets){.items = arena_array(tx_arena(tx), struct event_pet, EVENT_PETS_MAX)};
    TRY(QUERY(tx, &event_pets_of, &q, SQL_INT(g->company.n), SQL_INT(client.n), SQL_INT(event.n)));
    while (ret->count < EVENT_PETS_MAX && query_next(&q)) {
        bool chosen = event.n == 0 || !query_is_null(&q, 3);

        if (!query_is_null(&q, 2) && query_is_null(&q, 3))
            continue;
        ret->items[ret->count++] =
            (struct event_pet){.id = {query_int(&q, 0)}, .name = query_text(&q, 1), .chosen = chosen};
    }
    return OK;
}

enum err event_overlap(struct tx *tx, const struct grant *g, const struct event *event, struct event *ret,
                       bool *ret_found)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &event_overlap_row, &q, SQL_INT(g->company.n), SQL_INT(event->staff.n), SQL_INT(event->starts_at),
              SQL_INT(event->ends_at), SQL_INT(event->starts_at - EVENT_LONGEST_US), SQL_INT(event->id.n)));
    *ret_found = query_next(&q);
    if (*ret_found)
        event_map(&q, ret);
    return query_done(&q);
}

/* The instant after which a planned end is not "long over". */
static int64_t running_since(const struct grant *g)
{
    return g->now - (int64_t)picture_company(g->picture)->running_hours * HOUR_US;
}

enum err schedule_barriers(struct tx *tx, const struct grant *g, struct staff_id staff, struct client_id client,
                           struct event_list *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &event_barriers, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(client.n), SQL_INT(g->now),
              SQL_INT(running_since(g))));
    return events_collect(tx, &q, ret);
}

enum err schedule_of_leaver(struct tx *tx, const struct grant *g, struct staff_id staff, struct event_list *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &event_of_leaver, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(0), SQL_INT(g->now),
              SQL_INT(running_since(g))));
    return events_collect(tx, &q, ret);
}

enum err schedule_unfinished(struct tx *tx, const struct grant *g, struct staff_id staff, struct event_list *ret)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &event_unfinished, &q, SQL_INT(g->company.n), SQL_INT(staff.n), SQL_INT(g->now),
              SQL_INT(running_since(g))));
    return events_collect(tx, &q, ret);
}

enum err schedule_busy(struct tx *tx, const struct grant *g, int64_t starts_at, int64_t ends_at, struct event_id except,
                       const int64_t **ret_ids, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)picture_person_count(g->picture));
    int count = 0;

    TRY(QUERY(tx, &event_busy, &q, SQL_INT(g->company.n), SQL_INT(starts_at), SQL_INT(ends_at),
              SQL_INT(starts_at - DAY_US), SQL_INT(except.n), SQL_INT(starts_at - EVENT_LONGEST_US)));
    while (query_next(&q) && count < picture_person_count(g->picture))
        ids[count++] = query_int(&q, 0);
    *ret_ids = ids;
    *ret_count = count;
    return query_done(&q);
}

enum err schedule_served(struct tx *tx, const struct grant *g, struct client_id client, const struct times_served **ret,
                         int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    struct times_served *served =
        arena_array(tx_arena(tx), struct times_served, (size_t)picture_person_count(g->picture));
    int count = 0;

    TRY(QUERY(tx, &event_served, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q) && count < picture_person_count(g->picture))
        served[count++] =
            (struct times_served){.staff = {query_int(&q, 0)}, .times = query_int(&q, 1), .last_at = query_int(&q, 2)};
    *ret = served;
    *ret_count = count;
    return query_done(&q);
}

struct str event_words(struct arena *arena, const struct company_profile *company, const struct event *event)
{
    struct local_time at = time_local(company->zone, event->starts_at);
    struct buf out;

    buf_init(&out, arena, 100);
    buf_format(&out, "%.*s, ", STR_ARG(event->service_name));
    local_day(&out, company->locale, at.day_number, 0);
    buf_add_char(&out, ' ');
    local_clock(&out, company->locale, at.hour * 60 + at.minute);
    return buf_str(&out);
}
