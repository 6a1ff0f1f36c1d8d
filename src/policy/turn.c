/* What would turn a refusal: each single change is tried on a copy, and the decision asked again. */
#include "policy/parts.h"
#include "policy/rules.h"

static bool allows(const struct picture *picture, const struct person *person, const struct question *question)
{
    return policy_decide(picture, person, question).allowed;
}

/* The person as if `pair` were what ties them to its client; nothing else about clients is kept. */
static bool allows_with_pair(const struct picture *picture, const struct person *person, struct pair_facts pair,
                             const struct question *question, struct arena *arena)
{
    static const struct person_facts nobody = {.role = 0};
    struct pair_entry entry = {pair.client.n, pair.last_end_at, pair.flags, pair.preferred_position};
    struct dated_entry *dated = arena_array(arena, struct dated_entry, (size_t)person->pairs->dated_count);
    struct person other = *person;
    int count = 0;

    for (int i = 0; i < person->pairs->dated_count; i++) {
        if (person->pairs->dated[i].client == pair.client.n)
            dated[count++] = person->pairs->dated[i];
    }
    other.pairs = pair_block_new(&nobody, &entry, 1, dated, count);
    other.slots = other.pairs->slots;
    bool yes = allows(picture, &other, question);
    pair_block_release(other.pairs);
    return yes;
}

static bool turns_by_restoring(const struct picture *picture, const struct person *person,
                               const struct question *question, struct pair_facts pair, struct arena *arena)
{
    if ((pair.flags & PAIR_REMOVED) == 0)
        return false;
    pair.flags = (uint16_t)(pair.flags & ~PAIR_REMOVED);
    return allows_with_pair(picture, person, pair, question, arena);
}

static bool turns_by_assigning(const struct picture *picture, const struct person *person,
                               const struct question *question, struct pair_facts pair, struct arena *arena)
{
    struct question assigned = *question;

    if (!policy_can_be_tied(person) || (pair.flags & (PAIR_REMOVED | PAIR_HOLD)) != 0)
        return false;
    if (question->subject.kind == SUBJECT_EVENT)
        assigned.subject.staff = person->id;
    pair.flags |= PAIR_EVENTS;
    pair.last_end_at = question->now;
    return allows_with_pair(picture, person, pair, &assigned, arena);
}

static bool turns_by_permission(const struct picture *picture, const struct person *person,
                                const struct question *question, enum permission *ret)
{
    uint64_t switched = switched_at(person, question->now);
    struct person other = *person;

    *ret = question->permission;
    if (switched & PERMISSION_BIT(*ret))
        *ret = permission_needs(person->base, *ret);
    if (*ret == PERMISSION__NONE || (person->row->editable & PERMISSION_BIT(*ret)) == 0)
        return false;
    other.exception_count = 0;
    other.switched = switched | PERMISSION_BIT(*ret);
    other.permissions = without_needy(other.row, other.switched) & other.limit;
    return allows(picture, &other, question);
}

static bool has_removals(const struct person *person)
{
    for (int i = 0; i < person->pairs->count; i++) {
        if (person->pairs->entries[i].flags & PAIR_REMOVED)
            return true;
    }
    return false;
}

/* The company's roles stand least first. */
static bool turns_by_role(const struct picture *picture, const struct person *person, const struct question *question,
                          int *ret)
{
    for (int i = 0; i < picture->role_count; i++) {
        struct person other = *person;

        if (picture->roles[i].archived || picture->roles[i].id == person->role)
            continue;
        other.role = picture->roles[i].id;
        other.exception_count = 0;
        person_takes_row(picture, &other);
        other.permissions = without_needy(other.row, other.switched) & other.limit;
        if (other.class == ROLE_CLASS_MANAGER && has_removals(person)) /* ACC-50 */
            continue;
        *ret = other.role;
        if (allows(picture, &other, question))
            return true;
    }
    return false;
}

struct turn policy_turn(const struct picture *picture, const struct person *person, const struct question *question,
                        struct arena *arena)
{
    bool catalogued = question->permission > PERMISSION__NONE && question->permission < PERMISSION__MAX;
    struct turn turn = {.kind = TURN__NONE};

    if (!standing(person).allowed || allows(picture, person, question))
        return turn;
    if (question->subject.client.n != 0 && picture_has_client(picture, question->subject.client)) {
        struct pair_facts pair = picture_pair(picture, person, question->subject.client);
        if (turns_by_restoring(picture, person, question, pair, arena))
            return (struct turn){.kind = TURN_RESTORE_ACCESS};
        if (turns_by_assigning(picture, person, question, pair, arena))
            return (struct turn){.kind = TURN_ASSIGN};
    }
    if (catalogued && turns_by_permission(picture, person, question, &turn.permission))
        return (struct turn){.kind = TURN_PERMISSION, .permission = turn.permission};
    if (!person->owner && turns_by_role(picture, person, question, &turn.role))
        return (struct turn){.kind = TURN_ROLE, .role = turn.role};
    return turn;
}
