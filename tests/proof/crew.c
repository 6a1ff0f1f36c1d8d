#include "proof/crew.h"

#include "app/files.h"
#include "base/random.h"
#include "features/identity/identity_parts.h"
#include "http/origin.h"
#include "proof/rules.h"

const char *const relation_labels[REL__MAX] = {
    [REL_FUTURE] = "a future visit",
    [REL_PAST] = "past visits",
    [REL_PREFERRED] = "preferred",
    [REL_DATED] = "dated access",
    [REL_DO_NOT_SCHEDULE] = "do not schedule",
    [REL_REMOVED] = "access removed",
    [REL_DATED_OVER] = "dated access that is over",
    [REL_FADED] = "faded access",
    [REL_NONE] = "no relation",
    [REL_OTHER_COMPANY] = "another company's",
    [REL_ABSENT] = "not there",
};
const char *const setting_labels[] = {
    [SETTING_NONE] = "",
    [SETTING_EXCEPTION] = "an exception about",
    [SETTING_ROLE] = "a custom role with another",
    [SETTING_LOCKED] = "exceptions about all locked cells",
    [SETTING_LOCKED_ROLE] = "a custom role with all locked cells switched",
    [SETTING_ENDED] = "exceptions that have ended",
};
const char *const person_labels[PERSON__MAX] = {
    [PERSON_SELF] = "oneself",     [PERSON_WORKER] = "a worker", [PERSON_MANAGER] = "a manager",
    [PERSON_ADMIN] = "an admin",   [PERSON_OWNER] = "the owner", [PERSON_OTHER_COMPANY] = "another company's",
    [PERSON_ABSENT] = "not there",
};

SQL(crew_account, "INSERT INTO account (id, email, created_at) VALUES ($1, $2, $3)");
SQL(crew_staff, "INSERT INTO staff (company_id, id, account_id, name, sort, role, status, created_at, changed)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)");
SQL(crew_session, "INSERT INTO session (id, secret_hash, form_key, account_id, company_id, staff_id, created_at,"
                  " fresh_until, last_used_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $8)");
SQL(crew_token, "INSERT INTO token (id, secret_hash, company_id, staff_id, name, permissions, created_at)"
                " VALUES ($1, $2, $3, $4, 'Proof', 0, $5)");
SQL(crew_entry, "INSERT INTO audit (company_id, change, at, operation, actor_id, surface, details, details_hash, hash)"
                " VALUES ($1, $2, $3, 'pets.create', $4, 1, '{\"reason\":null,\"changes\":[]}', $5, $5)");
SQL(crew_client, "INSERT INTO client (company_id, id, name, sort, status, created_at, changed)"
                 " VALUES ($1, $2, $3, $4, 1, $5, 1)");
SQL(crew_pet, "INSERT INTO pet (company_id, id, client_id, name, photo, photo_type, photo_width, photo_height, changed)"
              " VALUES ($1, $2, $3, 'Pet', $4, 1, 640, 480, 1)");
SQL(crew_service, "INSERT INTO service (company_id, id, name, sort, minutes, price_minor, changed)"
                  " VALUES ($1, $2, 'Proof', 'proof', 30, 1000, 1)");
SQL(crew_event, "INSERT INTO event (company_id, id, client_id, staff_id, service_id, starts_at, ends_at, local_day,"
                " status, created_at, changed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, 1)");
SQL(crew_relation, "INSERT INTO relation (company_id, staff_id, client_id, events, last_start_at, last_scheduled_at,"
                   " last_end_at, preferred_position, do_not_schedule, removed_at, removed_by, subscribed, changed)"
                   " VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $10, $11, 1)");
SQL(crew_template, "INSERT INTO template (company_id, id, client_id, name, billing, first_day, status, created_at,"
                   " changed) VALUES ($1, $2, $3, 'Proof', 1, $4, 1, $5, 1)");
SQL(crew_line, "INSERT INTO template_line (company_id, id, template_id, client_id, service_id, staff_id, weekdays,"
               " minute_of_day, from_day, changed) VALUES ($1, $2, $3, $4, $5, $6, 1, 600, $7, 1)");
SQL(crew_dated,
    "INSERT INTO dated_access (company_id, id, staff_id, client_id, from_at, until_at, made_by, made_at, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)");
SQL(crew_request,
    "INSERT INTO separation_request (company_id, id, staff_id, client_id, side, reason, state, made_at, changed)"
    " VALUES ($1, $2, $3, $4, 1, 'Proof', 1, $5, 1)");
