#include "proof/twins.h"

#include "features/clients/clients.h"
#include "proof/rules.h"

/* ------------------------------------------------------------------ what the rules say */

static enum role_class class_of(const struct twins *t)
{
    return role_info(t->who->role)->class;
}

/* ROL-nnn, with the one exception or custom cell that a member of the crew may have. */
bool twins_holds(const struct twins *t, int number)
{
    const struct member *m = t->who;
    char letter = rule_letter(m->role, number);
    bool turned = (m->setting == SETTING_EXCEPTION || m->setting == SETTING_ROLE) && m->number == number;

    return (letter == 'y' || letter == '+') != turned;
}

/* Workers: what is other people's, the office's or money is nothing to them, and they schedule nobody. */
bool twins_worker(const struct twins *t)
{
    return class_of(t) != ROLE_CLASS_MANAGER;
}

static bool is_related(const struct twins *t)
{
    return class_of(t) == ROLE_CLASS_RELATED;
}

/* ROL-118 shows when everybody is busy, and whom there is. */
static bool is_without_calendar(const struct twins *t)
{
    return twins_worker(t) && !twins_holds(t, 118);
}

static bool is_related_without_calendar(const struct twins *t)
{
    return is_related(t) && !twins_holds(t, 118);
}

/* Of clients that they see, too, the visits of others are hidden (ROL-114). */
static bool has_own_visits_only(const struct twins *t)
{
    return is_related_without_calendar(t) && !twins_holds(t, 114);
}

/* ACC-20: reasons and severity are for those who may remove access. */
static bool may_not_know_reasons(const struct twins *t)
{
    return twins_worker(t) || !twins_holds(t, 102);
}

static bool is_anybody(const struct twins *t)
{
    (void)t;
    return true;
}

/* ------------------------------------------------------------------ chance */

int64_t twins_below(struct twins *t, uint64_t n)
{
    return (int64_t)chance_below(&t->random, n);
}

static int64_t now_of(const struct twins *t)
{
    return world_now(t->world);
}

int64_t twins_company(const struct twins *t)
{
    return t->crew->companies[t->company].id;
}

int64_t twins_owner(const struct twins *t)
{
    return t->crew->companies[t->company].people[PERSON_OWNER].staff;
}

struct str twins_name(struct twins *t, struct tx *tx)
{
    static const char *const names[] = {"aaa", "amber stray", "proof", "zzz", "basil"};

    return arena_format(tx_arena(tx), "%s %lld", names[twins_below(t, ARRAY_SIZE(names))], (long long)++t->serial);
}

const struct twin_client *twins_client(struct twins *t, bool seen)
{
    int from = (int)twins_below(t, (uint64_t)t->client_count);

    for (int i = 0; i < t->client_count; i++) {
        const struct twin_client *client = &t->clients[(from + i) % t->client_count];

        if (client->seen == seen)
            return client;
    }
    return NULL;
}

static const struct twin_client *removed_client(struct twins *t)
{
    int from = (int)twins_below(t, (uint64_t)t->client_count);

    for (int i = 0; i < t->client_count; i++) {
        const struct twin_client *client = &t->clients[(from + i) % t->client_count];

        if (client->removed)
            return client;
    }
    return NULL;
}

/* Somebody else who is in nobody's place: frozen, so that they never ask. */
const struct member *twins_spare(struct twins *t)
{
    for (;;) {
        const struct member *m = &t->crew->members[twins_below(t, (uint64_t)t->crew->member_count)];

        if (m->company == t->company && m->status == STAFF_FROZEN && role_info(m->role)->class == ROLE_CLASS_RELATED)
            return m;
    }
}

/* ------------------------------------------------------------------ hidden clients (ACC-06) */

SQL(twin_client_other, "UPDATE client SET name = $3, sort = $3, status = $4, city = $3, visit_notes = $3, office_notes"
                       " = $3, changed = changed + 1 WHERE company_id = $1 AND id = $2");
SQL(twin_word_put, "INSERT INTO search_word (company_id, word, client_id, kind, source_id) VALUES ($1, $2, $3, 1, $3)"
                   " ON CONFLICT DO NOTHING");
