/* What active templates will still bring: for barriers, leavers and the calendar. */
#include "features/templates/templates_store.h"

#include <stdlib.h>

struct walk {
    const struct line_set *set;
    const struct zone *zone;
    int64_t now;
};

static int64_t visit_start(const struct walk *walk, const struct template_line *line, int32_t day)
{
    return time_from_local(walk->zone, day, line->minute_of_day);
}

/* Counts the visits that line `index` will still bring for `staff` and finds the first. What a line names its person
 * for only beyond the projection counts as one visit: the pair will meet all the same, with no further act to refuse.
 */
static void count_visits(const struct walk *walk, int index, struct staff_id staff, struct pending_line *pending)
{
    enum { BEYOND = 2 * PROJECTION_DAYS };
    const struct template_line *line = &walk->set->lines[index];
    int32_t today = time_local(walk->zone, walk->now).day_number;
    struct staff_id who;

    for (int32_t day = today; day <= today + BEYOND; day++) {
        int64_t starts_at;

        if (template_line_is_over(&walk->set->templates[index], line, day) ||
            (day > today + PROJECTION_DAYS && pending->visits))
            return;
        if (!line_pending_on(walk->set, index, day, &who) || who.n != staff.n)
            continue;
        starts_at = visit_start(walk, line, day);
        if (starts_at <= walk->now)
            continue;
        if (pending->visits++ == 0)
            pending->next_at = starts_at;
    }
}

static struct str line_title(struct arena *arena, struct str locale, const struct template *template,
                             const struct template_line *line)
{
    return arena_format(arena, "%.*s: %.*s, %.*s", STR_ARG(template->name), STR_ARG(line->service_name),
                        STR_ARG(template_line_words(arena, locale, line)));
}

/* The people whom a line can name: its own, and those of its single visits. */
static int people_of(const struct line_set *set, int index, struct staff_id wanted, struct staff_id *ret, int max)
{
    int count = 0;

    if (wanted.n) {
        ret[0] = wanted;
        return 1;
    }
    if (set->lines[index].staff.n)
        ret[count++] = set->lines[index].staff;
    for (int i = 0; i < set->single_count && count < max; i++) {
        bool known = set->singles[i].line != set->lines[index].id.n || !set->singles[i].staff.n;

        for (int k = 0; k < count; k++)
            known = known || ret[k].n == set->singles[i].staff.n;
        if (!known)
            ret[count++] = set->singles[i].staff;
    }
    return count;
}

enum err templates_pending(struct tx *tx, const struct grant *g, struct staff_id staff, struct client_id client,
                           const struct company_profile *company, struct pending_lines *ret)
{
    enum { PEOPLE_MAX = 16 };
    const struct line_search search = {.staff = staff, .client = client};
    struct walk walk = {.zone = company->zone, .now = g->now};
    struct line_set set;
    struct pending_line *items;
    int count = 0;

    TRY(lines_read(tx, g, &search, time_local(company->zone, g->now).day_number - 1, &set));
    walk.set = &set;
    items = arena_array(tx_arena(tx), struct pending_line, (size_t)set.count * PEOPLE_MAX);
    for (int i = 0; i < set.count; i++) {
        struct staff_id people[PEOPLE_MAX];
        int people_count = people_of(&set, i, staff, people, PEOPLE_MAX);

        for (int k = 0; k < people_count; k++) {
            struct pending_line pending = {.line = set.lines[i].id,
                                           .template = set.lines[i].template,
                                           .client = set.lines[i].client,
                                           .staff = people[k],
                                           .changed = set.lines[i].changed};

            count_visits(&walk, i, people[k], &pending);
            if (pending.visits == 0)
                continue;
            pending.title = line_title(tx_arena(tx), company->locale, &set.templates[i], &set.lines[i]);
            items[count++] = pending;
        }
    }
    ret->items = items;
    ret->count = count;
    return OK;
}

static int by_start(const void *a, const void *b)
{
    const struct projected_visit *x = a, *y = b;

    if (x->starts_at != y->starts_at)
        return x->starts_at < y->starts_at ? -1 : 1;
    return (x->line.n > y->line.n) - (x->line.n < y->line.n);
}

/* The visit of a line on a day, if it brings one that has not begun, to `staff` (none: to anybody). */
static bool project(const struct walk *walk, int index, int32_t day, struct staff_id staff, struct projected_visit *ret)
{
    const struct template_line *line = &walk->set->lines[index];
    struct staff_id who;
    int64_t starts_at;

    if (!line_pending_on(walk->set, index, day, &who) || (staff.n && who.n != staff.n))
        return false;
    starts_at = visit_start(walk, line, day);
    if (starts_at <= walk->now)
        return false;
    *ret = (struct projected_visit){.line = line->id,
                                    .template = line->template,
                                    .client = line->client,
                                    .staff = who,
                                    .service = line->service,
                                    .day = day,
                                    .starts_at = starts_at,
                                    .ends_at = starts_at + line->minutes * MINUTE_US,
                                    .service_name = line->service_name};
    return true;
}

enum err templates_projected(struct tx *tx, const struct grant *g, const struct zone *zone,
                             const struct projection *projection, struct projected_visits *ret)
{
    const struct line_search search = {.staff = projection->staff, .client = projection->client};
    struct walk walk = {.zone = zone, .now = g->now};
    int32_t last = time_local(zone, g->now).day_number + PROJECTION_DAYS;
    int32_t from_day = projection->from_day;
    int32_t to_day = projection->to_day < last ? projection->to_day : last;
    struct projected_visit *items;
    struct line_set set;
    int count = 0;

    *ret = (struct projected_visits){0};
    if (to_day < last - PROJECTION_DAYS || to_day < from_day) /* what is over brings nothing */
        return OK;
    if (search.staff.n || search.client.n)
        TRY(lines_read(tx, g, &search, from_day, &set));
    else
        TRY(lines_read_within(tx, g, from_day, to_day, &set));
    walk.set = &set;
    items = arena_array(tx_arena(tx), struct projected_visit, (size_t)set.count * (size_t)(to_day - from_day + 1));
    for (int i = 0; i < set.count; i++) {
        for (int32_t day = from_day; day <= to_day; day++)
            count += project(&walk, i, day, projection->staff, &items[count]);
    }
    if (count)
        qsort(items, (size_t)count, sizeof(*items), by_start);
    ret->items = items;
    ret->count = count;
    return OK;
}
