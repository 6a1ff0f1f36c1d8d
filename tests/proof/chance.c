#include "proof/chance.h"

#include "features/access/requests.h"
#include "features/clients/clients.h"
#include "proof/rules.h"

const char *const chance_words[OWN_WORDS] = {"amber", "basil", "cedar", "dune"};

SQL(stray_client, "INSERT INTO client (company_id, id, name, sort, status, city, office_notes, created_at, changed)"
                  " VALUES ($1, $2, $3, $4, $5, 'Proofton', 'For the office', $6, 1)");
SQL(stray_word, "INSERT INTO search_word (company_id, word, client_id, kind, source_id) VALUES ($1, $2, $3, 1, $3)");
SQL(stray_pet, "INSERT INTO pet (company_id, id, client_id, name, kind, changed) VALUES ($1, $2, $3, $4, 'dog', 1)");
SQL(stray_event, "INSERT INTO event (company_id, id, client_id, staff_id, service_id, starts_at, ends_at, local_day,"
                 " status, created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)");
SQL(stray_relation,
    "INSERT INTO relation (company_id, staff_id, client_id, events, last_start_at, last_scheduled_at, last_end_at,"
    " preferred_position, do_not_schedule, removed_at, removed_by, removal_reason, hold, subscribed, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'Chance', $12, $13, 1)");
SQL(stray_dated, "INSERT INTO dated_access (company_id, id, staff_id, client_id, from_at, until_at, made_by, made_at,"
                 " changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)");
SQL(stray_request, "INSERT INTO separation_request (company_id, id, staff_id, client_id, side, reason, state, made_by,"
                   " made_at, changed) VALUES ($1, $2, $3, $4, 1, 'Chance', $6, $3, $5, 1)");
SQL(stray_template, "INSERT INTO template (company_id, id, client_id, name, sort, billing, first_day, status,"
                    " created_at, changed, ends_on) VALUES ($1, $2, $3, 'Chance', $4, 1, $5, 1, $6, 1, $7)");
SQL(stray_line, "INSERT INTO template_line (company_id, id, template_id, client_id, service_id, staff_id, weekdays,"
                " minute_of_day, from_day, changed) VALUES ($1, $2, $3, $4, $5, $6, 127, 600, $7, 1)");
SQL(stray_notice, "INSERT INTO notice (company_id, id, staff_id, kind, client_id, event_id, created_at)"
                  " VALUES ($1, $2, $3, 1, $4, $5, $6)");

enum { FADE_DAYS = 30 }; /* as the crew has set it */

uint64_t chance_below(uint64_t *random, uint64_t n)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (*random >> 11) % n;
}

static bool one_in(struct chance *chance, uint64_t n)
{
    return chance_below(&chance->random, n) == 0;
}

static int64_t new_id(const struct chance *chance)
{
    return id_new(world_now(chance->crew->world));
}

static enum role_class class_of(const struct member *m)
{
    return role_info(m->role)->class;
}

/* ------------------------------------------------------------------ who sees whom */

const struct bond *chance_bond(const struct stray *stray, const struct member *who)
{
    for (int i = 0; i < stray->tie_count; i++) {
        if (stray->ties[i].who == who)
            return &stray->ties[i];
    }
    return NULL;
}

bool chance_sees(const struct chance *chance, const struct member *who, const struct stray *stray)
{
    static const struct bond none = {0};
    const struct bond *tie = chance_bond(stray, who);
    int64_t now = world_now(chance->crew->world);

    tie = tie ? tie : &none;
    if (who->status != STAFF_ACTIVE)
        return false;
    switch (class_of(who)) {
    case ROLE_CLASS_MANAGER:
        return true;
    case ROLE_CLASS_SUPPORT:
        return !tie->removed;
    case ROLE_CLASS_RELATED:
    case ROLE_CLASS__MAX:
    default:
        break;
    }
    if (tie->removed)
        return false;
    if (tie->dated || (tie->preferred && who->role != ROLE_SERVICE_PERFORMER))
        return true;
    return tie->last_end_at && now < tie->last_end_at + FADE_DAYS * DAY_US;
}

/* ------------------------------------------------------------------ chance */

static void any_visit(struct chance *chance, struct bond *tie, bool inactive)
{
    static const int days[] = {-45, -12, -3, 0, 0, 2, 6};
    int64_t now = world_now(chance->crew->world);
    int day = days[chance_below(&chance->random, ARRAY_SIZE(days))];
    int64_t starts = now + day * DAY_US + (int64_t)chance_below(&chance->random, 8) * HOUR_US + HOUR_US / 4;
    int status = (int)(1 + chance_below(&chance->random, 4));

    if (status == EVENT_IN_PROGRESS)
        status = EVENT_COMPLETED;
    if (status == EVENT_SCHEDULED && starts > now && (tie->removed || inactive))
        status = EVENT_CANCELLED; /* no work to come beside a removal, or for who left */
    tie->visits[tie->visit_count] = new_id(chance);
    tie->starts[tie->visit_count] = starts;
    tie->status[tie->visit_count++] = status;
    if (status != EVENT_CANCELLED && starts + HOUR_US > tie->last_end_at)
        tie->last_end_at = starts + HOUR_US;
}

