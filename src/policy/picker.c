/* Who can be tied to a client, and the drop-down that picks them (ACC-40, ACC-41). */
#include "policy/parts.h"
#include "policy/rules.h"

#include <stdlib.h>

/* What the pair's facts say, the strongest first. */
static enum tie tie_of(uint16_t flags)
{
    if (flags & PAIR_REMOVED)
        return TIE_REMOVED;
    if (flags & PAIR_HOLD)
        return TIE_HOLD;
    if (flags & PAIR_DO_NOT_SCHEDULE)
        return TIE_WARN;
    return flags & PAIR_PREFERRED ? TIE_PREFERRED : TIE_FREE;
}

bool policy_can_be_tied(const struct person *person)
{
    if (person == NULL || person->base == 0 || !role_info(person->base)->can_be_assigned)
        return false;
    return person->status == STAFF_ACTIVE || person->status == STAFF_INVITED;
}

enum tie policy_tie(const struct picture *picture, const struct person *person, struct client_id client)
{
    return policy_can_be_tied(person) ? tie_of(picture_pair(picture, person, client).flags) : TIE_NEVER;
}

static enum picker_group group_of(enum tie tie)
{
    static const enum picker_group groups[TIE__MAX] = {
        [TIE_FREE] = PICKER_AVAILABLE,       [TIE_PREFERRED] = PICKER_PREFERRED,    [TIE_WARN] = PICKER_DO_NOT_SCHEDULE,
        [TIE_HOLD] = PICKER_DO_NOT_SCHEDULE, [TIE_REMOVED] = PICKER_ACCESS_REMOVED,
    };

    return groups[tie];
}

/* A choice with what it is sorted by. */
struct ranked {
    enum picker_group group;
    int position; /* in the client's list; 0 beside it, behind all */
    int by_name;
    struct picker_choice choice;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    unsigned x_position = (unsigned)x->position - 1, y_position = (unsigned)y->position - 1;

    if (x->group != y->group)
        return x->group > y->group ? 1 : -1;
    if (x_position != y_position)
        return x_position > y_position ? 1 : -1;
    return (x->by_name > y->by_name) - (x->by_name < y->by_name);
}

/* Each person's pairs and name lie in a place of their own, seldom in the processor's cache: all are sent for at once,
 * rather than one after the other. */
static void send_for(const struct picture *picture, struct client_id client)
{
    for (int i = 0; i < picture_person_count(picture); i++) {
        const struct person *person = picture_person_at(picture, i);

        __builtin_prefetch(&person->slots.at[slots_hash(client.n) >> person->slots.shift]);
        __builtin_prefetch(person->name.p);
    }
}

static int rank_all(const struct picture *picture, struct client_id client, struct ranked *ret)
{
    int count = 0;

    send_for(picture, client);
    for (int i = 0; i < picture_person_count(picture); i++) {
        const struct person *person = picture_person_at(picture, i);
        enum tie tie = policy_tie(picture, person, client);
        if (tie == TIE_NEVER)
            continue;
        int position = tie == TIE_PREFERRED ? picture_pair(picture, person, client).preferred_position : 0;
        bool selectable = tie != TIE_REMOVED && tie != TIE_HOLD;
        ret[count++] = (struct ranked){group_of(tie), position, i, {person, tie, selectable}};
    }
    return count;
}

void policy_picker(const struct picture *picture, struct client_id client, struct arena *arena, struct picker *ret)
{
    size_t people = (size_t)picture_person_count(picture);
    struct ranked *ranked = arena_array(arena, struct ranked, people);
    struct picker_choice *choices = arena_array(arena, struct picker_choice, people);
    int count = rank_all(picture, client, ranked);

    if (count > 0)
        qsort(ranked, (size_t)count, sizeof *ranked, by_rank);
    *ret = (struct picker){.choices = choices, .count = count};
    for (int i = 0; i < count; i++) {
        choices[i] = ranked[i].choice;
        for (int group = (int)ranked[i].group + 1; group <= PICKER_GROUP__MAX; group++)
            ret->first[group] = i + 1;
    }
}
