/* The photo of a pet: a file, and what is known of it in the pet's row. */
#include "app/files.h"
#include "features/clients/clients_docs.h"
#include "features/clients/pets.h"
#include "features/clients/photo.h"

enum { SWEEP_STEP = 1000 };

SQL(pet_photo_update, "UPDATE pet SET photo = $4, photo_type = $5, photo_width = $6, photo_height = $7, photo_alt = $8,"
                      " changed = $9 WHERE company_id = $1 AND id = $2 AND client_id = $3");
SQL(photo_names, "SELECT photo FROM pet WHERE company_id = $1 AND photo <> '' AND photo > $2 ORDER BY photo LIMIT $3");

static const struct {
    const char *type, *label;
} types[] = {
    [PHOTO_JPEG] = {"image/jpeg", "JPEG"}, [PHOTO_PNG] = {"image/png", "PNG"}, [PHOTO_WEBP] = {"image/webp", "WebP"}};
static const enum message faults[] = {
    [PHOTO_FOREIGN] = MSG_PHOTO_FOREIGN, [PHOTO_BROKEN] = MSG_PHOTO_BROKEN, [PHOTO_TOO_WIDE] = MSG_PHOTO_TOO_WIDE};

/* ------------------------------------------------------------------ coming in */

/* What became of the upload before the transaction. */
struct prepared {
    enum message fault;
    struct photo photo;
    struct str name; /* of the file; empty: none was sent */
};

MUST_CHECK static enum err prepare(struct context *cx)
{
    struct prepared *prepared = arena_new(cx->arena, struct prepared);
    enum photo_fault fault;

    cx->prepared = prepared;
    if (cx->upload.n == 0)
        return OK;
    prepared->fault = MSG_PHOTO_TOO_LARGE;
    if (cx->upload.n > PHOTO_BYTES_MAX)
        return OK;
    fault = photo_read(cx->arena, cx->upload, &prepared->photo);
    prepared->fault = fault == PHOTO_GOOD ? MESSAGE_NONE : faults[fault];
    if (fault != PHOTO_GOOD)
        return OK;
    TRY(files_write(cx->app, cx->principal.company, prepared->photo.parts, prepared->photo.part_count, cx->arena,
                    &prepared->name));
    cx->file_made = prepared->name;
    return OK;
}

/* For the record. */
static struct str said(struct context *cx, const struct pet *pet)
{
    if (pet->photo.n == 0)
        return STR("");
    return arena_format(cx->arena, "%s, %d by %d", types[pet->photo_type].label, pet->photo_width, pet->photo_height);
}

MUST_CHECK static enum err photo_write(struct context *cx, struct tx *tx, const struct grant *g, struct pet *pet)
{
    pet->changed = cx->change;
    audit_about(cx, (struct staff_id){0}, pet->client);
    return EXECUTE(tx, &pet_photo_update, NULL, SQL_INT(g->company.n), SQL_INT(pet->id.n), SQL_INT(pet->client.n),
                   SQL_TEXT(pet->photo), SQL_INT(pet->photo_type), SQL_INT(pet->photo_width),
                   SQL_INT(pet->photo_height), SQL_TEXT(pet->photo_alt), SQL_INT(pet->changed));
}

