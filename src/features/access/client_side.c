/* The same relation seen from the client: who can see it and why, and who cannot (ACC-15). */
#include "app/reason.h"
#include "features/access/access_lists.h"
#include "features/access/dated.h"
#include "features/access/requests.h"

#define CLIENT_STAFF(F, P)                                                                                             \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, role, TEXT, BASIC)                                                                                            \
    F(P, status, TEXT, BASIC)                                                                                          \
    F(P, sees_client, BOOL, ACCESS)                                                                                    \
    F(P, manager, BOOL, ACCESS)                                                                                        \
    F(P, why, TEXT, ACCESS)                                                                                            \
    F(P, rule, TEXT, ACCESS)                                                                                           \
    F(P, fades_at, INSTANT, ACCESS)                                                                                    \
    F(P, fades_days, INT, ACCESS)                                                                                      \
    F(P, dated_until, INSTANT, ACCESS)                                                                                 \
    F(P, events_past, INT, ACCESS)                                                                                     \
    F(P, events_future, INT, ACCESS)                                                                                   \
    F(P, next_event_at, INSTANT, ACCESS)                                                                               \
    F(P, access, ENUM, ACCESS, .names = &access_names)                                                                 \
    F(P, removed_at, INSTANT, ACCESS)                                                                                  \
    F(P, removed_by, TEXT, ACCESS)                                                                                     \
    F(P, reason, TEXT, REASON)                                                                                         \
    F(P, severity, ENUM, REASON, .names = &severity_names)                                                             \
    F(P, review_on, DAY, REASON)                                                                                       \
    F(P, preferred, BOOL, BASIC)                                                                                       \
    F(P, preferred_since, INSTANT, ACCESS)                                                                             \
    F(P, do_not_schedule, BOOL, OFFICE)                                                                                \
    F(P, separation_waits, BOOL, REASON)                                                                               \
    F(P, can_switch, BOOL, ACCESS)                                                                                     \
    F(P, switch_page, ADDRESS, ACCESS)                                                                                 \
    F(P, dated_page, ADDRESS, ACCESS)                                                                                  \
    F(P, why_page, ADDRESS, ACCESS)
DOC_SCHEMA(client_staff, CLIENT_STAFF);

#define STAFF_ACCESS_CAN(F, P) F(P, record, BOOL, BASIC)
DOC_SCHEMA(staff_access_can, STAFF_ACCESS_CAN);

#define STAFF_ACCESS(F, P)                                                                                             \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, items, LIST, ACCESS, .of = &client_staff_schema)                                                              \
    F(P, removed, LIST, ACCESS, .of = &client_staff_schema)                                                            \
    F(P, others, LIST, ACCESS, .of = &client_staff_schema)                                                             \
    F(P, dated, LIST, ACCESS, .of = &dated_schema)                                                                     \
    F(P, total, INT, ACCESS)                                                                                           \
    F(P, can, OBJECT, BASIC, .of = &staff_access_can_schema)
DOC_SCHEMA(staff_access, STAFF_ACCESS);

SQL(client_pairs, "SELECT staff_id, removed_at, removed_by, removal_reason, removal_severity, review_on, preferred_at"
                  " FROM relation WHERE company_id = $1 AND client_id = $2");
SQL(client_visits, "SELECT staff_id, count(*) FILTER (WHERE starts_at <= $3 OR status = 2), count(*) FILTER (WHERE "
                   "starts_at > $3 AND status <> 2),"
                   " min(starts_at) FILTER (WHERE starts_at > $3 AND status = 1) FROM event"
                   " WHERE company_id = $1 AND client_id = $2 AND staff_id IS NOT NULL GROUP BY staff_id");

static_assert(EVENT_SCHEDULED == 1 && EVENT_IN_PROGRESS == 2, "as client_visits says");

/* What is known about one person and the client. */
struct tied {
    struct relation pair;
    int64_t past, future, next_at;
};
struct tied_people {
    struct tied *all;
    int count, max;
};

static struct tied *tied_of(struct tied_people *people, struct staff_id staff)
{
    for (int i = 0; i < people->count; i++) {
        if (people->all[i].pair.staff.n == staff.n)
            return &people->all[i];
    }
    assert(people->count < people->max); /* events and pairs name people of the company */
    people->all[people->count].pair.staff = staff;
    return &people->all[people->count++];
}

