/* The record of a finished review (ROL-306): bytes that never change, signed with the company's key, and their hash in
 * the entry of the act that made them, so that the company's chained record holds them too. */
#include "base/sign.h"
#include "base/time.h"
#include "doc/json_read.h"
#include "doc/record.h"
#include "features/reviews/reviews_parts.h"

enum { FILE_MAX = 16 * 1024 * 1024 };

SQL(review_key_row, "SELECT seed, public_key FROM access_review_key WHERE company_id = $1");
SQL(review_key_insert, "INSERT INTO access_review_key (company_id, seed, public_key, made_at) VALUES ($1, $2, $3, $4)");
SQL(review_entry, "SELECT details FROM audit WHERE company_id = $1 AND change = $2");

/* ------------------------------------------------------------------ making */

static void member(struct buf *out, const char *name)
{
    char last = out->n ? out->p[out->n - 1] : '{';

    if (last != '{' && last != '[')
        buf_add_char(out, ',');
    buf_format(out, "\"%s\":", name);
}

/* Without a text: null. */
static void member_text(struct buf *out, const char *name, struct str text)
{
    member(out, name);
    if (text.p)
        json_text(out, text);
    else
        buf_add(out, STR("null"));
}

static void member_id(struct context *cx, struct buf *out, const char *name, int64_t id)
{
    member_text(out, name, id_text(cx->arena, id));
}

static void member_int(struct buf *out, const char *name, int64_t number)
{
    member(out, name);
    buf_add_int(out, number);
}

static void begin(struct buf *out, const char *name)
{
    member(out, name);
    buf_add_char(out, '{');
}

static void add_head(struct context *cx, const struct grant *g, const struct review_copy *copy, struct buf *out)
{
    const struct review *review = &copy->review;
    bool told = review->noted_from && review->noted_from <= review->unused_from;
    struct role_facts role = {.id = 0};

    member_text(out, "format", STR("petgate access review"));
    member_int(out, "version", 1);
    begin(out, "company");
    member_text(out, "slug", cx->company->slug);
    member_text(out, "name", cx->company->name);
    buf_add_char(out, '}');
    begin(out, "review");
    member_id(cx, out, "id", review->id);
    member_text(out, "opened_on", day_text(cx->arena, review->opened_on));
    member_text(out, "due_on", day_text(cx->arena, review->due_on));
    member_text(out, "period", str_from(review_period_names.list[review_period_of(review->months) - 1]));
    member_int(out, "dormant_days", review->dormant_days);
    member_text(out, "unused_from", told ? day_text(cx->arena, review->unused_from) : (struct str){0});
    buf_add_char(out, '}');
    begin(out, "manager");
    member_id(cx, out, "id", g->staff.n);
    member_text(out, "name", g->person->name);
    if (picture_role(g->picture, g->person->role, &role))
        member_text(out, "role", role.name);
    buf_add_char(out, '}');
    member_text(out, "finished_at", time_text(cx->arena, zone_utc, cx->now));
    member_int(out, "entry", cx->change);
}

static void add_counts(const struct review_list *list, struct buf *out)
{
    int counts[REVIEW_STATE__MAX] = {0};

    for (int i = 0; i < list->count; i++)
        counts[list->lines[i].state]++;
    begin(out, "counts");
    for (int i = 1; i < REVIEW_STATE__MAX; i++)
        member_int(out, i == REVIEW_IS_OPEN ? "unanswered" : review_state_names.list[i - 1], counts[i]);
    buf_add_char(out, '}');
}

static void add_item(struct context *cx, const struct grant *g, const struct review *review,
                     const struct review_line *line, struct buf *out)
{
    const struct review_item *item = &line->item;
    static const char *const answers[REVIEW_ANSWER__MAX] = {NULL, "keep", "trim"};
    bool open = line->state == REVIEW_IS_OPEN;

    buf_add_char(out, '{');
    member_id(cx, out, "id", item->id);
    member_text(out, "kind", str_from(review_kind_names.list[item->kind - 1]));
    begin(out, "staff");
    member_id(cx, out, "id", item->staff.n);
    member_text(out, "name", review_name_of(g, item->staff));
    buf_add_char(out, '}');
    if (item->client.n) {
        begin(out, "client");
        member_id(cx, out, "id", item->client.n);
        member_text(out, "name", line->client_name);
        buf_add_char(out, '}');
    }
    if (item->permission != PERMISSION__NONE)
        member_text(out, "permission", str_from(permission_info(item->permission)->name));
    member_text(out, "facts", review_facts(cx, g, review, line));
    member_text(out, "answer", answers[line->answer] ? str_from(answers[line->answer]) : (struct str){0});
    member_text(out, "note", line->note.n ? line->note : STR(""));
    member_text(out, "outcome", open ? STR("unanswered") : str_from(review_state_names.list[line->state - 1]));
    member_text(out, "now", review_now(cx, g, line));
    buf_add_char(out, '}');
}

