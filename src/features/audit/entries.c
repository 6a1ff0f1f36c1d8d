#include "features/audit/entries.h"

#include <stdlib.h>

/* The statement's parts behind those of grant_scope_bits, in this order; each reader and filter is a choice of them. */
enum {
    PART_BEFORE = 1 << 2,
    PART_FROM = 1 << 3,
    PART_UNTIL = 1 << 4,
    PART_STAFF = 1 << 5,
    PART_BY = 1 << 6,
    PART_CLIENT = 1 << 7,
    PART_KINDS = 1 << 8,
    PART_ONE = 1 << 9,
    PART_OWN = 1 << 10,
    PART_REACH = 1 << 11,
    PART_KIND = 1 << 12,
    PART_OPEN = 1 << 13,
};

/* With these few entries are looked at anyway, whatever their kind. */
#define PARTS_FEW (PART_STAFF | PART_BY | PART_CLIENT | PART_ONE | PART_OWN)
/* More kinds than that are most of what happens: a page is full soon. */
enum { KINDS_APART = 24 };

/* The acts by or about a person: three looks by index. */
#define CONCERNS(person)                                                                                               \
    "AND a.change IN (SELECT o.change FROM audit o WHERE o.company_id = $1 AND o.actor_id = " person                   \
    " UNION ALL SELECT o.change FROM audit o WHERE o.company_id = $1 AND o.staff_id = " person                         \
    " AND o.staff_id > 0 UNION ALL SELECT o.change FROM audit_also o WHERE o.company_id = $1 AND o.kind = 1"           \
    " AND o.subject_id = " person ")"

SQL_LIST(audit_entries,
         "SELECT a.change, a.at, a.operation, a.actor_id, a.surface, a.address, a.staff_id, a.client_id, a.details,"
         " a.hash FROM audit a WHERE a.company_id = $1 {0} {1} {2} {3} {4} {5} {6} {7} {8} {9} {10} {11} {12} {13}"
         " ORDER BY a.at DESC, a.change DESC LIMIT $2",
         "AND (a.client_id = 0 OR AMONG($14, a.client_id))", "AND NOT AMONG($14, a.client_id)",
         "AND (a.at, a.change) < ($3, $4)", "AND a.at >= $5", "AND a.at < $6", CONCERNS("$7"), "AND a.actor_id = $8",
         "AND a.change IN (SELECT o.change FROM audit o WHERE o.company_id = $1 AND o.client_id = $9"
         " AND o.client_id > 0 UNION ALL SELECT o.change FROM audit_also o WHERE o.company_id = $1 AND o.kind = 2"
         " AND o.subject_id = $9)",
         "AND $10 LIKE '%,' || a.operation || ',%'", "AND a.change = $11",
         /* AUD-04: one's own acts, and what one is told of those about oneself */
         CONCERNS("$12") " AND ((a.actor_id = $12 AND a.staff_id IN (0, $12))"
                         " OR (a.actor_id <> $12 AND $13 LIKE '%,' || a.operation || ',%'))",
         "AND (AMONG($15, a.actor_id) OR AMONG($15, a.staff_id) OR (a.actor_id = 0 AND a.staff_id = 0))",
         "AND a.operation = $16",
         /* ROL-306: what is for the owner and who did it alone; through another's eyes nobody did it */
         "AND (a.actor_id = $18 OR NOT $17 LIKE '%,' || a.operation || ',%')");
SQL(audit_client_names, "SELECT id, name FROM client WHERE company_id = $1 AND id IN IDS($2)");
SQL(audit_service_names, "SELECT id, name FROM service WHERE company_id = $1 AND id IN IDS($2)");

/* ------------------------------------------------------------------ who reads what */

bool audit_reads_others(const struct grant *g)
{
    return !g->person || grant_holds(g, PERMISSION_view_audit);
}

/* The people whose record the reader may see; false: everyone's. */
static bool reach(const struct grant *g, struct arena *arena, const int64_t **ret_ids, int *ret_count)
{
    int all = picture_person_count(g->picture), count = 0;
    int64_t *ids;

    if (!g->person)
        return false;
    ids = arena_array(arena, int64_t, (size_t)all);
    for (int i = 0; i < all; i++) {
        struct staff_id id = picture_person_at(g->picture, i)->id;

        if (grant_may(g, PERMISSION_view_audit, ABOUT_STAFF(id)))
            ids[count++] = id.n;
    }
    *ret_ids = ids;
    *ret_count = count;
    return count < all;
}

