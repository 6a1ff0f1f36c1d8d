/* The doors: which role may use which operation, and which fields of an answer each role gets, as two golden files.
 * Every built-in role as its scheme sets it, without exceptions and with a relation to the client, so that what is left
 * is what the role gives. */
#include "app/check.h"
#include "base/buf.h"
#include "features/features.h"
#include "http/router.h"
#include "proof/golden.h"
#include "support/test.h"

enum { TABLE_MAX = 4 * 1024 * 1024, NAME_MAX_LENGTH = 160, DEPTH_MAX = 8 };
enum { CLIENT = 501 };

static const struct {
    enum role role;
    const char *label;
} roles[] = {
    {ROLE_TRAINEE, "T"},
    {ROLE_STAFF, "S"},
    {ROLE_OFFICE_MANAGER, "OM"},
    {ROLE_ADMIN, "A"},
    {ROLE_SERVICE_SUPPORTER, "SS"},
    {ROLE_SERVICE_PERFORMER, "SP"},
    {ROLE_FACILITY_ADMIN, "AD"},
    {ROLE_OWNER_ADMIN, "OA"},
};
enum { ROLES = ARRAY_SIZE(roles) };

/* ------------------------------------------------------------------ a company of each scheme */

/* Who asks has the role's number as id; beside them stand people to be asked about. */
enum { WORKER = 101, MANAGER, OWNER };

struct doors {
    struct arena arena;
    struct arena scratch;
    struct app *app;
    struct picture *pictures[SCHEME__MAX];
};

static struct picture *company_of(struct arena *arena, enum scheme scheme)
{
    static const int64_t clients[] = {CLIENT};
    const struct role_facts *no_roles = NULL;
    struct person_facts *people = arena_array(arena, struct person_facts, ROLE__MAX + 3);
    struct pair_facts *pairs = arena_array(arena, struct pair_facts, ROLE__MAX);
    struct picture_facts facts = {.company = {.id = {7}, .change = 1, .scheme = scheme, .running_hours = 12},
                                  .roles = no_roles,
                                  .people = people,
                                  .pairs = pairs,
                                  .clients = clients,
                                  .client_count = 1};
    bool field = scheme == SCHEME_FIELD;

    for (size_t i = 0; i < ROLES; i++) {
        struct staff_id id = {(int64_t)roles[i].role};

        if (role_info(roles[i].role)->scheme != scheme)
            continue;
        people[facts.person_count++] = (struct person_facts){
            id, str_from(roles[i].label), str_from(roles[i].label), (int)roles[i].role, STAFF_ACTIVE, false};
        if (role_info(roles[i].role)->class == ROLE_CLASS_RELATED)
            pairs[facts.pair_count++] = (struct pair_facts){.staff = id, .client = {CLIENT}, .flags = PAIR_EVENTS};
    }
    people[facts.person_count++] = (struct person_facts){
        {WORKER}, STR("worker"), STR("worker"), field ? ROLE_STAFF : ROLE_SERVICE_PERFORMER, STAFF_ACTIVE, false};
    people[facts.person_count++] = (struct person_facts){
        {MANAGER},    STR("manager"), STR("manager"), field ? ROLE_OFFICE_MANAGER : ROLE_FACILITY_ADMIN,
        STAFF_ACTIVE, false};
    people[facts.person_count++] = (struct person_facts){
        {OWNER}, STR("owner"), STR("owner"), field ? ROLE_ADMIN : ROLE_OWNER_ADMIN, STAFF_ACTIVE, true};
    return picture_build(&facts);
}

static int setup(void **state)
{
    struct doors *d = calloc(1, sizeof(*d));
    struct app_config config = {
        .log = {.fd = 2, .least = LOG_ERROR}, .features = features, .feature_count = feature_count};

    d->pictures[SCHEME_FIELD] = company_of(&d->arena, SCHEME_FIELD);
    d->pictures[SCHEME_FACILITY] = company_of(&d->arena, SCHEME_FACILITY);
    if (app_new(&config, &d->arena, &d->app) != OK)
        fail_msg("%.*s", STR_ARG(d->arena.failure.log));
    *state = d;
    return 0;
}