MUST_CHECK static enum err read_pairs(struct tx *tx, const struct grant *g, struct client_id client,
                                      struct tied_people *people)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &client_pairs, &q, SQL_INT(g->company.n), SQL_INT(client.n)));
    while (query_next(&q)) {
        struct tied *tied = tied_of(people, (struct staff_id){query_int(&q, 0)});

        tied->pair.removed_at = query_int(&q, 1);
        tied->pair.removed_by.n = query_int(&q, 2);
        tied->pair.removal_reason = query_text(&q, 3);
        tied->pair.removal_severity = (int)query_int(&q, 4);
        tied->pair.review_on = (int32_t)query_int(&q, 5);
        tied->pair.preferred_at = query_int(&q, 6);
    }
    return query_done(&q);
}

MUST_CHECK static enum err read_visits(struct tx *tx, const struct grant *g, struct client_id client,
                                       struct tied_people *people)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &client_visits, &q, SQL_INT(g->company.n), SQL_INT(client.n), SQL_INT(g->now)));
    while (query_next(&q)) {
        struct tied *tied = tied_of(people, (struct staff_id){query_int(&q, 0)});

        tied->past = query_int(&q, 1);
        tied->future = query_int(&q, 2);
        tied->next_at = query_int(&q, 3);
    }
    return query_done(&q);
}

static const char *status_words(enum staff_status status)
{
    static const char *const words[] = {"", "active", "invited", "frozen", "inactive"};

    return words[status];
}

static struct str role_of(const struct grant *g, const struct person *person)
{
    struct role_facts role;

    return picture_role(g->picture, person->role, &role) ? role.name : STR("");
}

static struct str why_words(struct context *cx, const struct grant *g, const struct person *person,
                            struct decision sees, struct str client)
{
    const struct reason_words words = {.picture = g->picture,
                                       .person = person,
                                       .person_name = person->name,
                                       .client_name = client,
                                       .permission = PERMISSION_signed_in};

    return reason_text(cx->arena, &words, policy_reason_admin(sees.reason));
}

static void removal_fields(const struct grant *g, const struct relation *pair, struct node *item)
{
    doc_instant(item, client_staff_removed_at, pair->removed_at);
    doc_text(item, client_staff_removed_by, staff_name(g, pair->removed_by));
    doc_text(item, client_staff_reason, pair->removal_reason);
    doc_enum(item, client_staff_severity, pair->removal_severity);
    if (pair->review_on)
        doc_day(item, client_staff_review_on, pair->review_on);
}

static void sight_fields(struct context *cx, const struct grant *g, const struct person *person, struct str client,
                         struct node *item)
{
    struct decision sees = policy_sees_client(g->picture, person, cx_client(cx), g->now);
    bool ends = sees.allowed && sees.valid_until != INT64_MAX;

    doc_bool(item, client_staff_sees_client, sees.allowed);
    doc_bool(item, client_staff_manager, person->class == ROLE_CLASS_MANAGER);
    doc_text(item, client_staff_why, why_words(cx, g, person, sees, client));
    doc_text(item, client_staff_rule, str_from(policy_reason_rule(sees.reason)));
    if (grant_may(g, PERMISSION_manage_staff, ABOUT_STAFF(person->id))) /* ROL-141 */
        doc_address(item, client_staff_why_page,
                    arena_format(cx->arena, "/staff/%.*s/why?permission=view&client=%.*s",
                                 STR_ARG(id_text(cx->arena, person->id.n)),
                                 STR_ARG(id_text(cx->arena, cx_client(cx).n))));
    if (ends && sees.reason == REASON_events) {
        doc_instant(item, client_staff_fades_at, sees.valid_until);
        doc_int(item, client_staff_fades_days, (sees.valid_until - g->now + DAY_US - 1) / DAY_US);
    }
    if (ends && sees.reason == REASON_dated)
        doc_instant(item, client_staff_dated_until, sees.valid_until);
}

