/* People about people (ROL-141, ROL-142, ROL-152, ROL-201, ROL-202, ROL-214): every operation of the table with a staff
 * member in its address, asked for by everyone of both schemes about everyone, against what the rules say, typed here
 * by hand. An operation that is new and not listed here fails. */
#include "app/check.h"
#include "features/features.h"
#include "support/test.h"

enum { CLIENT = 501, COMPANY = 7, NOW = 1000 };

/* ------------------------------------------------------------------ the rules */

/* What an operation does about the person in its address. */
enum doing {
    LOOKS = 1, /* at the profile: everyone with Manage Staff, at anyone's */
    EDITS,     /* with Manage Staff, up to one's level; oneself, too */
    OPENS,     /* sessions (ROL-157), up to one's level */
    LIFTS,     /* roles: up to one's level, never oneself */
    EXCEPTS,   /* personal exceptions: ROL-151 */
};

static const struct {
    const char *operation;
    enum doing doing;
    bool own_open; /* open to everyone about themself */
} rules[] = {
    {"access.dated", EDITS, false},
    {"access.end_dated", EDITS, false},
    {"access.grant_dated", EDITS, false},
    {"access.question", EDITS, false},
    {"access.resolve", EDITS, false},
    {"access.review", EDITS, false},
    {"access.sheet", EDITS, false},
    {"access.subscribe", EDITS, true},
    {"access.subscriptions", EDITS, true},
    {"access.switch", EDITS, false},
    {"access.undo", EDITS, false},
    {"staff.activate", EDITS, false},
    {"staff.delete", EDITS, false},
    {"staff.edit", EDITS, true},
    {"staff.exception_end", EXCEPTS, false},
    {"staff.exception_put", EXCEPTS, false},
    {"staff.exceptions", EXCEPTS, false},
    {"staff.freeze", OPENS, true},
    {"staff.invite", EDITS, false},
    {"staff.make_inactive", EDITS, false},
    {"staff.permissions", LOOKS, true},
    {"staff.plan", EDITS, false},
    {"staff.read", LOOKS, true},
    {"staff.role", LIFTS, false},
    {"staff.role_page", LIFTS, false},
    {"staff.session_end", OPENS, true},
    {"staff.sessions", OPENS, true},
    {"staff.sessions_end", OPENS, true},
    {"staff.settings", LOOKS, true},
    {"staff.update", EDITS, true},
    {"staff.why", EDITS, false},
};

/* Least first. `reach`: up to which level one manages (ROL-141; ROL-201, ROL-202: a facility's Admin performers and
 * supporters only, an Owner Admin everyone). */
static const struct {
    enum role role;
    int level, reach;
    bool lifts, excepts; /* holds what giving roles and making exceptions take */
} levels[] = {
    {ROLE_TRAINEE, 1, 0, false, false},           {ROLE_STAFF, 2, 0, false, false},
    {ROLE_OFFICE_MANAGER, 3, 3, true, false},     {ROLE_ADMIN, 4, 4, true, true},
    {ROLE_SERVICE_SUPPORTER, 1, 0, false, false}, {ROLE_SERVICE_PERFORMER, 2, 0, false, false},
    {ROLE_FACILITY_ADMIN, 3, 2, true, false},     {ROLE_OWNER_ADMIN, 4, 4, true, true},
};

/* Everyone there is: two of each role, one of them by a custom role made of it; an Office Manager without Manage Staff;
 * the owner. */
struct someone {
    int64_t id;
    size_t level; /* of `levels` */
    bool without, owner;
};

static bool manages(const struct someone *asker)
{
    return levels[asker->level].reach > 0 && !asker->without;
}

