/* Pets: every field, by page and by program. */
#include "support/world_each.h"

static const char *pet_api(const char *name)
{
    return world_text(w, "/api/v1/pets/%s", pet_id(w, name));
}

static bool refuses(struct answer a, const char *field)
{
    return a.status == 422 && json_object_get(json_at(a.json, "errors"), field) != NULL;
}

static void CLI_01_every_field_of_a_pet_is_kept(void **state)
{
    struct answer a = api(w, "maya", "POST", world_text(w, "/api/v1/clients/%s/pets", client_id(w, "Ellis")),
                          "{\"name\": \"Rex\", \"kind\": \"Dog\", \"breed\": \"Mixed\", \"sex\": \"male\", \"born_on\":"
                          " \"2020-02-29\", \"weight_g\": 12500, \"vet\": \"Dr Who\", \"medication\": \"None\","
                          " \"feeding\": \"Twice\\na day\", \"behaviour\": \"Shy\", \"deceased_on\": null}");

    (void)state;
    assert_status(a, 201);
    a = api(w, "dana", "GET", pet_api("Hoshi"), NULL);
    assert_status(a, 200);
    a = api(w, "maya", "GET", pet_api("Rex"), NULL);
    assert_text(a.json, "sex", "male");
    assert_text(a.json, "born_on", "2020-02-29");
    assert_int_equal(number_at(a.json, "weight_g"), 12500);
    assert_text(a.json, "weight", "27.6 lb (12.5 kg)");
    assert_text(a.json, "vet", "Dr Who");
    assert_text(a.json, "feeding", "Twice\na day");
    a = page(w, "maya", "GET", world_text(w, "/clients/%s", client_id(w, "Ellis")), NULL);
    assert_true(mentions(a, "27.6 lb (12.5 kg)"));
    assert_true(mentions(a, "Dr Who"));
    assert_status(page(w, "maya", "GET", world_text(w, "/pets/%s/edit", pet_id(w, "Rex")), NULL), 200);
}

