/* Why? (ROL-303): an answer of the decision in words, at any instant. The command line asks the same operation. */
#include "app/reason.h"
#include "base/fold.h"
#include "doc/option.h"
#include "features/roles/why_facts.h"

enum { FOUND_MAX = 8 };

SQL(why_client_name, "SELECT name FROM client WHERE company_id = $1 AND id = $2");
SQL(why_clients,
    "SELECT id, name FROM client WHERE company_id = $1 AND sort >= $2 AND sort < $3 ORDER BY sort, id LIMIT 9");
SQL(why_event, "SELECT e.client_id, e.staff_id, s.name, e.starts_at FROM event e"
               " JOIN service s ON s.company_id = e.company_id AND s.id = e.service_id"
               " WHERE e.company_id = $1 AND e.id = $2");

/* ------------------------------------------------------------------ words */

/* "manage_staff", or "view": sight of what is asked about. */
MUST_CHECK static bool why_permission(struct str name, enum permission *ret)
{
    if (str_is(name, "view")) {
        *ret = PERMISSION_signed_in; /* about a client, an event or a person it is sight */
        return true;
    }
    return permission_parse(name, ret);
}

/* ------------------------------------------------------------------ documents */

NAMES(step_names, "person", "permission", "subject");

#define STEP(F, P)                                                                                                     \
    F(P, step, ENUM, BASIC, .names = &step_names)                                                                      \
    F(P, allowed, BOOL, BASIC)                                                                                         \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, rule, TEXT, BASIC)                                                                                            \
    F(P, why, TEXT, BASIC)
DOC_SCHEMA(why_step, STEP);

#define NAMED(F, P)                                                                                                    \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, address, ADDRESS, BASIC)
DOC_SCHEMA(why_named, NAMED);

#define ANSWER(F, P)                                                                                                   \
    F(P, allowed, BOOL, BASIC)                                                                                         \
    F(P, reason, TEXT, BASIC)                                                                                          \
    F(P, rule, TEXT, BASIC)                                                                                            \
    F(P, why, TEXT, BASIC)                                                                                             \
    F(P, would_change, TEXT, BASIC)                                                                                    \
    F(P, limit, TEXT, BASIC)                                                                                           \
    F(P, valid_until, INSTANT, BASIC)                                                                                  \
    F(P, steps, LIST, BASIC, .of = &why_step_schema)                                                                   \
    F(P, facts, LIST, BASIC, .of = &why_fact_schema)
DOC_SCHEMA(why_answer, ANSWER);

#define EVENT(F, P)                                                                                                    \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, service, TEXT, BASIC)                                                                                         \
    F(P, starts_at, INSTANT, BASIC)                                                                                    \
    F(P, address, ADDRESS, BASIC)
DOC_SCHEMA(why_event_view, EVENT);

/* `matches`: clients whose names begin as asked for, where several do. */
#define WHY(F, P)                                                                                                      \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, permission, TEXT, BASIC)                                                                                      \
    F(P, label, TEXT, BASIC)                                                                                           \
    F(P, client, OBJECT, BASIC, .of = &why_named_schema)                                                               \
    F(P, event, OBJECT, BASIC, .of = &why_event_view_schema)                                                           \
    F(P, at, INSTANT, BASIC)                                                                                           \
    F(P, past, BOOL, BASIC)                                                                                            \
    F(P, answer, OBJECT, BASIC, .of = &why_answer_schema)                                                              \
    F(P, q, TEXT, BASIC)                                                                                               \
    F(P, nobody, BOOL, BASIC)                                                                                          \
    F(P, matches, LIST, BASIC, .of = &why_named_schema)                                                                \
    F(P, permission_options, LIST, BASIC, .of = &option_schema)
DOC_SCHEMA(staff_why, WHY);

static const struct input_field why_input[] = {
    {.name = "permission", .kind = INPUT_TEXT, .max = 60, .label = "Permission"},
    {.name = "client", .kind = INPUT_ID, .nullable = true, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "event", .kind = INPUT_ID, .nullable = true, .target = TARGET_EVENT, .label = "Event"},
    {.name = "q", .kind = INPUT_TEXT, .max = 80, .label = "Client"},
    {.name = "at", .kind = INPUT_INSTANT, .nullable = true, .label = "Instant"},
    {.name = NULL},
};

/* ------------------------------------------------------------------ what is asked about */

struct asked {
    struct subject subject;
    struct str client_name;
    enum permission permission;
    int64_t at;
};

