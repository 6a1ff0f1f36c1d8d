#include "features/access/dated.h"

enum { DATED_DAYS_MAX = 366 };

#define DATED_COLUMNS "SELECT id, staff_id, from_at, until_at, reason, made_by FROM dated_access"

SQL_LIST(dated_of_client,
         DATED_COLUMNS " WHERE company_id = $1 AND client_id = $2 AND ended_at = 0 AND until_at > $3 {0}"
                       " ORDER BY from_at, id",
         "AND staff_id = $4");
SQL(dated_insert, "INSERT INTO dated_access (company_id, id, staff_id, client_id, from_at, until_at, reason, made_by,"
                  " made_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
SQL(dated_end, "UPDATE dated_access SET ended_at = $3, changed = $4"
               " WHERE company_id = $1 AND id = $2 AND ended_at = 0 AND until_at > $3");
SQL(dated_subject, "SELECT staff_id, client_id FROM dated_access WHERE company_id = $1 AND id = $2");

enum err dated_document(struct context *cx, struct tx *tx, const struct grant *g, struct staff_id staff,
                        struct client_id client, struct node *list)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY_LIST(tx, &dated_of_client, staff.n ? 1u : 0u, &q, SQL_INT(g->company.n), SQL_INT(client.n),
                   SQL_INT(g->now), SQL_INT(staff.n)));
    while (query_next(&q)) {
        struct staff_id person = {query_int(&q, 1)};
        struct node *item = doc_item(list);

        doc_id(item, dated_id, query_int(&q, 0));
        named_document(doc_object(item, dated_staff), person.n, staff_name(g, person));
        doc_instant(item, dated_from, query_int(&q, 2));
        doc_instant(item, dated_until, query_int(&q, 3));
        doc_bool(item, dated_running, query_int(&q, 2) <= g->now);
        doc_text(item, dated_reason, query_text(&q, 4));
        doc_text(item, dated_made_by, staff_name(g, (struct staff_id){query_int(&q, 5)}));
        doc_address(item, dated_end_page,
                    arena_format(cx->arena, "%.*s/%.*s",
                                 STR_ARG(pair_address(cx->arena, person, client, "dated-access")),
                                 STR_ARG(id_text(cx->arena, query_int(&q, 0)))));
    }
    return query_done(&q);
}

/* ------------------------------------------------------------------ the pair's page */

#define DATED_FORM(F, P)                                                                                               \
    F(P, from, TEXT, ACCESS)                                                                                           \
    F(P, until, TEXT, ACCESS)                                                                                          \
    F(P, reason, TEXT, REASON)
DOC_SCHEMA(dated_form, DATED_FORM);

#define DATED_PAIR(F, P)                                                                                               \
    F(P, staff, OBJECT, BASIC, .of = &named_schema)                                                                    \
    F(P, client, OBJECT, BASIC, .of = &named_schema)                                                                   \
    F(P, items, LIST, ACCESS, .of = &dated_schema)                                                                     \
    F(P, form, OBJECT, BASIC, .of = &dated_form_schema)                                                                \
    F(P, dated_page, ADDRESS, BASIC)                                                                                   \
    F(P, back, ADDRESS, BASIC)
DOC_SCHEMA(dated_pair, DATED_PAIR);

MUST_CHECK static enum err pair_document(struct context *cx, struct tx *tx, const struct grant *g, struct node *out)
{
    struct node *form = doc_object(out, dated_pair_form);
    struct str name;

    TRY(client_name(tx, g, cx_client(cx), &name));
    named_document(doc_object(out, dated_pair_staff), cx_staff(cx).n, staff_name(g, cx_staff(cx)));
    named_document(doc_object(out, dated_pair_client), cx_client(cx).n, name);
    for (int field = 0; field < dated_form__COUNT; field++)
        doc_text(form, field, (struct str){0});
    doc_address(out, dated_pair_dated_page, pair_address(cx->arena, cx_staff(cx), cx_client(cx), "dated-access"));
    doc_address(out, dated_pair_back,
                arena_format(cx->arena, "/clients/%.*s/staff-access", STR_ARG(id_text(cx->arena, cx_client(cx).n))));
    return dated_document(cx, tx, g, cx_staff(cx), cx_client(cx), doc_list(out, dated_pair_items));
}

MUST_CHECK static enum err run_pair(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    (void)in;
    TRY(may_switch(cx, g, cx_staff(cx)));
    return pair_document(cx, tx, g, out);
}

/* ------------------------------------------------------------------ giving and ending */

static const struct input_field grant_input[] = {
    {.name = "from", .kind = INPUT_INSTANT, .required = true, .label = "From"},
    {.name = "until", .kind = INPUT_INSTANT, .required = true, .label = "Until"},
    {.name = "reason", .kind = INPUT_LONG, .max = 500, .label = "Reason"},
    {.name = NULL},
};

MUST_CHECK static enum err check_span(struct context *cx, int64_t from, int64_t until)
{
    if (until <= from)
        return FAIL_FIELD(cx->arena, STR("until"), MSG_DATED_ORDER);
    if (until <= cx->now)
        return FAIL_FIELD(cx->arena, STR("until"), MSG_DATED_OVER);
    if (until - from > DATED_DAYS_MAX * DAY_US)
        return FAIL_FIELD(cx->arena, STR("until"), MSG_DATED_LONG,
                          P_STR("max", arena_format(cx->arena, "%d days", DATED_DAYS_MAX)));
    return OK;
}