static void person_document(struct context *cx, const struct grant *g, const struct person *person,
                            const struct tied *tied, struct str client, struct node *item)
{
    struct pair_facts facts = picture_pair(g->picture, person, cx_client(cx));
    bool may = access_shown(g, person->id), removed = tied->pair.removed_at > 0;

    named_document(doc_object(item, client_staff_staff), person->id.n, person->name);
    doc_text(item, client_staff_role, role_of(g, person));
    doc_text(item, client_staff_status, str_from(status_words(person->status)));
    sight_fields(cx, g, person, client, item);
    doc_int(item, client_staff_events_past, tied->past);
    doc_int(item, client_staff_events_future, tied->future);
    doc_instant(item, client_staff_next_event_at, tied->next_at);
    doc_enum(item, client_staff_access, removed ? ACCESS_REMOVED : ACCESS_GRANTED);
    if (removed)
        removal_fields(g, &tied->pair, item);
    doc_bool(item, client_staff_preferred, facts.flags & PAIR_PREFERRED);
    doc_instant(item, client_staff_preferred_since, tied->pair.preferred_at);
    doc_bool(item, client_staff_do_not_schedule, facts.flags & PAIR_DO_NOT_SCHEDULE);
    doc_bool(item, client_staff_separation_waits, facts.flags & PAIR_HOLD);
    doc_bool(item, client_staff_can_switch, may);
    if (!may)
        return;
    doc_address(item, client_staff_switch_page,
                pair_address(cx->arena, person->id, cx_client(cx), removed ? "access" : "separation"));
    if (!removed && person->class == ROLE_CLASS_RELATED && person->status != STAFF_INACTIVE)
        doc_address(item, client_staff_dated_page, pair_address(cx->arena, person->id, cx_client(cx), "dated-access"));
}

MUST_CHECK static enum err run_staff_access(struct context *cx, struct tx *tx, const struct grant *g,
                                            const struct input *in, struct node *out)
{
    struct node *items = doc_list(out, staff_access_items);
    struct node *removed = doc_list(out, staff_access_removed);
    struct node *others = doc_list(out, staff_access_others);
    struct tied_people people = {.max = picture_person_count(g->picture)};
    struct str name;

    (void)in;
    people.all = arena_array(cx->arena, struct tied, (size_t)people.max);
    TRY(client_name(tx, g, cx_client(cx), &name));
    TRY(read_pairs(tx, g, cx_client(cx), &people));
    TRY(read_visits(tx, g, cx_client(cx), &people));
    named_document(doc_object(out, staff_access_client), cx_client(cx).n, name);
    doc_text(out, staff_access_name, name);
    for (int i = 0; i < 2 * picture_person_count(g->picture); i++) {
        /* Workers first: managers see every client, which is no news. */
        bool second = i >= picture_person_count(g->picture);
        const struct person *person = picture_person_at(g->picture, second ? i - picture_person_count(g->picture) : i);
        const struct tied *tied = tied_of(&people, person->id);
        bool sees = policy_sees_client(g->picture, person, cx_client(cx), g->now).allowed;

        if ((person->class == ROLE_CLASS_MANAGER) != second)
            continue;
        if (tied->pair.removed_at)
            person_document(cx, g, person, tied, name, doc_item(removed));
        else if (sees)
            person_document(cx, g, person, tied, name, doc_item(items));
        else if (person->status != STAFF_INACTIVE) /* access can be removed beforehand (ACC-15) */
            person_document(cx, g, person, tied, name, doc_item(others));
    }
    doc_int(out, staff_access_total, node_count(items));
    doc_bool(doc_object(out, staff_access_can), staff_access_can_record, grant_holds(g, PERMISSION_view_audit));
    return dated_document(cx, tx, g, (struct staff_id){0}, cx_client(cx), doc_list(out, staff_access_dated));
}

static const struct operation operations[] = {
    {.name = "access.staff_access",
     .summary = "Who can see this client and why, and whose access was removed, by whom and when.",
     .method = METHOD_GET,
     .path = "/clients/{client}/staff-access",
     .permission = PERMISSION_manage_staff,
     .output = &staff_access_schema,
     .page = "access/staff_access",
     .title = "{word.Staff_one} access",
     .run = run_staff_access},
};

const struct feature access_client_feature = {
    .name = "access of a client", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
