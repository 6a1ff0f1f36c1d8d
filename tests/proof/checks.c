/* The checks that rows of the operation table ask for, a line each, for tools/mutants: the row's permission, its fresh
 * sign-in, each place of its address and each kind of id in its input. */
#include "app/app.h"
#include "features/features.h"
#include "http/router.h"
#include "proof/mutant.h"

#include <stdio.h>

static_assert(ARRAY_SIZE(mutant_kinds) == TARGET__MAX, "every kind has its name");

static void print_places(const struct operation *op)
{
    struct str rest = str_from(op->path);

    while (rest.n > 0) {
        struct str part = str_cut(&rest, '/');
        if (part.n > 2 && part.p[0] == '{')
            printf("%s place %s\n", op->name, mutant_kinds[target_by_name(str_slice(part, 1, part.n - 2))]);
    }
}

static uint32_t kinds_of(const struct input_field *field)
{
    uint32_t kinds = 0;

    for (; field != NULL && field->name != NULL; field++)
        kinds |= (field->target ? UINT32_C(1) << field->target : 0) | (field->of ? kinds_of(field->of) : 0);
    return kinds;
}

static void print_row(const struct operation *op)
{
    uint32_t kinds = kinds_of(op->input);

    if (op->flags & OP_SYSTEM || op->permission == PERMISSION_anyone)
        return;
    if (op->permission != PERMISSION_signed_in)
        printf("%s permission\n", op->name);
    if (op->flags & OP_FRESH)
        printf("%s fresh\n", op->name);
    if (op->flags & OP_OWNER)
        printf("%s owner\n", op->name);
    print_places(op);
    for (int kind = 1; kind < TARGET__MAX; kind++) {
        if (kinds & (UINT32_C(1) << kind))
            printf("%s input %s\n", op->name, mutant_kinds[kind]);
    }
}

int main(void)
{
    for (int f = 0; f < feature_count; f++) {
        for (int i = 0; i < features[f]->operation_count; i++)
            print_row(&features[f]->operations[i]);
    }
    return 0;
}
