#include "proof/rules.h"

/* ------------------------------------------------------------------ roles.md */

/* T S OM A, then OA AD SP SS, as the tables of roles.md have them. */
static const struct {
    int number;
    const char *field, *facility;
} roles_table[] = {
    {101, "yyy+", "+yyy"}, {102, "--y+", "++--"}, {103, "yyyy", "yynn"}, {104, "--y+", "++--"}, {105, "nny+", "+ynn"},
    {106, "nn++", "++n-"}, {107, "yy++", "++n-"}, {108, "--++", "++-s"}, {109, "--++", "++-n"}, {110, "yyyy", "yyyn"},
    {111, "--n+", "+y--"}, {112, "--y+", "++--"}, {113, "--y+", "++--"}, {114, "nn++", "++n+"}, {115, "--y+", "++--"},
    {116, "--y+", "++--"}, {117, "--y+", "+y--"}, {118, "nny+", "++ny"}, {119, "nny+", "++nn"}, {120, "--++", "++--"},
    {121, "--y+", "++--"}, {122, "--y+", "++--"}, {123, "--n+", "+y--"}, {124, "yyy+", "++y-"}, {125, "--y+", "+n--"},
    {126, "--n+", "+n--"}, {127, "--n+", "+---"}, {128, "--y+", "++--"}, {129, "--n+", "+---"}, {130, "--n+", "+---"},
    {131, "--y+", "++--"}, {132, "--n+", "+y--"}, {151, "---+", "+---"}, {152, "--m+", "aw--"}, {153, "---+", "+---"},
    {154, "--++", "++--"}, {155, "oom+", "+woo"}, {156, "---+", "+---"}, {157, "oom+", "+woo"}, {158, "--++", "++--"},
    {160, "--i+", "++--"}, {161, "++++", "+++-"}, {162, "--++", "++-+"}, {163, "--r+", "++--"}, {164, "++++", "+++-"},
    {165, "---+", "++--"}, {166, "oom+", "+woo"},
};

static const struct {
    enum role role;
    int scheme, column, level, reach; /* whom the role manages: up to this level (ROL-141, ROL-201) */
    char sees;                        /* all, by relation, support view */
} people_table[] = {
    {ROLE_TRAINEE, 0, 0, 1, 1, 'r'},           {ROLE_STAFF, 0, 1, 2, 2, 'r'},
    {ROLE_OFFICE_MANAGER, 0, 2, 3, 3, 'a'},    {ROLE_ADMIN, 0, 3, 4, 4, 'a'},
    {ROLE_OWNER_ADMIN, 1, 0, 4, 4, 'a'},       {ROLE_FACILITY_ADMIN, 1, 1, 3, 2, 'a'},
    {ROLE_SERVICE_PERFORMER, 1, 2, 2, 2, 'r'}, {ROLE_SERVICE_SUPPORTER, 1, 3, 1, 1, 's'},
};

static size_t row_of(enum role role)
{
    for (size_t i = 0; i < ARRAY_SIZE(people_table); i++) {
        if (people_table[i].role == role)
            return i;
    }
    fail_msg("no role %d", (int)role);
    return 0;
}

char rule_letter(enum role role, int number)
{
    size_t row = row_of(role);

    for (size_t i = 0; i < ARRAY_SIZE(roles_table); i++) {
        if (roles_table[i].number == number)
            return (people_table[row].scheme ? roles_table[i].facility
                                             : roles_table[i].field)[people_table[row].column];
    }
    fail_msg("ROL-%d is not in the table", number);
    return '-';
}

bool rule_editable(enum role role, int number)
{
    return strchr("yn", rule_letter(role, number)) != NULL;
}

int rule_next_number(int number)
{
    size_t i = 0;

    while (number != 0 && roles_table[i++].number != number)
        ;
    return i < ARRAY_SIZE(roles_table) ? roles_table[i].number : 0;
}

