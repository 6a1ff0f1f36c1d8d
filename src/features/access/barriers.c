#include "features/access/access_docs.h"

static const char *const kinds[] = {"preferred", "event", "template"};
const struct names barrier_kind_names = {kinds, ARRAY_SIZE(kinds)};
static const char *const accesses[] = {"granted", "removed"};
const struct names access_names = {accesses, ARRAY_SIZE(accesses)};

enum err barriers_read(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                       struct client_id client, struct barriers *ret)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    ret->preferred_position = pair.preferred_position;
    TRY(schedule_barriers(tx, g, staff, client, &ret->events));
    return templates_pending(tx, g, staff, client, cx->company, &ret->lines);
}

int barriers_count(const struct barriers *barriers)
{
    return (barriers->preferred_position ? 1 : 0) + barriers->events.count + barriers->lines.count;
}

static void preferred_barrier(struct context *cx, const struct barriers *barriers, struct node *item)
{
    doc_enum(item, barrier_kind, BARRIER_PREFERRED);
    doc_id(item, barrier_id, cx->target[TARGET_STAFF]);
    doc_text(item, barrier_title,
             arena_format(cx->arena, "Preferred, number %lld on the list", (long long)barriers->preferred_position));
    doc_text(item, barrier_cure, STR("Drop from Preferred"));
}

static void event_barrier(struct context *cx, const struct event *event, struct node *item)
{
    bool running = event->status == EVENT_IN_PROGRESS;

    doc_enum(item, barrier_kind, BARRIER_EVENT);
    doc_id(item, barrier_id, event->id.n);
    doc_text(item, barrier_title, event_words(cx->arena, cx->company, event));
    doc_instant(item, barrier_starts_at, event->starts_at);
    doc_bool(item, barrier_running, running);
    doc_text(item, barrier_cure,
             running ? STR("Complete it or hand it over") : STR("Give it to someone else, or leave it unassigned"));
}

static void line_barrier(const struct pending_line *line, struct node *item)
{
    doc_enum(item, barrier_kind, BARRIER_TEMPLATE);
    doc_id(item, barrier_id, line->line.n);
    doc_text(item, barrier_title, line->title);
    doc_instant(item, barrier_starts_at, line->next_at);
    doc_int(item, barrier_visits, line->visits);
    doc_text(item, barrier_cure, STR("Give the line to someone else, or leave it unassigned"));
}

void barriers_document(struct context *cx, const struct barriers *barriers, struct node *list)
{
    if (barriers->preferred_position)
        preferred_barrier(cx, barriers, doc_item(list));
    for (int i = 0; i < barriers->events.count; i++)
        event_barrier(cx, &barriers->events.items[i], doc_item(list));
    for (int i = 0; i < barriers->lines.count; i++)
        line_barrier(&barriers->lines.items[i], doc_item(list));
}

enum err barriers_refuse(struct context *cx, const struct grant *g, struct staff_id staff, struct client_id client,
                         const struct barriers *barriers)
{
    struct node *problem = problem_begin(cx, g);

    barriers_document(cx, barriers, doc_list(problem, barriers_problem_barriers));
    doc_address(problem, barriers_problem_resolve_page, pair_address(cx->arena, staff, client, "separation"));
    return FAIL(cx->arena, ERR_CONFLICT, MSG_BARRIERS, P_STR("person", staff_name(g, staff)),
                P_STR("count", arena_format(cx->arena, "%d", barriers_count(barriers))));
}
