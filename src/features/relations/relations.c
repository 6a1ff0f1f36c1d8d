#include "features/relations/pair.h"

static const char *const severities[] = {"preference", "conduct", "safety"};
const struct names severity_names = {severities, ARRAY_SIZE(severities)};

SQL(relation_preferred, "SELECT staff_id, preferred_position FROM relation WHERE company_id = $1 AND client_id = $2"
                        " AND preferred_position > 0 ORDER BY preferred_position, staff_id");

enum { PREFERRED_MAX = 200 };

/* The client's Preferred list, in order. */
struct preferred {
    struct staff_id staff[PREFERRED_MAX];
    int count;
};

MUST_CHECK static enum err read_preferred(struct tx *tx, const struct grant *g, struct client_id client,
                                          struct preferred *ret)
{
    CLEANUP(query_end) struct query q = {0};

    ret->count = 0;
    TRY(QUERY(tx, &relation_preferred, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q) && ret->count < PREFERRED_MAX)
        ret->staff[ret->count++].n = query_int(&q, 0);
    return query_done(&q);
}

/* Takes the person out of the list, then puts them in at `position`. */
static void reorder(struct preferred *list, struct staff_id staff, int position)
{
    int kept = 0;

    assert(position >= 0);
    for (int i = 0; i < list->count; i++) {
        if (list->staff[i].n != staff.n)
            list->staff[kept++] = list->staff[i];
    }
    list->count = kept;
    if (position == 0)
        return;
    if (position > list->count)
        position = list->count + 1;
    for (int i = list->count; i >= position; i--)
        list->staff[i] = list->staff[i - 1];
    list->staff[position - 1] = staff;
    list->count++;
}

MUST_CHECK static enum err write_position(struct context *cx, struct tx *tx, const struct grant *g,
                                          struct staff_id staff, struct client_id client, int position)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    if (pair.preferred_position == position)
        return OK;
    audit_change_int(cx, "relation", staff.n, "preferred_position", pair.preferred_position, position);
    audit_also(cx, staff, client);
    pair.preferred_at = position ? (pair.preferred_at ? pair.preferred_at : cx->now) : 0;
    pair.preferred_position = position;
    return pair_save(cx, tx, g, &pair);
}

enum err relation_prefer(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                         struct client_id client, int position)
{
    struct preferred list;
    struct relation pair;

    if (position > 0) {
        TRY(relation_read(tx, g, staff, client, &pair));
        if (pair.do_not_schedule)
            return pair_refuse(cx, tx, g, staff, client, MSG_PREFERRED_AND_NOT);
        TRY(relation_tie(cx, tx, g, staff, client, pair.preferred_position == 0));
    }
    TRY(read_preferred(tx, g, client, &list));
    if (position > 0 && list.count >= PREFERRED_MAX - 1)
        return pair_refuse(cx, tx, g, staff, client, MSG_PREFERRED_MANY);
    reorder(&list, staff, position);
    if (position == 0)
        TRY(write_position(cx, tx, g, staff, client, 0));
    for (int i = 0; i < list.count; i++)
        TRY(write_position(cx, tx, g, list.staff[i], client, i + 1));
    return OK;
}

enum err relation_do_not_schedule(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                  struct client_id client, bool on, struct str reason)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    if (on && pair.preferred_position)
        return pair_refuse(cx, tx, g, staff, client, MSG_NOT_AND_PREFERRED);
    audit_change_int(cx, "relation", staff.n, "do_not_schedule", pair.do_not_schedule, on);
    if (!pair.changed)
        pair.subscribed = !pair.removed_at;
    pair.do_not_schedule = on;
    pair.do_not_schedule_reason = on ? reason : (struct str){0};
    return pair_save(cx, tx, g, &pair);
}

enum err relation_remove_access(struct context *cx, struct tx *tx, const struct grant *g,
                                const struct relation *removal)
{
    struct relation pair;

    TRY(relation_read(tx, g, removal->staff, removal->client, &pair));
    assert(pair.preferred_position == 0); /* a barrier: the caller has looked */
    audit_change(cx, "relation", removal->staff.n, "access", STR("granted"), STR("removed"));
    audit_also(cx, removal->staff, removal->client);
    pair.removed_at = cx->now;
    pair.removed_by = cx->principal.staff;
    pair.removal_reason = removal->removal_reason;
    pair.removal_severity = removal->removal_severity;
    pair.removal_change = cx->change;
    pair.review_on = removal->review_on;
    pair.subscribed = false;
    return pair_save(cx, tx, g, &pair);
}

enum err relation_restore_access(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                                 struct client_id client, bool subscribe)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    audit_change(cx, "relation", staff.n, "access", STR("removed"), STR("granted"));
    audit_also(cx, staff, client);
    pair.removed_at = 0;
    pair.removed_by.n = 0;
    pair.removal_reason = (struct str){0};
    pair.removal_severity = 0;
    pair.removal_change = 0;
    pair.review_on = 0;
    pair.subscribed = subscribe;
    return pair_save(cx, tx, g, &pair);
}

enum err relation_subscribe(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                            struct client_id client, bool on)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    if (on && pair.removed_at)
        return pair_refuse(cx, tx, g, staff, client, MSG_SUBSCRIPTION_LOCKED);
    audit_change_int(cx, "relation", staff.n, "subscribed", pair.subscribed, on);
    pair.subscribed = on;
    return pair_save(cx, tx, g, &pair);
}

enum err relation_hold(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                       struct client_id client, bool on)
{
    struct relation pair;

    TRY(relation_read(tx, g, staff, client, &pair));
    if (!pair.changed)
        pair.subscribed = false;
    pair.hold = on;
    return pair_save(cx, tx, g, &pair);
}

enum err relation_amend_removal(struct context *cx, struct tx *tx, const struct grant *g,
                                const struct relation *amended)
{
    struct relation pair;

    TRY(relation_read(tx, g, amended->staff, amended->client, &pair));
    audit_change(cx, "relation", pair.staff.n, "removal_reason", pair.removal_reason, amended->removal_reason);
    audit_change_int(cx, "relation", pair.staff.n, "removal_severity", pair.removal_severity,
                     amended->removal_severity);
    audit_change(cx, "relation", pair.staff.n, "review_on",
                 pair.review_on ? day_text(cx->arena, pair.review_on) : STR(""),
                 amended->review_on ? day_text(cx->arena, amended->review_on) : STR(""));
    pair.removal_reason = amended->removal_reason;
    pair.removal_severity = amended->removal_severity;
    pair.review_on = amended->review_on;
    return pair_save(cx, tx, g, &pair);
}