SQL(crew_fading, "UPDATE company SET fade_days = $2 WHERE id = $1 /* company_id = $1 */");
SQL(crew_role, "INSERT INTO custom_role (company_id, id, base, source, name, sort, changed)"
               " VALUES ($1, $2, $3, $3, $4, $4, 1)");
SQL(crew_cell, "INSERT INTO role_cell (company_id, role, permission, allowed, changed) VALUES ($1, $2, $3, $4, 1)");
SQL(crew_exception, "INSERT INTO exception (company_id, staff_id, permission, allowed, until_at, made_at, changed)"
                    " VALUES ($1, $2, $3, $4, $5, $6, 1)");
SQL(crew_reviews_over, "UPDATE access_review SET ended_at = 1 WHERE company_id = $1 AND ended_at = 0");
SQL(crew_review, "INSERT INTO access_review (company_id, id, opened_at, opened_on, due_on, months, dormant_days,"
                 " unused_from, ended_at, changed) VALUES ($1, $2, $3, $4, $4, 3, 90, $4, $5, 1)");
SQL(crew_copy, "INSERT INTO access_review_copy (company_id, id, review_id, staff_id, finished_at, record, signature,"
               " changed) VALUES ($1, $2, $3, $4, $5, '{\"items\":[]}', '{}', 1)");
SQL(crew_item, "INSERT INTO access_review_item (company_id, id, review_id, kind, staff_id, role, status)"
               " VALUES ($1, $2, $3, 2, $4, $5, 1)");
SQL(crew_report, "INSERT INTO access_report (company_id, id, about_text, by_staff_id, reason, made_at, changed)"
                 " VALUES ($1, $2, 'Somebody', $3, 'Proof', $4, 1)");
SQL(crew_owner, "SELECT id, account_id FROM staff WHERE company_id = $1 AND owner = 1");

enum { ENTRIES_FROM = 1000000 }; /* beyond any act of the run */
enum { FADE_DAYS = 30, FADED_DAYS = 40 };
/* Behind the numbers of the roles that members have: what is one company's is not the other's. */
enum { SPARE_ROLE = ROLE_CUSTOM_FIRST + 10 * MEMBERS_MAX };

static int64_t new_id(const struct crew *crew)
{
    return id_new(world_now(crew->world));
}

static int32_t day_of(int64_t at)
{
    return (int32_t)(at / DAY_US);
}

/* ------------------------------------------------------------------ people */

MUST_CHECK static enum err add_proofs(struct crew *crew, struct tx *tx, struct member *m, int64_t account)
{
    struct arena *arena = world_arena(crew->world);
    int64_t now = world_now(crew->world), company = crew->companies[m->company].id;
    struct str secret = random_secret(arena), form_key = random_secret(arena);
    uint8_t hash[HASH_BYTES];

    m->session = new_id(crew);
    m->token = new_id(crew);
    m->secret = arena_cstr(arena, secret);
    m->form_token = arena_cstr(arena, form_token(arena, form_key));
    session_hash(hash, secret);
    TRY(EXECUTE(tx, &crew_session, NULL, SQL_INT(m->session), SQL_BYTES(hash, HASH_BYTES),
                SQL_BYTES(form_key.p, form_key.n), SQL_INT(account), SQL_INT(company), SQL_INT(m->staff), SQL_INT(now),
                SQL_INT(now + DAY_US)));
    m->entry = ENTRIES_FROM + ++crew->serial;
    TRY(EXECUTE(tx, &crew_entry, NULL, SQL_INT(company), SQL_INT(m->entry), SQL_INT(now), SQL_INT(m->staff),
                SQL_BYTES(hash, HASH_BYTES)));
    m->review = new_id(crew);
    m->record = new_id(crew);
    TRY(EXECUTE(tx, &crew_copy, NULL, SQL_INT(company), SQL_INT(m->review),
                SQL_INT(crew->companies[m->company].review_open), SQL_INT(m->staff), SQL_INT(0)));
    TRY(EXECUTE(tx, &crew_copy, NULL, SQL_INT(company), SQL_INT(m->record),
                SQL_INT(crew->companies[m->company].review_ended), SQL_INT(m->staff), SQL_INT(now)));
    token_hash(hash, random_secret(arena));
    return EXECUTE(tx, &crew_token, NULL, SQL_INT(m->token), SQL_BYTES(hash, HASH_BYTES), SQL_INT(company),
                   SQL_INT(m->staff), SQL_INT(now));
}