/* ROL-140, and what m, i and r rest on. */
static int rests_on(char letter, int number)
{
    switch (letter) {
    case 'm':
        return 102;
    case 'i':
        return 125;
    case 'r':
        return 128;
    default:
        return number == 104 ? 119 : number == 127 ? 125 : 0;
    }
}

/* What is locked stays so, whatever is set (ROL-03). */
static bool holds(const struct member *m, int number)
{
    if (number == RULE_SIGNED_IN)
        return true;
    char letter = rule_letter(m->role, number);
    bool on = strchr("+ymirwas", letter) != NULL;
    if (rule_editable(m->role, number) && m->number == number)
        on = !on;
    int needed = rests_on(letter, number);
    return on && (needed == 0 || holds(m, needed));
}

/* ------------------------------------------------------------------ access.md */

/* ACC-01, ACC-02, ACC-04, ACC-05, ACC-08, ACC-09; a removal beats everything but a manager, for whom there is none. */
bool rule_sees_client(enum role role, enum relation_kind relation)
{
    char sees = people_table[row_of(role)].sees;

    if (relation == REL_OTHER_COMPANY || relation == REL_ABSENT)
        return false;
    if (sees == 'a')
        return true;
    if (relation == REL_REMOVED)
        return false;
    if (sees == 's' || relation == REL_FUTURE || relation == REL_PAST || relation == REL_DATED)
        return true;
    return relation == REL_PREFERRED && role != ROLE_SERVICE_PERFORMER;
}

/* ROL-114: otherwise one's own only. */
static bool sees_event(const struct member *m, struct cell_subject subject)
{
    return rule_sees_client(m->role, subject.relation) &&
           (subject.mine || people_table[row_of(m->role)].sees == 's' || holds(m, 114) || holds(m, 120));
}

/* ROL-102: otherwise the own profile only. */
static bool sees_person(const struct member *m, enum target_person person)
{
    if (person == PERSON_OTHER_COMPANY || person == PERSON_ABSENT)
        return false;
    return person == PERSON_SELF || holds(m, 102);
}

/* ------------------------------------------------------------------ people about people */

static enum role role_of(enum target_person person, int scheme)
{
    static const enum role roles[PERSON__MAX][2] = {
        [PERSON_WORKER] = {ROLE_STAFF, ROLE_SERVICE_PERFORMER},
        [PERSON_MANAGER] = {ROLE_OFFICE_MANAGER, ROLE_FACILITY_ADMIN},
        [PERSON_ADMIN] = {ROLE_ADMIN, ROLE_OWNER_ADMIN},
        [PERSON_OWNER] = {ROLE_ADMIN, ROLE_OWNER_ADMIN},
    };

    return roles[person][scheme];
}

/* ROL-155, ROL-157: one's own, without Manage Staff too. */
static bool only_own(const struct member *m, int number)
{
    char letter = number > 0 ? rule_letter(m->role, number) : '-';

    return letter == 'o' || (letter == 'm' && number != 152);
}

/* ROL-141, ROL-142, ROL-201, ROL-214; ACC-12. */
static bool may_about(const struct rule *rule, const struct member *m, enum target_person person)
{
    size_t row = row_of(m->role), target;

    if (person == PERSON_SELF) {
        if (rule->flags & (RULE_SWITCH | RULE_NOT_SELF) || rule->need == 152)
            return false;
        return holds(m, rule->own >= 0 ? rule->own : rule->need) || only_own(m, rule->need);
    }
    if (!holds(m, rule->need))
        return false;
    target = row_of(role_of(person, people_table[row].scheme));
    if (rule->flags & RULE_SWITCH && people_table[target].sees == 'a')
        return false;
    if (rule->need != 102 && rule->need != 151 && rule->need != 152 && rule->need != 157)
        return true;
    return person != PERSON_OWNER && people_table[target].level <= people_table[row].reach;
}

/* Before anything is looked at: what only counts about oneself is enough where a person is named. */
static bool may_try(const struct rule *rule, const struct member *m, struct cell_subject subject)
{
    if (holds(m, rule->need) || (subject.person && only_own(m, rule->need)))
        return true;
    return (rule->own >= 0 && holds(m, rule->own)) || (rule->either >= 0 && holds(m, rule->either));
}

