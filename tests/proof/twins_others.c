/* Changes to what is neither a client nor about one: people, what is theirs, the record, the company. */
#include "base/random.h"
#include "proof/twins.h"

/* ------------------------------------------------------------------ what the rules say */

/* ROL-141, ROL-155, ROL-201: an Office Manager and a facility's Admin stand below the owner. */
static bool is_below_the_owner(const struct twins *t)
{
    return t->who->role == ROLE_OFFICE_MANAGER || t->who->role == ROLE_FACILITY_ADMIN || twins_worker(t);
}

static bool is_no_admin(const struct twins *t)
{
    return !twins_holds(t, 153);
}

static bool is_anybody(const struct twins *t)
{
    (void)t;
    return true;
}

/* ROL-102: without it there is one's own profile only, and one's own record (ROL-155). */
static bool is_without_staff(const struct twins *t)
{
    return twins_worker(t) || !twins_holds(t, 102);
}

/* ROL-118 shows whom there is. */
static bool is_without_calendar(const struct twins *t)
{
    return twins_worker(t) && !twins_holds(t, 118);
}

/* ------------------------------------------------------------------ people */

SQL(twin_account_put, "INSERT INTO account (id, email, created_at) VALUES ($1, $2, $3)");
SQL(twin_staff_put, "INSERT INTO staff (company_id, id, account_id, name, sort, role, status, created_at, changed)"
                    " VALUES ($1, $2, $3, $4, $4, $5, $6, $7, 1)");
SQL(twin_staff_other, "UPDATE staff SET phone = $3, notes = $3, last_sign_in_at = $4, changed = changed + 1"
                      " WHERE company_id = $1 AND id = $2");
SQL(twin_notice_put, "INSERT INTO notice (company_id, id, staff_id, kind, client_id, created_at)"
                     " VALUES ($1, $2, $3, $4, $5, $6)");
SQL(twin_session_put, "INSERT INTO session (id, secret_hash, form_key, account_id, company_id, staff_id, created_at,"
                      " fresh_until, last_used_at, expires_at) SELECT $3, $4, $4, account_id, $1, $2, $5, $6, $5, $6"
                      " FROM staff WHERE company_id = $1 AND id = $2");
SQL(twin_token_put, "INSERT INTO token (id, secret_hash, company_id, staff_id, name, permissions, created_at)"
                    " VALUES ($3, $4, $1, $2, 'Twin', 0, $5)");
SQL(twin_exception_put, "INSERT INTO exception (company_id, staff_id, permission, allowed, until_at, made_at, changed)"
                        " VALUES ($1, $2, $3, $4, 0, $5, 1) ON CONFLICT DO NOTHING");
SQL(twin_role_put, "INSERT INTO custom_role (company_id, id, base, source, name, sort, changed)"
                   " VALUES ($1, $2, $3, $3, $4, $4, 1)");

enum { ROLES_FROM = 900000, ENTRIES_FROM = 3000000 };

MUST_CHECK static enum err more_people(struct twins *t, struct tx *tx)
{
    int64_t now = world_now(t->world), account = id_new(now);
    struct str name = twins_name(t, tx);

    TRY(EXECUTE(tx, &twin_account_put, NULL, SQL_INT(account),
                SQL_TEXT(arena_format(tx_arena(tx), "twin%lld@proof.example", (long long)account)), SQL_INT(now)));
    return EXECUTE(tx, &twin_staff_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)), SQL_INT(account),
                   SQL_TEXT(name), SQL_INT(twins_spare(t)->role), SQL_INT(STAFF_ACTIVE), SQL_INT(now));
}

MUST_CHECK static enum err other_person(struct twins *t, struct tx *tx)
{
    return EXECUTE(tx, &twin_staff_other, NULL, SQL_INT(twins_company(t)), SQL_INT(twins_spare(t)->staff),
                   SQL_TEXT(twins_name(t, tx)), SQL_INT(world_now(t->world) - twins_below(t, 100) * HOUR_US));
}

MUST_CHECK static enum err notice_to(struct twins *t, struct tx *tx, int64_t staff, int64_t client)
{
    int64_t now = world_now(t->world);

    return EXECUTE(tx, &twin_notice_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)), SQL_INT(staff),
                   SQL_INT(1 + twins_below(t, 3)), SQL_INT(client), SQL_INT(now));
}

MUST_CHECK static enum err notices_of_others(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, true);

    return notice_to(t, tx, twins_below(t, 2) ? twins_spare(t)->staff : twins_owner(t), client ? client->id : 0);
}

