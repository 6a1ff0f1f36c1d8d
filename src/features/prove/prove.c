/* A company proved (AUD-06): one state, both sides, and what its differences are called. */
#include "features/prove/prove.h"

#include <string.h>

/* ------------------------------------------------------------------ names */

const char *proof_question_name(int question)
{
    if (question == PROOF_SEES)
        return "view";
    return question == PROOF_LISTS ? "list" : permission_info((enum permission)question)->name;
}

bool proof_question_find(struct str name, int *ret)
{
    for (int i = 0; i < PROOF_QUESTIONS; i++) {
        if (str_is(name, proof_question_name(i))) {
            *ret = i;
            return true;
        }
    }
    return false;
}

struct str proof_question_label(int question, struct wording wording, struct arena *arena)
{
    if (question == PROOF_SEES)
        return STR("See the client");
    return question == PROOF_LISTS ? STR("Find the client in lists")
                                   : permission_label((enum permission)question, wording, arena);
}

/* ------------------------------------------------------------------ a difference as text */

/* "0f3k7q2m9x1a4 manage_client_keys 0f3k7q2m9x1b8 dashboard allowed": staff, question, client or "-", surface, and what
 * the decision says. */
static const char *surface_name(enum surface surface)
{
    return surface == SURFACE_FIELD_APP ? "field_app" : "dashboard";
}

struct str proof_difference_text(const struct proof_difference *difference, struct arena *arena)
{
    struct str client = difference->client.n ? id_text(arena, difference->client.n) : STR("-");

    return arena_format(arena, "%.*s %s %.*s %s %s", STR_ARG(id_text(arena, difference->staff.n)),
                        proof_question_name(difference->question), STR_ARG(client), surface_name(difference->surface),
                        difference->decided ? "allowed" : "refused");
}

bool proof_difference_read(struct str text, struct proof_difference *ret)
{
    struct proof_difference difference = {.surface = SURFACE_DASHBOARD};
    struct str client, surface, said;

    if (!id_parse(str_cut(&text, ' '), &difference.staff.n) ||
        !proof_question_find(str_cut(&text, ' '), &difference.question))
        return false;
    client = str_cut(&text, ' ');
    if (!str_is(client, "-") && !id_parse(client, &difference.client.n))
        return false;
    surface = str_cut(&text, ' ');
    if (str_is(surface, "field_app"))
        difference.surface = SURFACE_FIELD_APP;
    else if (!str_is(surface, "dashboard"))
        return false;
    said = str_cut(&text, ' ');
    difference.decided = str_is(said, "allowed");
    if (!difference.decided && !str_is(said, "refused"))
        return false;
    *ret = difference;
    return text.n == 0;
}

/* ------------------------------------------------------------------ one company */

struct reading {
    const struct grant *g;
    const struct proof_statements *statements;
    struct stated stated;
    struct picture *picture;
};

MUST_CHECK static enum err read_body(struct tx *tx, void *data)
{
    struct reading *reading = data;

    picture_release(reading->picture); /* of an attempt that lost a race */
    reading->picture = NULL;
    TRY(picture_inside(tx, reading->g, &reading->picture));
    return stated_read(tx, reading->g->company, reading->g->now, reading->statements, &reading->stated);
}

enum err prove_company(struct store *store, const struct grant *g, const struct proof_statements *statements,
                       struct arena *arena, struct proof *ret)
{
    struct reading reading = {.g = g, .statements = statements};
    enum err err = store_read(store, g->company, arena, read_body, &reading);

    if (err == OK)
        proof_compare(reading.picture, &reading.stated, g->now, arena, ret);
    picture_release(reading.picture);
    return err;
}
