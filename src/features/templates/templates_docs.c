#include "features/templates/templates_docs.h"

static const char *const billings[] = {"weekly", "every_n_weeks", "semi_monthly", "monthly"};
const struct names template_billing_names = {billings, ARRAY_SIZE(billings)};
static const char *const states[] = {"active", "ended"};
const struct names template_state_names = {states, ARRAY_SIZE(states)};
static const char *const shows[] = {"active", "ended", "waiting"};
const struct names template_show_names = {shows, ARRAY_SIZE(shows)};
static const char *const weekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
const struct names weekday_names = {weekdays, ARRAY_SIZE(weekdays)};
static const char *const weeks[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};
const struct names week_names = {weeks, ARRAY_SIZE(weeks)};
static const char *const period_states[] = {"pending", "approved"};
const struct names period_state_names = {period_states, ARRAY_SIZE(period_states)};

static_assert(ARRAY_SIZE(billings) == BILLING__MAX - 1, "one a billing");
static_assert(ARRAY_SIZE(weeks) == EVERY_WEEKS_MAX, "one a week");

int32_t today_of(const struct context *cx)
{
    return time_local(cx->company->zone, cx->now).day_number;
}

struct str person_name(const struct grant *g, struct staff_id staff)
{
    const struct person *person = staff.n ? picture_person(g->picture, staff) : NULL;

    return person ? person->name : STR("");
}

void template_party(struct node *object, int64_t id, struct str name)
{
    doc_id(object, template_party_id, id);
    doc_text(object, template_party_name, name);
}

static void put_names(struct node *out, int field, const struct names *names, unsigned bits)
{
    (void)doc_list(out, field);
    for (int i = 0; i < names->count; i++) {
        if (bits & 1u << i)
            doc_add_text(out, field, str_from(names->list[i]));
    }
}

static void put_day(struct node *out, int field, int32_t day)
{
    if (day)
        doc_day(out, field, day);
    else
        doc_null(out, field);
}

void line_document(const struct context *cx, const struct grant *g, const struct template_line *line,
                   const struct line_pets *pets, struct node *out)
{
    struct node *list = doc_list(out, line_view_pets);

    doc_id(out, line_view_id, line->id.n);
    doc_id(out, line_view_template_id, line->template.n);
    doc_text(out, line_view_words, template_line_words(cx->arena, cx->company->locale, line));
    template_party(doc_object(out, line_view_service), line->service.n, line->service_name);
    if (line->staff.n)
        template_party(doc_object(out, line_view_staff), line->staff.n, person_name(g, line->staff));
    else
        doc_null(out, line_view_staff);
    put_names(out, line_view_weekdays, &weekday_names, line->weekdays);
    put_names(out, line_view_weeks, &week_names, line->weeks);
    doc_int(out, line_view_time, line->minute_of_day);
    doc_day(out, line_view_from_day, line->from_day);
    put_day(out, line_view_until_day, line->until_day);
    doc_bool(out, line_view_later, line->from_day > today_of(cx));
    for (int i = 0; pets && i < pets->count; i++)
        template_party(doc_item(list), pets->items[i].id.n, pets->items[i].name);
    doc_text(out, line_view_note, line->note);
    doc_int(out, line_view_changed, line->changed);
}

/* ------------------------------------------------------------------ periods */

/* Each name once, "Sam Ortiz, Dana Brooks". */
static void add_blocked(struct buf *blocked, const struct grant *g, struct client_id client, struct staff_id staff)
{
    const struct person *person = picture_person(g->picture, staff);
    enum tie tie = person ? policy_tie(g->picture, person, client) : TIE_NEVER;
    struct str name = person_name(g, staff);

    if (!staff.n || tie == TIE_FREE || tie == TIE_PREFERRED || tie == TIE_WARN)
        return;
    for (size_t i = 0; i + name.n <= blocked->n; i++) {
        if (str_equal(str_slice(buf_str(blocked), i, name.n), name))
            return;
    }
    if (blocked->n)
        buf_add(blocked, STR(", "));
    buf_add(blocked, name);
}

static void pending_document(struct context *cx, const struct grant *g, const struct line_set *set,
                             const struct template_span *span, struct node *out)
{
    struct buf blocked;
    int64_t visits = 0, first_at = 0;

    buf_init(&blocked, cx->arena, 1000);
    for (int i = 0; i < set->count; i++) {
        for (int32_t day = span->starts_on; day <= span->ends_on; day++) {
            struct staff_id who;
            int64_t at;

            if (!line_pending_on(set, i, day, &who))
                continue;
            at = time_from_local(cx->company->zone, day, set->lines[i].minute_of_day);
            if (at <= cx->now)
                continue;
            visits++;
            if (!first_at || at < first_at)
                first_at = at;
            add_blocked(&blocked, g, set->lines[i].client, who);
        }
    }
    doc_int(out, period_view_visits, visits);
    doc_instant(out, period_view_first_at, first_at);
    if (blocked.n)
        doc_text(out, period_view_blocked, buf_str(&blocked));
}