/* `role`: as stored, maybe a custom one. */
MUST_CHECK static enum err add_person_as(struct crew *crew, struct tx *tx, struct member *m, int role)
{
    struct str name = arena_format(world_arena(crew->world), "proof%lld", (long long)++crew->serial);
    struct str email = arena_format(world_arena(crew->world), "%.*s@proof.example", STR_ARG(name));
    int64_t now = world_now(crew->world), account = new_id(crew);

    m->staff = new_id(crew);
    TRY(EXECUTE(tx, &crew_account, NULL, SQL_INT(account), SQL_TEXT(email), SQL_INT(now)));
    TRY(EXECUTE(tx, &crew_staff, NULL, SQL_INT(crew->companies[m->company].id), SQL_INT(m->staff), SQL_INT(account),
                SQL_TEXT(name), SQL_TEXT(name), SQL_INT(role), SQL_INT(m->status), SQL_INT(now)));
    return add_proofs(crew, tx, m, account);
}

MUST_CHECK static enum err add_person(struct crew *crew, struct tx *tx, struct member *m)
{
    return add_person_as(crew, tx, m, (int)m->role);
}

/* ------------------------------------------------------------------ pairs */

MUST_CHECK static enum err add_event(struct crew *crew, struct tx *tx, const struct member *m, enum relation_kind kind,
                                     int64_t starts_at, int64_t *ret)
{
    const struct crew_company *company = &crew->companies[m->company];

    *ret = new_id(crew);
    return EXECUTE(tx, &crew_event, NULL, SQL_INT(company->id), SQL_INT(*ret), SQL_INT(company->clients[kind]),
                   SQL_INT(m->staff), SQL_INT(company->service), SQL_INT(starts_at), SQL_INT(starts_at + HOUR_US),
                   SQL_INT(day_of(starts_at)), SQL_INT(world_now(crew->world)));
}

/* For an hour before and after `middle`. */
MUST_CHECK static enum err add_dated(struct crew *crew, struct tx *tx, const struct member *m, enum relation_kind kind,
                                     int64_t middle)
{
    const struct crew_company *company = &crew->companies[m->company];
    int64_t now = world_now(crew->world);

    return EXECUTE(tx, &crew_dated, NULL, SQL_INT(company->id), SQL_INT(new_id(crew)), SQL_INT(m->staff),
                   SQL_INT(company->clients[kind]), SQL_INT(middle - HOUR_US), SQL_INT(middle + HOUR_US),
                   SQL_INT(company->people[PERSON_OWNER].staff), SQL_INT(now));
}

MUST_CHECK static enum err add_pair(struct crew *crew, struct tx *tx, struct member *m, enum relation_kind kind)
{
    const struct crew_company *company = &crew->companies[m->company];
    int64_t now = world_now(crew->world);
    int64_t starts_at = kind == REL_FUTURE ? now + 2 * DAY_US : now - (kind == REL_FADED ? FADED_DAYS : 9) * DAY_US;
    bool visited = kind == REL_FUTURE || kind == REL_PAST || kind == REL_REMOVED || kind == REL_FADED;

    if (kind == REL_DATED || kind == REL_DATED_OVER)
        TRY(add_dated(crew, tx, m, kind, kind == REL_DATED ? now : now - DAY_US)); /* beside the pair's row */
    if (visited)
        TRY(add_event(crew, tx, m, kind, starts_at, &m->events[kind]));
    return EXECUTE(tx, &crew_relation, NULL, SQL_INT(company->id), SQL_INT(m->staff), SQL_INT(company->clients[kind]),
                   SQL_INT(visited), SQL_INT(visited ? starts_at : 0), SQL_INT(visited ? starts_at + HOUR_US : 0),
                   SQL_INT(kind == REL_PREFERRED ? crew->serial : 0), SQL_INT(kind == REL_DO_NOT_SCHEDULE),
                   SQL_INT(kind == REL_REMOVED ? now - DAY_US : 0),
                   SQL_INT(kind == REL_REMOVED ? company->people[PERSON_OWNER].staff : 0),
                   SQL_INT(kind != REL_REMOVED));
}

