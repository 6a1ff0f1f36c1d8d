/* Reviews begin: by themselves, once a period of the company, or by hand; and managers are reminded (ROL-306). */
#include "app/jobs.h"
#include "features/notices/notices.h"
#include "features/reviews/reviews_parts.h"

#include "base/time.h"

#define BEGIN_JOB "reviews.begin"
#define REMIND_JOB "reviews.remind"

enum { DORMANT_DAYS_MIN = 14, DORMANT_DAYS_MAX = 730 };

SQL(review_companies, "SELECT id, zone, created_at, review_months, review_for_on, slug FROM company"
                      " WHERE review_months > 0 ORDER BY id /* scope: all companies: reviews begin in each */");
SQL(review_founded, "SELECT created_at FROM company WHERE id = $1 /* company_id = $1 */");

static int32_t today(const struct context *cx)
{
    return time_local(cx->company->zone, cx->now).day_number;
}

static bool holds(const struct grant *g, struct staff_id staff)
{
    const struct person *person = picture_person(g->picture, staff);

    return person && person->status == STAFF_ACTIVE &&
           picture_holds(g->picture, person, PERMISSION_manage_access, g->now, NULL);
}

/* ------------------------------------------------------------------ beginning */

MUST_CHECK static enum err hand_out(struct context *cx, struct tx *tx, const struct grant *g,
                                    const struct review *review)
{
    struct buf due;

    buf_init(&due, cx->arena, 200);
    buf_add(&due, company_sentence(cx, MSG_REVIEW_DUE_BY,
                                   (struct message_param[]){P_STR("day", review_day_words(cx, review->due_on))}, 1));
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        struct staff_id staff = picture_person_at(g->picture, i)->id;

        if (!holds(g, staff))
            continue;
        TRY(review_add_copy(cx, tx, g, review->id, staff));
        TRY(notice_add(cx, tx, g, staff, &(struct notice){.kind = NOTICE_REVIEW_BEGUN, .details = buf_str(&due)}));
    }
    return OK;
}

MUST_CHECK static enum err measure(struct context *cx, struct tx *tx, const struct grant *g, struct review *review)
{
    struct review_settings settings;

    TRY(review_settings_read(tx, g, &settings));
    *review = (struct review){.opened_at = cx->now,
                              .opened_on = today(cx),
                              .due_on = today(cx) + REVIEW_DUE_DAYS,
                              .months = settings.months,
                              .dormant_days = settings.dormant_days,
                              .begun_by = cx->principal.staff};
    review->unused_from = (int32_t)(cx->now / DAY_US) - review_window_days(settings.months);
    return uses_noted_from(tx, g, &review->noted_from);
}

enum err review_begin(struct context *cx, struct tx *tx, const struct grant *g, int64_t *ret_id)
{
    struct review former, review;
    struct review_item *items;
    int count;

    TRY(review_open(tx, g, &former));
    if (former.id)
        TRY(review_end(cx, tx, g, &former));
    TRY(measure(cx, tx, g, &review));
    TRY(review_collect(cx, tx, g, &review, &items, &count));
    TRY(review_insert(cx, tx, g, &review));
    for (int i = 0; i < count; i++)
        TRY(review_add_item(cx, tx, g, review.id, &items[i]));
    TRY(hand_out(cx, tx, g, &review));
    TRY(review_served(tx, g, review.opened_on));
    TRY(job_drop(tx, g->company, REMIND_JOB, 0));
    TRY(job_add(tx, g->company, REMIND_JOB, 0, time_day_start(cx->company->zone, review.due_on - REVIEW_REMIND_DAYS)));
    audit_change_int(cx, "review", review.id, "items", 0, count);
    *ret_id = review.id;
    return OK;
}

#define BEGUN(F, P)                                                                                                    \
    F(P, opened_on, DAY, BASIC)                                                                                        \
    F(P, due_on, DAY, BASIC)
DOC_SCHEMA(review_begun, BEGUN);

/* By hand. One that is not due yet and that somebody still has to finish is not cut off. */
MUST_CHECK static enum err run_begin(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct review open;
    struct review_copy *copies;
    int64_t id;
    int count;

    (void)in;
    TRY(review_open(tx, g, &open));
    if (open.id && today(cx) <= open.due_on) {
        TRY(review_copies_of(tx, g, open.id, &copies, &count));
        for (int i = 0; i < count; i++) {
            if (!copies[i].finished_at && holds(g, copies[i].staff))
                return FAIL(cx->arena, ERR_CONFLICT, MSG_REVIEW_UNDER_WAY,
                            P_STR("day", review_day_words(cx, open.due_on)));
        }
    }
    TRY(review_begin(cx, tx, g, &id));
    doc_day(out, review_begun_opened_on, today(cx));
    doc_day(out, review_begun_due_on, today(cx) + REVIEW_DUE_DAYS);
    return OK;
}