/* 200, 403 or 404. */
static int expected(size_t rule, const struct someone *asker, const struct someone *target)
{
    enum doing doing = rules[rule].doing;

    if (asker->id == target->id) {
        if (rules[rule].own_open)
            return 200;
        if (doing == EXCEPTS)
            return levels[asker->level].excepts ? 200 : 403;
        return doing == LIFTS || !manages(asker) ? 403 : 200;
    }
    if (doing == EXCEPTS && !levels[asker->level].excepts)
        return 403;
    if (!manages(asker)) /* who may ask about themself alone learns of nobody else */
        return rules[rule].own_open ? 404 : 403;
    if (doing == LOOKS)
        return 200;
    return !target->owner && levels[target->level].level <= levels[asker->level].reach ? 200 : 403;
}

/* ------------------------------------------------------------------ the company */

enum { PEOPLE_MAX = 32 };
struct house {
    struct arena arena, scratch;
    struct app *app;
    struct someone people[PEOPLE_MAX];
    int count;
    struct picture *picture;
};

static void add(struct house *h, struct person_facts *facts, size_t level, int role, bool without, bool owner)
{
    struct someone *one = &h->people[h->count];

    *one = (struct someone){.id = 1000 + h->count, .level = level, .without = without, .owner = owner};
    facts[h->count++] = (struct person_facts){{one->id}, STR("Someone"), STR("someone"), role, STAFF_ACTIVE, owner};
}

static void given(struct house *h, enum scheme scheme)
{
    static const int64_t clients[] = {CLIENT};
    struct person_facts *people = arena_array(&h->arena, struct person_facts, PEOPLE_MAX);
    struct role_facts *roles = arena_array(&h->arena, struct role_facts, ARRAY_SIZE(levels));
    struct exception_facts *without = arena_array(&h->arena, struct exception_facts, 1);
    struct picture_facts facts = {.company = {.id = {COMPANY}, .change = 1, .scheme = scheme, .running_hours = 12},
                                  .people = people,
                                  .roles = roles,
                                  .exceptions = without,
                                  .clients = clients,
                                  .client_count = 1};

    h->count = 0;
    for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
        int custom = ROLE_CUSTOM_FIRST + (int)i;

        if (role_info(levels[i].role)->scheme != scheme)
            continue;
        roles[facts.role_count++] = (struct role_facts){custom, levels[i].role, STR("Copy")};
        add(h, people, i, (int)levels[i].role, false, false);
        add(h, people, i, custom, false, false);
        if (levels[i].role == ROLE_OFFICE_MANAGER) {
            *without = (struct exception_facts){{1000 + h->count}, PERMISSION_manage_staff, false, 0};
            facts.exception_count = 1;
            add(h, people, i, (int)levels[i].role, true, false);
        }
        if (levels[i].level == 4)
            add(h, people, i, (int)levels[i].role, false, true);
    }
    facts.person_count = h->count;
    h->picture = picture_build(&facts);
}

/* ------------------------------------------------------------------ one call, as far as the door */

static int verdict(enum err err)
{
    return err == OK ? 200 : err == ERR_FORBIDDEN ? 403 : err == ERR_ABSENT ? 404 : 500;
}

static int ask(struct house *h, const struct operation *op, int64_t asker, int64_t target)
{
    struct principal who = {.company = {COMPANY},
                            .staff = {asker},
                            .token_permissions = ~UINT64_C(0),
                            .fresh_until = INT64_MAX,
                            .surface = SURFACE_DASHBOARD};
    struct call call = {.operation = op, .principal = who};
    struct context cx = {.arena = &h->scratch, .app = h->app, .operation = op, .principal = who, .now = NOW};
    struct outcome out = {.err = OK};
    struct running r = {.app = h->app, .call = &call, .op = op, .cx = &cx, .out = &out};
    int status;

    call.places[TARGET_STAFF] = id_text(&h->scratch, target);
    check_begin(&r, h->picture);
    status = verdict(check_permission(&r));
    if (status == 200)
        status = verdict(check_targets(&r, NULL));
    if (status == 200)
        status = verdict(check_grant(&r));
    fail_clear(&h->scratch);
    return status;
}

static bool about_staff(const struct operation *op)
{
    return strstr(op->path, "{staff}") != NULL && !(op->flags & (OP_ABOUT_CLIENT | OP_SYSTEM));
}