SQL(twin_words_drop, "DELETE FROM search_word WHERE company_id = $1 AND client_id = $2");
SQL(twin_pet_put, "INSERT INTO pet (company_id, id, client_id, name, kind, changed) VALUES ($1, $2, $3, $4, 'cat', 1)");
SQL(twin_pet_other, "UPDATE pet SET name = $3, feeding = $3, changed = changed + 1 WHERE company_id = $1 AND id = $2");
SQL(twin_client_put, "INSERT INTO client (company_id, id, name, sort, status, created_at, changed)"
                     " VALUES ($1, $2, $3, $3, 2, $4, 1)");
SQL(twin_template_put, "INSERT INTO template (company_id, id, client_id, name, sort, billing, first_day, status,"
                       " created_at, changed) VALUES ($1, $2, $3, 'Twin', $4, 1, $5, 1, $6, 1)");
SQL(twin_line_put, "INSERT INTO template_line (company_id, id, template_id, client_id, service_id, staff_id, weekdays,"
                   " minute_of_day, from_day, changed) VALUES ($1, $2, $3, $4, $5, $6, 127, 540, $7, 1)");
SQL(twin_removal_put, "INSERT INTO relation (company_id, staff_id, client_id, removed_at, removed_by, subscribed,"
                      " changed) VALUES ($1, $2, $3, $4, $5, 0, 1)");

MUST_CHECK static enum err other_client(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    return client ? EXECUTE(tx, &twin_client_other, NULL, SQL_INT(twins_company(t)), SQL_INT(client->id),
                            SQL_TEXT(twins_name(t, tx)), SQL_INT(1 + twins_below(t, 3)))
                  : OK;
}

MUST_CHECK static enum err other_words(struct twins *t, struct tx *tx)
{
    static const char *const words[] = {"amber", "basil", "proof", "proofton", "aaa", "stray", "pet"};
    const struct twin_client *client = twins_client(t, false);

    if (!client)
        return OK;
    if (twins_below(t, 3) == 0)
        return EXECUTE(tx, &twin_words_drop, NULL, SQL_INT(twins_company(t)), SQL_INT(client->id));
    return EXECUTE(tx, &twin_word_put, NULL, SQL_INT(twins_company(t)),
                   SQL_TEXT(str_from(words[twins_below(t, ARRAY_SIZE(words))])), SQL_INT(client->id));
}

MUST_CHECK static enum err more_pets(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    return client ? EXECUTE(tx, &twin_pet_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now_of(t))),
                            SQL_INT(client->id), SQL_TEXT(twins_name(t, tx)))
                  : OK;
}

MUST_CHECK static enum err other_pet(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    return client ? EXECUTE(tx, &twin_pet_other, NULL, SQL_INT(twins_company(t)), SQL_INT(client->pet),
                            SQL_TEXT(twins_name(t, tx)))
                  : OK;
}

/* With a pet and a template whose pending visits are the person's (ACC-03); a Supporter's access to it is removed. */
MUST_CHECK static enum err new_client(struct twins *t, struct tx *tx)
{
    int64_t now = now_of(t), id = id_new(now), template = id_new(now), company = twins_company(t);
    struct str name = twins_name(t, tx);

    TRY(EXECUTE(tx, &twin_client_put, NULL, SQL_INT(company), SQL_INT(id), SQL_TEXT(name), SQL_INT(now)));
    TRY(EXECUTE(tx, &twin_word_put, NULL, SQL_INT(company), SQL_TEXT(STR("amber")), SQL_INT(id)));
    TRY(EXECUTE(tx, &twin_pet_put, NULL, SQL_INT(company), SQL_INT(id_new(now)), SQL_INT(id), SQL_TEXT(name)));
    if (class_of(t) == ROLE_CLASS_SUPPORT)
        return EXECUTE(tx, &twin_removal_put, NULL, SQL_INT(company), SQL_INT(t->who->staff), SQL_INT(id),
                       SQL_INT(now - DAY_US), SQL_INT(twins_owner(t)));
    if (twins_holds(t, 118))
        return OK;
    TRY(EXECUTE(tx, &twin_template_put, NULL, SQL_INT(company), SQL_INT(template), SQL_INT(id), SQL_TEXT(name),
                SQL_INT(now / DAY_US - 20), SQL_INT(now)));
    return EXECUTE(tx, &twin_line_put, NULL, SQL_INT(company), SQL_INT(id_new(now)), SQL_INT(template), SQL_INT(id),
                   SQL_INT(t->crew->companies[t->company].service), SQL_INT(t->who->staff), SQL_INT(now / DAY_US - 20));
}

