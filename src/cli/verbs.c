#include "cli/verbs.h"

const struct verb *const verbs[] = {
    &verb_serve, &verb_demo,  &verb_token_create, &verb_audit_verify,  &verb_audit_head, &verb_backup,
    &verb_check, &verb_prove, &verb_owner_give,   &verb_review_verify, &verb_version,    &verb_help,
};
const int verb_count = (int)ARRAY_SIZE(verbs);

/* How many words a verb's name has if `words` begin with it, else 0. */
static int fits(const char *name, char *const *words, int count)
{
    struct str rest = str_from(name);
    int used = 0;

    while (rest.p != NULL) {
        if (used == count || !str_is(str_cut(&rest, ' '), words[used]))
            return 0;
        used++;
    }
    return used;
}

const struct verb *verb_find(char *const *words, int count, int *ret_used)
{
    const struct verb *found = NULL;

    *ret_used = 0;
    for (int i = 0; i < verb_count; i++) {
        int used = fits(verbs[i]->name, words, count);

        if (used > *ret_used) {
            *ret_used = used;
            found = verbs[i];
        }
    }
    return found;
}

static bool in_group(const struct verb *verb, const char *word)
{
    struct str rest = str_from(verb->name);

    return str_is(str_cut(&rest, ' '), word) && rest.p != NULL;
}

bool verb_is_group(const char *word)
{
    for (int i = 0; i < verb_count; i++) {
        if (in_group(verbs[i], word))
            return true;
    }
    return false;
}

void verb_help_group(FILE *out, const char *word)
{
    fprintf(out, "usage: petgate %s VERB [OPTION]…\n\n", word);
    for (int i = 0; i < verb_count; i++) {
        if (in_group(verbs[i], word))
            fprintf(out, "  %-16s %s\n", verbs[i]->name, verbs[i]->summary);
    }
    fprintf(out, "\npetgate %s VERB --help tells the options of a verb.\n", word);
}

void verb_help_all(FILE *out)
{
    fprintf(out, "Petgate: who of a pet-care company may see and do what, and the day's work inside those rules.\n\n"
                 "usage: petgate VERB [OPTION]…\n\n");
    for (int i = 0; i < verb_count; i++)
        fprintf(out, "  %-16s %s\n", verbs[i]->name, verbs[i]->summary);
    fprintf(out, "\npetgate VERB --help tells the options of a verb. Every option may also stand in the environment\n"
                 "(--log-level: PETGATE_LOG_LEVEL) or in the file that --config names (log-level = debug).\n"
                 "Exit code: 0 done, 1 refused or failed, 2 wrong usage, 3 not found, 4 unavailable.\n");
}

static void help_option(FILE *out, const struct cli_option *option)
{
    char left[64];

    snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value ? " " : "",
             option->value ? option->value : "");
    fprintf(out, "  %-28s %s", left, option->help);
    if (option->required)
        fprintf(out, " (needed)");
    else if (option->fallback != NULL)
        fprintf(out, " (without it: %s)", option->fallback);
    fprintf(out, "\n");
    if (option->secret) {
        snprintf(left, sizeof(left), "--%s-file FILE", option->name);
        fprintf(out, "  %-28s the same, from a file\n", left);
    }
}

void verb_help_one(FILE *out, const struct verb *verb)
{
    fprintf(out, "%s.\n\nusage: petgate %s%s%s [OPTION]…\n\n", verb->summary, verb->name, verb->words ? " " : "",
            verb->words ? verb->words : "");
    for (const struct cli_option *option = verb->options; option != NULL && option->name != NULL; option++)
        help_option(out, option);
    fprintf(out, "  %-28s %s\n  %-28s %s\n  %-28s %s\n", "--config FILE",
            "options from a file, one a line: name = value", "--json", "results and failures as JSON", "--help",
            "this");
    if (verb->details != NULL)
        fprintf(out, "\n%s\n", verb->details);
}
