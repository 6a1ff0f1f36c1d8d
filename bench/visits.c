/* Who goes to whom and when, in the large company. Pure: the same for the same seed and the same day. */
#include "large.h"

const struct large_service large_services[LARGE_SERVICES] = {
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

static int pairs_of(int going)
{
    const int left = LARGE_PAIRS - LARGE_VETERANS * VETERAN_PAIRS, others = LARGE_GOING - LARGE_VETERANS;

    if (going < LARGE_VETERANS)
        return VETERAN_PAIRS;
    return left / others + (going - LARGE_VETERANS < left % others);
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
void large_pairs_make(struct chance *chance, struct large_pairs *ret)
{
    static int order[LARGE_CLIENTS];
    int at = LARGE_CLIENTS, pair = 0;

    for (int i = 0; i < LARGE_CLIENTS; i++)
        order[i] = i;
    for (int going = 0; going < LARGE_GOING; going++) {
        int end = pair + pairs_of(going);

        ret->first[going] = pair;
        while (pair < end) {
            if (at == LARGE_CLIENTS) {
                shuffle(chance, order, LARGE_CLIENTS);
                at = 0;
            }
            int client = order[at++];
            if (!has(ret, ret->first[going], pair, client))
                ret->items[pair++] = (struct large_pair){.staff = LARGE_MANAGERS + going, .client = client};
        }
    }
    ret->first[LARGE_GOING] = pair;
}

/* ------------------------------------------------------------------ visits */

/* Some three days' worth at the weekend, and a company that grew by half. */
static int64_t weight(const struct large_calendar *calendar, int day)
{
    int weekday = day_weekday(calendar->today + day);
    int64_t grown = 2 * LARGE_DAYS + (day + LARGE_DAYS);

    if (weekday == 6)
        return grown * 55;
    return grown * (weekday == 7 ? 45 : 100);
}

/* How many visits the days from the first to this one have, in all: the last day's makes it exactly LARGE_EVENTS. */
static int64_t made_until(const struct large_calendar *calendar, int day)
{
    int64_t all = 0, until = 0;

    for (int i = -LARGE_DAYS; i < LARGE_DAYS_AHEAD; i++) {
        all += weight(calendar, i);
        if (i <= day)
            until += weight(calendar, i);
    }
    return until * LARGE_EVENTS / all;
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
                                .service = chance_below(&calendar->chance, LARGE_SERVICES)};
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
    int count = (int)(made_until(calendar, calendar->day) - calendar->made);
    int offset = chance_below(&calendar->chance, LARGE_GOING);

    assert(count <= LARGE_DAY_MAX);
    for (int i = 0; i < count; i++)
        ret[i] = visit_of(calendar, (offset + i) % LARGE_GOING, i / LARGE_GOING);
    calendar->made += count;
    calendar->day++;
    return count;
}

void large_decide(struct chance *chance, int64_t now, struct large_pairs *pairs)
{
    for (int i = 0; i < LARGE_PAIRS; i++) {
        struct large_pair *pair = &pairs->items[i];
        int kind = chance_below(chance, 100);

        pair->preferred = kind < 10;
        pair->removed = kind >= 10 && kind < 13 && pair->last_scheduled_at < now;
        pair->do_not_schedule = kind >= 13 && kind < 16;
    }
}