/* MSG-11: what was written while they saw the client. */
MUST_CHECK static enum err own_notices(struct twins *t, struct tx *tx)
{
    const struct twin_client *client = twins_client(t, false);

    return client ? notice_to(t, tx, t->who->staff, client->id) : OK;
}

MUST_CHECK static enum err proof_of(struct twins *t, struct tx *tx, int64_t staff)
{
    int64_t now = world_now(t->world);
    uint8_t hash[HASH_BYTES];

    random_bytes(hash, sizeof(hash));
    if (twins_below(t, 2))
        return EXECUTE(tx, &twin_token_put, NULL, SQL_INT(twins_company(t)), SQL_INT(staff), SQL_INT(id_new(now)),
                       SQL_BYTES(hash, HASH_BYTES), SQL_INT(now));
    return EXECUTE(tx, &twin_session_put, NULL, SQL_INT(twins_company(t)), SQL_INT(staff), SQL_INT(id_new(now)),
                   SQL_BYTES(hash, HASH_BYTES), SQL_INT(now), SQL_INT(now + DAY_US));
}

MUST_CHECK static enum err proofs_of_others(struct twins *t, struct tx *tx)
{
    return proof_of(t, tx, twins_spare(t)->staff);
}

MUST_CHECK static enum err proofs_of_owner(struct twins *t, struct tx *tx)
{
    return proof_of(t, tx, twins_owner(t));
}

MUST_CHECK static enum err settings_of_others(struct twins *t, struct tx *tx)
{
    if (twins_below(t, 2))
        return EXECUTE(tx, &twin_role_put, NULL, SQL_INT(twins_company(t)), SQL_INT(ROLES_FROM + ++t->serial),
                       SQL_INT(twins_spare(t)->role), SQL_TEXT(twins_name(t, tx)));
    return EXECUTE(tx, &twin_exception_put, NULL, SQL_INT(twins_company(t)), SQL_INT(twins_spare(t)->staff),
                   SQL_INT(101 + twins_below(t, 20)), SQL_INT(twins_below(t, 2)), SQL_INT(world_now(t->world)));
}

/* ------------------------------------------------------------------ the record (AUD-04) */

SQL(twin_entry_put, "INSERT INTO audit (company_id, change, at, operation, actor_id, surface, staff_id, client_id,"
                    " details, details_hash, hash) VALUES ($1, $2, $3, $4, $5, 1, $6, $7,"
                    " '{\"reason\":null,\"changes\":[]}', $8, $8)");

MUST_CHECK static enum err entry(struct twins *t, struct tx *tx, const char *operation, int64_t actor, int64_t staff,
                                 int64_t client)
{
    static const uint8_t hash[HASH_BYTES];

    return EXECUTE(tx, &twin_entry_put, NULL, SQL_INT(twins_company(t)), SQL_INT(ENTRIES_FROM + ++t->serial),
                   SQL_INT(world_now(t->world) - twins_below(t, 50) * HOUR_US), SQL_TEXT(str_from(operation)),
                   SQL_INT(actor), SQL_INT(staff), SQL_INT(client), SQL_BYTES(hash, HASH_BYTES));
}

/* About hidden clients, their own acts too; of what is kept for managers; and of what concerns other people. */
MUST_CHECK static enum err hidden_entry(struct twins *t, struct tx *tx)
{
    const struct twin_client *hidden = twins_client(t, false), *seen = twins_client(t, true);
    int64_t me = t->who->staff, owner = twins_owner(t), client = seen ? seen->id : 0;

    switch (twins_below(t, 4)) {
    case 0:
        return hidden ? entry(t, tx, "events.create", owner, me, hidden->id) : OK;
    case 1:
        return hidden ? entry(t, tx, "events.complete", me, me, hidden->id) : OK;
    case 2:
        return entry(t, tx, "access.switch", owner, me, client);
    default:
        return entry(t, tx, "clients.update", owner, twins_below(t, 2) ? twins_spare(t)->staff : 0, client);
    }
}

MUST_CHECK static enum err entry_above(struct twins *t, struct tx *tx)
{
    return entry(t, tx, "staff.update", twins_owner(t), twins_owner(t), 0);
}

/* ------------------------------------------------------------------ access reviews (ROL-306) */

SQL(twin_answer_put, "INSERT INTO access_review_answer (company_id, copy_id, item_id, answer, note, at)"
                     " SELECT $1, c.id, i.id, $3, $4, $5 FROM access_review_copy c JOIN access_review_item i"
                     " ON i.company_id = c.company_id AND i.review_id = c.review_id WHERE c.company_id = $1"
                     " AND c.staff_id = $2 AND c.finished_at = 0 AND i.kind = $6"
                     " ON CONFLICT (company_id, copy_id, item_id) DO UPDATE SET answer = $3, note = $4");