static size_t rule_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        if (strcmp(rules[i].operation, name) == 0)
            return i;
    }
    fail_msg("%s is about a staff member: say in tests/proof/levels.c what it does", name);
    return 0;
}

static int walk(struct house *h, const struct operation *op)
{
    size_t rule = rule_of(op->name);
    int count = 0;

    for (int a = 0; a < h->count; a++) {
        for (int t = 0; t < h->count; t++, count++) {
            int got = ask(h, op, h->people[a].id, h->people[t].id);
            int want = expected(rule, &h->people[a], &h->people[t]);

            if (got != want)
                fail_msg("%s: %s%s about %s%s: expected %d, got %d", op->name,
                         role_info(levels[h->people[a].level].role)->label_text,
                         h->people[a].without ? " without Manage Staff"
                         : h->people[a].owner ? " (owner)"
                                              : "",
                         role_info(levels[h->people[t].level].role)->label_text,
                         a == t               ? " (oneself)"
                         : h->people[t].owner ? " (owner)"
                                              : "",
                         want, got);
            arena_reset(&h->scratch);
        }
    }
    return count;
}

static void walk_all(enum scheme scheme)
{
    struct house h = {.count = 0};
    struct app_config config = {
        .log = {.fd = 2, .least = LOG_ERROR}, .features = features, .feature_count = feature_count};
    int count = 0;

    if (app_new(&config, &h.arena, &h.app) != OK)
        fail_msg("%.*s", STR_ARG(h.arena.failure.log));
    given(&h, scheme);
    for (int i = 0; i < h.app->operation_count; i++) {
        if (about_staff(h.app->operations[i]))
            count += walk(&h, h.app->operations[i]);
    }
    assert_true(count >= (int)ARRAY_SIZE(rules) * h.count * h.count);
    picture_release(h.picture);
    app_free(h.app);
    arena_free(&h.scratch);
    arena_free(&h.arena);
}

static void ROL_141_and_142_every_operation_about_a_person_by_every_role_about_every_role(void **state)
{
    (void)state;
    walk_all(SCHEME_FIELD);
}

static void ROL_201_202_and_214_every_operation_about_a_person_of_a_facility(void **state)
{
    (void)state;
    walk_all(SCHEME_FACILITY);
}

/* ------------------------------------------------------------------ roles given, and standing */

static void walk_roles(enum scheme scheme, struct house *h)
{
    given(h, scheme);
    for (int a = 0; a < h->count; a++) {
        const struct person *asker = picture_person(h->picture, (struct staff_id){h->people[a].id});

        for (int t = 0; t < h->count; t++) {
            struct staff_id target = {h->people[t].id};
            bool reached = a != t && manages(&h->people[a]) && !h->people[t].owner &&
                           levels[h->people[t].level].level <= levels[h->people[a].level].reach;

            assert_int_equal(policy_may_freeze(h->picture, asker, target, NOW).allowed, reached);
            for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
                bool fits =
                    role_info(levels[i].role)->scheme == scheme && levels[i].level <= levels[h->people[a].level].reach;

                assert_int_equal(policy_may_give_role(h->picture, asker, target, (int)levels[i].role, NOW).allowed,
                                 reached && fits && levels[h->people[a].level].lifts);
            }
        }
    }
    picture_release(h->picture);
}

/* ROL-141: gives no role above one's own, never to oneself; ROL-202: a facility's Admin performer and supporter only.
 */
static void ROL_141_and_202_no_role_is_given_above_ones_own_nor_to_oneself(void **state)
{
    struct house h = {.count = 0};

    (void)state;
    walk_roles(SCHEME_FIELD, &h);
    walk_roles(SCHEME_FACILITY, &h);
    arena_free(&h.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ROL_141_and_142_every_operation_about_a_person_by_every_role_about_every_role),
        cmocka_unit_test(ROL_201_202_and_214_every_operation_about_a_person_of_a_facility),
        cmocka_unit_test(ROL_141_and_202_no_role_is_given_above_ones_own_nor_to_oneself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