/* By itself. Behind the company's lock: whoever comes second finds that it was done. */
MUST_CHECK static enum err run_due(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    CLEANUP(query_end) struct query q = {0};
    struct review_settings settings;
    int64_t founded = 0, id;

    (void)in, (void)out;
    TRY(review_settings_read(tx, g, &settings));
    TRY(QUERY(tx, &review_founded, &q, SQL_INT(g->company.n)));
    if (query_next(&q))
        founded = query_int(&q, 0);
    TRY(query_done(&q));
    if (!review_is_due(today(cx), settings.months, settings.served, time_local(cx->company->zone, founded).day_number))
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    return review_begin(cx, tx, g, &id);
}

MUST_CHECK static enum err run_remind(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct review open;
    struct review_copy *copies;
    struct notice notice = {.kind = NOTICE_REVIEW_DUE};
    int count, told = 0;

    (void)in, (void)out;
    TRY(review_open(tx, g, &open));
    if (!open.id || today(cx) < open.due_on - REVIEW_REMIND_DAYS)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    TRY(review_copies_of(tx, g, open.id, &copies, &count));
    notice.details = company_sentence(cx, MSG_REVIEW_DUE_BY,
                                      (struct message_param[]){P_STR("day", review_day_words(cx, open.due_on))}, 1);
    for (int i = 0; i < count; i++) {
        if (copies[i].finished_at || !holds(g, copies[i].staff))
            continue;
        TRY(notice_add(cx, tx, g, copies[i].staff, &notice));
        told++;
    }
    audit_change_int(cx, "review", open.id, "reminded", 0, told);
    return OK;
}

/* ------------------------------------------------------------------ settings */

#define SETTINGS_FORM(F, P)                                                                                            \
    F(P, period, ENUM, BASIC, .names = &review_period_names)                                                           \
    F(P, dormant_days, TEXT, BASIC)                                                                                    \
    F(P, dormant_days_error, TEXT, BASIC)
DOC_SCHEMA(review_settings_form, SETTINGS_FORM);

#define SETTINGS(F, P)                                                                                                 \
    F(P, period, ENUM, BASIC, .names = &review_period_names)                                                           \
    F(P, dormant_days, INT, BASIC)                                                                                     \
    F(P, next_on, DAY, BASIC)                                                                                          \
    F(P, form, OBJECT, BASIC, .of = &review_settings_form_schema)
DOC_SCHEMA(review_settings_page, SETTINGS);

static const struct input_field settings_input[] = {
    {.name = "period", .kind = INPUT_ENUM, .names = &review_period_names, .label = "How often a review begins"},
    {.name = "dormant_days",
     .kind = INPUT_INT,
     .min = DORMANT_DAYS_MIN,
     .max = DORMANT_DAYS_MAX,
     .label = "Days without a sign-in"},
    {.name = NULL},
};

/* The first day of the period behind this one. */
static int32_t next_start(int32_t day, int months)
{
    int32_t start = review_period_start(day, months);

    return review_period_start(start + months * 31, months);
}

static void put_settings(const struct context *cx, const struct review_settings *settings, struct node *out)
{
    struct node *form = doc_object(out, review_settings_page_form);

    doc_enum(out, review_settings_page_period, review_period_of(settings->months));
    doc_int(out, review_settings_page_dormant_days, settings->dormant_days);
    if (settings->months)
        doc_day(out, review_settings_page_next_on, next_start(today(cx), settings->months));
    doc_enum(form, review_settings_form_period, review_period_of(settings->months));
    doc_text(form, review_settings_form_dormant_days, arena_format(cx->arena, "%d", settings->dormant_days));
}

MUST_CHECK static enum err run_settings(struct context *cx, struct tx *tx, const struct grant *g,
                                        const struct input *in, struct node *out)
{
    struct review_settings settings;

    (void)in;
    TRY(review_settings_read(tx, g, &settings));
    put_settings(cx, &settings, out);
    return OK;
}

MUST_CHECK static enum err run_save(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct review_settings before, after;

    TRY(review_settings_read(tx, g, &before));
    after = before;
    if (input_given(in, "period"))
        after.months = review_months_of((int)input_int(in, "period"));
    if (input_given(in, "dormant_days"))
        after.dormant_days = (int)input_int(in, "dormant_days");
    TRY(review_settings_write(tx, g, &after));
    if (after.months != before.months)
        TRY(review_served(tx, g, today(cx))); /* another rhythm makes up for nothing */
    if (after.months != before.months)
        audit_change_int(cx, "company", g->company.n, "review_months", before.months, after.months);
    if (after.dormant_days != before.dormant_days)
        audit_change_int(cx, "company", g->company.n, "review_dormant_days", before.dormant_days, after.dormant_days);
    put_settings(cx, &after, out);
    return OK;
}

/* ------------------------------------------------------------------ housekeeping */

struct keeping {
    struct app *app;
    struct company_id *due;
    int due_count;
    struct str lost; /* a company whose time zone cannot be read */
    struct use *uses;
    int use_count;
};