static int teardown(void **state)
{
    struct doors *d = *state;

    app_free(d->app);
    picture_release(d->pictures[SCHEME_FIELD]);
    picture_release(d->pictures[SCHEME_FACILITY]);
    arena_free(&d->scratch);
    arena_free(&d->arena);
    free(d);
    return 0;
}

/* ------------------------------------------------------------------ one call, as far as the door */

struct visit {
    struct running running;
    struct call call;
    struct context cx;
    struct outcome out;
};

/* Of what is the owner's alone the topmost role stands for the owner. */
static bool asks_as_owner(const struct operation *op, enum role role)
{
    return op->flags & OP_OWNER && (role == ROLE_ADMIN || role == ROLE_OWNER_ADMIN);
}

/* `role` 0: nobody is signed in. */
static struct visit *visit_begin(struct doors *d, const struct operation *op, enum role role, enum surface surface)
{
    struct visit *v = arena_new(&d->scratch, struct visit);
    struct principal who = {.surface = surface};

    if (role)
        who = (struct principal){.company = {7},
                                 .staff = {asks_as_owner(op, role) ? OWNER : (int64_t)role},
                                 .token_permissions = ~UINT64_C(0),
                                 .fresh_until = INT64_MAX,
                                 .surface = surface};
    v->call = (struct call){.operation = op, .principal = who};
    v->cx = (struct context){.arena = &d->scratch, .app = d->app, .operation = op, .principal = who, .now = 1000};
    v->running = (struct running){.app = d->app, .call = &v->call, .op = op, .cx = &v->cx, .out = &v->out};
    check_begin(&v->running, role ? d->pictures[role_info(role)->scheme] : NULL);
    return v;
}

/* "yes", "no" (403), "-" (as if it did not exist), "own" (only about oneself), "owner" (the owner alone). */
static const char *door(struct doors *d, const struct operation *op, enum role role, enum surface surface)
{
    struct visit *v = visit_begin(d, op, role, surface);
    enum err err = check_permission(&v->running);
    const struct question question = {op->permission, surface, ABOUT_COMPANY, 1000};

    if (err == ERR_SIGNED_OUT || err == ERR_FORBIDDEN)
        return "no";
    if (err != OK)
        return "-";
    if (asks_as_owner(op, role))
        return "owner";
    if (op->permission == PERMISSION_anyone || policy_decide(v->running.picture, v->running.person, &question).allowed)
        return "yes";
    return "own";
}

static const char *method_label(const struct operation *op)
{
    return op->flags & OP_SYSTEM ? "system" : method_name(op->method);
}

/* "manage_staff", after a bar what is asked about oneself instead, after a plus what suffices for one's own visits. */
static const char *permission_names(struct doors *d, const struct operation *op)
{
    return arena_format(&d->scratch, "%s%s%s%s%s", permission_info(op->permission)->name, op->own ? "|" : "",
                        op->own ? permission_info(op->own)->name : "", op->either ? "+" : "",
                        op->either ? permission_info(op->either)->name : "")
        .p;
}

static void add_door(struct doors *d, struct buf *out, const struct operation *op)
{
    buf_format(out, "%-30s %-40s", op->name, permission_names(d, op));
    buf_format(out, " %-4s", door(d, op, 0, SURFACE_DASHBOARD));
    for (size_t i = 0; i < ROLES; i++) {
        const char *dashboard = door(d, op, roles[i].role, SURFACE_DASHBOARD);
        const char *field_app = door(d, op, roles[i].role, SURFACE_FIELD_APP);

        buf_format(out, " %-7s",
                   strcmp(dashboard, field_app) == 0 ? dashboard
                                                     : arena_format(&d->scratch, "%s/%s", dashboard, field_app).p);
    }
    buf_format(out, " %s %s\n", method_label(op), op->path);
}

