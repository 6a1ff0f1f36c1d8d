/* The other side of AUD-06: the rules once more, as SQL. Written from roles.md, access.md and docs/rules.md without a
 * look at src/policy/, and it stays so: what stands here twice with what stands there is the point, since each is the
 * proof of the other. Nothing here may call policy/ to decide, nor be made from its tables; where the two differ, the
 * rule says which one is mended.
 *
 * The statements read what happened rather than what was derived of it: visits are looked up in `event`, not in the
 * counts that `relation` keeps of them, so that a count gone wrong shows too. Numbers are those of the database: roles
 * 1 Trainee, 2 Staff, 3 Office Manager, 4 Admin of the field scheme (1), 5 Service Supporter, 6 Service Performer, 7
 * Admin, 8 Owner Admin of the facility scheme (2); standing 1 active; visits 1 scheduled, 4 cancelled. */
#include "features/prove/prove.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ who */

/* Everybody who may do anything: active, in a role of the company's scheme. A custom role has the cells, the class and
 * the locks of the one that it was made of (ROL-301). */
#define ACTING                                                                                                         \
    "SELECT p.id, p.role, coalesce(r.base, p.role) AS base, o.scheme, o.fade_days, o.surfaces_lifted"                  \
    " FROM company o JOIN staff p ON p.company_id = o.id AND p.status = 1"                                             \
    " LEFT JOIN custom_role r ON r.company_id = p.company_id AND r.id = p.role"                                        \
    " WHERE o.id = $1 AND p.company_id = $1 AND ((o.scheme = 1 AND coalesce(r.base, p.role) BETWEEN 1 AND 4)"          \
    " OR (o.scheme = 2 AND coalesce(r.base, p.role) BETWEEN 5 AND 8))"

SQL(stated_people, "SELECT id FROM staff WHERE company_id = $1 ORDER BY id");
SQL(stated_clients, "SELECT id FROM client WHERE company_id = $1 ORDER BY id /* scan: every answer of a company */");

/* ------------------------------------------------------------------ what */

/* The tables of roles.md: T S OM A, then OA AD SP SS. `+` and `-` are locked, `y` and `n` editable with that default.
 * What somebody has about themself alone ("own") is `-` here, since every question is about clients or in general;
 * "any" and "performers and supporters" limit about whom, so they are `+`; so is `s`, the support view, which `sees`
 * below limits. "With ROL-102" and the like are `+` and stand in RESTS. 162 to 166 of the field scheme are
 * docs/rules.md's. */
#define CELLS                                                                                                          \
    "(101, 'yyy+', '+yyy'), (102, '--y+', '++--'), (103, 'yyyy', 'yynn'), (104, '--y+', '++--'),"                      \
    " (105, 'nny+', '+ynn'), (106, 'nn++', '++n-'), (107, 'yy++', '++n-'), (108, '--++', '++-+'),"                     \
    " (109, '--++', '++-n'), (110, 'yyyy', 'yyyn'), (111, '--n+', '+y--'), (112, '--y+', '++--'),"                     \
    " (113, '--y+', '++--'), (114, 'nn++', '++n+'), (115, '--y+', '++--'), (116, '--y+', '++--'),"                     \
    " (117, '--y+', '+y--'), (118, 'nny+', '++ny'), (119, 'nny+', '++nn'), (120, '--++', '++--'),"                     \
    " (121, '--y+', '++--'), (122, '--y+', '++--'), (123, '--n+', '+y--'), (124, 'yyy+', '++y-'),"                     \
    " (125, '--y+', '+n--'), (126, '--n+', '+n--'), (127, '--n+', '+---'), (128, '--y+', '++--'),"                     \
    " (129, '--n+', '+---'), (130, '--n+', '+---'), (131, '--y+', '++--'), (132, '--n+', '+y--'),"                     \
    " (151, '---+', '+---'), (152, '--++', '++--'), (153, '---+', '+---'), (154, '--++', '++--'),"                     \
    " (155, '--++', '++--'), (156, '---+', '+---'), (157, '--++', '++--'), (158, '--++', '++--'),"                     \
    " (160, '++++', '++--'), (161, '++++', '+++-'), (162, '--++', '++-+'), (163, '++++', '++--'),"                     \
    " (164, '++++', '+++-'), (165, '---+', '++--'), (166, '--++', '++--')"

/* ROL-140, and what roles.md and docs/rules.md give "with" another permission: held only while that one is. By scheme;
 * 0 is both. */
#define RESTS                                                                                                          \
    "(104, 0, 119), (127, 0, 125), (152, 1, 102), (155, 1, 102), (157, 1, 102), (166, 1, 102), (160, 1, 125),"         \
    " (163, 1, 128)"