MUST_CHECK static enum err find_due(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct keeping *keeping = data;
    int room = 0;

    keeping->due_count = 0;
    keeping->lost = STR("");
    TRY(query_open(tx, &review_companies, 0, NULL, 0, &q));
    while (query_next(&q)) {
        const struct zone *zone;

        if (zones_get(keeping->app->zones, query_text(&q, 1), tx_arena(tx), &zone) != OK) {
            keeping->lost = query_text(&q, 5);
            continue;
        }
        if (!review_is_due(time_local(zone, app_now(keeping->app)).day_number, (int)query_int(&q, 3),
                           (int32_t)query_int(&q, 4), time_local(zone, query_int(&q, 2)).day_number))
            continue;
        if (keeping->due_count == room) {
            size_t old = (size_t)room * sizeof(*keeping->due);

            room = room ? 2 * room : 16;
            keeping->due = arena_grow(tx_arena(tx), keeping->due, old, (size_t)room * sizeof(*keeping->due));
        }
        keeping->due[keeping->due_count++] = (struct company_id){query_int(&q, 0)};
    }
    return query_done(&q);
}

MUST_CHECK static enum err ask_body(struct tx *tx, void *data)
{
    const struct keeping *keeping = data;

    for (int i = 0; i < keeping->due_count; i++)
        TRY(job_add(tx, keeping->due[i], BEGIN_JOB, 0, app_now(keeping->app)));
    return OK;
}

MUST_CHECK static enum err uses_body(struct tx *tx, void *data)
{
    const struct keeping *keeping = data;

    return uses_write(tx, keeping->uses, keeping->use_count);
}

MUST_CHECK static enum err flush_uses(struct keeping *keeping, struct arena *arena)
{
    enum err err;

    keeping->use_count = uses_take(keeping->app->uses, arena, &keeping->uses);
    if (!keeping->use_count)
        return OK;
    err = store_write(keeping->app->store, COMPANY_ALL, arena, uses_body, keeping, NULL);
    if (err != OK)
        uses_return(keeping->app->uses, keeping->uses, keeping->use_count);
    return err;
}

MUST_CHECK static enum err housekeeping(struct app *app, bool hourly, struct arena *arena)
{
    struct keeping keeping = {.app = app};

    TRY(flush_uses(&keeping, arena));
    if (!hourly)
        return OK;
    TRY(store_read(app->store, COMPANY_ALL, arena, find_due, &keeping));
    if (keeping.due_count)
        TRY(store_write(app->store, COMPANY_NONE, arena, ask_body, &keeping, NULL));
    if (keeping.lost.n)
        return fail_internal(arena, "reviews: the time zone of company %.*s cannot be read", STR_ARG(keeping.lost));
    return OK;
}

static const struct operation operations[] = {
    {.name = "reviews.begin",
     .summary = "Begins an access review by hand: everyone who manages access gets a list.",
     .method = METHOD_POST,
     .path = "/reviews",
     .permission = PERMISSION_company_settings,
     .output = &review_begun_schema,
     .form = "reviews.list",
     .next = "/reviews",
     .run = run_begin},
    {.name = "reviews.due",
     .summary = "Begins the access review of a period that has begun; nothing where it was begun already.",
     .method = METHOD_POST,
     .path = "/reviews/due",
     .permission = PERMISSION_manage_access,
     .run = run_due,
     .flags = OP_SYSTEM},
    {.name = "reviews.remind",
     .summary = "Reminds those who have not finished their access review some days before it is due.",
     .method = METHOD_POST,
     .path = "/reviews/remind",
     .permission = PERMISSION_manage_access,
     .run = run_remind,
     .flags = OP_SYSTEM},
    {.name = "settings.reviews",
     .summary = "How often an access review begins, and after how many days without a sign-in somebody is dormant.",
     .method = METHOD_GET,
     .path = "/settings/company/reviews",
     .permission = PERMISSION_company_settings,
     .output = &review_settings_page_schema,
     .page = "reviews/settings",
     .title = "Access reviews: settings",
     .run = run_settings},
    {.name = "settings.reviews_save",
     .summary = "Sets how often an access review begins; what is left out stays.",
     .method = METHOD_PUT,
     .path = "/settings/company/reviews",
     .permission = PERMISSION_company_settings,
     .input = settings_input,
     .output = &review_settings_page_schema,
     .form = "settings.reviews",
     .next = "/settings/company/reviews",
     .run = run_save},
};

static const struct job_rule jobs[] = {
    {BEGIN_JOB, "reviews.due", TARGET__NONE, 0},
    {REMIND_JOB, "reviews.remind", TARGET__NONE, 0},
};

const struct feature reviews_feature = {.name = "reviews",
                                        .operations = operations,
                                        .operation_count = ARRAY_SIZE(operations),
                                        .jobs = jobs,
                                        .job_count = ARRAY_SIZE(jobs),
                                        .housekeeping = housekeeping};