/* ACC-02: a removal beats everything; and who sees all clients anyway needs no grant. */
MUST_CHECK static enum err check_pair(struct context *cx, struct tx *tx, const struct grant *g,
                                      const struct relation *pair)
{
    const struct person *person = picture_person(g->picture, pair->staff);
    struct str name;

    if (person->class != ROLE_CLASS_RELATED)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_DATED_ALL, P_STR("person", person->name));
    if (!pair->removed_at)
        return OK;
    TRY(client_name(tx, g, pair->client, &name));
    return FAIL(cx->arena, ERR_CONFLICT, MSG_DATED_REMOVED, P_STR("person", person->name), P_STR("client", name));
}

MUST_CHECK static enum err run_grant(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    int64_t id = id_new(cx->now), from = input_int(in, "from"), until = input_int(in, "until");
    struct relation pair;

    TRY(may_switch(cx, g, cx_staff(cx)));
    TRY(check_span(cx, from, until));
    TRY(relation_read(tx, g, cx_staff(cx), cx_client(cx), &pair));
    TRY(check_pair(cx, tx, g, &pair));
    if (!pair.changed) /* the pair's row, which lists and switches need */
        TRY(relation_subscribe(cx, tx, g, pair.staff, pair.client, true));
    TRY(EXECUTE(tx, &dated_insert, NULL, SQL_INT(g->company.n), SQL_INT(id), SQL_INT(pair.staff.n),
                SQL_INT(pair.client.n), SQL_INT(from), SQL_INT(until), SQL_TEXT(input_text(in, "reason")),
                SQL_INT(g->staff.n), SQL_INT(cx->now), SQL_INT(cx->change)));
    TRY(history_put(tx, g->company, cx->change, cx->now,
                    (struct history_key){HISTORY_DATED, pair.staff.n, pair.client.n, id},
                    (const int64_t[3]){from, until, 0}));
    audit_about(cx, pair.staff, pair.client);
    audit_reason(cx, input_text(in, "reason"));
    audit_change(cx, "dated_access", id, "from", STR(""), time_text(cx->arena, cx->company->zone, from));
    audit_change(cx, "dated_access", id, "until", STR(""), time_text(cx->arena, cx->company->zone, until));
    return pair_document(cx, tx, g, out);
}

struct pair {
    struct staff_id staff;
    struct client_id client;
};

/* Whose it is and of which client. */
MUST_CHECK static enum err read_pair(struct tx *tx, struct company_id company, int64_t id, struct pair *ret)
{
    CLEANUP(query_end) struct query q = {0};
    bool found;

    TRY(QUERY(tx, &dated_subject, &q, SQL_INT(company.n), SQL_INT(id)));
    found = query_next(&q);
    if (found)
        *ret = (struct pair){{query_int(&q, 0)}, {query_int(&q, 1)}};
    TRY(query_done(&q));
    return found ? OK : ERR_ABSENT;
}

MUST_CHECK static enum err resolve_dated(struct tx *tx, struct company_id company, int64_t id, struct subject *ret)
{
    struct pair pair;

    TRY(read_pair(tx, company, id, &pair));
    *ret = ABOUT_STAFF(pair.staff);
    return OK;
}

MUST_CHECK static enum err run_end(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    int64_t id = cx->target[TARGET_DATED], ended = 0;
    struct pair pair;

    (void)in;
    TRY(may_switch(cx, g, cx_staff(cx)));
    TRY(read_pair(tx, g->company, id, &pair));
    if (pair.staff.n != cx_staff(cx).n || pair.client.n != cx_client(cx).n)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    TRY(EXECUTE(tx, &dated_end, &ended, SQL_INT(g->company.n), SQL_INT(id), SQL_INT(cx->now), SQL_INT(cx->change)));
    if (ended == 0)
        return FAIL(cx->arena, ERR_CONFLICT, MSG_DATED_ENDED);
    TRY(history_end(tx, g->company, cx->change, cx->now,
                    (struct history_key){HISTORY_DATED, pair.staff.n, pair.client.n, id}));
    audit_about(cx, pair.staff, pair.client);
    audit_change(cx, "dated_access", id, "ended_at", STR(""), time_text(cx->arena, cx->company->zone, cx->now));
    return pair_document(cx, tx, g, out);
}

static const struct operation operations[] = {
    {.name = "access.dated",
     .summary = "The dated access of a pair that runs or is to come.",
     .method = METHOD_GET,
     .path = "/staff/{staff}/clients/{client}/dated-access",
     .permission = PERMISSION_manage_staff,
     .output = &dated_pair_schema,
     .page = "access/dated",
     .title = "Dated access",
     .run = run_pair},
    {.name = "access.grant_dated",
     .summary = "Gives a worker a client from one instant to another; it ends by itself.",
     .method = METHOD_POST,
     .path = "/staff/{staff}/clients/{client}/dated-access",
     .permission = PERMISSION_manage_staff,
     .input = grant_input,
     .output = &dated_pair_schema,
     .form = "access.dated",
     .next = "/clients/{client}/staff-access",
     .run = run_grant},
    {.name = "access.end_dated",
     .summary = "Ends a dated access before its time.",
     .method = METHOD_DELETE,
     .path = "/staff/{staff}/clients/{client}/dated-access/{dated}",
     .permission = PERMISSION_manage_staff,
     .output = &dated_pair_schema,
     .form = "access.dated",
     .next = "/clients/{client}/staff-access",
     .run = run_end},
};

static const struct target_rule targets[] = {{TARGET_DATED, resolve_dated}};

const struct feature access_dated_feature = {.name = "dated access",
                                             .operations = operations,
                                             .operation_count = ARRAY_SIZE(operations),
                                             .targets = targets,
                                             .target_count = ARRAY_SIZE(targets)};