static void ROL_04_every_role_has_exactly_the_doors_of_the_golden_file(void **state)
{
    struct doors *d = *state;
    struct buf out;

    buf_init(&out, &d->arena, TABLE_MAX);
    buf_format(
        &out,
        "# Role by operation, before anything is asked about: yes; no (403, or 401 for nobody); - (404); "
        "own (about\n"
        "# oneself, or one's own visits, only); owner (the owner alone). \"yes/no\": on the dashboard and the API, but "
        "not in the\n"
        "# field app.\n");
    buf_format(&out, "%-30s %-40s %-4s", "operation", "permission", "?");
    for (size_t i = 0; i < ROLES; i++)
        buf_format(&out, " %-7s", roles[i].label);
    buf_format(&out, " address\n");
    for (int i = 0; i < d->app->operation_count; i++) {
        add_door(d, &out, d->app->operations[i]);
        arena_reset(&d->scratch);
    }
    golden_compare(&d->arena, "doors.txt", buf_str(&out));
}

/* ------------------------------------------------------------------ fields */

/* What the row's permission is asked about: the first place of its path, in the order of enum target_kind. */
static enum subject_kind subject_kind_of(const struct operation *op)
{
    static const enum subject_kind kinds[TARGET__MAX] = {
        [TARGET_STAFF] = SUBJECT_STAFF,   [TARGET_CLIENT] = SUBJECT_CLIENT,   [TARGET_EVENT] = SUBJECT_EVENT,
        [TARGET_PET] = SUBJECT_CLIENT,    [TARGET_TEMPLATE] = SUBJECT_CLIENT, [TARGET_LINE] = SUBJECT_CLIENT,
        [TARGET_PERIOD] = SUBJECT_CLIENT, [TARGET_REQUEST] = SUBJECT_STAFF,
    };
    struct str rest = str_from(op->path);
    int best = TARGET__MAX;

    if (op->flags & OP_ABOUT_CLIENT)
        return SUBJECT_CLIENT;
    while (rest.n > 0) {
        struct str part = str_cut(&rest, '/');
        int kind;

        if (part.n < 3 || part.p[0] != '{')
            continue;
        kind = (int)target_by_name(str_slice(part, 1, part.n - 2));
        best = kind && kind < best ? kind : best;
    }
    return best < TARGET__MAX && kinds[best] ? kinds[best] : SUBJECT_COMPANY;
}

/* The subjects that make a difference, each with its letter. */
struct variant {
    char letter;
    struct subject subject;
};
enum { VARIANTS_MAX = 4 };

static int variants_of(enum subject_kind kind, enum role role, struct variant ret[VARIANTS_MAX])
{
    struct staff_id self = {(int64_t)role};

    switch (kind) {
    case SUBJECT_STAFF:
        ret[0] = (struct variant){'o', ABOUT_STAFF(self)};
        ret[1] = (struct variant){'w', ABOUT_STAFF((struct staff_id){WORKER})};
        ret[2] = (struct variant){'m', ABOUT_STAFF((struct staff_id){MANAGER})};
        ret[3] = (struct variant){'p', ABOUT_STAFF((struct staff_id){OWNER})};
        return 4;
    case SUBJECT_EVENT:
        ret[0] = (struct variant){'o', ABOUT_EVENT((struct client_id){CLIENT}, self)};
        ret[1] = (struct variant){'x', ABOUT_EVENT((struct client_id){CLIENT}, (struct staff_id){WORKER})};
        return 2;
    case SUBJECT_CLIENT:
        ret[0] = (struct variant){'x', ABOUT_CLIENT((struct client_id){CLIENT})};
        return 1;
    case SUBJECT_COMPANY:
    case SUBJECT__MAX:
    default:
        ret[0] = (struct variant){'x', ABOUT_COMPANY};
        return 1;
    }
}

/* The classes that a role gets about a subject from this row; 0: the door is shut. */
static uint32_t classes_of(struct doors *d, const struct operation *op, enum role role, struct subject subject)
{
    struct visit *v = visit_begin(d, op, role, SURFACE_DASHBOARD);

    if (check_permission(&v->running) != OK)
        return 0;
    v->cx.subject = subject;
    return check_grant(&v->running) == OK ? v->running.grant.classes : 0;
}

struct cells {
    int count;
    char letters[VARIANTS_MAX];
    uint32_t classes[ROLES][VARIANTS_MAX];
};