SQL(twin_copy_finish, "UPDATE access_review_copy SET finished_at = $3, entry = 1, record = $4, signature = '{}'"
                      " WHERE company_id = $1 AND staff_id = $2 AND finished_at = 0");
SQL(twin_item_put,
    "INSERT INTO access_review_item (company_id, id, review_id, kind, staff_id, permission, role, status,"
    " is_on, at, by_id, reason) SELECT $1, $3, id, $4, $2, $5, $6, 1, 1, $7, $2, $8 FROM access_review"
    " WHERE company_id = $1 AND ended_at = 0");
SQL(twin_used, "INSERT INTO permission_use (company_id, staff_id, permission, day) VALUES ($1, $2, $3, $4)"
               " ON CONFLICT (company_id, staff_id, permission) DO UPDATE SET day = $4");
SQL(twin_rhythm, "UPDATE company SET review_months = $2, review_dormant_days = $3 WHERE id = $1 /* company_id = $1 */");
SQL(twin_report_put, "INSERT INTO access_report (company_id, id, about_staff_id, about_text, by_staff_id, reason,"
                     " made_at, changed) VALUES ($1, $2, $3, $4, $5, $4, $6, 1)");

enum { REVIEW_ADMINS = 1, REVIEW_PEOPLE, REVIEW_EXCEPTIONS, REVIEW_UNUSED, REVIEW_DORMANT, REVIEW_REMOVALS };

/* ROL-151: exceptions, and what nobody uses, are for those who may change them. */
static bool may_not_permit(const struct twins *t)
{
    return !twins_holds(t, 151);
}

/* Nobody reads another's list before it is finished, and then the owner alone does. */
MUST_CHECK static enum err answers_of_others(struct twins *t, struct tx *tx)
{
    return EXECUTE(tx, &twin_answer_put, NULL, SQL_INT(twins_company(t)), SQL_INT(twins_owner(t)),
                   SQL_INT(1 + twins_below(t, 2)), SQL_TEXT(twins_name(t, tx)), SQL_INT(world_now(t->world)),
                   SQL_INT(1 + twins_below(t, REVIEW_REMOVALS)));
}

MUST_CHECK static enum err records_of_others(struct twins *t, struct tx *tx)
{
    const struct crew_company *company = &t->crew->companies[t->company];

    return EXECUTE(tx, &twin_copy_finish, NULL, SQL_INT(company->id),
                   SQL_INT(company->people[twins_below(t, 2) ? PERSON_MANAGER : PERSON_ADMIN].staff),
                   SQL_INT(world_now(t->world)),
                   SQL_TEXT(arena_format(tx_arena(tx), "{\"items\":[],\"by\":\"%lld\"}", (long long)++t->serial)));
}

MUST_CHECK static enum err item_about(struct twins *t, struct tx *tx, int64_t staff, int kind)
{
    return EXECUTE(tx, &twin_item_put, NULL, SQL_INT(twins_company(t)), SQL_INT(staff),
                   SQL_INT(id_new(world_now(t->world))), SQL_INT(kind),
                   SQL_INT(kind == REVIEW_EXCEPTIONS || kind == REVIEW_UNUSED ? 101 + twins_below(t, 20) : 0),
                   SQL_INT(kind == REVIEW_ADMINS || kind == REVIEW_PEOPLE ? (int64_t)t->who->role : 0),
                   SQL_INT(world_now(t->world) - twins_below(t, 50) * DAY_US), SQL_TEXT(twins_name(t, tx)));
}

/* Nobody goes through what is about themself, and nobody else through what is about the owner. */
MUST_CHECK static enum err item_out_of_reach(struct twins *t, struct tx *tx)
{
    return item_about(t, tx, twins_below(t, 2) ? t->who->staff : twins_owner(t),
                      REVIEW_ADMINS + (int)twins_below(t, REVIEW_DORMANT));
}

MUST_CHECK static enum err item_of_permissions(struct twins *t, struct tx *tx)
{
    return item_about(t, tx, twins_spare(t)->staff, twins_below(t, 2) ? REVIEW_EXCEPTIONS : REVIEW_UNUSED);
}

MUST_CHECK static enum err used_by_others(struct twins *t, struct tx *tx)
{
    int64_t staff = t->crew->companies[t->company].people[PERSON_WORKER].staff;

    return EXECUTE(tx, &twin_used, NULL, SQL_INT(twins_company(t)), SQL_INT(staff), SQL_INT(101 + twins_below(t, 32)),
                   SQL_INT(world_now(t->world) / DAY_US - twins_below(t, 200)));
}