static void every_field_of_a_pet_is_validated_and_named(void **state)
{
    static const struct {
        const char *json, *field;
    } faults[] = {
        {"{\"name\": \"\"}", "name"},
        {"{\"sex\": \"both\"}", "sex"},
        {"{\"born_on\": \"2026-05-14\"}", "born_on"},
        {"{\"born_on\": \"2026-02-30\"}", "born_on"},
        {"{\"deceased_on\": \"2026-05-14\"}", "deceased_on"},
        {"{\"born_on\": \"2025-05-14\", \"deceased_on\": \"2025-05-13\"}", "deceased_on"},
        {"{\"weight_g\": -1}", "weight_g"},
        {"{\"weight_g\": 5000001}", "weight_g"},
        {"{\"weight\": \"heavy\"}", "weight"},
        {"{\"weight\": \"6000\", \"weight_unit\": \"kg\"}", "weight"},
        {"{\"weight\": \"6\", \"weight_g\": 6000}", "weight"},
        {"{\"weight_unit\": \"stone\"}", "weight_unit"},
        {"{\"colour\": \"red\"}", "colour"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
        struct answer a = api(w, "maya", "PATCH", pet_api("Hoshi"), faults[i].json);

        if (!refuses(a, faults[i].field))
            fail_msg("%s: %d %.*s", faults[i].json, a.status, (int)a.body.n, a.body.p);
    }
    /* Today is no future, in the company's own zone. */
    assert_status(api(w, "maya", "PATCH", pet_api("Hoshi"), "{\"born_on\": \"2026-05-13\"}"), 200);
}

static void a_weight_is_typed_in_pounds_or_kilograms(void **state)
{
    const char *form = world_text(w, "/pets/%s/edit", pet_id(w, "Hoshi"));
    const char *path = world_text(w, "/pets/%s", pet_id(w, "Hoshi"));

    (void)state;
    assert_true(mentions(page(w, "maya", "GET", form, NULL), "value=\"lb\" selected"));
    assert_status(page(w, "maya", "PATCH", path, "name=Hoshi&weight=12,5&weight_unit=kg"), 303);
    assert_int_equal(number_at(api(w, "maya", "GET", pet_api("Hoshi"), NULL).json, "weight_g"), 12500);
    assert_true(mentions(page(w, "maya", "GET", form, NULL), "value=\"27.6\""));
    /* Sent back as it was shown, it changes nothing. */
    assert_status(page(w, "maya", "PATCH", path, "name=Hoshi&weight=27.6&weight_unit=lb"), 303);
    assert_int_equal(number_at(api(w, "maya", "GET", pet_api("Hoshi"), NULL).json, "weight_g"), 12500);
    assert_status(page(w, "maya", "PATCH", path, "name=Hoshi&weight=10&weight_unit=lb"), 303);
    assert_int_equal(number_at(api(w, "maya", "GET", pet_api("Hoshi"), NULL).json, "weight_g"), 4536);
    assert_status(page(w, "maya", "PATCH", path, "name=Hoshi&weight=&weight_unit=lb"), 303);
    assert_int_equal(number_at(api(w, "maya", "GET", pet_api("Hoshi"), NULL).json, "weight_g"), 0);
}

static void the_form_of_a_pet_keeps_what_was_typed(void **state)
{
    struct answer a = page(w, "maya", "POST", world_text(w, "/clients/%s/pets", client_id(w, "Ellis")),
                           "name=Rex&kind=Dog&born_on=2031-01-01&weight=lots&weight_unit=kg&vet=Dr+Who&sex=male");

    (void)state;
    assert_status(a, 422);
    assert_true(mentions(a, "value=\"Rex\""));
    assert_true(mentions(a, "value=\"lots\""));
    assert_true(mentions(a, "value=\"2031-01-01\""));
    assert_true(mentions(a, "value=\"Dr Who\""));
    assert_true(mentions(a, "value=\"kg\" selected"));
    assert_true(mentions(a, "value=\"male\" selected"));
    assert_true(mentions(a, "This day lies in the future."));
}

static void CLI_01_a_deceased_pet_is_marked_and_not_offered_for_visits(void **state)
{
    const char *form = world_text(w, "/events/new?client=%s", client_id(w, "Ito"));
    const char *hoshi = pet_id(w, "Hoshi");
    struct answer a;

    (void)state;
    assert_true(mentions(page(w, "maya", "GET", form, NULL), "Hoshi"));
    assert_status(api(w, "maya", "PATCH", pet_api("Hoshi"), "{\"deceased_on\": \"2026-05-12\"}"), 200);
    assert_false(mentions(page(w, "maya", "GET", form, NULL), "Hoshi"));
    a = page(w, "maya", "GET", world_text(w, "/clients/%s", client_id(w, "Ito")), NULL);
    assert_true(mentions(a, "Hoshi"));
    assert_true(mentions(a, "Deceased May 12, 2026"));
    a = api(
        w, "maya", "POST", "/api/v1/events",
        world_text(
            w, "{\"client\": \"%s\", \"service\": \"%s\", \"starts_at\": \"2026-06-01T09:00:00Z\", \"pets\": [\"%s\"]}",
            client_id(w, "Ito"), service_id(w, "Dog Walk"), hoshi));
    assert_true(refuses(a, "pets"));
    assert_status(api(w, "maya", "PATCH", pet_api("Hoshi"), "{\"deceased_on\": null}"), 200);
    assert_true(mentions(page(w, "maya", "GET", form, NULL), "Hoshi"));
}

static void ACC_06_a_pet_of_a_hidden_client_does_not_exist(void **state)
{
    const char *mabel = pet_id(w, "Mabel");

    (void)state;
    assert_status(api(w, "dana", "GET", pet_api("Mabel"), NULL), 404);
    assert_status(api(w, "dana", "PATCH", pet_api("Mabel"), "{\"name\": \"X\"}"), 404);
    assert_status(page(w, "dana", "GET", world_text(w, "/pets/%s/edit", mabel), NULL), 404);
    assert_status(api(w, "paula", "GET", pet_api("Mabel"), NULL), 404);
}

static void a_pet_that_changed_meanwhile_is_not_overwritten(void **state)
{
    struct answer a = api(w, "maya", "GET", pet_api("Hoshi"), NULL);
    const char *const headers[] = {"If-Match", a.etag.p, NULL};

    (void)state;
    assert_status(api_with(w, "maya", "PATCH", pet_api("Hoshi"), "{\"kind\": \"Wolf\"}", headers), 200);
    assert_status(api_with(w, "dana", "PATCH", pet_api("Hoshi"), "{\"kind\": \"Fox\"}", headers), 412);
    assert_text(api(w, "maya", "GET", pet_api("Hoshi"), NULL).json, "kind", "Wolf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(CLI_01_every_field_of_a_pet_is_kept),
        T(every_field_of_a_pet_is_validated_and_named),
        T(a_weight_is_typed_in_pounds_or_kilograms),
        T(the_form_of_a_pet_keeps_what_was_typed),
        T(CLI_01_a_deceased_pet_is_marked_and_not_offered_for_visits),
        T(ACC_06_a_pet_of_a_hidden_client_does_not_exist),
        T(a_pet_that_changed_meanwhile_is_not_overwritten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