SQL(twin_template_other, "UPDATE template SET name = $3, changed = changed + 1 WHERE company_id = $1 AND id = $2");
SQL(twin_line_other, "UPDATE template_line SET staff_id = $3, minute_of_day = $4, changed = changed + 1"
                     " WHERE company_id = $1 AND id = $2");

MUST_CHECK static enum err other_template(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    if (!client)
        return OK;
    TRY(EXECUTE(tx, &twin_template_other, NULL, SQL_INT(twins_company(t)), SQL_INT(client->template),
                SQL_TEXT(twins_name(t, tx))));
    return EXECUTE(tx, &twin_line_other, NULL, SQL_INT(twins_company(t)), SQL_INT(client->line), SQL_INT(t->who->staff),
                   SQL_INT(twins_below(t, 24) * 60));
}

/* Of a client that is seen, but of somebody else. */
MUST_CHECK static enum err templates_of_others(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, true);

    return client ? EXECUTE(tx, &twin_line_other, NULL, SQL_INT(twins_company(t)), SQL_INT(client->line),
                            SQL_INT(twins_spare(t)->staff), SQL_INT(twins_below(t, 24) * 60))
                  : OK;
}

/* ------------------------------------------------------------------ visits */

SQL(twin_event_put, "INSERT INTO event (company_id, id, client_id, staff_id, service_id, starts_at, ends_at, local_day,"
                    " status, created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)");
/* The newest visit that is at a client now: these changes move visits, and the next person's find them there. */
#define AT_CLIENT                                                                                                      \
    " WHERE company_id = $1 AND id = (SELECT max(v.id) FROM event v WHERE v.company_id = $1 AND v.client_id = $2)"
SQL(twin_event_other, "UPDATE event SET starts_at = starts_at + $3, ends_at = ends_at + $3, status = $4, note = 'Twin',"
                      " changed = changed + 1" AT_CLIENT);
SQL(twin_event_details, "UPDATE event SET client_id = CASE WHEN staff_id IS NULL THEN client_id ELSE $3 END, note = $4,"
                        " message = $4, price_minor = $5, changed = changed + 1" AT_CLIENT);
SQL(twin_own_visits_drop, "DELETE FROM event WHERE company_id = $1 AND client_id = $2 AND staff_id = $3");

MUST_CHECK static enum err add_visit(struct twins *t, struct tx *tx, const struct twin_client *client, int64_t staff)
{
    static const int days[] = {-9, -1, 0, 1, 3};
    int64_t now = now_of(t),
            starts = now + days[twins_below(t, ARRAY_SIZE(days))] * DAY_US + twins_below(t, 10) * HOUR_US;
    static const int status[] = {1, 3, 4};

    return EXECUTE(tx, &twin_event_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)), SQL_INT(client->id),
                   staff ? SQL_INT(staff) : SQL_NULL, SQL_INT(t->crew->companies[t->company].service), SQL_INT(starts),
                   SQL_INT(starts + HOUR_US), SQL_INT(starts / DAY_US), SQL_INT(status[twins_below(t, 3)]),
                   SQL_INT(now));
}

/* Of a removed client their own visits, too, are hidden. */
MUST_CHECK static enum err more_hidden_visits(struct twins *t, struct tx *tx)
{
    const struct twin_client *removed = is_related(t) ? removed_client(t) : NULL;
    const struct twin_client *client = twins_client(t, false);

    if (removed && twins_below(t, 2))
        return add_visit(t, tx, removed, t->who->staff);
    return client ? add_visit(t, tx, client, twins_below(t, 3) ? twins_spare(t)->staff : 0) : OK;
}

MUST_CHECK static enum err other_hidden_visit(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    return client ? EXECUTE(tx, &twin_event_other, NULL, SQL_INT(twins_company(t)), SQL_INT(client->id),
                            SQL_INT(twins_below(t, 48) * HOUR_US), SQL_INT(twins_below(t, 2) ? 3 : 4))
                  : OK;
}