MUST_CHECK static enum err other_rhythm(struct twins *t, struct tx *tx)
{
    static const int months[] = {0, 1, 3, 6, 12};

    return EXECUTE(tx, &twin_rhythm, NULL, SQL_INT(twins_company(t)), SQL_INT(months[twins_below(t, 5)]),
                   SQL_INT(14 + twins_below(t, 300)));
}

/* About them too. */
MUST_CHECK static enum err report_of_others(struct twins *t, struct tx *tx)
{
    int64_t now = world_now(t->world);

    return EXECUTE(tx, &twin_report_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)),
                   SQL_INT(twins_below(t, 2) ? t->who->staff : 0), SQL_TEXT(twins_name(t, tx)),
                   SQL_INT(twins_spare(t)->staff), SQL_INT(now));
}

/* That somebody did is for the owner and for who told it. */
MUST_CHECK static enum err entry_of_report(struct twins *t, struct tx *tx)
{
    return entry(t, tx, "reports.create", twins_spare(t)->staff, 0, 0);
}

/* ------------------------------------------------------------------ the company */

SQL(twin_mail_put, "INSERT INTO outbox (company_id, id, recipient, subject, body, state, due_at, created_at)"
                   " VALUES ($1, $2, 'x@proof.example', 'Twin', 'Twin', 1, $3, $3)");
SQL(twin_transfer_put, "INSERT INTO ownership_transfer (company_id, id, from_staff_id, to_staff_id, state, reason,"
                       " wait_hours, asked_at, expires_at, changed) VALUES ($1, $2, $3, $4, 1, 'Twin', 24, $5, $6, 1)"
                       " ON CONFLICT DO NOTHING");
SQL(twin_price_other, "UPDATE service SET price_minor = price_minor + $2, changed = changed + 1 WHERE company_id = $1");
SQL(twin_notes_other, "UPDATE client SET office_notes = $2 WHERE company_id = $1");

MUST_CHECK static enum err more_mail(struct twins *t, struct tx *tx)
{
    return EXECUTE(tx, &twin_mail_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(world_now(t->world))),
                   SQL_INT(world_now(t->world)));
}

MUST_CHECK static enum err transfer(struct twins *t, struct tx *tx)
{
    int64_t now = world_now(t->world);

    return EXECUTE(tx, &twin_transfer_put, NULL, SQL_INT(twins_company(t)), SQL_INT(id_new(now)),
                   SQL_INT(twins_owner(t)), SQL_INT(t->crew->companies[t->company].people[PERSON_ADMIN].staff),
                   SQL_INT(now), SQL_INT(now + 7 * DAY_US));
}

MUST_CHECK static enum err other_prices(struct twins *t, struct tx *tx)
{
    return EXECUTE(tx, &twin_price_other, NULL, SQL_INT(twins_company(t)), SQL_INT(1 + twins_below(t, 500)));
}

MUST_CHECK static enum err other_notes(struct twins *t, struct tx *tx)
{
    return EXECUTE(tx, &twin_notes_other, NULL, SQL_INT(twins_company(t)), SQL_TEXT(twins_name(t, tx)));
}

const struct change twins_other_changes[] = {
    {"somebody else works there", is_without_calendar, more_people},
    {"somebody else's profile is otherwise", is_without_staff, other_person},
    {"others have more notices", is_anybody, notices_of_others},
    {"they have a notice about a hidden client", is_anybody, own_notices},
    {"others have more sessions and tokens", is_without_staff, proofs_of_others},
    {"the owner has more sessions and tokens", is_below_the_owner, proofs_of_owner},
    {"others have exceptions, and there is a role of the company's own", is_without_staff, settings_of_others},
    {"the record says more of what is not theirs", is_without_staff, hidden_entry},
    {"the record says more of who stands above them", is_below_the_owner, entry_above},
    {"somebody else's list of a review has other answers", is_anybody, answers_of_others},
    {"somebody else finished their list of a review", is_anybody, records_of_others},
    {"a review holds more about them, or about the owner", is_anybody, item_out_of_reach},
    {"a review holds more about the permissions of others", may_not_permit, item_of_permissions},
    {"somebody else used permissions that they had not", may_not_permit, used_by_others},
    {"reviews begin in another rhythm", is_no_admin, other_rhythm},
    {"somebody told the owner who sees too much", is_anybody, report_of_others},
    {"the record says that somebody told the owner", is_no_admin, entry_of_report},
    {"there are more mails", is_no_admin, more_mail},
    {"the owner asked somebody", is_no_admin, transfer},
    {"services cost otherwise", twins_worker, other_prices},
    {"the office noted something", twins_worker, other_notes},
};
const int twins_other_change_count = ARRAY_SIZE(twins_other_changes);