/* ROL-302: an exception counts until its end, and beats what the role is set to; neither opens a locked cell (ROL-03).
 * ROL-07: client keys of Trainee and Staff in the field app only, pets' and clients' details and the company's calendar
 * on the dashboard only, unless the company lifted the limits. */
SQL(stated_held, "WITH cell (permission, field, facility) AS (VALUES " CELLS "),"
                 " rest (permission, scheme, needs) AS (VALUES " RESTS "),"
                 " acting AS (" ACTING "),"
                 " lettered AS (SELECT a.id, a.role, a.base, a.scheme, a.surfaces_lifted, c.permission, CASE a.base"
                 " WHEN 1 THEN substr(c.field, 1, 1) WHEN 2 THEN substr(c.field, 2, 1)"
                 " WHEN 3 THEN substr(c.field, 3, 1) WHEN 4 THEN substr(c.field, 4, 1)"
                 " WHEN 8 THEN substr(c.facility, 1, 1) WHEN 7 THEN substr(c.facility, 2, 1)"
                 " WHEN 6 THEN substr(c.facility, 3, 1) ELSE substr(c.facility, 4, 1) END AS letter"
                 " FROM acting a CROSS JOIN cell c),"
                 " switched AS (SELECT l.id, l.base, l.scheme, l.surfaces_lifted, l.permission FROM lettered l"
                 " LEFT JOIN exception x ON x.company_id = $1 AND x.staff_id = l.id AND x.permission = l.permission"
                 " AND (x.until_at = 0 OR x.until_at > $2)"
                 " LEFT JOIN role_cell s ON s.company_id = $1 AND s.role = l.role AND s.permission = l.permission"
                 " WHERE l.letter = '+' OR (l.letter IN ('y', 'n')"
                 " AND coalesce(x.allowed, s.allowed, CASE l.letter WHEN 'y' THEN 1 ELSE 0 END) = 1))"
                 " SELECT h.id, h.permission,"
                 " CASE WHEN h.surfaces_lifted = 0 AND h.permission = 106 AND h.base IN (1, 2) THEN 0 ELSE 1 END,"
                 " CASE WHEN h.surfaces_lifted = 0 AND h.permission IN (107, 118) THEN 0 ELSE 1 END"
                 " FROM switched h LEFT JOIN rest t ON t.permission = h.permission AND t.scheme IN (0, h.scheme)"
                 " LEFT JOIN switched n ON n.id = h.id AND n.permission = t.needs"
                 " WHERE t.needs IS NULL OR n.id IS NOT NULL /* company_id = $1 */");

/* ------------------------------------------------------------------ whom */

/* ACC-02: an event of any time and status; where access fades (ACC-08), one not cancelled whose end is less than the
 * days ago, or one that is scheduled to come. Preferred, for Trainee and Staff. ACC-09: dated access while it runs.
 * ACC-05: all for a Supporter. A removal takes all of that away; then ACC-01: all for managers, for whom there is none.
 */
SQL(stated_sees,
    "WITH acting AS (" ACTING " AND p.id = $2)"
    " SELECT e.client_id FROM acting a CROSS JOIN (SELECT v.client_id,"
    " max(CASE WHEN v.status <> 4 THEN v.ends_at END) AS last_end,"
    " max(CASE WHEN v.status = 1 THEN v.starts_at END) AS last_scheduled"
    " FROM event v WHERE v.company_id = $1 AND v.staff_id = $2 GROUP BY v.client_id) e WHERE a.base IN (1, 2, 6)"
    " AND (a.fade_days = 0 OR e.last_end + a.fade_days * 86400000000 > $3 OR e.last_scheduled > $3)"
    " UNION SELECT r.client_id FROM relation r WHERE r.company_id = $1 AND r.staff_id = $2"
    " AND r.preferred_position > 0 AND EXISTS (SELECT 1 FROM acting a WHERE a.base IN (1, 2))"
    " UNION SELECT d.client_id FROM dated_access d WHERE d.company_id = $1 AND d.staff_id = $2 AND d.ended_at = 0"
    " AND d.from_at <= $3 AND d.until_at > $3 AND EXISTS (SELECT 1 FROM acting a WHERE a.base IN (1, 2, 6))"
    " UNION SELECT c.id FROM client c WHERE c.company_id = $1 AND EXISTS (SELECT 1 FROM acting a WHERE a.base = 5)"
    " EXCEPT SELECT r.client_id FROM relation r WHERE r.company_id = $1 AND r.staff_id = $2 AND r.removed_at > 0"
    " UNION ALL SELECT c.id FROM client c WHERE c.company_id = $1"
    " AND EXISTS (SELECT 1 FROM acting a WHERE a.base IN (3, 4, 7, 8))"
    " /* scan: every answer of a company */");

