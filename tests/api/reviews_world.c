#include "api/reviews_world.h"

#include <string.h>

void reviews_round(struct world *w, bool hourly)
{
    struct app *app = world_app(w);
    int ran;

    for (int i = 0; i < app->config.feature_count; i++) {
        if (app->config.features[i]->housekeeping)
            assert_int_equal(app->config.features[i]->housekeeping(app, hourly, world_arena(w)), OK);
    }
    assert_int_equal(jobs_run(app, 100, world_arena(w), &ran), OK);
    world_check(w);
}

SQL(test_uses_gone, "DELETE FROM permission_use /* scope: all companies: a test */");
SQL(test_since, "INSERT INTO permission_use_since (company_id, day) VALUES ($1, $2) ON CONFLICT (company_id)"
                " DO UPDATE SET day = $2");

struct noting {
    struct world *w;
    int32_t day;
};

static enum err noted_body(struct tx *tx, void *data)
{
    const struct noting *noting = data;

    TRY(execute(tx, &test_uses_gone, NULL, 0, NULL));
    TRY(EXECUTE(tx, &test_since, NULL, SQL_INT(world_company(noting->w, "happy-tails").n), SQL_INT(noting->day)));
    return EXECUTE(tx, &test_since, NULL, SQL_INT(world_company(noting->w, "riverside").n), SQL_INT(noting->day));
}

void reviews_noted(struct world *w, int days)
{
    struct noting noting = {w, (int32_t)(world_now(w) / DAY_US) - days};

    assert_int_equal(store_write(world_store(w), COMPANY_ALL, world_arena(w), noted_body, &noting, NULL), OK);
}

SQL(test_reviews_over, "UPDATE access_review SET ended_at = $1 WHERE ended_at = 0 /* scope: all companies: a test */");

static enum err over_body(struct tx *tx, void *data)
{
    return EXECUTE(tx, &test_reviews_over, NULL, SQL_INT(world_now(data)));
}

void reviews_none(struct world *w)
{
    assert_int_equal(store_write(world_store(w), COMPANY_ALL, world_arena(w), over_body, w, NULL), OK);
}

void reviews_begin(struct world *w)
{
    reviews_none(w);
    assert_status(api(w, "olivia", "POST", "/api/v1/reviews", "{}"), 200);
}

const char *reviews_copy(struct world *w, const char *who)
{
    struct answer a = api(w, who, "GET", "/api/v1/reviews", NULL);

    for (int i = 0; i < count_at(a.json, "items"); i++) {
        json_t *item = json_at(a.json, world_text(w, "items.%d", i));

        if (true_at(item, "own") && strcmp(text_at(item, "standing"), "open") == 0)
            return world_text(w, "%s", text_at(item, "id"));
    }
    return NULL;
}

struct answer reviews_group(struct world *w, const char *who, const char *group)
{
    const char *copy = reviews_copy(w, who);

    assert_non_null(copy);
    return api(w, who, "GET", world_text(w, "/api/v1/reviews/%s?group=%s", copy, group), NULL);
}

static json_t *find(struct answer a, const char *name, const char *part)
{
    for (int i = 0; i < count_at(a.json, "items"); i++) {
        json_t *item = json_array_get(json_object_get(a.json, "items"), (size_t)i);

        if (strcmp(text_at(item, "staff.name"), name) == 0 && (!part || strstr(text_at(item, "facts"), part)))
            return item;
    }
    return NULL;
}

json_t *reviews_item(struct world *w, const char *who, const char *group, const char *name, const char *part)
{
    struct answer a = reviews_group(w, who, group);
    json_t *item;

    assert_status(a, 200);
    item = find(a, name, part);
    if (!item)
        fail_msg("%s has no %s of %s (%s): %.*s", who, group, name, part ? part : "any", (int)a.body.n, a.body.p);
    return item;
}

bool reviews_has(struct world *w, const char *who, const char *group, const char *name, const char *part)
{
    return find(reviews_group(w, who, group), name, part) != NULL;
}

struct answer reviews_answer(struct world *w, const char *who, const json_t *item, const char *answer)
{
    const char *id = json_string_value(json_object_get(item, "id"));

    return api(w, who, "POST", world_text(w, "/api/v1/reviews/%s/answers", reviews_copy(w, who)),
               world_text(w, "{\"items\": [\"%s\"], \"answer\": \"%s\"}", id, answer));
}

const char *reviews_person(struct world *w, const char *who, const char *rest)
{
    return world_text(w, "/api/v1/staff/%s/%s", staff_id(w, who), rest);
}

const char *reviews_finish(struct world *w, const char *who)
{
    const char *copy = reviews_copy(w, who);

    assert_status(api(w, who, "POST", world_text(w, "/api/v1/reviews/%s/finish", copy), "{}"), 200);
    return copy;
}

const char *reviews_given_finished(struct world *w, const char *who)
{
    reviews_begin(w);
    return reviews_finish(w, who);
}

struct str reviews_download(struct world *w, const char *who, const char *copy)
{
    struct answer a = api(w, who, "GET", world_text(w, "/api/v1/reviews/%s/record.json", copy), NULL);

    assert_status(a, 200);
    assert_true(str_starts(a.content_type, STR("application/json")));
    return arena_str(world_arena(w), a.body);
}
