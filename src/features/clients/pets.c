/* Pets of a client. */
#include "features/clients/clients_docs.h"
#include "features/clients/measures.h"
#include "features/clients/pets.h"

NAMES(unit_names, "kg", "lb");
static_assert(WEIGHT_KG == 1 && WEIGHT_LB == 2, "as unit_names says");

#define PET_FORM(F, P)                                                                                                 \
    F(P, alt, TEXT, BASIC)                                                                                             \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, kind, TEXT, BASIC)                                                                                            \
    F(P, breed, TEXT, BASIC)                                                                                           \
    F(P, sex, ENUM, BASIC, .names = &sex_names)                                                                        \
    F(P, born_on, TEXT, BASIC)                                                                                         \
    F(P, weight, TEXT, BASIC)                                                                                          \
    F(P, weight_unit, ENUM, BASIC, .names = &unit_names)                                                               \
    F(P, vet, TEXT, CARE)                                                                                              \
    F(P, medication, TEXT, CARE)                                                                                       \
    F(P, feeding, TEXT, CARE)                                                                                          \
    F(P, behaviour, TEXT, CARE)                                                                                        \
    F(P, deceased_on, TEXT, BASIC)
DOC_SCHEMA(pet_form, PET_FORM);

#define PET_EDIT(F, P)                                                                                                 \
    F(P, id, ID, BASIC)                                                                                                \
    F(P, name, TEXT, BASIC)                                                                                            \
    F(P, changed, INT, BASIC)                                                                                          \
    F(P, client_id, ID, BASIC)                                                                                         \
    F(P, client, TEXT, BASIC)                                                                                          \
    F(P, photo, OBJECT, BASIC, .of = &pet_photo_view_schema)                                                           \
    F(P, form, OBJECT, BASIC, .of = &pet_form_schema)
DOC_SCHEMA(pet_edit, PET_EDIT);

#define PET_INPUTS(needed)                                                                                             \
    {.name = "name", .kind = INPUT_TEXT, .required = (needed), .min = 1, .max = 80, .label = "Name"},                  \
        {.name = "kind", .kind = INPUT_TEXT, .max = 60, .label = "Kind"},                                              \
        {.name = "breed", .kind = INPUT_TEXT, .max = 80, .label = "Breed"},                                            \
        {.name = "sex", .kind = INPUT_ENUM, .nullable = true, .names = &sex_names, .label = "Sex"},                    \
        {.name = "born_on", .kind = INPUT_DAY, .nullable = true, .label = "Born"},                                     \
        {.name = "weight_g", .kind = INPUT_INT, .nullable = true, .max = WEIGHT_MAX_G, .label = "Weight in grams"},    \
        {.name = "weight", .kind = INPUT_TEXT, .nullable = true, .max = 20, .label = "Weight"},                        \
        {.name = "weight_unit", .kind = INPUT_ENUM, .names = &unit_names, .label = "Unit"},                            \
        {.name = "vet", .kind = INPUT_TEXT, .max = 200, .label = "Vet"},                                               \
        {.name = "medication", .kind = INPUT_LONG, .max = 2000, .label = "Medication"},                                \
        {.name = "feeding", .kind = INPUT_LONG, .max = 2000, .label = "Feeding"},                                      \
        {.name = "behaviour", .kind = INPUT_LONG, .max = 2000, .label = "Behaviour"},                                  \
    {                                                                                                                  \
        .name = "deceased_on", .kind = INPUT_DAY, .nullable = true, .label = "Deceased"                                \
    }

