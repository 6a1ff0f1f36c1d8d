/* What is asked of the record, and how the page shows it. */
#include "base/fold.h"
#include "features/audit/audit_docs.h"

#include "app/cursor.h"

enum { OPERATIONS_MAX = 4096, ADDRESS_MAX = 4096 };

const struct input_field record_input[] = {
    {.name = "staff", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Person"},
    {.name = "by", .kind = INPUT_ID, .target = TARGET_STAFF, .label = "Done by"},
    {.name = "client", .kind = INPUT_ID, .target = TARGET_CLIENT, .label = "Client"},
    {.name = "kind", .kind = INPUT_TEXT, .max = 60, .label = "Kind"},
    {.name = "from", .kind = INPUT_DAY, .label = "From"},
    {.name = "to", .kind = INPUT_DAY, .label = "To"},
    {.name = "q", .kind = INPUT_TEXT, .max = 100, .label = "Search"},
    {.name = "cursor", .kind = INPUT_TEXT, .max = 64},
    {.name = NULL},
};

static bool in_kind(const struct record_kind *kind, struct str wanted)
{
    return wanted.n == 0 || str_is(wanted, kind->operation) || str_is(wanted, area_name(kind->area));
}

/* The acts that `kind` and `q` mean, as the statement takes them. */
MUST_CHECK static enum err read_kinds(struct context *cx, const struct input *in, struct entry_filter *ret)
{
    struct str kind = input_text(in, "kind"), q = fold(cx->arena, input_text(in, "q")), words[8];
    int count = fold_words(cx->arena, q, words, ARRAY_SIZE(words));
    bool known = kind.n == 0;
    struct buf out;

    ret->by_kind = kind.n || count;
    if (!ret->by_kind)
        return OK;
    buf_init(&out, cx->arena, OPERATIONS_MAX);
    buf_add_char(&out, ',');
    for (int i = 0; i < record_kind_count; i++) {
        if (!in_kind(&record_kinds[i], kind))
            continue;
        known = true;
        if (!kind_has_words(&record_kinds[i], words, count, cx->arena))
            continue;
        buf_add(&out, str_from(record_kinds[i].operation));
        buf_add_char(&out, ',');
    }
    ret->operations = buf_str(&out);
    return known ? OK : FAIL_FIELD(cx->arena, STR("kind"), MSG_RECORD_KIND);
}

MUST_CHECK static enum err read_days(struct context *cx, const struct input *in, struct entry_filter *ret)
{
    int32_t from = (int32_t)input_int(in, "from"), to = (int32_t)input_int(in, "to");

    if (input_given(in, "from"))
        ret->from = time_day_start(cx->company->zone, from);
    if (input_given(in, "to"))
        ret->until = time_day_start(cx->company->zone, to + 1);
    if (input_given(in, "from") && input_given(in, "to") && to < from)
        return FAIL_FIELD(cx->arena, STR("to"), MSG_RECORD_RANGE);
    return OK;
}

enum err record_filter(struct context *cx, const struct input *in, struct entry_filter *ret)
{
    struct str cursor = {0};

    *ret = (struct entry_filter){
        .staff = input_staff(in, "staff"), .by = input_staff(in, "by"), .client = input_client(in, "client")};
    TRY(read_kinds(cx, in, ret));
    TRY(read_days(cx, in, ret));
    if (!cursor_parse(cx->arena, input_text(in, "cursor"), &cursor, &ret->before_change) ||
        (cursor.n && !str_to_int(cursor, &ret->before_at)))
        return FAIL_FIELD(cx->arena, STR("cursor"), MSG_CURSOR);
    return OK;
}

/* ------------------------------------------------------------------ shown */

static void put_person(const struct reader *reader, struct staff_id id, struct node *out)
{
    struct shown_person person = shown_person(reader, id, false);

    doc_id(out, record_ref_id, person.id.n);
    doc_text(out, record_ref_name, person.name);
}

/* Those whose record the reader may see, without the reader where that is nobody else. */
static void put_people(const struct reader *reader, struct staff_id chosen, struct node *list)
{
    const struct grant *g = reader->g;

    if (!audit_reads_others(g))
        return;
    for (int i = 0; i < picture_person_count(g->picture); i++) {
        const struct person *person = picture_person_at(g->picture, i);

        if (grant_may(g, PERMISSION_view_audit, ABOUT_STAFF(person->id)))
            option_put(list, id_text(reader->cx->arena, person->id.n), person->name, person->id.n == chosen.n);
    }
}

/* What is the owner's is not offered to who reported something once. */
static bool is_offered(const struct grant *g, const struct record_kind *kind)
{
    if (kind->readers == RECORD_OWNER)
        return g->person && grant_is_owner(g);
    return kind->readers == RECORD_TOLD || audit_reads_others(g);
}

/* Of one area; nothing where the reader never reads of it. */
static void put_area(const struct reader *reader, enum record_area area, struct str chosen, struct node *list)
{
    struct context *cx = reader->cx;
    struct str label = area_label(area, cx->company), last = {0};
    struct node *kinds = NULL;

    for (int i = 0; i < record_kind_count; i++) {
        const struct record_kind *kind = &record_kinds[i];
        struct str words;

        if (kind->area != area || !is_offered(reader->g, kind))
            continue;
        if (!kinds)
            kinds = doc_list(option_put(list, str_from(area_name(area)), label, str_is(chosen, area_name(area))),
                             record_area_kinds);
        words = kind_words(cx, str_from(kind->operation), NULL);
        if (str_equal(words, last)) /* two addresses of one act */
            continue;
        last = words;
        option_put(kinds, str_from(kind->operation), words, str_is(chosen, kind->operation));
    }
}

static struct str kind_label(const struct reader *reader, struct str kind)
{
    for (int area = 1; area < AREA__MAX; area++) {
        if (str_is(kind, area_name((enum record_area)area)))
            return area_label((enum record_area)area, reader->cx->company);
    }
    return kind_words(reader->cx, kind, NULL);
}

void filter_document(const struct reader *reader, const struct input *in, const struct entry_filter *filter,
                     struct node *out)
{
    struct str kind = input_text(in, "kind");
    struct node *areas = doc_list(out, record_filter_view_areas);

    doc_text(out, record_filter_view_q, input_text(in, "q"));
    if (filter->from)
        doc_day(out, record_filter_view_from, (int32_t)input_int(in, "from"));
    if (filter->until)
        doc_day(out, record_filter_view_to, (int32_t)input_int(in, "to"));
    if (filter->staff.n)
        put_person(reader, filter->staff, doc_object(out, record_filter_view_staff));
    if (filter->by.n)
        put_person(reader, filter->by, doc_object(out, record_filter_view_by));
    if (filter->client.n) {
        struct node *client = doc_object(out, record_filter_view_client);

        doc_id(client, record_ref_id, filter->client.n);
        doc_text(client, record_ref_name, entry_name(&reader->clients, filter->client.n));
    }
    if (kind.n) {
        doc_text(out, record_filter_view_kind, kind);
        doc_text(out, record_filter_view_kind_label, kind_label(reader, kind));
    }
    for (int area = 1; area < AREA__MAX; area++)
        put_area(reader, (enum record_area)area, kind, areas);
    put_people(reader, filter->staff, doc_list(out, record_filter_view_staff_options));
    put_people(reader, filter->by, doc_list(out, record_filter_view_by_options));
    doc_int(out, record_filter_view_count,
            (filter->staff.n > 0) + (filter->by.n > 0) + (filter->client.n > 0) + (kind.n > 0) + (filter->from > 0) +
                (filter->until > 0));
}

struct str filter_address(struct arena *arena, const char *path, const struct input *in)
{
    const char *before = "?";
    struct buf out;

    buf_init(&out, arena, ADDRESS_MAX);
    buf_add(&out, str_from(path));
    for (const struct input_field *field = record_input; field->name; field++) {
        struct str typed = input_raw(in, str_from(field->name));

        if (typed.n == 0 || strcmp(field->name, "cursor") == 0)
            continue;
        buf_format(&out, "%s%s=", before, field->name);
        url_encode(&out, typed);
        before = "&";
    }
    return buf_str(&out);
}