/* ",events.create,events.update,": the kinds for these readers. */
static struct str kinds_for(struct arena *arena, enum record_readers readers)
{
    struct buf out;

    buf_init(&out, arena, 4096);
    buf_add_char(&out, ',');
    for (int i = 0; i < record_kind_count; i++) {
        if (record_kinds[i].readers != readers)
            continue;
        buf_add(&out, str_from(record_kinds[i].operation));
        buf_add_char(&out, ',');
    }
    return buf_str(&out);
}

/* ------------------------------------------------------------------ reading */

static unsigned filter_parts(const struct entry_filter *filter)
{
    unsigned parts = filter->before_change ? PART_BEFORE : 0u;

    parts |= filter->from ? PART_FROM : 0u;
    parts |= filter->until ? PART_UNTIL : 0u;
    parts |= filter->staff.n ? PART_STAFF : 0u;
    parts |= filter->by.n ? PART_BY : 0u;
    parts |= filter->client.n ? PART_CLIENT : 0u;
    parts |= filter->by_kind ? PART_KINDS : 0u; /* or PART_KIND */
    return parts | (filter->change ? PART_ONE : 0u);
}

static void take(const struct query *q, struct arena *arena, struct entry *entry)
{
    struct str hash = query_bytes(q, 9);

    *entry = (struct entry){.change = query_int(q, 0),
                            .at = query_int(q, 1),
                            .operation = query_text(q, 2),
                            .actor = {query_int(q, 3)},
                            .surface = (enum surface)query_int(q, 4),
                            .address = query_text(q, 5),
                            .staff = {query_int(q, 6)},
                            .client = {query_int(q, 7)}};
    if (hash.n == HASH_BYTES)
        memcpy(entry->hash, hash.p, HASH_BYTES);
    if (!record_read(arena, query_text(q, 8), &entry->record))
        entry->record = (struct record){0}; /* the walk over the chain says so; here it has no values */
}

/* What a reader asks for, as the statement takes it. */
struct asking {
    const struct grant *g;
    struct entry_filter filter;
    unsigned parts;
    const int64_t *people;
    int people_count;
    struct str told, kind, owners;
    struct staff_id actor; /* who reads, as somebody who acts */
};

MUST_CHECK static enum err read_some(struct tx *tx, const struct asking *asking, int max, struct entry_list *ret)
{
    CLEANUP(query_end) struct query q = {0};
    const struct entry_filter *filter = &asking->filter;
    const struct grant *g = asking->g;

    *ret = (struct entry_list){.items = arena_array(tx_arena(tx), struct entry, (size_t)max)};
    TRY(QUERY_LIST(tx, &audit_entries, asking->parts, &q, SQL_INT(g->company.n), SQL_INT(max + 1),
                   SQL_INT(filter->before_at), SQL_INT(filter->before_change), SQL_INT(filter->from),
                   SQL_INT(filter->until), SQL_INT(filter->staff.n), SQL_INT(filter->by.n), SQL_INT(filter->client.n),
                   SQL_TEXT(filter->operations), SQL_INT(filter->change), SQL_INT(g->staff.n), SQL_TEXT(asking->told),
                   SQL_IDS(g->scope.ids, g->scope.count), SQL_IDS(asking->people, asking->people_count),
                   SQL_TEXT(asking->kind), SQL_TEXT(asking->owners), SQL_INT(asking->actor.n)));
    while (query_next(&q)) {
        if (ret->count == max) {
            ret->more = true;
            return OK;
        }
        take(&q, tx_arena(tx), &ret->items[ret->count++]);
    }
    return query_done(&q);
}

static bool is_newer(const struct entry *a, const struct entry *b)
{
    return a->at != b->at ? a->at > b->at : a->change > b->change;
}

/* The newest `max` of two lists, each newest first. */
static void merge(struct entry_list *into, const struct entry_list *more, int max, struct arena *arena)
{
    struct entry *items = arena_array(arena, struct entry, (size_t)max);
    int a = 0, b = 0, count = 0;

    while (count < max && (a < into->count || b < more->count)) {
        bool first = b == more->count || (a < into->count && is_newer(&into->items[a], &more->items[b]));

        items[count++] = first ? into->items[a++] : more->items[b++];
    }
    into->more |= more->more || a < into->count || b < more->count;
    into->items = items;
    into->count = count;
}