struct str review_record_make(struct context *cx, const struct grant *g, const struct review_copy *copy,
                              const struct review_list *list)
{
    struct buf out;

    buf_init(&out, cx->arena, FILE_MAX / 2);
    buf_add_char(&out, '{');
    add_head(cx, g, copy, &out);
    add_counts(list, &out);
    member(&out, "items");
    buf_add_char(&out, '[');
    for (int i = 0; i < list->count; i++) {
        if (i)
            buf_add_char(&out, ',');
        add_item(cx, g, &copy->review, &list->lines[i], &out);
    }
    buf_add(&out, STR("]}"));
    return out.full ? (struct str){0} : buf_str(&out);
}

struct str review_record_hash(struct arena *arena, struct str record)
{
    uint8_t hash[HASH_BYTES];

    hash_plain(hash, record);
    return hex_text(arena, hash, sizeof(hash));
}

/* ------------------------------------------------------------------ signing */

struct pair {
    uint8_t seed[SIGN_SEED_BYTES], key[SIGN_KEY_BYTES];
    bool known;
};

MUST_CHECK static enum err read_pair(struct tx *tx, struct company_id company, struct pair *ret)
{
    CLEANUP(query_end) struct query q = {0};

    *ret = (struct pair){.known = false};
    TRY(QUERY(tx, &review_key_row, &q, SQL_INT(company.n)));
    if (query_next(&q)) {
        struct str seed = query_bytes(&q, 0), key = query_bytes(&q, 1);

        if (seed.n != sizeof(ret->seed) || key.n != sizeof(ret->key))
            return fail_internal(tx_arena(tx), "reviews: the key of company %lld is damaged", (long long)company.n);
        memcpy(ret->seed, seed.p, seed.n);
        memcpy(ret->key, key.p, key.n);
        secret_wipe((void *)(uintptr_t)seed.p, seed.n);
        ret->known = true;
    }
    return query_done(&q);
}

static struct str signature_text(struct arena *arena, const uint8_t key[SIGN_KEY_BYTES],
                                 const uint8_t value[SIGN_BYTES])
{
    return arena_format(arena, "{\"algorithm\":\"Ed25519\",\"key\":\"%.*s\",\"value\":\"%.*s\"}",
                        STR_ARG(hex_text(arena, key, SIGN_KEY_BYTES)), STR_ARG(hex_text(arena, value, SIGN_BYTES)));
}

enum err review_record_sign(struct context *cx, struct tx *tx, const struct grant *g, struct str record,
                            struct str *ret_signature)
{
    uint8_t value[SIGN_BYTES];
    struct pair pair;
    enum err err = OK;

    TRY(read_pair(tx, g->company, &pair));
    if (!pair.known) { /* behind the company's lock: there is never a second one */
        sign_pair(pair.seed, pair.key);
        err = EXECUTE(tx, &review_key_insert, NULL, SQL_INT(g->company.n), SQL_BYTES(pair.seed, sizeof(pair.seed)),
                      SQL_BYTES(pair.key, sizeof(pair.key)), SQL_INT(cx->now));
    }
    sign_text(pair.seed, record, value);
    secret_wipe(pair.seed, sizeof(pair.seed));
    *ret_signature = signature_text(cx->arena, pair.key, value);
    return err;
}

struct str review_record_file(struct arena *arena, struct str record, struct str signature)
{
    struct buf out;

    buf_init(&out, arena, FILE_MAX);
    buf_add(&out, STR("{\"record\":"));
    buf_add(&out, record);
    buf_add(&out, STR(",\"signature\":"));
    buf_add(&out, signature);
    buf_add(&out, STR("}\n"));
    return buf_str(&out);
}

/* ------------------------------------------------------------------ reading a file */

/* Where the last `mark` begins, or -1. */
static int64_t find_last(struct str text, struct str mark)
{
    for (size_t at = text.n < mark.n ? 0 : text.n - mark.n + 1; at > 0; at--) {
        if (memcmp(text.p + at - 1, mark.p, mark.n) == 0)
            return (int64_t)at - 1;
    }
    return -1;
}

static struct str text_of(const struct json *object, const char *name)
{
    const struct json *value = object && object->kind == JSON_KIND_OBJECT ? json_member(object, name) : NULL;

    return value && value->kind == JSON_KIND_TEXT ? value->text : (struct str){0};
}