const struct proof_statements proof_statements = {&stated_people, &stated_clients, &stated_held, &stated_sees};

/* ------------------------------------------------------------------ reading it */

enum { IDS_FIRST = 256, WORD_BITS = 64, RULE_NUMBERS = 1000 };

MUST_CHECK static enum err read_ids(struct tx *tx, const struct sql *sql, struct company_id company,
                                    const int64_t **ret, int *ret_count)
{
    CLEANUP(query_end) struct query q = {0};
    int count = 0, room = IDS_FIRST;
    int64_t *ids = arena_array(tx_arena(tx), int64_t, (size_t)room);

    TRY(QUERY(tx, sql, &q, SQL_INT(company.n)));
    while (query_next(&q)) {
        if (count == room) {
            size_t old = (size_t)room * sizeof(*ids);

            room *= 2;
            ids = arena_grow(tx_arena(tx), ids, old, (size_t)room * sizeof(*ids));
        }
        ids[count++] = query_int(&q, 0);
    }
    *ret = ids;
    *ret_count = count;
    return query_done(&q);
}

/* A row about somebody or something that the company does not have is a fault of the statements. */
MUST_CHECK static enum err unknown_row(struct tx *tx, const char *what, int64_t id)
{
    return fail_internal(tx_arena(tx), "prove: the statements name %s %lld, which is not there", what, (long long)id);
}

static struct stated_person *find_person(const struct stated *stated, int64_t id)
{
    struct stated_person key = {.id = {id}};

    return bsearch(&key, stated->people, (size_t)stated->person_count, sizeof(key), proof_compare_ids);
}

MUST_CHECK static enum err read_held(struct tx *tx, const struct sql *sql, struct company_id company, int64_t now,
                                     const struct stated *stated)
{
    CLEANUP(query_end) struct query q = {0};
    enum permission by_number[RULE_NUMBERS] = {0};

    for (int i = 1; i < PERMISSION__MAX; i++)
        by_number[permission_number((enum permission)i)] = (enum permission)i;
    TRY(QUERY(tx, sql, &q, SQL_INT(company.n), SQL_INT(now)));
    while (query_next(&q)) {
        int64_t number = query_int(&q, 1);
        struct stated_person *person = find_person(stated, query_int(&q, 0));

        if (!person)
            return unknown_row(tx, "person", query_int(&q, 0));
        if (number <= 0 || number >= RULE_NUMBERS || !by_number[number])
            return unknown_row(tx, "permission", number);
        if (query_int(&q, 2))
            person->dashboard |= PROOF_BIT(by_number[number]);
        if (query_int(&q, 3))
            person->field_app |= PROOF_BIT(by_number[number]);
    }
    return query_done(&q);
}

MUST_CHECK static enum err read_sees(struct tx *tx, const struct sql *sql, struct company_id company, int64_t now,
                                     const struct stated *stated, struct stated_person *person)
{
    CLEANUP(query_end) struct query q = {0};

    TRY(QUERY(tx, sql, &q, SQL_INT(company.n), SQL_INT(person->id.n), SQL_INT(now)));
    while (query_next(&q)) {
        int64_t id = query_int(&q, 0);
        const int64_t *found =
            bsearch(&id, stated->clients, (size_t)stated->client_count, sizeof(id), proof_compare_ids);

        if (!found)
            return unknown_row(tx, "client", id);
        size_t place = (size_t)(found - stated->clients);
        person->sees[place / WORD_BITS] |= UINT64_C(1) << place % WORD_BITS;
    }
    return query_done(&q);
}

enum err stated_read(struct tx *tx, struct company_id company, int64_t now, const struct proof_statements *statements,
                     struct stated *ret)
{
    struct stated stated = {0};
    const int64_t *people = NULL;

    TRY(read_ids(tx, statements->clients, company, &stated.clients, &stated.client_count));
    TRY(read_ids(tx, statements->people, company, &people, &stated.person_count));
    stated.people = arena_array(tx_arena(tx), struct stated_person, (size_t)stated.person_count);
    for (int i = 0; i < stated.person_count; i++) {
        stated.people[i].id.n = people[i];
        stated.people[i].sees = arena_array(tx_arena(tx), uint64_t, (size_t)stated.client_count / WORD_BITS + 1);
    }
    TRY(read_held(tx, statements->held, company, now, &stated));
    for (int i = 0; i < stated.person_count; i++)
        TRY(read_sees(tx, statements->sees, company, now, &stated, &stated.people[i]));
    *ret = stated;
    return OK;
}