/* Kind by kind, each by its index: a page of rare kinds costs what it shows, not a walk over all that happened since.
 * Once there is more than the page holds, of further kinds only what is newer than its last entry is read. */
MUST_CHECK static enum err read_by_kind(struct tx *tx, struct asking *asking, int max, struct entry_list *ret)
{
    struct str rest = str_slice(asking->filter.operations, 1, asking->filter.operations.n);

    *ret = (struct entry_list){.items = NULL};
    asking->parts = (asking->parts & ~(unsigned)PART_KINDS) | PART_KIND;
    while (rest.n > 0) {
        struct entry_list one;

        asking->kind = str_cut(&rest, ',');
        TRY(read_some(tx, asking, max, &one));
        merge(ret, &one, max, tx_arena(tx));
        if (ret->more) {
            asking->filter.from = ret->items[max - 1].at;
            asking->parts |= PART_FROM;
        }
    }
    return OK;
}

static int kind_count(const struct entry_filter *filter)
{
    int commas = 0;

    for (size_t i = 0; i < filter->operations.n; i++)
        commas += filter->operations.p[i] == ',';
    return commas - 1;
}

enum err record_entries(struct context *cx, struct tx *tx, const struct grant *g, const struct entry_filter *filter,
                        int max, struct entry_list *ret)
{
    struct asking asking = {.g = g, .filter = *filter, .parts = filter_parts(filter) | grant_scope_bits(g)};
    int kinds = filter->by_kind ? kind_count(filter) : 0;

    if (!audit_reads_others(g)) {
        asking.parts |= PART_OWN;
        asking.told = kinds_for(cx->arena, RECORD_TOLD);
    } else if (reach(g, cx->arena, &asking.people, &asking.people_count)) {
        asking.parts |= PART_REACH;
    }
    if (g->person && !grant_is_owner(g)) {
        asking.parts |= PART_OPEN;
        asking.owners = kinds_for(cx->arena, RECORD_OWNER);
        asking.actor = cx->principal.viewed.n ? (struct staff_id){-1} : g->staff;
    }
    if (kinds == 1 || (kinds > 1 && kinds <= KINDS_APART && max <= ENTRY_PAGE && !(asking.parts & PARTS_FEW)))
        return read_by_kind(tx, &asking, max, ret);
    return read_some(tx, &asking, max, ret);
}

/* ------------------------------------------------------------------ names */

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

/* Which of the sorted ids it is, or -1. */
static int place_of(const struct entry_names *names, int64_t id)
{
    const int64_t *found = names->count ? bsearch(&id, names->ids, (size_t)names->count, sizeof(id), by_number) : NULL;

    return found ? (int)(found - names->ids) : -1;
}

/* Takes `ids`, which it puts in order, each once. */
MUST_CHECK static enum err read_names(struct tx *tx, const struct sql *sql, const struct grant *g, int64_t *ids,
                                      int count, struct entry_names *ret)
{
    CLEANUP(query_end) struct query q = {0};
    int unique = 0;

    *ret = (struct entry_names){.ids = ids};
    if (count == 0)
        return OK;
    qsort(ids, (size_t)count, sizeof(*ids), by_number);
    for (int i = 0; i < count; i++) {
        if (unique == 0 || ids[unique - 1] != ids[i])
            ids[unique++] = ids[i];
    }
    ret->count = unique;
    ret->names = arena_array(tx_arena(tx), struct str, (size_t)unique);
    TRY(QUERY(tx, sql, &q, SQL_INT(g->company.n), SQL_IDS(ids, unique)));
    while (query_next(&q)) {
        int place = place_of(ret, query_int(&q, 0));

        if (place >= 0)
            ret->names[place] = query_text(&q, 1);
    }
    return query_done(&q);
}

enum err entry_clients(struct tx *tx, const struct grant *g, int64_t *ids, int count, struct entry_names *ret)
{
    int seen = 0;

    for (int i = 0; i < count; i++) {
        if (grant_sees_client(g, (struct client_id){ids[i]}))
            ids[seen++] = ids[i];
    }
    return read_names(tx, &audit_client_names, g, ids, seen, ret);
}

enum err entry_services(struct tx *tx, const struct grant *g, int64_t *ids, int count, struct entry_names *ret)
{
    return read_names(tx, &audit_service_names, g, ids, count, ret);
}

struct str entry_name(const struct entry_names *names, int64_t id)
{
    int place = place_of(names, id);

    return place >= 0 ? names->names[place] : (struct str){0};
}
