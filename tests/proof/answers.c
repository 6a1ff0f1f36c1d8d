/* The decision's answers, for whoever asks on standard input: a company in lines, then questions, an answer a line;
 * `end` answers what was asked so far. naive/companies.mjs writes the lines, naive/rules.mjs knows the answers that the
 * rules give. With `--plant NAME` a fact is misread on purpose, so that it shows that a wrong answer is found. */
#include "unit/policy_company.h"

#include <inttypes.h>

static struct given company;
static const char *plant = "";

static void PRINTF_LIKE(1, 2) broken(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static bool planted(const char *name)
{
    return strcmp(plant, name) == 0;
}

/* ------------------------------------------------------------------ words */

static int64_t number(struct str word)
{
    int64_t ret;

    if (!str_to_int(word, &ret))
        broken("\"%.*s\" is no number", STR_ARG(word));
    return ret;
}

static struct str next(struct str *line)
{
    return str_cut(line, ' ');
}

static int64_t next_number(struct str *line)
{
    return number(next(line));
}

/* A day beside NOW; '-' is `otherwise`. */
static int64_t next_instant(struct str *line, int64_t otherwise)
{
    struct str word = next(line);

    return str_is(word, "-") ? otherwise : NOW + number(word) * DAY_US;
}

static int choice(struct str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i] != NULL && str_is(word, words[i]))
            return (int)i;
    }
    broken("\"%.*s\" is not known", STR_ARG(word));
    return 0;
}

static enum permission permission_word(struct str word)
{
    enum permission ret = PERMISSION__NONE;

    if (str_is(word, "signed_in"))
        return PERMISSION_signed_in;
    if (str_is(word, "anyone"))
        return PERMISSION_anyone;
    if (!permission_parse(word, &ret))
        broken("\"%.*s\" is no permission", STR_ARG(word));
    return ret;
}

static int role_word(struct str word)
{
    enum role role;
    int64_t id;

    if (str_to_int(word, &id))
        return (int)id;
    if (!role_parse(company.facts.company.scheme, word, &role))
        broken("\"%.*s\" is no role", STR_ARG(word));
    return (int)role;
}

/* ------------------------------------------------------------------ facts */

static void read_company(struct str *line)
{
    bool field = str_is(next(line), "field");

    given_end(&company);
    given_company(&company, field ? SCHEME_FIELD : SCHEME_FACILITY);
    company.facts.company.fade_days = (int)next_number(line);
    company.facts.company.surfaces_lifted = next_number(line) != 0;
    if (planted("fading"))
        company.facts.company.fade_days = 0;
    if (planted("surfaces"))
        company.facts.company.surfaces_lifted = true;
}

static void read_role(struct str *line)
{
    int id = (int)next_number(line);

    given_role(&company, id, (enum role)role_word(next(line)));
    company.roles[company.facts.role_count - 1].archived = next_number(line) != 0;
}

static void read_cell(struct str *line)
{
    int role = role_word(next(line));
    enum permission permission = permission_word(next(line));
    bool on = next_number(line) != 0;

    if (!planted("switches"))
        given_cell(&company, role, permission, on);
}

static void read_person(struct str *line)
{
    static const char *const statuses[] = {NULL, "active", "invited", "frozen", "inactive"};
    int64_t id = next_number(line);

    given_person(&company, id, role_word(next(line)));
    struct person_facts *person = &company.people[company.facts.person_count - 1];
    person->status = (enum staff_status)choice(next(line), statuses, ARRAY_SIZE(statuses));
    person->owner = next_number(line) != 0 && !planted("owner");
    if (planted("frozen") && person->status == STAFF_FROZEN)
        person->status = STAFF_ACTIVE;
}

static void read_exception(struct str *line)
{
    int64_t staff = next_number(line);
    enum permission permission = permission_word(next(line));
    bool on = next_number(line) != 0;
    int64_t until = next_instant(line, 0);

    given_exception(&company, staff, permission, on, planted("ends") ? 0 : until);
}

static void read_pair(struct str *line)
{
    static const struct {
        char letter;
        uint16_t flag;
    } flags[] = {
        {'e', PAIR_EVENTS}, {'p', PAIR_PREFERRED}, {'r', PAIR_REMOVED}, {'d', PAIR_DO_NOT_SCHEDULE}, {'h', PAIR_HOLD},
    };
    int64_t staff = next_number(line), client = next_number(line);
    struct str letters = next(line);
    struct pair_facts *pair = given_pair(&company, staff, client, 0);

    for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
        if (str_find(letters, flags[i].letter, 0) >= 0)
            pair->flags |= flags[i].flag;
    }
    pair->last_end_at = next_instant(line, 0);
    if (planted("removals"))
        pair->flags &= (uint16_t)~PAIR_REMOVED;
}

static void read_dated(struct str *line)
{
    int64_t staff = next_number(line), client = next_number(line);
    int64_t from = next_instant(line, 0), until = next_instant(line, 0);

    given_dated(&company, staff, client, from, planted("dated") ? until + DAY_US : until);
}

/* ------------------------------------------------------------------ answers */

struct asked {
    const struct person *person;
    struct person limited; /* by a token */
    int64_t now;
};

