#include "app/system.h"
#include "app/reason.h"

enum err system_access_open(struct tx *tx, struct company_id company, enum permission permission, int64_t now,
                            struct system_access *access)
{
    struct grant blind;

    policy_grant_anyone(company, now, &blind);
    system_access_end(access);
    TRY(picture_inside(tx, &blind, &access->picture));
    if (!policy_grant_system(access->picture, SURFACE_CLI, permission, now, &access->grant))
        return reason_refuse(tx_arena(tx), access->picture, NULL, permission, REASON_no_permission);
    return OK;
}

void system_access_end(struct system_access *access)
{
    picture_release(access->picture);
    access->picture = NULL;
}

struct context system_context(struct app *app, struct arena *arena, const char *operation,
                              const struct company_profile *company, int64_t now)
{
    const struct operation *row = app_operation(app, operation);

    if (!row) {
        struct operation *named = arena_new(arena, struct operation);

        memcpy(named, &(struct operation){.name = arena_cstr(arena, str_from(operation))}, sizeof(*named));
        row = named;
    }
    return (struct context){
        .arena = arena,
        .app = app,
        .operation = row,
        .company = company,
        .principal = {.company = company ? company->id : COMPANY_NONE,
                      .surface = SURFACE_CLI,
                      .token_permissions = ~UINT64_C(0)},
        .now = now,
        .subject = ABOUT_COMPANY,
    };
}
