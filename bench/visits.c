/* Who goes to whom and when, in a company of some size. Pure: the same for the same seed and the same day. */
#include "large.h"

const struct size size_large = {
    .people = PEOPLE_MAX,
    .admins = 5,
    .managers = 30,
    .veterans = 20,
    .trainees = 60,
    .clients = CLIENTS_MAX,
    .pairs = PAIRS_MAX,
    .veteran_pairs = 1000,
    .events = 1000000,
    .templates = 1500,
    .notices = 100,
    .days = 1080,
};
const struct size size_small = {
    .people = 14,
    .admins = 1,
    .managers = 2,
    .veterans = 1,
    .trainees = 2,
    .clients = 100,
    .pairs = 300,
    .veteran_pairs = 60,
    .events = 5000,
    .templates = 8,
    .notices = 20,
    .days = 360,
};

const struct large_service large_services[SERVICES] = {
    {"Dog walk, 30 minutes", 30, 2400},
    {"Dog walk, 45 minutes", 45, 3100},
    {"Dog walk, 60 minutes", 60, 3800},
    {"Cat visit", 30, 2300},
    {"Cat visit, long", 45, 2900},
    {"Puppy visit", 30, 2600},
    {"Small animals", 30, 2200},
    {"Medication visit", 15, 1900},
    {"Garden and pets", 45, 3300},
    {"Holiday visit", 30, 3600},
    {"Pet taxi", 45, 4200},
    {"Evening tuck-in", 30, 2700},
};

uint64_t chance_next(struct chance *chance)
{
    uint64_t x = chance->state += UINT64_C(0x9E3779B97F4A7C15);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

int chance_below(struct chance *chance, int limit)
{
    return (int)(chance_next(chance) % (uint64_t)limit);
}

bool chance_percent(struct chance *chance, int percent)
{
    return chance_below(chance, 100) < percent;
}

/* ------------------------------------------------------------------ pairs */

static int pairs_of(const struct size *size, int going)
{
    int left = size->pairs - size->veterans * size->veteran_pairs, others = size_going(size) - size->veterans;

    if (going < size->veterans)
        return size->veteran_pairs;
    return left / others + (going - size->veterans < left % others);
}

static void shuffle(struct chance *chance, int *items, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int other = chance_below(chance, i + 1), kept = items[i];

        items[i] = items[other];
        items[other] = kept;
    }
}

static bool has(const struct large_pairs *pairs, int from, int to, int client)
{
    for (int i = from; i < to; i++) {
        if (pairs->items[i].client == client)
            return true;
    }
    return false;
}

/* All clients in turn, in another order each time, so that everyone of them has some five people. */
void large_pairs_make(const struct size *size, struct chance *chance, struct large_pairs *ret)
{
    static int order[CLIENTS_MAX];
    int at = size->clients, pair = 0;

    for (int i = 0; i < size->clients; i++)
        order[i] = i;
    for (int going = 0; going < size_going(size); going++) {
        int end = pair + pairs_of(size, going);

        ret->first[going] = pair;
        while (pair < end) {
            if (at == size->clients) {
                shuffle(chance, order, size->clients);
                at = 0;
            }
            int client = order[at++];
            if (!has(ret, ret->first[going], pair, client))
                ret->items[pair++] = (struct large_pair){.staff = size->managers + going, .client = client};
        }
    }
    ret->first[size_going(size)] = pair;
}

/* ------------------------------------------------------------------ visits */

/* Some three days' worth at the weekend, and a company that grew by half. */
static int64_t weight(const struct large_calendar *calendar, int day)
{
    int weekday = day_weekday(calendar->today + day);
    int64_t grown = 3 * calendar->size->days + day;

    if (weekday == 6)
        return grown * 55;
    return grown * (weekday == 7 ? 45 : 100);
}

/* How many visits the days from the first to this one have, in all: the last day's makes it exactly as many as the size
 * says. */
static int64_t made_until(const struct large_calendar *calendar, int day)
{
    int64_t all = 0, until = 0;

    for (int i = -calendar->size->days; i < DAYS_AHEAD; i++) {
        all += weight(calendar, i);
        if (i <= day)
            until += weight(calendar, i);
    }
    return until * calendar->size->events / all;
}

/* Half of the time whose turn it is, else one of those whom the person goes to most. */
static int pick_pair(struct large_calendar *calendar, int going)
{
    const struct large_pairs *pairs = calendar->pairs;
    int first = pairs->first[going], count = pairs->first[going + 1] - first;

    if (chance_percent(&calendar->chance, 50))
        return first + calendar->turn[going]++ % count;
    return first + chance_below(&calendar->chance, count < 25 ? count : 25);
}

static enum event_status status_of(struct large_calendar *calendar, int64_t ends_at)
{
    if (chance_percent(&calendar->chance, 4))
        return EVENT_CANCELLED;
    return ends_at > calendar->now ? EVENT_SCHEDULED : EVENT_COMPLETED;
}

static void count(struct large_pair *pair, const struct large_visit *visit)
{
    pair->events++;
    pair->last_start_at = visit->starts_at > pair->last_start_at ? visit->starts_at : pair->last_start_at;
    if (visit->status == EVENT_SCHEDULED && visit->starts_at > pair->last_scheduled_at)
        pair->last_scheduled_at = visit->starts_at;
    if (visit->status != EVENT_CANCELLED && visit->ends_at > pair->last_end_at)
        pair->last_end_at = visit->ends_at;
}

/* The `round`th visit of somebody's day: between two there is always time. */
static struct large_visit visit_of(struct large_calendar *calendar, int going, int round)
{
    struct large_visit visit = {.pair = pick_pair(calendar, going),
                                .service = chance_below(&calendar->chance, SERVICES)};
    int minute = 7 * 60 + round * 150 + chance_below(&calendar->chance, 6) * 15;

    visit.client = calendar->pairs->items[visit.pair].client;
    visit.starts_at = time_from_local(calendar->zone, calendar->today + calendar->day, minute);
    visit.ends_at = visit.starts_at + large_services[visit.service].minutes * MINUTE_US;
    visit.day = calendar->today + calendar->day;
    visit.status = status_of(calendar, visit.ends_at);
    if (visit.status == EVENT_SCHEDULED && calendar->day > 2 && chance_percent(&calendar->chance, 1))
        visit.pair = -1;
    else
        count(&calendar->pairs->items[visit.pair], &visit);
    return visit;
}

int large_day(struct large_calendar *calendar, struct large_visit *ret)
{
    int going = size_going(calendar->size);
    int count = (int)(made_until(calendar, calendar->day) - calendar->made);
    int offset = chance_below(&calendar->chance, going);

    assert(count <= LARGE_DAY_MAX);
    for (int i = 0; i < count; i++)
        ret[i] = visit_of(calendar, (offset + i) % going, i / going);
    calendar->made += count;
    calendar->day++;
    return count;
}

void large_decide(const struct size *size, struct chance *chance, int64_t now, struct large_pairs *pairs)
{
    for (int i = 0; i < size->pairs; i++) {
        struct large_pair *pair = &pairs->items[i];
        int kind = chance_below(chance, 100);

        pair->preferred = kind < 10;
        pair->removed = kind >= 10 && kind < 13 && pair->last_scheduled_at < now;
        pair->do_not_schedule = kind >= 13 && kind < 16;
    }
}