static void say(struct decision decision)
{
    const char *verdict = decision.allowed ? "allowed" : policy_reason_hides(decision.reason) ? "hidden" : "refused";

    if (decision.valid_until == INT64_MAX)
        printf("%s -\n", verdict);
    else
        printf("%s %" PRId64 "\n", verdict, (decision.valid_until - NOW) / DAY_US);
}

static struct decision answer_may(const struct asked *who, struct str *line)
{
    static const char *const surfaces[SURFACE__MAX] = {[SURFACE_DASHBOARD] = "dashboard",
                                                       [SURFACE_FIELD_APP] = "field_app",
                                                       [SURFACE_API] = "api",
                                                       [SURFACE_ANY] = "any"};
    static const char *const kinds[SUBJECT__MAX] = {[SUBJECT_COMPANY] = "company",
                                                    [SUBJECT_CLIENT] = "client",
                                                    [SUBJECT_STAFF] = "staff",
                                                    [SUBJECT_EVENT] = "event"};
    struct question question = {.permission = permission_word(next(line)), .now = who->now};

    question.surface = (enum surface)choice(next(line), surfaces, ARRAY_SIZE(surfaces));
    question.subject.kind = (enum subject_kind)choice(next(line), kinds, ARRAY_SIZE(kinds));
    question.subject.client.n = next_number(line);
    question.subject.staff.n = next_number(line);
    return policy_decide(company.picture, who->person, &question);
}

/* Whom and what a person sees is a list of clients, those of the company that the scope lets through. */
static void answer_list(const struct asked *who)
{
    struct arena arena = ARENA_INIT;
    struct scope scope;
    int64_t until;
    const char *separator = "";

    policy_scope(company.picture, who->person, who->now, &arena, &scope, &until);
    for (int i = 0; i < company.facts.client_count; i++) {
        bool listed = false;
        for (int j = 0; j < scope.count; j++)
            listed = listed || scope.ids[j] == company.clients[i];
        if (scope.kind != SCOPE_ALL && listed != (scope.kind == SCOPE_ONLY))
            continue;
        printf("%s%" PRId64, separator, company.clients[i]);
        separator = ",";
    }
    fputs(*separator ? " -\n" : "none -\n", stdout);
    arena_free(&arena);
}

static void answer_tie(const struct asked *who, struct str *line)
{
    static const char *const ties[TIE__MAX] = {
        [TIE_FREE] = "free", [TIE_PREFERRED] = "preferred", [TIE_WARN] = "warn",
        [TIE_HOLD] = "hold", [TIE_REMOVED] = "removed",     [TIE_NEVER] = "never",
    };

    printf("%s -\n", ties[policy_tie(company.picture, who->person, (struct client_id){next_number(line)})]);
}

static void read_asker(struct asked *ret, struct str *line)
{
    int64_t id = next_number(line);

    ret->person = who(&company, id);
    ret->now = next_instant(line, NOW);
    struct str token = next(line);
    if (str_is(token, "-") || ret->person == NULL)
        return;
    uint64_t permissions = 0;
    while (token.n > 0)
        permissions |= PERMISSION_BIT(permission_word(str_cut(&token, ',')));
    ret->limited = person_limit(ret->person, permissions);
    ret->person = &ret->limited;
}

static void answer(struct str verb, struct str *line)
{
    struct asked who;

    if (company.picture == NULL)
        pictured(&company);
    read_asker(&who, line);
    if (str_is(verb, "list")) {
        answer_list(&who);
        return;
    }
    if (str_is(verb, "tie")) {
        answer_tie(&who, line);
        return;
    }
    if (str_is(verb, "may")) {
        say(answer_may(&who, line));
        return;
    }
    struct staff_id staff = {next_number(line)};
    if (str_is(verb, "name"))
        say(policy_may_name_staff(company.picture, who.person, staff, who.now));
    else if (str_is(verb, "switch"))
        say(policy_may_switch_access(company.picture, who.person, staff, who.now));
    else if (str_is(verb, "freeze"))
        say(policy_may_freeze(company.picture, who.person, staff, who.now));
    else if (str_is(verb, "view_as"))
        say(policy_may_view_as(company.picture, who.person, staff, who.now));
    else if (str_is(verb, "pass"))
        say(policy_may_pass_ownership(company.picture, who.person, staff, who.now));
    else if (str_is(verb, "give"))
        say(policy_may_give_role(company.picture, who.person, staff, role_word(next(line)), who.now));
    else
        broken("\"%.*s\" is no question", STR_ARG(verb));
}

static void read_line(struct str line)
{
    static const struct {
        const char *word;
        void (*read)(struct str *line);
    } facts[] = {
        {"company", read_company},     {"role", read_role}, {"cell", read_cell},   {"person", read_person},
        {"exception", read_exception}, {"pair", read_pair}, {"dated", read_dated},
    };
    struct str word = next(&line);

    for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
        if (str_is(word, facts[i].word)) {
            facts[i].read(&line);
            return;
        }
    }
    if (str_is(word, "client"))
        given_client(&company, next_number(&line));
    else if (str_is(word, "end"))
        fflush(stdout);
    else
        answer(word, &line);
}

int main(int argc, char **argv)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;

    if (argc == 3 && strcmp(argv[1], "--plant") == 0)
        plant = argv[2];
    while ((length = getline(&line, &room, stdin)) > 0)
        read_line((struct str){line, (size_t)length - (line[length - 1] == '\n')});
    given_end(&company);
    free(line);
    return 0;
}