/* ROL-118: of a client that is hidden somebody is busy, and that is all there is to know. */
MUST_CHECK static enum err other_hidden_details(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false), *other = twins_client(t, false);

    return client ? EXECUTE(tx, &twin_event_details, NULL, SQL_INT(twins_company(t)), SQL_INT(client->id),
                            SQL_INT(other->id), SQL_TEXT(twins_name(t, tx)), SQL_INT(twins_below(t, 900)))
                  : OK;
}

MUST_CHECK static enum err fewer_own_visits(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = removed_client(t);

    return client ? EXECUTE(tx, &twin_own_visits_drop, NULL, SQL_INT(twins_company(t)), SQL_INT(client->id),
                            SQL_INT(t->who->staff))
                  : OK;
}

MUST_CHECK static enum err visits_of_others(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, true);

    return client ? add_visit(t, tx, client, twins_below(t, 3) ? twins_spare(t)->staff : 0) : OK;
}

/* ------------------------------------------------------------------ what is between people and clients */

SQL(twin_pair_other, "UPDATE relation SET removal_reason = $4, removal_severity = $5, review_on = $6,"
                     " do_not_schedule = 1 - do_not_schedule, do_not_schedule_reason = $4, changed = changed + 1"
                     " WHERE company_id = $1 AND staff_id = $2 AND client_id = $3 AND preferred_position = 0");
SQL(twin_pair_drop, "DELETE FROM relation WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");
SQL(twin_dated_drop, "DELETE FROM dated_access WHERE company_id = $1 AND staff_id = $2 AND client_id = $3");
SQL(twin_dated_put, "INSERT INTO dated_access (company_id, id, staff_id, client_id, from_at, until_at, made_by,"
                    " made_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $5, 1)");
SQL(twin_request_put, "INSERT INTO separation_request (company_id, id, staff_id, client_id, side, reason, state,"
                      " made_by, made_at, changed) VALUES ($1, $2, $3, $4, 1, 'Twin', $5, $3, $6, 1)"
                      " ON CONFLICT DO NOTHING");
SQL(twin_wish_put, "INSERT INTO separation_request (company_id, id, staff_id, client_id, side, reason, state, made_by,"
                   " made_at, changed) VALUES ($1, $2, $3, $4, 2, 'Twin', 1, $5, $6, 1) ON CONFLICT DO NOTHING");
SQL(twin_hold, "UPDATE relation SET hold = 1, changed = changed + 1 WHERE company_id = $1 AND staff_id = $2"
               " AND client_id = $3");
SQL(twin_pair_of_other,
    "INSERT INTO relation (company_id, staff_id, client_id, do_not_schedule, do_not_schedule_reason, removed_at,"
    " removed_by, removal_reason, hold, subscribed, changed) VALUES ($1, $2, $3, $4, 'Twin', $5, $6, 'Twin', $7, 0, 1)"
    " ON CONFLICT (company_id, staff_id, client_id) DO UPDATE SET preferred_position = 0, subscribed = 0,"
    " do_not_schedule = $4, removed_at = $5, removed_by = $6, hold = $7");
SQL(twin_reasons, "UPDATE relation SET removal_reason = $2, removal_severity = $3, review_on = $4"
                  " WHERE company_id = $1 AND removed_at > 0");

MUST_CHECK static enum err other_own_pair(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    return client ? EXECUTE(tx, &twin_pair_other, NULL, SQL_INT(twins_company(t)), SQL_INT(t->who->staff),
                            SQL_INT(client->id), SQL_TEXT(twins_name(t, tx)), SQL_INT(1 + twins_below(t, 3)),
                            SQL_INT(now_of(t) / DAY_US - 3 + twins_below(t, 6)))
                  : OK;
}

/* What was removed, as if it had never been: a removed client is like one that there is no relation to. */
MUST_CHECK static enum err no_pair(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = removed_client(t);

    if (!client)
        return OK;
    TRY(EXECUTE(tx, &twin_own_visits_drop, NULL, SQL_INT(twins_company(t)), SQL_INT(client->id),
                SQL_INT(t->who->staff)));
    TRY(EXECUTE(tx, &twin_dated_drop, NULL, SQL_INT(twins_company(t)), SQL_INT(t->who->staff), SQL_INT(client->id)));
    return EXECUTE(tx, &twin_pair_drop, NULL, SQL_INT(twins_company(t)), SQL_INT(t->who->staff), SQL_INT(client->id));
}

