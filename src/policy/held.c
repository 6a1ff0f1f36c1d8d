/* Roles and exceptions: what a person holds, and until when. */
#include "base/fold.h"
#include "policy/parts.h"

#include <stdlib.h>

/* ------------------------------------------------------------------ roles as set in the company */

static struct role_row row_of(int id, enum role base, struct str name)
{
    struct role_row row = {.id = id, .base = base, .name = name};

    for (int i = 1; i < PERMISSION__MAX; i++) {
        enum permission permission = (enum permission)i;
        enum cell_kind kind = scheme_cell(base, permission);
        enum permission needs = permission_needs(base, permission);

        if (cell_default(kind))
            row.on |= PERMISSION_BIT(i);
        if (!cell_is_locked(kind))
            row.editable |= PERMISSION_BIT(i);
        if (kind == CELL_OWN || (kind == CELL_WITH_STAFF && permission != PERMISSION_assign_roles))
            row.own |= PERMISSION_BIT(i);
        for (int surface = 1; surface < SURFACE__MAX; surface++) {
            if (surface_bars(base, permission, (enum surface)surface))
                row.barred[surface] |= PERMISSION_BIT(i);
        }
        if (needs == PERMISSION__NONE)
            continue;
        assert(row.need_count < NEEDS_MAX);
        row.needs[row.need_count].bit = PERMISSION_BIT(i);
        row.needs[row.need_count++].needs = PERMISSION_BIT(needs);
    }
    return row;
}

static bool base_fits(const struct picture_facts *facts, enum role base)
{
    return base > 0 && base < ROLE__MAX && role_info(base)->scheme == facts->company.scheme;
}

const struct role_row *role_row(const struct picture *picture, int role)
{
    for (int i = 0; i < picture->role_count; i++) {
        if (picture->roles[i].id == role)
            return &picture->roles[i];
    }
    return NULL;
}

static void set_cell(struct picture *picture, const struct cell_facts *cell)
{
    for (int i = 0; i < picture->role_count; i++) {
        struct role_row *row = &picture->roles[i];
        if (row->id != cell->role || cell->permission <= 0 || cell->permission >= PERMISSION__MAX)
            continue;
        uint64_t bit = PERMISSION_BIT(cell->permission) & row->editable;
        row->on = cell->on ? row->on | bit : row->on & ~bit;
    }
}

void person_takes_row(const struct picture *picture, struct person *person)
{
    const struct role_row *row = role_row(picture, person->role);

    person->row = row;
    if (row == NULL)
        return;
    const struct role_info *info = role_info(row->base);
    person->base = row->base;
    person->class = info->class;
    person->level = info->level;
    person->relating = (uint16_t)(info->preferred_relates ? PAIR_EVENTS | PAIR_PREFERRED : PAIR_EVENTS);
    person->switched = row->on;
    if (!picture->company.surfaces_lifted)
        memcpy(person->barred, row->barred, sizeof person->barred);
}

