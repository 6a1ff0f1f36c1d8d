#include "app/app.h"
#include "app/live.h"
#include "app/recall.h"
#include "app/state.h"
#include "app/touch.h"
#include "app/uses.h"
#include "base/gate.h"

#include <stdlib.h>
#include <string.h>

/* A hash takes 19 MiB and some 20 ms: two leave the other cores to everyone else. */
enum { HASHINGS_AT_ONCE = 2, HASHINGS_WAITING = 64 };

/* The classes of a document's fields and policy's answer are the same bits. */
#define CLASS(name) static_assert((int)CLASS_##name == (int)POLICY_CLASS_##name, #name);
DOC_CLASSES(CLASS)
#undef CLASS

static int by_name(const void *a, const void *b)
{
    const struct operation *const *first = a, *const *second = b;

    return strcmp((*first)->name, (*second)->name);
}

bool operation_writes(const struct operation *operation)
{
    return operation->method != METHOD_GET && !(operation->flags & OP_ASKS);
}

static const char *run_fault(const struct operation *op)
{
    if (!op->run == !op->run_alone && !(op->flags & OP_STREAM))
        return "it has no run, or two";
    if (op->flags & OP_ASKS && (op->method != METHOD_POST || !op->run_alone))
        return "a row that only asks is a POST that runs alone";
    return NULL;
}

/* What is wrong with a row, or NULL. */
static const char *row_fault(const struct app *app, const struct operation *op)
{
    if (!op->name || !op->summary || !op->path)
        return "it has no name, summary or path";
    if (op->permission == PERMISSION__NONE)
        return "it has no permission";
    if (run_fault(op))
        return run_fault(op);
    if (op->method <= 0 || op->method >= METHOD__MAX)
        return "it has no method";
    if (op->path[0] != '/' && !(op->flags & OP_SYSTEM))
        return "its path does not begin with /";
    if (op->method == METHOD_GET && op->problem)
        return "a GET has no problem document";
    if (op->form && !app_operation(app, op->form))
        return "its form is no row";
    return NULL;
}

MUST_CHECK static enum err check_table(struct app *app, struct arena *arena)
{
    for (int i = 0; i < app->operation_count; i++) {
        const struct operation *op = app->operations[i];
        const char *fault = row_fault(app, op);

        if (!fault && i && strcmp(app->operations[i - 1]->name, op->name) == 0)
            fault = "its name stands twice";
        if (fault)
            return fail_internal(arena, "operation %s: %s", op->name ? op->name : "?", fault);
    }
    return OK;
}

enum err app_new(const struct app_config *config, struct arena *arena, struct app **ret)
{
    struct app *app = calloc(1, sizeof(*app));
    int count = 0;

    if (!app)
        abort();
    app->config = *config;
    app->store = config->store;
    for (int f = 0; f < config->feature_count; f++)
        app->operation_count += config->features[f]->operation_count;
    app->operations = calloc((size_t)app->operation_count + 1, sizeof(*app->operations));
    if (!app->operations)
        abort();
    for (int f = 0; f < config->feature_count; f++) {
        for (int i = 0; i < config->features[f]->operation_count; i++)
            app->operations[count++] = &config->features[f]->operations[i];
    }
    qsort(app->operations, (size_t)count, sizeof(*app->operations), by_name);
    app->pictures = pictures_new(config->picture_budget);
    app->zones = zones_new();
    app->live = live_new();
    app->hashing = gate_new(HASHINGS_AT_ONCE, HASHINGS_WAITING);
    app->recall = recall_new();
    app->touches = touches_new();
    app->uses = uses_new();
    if (check_table(app, arena) != OK) {
        app_free(app);
        return ERR_INTERNAL;
    }
    *ret = app;
    return OK;
}

void app_free(struct app *app)
{
    if (!app)
        return;
    pictures_free(app->pictures);
    zones_free(app->zones);
    live_free(app->live);
    gate_free(app->hashing);
    touches_free(app->touches);
    uses_free(app->uses);
    recall_free(app->recall);
    free(app->operations);
    free(app);
}

int64_t app_now(const struct app *app)
{
    return app->config.clock ? app->config.clock(app->config.clock_data) : time_now_us();
}

const struct operation *app_operation(const struct app *app, const char *name)
{
    int low = 0, high = app->operation_count - 1;

    while (low <= high) {
        int middle = (low + high) / 2;
        int order = strcmp(app->operations[middle]->name, name);

        if (order == 0)
            return app->operations[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return NULL;
}