/* No removal exists for a manager, no visit for a Supporter, and nothing to come for whoever is inactive. */
MUST_CHECK static enum err add_pairs(struct crew *crew, struct tx *tx, struct member *m)
{
    enum role_class class = role_info(m->role)->class;

    for (enum relation_kind kind = REL_FUTURE; kind < REL_NONE; kind++) {
        if (kind == REL_REMOVED && class == ROLE_CLASS_MANAGER)
            continue;
        if (kind != REL_REMOVED && class == ROLE_CLASS_SUPPORT)
            continue;
        if ((kind == REL_FUTURE || kind == REL_PREFERRED) && m->status == STAFF_INACTIVE)
            continue;
        TRY(add_pair(crew, tx, m, kind));
    }
    return OK;
}

/* ------------------------------------------------------------------ companies */

/* With a photo, of which nothing is looked at but that it is there. */
MUST_CHECK static enum err add_pet(struct crew *crew, struct tx *tx, const struct crew_company *company,
                                   enum relation_kind kind)
{
    const struct str bytes = STR("a photo");
    struct str photo;

    TRY(files_write(world_app(crew->world), (struct company_id){company->id}, &bytes, 1, world_arena(crew->world),
                    &photo));
    return EXECUTE(tx, &crew_pet, NULL, SQL_INT(company->id), SQL_INT(company->pets[kind]),
                   SQL_INT(company->clients[kind]), SQL_TEXT(photo));
}

MUST_CHECK static enum err add_client(struct crew *crew, struct tx *tx, struct crew_company *company,
                                      enum relation_kind kind)
{
    struct str name = arena_format(world_arena(crew->world), "proof %s", relation_labels[kind]);
    int64_t now = world_now(crew->world);
    struct member *colleague = &company->people[PERSON_WORKER];

    company->clients[kind] = new_id(crew);
    company->pets[kind] = new_id(crew);
    company->templates[kind] = new_id(crew);
    company->lines[kind] = new_id(crew);
    TRY(EXECUTE(tx, &crew_client, NULL, SQL_INT(company->id), SQL_INT(company->clients[kind]), SQL_TEXT(name),
                SQL_TEXT(name), SQL_INT(now)));
    TRY(add_pet(crew, tx, company, kind));
    TRY(EXECUTE(tx, &crew_template, NULL, SQL_INT(company->id), SQL_INT(company->templates[kind]),
                SQL_INT(company->clients[kind]), SQL_INT(day_of(now)), SQL_INT(now)));
    TRY(EXECUTE(tx, &crew_line, NULL, SQL_INT(company->id), SQL_INT(company->lines[kind]),
                SQL_INT(company->templates[kind]), SQL_INT(company->clients[kind]), SQL_INT(company->service),
                SQL_INT(colleague->staff), SQL_INT(day_of(now))));
    TRY(add_event(crew, tx, colleague, kind, now + 3 * DAY_US, &company->events[kind]));
    company->dated[kind] = new_id(crew);
    TRY(EXECUTE(tx, &crew_dated, NULL, SQL_INT(company->id), SQL_INT(company->dated[kind]), SQL_INT(colleague->staff),
                SQL_INT(company->clients[kind]), SQL_INT(now + DAY_US), SQL_INT(now + 2 * DAY_US),
                SQL_INT(company->people[PERSON_OWNER].staff), SQL_INT(now)));
    return EXECUTE(tx, &crew_relation, NULL, SQL_INT(company->id), SQL_INT(colleague->staff),
                   SQL_INT(company->clients[kind]), SQL_INT(1), SQL_INT(now + 3 * DAY_US),
                   SQL_INT(now + 3 * DAY_US + HOUR_US), SQL_INT(0), SQL_INT(0), SQL_INT(0), SQL_INT(0), SQL_INT(1));
}

/* One that is open and one that was finished; everybody of the crew has a list of both, whoever may see it. */
MUST_CHECK static enum err add_reviews(struct crew *crew, struct tx *tx, struct crew_company *company)
{
    int64_t now = world_now(crew->world);

    company->review_open = new_id(crew);
    company->review_ended = new_id(crew);
    company->item = new_id(crew);
    company->report = new_id(crew);
    TRY(EXECUTE(tx, &crew_reviews_over, NULL, SQL_INT(company->id)));
    TRY(EXECUTE(tx, &crew_review, NULL, SQL_INT(company->id), SQL_INT(company->review_ended), SQL_INT(now),
                SQL_INT(day_of(now) - 100), SQL_INT(now)));
    return EXECUTE(tx, &crew_review, NULL, SQL_INT(company->id), SQL_INT(company->review_open), SQL_INT(now),
                   SQL_INT(day_of(now) - 20), SQL_INT(0));
}