/* Least first, a company's own behind the built-in role that it is made of, by name. */
static int by_base_and_name(const void *a, const void *b)
{
    const struct role_row *x = a, *y = b;
    int order = (int)x->base - (int)y->base;

    if (order == 0)
        order = compare_text(x->sort, y->sort);
    return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

void roles_build(struct picture *picture, const struct picture_facts *facts)
{
    picture->roles = arena_array(&picture->arena, struct role_row, (size_t)(ROLE__MAX + facts->role_count));
    for (int i = 1; i < ROLE__MAX; i++) {
        if (base_fits(facts, (enum role)i))
            picture->roles[picture->role_count++] =
                row_of(i, (enum role)i, role_label((enum role)i, facts->company.wording, &picture->arena));
    }
    for (int i = 0; i < facts->role_count; i++) {
        const struct role_facts *role = &facts->roles[i];
        if (role->id < ROLE_CUSTOM_FIRST || !base_fits(facts, role->base))
            continue;
        struct role_row *row = &picture->roles[picture->role_count++];
        *row = row_of(role->id, role->base, arena_str(&picture->arena, role->name));
        row->sort = fold(&picture->arena, role->name);
        row->source = role->source ? role->source : (int)role->base;
        row->archived = role->archived;
        row->description = arena_str(&picture->arena, role->description);
    }
    if (picture->role_count > 0)
        qsort(picture->roles, (size_t)picture->role_count, sizeof *picture->roles, by_base_and_name);
    for (int i = 0; i < facts->cell_count; i++)
        set_cell(picture, &facts->cells[i]);
    for (int i = 0; i < picture->person_count; i++)
        person_takes_row(picture, &picture->people[i]);
}

/* ------------------------------------------------------------------ exceptions */

/* Whose exception it is, or NULL where it does not count: unknown person, or a cell locked for the role. */
static struct person *excepted(const struct picture *picture, const struct exception_facts *exception)
{
    int64_t index = slots_find(&picture->slots, picture->people, sizeof *picture->people, exception->staff.n);

    if (index < 0 || exception->permission <= 0 || exception->permission >= PERMISSION__MAX)
        return NULL;
    struct person *person = &picture->people[index];
    if (person->row == NULL || (person->row->editable & PERMISSION_BIT(exception->permission)) == 0)
        return NULL;
    return person;
}

static int by_staff_and_permission(const void *a, const void *b)
{
    const struct exception_facts *x = a, *y = b;

    if (x->staff.n != y->staff.n)
        return x->staff.n > y->staff.n ? 1 : -1;
    if (x->permission != y->permission)
        return x->permission > y->permission ? 1 : -1;
    return (x->until > y->until) - (x->until < y->until);
}

void exceptions_build(struct picture *picture, const struct picture_facts *facts)
{
    struct exception_facts *dated =
        arena_array(&picture->arena, struct exception_facts, (size_t)facts->exception_count);
    int count = 0;

    for (int i = 0; i < facts->exception_count; i++) {
        const struct exception_facts *exception = &facts->exceptions[i];
        struct person *person = excepted(picture, exception);
        if (person != NULL && exception->until != 0)
            dated[count++] = *exception;
        else if (person != NULL && exception->on)
            person->switched |= PERMISSION_BIT(exception->permission);
    }
    for (int i = 0; i < facts->exception_count; i++) {
        const struct exception_facts *exception = &facts->exceptions[i];
        struct person *person = excepted(picture, exception);
        if (person != NULL && exception->until == 0 && !exception->on)
            person->switched &= ~PERMISSION_BIT(exception->permission);
    }
    if (count > 0)
        qsort(dated, (size_t)count, sizeof *dated, by_staff_and_permission);
    for (int i = 0; i < count; i++) {
        struct person *person = excepted(picture, &dated[i]);
        if (person->exception_count++ == 0)
            person->exceptions = &dated[i];
    }
    for (int i = 0; i < picture->person_count; i++) {
        struct person *person = &picture->people[i];
        person->permissions = person->row == NULL ? 0 : without_needy(person->row, person->switched);
    }
}

/* ------------------------------------------------------------------ what is held */

uint64_t without_needy(const struct role_row *row, uint64_t switched)
{
    uint64_t held = switched;

    for (int i = 0; i < row->need_count; i++) {
        if ((switched & row->needs[i].needs) == 0)
            held &= ~row->needs[i].bit;
    }
    return held;
}

uint64_t switched_at(const struct person *person, int64_t now)
{
    uint64_t on = 0, off = 0;

    for (int i = 0; i < person->exception_count; i++) {
        const struct exception_facts *exception = &person->exceptions[i];
        if (exception->until <= now)
            continue;
        if (exception->on)
            on |= PERMISSION_BIT(exception->permission);
        else
            off |= PERMISSION_BIT(exception->permission);
    }
    return (person->switched | on) & ~off;
}

uint64_t held_at(const struct person *person, int64_t now)
{
    if (person->exception_count == 0)
        return person->permissions;
    return without_needy(person->row, switched_at(person, now)) & person->limit;
}

struct person person_limit(const struct person *person, uint64_t permissions)
{
    struct person limited = *person;

    limited.limit &= permissions;
    limited.permissions &= permissions;
    return limited;
}

static int64_t next_end(const struct person *person, int64_t now)
{
    int64_t next = INT64_MAX;

    for (int i = 0; i < person->exception_count; i++) {
        if (person->exceptions[i].until > now)
            next = earlier(next, person->exceptions[i].until);
    }
    return next;
}

int64_t held_until(const struct person *person, uint64_t bits, int64_t now)
{
    bool holds = (held_at(person, now) & bits) != 0;
    int64_t at = now;

    do
        at = next_end(person, at);
    while (at != INT64_MAX && ((held_at(person, at) & bits) != 0) == holds);
    return at;
}

int64_t held_lapse(const struct person *person, int64_t now)
{
    uint64_t held = held_at(person, now);
    int64_t at = now;

    do
        at = next_end(person, at);
    while (at != INT64_MAX && held_at(person, at) == held);
    return at;
}

enum surface picture_surface_limit(const struct picture *picture, int role, enum permission permission)
{
    const struct role_row *row = role_row(picture, role);

    return row == NULL || picture->company.surfaces_lifted ? (enum surface)0 : surface_limit(row->base, permission);
}
