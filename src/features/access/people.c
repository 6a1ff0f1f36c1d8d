#include "features/access/access_docs.h"

/* named_document fills both. */
static_assert((int)person_named_id == (int)named_id && (int)person_named_name == (int)named_name, "the same fields");

SQL(client_people_rows,
    "SELECT staff_id, preferred_position, preferred_at, do_not_schedule, do_not_schedule_reason FROM relation"
    " WHERE company_id = $1 AND client_id = $2 AND (preferred_position > 0 OR do_not_schedule = 1)"
    " ORDER BY preferred_position, staff_id");

static struct str list_address(struct context *cx, struct client_id client, const char *tail)
{
    return arena_format(cx->arena, "/clients/%.*s/%s", STR_ARG(id_text(cx->arena, client.n)), tail);
}

static void preferred_document(struct context *cx, const struct grant *g, const struct relation *pair,
                               struct node *item)
{
    named_document(doc_object(item, preferred_person_staff), pair->staff.n, staff_name(g, pair->staff));
    doc_int(item, preferred_person_position, pair->preferred_position);
    doc_instant(item, preferred_person_since, pair->preferred_at);
    doc_int(item, preferred_person_up, pair->preferred_position - 1);
    if (grant_holds(g, PERMISSION_manage_scheduling))
        doc_address(item, preferred_person_pair_page, pair_address(cx->arena, pair->staff, pair->client, "preferred"));
}

static void barred_document(struct context *cx, const struct grant *g, const struct relation *pair, struct node *item)
{
    named_document(doc_object(item, barred_person_staff), pair->staff.n, staff_name(g, pair->staff));
    doc_text(item, barred_person_reason, pair->do_not_schedule_reason);
    if (grant_holds(g, PERMISSION_manage_scheduling))
        doc_address(item, barred_person_pair_page,
                    pair_address(cx->arena, pair->staff, pair->client, "do-not-schedule"));
}

MUST_CHECK static enum err lists_document(struct context *cx, struct tx *tx, const struct grant *g,
                                          struct client_id client, struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    struct node *preferred = doc_list(out, client_people_preferred);
    struct node *barred = doc_list(out, client_people_do_not_schedule);

    TRY(QUERY(tx, &client_people_rows, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q)) {
        const struct relation pair = {.staff = {query_int(&q, 0)},
                                      .client = client,
                                      .preferred_position = query_int(&q, 1),
                                      .preferred_at = query_int(&q, 2),
                                      .do_not_schedule = query_bool(&q, 3),
                                      .do_not_schedule_reason = query_text(&q, 4)};

        if (pair.preferred_position)
            preferred_document(cx, g, &pair, doc_item(preferred));
        else
            barred_document(cx, g, &pair, doc_item(barred));
    }
    return query_done(&q);
}

MUST_CHECK static enum err past_document(struct tx *tx, const struct grant *g, struct client_id client,
                                         struct node *list)
{
    const struct times_served *served = NULL;
    int count = 0;

    TRY(schedule_served(tx, g, client, &served, &count));
    for (int i = 0; i < count; i++) {
        struct node *item = doc_item(list);

        named_document(doc_object(item, past_person_staff), served[i].staff.n, staff_name(g, served[i].staff));
        doc_int(item, past_person_visits, served[i].times);
        doc_instant(item, past_person_last_at, served[i].last_at);
    }
    return OK;
}

/* Whom one can put on a list: everyone who can be scheduled here and stands on none yet. */
static void options_document(const struct grant *g, struct client_id client, struct arena *arena, struct node *list)
{
    struct picker picker;

    policy_picker(g->picture, client, arena, &picker);
    for (int i = picker.first[PICKER_AVAILABLE]; i < picker.first[PICKER_AVAILABLE + 1]; i++)
        named_document(doc_item(list), picker.choices[i].person->id.n, picker.choices[i].person->name);
}

enum err client_people_document(struct context *cx, struct tx *tx, const struct grant *g, struct client_id client,
                                struct node *out)
{
    if (doc_wants(out, client_people_preferred) || (g->person && policy_can_be_tied(g->person)))
        doc_address(
            out, client_people_request_page,
            arena_format(cx->arena, "/separation-requests/new?client=%.*s", STR_ARG(id_text(cx->arena, client.n))));
    if (!doc_wants(out, client_people_preferred))
        return OK;
    doc_bool(out, client_people_office, true);
    doc_bool(out, client_people_change, grant_holds(g, PERMISSION_manage_scheduling));
    doc_address(out, client_people_preferred_page, list_address(cx, client, "preferred"));
    doc_address(out, client_people_do_not_schedule_page, list_address(cx, client, "do-not-schedule"));
    options_document(g, client, cx->arena, doc_list(out, client_people_options));
    TRY(lists_document(cx, tx, g, client, out));
    return past_document(tx, g, client, doc_list(out, client_people_past));
}