MUST_CHECK static enum err find_owner(struct crew *crew, struct tx *tx, int index)
{
    CLEANUP(query_end) struct query q = {0};
    struct crew_company *company = &crew->companies[index];
    struct member *owner = &company->people[PERSON_OWNER];
    int64_t account;

    TRY(QUERY(tx, &crew_owner, &q, SQL_INT(company->id)));
    if (!query_next(&q))
        return ERR_ABSENT;
    *owner = (struct member){.company = index, .status = STAFF_ACTIVE, .staff = query_int(&q, 0)};
    account = query_int(&q, 1);
    TRY(query_done(&q));
    return add_proofs(crew, tx, owner, account);
}

MUST_CHECK static enum err add_company(struct crew *crew, struct tx *tx, int index)
{
    static const enum role others[2][PERSON__MAX] = {
        {[PERSON_WORKER] = ROLE_STAFF, [PERSON_MANAGER] = ROLE_OFFICE_MANAGER, [PERSON_ADMIN] = ROLE_ADMIN},
        {[PERSON_WORKER] = ROLE_SERVICE_PERFORMER,
         [PERSON_MANAGER] = ROLE_FACILITY_ADMIN,
         [PERSON_ADMIN] = ROLE_OWNER_ADMIN},
    };
    struct crew_company *company = &crew->companies[index];

    company->id = world_company(crew->world, index ? "riverside" : "happy-tails").n;
    company->service = new_id(crew);
    TRY(add_reviews(crew, tx, company));
    TRY(find_owner(crew, tx, index));
    TRY(EXECUTE(tx, &crew_fading, NULL, SQL_INT(company->id), SQL_INT(FADE_DAYS)));
    TRY(EXECUTE(tx, &crew_service, NULL, SQL_INT(company->id), SQL_INT(company->service)));
    for (int p = PERSON_WORKER; p <= PERSON_ADMIN; p++) {
        company->people[p] = (struct member){.company = index, .role = others[index][p], .status = STAFF_ACTIVE};
        TRY(add_person(crew, tx, &company->people[p]));
    }
    for (enum relation_kind kind = REL_FUTURE; kind <= REL_NONE; kind++)
        TRY(add_client(crew, tx, company, kind));
    TRY(EXECUTE(tx, &crew_item, NULL, SQL_INT(company->id), SQL_INT(company->item), SQL_INT(company->review_open),
                SQL_INT(company->people[PERSON_WORKER].staff), SQL_INT(others[index][PERSON_WORKER])));
    TRY(EXECUTE(tx, &crew_report, NULL, SQL_INT(company->id), SQL_INT(company->report),
                SQL_INT(company->people[PERSON_WORKER].staff), SQL_INT(world_now(crew->world))));
    company->role = SPARE_ROLE + index;
    TRY(EXECUTE(tx, &crew_role, NULL, SQL_INT(company->id), SQL_INT(company->role),
                SQL_INT(others[index][PERSON_WORKER]), SQL_TEXT(STR("spare"))));
    company->request = new_id(crew);
    return EXECUTE(tx, &crew_request, NULL, SQL_INT(company->id), SQL_INT(company->request),
                   SQL_INT(company->people[PERSON_WORKER].staff), SQL_INT(company->clients[REL_NONE]),
                   SQL_INT(world_now(crew->world)));
}

/* ------------------------------------------------------------------ otherwise than the scheme says */

/* The cell of ROL-`number` the other way than the rules have it, for the member or for the custom role `role`. */
MUST_CHECK static enum err turn(const struct crew *crew, struct tx *tx, const struct member *m, int role, int number)
{
    int64_t company = crew->companies[m->company].id, now = world_now(crew->world);
    int64_t until = m->setting == SETTING_ENDED ? now - DAY_US : now + DAY_US;
    char letter = rule_letter(m->role, number);
    int64_t on = letter == 'n' || letter == '-' || letter == 'o';

    if (role >= ROLE_CUSTOM_FIRST)
        return EXECUTE(tx, &crew_cell, NULL, SQL_INT(company), SQL_INT(role), SQL_INT(number), SQL_INT(on));
    return EXECUTE(tx, &crew_exception, NULL, SQL_INT(company), SQL_INT(m->staff), SQL_INT(number), SQL_INT(on),
                   SQL_INT(until), SQL_INT(now));
}