static void any_tie(struct chance *chance, struct bond *tie)
{
    bool inactive = tie->who->status == STAFF_INACTIVE;
    uint64_t visits;

    tie->removed = class_of(tie->who) != ROLE_CLASS_MANAGER && one_in(chance, 4);
    if (class_of(tie->who) == ROLE_CLASS_SUPPORT)
        return;
    tie->preferred = !tie->removed && !inactive && one_in(chance, 5);
    tie->do_not_schedule = !tie->preferred && one_in(chance, 5);
    tie->hold = !tie->removed && !tie->preferred && one_in(chance, 8);
    tie->declined = !tie->hold && one_in(chance, 8);
    tie->dated = !tie->removed && class_of(tie->who) == ROLE_CLASS_RELATED && one_in(chance, 8);
    visits = chance_below(&chance->random, VISITS_MAX + 1);
    while (tie->visit_count < (int)visits)
        any_visit(chance, tie, inactive);
}

/* ------------------------------------------------------------------ writing */

MUST_CHECK static enum err write_visits(struct chance *chance, struct tx *tx, const struct crew_company *company,
                                        const struct stray *stray, const struct bond *tie)
{
    for (int i = 0; i < tie->visit_count; i++)
        TRY(EXECUTE(tx, &stray_event, NULL, SQL_INT(company->id), SQL_INT(tie->visits[i]), SQL_INT(stray->id),
                    SQL_INT(tie->who->staff), SQL_INT(company->service), SQL_INT(tie->starts[i]),
                    SQL_INT(tie->starts[i] + HOUR_US), SQL_INT(tie->starts[i] / DAY_US), SQL_INT(tie->status[i]),
                    SQL_INT(world_now(chance->crew->world))));
    return OK;
}

MUST_CHECK static enum err write_tie(struct chance *chance, struct tx *tx, const struct crew_company *company,
                                     const struct stray *stray, const struct bond *tie)
{
    int64_t now = world_now(chance->crew->world), staff = tie->who->staff, owner = company->people[PERSON_OWNER].staff;
    int64_t last_start = 0, last_scheduled = 0;

    for (int i = 0; i < tie->visit_count; i++) {
        last_start = tie->starts[i] > last_start ? tie->starts[i] : last_start;
        if (tie->status[i] == EVENT_SCHEDULED && tie->starts[i] > last_scheduled)
            last_scheduled = tie->starts[i];
    }
    TRY(write_visits(chance, tx, company, stray, tie));
    TRY(EXECUTE(tx, &stray_relation, NULL, SQL_INT(company->id), SQL_INT(staff), SQL_INT(stray->id),
                SQL_INT(tie->visit_count), SQL_INT(last_start), SQL_INT(last_scheduled), SQL_INT(tie->last_end_at),
                SQL_INT(tie->preferred ? stray->tie_count : 0), SQL_INT(tie->do_not_schedule),
                SQL_INT(tie->removed ? now - DAY_US : 0), SQL_INT(tie->removed ? owner : 0), SQL_INT(tie->hold),
                SQL_INT(!tie->removed)));
    if (tie->dated)
        TRY(EXECUTE(tx, &stray_dated, NULL, SQL_INT(company->id), SQL_INT(new_id(chance)), SQL_INT(staff),
                    SQL_INT(stray->id), SQL_INT(now - DAY_US), SQL_INT(now + DAY_US), SQL_INT(owner), SQL_INT(now)));
    if (tie->hold || tie->declined)
        TRY(EXECUTE(tx, &stray_request, NULL, SQL_INT(company->id), SQL_INT(new_id(chance)), SQL_INT(staff),
                    SQL_INT(stray->id), SQL_INT(now), SQL_INT(tie->hold ? REQUEST_OPEN : REQUEST_DECLINED)));
    if (!tie->visit_count)
        return OK;
    return EXECUTE(tx, &stray_notice, NULL, SQL_INT(company->id), SQL_INT(new_id(chance)), SQL_INT(staff),
                   SQL_INT(stray->id), SQL_INT(tie->visits[0]), SQL_INT(now));
}