void period_document(struct context *cx, const struct grant *g, const struct line_set *set,
                     const struct template *template, const struct template_span *span,
                     const struct booked_periods *booked, struct node *out)
{
    const struct booked_period *period = booked_find(booked, span->starts_on);
    int32_t last = template->ends_on && template->ends_on < span->ends_on ? template->ends_on : span->ends_on;
    bool approved = booked_is_approved(booked, &(struct template_span){span->starts_on, last});

    doc_id(out, period_view_template_id, template->id.n);
    doc_day(out, period_view_starts_on, span->starts_on);
    doc_day(out, period_view_ends_on, last);
    doc_enum(out, period_view_state, approved ? PERIOD_STATE_APPROVED : PERIOD_STATE_PENDING);
    doc_bool(out, period_view_can_approve,
             !approved && !template_is_over(template, today_of(cx)) && last >= today_of(cx) &&
                 grant_holds(g, PERMISSION_manage_templates));
    if (approved) {
        doc_int(out, period_view_visits, period->events);
        doc_instant(out, period_view_first_at, period->first_at);
        return;
    }
    if (template->approve_days_before >= 0)
        doc_day(out, period_view_approves_on, span->starts_on - template->approve_days_before);
    pending_document(cx, g, set, span, out);
}

static void periods_document(struct context *cx, const struct grant *g, const struct line_set *set,
                             const struct template *template, const struct booked_periods *booked, struct node *list)
{
    int32_t today = today_of(cx);
    int32_t last = today + PROJECTION_DAYS;
    int32_t day = template->first_day > today ? template->first_day : today;

    if (template->ends_on && template->ends_on < last)
        last = template->ends_on;
    while (day <= last) {
        struct template_span span = template_period_of(template, day);

        period_document(cx, g, set, template, &span, booked, doc_item(list));
        day = span.ends_on + 1;
    }
}

/* ------------------------------------------------------------------ the whole */

MUST_CHECK static enum err lines_document(struct context *cx, struct tx *tx, const struct grant *g,
                                          const struct line_set *set, const struct template *template,
                                          struct node *list)
{
    int32_t today = today_of(cx);
    const struct line_pets *pets;

    TRY(line_pets_read(tx, g, set, &pets));
    for (int i = 0; i < set->count; i++) {
        const struct template_line *line = &set->lines[i];
        bool gone = line->until_day && line->until_day < line->from_day;
        bool past = line->until_day && line->until_day < today;

        if (!gone && (!past || template_is_over(template, today)))
            line_document(cx, g, line, &pets[i], doc_item(list));
    }
    return OK;
}

enum err template_document(struct context *cx, struct tx *tx, const struct grant *g, const struct template *template,
                           struct node *out)
{
    const struct line_search search = {.template = template->id, .over = true};
    struct node *can = doc_object(out, template_view_can);
    int32_t today = today_of(cx);
    int32_t from_day = template_period_of(template, today).starts_on;
    bool edit = grant_holds(g, PERMISSION_manage_templates);
    struct booked_periods booked;
    struct line_set set;

    TRY(lines_read(tx, g, &search, from_day, &set));
    TRY(booked_periods_read(tx, g, template->id, from_day, &booked));
    doc_id(out, template_view_id, template->id.n);
    doc_text(out, template_view_name, template->name);
    template_party(doc_object(out, template_view_client), template->client.n, template->client_name);
    doc_enum(out, template_view_billing, template->billing);
    doc_int(out, template_view_every_weeks, template->every_weeks);
    doc_day(out, template_view_first_day, template->first_day);
    put_day(out, template_view_ends_on, template->ends_on);
    if (template->approve_days_before >= 0)
        doc_int(out, template_view_approve_days_before, template->approve_days_before);
    else
        doc_null(out, template_view_approve_days_before);
    doc_bool(out, template_view_automatic, template->approve_days_before >= 0);
    doc_enum(out, template_view_state, template_is_over(template, today) ? STATE_ENDED : STATE_ACTIVE);
    TRY(lines_document(cx, tx, g, &set, template, doc_list(out, template_view_lines)));
    periods_document(cx, g, &set, template, &booked, doc_list(out, template_view_periods));
    doc_day(out, template_view_today, today);
    doc_int(out, template_view_changed, template->changed);
    doc_bool(can, template_can_edit, edit);
    doc_bool(can, template_can_end, edit && !template_is_over(template, today));
    return OK;
}