MUST_CHECK static enum err dated_over(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);
    int64_t now = now_of(t);

    return client ? EXECUTE(tx, &twin_dated_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)),
                            SQL_INT(t->who->staff), SQL_INT(client->id), SQL_INT(now - 9 * DAY_US),
                            SQL_INT(now - 2 * DAY_US), SQL_INT(twins_owner(t)))
                  : OK;
}

MUST_CHECK static enum err own_requests(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);
    int64_t now = now_of(t);

    return client ? EXECUTE(tx, &twin_request_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)),
                            SQL_INT(t->who->staff), SQL_INT(client->id), SQL_INT(1 + twins_below(t, 3)), SQL_INT(now))
                  : OK;
}

/* ACC-70: "not this person", of which the person is not told. */
MUST_CHECK static enum err wish_of_client(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, true);
    int64_t now = now_of(t);

    if (!client)
        return OK;
    TRY(EXECUTE(tx, &twin_wish_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)), SQL_INT(t->who->staff),
                SQL_INT(client->id), SQL_INT(twins_owner(t)), SQL_INT(now)));
    return EXECUTE(tx, &twin_hold, NULL, SQL_INT(twins_company(t)), SQL_INT(t->who->staff), SQL_INT(client->id));
}

MUST_CHECK static enum err pair_of_other(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, true);
    bool removed = twins_below(t, 2);

    return client ? EXECUTE(tx, &twin_pair_of_other, NULL, SQL_INT(twins_company(t)), SQL_INT(twins_spare(t)->staff),
                            SQL_INT(client->id), SQL_INT(twins_below(t, 2)), SQL_INT(removed ? now_of(t) - DAY_US : 0),
                            SQL_INT(removed ? twins_owner(t) : 0), SQL_INT(twins_below(t, 2)))
                  : OK;
}

MUST_CHECK static enum err other_reasons(struct twins *t, struct tx *tx)
{
    return EXECUTE(tx, &twin_reasons, NULL, SQL_INT(twins_company(t)), SQL_TEXT(twins_name(t, tx)),
                   SQL_INT(1 + twins_below(t, 3)), SQL_INT(now_of(t) / DAY_US - 3 + twins_below(t, 6)));
}

const struct change twins_client_changes[] = {
    {"a hidden client is called otherwise", is_anybody, other_client},
    {"a hidden client is found by other words", is_anybody, other_words},
    {"a hidden client has one more pet", is_anybody, more_pets},
    {"a hidden client's pet is another", is_anybody, other_pet},
    {"there is one more client, hidden", twins_worker, new_client},
    {"a hidden client's template brings them visits", is_without_calendar, other_template},
    {"there are more visits at hidden clients", is_without_calendar, more_hidden_visits},
    {"a visit at a hidden client is at another time", is_without_calendar, other_hidden_visit},
    {"a visit at a hidden client is of another, and with other notes", twins_worker, other_hidden_details},
    {"a template brings somebody else visits at a client that they see", has_own_visits_only, templates_of_others},
    {"a client wishes not to see them", twins_worker, wish_of_client},
    {"own visits at a removed client are gone", is_related_without_calendar, fewer_own_visits},
    {"there are more visits of others at clients that they see", has_own_visits_only, visits_of_others},
    {"what is between them and a hidden client is otherwise", twins_worker, other_own_pair},
    {"nothing is left between them and a removed client", is_related_without_calendar, no_pair},
    {"they had dated access to a hidden client", is_related, dated_over},
    {"they asked to be kept from a hidden client", is_related, own_requests},
    {"somebody else is kept from a client that they see", twins_worker, pair_of_other},
    {"access was removed for other reasons", may_not_know_reasons, other_reasons},
};
const int twins_client_change_count = ARRAY_SIZE(twins_client_changes);

/* ------------------------------------------------------------------ the planted leak */

MUST_CHECK static enum err leak(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, true);

    assert_non_null(client);
    return EXECUTE(tx, &twin_pet_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now_of(t))), SQL_INT(client->id),
                   SQL_TEXT(STR("Leak")));
}

const struct change twins_leak = {"a client that they see has one more pet", is_anybody, leak};