/* SCH-02, ROL-139: one's own visits are started and completed by whoever delivers. */
static int expect_of_event(const struct rule *rule, const struct member *m, struct cell_subject subject)
{
    if (!sees_event(m, subject))
        return 404;
    if (holds(m, rule->need))
        return EXPECT_IN;
    return subject.mine && !(rule->flags & RULE_STARTED) ? EXPECT_IN : 403;
}

/* Of a person, a client or both in the address, or neither. */
static int expect_of_place(const struct rule *rule, const struct member *m, struct cell_subject subject)
{
    bool named = rule->flags & RULE_NAMED;

    if (named && (subject.person == PERSON_OTHER_COMPANY || subject.person == PERSON_ABSENT))
        return 404;
    if (!named && subject.person && !sees_person(m, subject.person))
        return 404;
    if (subject.relation && !rule_sees_client(m->role, subject.relation))
        return 404;
    if (!named && subject.person && !may_about(rule, m, subject.person))
        return 403;
    if (subject.thing == THING_OTHERS || subject.thing == THING_ABSENT)
        return 404;
    return EXPECT_IN;
}

int rule_expect(const struct rule *rule, const struct member *asker, struct cell_subject subject)
{
    if (rule->need == RULE_ANYONE)
        return EXPECT_IN;
    if (asker->status != STAFF_ACTIVE)
        return 401;
    if (rule->flags & RULE_OWNERS_PAGE)
        return 404;
    if (!may_try(rule, asker, subject) || (rule->flags & RULE_OWNER))
        return 403;
    return subject.event ? expect_of_event(rule, asker, subject) : expect_of_place(rule, asker, subject);
}

/* ------------------------------------------------------------------ the rows */

#define READ(row, permission)                                                                                          \
    {                                                                                                                  \
        row, permission, -1, -1, 0, NULL                                                                               \
    }
#define WITH(row, permission, json)                                                                                    \
    {                                                                                                                  \
        row, permission, -1, -1, 0, json                                                                               \
    }