MUST_CHECK static enum err write_stray(struct chance *chance, struct tx *tx, int index, struct stray *stray, int number)
{
    const struct crew_company *company = &chance->crew->companies[index];
    int64_t now = world_now(chance->crew->world);
    struct str name = arena_format(world_arena(chance->crew->world), "%s stray %d", chance_words[stray->word], number);

    TRY(EXECUTE(tx, &stray_client, NULL, SQL_INT(company->id), SQL_INT(stray->id), SQL_TEXT(name), SQL_TEXT(name),
                SQL_INT(stray->status), SQL_INT(now)));
    TRY(EXECUTE(tx, &stray_word, NULL, SQL_INT(company->id), SQL_TEXT(str_from(chance_words[stray->word])),
                SQL_INT(stray->id)));
    TRY(EXECUTE(tx, &stray_pet, NULL, SQL_INT(company->id), SQL_INT(stray->pet), SQL_INT(stray->id), SQL_TEXT(name)));
    for (int i = 0; i < stray->tie_count; i++)
        TRY(write_tie(chance, tx, company, stray, &stray->ties[i]));
    if (!stray->template)
        return OK;
    TRY(EXECUTE(tx, &stray_template, NULL, SQL_INT(company->id), SQL_INT(stray->template), SQL_INT(stray->id),
                SQL_TEXT(name), SQL_INT(now / DAY_US - 20), SQL_INT(now),
                one_in(chance, 3) ? SQL_INT(now / DAY_US - 5) : SQL_NULL));
    return EXECUTE(tx, &stray_line, NULL, SQL_INT(company->id), SQL_INT(stray->line), SQL_INT(stray->template),
                   SQL_INT(stray->id), SQL_INT(company->service), SQL_INT(company->people[PERSON_WORKER].staff),
                   SQL_INT(now / DAY_US - 20));
}

/* Everybody of the crew without a setting, and who reads the company's calendar by an exception (ROL-118): at the first
 * client removed after a visit of today, at the second one of today; they had asked to be kept from both. */
static void fixed_ties(struct chance *chance, int index, int number, struct stray *stray)
{
    const struct crew *crew = chance->crew;

    for (int i = 0; i < crew->member_count; i++) {
        const struct member *m = &crew->members[i];
        bool calendar = m->setting == SETTING_EXCEPTION && m->number == 118;
        struct bond *tie = &stray->ties[stray->tie_count];

        if (m->company != index || m->status != STAFF_ACTIVE || (m->setting != SETTING_NONE && !calendar))
            continue;
        *tie = (struct bond){.who = m, .removed = number == 0 && class_of(m) != ROLE_CLASS_MANAGER, .declined = true};
        stray->tie_count++;
        if (class_of(m) == ROLE_CLASS_SUPPORT)
            continue;
        tie->visits[0] = new_id(chance);
        tie->starts[0] = world_now(chance->crew->world) - HOUR_US - HOUR_US / 4;
        tie->status[0] = EVENT_COMPLETED;
        tie->last_end_at = tie->starts[0] + HOUR_US;
        tie->visit_count = 1;
    }
}

static bool may_tie(const struct chance *chance, int index, const struct stray *stray, const struct member *m)
{
    (void)chance;
    return m->status && m->company == index && !chance_bond(stray, m);
}

/* Most ties are of people who may see something or other by them. */
static void any_stray(struct chance *chance, int index, int number, struct stray *stray)
{
    struct crew *crew = chance->crew;

    *stray = (struct stray){.id = new_id(chance), .pet = new_id(chance)};
    stray->status = one_in(chance, 4) ? CLIENT_INACTIVE : CLIENT_ACTIVE;
    stray->word = (int)chance_below(&chance->random, OWN_WORDS);
    if (one_in(chance, 3)) {
        stray->template = new_id(chance);
        stray->line = new_id(chance);
    }
    if (number < 2)
        fixed_ties(chance, index, number, stray);
    while (stray->tie_count < TIES_MAX) {
        const struct member *m = &crew->members[chance_below(&chance->random, (uint64_t)crew->member_count)];

        if (!may_tie(chance, index, stray, m) || (m->status != STAFF_ACTIVE && !one_in(chance, 4)))
            continue;
        stray->ties[stray->tie_count] = (struct bond){.who = m};
        any_tie(chance, &stray->ties[stray->tie_count++]);
    }
}

MUST_CHECK static enum err strew_body(struct tx *tx, void *data)
{
    struct chance *chance = data;

    for (int c = 0; c < 2; c++) {
        for (int i = 0; i < STRAYS; i++)
            TRY(write_stray(chance, tx, c, &chance->strays[c][i], i));
    }
    return OK;
}

struct chance *chance_strew(struct crew *crew, uint64_t seed)
{
    struct arena *arena = world_arena(crew->world);
    struct chance *chance = arena_new(arena, struct chance);

    *chance = (struct chance){.crew = crew, .random = (seed + 1) * UINT64_C(0x9E3779B97F4A7C15)};
    for (int c = 0; c < 2; c++) {
        for (int i = 0; i < STRAYS; i++)
            any_stray(chance, c, i, &chance->strays[c][i]);
    }
    if (store_write(world_store(crew->world), COMPANY_ALL, arena, strew_body, chance, NULL) != OK)
        fail_msg("%.*s", STR_ARG(arena->failure.log));
    return chance;
}
