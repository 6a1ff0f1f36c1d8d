/* New templates and lines, behind every operation that makes them. */
#include "features/relations/relations.h"
#include "features/templates/templates_store.h"

SQL(template_insert, "INSERT INTO template (company_id, id, client_id, name, billing, every_weeks, first_day, "
                     "approve_days_before, ends_on,"
                     " status, created_at, changed, waits_on, sort)"
                     " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
                     " (SELECT c.sort FROM client c WHERE c.company_id = $1 AND c.id = $3))");
SQL(template_sort, "UPDATE template SET sort = $3 WHERE company_id = $1 AND client_id = $2 AND sort <> $3");
SQL(template_line_insert,
    "INSERT INTO template_line (company_id, id, template_id, client_id, service_id, staff_id, weekdays, weeks,"
    " minute_of_day, from_day, until_day, note, changed)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)");
SQL(template_line_pet_insert, "INSERT INTO template_line_pet (company_id, line_id, pet_id)"
                              " SELECT $1, $2, p.id FROM pet p WHERE p.company_id = $1 AND p.id IN IDS($3)");

enum err template_create(struct context *cx, struct tx *tx, const struct grant *g, struct template *template)
{
    const struct booked_periods none = {0};
    int32_t waits_on = template_waits_on(template, &none, template->first_day);
    struct param approve = template->approve_days_before < 0 ? SQL_NULL : SQL_INT(template->approve_days_before);

    if (!template->id.n)
        template->id.n = id_new(cx->now);
    template->changed = cx->change;
    audit_change(cx, "template", template->id.n, "name", STR(""), template->name);
    return EXECUTE(tx, &template_insert, NULL, SQL_INT(g->company.n), SQL_INT(template->id.n),
                   SQL_INT(template->client.n), SQL_TEXT(template->name), SQL_INT(template->billing),
                   SQL_INT(template->every_weeks), SQL_INT(template->first_day), approve,
                   SQL_INT_OR_NULL(template->ends_on), SQL_INT(template->status), SQL_INT(cx->now),
                   SQL_INT(template->changed), waits_on == WAITS_NEVER ? SQL_NULL : SQL_INT(waits_on));
}

enum err templates_client_named(struct tx *tx, const struct grant *g, struct client_id client, struct str sort)
{
    return EXECUTE(tx, &template_sort, NULL, SQL_INT(g->company.n), SQL_INT(client.n), SQL_TEXT(sort));
}

enum err template_line_create(struct context *cx, struct tx *tx, const struct grant *g, struct template_line *line,
                              const int64_t *pets, int pet_count)
{
    if (line->staff.n)
        TRY(relation_tie(cx, tx, g, line->staff, line->client, true));
    if (!line->id.n)
        line->id.n = id_new(cx->now);
    line->changed = cx->change;
    audit_change(cx, "template_line", line->id.n, "staff", STR(""),
                 line->staff.n ? id_text(cx->arena, line->staff.n) : STR(""));
    TRY(EXECUTE(tx, &template_line_insert, NULL, SQL_INT(g->company.n), SQL_INT(line->id.n), SQL_INT(line->template.n),
                SQL_INT(line->client.n), SQL_INT(line->service.n), SQL_ID(line->staff), SQL_INT(line->weekdays),
                SQL_INT(line->weeks), SQL_INT(line->minute_of_day), SQL_INT(line->from_day),
                SQL_INT_OR_NULL(line->until_day), SQL_TEXT(line->note), SQL_INT(line->changed)));
    if (pet_count == 0)
        return OK;
    return EXECUTE(tx, &template_line_pet_insert, NULL, SQL_INT(g->company.n), SQL_INT(line->id.n),
                   SQL_IDS(pets, pet_count));
}