static struct str why_address(struct context *cx, const struct asked *asked, int64_t client)
{
    bool sight = asked->permission == PERMISSION_signed_in;

    return arena_format(cx->arena, "/staff/%.*s/why?permission=%s&client=%.*s",
                        STR_ARG(id_text(cx->arena, cx_staff(cx).n)),
                        sight ? "view" : permission_info(asked->permission)->name, STR_ARG(id_text(cx->arena, client)));
}

/* By the beginning of a name: one is taken, several are offered. */
MUST_CHECK static enum err find_client(struct context *cx, struct tx *tx, const struct grant *g, struct str typed,
                                       const struct asked *asked, struct client_id *ret, struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    struct node *matches = doc_list(out, staff_why_matches);
    struct str prefix = fold(cx->arena, typed);
    int count = 0;

    TRY(QUERY(tx, &why_clients, &q, SQL_INT(g->company.n), SQL_TEXT(prefix), SQL_TEXT(fold_behind(cx->arena, prefix))));
    while (query_next(&q)) {
        struct client_id client = {query_int(&q, 0)};
        struct node *item;

        if (!grant_sees_client(g, client))
            continue;
        *ret = client;
        count++;
        item = doc_item(matches);
        doc_id(item, why_named_id, client.n);
        doc_text(item, why_named_name, query_text(&q, 1));
        doc_address(item, why_named_address, why_address(cx, asked, client.n));
    }
    TRY(query_done(&q));
    doc_bool(out, staff_why_nobody, count == 0);
    if (count != 1)
        *ret = (struct client_id){0};
    return OK;
}

MUST_CHECK static enum err take_event(struct context *cx, struct tx *tx, const struct grant *g, int64_t event,
                                      struct subject *ret, struct node *out)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, &why_event, &q, SQL_INT(g->company.n), SQL_INT(event)));
    if (query_next(&q)) {
        struct node *shown = doc_object(out, staff_why_event);

        *ret = ABOUT_EVENT((struct client_id){query_int(&q, 0)}, (struct staff_id){query_int(&q, 1)});
        doc_id(shown, why_event_view_id, event);
        doc_text(shown, why_event_view_service, query_text(&q, 2));
        doc_instant(shown, why_event_view_starts_at, query_int(&q, 3));
        doc_address(shown, why_event_view_address,
                    arena_format(cx->arena, "/events/%.*s", STR_ARG(id_text(cx->arena, event))));
    }
    return query_done(&q);
}

MUST_CHECK static enum err read_asked(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct asked *ret, struct node *out)
{
    struct client_id client = {input_int(in, "client")};
    struct str permission = input_text(in, "permission");

    *ret = (struct asked){.subject = ABOUT_COMPANY, .permission = PERMISSION_signed_in, .at = cx->now};
    if (permission.n && !why_permission(permission, &ret->permission))
        return FAIL_FIELD(cx->arena, STR("permission"), MSG_PERMISSION_UNKNOWN);
    if (input_int(in, "at"))
        ret->at = input_int(in, "at");
    if (!client.n && input_text(in, "q").n)
        TRY(find_client(cx, tx, g, input_text(in, "q"), ret, &client, out));
    if (client.n)
        ret->subject = ABOUT_CLIENT(client);
    if (input_int(in, "event"))
        TRY(take_event(cx, tx, g, input_int(in, "event"), &ret->subject, out));
    return OK;
}

MUST_CHECK static enum err name_client(struct tx *tx, const struct grant *g, struct asked *asked, struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    struct node *client;

    if (!asked->subject.client.n)
        return OK;
    TRY(QUERY(tx, &why_client_name, &q, SQL_INT(g->company.n), SQL_INT(asked->subject.client.n)));
    if (query_next(&q))
        asked->client_name = query_text(&q, 0);
    TRY(query_done(&q));
    client = doc_object(out, staff_why_client);
    doc_id(client, why_named_id, asked->subject.client.n);
    doc_text(client, why_named_name, asked->client_name);
    return OK;
}

/* ------------------------------------------------------------------ the answer */