static const struct input_field create_input[] = {PET_INPUTS(true), {.name = NULL}};
static const struct input_field update_input[] = {
    PET_INPUTS(false),
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

void pet_full_document(const struct context *cx, const struct pet *pet, struct node *out)
{
    doc_id(out, pet_full_id, pet->id.n);
    doc_id(out, pet_full_client_id, pet->client.n);
    doc_text(out, pet_full_name, pet->name);
    doc_text(out, pet_full_kind, pet->kind);
    doc_text(out, pet_full_breed, pet->breed);
    doc_enum(out, pet_full_sex, pet->sex);
    if (pet->born_on)
        doc_day(out, pet_full_born_on, pet->born_on);
    doc_int(out, pet_full_weight_g, pet->weight_g);
    doc_text(out, pet_full_weight, pet_weight_text(cx, pet));
    doc_text(out, pet_full_vet, pet->vet);
    doc_text(out, pet_full_medication, pet->medication);
    doc_text(out, pet_full_feeding, pet->feeding);
    doc_text(out, pet_full_behaviour, pet->behaviour);
    if (pet->deceased_on)
        doc_day(out, pet_full_deceased_on, pet->deceased_on);
    pet_photo_document(cx, pet, out, pet_full_photo);
    doc_int(out, pet_full_changed, pet->changed);
}

static void take_text(struct context *cx, const struct input *in, const char *name, int64_t id, struct str *value)
{
    if (!input_given(in, name) || str_equal(*value, input_text(in, name)))
        return;
    audit_change(cx, "pet", id, name, *value, input_text(in, name));
    *value = input_text(in, name);
}

static void take_number(struct context *cx, const struct input *in, const char *name, int64_t id, int64_t *value)
{
    if (!input_given(in, name) || *value == input_int(in, name))
        return;
    audit_change_int(cx, "pet", id, name, *value, input_int(in, name));
    *value = input_int(in, name);
}

/* By `weight_g`, or as people write it with a unit. What a form shows of a weight is rounded: sent back as it was
 * shown, it changes nothing. */
MUST_CHECK static enum err take_weight(struct context *cx, const struct input *in, struct pet *pet)
{
    int64_t unit = input_int(in, "weight_unit"), weight_g = 0;
    struct str text = input_text(in, "weight");

    take_number(cx, in, "weight_g", pet->id.n, &pet->weight_g);
    if (!input_given(in, "weight"))
        return OK;
    if (!unit)
        unit = weight_unit_of(cx->company->locale);
    if (input_given(in, "weight_g"))
        return FAIL_FIELD(cx->arena, STR("weight"), MSG_WEIGHT_TWICE);
    if (str_equal(text, weight_text(cx->arena, pet->weight_g, (enum weight_unit)unit)))
        return OK;
    if (text.n && !weight_parse(text, (enum weight_unit)unit, &weight_g))
        return FAIL_FIELD(cx->arena, STR("weight"), MSG_WEIGHT);
    if (weight_g != pet->weight_g)
        audit_change_int(cx, "pet", pet->id.n, "weight_g", pet->weight_g, weight_g);
    pet->weight_g = weight_g;
    return OK;
}

/* Nobody is born or dies in the future, nor dies before being born. */
MUST_CHECK static enum err check_days(struct context *cx, const struct pet *pet)
{
    int32_t today = time_local(cx->company->zone, cx->now).day_number;
    enum err err = OK;

    if (pet->born_on > today)
        err = FAIL_FIELD(cx->arena, STR("born_on"), MSG_DAY_AHEAD);
    if (pet->deceased_on > today)
        err = FAIL_FIELD(cx->arena, STR("deceased_on"), MSG_DAY_AHEAD);
    else if (pet->deceased_on && pet->born_on > pet->deceased_on)
        err = FAIL_FIELD(cx->arena, STR("deceased_on"), MSG_DECEASED_EARLY);
    return err;
}

/* What is given of a pet, over what it was. */
MUST_CHECK static enum err take_pet(struct context *cx, const struct input *in, struct pet *pet)
{
    int64_t sex = pet->sex, born_on = pet->born_on, deceased_on = pet->deceased_on;
    enum err err;

    take_text(cx, in, "name", pet->id.n, &pet->name);
    take_text(cx, in, "kind", pet->id.n, &pet->kind);
    take_text(cx, in, "breed", pet->id.n, &pet->breed);
    take_text(cx, in, "vet", pet->id.n, &pet->vet);
    take_text(cx, in, "medication", pet->id.n, &pet->medication);
    take_text(cx, in, "feeding", pet->id.n, &pet->feeding);
    take_text(cx, in, "behaviour", pet->id.n, &pet->behaviour);
    take_number(cx, in, "sex", pet->id.n, &sex);
    take_number(cx, in, "born_on", pet->id.n, &born_on);
    take_number(cx, in, "deceased_on", pet->id.n, &deceased_on);
    pet->sex = (int)sex;
    pet->born_on = (int32_t)born_on;
    pet->deceased_on = (int32_t)deceased_on;
    err = take_weight(cx, in, pet);
    TRY(check_days(cx, pet));
    return err;
}

static struct str day_field(struct context *cx, int32_t day)
{
    return day ? day_text(cx->arena, day) : (struct str){0};
}

static void form_document(struct context *cx, const struct pet *pet, struct node *form)
{
    enum weight_unit unit = weight_unit_of(cx->company->locale);

    doc_text(form, pet_form_name, pet->name);
    doc_text(form, pet_form_alt, pet->photo_alt); /* of the form for the photo */
    doc_text(form, pet_form_kind, pet->kind);
    doc_text(form, pet_form_breed, pet->breed);
    doc_enum(form, pet_form_sex, pet->sex);
    doc_text(form, pet_form_born_on, day_field(cx, pet->born_on));
    doc_text(form, pet_form_weight, weight_text(cx->arena, pet->weight_g, unit));
    doc_enum(form, pet_form_weight_unit, (int)unit);
    doc_text(form, pet_form_vet, pet->vet);
    doc_text(form, pet_form_medication, pet->medication);
    doc_text(form, pet_form_feeding, pet->feeding);
    doc_text(form, pet_form_behaviour, pet->behaviour);
    doc_text(form, pet_form_deceased_on, day_field(cx, pet->deceased_on));
}

MUST_CHECK static enum err run_form(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct client client;
    struct pet pet = {.client = cx_client(cx)};

    (void)in;
    if (cx->target[TARGET_PET])
        TRY(pet_read(tx, g, (struct pet_id){cx->target[TARGET_PET]}, &pet));
    TRY(client_read(tx, g, pet.client, &client));
    doc_id(out, pet_edit_id, pet.id.n);
    doc_text(out, pet_edit_name, pet.id.n ? pet.name : STR("New pet"));
    doc_int(out, pet_edit_changed, pet.changed);
    doc_id(out, pet_edit_client_id, client.id.n);
    doc_text(out, pet_edit_client, client.name);
    pet_photo_document(cx, &pet, out, pet_edit_photo);
    form_document(cx, &pet, doc_object(out, pet_edit_form));
    return OK;
}

MUST_CHECK static enum err run_create(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct pet pet = {.client = cx_client(cx)};

    TRY(take_pet(cx, in, &pet));
    audit_about(cx, (struct staff_id){0}, pet.client);
    TRY(pet_create(cx, tx, g, &pet));
    pet_full_document(cx, &pet, out);
    cx->location = arena_format(cx->arena, "/clients/%.*s", STR_ARG(id_text(cx->arena, pet.client.n)));
    return OK;
}

MUST_CHECK static enum err run_update(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct pet pet;

    TRY(pet_read(tx, g, (struct pet_id){cx->target[TARGET_PET]}, &pet));
    TRY(changed_check(cx, in, pet.changed));
    TRY(take_pet(cx, in, &pet));
    audit_about(cx, (struct staff_id){0}, pet.client);
    TRY(pet_write(cx, tx, g, &pet));
    pet_full_document(cx, &pet, out);
    cx->location = arena_format(cx->arena, "/clients/%.*s", STR_ARG(id_text(cx->arena, pet.client.n)));
    return OK;
}

MUST_CHECK static enum err run_read(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                    struct node *out)
{
    struct pet pet;

    (void)in;
    TRY(pet_read(tx, g, (struct pet_id){cx->target[TARGET_PET]}, &pet));
    pet_full_document(cx, &pet, out);
    return OK;
}

static const struct operation operations[] = {
    {.name = "pets.new",
     .summary = "The form for a new pet.",
     .method = METHOD_GET,
     .path = "/clients/{client}/pets/new",
     .permission = PERMISSION_edit_clients_and_pets,
     .output = &pet_edit_schema,
     .page = "clients/pet",
     .title = "New pet",
     .run = run_form},
    {.name = "pets.create",
     .summary = "Adds a pet to a client.",
     .method = METHOD_POST,
     .path = "/clients/{client}/pets",
     .permission = PERMISSION_edit_clients_and_pets,
     .input = create_input,
     .output = &pet_full_schema,
     .form = "pets.new",
     .next = "/clients/{client}",
     .run = run_create},
    {.name = "pets.read",
     .summary = "A pet, as far as the person may see its client.",
     .method = METHOD_GET,
     .path = "/pets/{pet}",
     .permission = PERMISSION_signed_in,
     .output = &pet_full_schema,
     .run = run_read},
    {.name = "pets.edit",
     .summary = "The form of a pet.",
     .method = METHOD_GET,
     .path = "/pets/{pet}/edit",
     .permission = PERMISSION_edit_clients_and_pets,
     .output = &pet_edit_schema,
     .page = "clients/pet",
     .title = "{name}",
     .run = run_form},
    {.name = "pets.update",
     .summary = "Changes what is given of a pet.",
     .method = METHOD_PATCH,
     .path = "/pets/{pet}",
     .permission = PERMISSION_edit_clients_and_pets,
     .input = update_input,
     .output = &pet_full_schema,
     .form = "pets.edit",
     .next = "/clients",
     .run = run_update},
};

static const struct target_rule targets[] = {{TARGET_PET, pet_resolve}};

const struct feature pets_feature = {.name = "pets",
                                     .operations = operations,
                                     .operation_count = ARRAY_SIZE(operations),
                                     .targets = targets,
                                     .target_count = ARRAY_SIZE(targets)};