static const struct rule rules[] = {
    /* ACC-12, ACC-20, ACC-24, ACC-26, ACC-30 */
    {"access.question", 102, -1, -1, RULE_SWITCH, NULL},
    {"access.sheet", 102, -1, -1, RULE_SWITCH, NULL},
    {"access.switch", 102, -1, -1, RULE_SWITCH, "{\"access\":\"granted\"}"},
    {"access.resolve", 102, -1, -1, RULE_SWITCH,
     "{\"cures\":{\"preferred\":\"drop\",\"events\":{\"*\":null},\"templates\":{\"*\":null}},\"reason\":\"Proof\"}"},
    {"access.undo", 102, -1, -1, RULE_SWITCH | RULE_ELSEWHERE, NULL},
    /* ACC-10, ACC-13 */
    {"access.subscriptions", 102, 101, -1, 0, NULL},
    {"access.subscribe", 102, 101, -1, 0, "{\"subscribed\":false}"},
    /* ACC-15, ACC-41 */
    READ("access.staff_access", 102),
    READ("access.picker", 120),
    /* CLI-04: by whoever makes the schedule */
    {"access.prefer", 120, -1, -1, RULE_NAMED, "{\"position\":1}"},
    {"access.add_preferred", 120, -1, -1, 0, "{\"staff\":\"@staff\"}"},
    {"access.drop_preferred", 120, -1, -1, RULE_NAMED, NULL},
    {"access.do_not_schedule", 120, -1, -1, RULE_NAMED, "{\"reason\":\"Proof\"}"},
    {"access.add_do_not_schedule", 120, -1, -1, 0, "{\"staff\":\"@staff\"}"},
    {"access.allow_schedule", 120, -1, -1, RULE_NAMED, NULL},
    /* ACC-09: a manager's, about a worker, like the switch */
    {"access.dated", 102, -1, -1, RULE_SWITCH, NULL},
    {"access.grant_dated", 102, -1, -1, RULE_SWITCH,
     "{\"from\":\"2026-06-01T10:00:00Z\",\"until\":\"2026-06-02T10:00:00Z\"}"},
    {"access.end_dated", 102, -1, -1, RULE_SWITCH, NULL},
    /* ACC-70 */
    WITH("access.new_request", RULE_SIGNED_IN, "{\"client\":\"@client\"}"),
    WITH("access.request", RULE_SIGNED_IN,
         "{\"client\":\"@client\",\"staff\":\"@staff\",\"side\":\"client\",\"reason\":\"Proof\"}"),
    READ("access.own_requests", RULE_SIGNED_IN),
    READ("access.requests", 102),
    WITH("access.decide", 102, "{\"decision\":\"decline\"}"),
    /* ACC-32 */
    READ("access.reviews", 102),
    {"access.review", 102, -1, -1, RULE_SWITCH | RULE_ELSEWHERE, "{\"review_on\":null}"},
    /* CLI */
    READ("clients.list", RULE_SIGNED_IN),
    READ("clients.new", 109),
    WITH("clients.create", 109, "{\"name\":\"Proof of Work\"}"),
    READ("clients.read", RULE_SIGNED_IN),
    READ("clients.edit", 107),
    WITH("clients.update", 107, "{\"visit_notes\":\"Fine\"}"),
    READ("pets.new", 107),
    WITH("pets.create", 107, "{\"name\":\"Rex\"}"),
    READ("pets.read", RULE_SIGNED_IN),
    READ("pets.edit", 107),
    WITH("pets.update", 107, "{\"name\":\"Rexa\"}"),
    READ("pets.photo", RULE_SIGNED_IN),
    {"pets.photo_put", 107, -1, -1, RULE_ELSEWHERE, NULL},
    WITH("pets.photo_remove", 107, NULL),
    READ("search", RULE_SIGNED_IN),
    /* SCH */
    READ("events.list", RULE_SIGNED_IN),
    READ("events.new", 120),
    WITH("events.create", 120,
         "{\"client\":\"@client\",\"service\":\"@service\",\"starts_at\":\"2026-06-01T10:00:00Z\"}"),
    READ("events.read", RULE_SIGNED_IN),
    READ("events.edit", 120),
    {"events.update", 120, -1, 161, 0, "{\"status\":\"in_progress\"}"},
    {"events.start", 120, -1, 161, 0, NULL},
    {"events.complete", 120, -1, 161, RULE_STARTED, "{\"message\":\"Done\"}"},
    WITH("events.delete", 120, NULL),
    READ("events.bulk", 120),
    WITH("events.bulk_update", 120,
         "{\"events\":[\"@event\"],\"action\":\"reassign\",\"staff\":\"@staff\",\"apply\":\"all\"}"),
    READ("calendar.own", RULE_SIGNED_IN),
    {"calendar.read", 120, -1, 118, 0, NULL},
    /* ROL-121 */
    READ("templates.list", 121),
    WITH("templates.new", 121, "{\"client\":\"@client\"}"),
    WITH("templates.create", 121,
         "{\"client\":\"@client\",\"name\":\"Walks\",\"billing\":\"weekly\",\"first_day\":\"2026-06-01\",\"lines\":"
         "[{\"service\":\"@service\",\"weekdays\":[\"mon\"],\"time\":\"10:00\",\"staff\":\"@staff\"}]}"),
    READ("templates.read", 121),
    READ("templates.edit", 121),
    WITH("templates.update", 121, "{\"name\":\"Other walks\"}"),
    WITH("templates.end", 121, "{\"ends_on\":\"2026-07-01\"}"),
    WITH("templates.delete", 121, NULL),
    READ("templates.line_new", 121),
    WITH("templates.line_create", 121,
         "{\"service\":\"@service\",\"weekdays\":[\"mon\"],\"time\":\"10:00\",\"staff\":\"@staff\"}"),
    READ("templates.line", 121),
    WITH("templates.line_update", 121, "{\"time\":\"11:00\"}"),
    WITH("templates.line_delete", 121, NULL),
    WITH("templates.visit_form", 121, "{\"day\":\"2026-05-18\"}"),
    WITH("templates.visit", 121, "{\"day\":\"2026-05-18\",\"skipped\":true}"),
    WITH("templates.approve", 121, "{\"starts_on\":\"2026-05-13\"}"),
    WITH("templates.approve_due", 121, NULL),
    /* ROL-102, ROL-141, ROL-142 */
    READ("staff.list", RULE_SIGNED_IN),
    READ("staff.new", 102),
    WITH("staff.create", 102, "{\"name\":\"New Person\",\"email\":\"new@proof.example\",\"role\":\"trainee\"}"),
    READ("staff.read", RULE_SIGNED_IN),
    READ("staff.settings", RULE_SIGNED_IN),
    READ("staff.permissions", RULE_SIGNED_IN),
    {"staff.edit", 102, RULE_SIGNED_IN, -1, 0, NULL},
    {"staff.update", 102, RULE_SIGNED_IN, -1, 0, "{\"phone\":\"+1 518 555 0100\"}"},
    /* of somebody invited, which none of the people asked about is */
    {"staff.invite", 102, -1, -1, RULE_ELSEWHERE, NULL},
    {"staff.delete", 102, -1, -1, RULE_NOT_SELF | RULE_ELSEWHERE, NULL},
    /* ROL-304: a session's, so that a program is refused; as whom, tests/api/view_as.c */
    {"staff.view", 102, -1, -1, RULE_NOT_SELF, NULL},
    WITH("me.view_end", RULE_SIGNED_IN, NULL),
    /* AUD-01 */
    WITH("audit.heads_save", 153, "{\"addresses\":\"proof@example.org\"}"),
    WITH("audit.send_head", 155, NULL),
    /* ROL-303 */
    {"staff.why", 102, -1, -1, 0, "{\"permission\":\"manage_staff\"}"},
    /* ACC-51, ROL-152 */
    READ("staff.role_page", 152),
    WITH("staff.role", 152, "{\"role\":\"trainee\",\"reason\":\"Proof\"}"),
    /* ACC-60, ACC-61, ACC-63 */
    {"staff.freeze", 157, -1, -1, RULE_NOT_SELF, "{\"reason\":\"Proof\"}"},
    {"staff.activate", 102, -1, -1, RULE_NOT_SELF, "{\"reason\":\"Proof\"}"},
    {"staff.plan", 102, -1, -1, RULE_NOT_SELF, NULL},
    {"staff.make_inactive", 102, -1, -1, RULE_NOT_SELF,
     "{\"events\":{\"*\":null},\"templates\":{\"*\":null},\"preferred\":{\"*\":null},\"reason\":\"Proof\"}"},
    /* ROL-142: the owner, or who is asked, neither of whom is among the askers */
    {"proof.show", 155, -1, -1, RULE_OWNERS_PAGE | RULE_ELSEWHERE, NULL},
    {"proof.ask", 155, -1, -1, RULE_OWNERS_PAGE | RULE_ELSEWHERE, NULL},
    {"proof.run", 155, -1, -1, RULE_ELSEWHERE, NULL},
    READ("owner.show", 153),
    {"owner.settings", 153, -1, -1, RULE_OWNER | RULE_ELSEWHERE, "{\"wait_hours\":48}"},
    {"owner.ask", 153, -1, -1, RULE_OWNER | RULE_ELSEWHERE, "{\"staff\":\"@staff\",\"reason\":\"Proof\"}"},
    {"owner.take_back", 153, -1, -1, RULE_OWNER | RULE_ELSEWHERE, "{}"},
    {"owner.accept", 153, -1, -1, RULE_OWNER | RULE_ELSEWHERE, "{}"},
    {"owner.decline", 153, -1, -1, RULE_OWNER | RULE_ELSEWHERE, "{}"},
    WITH("owner.due", 152, NULL),
    {"owner.give", 152, -1, -1, RULE_ELSEWHERE, "{\"staff\":\"@staff\",\"reason\":\"Proof\"}"},
    /* ROL-306: one's own lists; whose records else, tests/api/reviews_record.c */
    READ("reviews.list", 157),
    {"reviews.begin", 153, -1, -1, 0, "{}"},
    WITH("reviews.due", 157, NULL),
    WITH("reviews.remind", 157, NULL),
    READ("reviews.read", 157),
    READ("reviews.item", 157),
    WITH("reviews.answer", 157, "{\"items\":[\"@item\"],\"answer\":\"keep\"}"),
    WITH("reviews.finish", 157, NULL),
    READ("reviews.record", 157),
    READ("reviews.record_file", 157),
    READ("reviews.record_csv", 157),
    READ("settings.reviews", 153),
    WITH("settings.reviews_save", 153, "{\"period\":\"month\"}"),
    READ("reports.list", RULE_SIGNED_IN),
    READ("reports.new", RULE_SIGNED_IN),
    WITH("reports.create", RULE_SIGNED_IN, "{\"name\":\"Somebody\",\"reason\":\"Proof\"}"),
    {"reports.done", RULE_SIGNED_IN, -1, -1, RULE_OWNERS_PAGE | RULE_ELSEWHERE, "{}"},
    /* ROL-116, ROL-206; the names of services are on everybody's visits */
    READ("services.list", 116),
    READ("services.new", 116),
    WITH("services.create", 116, "{\"name\":\"Long Walk\",\"minutes\":60,\"price_minor\":3000}"),
    READ("services.edit", 116),
    WITH("services.update", 116, "{\"minutes\":45}"),
    /* ROL-139 */
    READ("home.show", RULE_SIGNED_IN),
    READ("me.show", RULE_SIGNED_IN),
    READ("me.frame", RULE_SIGNED_IN),
    WITH("me.sees", RULE_SIGNED_IN, "{\"clients\":\"@client\"}"),
    READ("me.stream", RULE_SIGNED_IN),
    READ("me.sessions", RULE_SIGNED_IN),
    WITH("me.session_end", RULE_SIGNED_IN, NULL),
    WITH("me.sessions_end", RULE_SIGNED_IN, NULL),
    READ("me.password_form", RULE_SIGNED_IN),
    {"me.password", RULE_SIGNED_IN, -1, -1, RULE_ELSEWHERE, "{\"password\":\"short\"}"},
    READ("notices.list", RULE_SIGNED_IN),
    READ("notices.unread", RULE_SIGNED_IN),
    WITH("notices.read", RULE_SIGNED_IN, "{\"until\":\"@client\"}"),
    READ("tokens.list", RULE_SIGNED_IN),
    READ("tokens.new", RULE_SIGNED_IN),
    WITH("tokens.create", RULE_SIGNED_IN, "{\"name\":\"Proof 2\",\"last_day\":\"2026-06-01\",\"all\":true}"),
    WITH("tokens.end", RULE_SIGNED_IN, NULL),
    /* ROL-157: one's own are everybody's */
    {"staff.sessions", 157, RULE_SIGNED_IN, -1, 0, NULL},
    {"staff.session_end", 157, RULE_SIGNED_IN, -1, 0, NULL},
    {"staff.sessions_end", 157, RULE_SIGNED_IN, -1, 0, NULL},
    /* ROL-153 */
    /* ROL-203: an Admin of a facility looks at them */
    {"settings.company", 153, -1, 165, 0, NULL},
    WITH("settings.company_save", 153, "{\"name\":\"Renamed\"}"),
    READ("mail.log", 153),
    /* ROL-05, ROL-151 */
    READ("staff.exceptions", 151),
    {"staff.exception_put", 151, -1, -1, RULE_ELSEWHERE,
     "{\"permission\":\"request_time_off_without_approval\",\"on\":false,\"reason\":\"Proof\"}"},
    WITH("staff.exception_end", 151, "{\"permission\":\"request_time_off_without_approval\"}"),
    /* ROL-305 */
    {"settings.compare", 102, -1, 151, 0, NULL},
    /* ROL-301 */
    READ("roles.new", 151),
    WITH("roles.create", 151, "{\"source\":\"admin\",\"name\":\"Proof\"}"),
    READ("roles.read", 151),
    WITH("roles.update", 151, "{\"name\":\"Spare\",\"description\":\"Proof\"}"),
    WITH("roles.archive", 151, "{}"),
    WITH("roles.restore", 151, "{}"),
    {"roles.undo", 151, -1, -1, RULE_ELSEWHERE, NULL},
    READ("settings.permissions", 151),
    WITH("settings.permissions_save", 151, "{\"admin\":{\"request_time_off_without_approval\":false}}"),
    WITH("settings.permissions_preview", 151, "{\"reset\":true}"),
    {"settings.permissions_undo", 151, -1, -1, RULE_ELSEWHERE, "{\"change\":1}"},
    /* AUD-01, AUD-04, ROL-155: everyone reads what concerns themself */
    READ("audit.list", RULE_SIGNED_IN),
    READ("audit.export", RULE_SIGNED_IN),
    READ("audit.read", RULE_SIGNED_IN),
    READ("audit.head", 153),
    {"audit.erase", 153, -1, -1, RULE_OWNER | RULE_ELSEWHERE, "{\"part\":1,\"reason\":\"Proof\"}"},
    /* API-03: who may ask about whom, tests/api/authzen.c and authzen_search.c; a list and a search answer everyone */
    {"authzen.evaluation", RULE_SIGNED_IN, -1, -1, RULE_ELSEWHERE, NULL},
    WITH("authzen.evaluations", RULE_SIGNED_IN,
         "{\"evaluations\":[{\"subject\":{\"type\":\"staff\",\"id\":\"@staff\"},\"action\":{\"name\":\"view\"},"
         "\"resource\":{\"type\":\"client\",\"id\":\"@client\"}}]}"),
    WITH("authzen.search_subject", RULE_SIGNED_IN,
         "{\"subject\":{\"type\":\"staff\"},\"action\":{\"name\":\"view\"},"
         "\"resource\":{\"type\":\"client\",\"id\":\"@client\"}}"),
    {"authzen.search_resource", RULE_SIGNED_IN, -1, -1, RULE_ELSEWHERE, NULL},
    {"authzen.search_action", RULE_SIGNED_IN, -1, -1, RULE_ELSEWHERE, NULL},
    {"authzen.configuration", RULE_ANYONE, -1, -1, 0, NULL},
    /* nobody need be signed in */
    {"company.setup_form", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, NULL},
    {"company.setup", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, "{}"},
    {"identity.sign_in_form", RULE_ANYONE, -1, -1, 0, NULL},
    {"identity.sign_in", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, "{\"email\":\"x@proof.example\",\"password\":\"no\"}"},
    {"identity.sign_out", RULE_ANYONE, -1, -1, 0, NULL},
    {"identity.again_form", RULE_ANYONE, -1, -1, 0, NULL},
    {"identity.again", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, "{\"password\":\"no\"}"},
    {"identity.companies", RULE_ANYONE, -1, -1, 0, NULL},
    {"identity.choose_company", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, "{}"},
    {"identity.reset_form", RULE_ANYONE, -1, -1, 0, NULL},
    {"identity.reset", RULE_ANYONE, -1, -1, 0, "{\"email\":\"x@proof.example\"}"},
    {"identity.reset_password_form", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, NULL},
    {"identity.reset_password", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, "{}"},
    {"identity.welcome_form", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, NULL},
    {"identity.welcome", RULE_ANYONE, -1, -1, RULE_ELSEWHERE, "{}"},
};

const struct rule *rule_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    }
    return NULL;
}