static void put_steps(struct context *cx, const struct reason_words *words, const struct trace *trace,
                      struct node *list)
{
    for (int step = STEP_PERSON; step < TRACE_STEP__MAX; step++) {
        const struct decision *decision = &trace->steps[step];
        struct node *item;

        if (decision->reason == REASON__NONE)
            continue;
        item = doc_item(list);
        doc_enum(item, why_step_step, step);
        doc_bool(item, why_step_allowed, decision->allowed);
        doc_text(item, why_step_reason, str_from(policy_reason_name(decision->reason)));
        doc_text(item, why_step_rule, str_from(policy_reason_rule(decision->reason)));
        doc_text(item, why_step_why, reason_text(cx->arena, words, policy_reason_admin(decision->reason)));
    }
}

MUST_CHECK static enum err put_answer(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct picture *picture, const struct asked *asked, struct node *answer)
{
    const struct question question = {asked->permission, SURFACE_ANY, asked->subject, asked->at};
    const struct person *person = picture_person(picture, cx_staff(cx));
    const struct reason_words words = {.picture = picture,
                                       .person = person,
                                       .person_name = picture_person(g->picture, cx_staff(cx))->name,
                                       .client_name = asked->client_name,
                                       .permission = asked->permission};
    const struct facts_asked facts = {person, asked->permission, asked->subject.client, asked->at};
    struct trace trace;
    struct decision decision = policy_explain(picture, person, &question, &trace);
    struct str limit = limit_of_person(cx->arena, picture, person, asked->permission);

    doc_bool(answer, why_answer_allowed, decision.allowed);
    doc_text(answer, why_answer_reason, str_from(policy_reason_name(decision.reason)));
    doc_text(answer, why_answer_rule, str_from(policy_reason_rule(decision.reason)));
    doc_text(answer, why_answer_why, reason_text(cx->arena, &words, policy_reason_admin(decision.reason)));
    doc_text(answer, why_answer_would_change, reason_text(cx->arena, &words, policy_reason_change(decision.reason)));
    if (decision.allowed && limit.n)
        doc_text(answer, why_answer_limit, limit);
    if (decision.valid_until != INT64_MAX)
        doc_instant(answer, why_answer_valid_until, decision.valid_until);
    put_steps(cx, &words, &trace, doc_list(answer, why_answer_steps));
    return why_facts(cx, tx, g, &facts, &trace, doc_list(answer, why_answer_facts));
}

static struct str sight_label(const struct asked *asked)
{
    return asked->subject.kind == SUBJECT_EVENT ? STR("See the visit") : STR("See the client");
}

static void put_options(const struct context *cx, const struct asked *asked, struct node *list)
{
    option_put(list, STR("view"), sight_label(asked), asked->permission == PERMISSION_signed_in);
    for (int i = PERMISSION__NONE + 1; i < PERMISSION__MAX; i++)
        option_put(list, str_from(permission_info((enum permission)i)->name),
                   label_of_permission(cx, (enum permission)i), (int)asked->permission == i);
}

MUST_CHECK static enum err run_why(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    struct picture *past = NULL;
    struct asked asked;
    enum err err;
    bool sight;

    TRY(read_asked(cx, tx, g, in, &asked, out));
    TRY(name_client(tx, g, &asked, out));
    sight = asked.permission == PERMISSION_signed_in;
    doc_id(out, staff_why_id, cx_staff(cx).n);
    doc_text(out, staff_why_name, picture_person(g->picture, cx_staff(cx))->name);
    doc_text(out, staff_why_permission, sight ? STR("view") : str_from(permission_info(asked.permission)->name));
    doc_text(out, staff_why_label, sight ? sight_label(&asked) : label_of_permission(cx, asked.permission));
    doc_instant(out, staff_why_at, asked.at);
    doc_bool(out, staff_why_past, asked.at < cx->now);
    doc_text(out, staff_why_q, asked.client_name.n ? asked.client_name : input_text(in, "q"));
    put_options(cx, &asked, doc_list(out, staff_why_permission_options));
    if (asked.at < cx->now)
        TRY(picture_at_inside(tx, g->company, asked.at, &past));
    err = put_answer(cx, tx, g, past ? past : g->picture, &asked, doc_object(out, staff_why_answer));
    picture_release(past);
    return err;
}

static const struct operation operations[] = {
    {.name = "staff.why",
     .summary = "Whether a person may do something, maybe about a client or event, at any instant: by which rule and "
                "which facts, and what would change it. `permission` \"view\" is sight.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/why",
     .permission = PERMISSION_manage_staff,
     .input = why_input,
     .output = &staff_why_schema,
     .page = "roles/why",
     .title = "Why? {name}",
     .run = run_why},
};

const struct feature why_feature = {.name = "why", .operations = operations, .operation_count = ARRAY_SIZE(operations)};