static bool is_turned(const struct member *m, int number)
{
    if (m->setting == SETTING_EXCEPTION || m->setting == SETTING_ROLE)
        return m->number == number;
    return rule_editable(m->role, number) == (m->setting == SETTING_ENDED);
}

MUST_CHECK static enum err add_turned(struct crew *crew, struct tx *tx, struct member member)
{
    struct member *m = &crew->members[crew->member_count++];
    bool custom = member.setting == SETTING_ROLE || member.setting == SETTING_LOCKED_ROLE;
    int role = custom ? ROLE_CUSTOM_FIRST + crew->member_count : (int)member.role;

    assert_true(crew->member_count < MEMBERS_MAX);
    *m = member;
    if (custom)
        TRY(EXECUTE(tx, &crew_role, NULL, SQL_INT(crew->companies[m->company].id), SQL_INT(role), SQL_INT(m->role),
                    SQL_TEXT(arena_format(tx_arena(tx), "proof %d", role))));
    TRY(add_person_as(crew, tx, m, role));
    for (int number = 0; (number = rule_next_number(number)) != 0;) {
        if (is_turned(m, number))
            TRY(turn(crew, tx, m, role, number));
    }
    return add_pairs(crew, tx, m);
}

/* Every editable cell by itself, by exception and by custom role; the locked ones together; and what has ended. */
MUST_CHECK static enum err add_turned_of(struct crew *crew, struct tx *tx, enum role role)
{
    struct member m = {.company = role_info(role)->scheme == SCHEME_FACILITY, .role = role, .status = STAFF_ACTIVE};

    for (m.setting = SETTING_EXCEPTION; m.setting <= SETTING_ROLE; m.setting++) {
        for (m.number = 0; (m.number = rule_next_number(m.number)) != 0;) {
            if (rule_editable(role, m.number))
                TRY(add_turned(crew, tx, m));
        }
    }
    for (m.setting = SETTING_LOCKED; m.setting < SETTING__MAX; m.setting++)
        TRY(add_turned(crew, tx, m));
    return OK;
}

MUST_CHECK static enum err crew_body(struct tx *tx, void *data)
{
    struct crew *crew = data;

    crew->member_count = 0;
    for (int c = 0; c < 2; c++)
        TRY(add_company(crew, tx, c));
    for (enum role role = ROLE_TRAINEE; role < ROLE__MAX; role++) {
        for (enum staff_status status = STAFF_ACTIVE; status < STAFF_STATUS__MAX; status++) {
            struct member *m = &crew->members[crew->member_count++];

            *m = (struct member){.company = role_info(role)->scheme == SCHEME_FACILITY, .role = role, .status = status};
            TRY(add_person(crew, tx, m));
            TRY(add_pairs(crew, tx, m));
        }
        TRY(add_turned_of(crew, tx, role));
    }
    return OK;
}

/* What must look alike: another company's things, and none. */
static void add_strangers(struct crew_company *own, const struct crew_company *other)
{
    int64_t *const things[] = {own->clients, own->pets, own->templates, own->lines, own->events, own->dated};
    const int64_t *const theirs[] = {other->clients, other->pets,   other->templates,
                                     other->lines,   other->events, other->dated};

    for (size_t i = 0; i < ARRAY_SIZE(things); i++) {
        things[i][REL_OTHER_COMPANY] = theirs[i][REL_FUTURE];
        things[i][REL_ABSENT] = ABSENT_ID;
    }
    own->people[PERSON_OTHER_COMPANY] = other->people[PERSON_WORKER];
    own->people[PERSON_ABSENT] = (struct member){.staff = ABSENT_ID, .session = ABSENT_ID, .token = ABSENT_ID};
}

struct crew *crew_new(struct world *w)
{
    struct arena *arena = world_arena(w);
    struct crew *crew = arena_new(arena, struct crew);

    crew->world = w;
    if (store_write(world_store(w), COMPANY_ALL, arena, crew_body, crew, NULL) != OK)
        fail_msg("%.*s", STR_ARG(arena->failure.log));
    for (int c = 0; c < 2; c++)
        add_strangers(&crew->companies[c], &crew->companies[1 - c]);
    /* The nobody. */
    crew->members[crew->member_count++] = (struct member){.company = 0};
    return crew;
}