static const struct input_field put_input[] = {
    {.name = "alt", .kind = INPUT_TEXT, .max = 200, .label = "Description"},
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

MUST_CHECK static enum err run_put(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                   struct node *out)
{
    const struct prepared *prepared = cx->prepared;
    struct pet pet, was;

    TRY(pet_read(tx, g, (struct pet_id){cx->target[TARGET_PET]}, &pet));
    TRY(changed_check(cx, in, pet.changed));
    was = pet;
    if (prepared->fault != MESSAGE_NONE)
        return FAIL_FIELD(cx->arena, STR("photo"), prepared->fault);
    if (prepared->name.n == 0 && (pet.photo.n == 0 || !input_given(in, "alt")))
        return FAIL_FIELD(cx->arena, STR("photo"), MSG_PHOTO_NONE);
    if (prepared->name.n > 0) {
        cx->file_left = pet.photo;
        pet.photo = prepared->name;
        pet.photo_type = (int)prepared->photo.type;
        pet.photo_width = prepared->photo.width;
        pet.photo_height = prepared->photo.height;
        audit_change(cx, "pet", pet.id.n, "photo", said(cx, &was), said(cx, &pet));
    }
    if (input_given(in, "alt") && !str_equal(pet.photo_alt, input_text(in, "alt"))) {
        audit_change(cx, "pet", pet.id.n, "photo_alt", pet.photo_alt, input_text(in, "alt"));
        pet.photo_alt = input_text(in, "alt");
    }
    TRY(photo_write(cx, tx, g, &pet));
    pet_full_document(cx, &pet, out);
    cx->location = arena_format(cx->arena, "/clients/%.*s", STR_ARG(id_text(cx->arena, pet.client.n)));
    return OK;
}

static const struct input_field remove_input[] = {
    {.name = "changed", .kind = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = NULL},
};

MUST_CHECK static enum err run_remove(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                      struct node *out)
{
    struct pet pet;

    TRY(pet_read(tx, g, (struct pet_id){cx->target[TARGET_PET]}, &pet));
    TRY(changed_check(cx, in, pet.changed));
    if (pet.photo.n > 0) {
        audit_change(cx, "pet", pet.id.n, "photo", said(cx, &pet), STR(""));
        cx->file_left = pet.photo;
        pet.photo = pet.photo_alt = (struct str){NULL, 0};
        pet.photo_type = pet.photo_width = pet.photo_height = 0;
    }
    TRY(photo_write(cx, tx, g, &pet));
    pet_full_document(cx, &pet, out);
    cx->location = arena_format(cx->arena, "/clients/%.*s", STR_ARG(id_text(cx->arena, pet.client.n)));
    return OK;
}

/* ------------------------------------------------------------------ going out */

MUST_CHECK static enum err run_photo(struct context *cx, struct tx *tx, const struct grant *g, const struct input *in,
                                     struct node *out)
{
    struct pet pet;

    (void)in, (void)out;
    TRY(pet_read(tx, g, (struct pet_id){cx->target[TARGET_PET]}, &pet));
    if (pet.photo.n == 0)
        return FAIL(cx->arena, ERR_ABSENT, MSG_ABSENT);
    cx->file = (struct file_sent){pet.photo, types[pet.photo_type].type};
    return OK;
}

/* ------------------------------------------------------------------ what was left behind */

struct sweep {
    struct app *app;
    struct company_id company;
    struct file_names files;
    int at;
};

/* Walks the rows' names beside the files', both in order: what no row names goes. The files were listed before, and
 * are old, so that no act under way can name them. */
MUST_CHECK static enum err sweep_body(struct tx *tx, void *data)
{
    struct sweep *sweep = data;
    struct str last = STR("");
    int count;

    sweep->at = 0;
    do {
        CLEANUP(query_end) struct query q = {0};

        count = 0;
        TRY(QUERY(tx, &photo_names, &q, SQL_INT(sweep->company.n), SQL_TEXT(last), SQL_INT(SWEEP_STEP)));
        while (query_next(&q)) {
            last = query_text(&q, 0);
            count++;
            while (sweep->at < sweep->files.count &&
                   memcmp(sweep->files.items[sweep->at].p, last.p, FILE_NAME_LENGTH) < 0)
                files_remove(sweep->app, sweep->company, sweep->files.items[sweep->at++]);
            if (sweep->at < sweep->files.count && str_equal(sweep->files.items[sweep->at], last))
                sweep->at++;
        }
        TRY(query_done(&q));
    } while (count == SWEEP_STEP);
    while (sweep->at < sweep->files.count)
        files_remove(sweep->app, sweep->company, sweep->files.items[sweep->at++]);
    return OK;
}

static enum err housekeeping(struct app *app, bool hourly, struct arena *arena)
{
    struct company_id *companies;
    int count;

    if (!hourly)
        return OK;
    files_companies(app, arena, &companies, &count);
    for (int i = 0; i < count; i++) {
        struct sweep sweep = {.app = app, .company = companies[i]};

        files_list(app, companies[i], arena, &sweep.files);
        if (sweep.files.count)
            TRY(store_read(app->store, companies[i], arena, sweep_body, &sweep));
    }
    return OK;
}

static const struct operation operations[] = {
    {.name = "pets.photo",
     .summary = "The photo of a pet: JPEG, PNG or WebP, without what the camera noted.",
     .method = METHOD_GET,
     .path = "/pets/{pet}/photo",
     .permission = PERMISSION_signed_in,
     .run = run_photo,
     .flags = OP_FILE},
    {.name = "pets.photo_put",
     .summary = "Gives a pet a photo, or another one: the picture as the body, or a form with `photo` and `alt`.",
     .method = METHOD_PUT,
     .path = "/pets/{pet}/photo",
     .permission = PERMISSION_edit_clients_and_pets,
     .input = put_input,
     .output = &pet_full_schema,
     .form = "pets.edit",
     .next = "/clients",
     .run = run_put,
     .prepare = prepare,
     .flags = OP_UPLOAD},
    {.name = "pets.photo_remove",
     .summary = "Takes a pet's photo away.",
     .method = METHOD_DELETE,
     .path = "/pets/{pet}/photo",
     .permission = PERMISSION_edit_clients_and_pets,
     .input = remove_input,
     .output = &pet_full_schema,
     .form = "pets.edit",
     .next = "/clients",
     .run = run_remove},
};

const struct feature pet_photo_feature = {.name = "pet photos",
                                          .operations = operations,
                                          .operation_count = ARRAY_SIZE(operations),
                                          .housekeeping = housekeeping};