static void cells_fill(struct doors *d, const struct operation *op, struct cells *ret)
{
    enum subject_kind kind = subject_kind_of(op);

    for (size_t i = 0; i < ROLES; i++) {
        struct variant variants[VARIANTS_MAX];

        ret->count = variants_of(kind, roles[i].role, variants);
        for (int v = 0; v < ret->count; v++) {
            ret->letters[v] = variants[v].letter;
            ret->classes[i][v] = classes_of(d, op, roles[i].role, variants[v].subject);
        }
    }
}

static const char *class_label(enum class class)
{
    static const char *const labels[CLASS__MAX] = {
#define CLASS(name) [CLASS_##name] = #name,
        DOC_CLASSES(CLASS)
#undef CLASS
    };

    return labels[class];
}

static void add_field(struct buf *out, const struct field *field, const char *path, const struct cells *cells,
                      uint32_t outer)
{
    bool anyone = false;

    buf_format(out, "%-76s %-8s", path, class_label(field->class));
    for (size_t i = 0; i < ROLES; i++) {
        char text[VARIANTS_MAX + 1] = "";

        for (int v = 0; v < cells->count; v++) {
            uint32_t needed = outer | CLASS_BIT(field->class);
            bool passes = (cells->classes[i][v] & needed) == needed;

            text[v] = passes ? cells->letters[v] : '-';
            anyone = anyone || passes;
        }
        buf_format(out, " %-4s", text);
    }
    while (out->n && out->p[out->n - 1] == ' ')
        out->n--;
    buf_add_char(out, '\n');
    if (!anyone)
        fail_msg("%s: no role ever gets it, whoever it is about: its class does not fit the row", path);
}

struct walk {
    struct doors *d;
    struct buf *out;
    const struct cells *cells;
    const struct schema *above[DEPTH_MAX];
};

/* `outer`: the classes of the objects around, without which nothing within is sent. */
static void add_schema(struct walk *w, const struct schema *schema, const char *prefix, uint32_t outer, int depth)
{
    for (int i = 0; i < depth; i++) {
        if (w->above[i] == schema)
            return; /* within itself: said already */
    }
    assert_true(depth < DEPTH_MAX);
    w->above[depth] = schema;
    for (int i = 0; i < schema->count; i++) {
        const struct field *field = &schema->fields[i];
        const char *path = arena_format(&w->d->scratch, "%s.%s", prefix, field->name).p;

        add_field(w->out, field, path, w->cells, outer);
        if (field->of)
            add_schema(w, field->of, path, outer | CLASS_BIT(field->class), depth + 1);
    }
}

static void ROL_04_every_role_gets_exactly_the_fields_of_the_golden_file(void **state)
{
    struct doors *d = *state;
    struct buf out;

    buf_init(&out, &d->arena, TABLE_MAX);
    buf_format(&out, "# Role by operation by field of its answer (with ! the document of its 409). "
                     "Letters: who the\n"
                     "# answer is about: o oneself or one's own visit, w a worker, m an Office Manager or Admin, p the "
                     "owner, x a client, a\n"
                     "# colleague's visit, or nobody in particular.\n");
    buf_format(&out, "%-76s %-8s", "field", "class");
    for (size_t i = 0; i < ROLES; i++)
        buf_format(&out, i + 1 < ROLES ? " %-4s" : " %s\n", roles[i].label);
    for (int i = 0; i < d->app->operation_count; i++) {
        const struct operation *op = d->app->operations[i];
        struct cells cells = {0};
        struct walk walk = {d, &out, &cells, {NULL}};

        if (op->flags & OP_SYSTEM) /* nobody's */
            continue;
        cells_fill(d, op, &cells);
        if (op->output)
            add_schema(&walk, op->output, op->name, 0, 0);
        if (op->problem)
            add_schema(&walk, op->problem, arena_format(&d->scratch, "%s!", op->name).p, 0, 0);
        arena_reset(&d->scratch);
    }
    golden_compare(&d->arena, "fields.txt", buf_str(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ROL_04_every_role_has_exactly_the_doors_of_the_golden_file, setup, teardown),
        cmocka_unit_test_setup_teardown(ROL_04_every_role_gets_exactly_the_fields_of_the_golden_file, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