MUST_CHECK static bool read_head(struct arena *arena, struct review_signature *ret, struct str *ret_fault)
{
    const struct json *root, *entry, *company, *manager;

    if (!json_read(arena, ret->record, false, &root, ret_fault))
        return false;
    *ret_fault = STR("it is no record of an access review");
    if (root->kind != JSON_KIND_OBJECT || !str_is(text_of(root, "format"), "petgate access review"))
        return false;
    entry = json_member(root, "entry");
    company = json_member(root, "company");
    manager = json_member(root, "manager");
    ret->company = text_of(company, "slug");
    ret->manager = text_of(manager, "name");
    ret->finished_at = text_of(root, "finished_at");
    ret->entry = entry && entry->kind == JSON_KIND_INT ? entry->number : 0;
    return ret->company.n > 0 && ret->entry > 0;
}

bool review_file_read(struct arena *arena, struct str file, struct review_signature *ret, struct str *ret_fault)
{
    static const struct str head = STR_INIT("{\"record\":");
    static const struct str mark = STR_INIT(",\"signature\":{\"algorithm\":\"Ed25519\",\"key\":\"");
    static const struct str middle = STR_INIT("\",\"value\":\"");
    int64_t at = find_last(file, mark);
    struct str rest;

    *ret = (struct review_signature){.entry = 0};
    *ret_fault = STR("it is no signed record as Petgate writes them, byte for byte");
    if (file.n > FILE_MAX || !str_starts(file, head) || at < (int64_t)head.n)
        return false;
    ret->record = str_slice(file, head.n, (size_t)at - head.n);
    rest = str_slice(file, (size_t)at + mark.n, file.n);
    if (rest.n < 2 * (size_t)(SIGN_KEY_BYTES + SIGN_BYTES) + middle.n ||
        !hex_parse(str_slice(rest, 0, 2 * SIGN_KEY_BYTES), ret->key, SIGN_KEY_BYTES))
        return false;
    rest = str_slice(rest, 2 * SIGN_KEY_BYTES, rest.n);
    if (!str_starts(rest, middle) || !hex_parse(str_slice(rest, middle.n, 2 * SIGN_BYTES), ret->value, SIGN_BYTES))
        return false;
    /* Each byte, but for a last line break that an editor may have added or taken. */
    if (!str_equal(str_trim(file),
                   str_trim(review_record_file(arena, ret->record, signature_text(arena, ret->key, ret->value)))))
        return false;
    return read_head(arena, ret, ret_fault);
}

/* ------------------------------------------------------------------ checking */

static const struct {
    const char *name, *sentence;
} faults[] = {
    [REVIEW_HOLDS] = {"none", "the record is as it was signed"},
    [REVIEW_ALTERED] = {"altered", "its signature does not fit: the record was altered after it was signed"},
    [REVIEW_OTHER_KEY] = {"other_key", "it was not signed with the key of this company"},
    [REVIEW_NO_ENTRY] = {"no_entry", "the company's record has no entry of this number: it was never made here"},
    [REVIEW_OTHER_HASH] = {"other_hash", "the entry of the company's record does not hold the hash of this record"},
};

const char *review_fault_name(enum review_fault fault)
{
    return faults[fault].name;
}

const char *review_fault_sentence(enum review_fault fault)
{
    return faults[fault].sentence;
}

bool review_file_fits(const struct review_signature *signature)
{
    return sign_fits(signature->key, signature->record, signature->value);
}

static bool entry_holds(struct arena *arena, struct str details, struct str hash)
{
    struct record record;

    if (!record_read(arena, details, &record))
        return false;
    for (int i = 0; i < record.count; i++) {
        const struct record_value *change = &record.changes[i];

        if (!change->erased && str_is(change->subject, "review") && str_is(change->field, "record") &&
            str_equal(change->after, hash))
            return true;
    }
    return false;
}

enum err review_file_check(struct tx *tx, struct company_id company, const struct review_signature *signature,
                           enum review_fault *ret)
{
    CLEANUP(query_end) struct query q = {0};
    struct arena *arena = tx_arena(tx);
    struct pair pair;

    *ret = REVIEW_ALTERED;
    if (!review_file_fits(signature))
        return OK;
    TRY(read_pair(tx, company, &pair));
    secret_wipe(pair.seed, sizeof(pair.seed));
    *ret = REVIEW_OTHER_KEY;
    if (!pair.known || memcmp(pair.key, signature->key, sizeof(pair.key)) != 0)
        return OK;
    *ret = REVIEW_NO_ENTRY;
    TRY(QUERY(tx, &review_entry, &q, SQL_INT(company.n), SQL_INT(signature->entry)));
    if (query_next(&q))
        *ret = entry_holds(arena, query_text(&q, 0), review_record_hash(arena, signature->record)) ? REVIEW_HOLDS
                                                                                                   : REVIEW_OTHER_HASH;
    return query_done(&q);
}
