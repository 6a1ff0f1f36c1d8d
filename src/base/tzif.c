#include "base/zone.h"

/* More than any zone has (about 240), and than a sound file needs. */
enum { TRANSITIONS_MAX = 4096, TYPES_MAX = 256, ABBREVIATIONS_MAX = 1024, HEADER_BYTES = 44, TYPE_BYTES = 6 };

/* Until when the footer's rule is written out, see INSTANT_MIN and INSTANT_MAX. */
enum { RULE_YEAR_FIRST = 1899, RULE_YEAR_LAST = 2201 };

struct tzif_counts {
    uint32_t isut, isstd, leap, time, type, abbreviation;
};

/* One data block, cut into its arrays. */
struct tzif_block {
    const unsigned char *times, *indices, *types, *abbreviations, *isstd, *isut;
};

static uint32_t read_u32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t read_i64(const unsigned char *p)
{
    return (int64_t)((uint64_t)read_u32(p) << 32 | read_u32(p + 4));
}

static int32_t type_offset(const struct tzif_block *block, size_t type)
{
    return (int32_t)read_u32(block->types + type * TYPE_BYTES);
}

/* Takes a header off `*rest`. */
static bool read_header(struct str *rest, struct tzif_counts *ret)
{
    const unsigned char *p = (const unsigned char *)rest->p;

    if (rest->n < HEADER_BYTES || memcmp(p, "TZif", 4) != 0 || p[4] < '2' || p[4] > '4')
        return false;
    *ret = (struct tzif_counts){
        .isut = read_u32(p + 20),
        .isstd = read_u32(p + 24),
        .leap = read_u32(p + 28),
        .time = read_u32(p + 32),
        .type = read_u32(p + 36),
        .abbreviation = read_u32(p + 40),
    };
    *rest = str_slice(*rest, HEADER_BYTES, rest->n);
    /* Files with leap seconds ("right/…") count other seconds than we do. */
    return ret->time <= TRANSITIONS_MAX && ret->type >= 1 && ret->type <= TYPES_MAX && ret->abbreviation >= 1 &&
           ret->abbreviation <= ABBREVIATIONS_MAX && ret->leap == 0 && (ret->isut == 0 || ret->isut == ret->type) &&
           (ret->isstd == 0 || ret->isstd == ret->type);
}

/* Takes a data block with times of `width` bytes off `*rest`. The counts are small, so no sum overflows. */
static bool read_block(struct str *rest, const struct tzif_counts *counts, size_t width, struct tzif_block *ret)
{
    const unsigned char *p = (const unsigned char *)rest->p;
    size_t size =
        counts->time * (width + 1) + counts->type * TYPE_BYTES + counts->abbreviation + counts->isstd + counts->isut;

    if (rest->n < size)
        return false;
    ret->times = p;
    ret->indices = ret->times + counts->time * width;
    ret->types = ret->indices + counts->time;
    ret->abbreviations = ret->types + counts->type * (size_t)TYPE_BYTES;
    ret->isstd = ret->abbreviations + counts->abbreviation;
    ret->isut = ret->isstd + counts->isstd;
    *rest = str_slice(*rest, size, rest->n);
    return true;
}

static bool types_are_sound(const struct tzif_block *block, const struct tzif_counts *counts)
{
    for (size_t i = 0; i < counts->type; i++) {
        const unsigned char *type = block->types + i * TYPE_BYTES;
        int32_t offset = type_offset(block, i);

        if (offset < OFFSET_S_MIN || offset > OFFSET_S_MAX || type[4] > 1 || type[5] >= counts->abbreviation)
            return false;
        if ((i < counts->isstd && block->isstd[i] > 1) || (i < counts->isut && block->isut[i] > 1))
            return false;
    }
    return block->abbreviations[counts->abbreviation - 1] == '\0';
}

static bool transitions_are_sound(const struct tzif_block *block, const struct tzif_counts *counts)
{
    for (size_t i = 0; i < counts->time; i++) {
        if (block->indices[i] >= counts->type)
            return false;
        if (i > 0 && read_i64(block->times + 8 * i) <= read_i64(block->times + 8 * (i - 1)))
            return false;
    }
    return true;
}

/* A newline, the rule (which may be empty), a newline, the end. */
static bool read_footer(struct str rest, struct tz_rule *ret_rule, bool *ret_has_rule)
{
    struct str text;

    if (rest.n < 2 || rest.p[0] != '\n' || rest.p[rest.n - 1] != '\n')
        return false;
    text = str_slice(rest, 1, rest.n - 2);
    *ret_has_rule = text.n > 0;
    return text.n == 0 || tz_rule_parse(text, ret_rule);
}

static void append(struct zone *zone, int64_t at, int32_t offset)
{
    zone->at[zone->count] = at;
    zone->offset[zone->count] = offset;
    zone->count++;
}

/* Puts a change of the rule in its order. Where both fall on one instant daylight saving goes on (RFC 8536, 3.3.1 has
 * zones that never leave it). */
static void insert_change(struct zone *zone, int64_t after, int64_t at, int32_t offset, bool starts_daylight)
{
    int i = zone->count;

    if (at <= after)
        return;
    while (i > 0 && zone->at[i - 1] >= at)
        i--;
    if (i < zone->count && zone->at[i] == at) {
        if (starts_daylight)
            zone->offset[i] = offset;
        return;
    }
    memmove(zone->at + i + 1, zone->at + i, (size_t)(zone->count - i) * sizeof(zone->at[0]));
    memmove(zone->offset + i + 1, zone->offset + i, (size_t)(zone->count - i) * sizeof(zone->offset[0]));
    zone->at[i] = at;
    zone->offset[i] = offset;
    zone->count++;
}

/* Writes the rule out behind the table. */
static void apply_rule(struct zone *zone, const struct tz_rule *rule)
{
    int64_t after = zone->count > 0 ? zone->at[zone->count - 1] : INT64_MIN;

    if (zone->count == 0)
        zone->first_offset = rule->standard_s;
    if (!rule->has_daylight)
        return;
    for (int year = RULE_YEAR_FIRST; year <= RULE_YEAR_LAST; year++) {
        int64_t start = tz_change_in(&rule->start, year) - rule->standard_s;
        int64_t end = tz_change_in(&rule->end, year) - rule->daylight_s;

        insert_change(zone, after, start, rule->daylight_s, true);
        insert_change(zone, after, end, rule->standard_s, false);
    }
}

static struct zone *build(struct arena *arena, const struct tzif_block *block, const struct tzif_counts *counts,
                          const struct tz_rule *rule)
{
    struct zone *zone = arena_new(arena, struct zone);
    size_t room = counts->time;

    if (rule != NULL && rule->has_daylight)
        room += 2 * (RULE_YEAR_LAST - RULE_YEAR_FIRST + 1);
    zone->first_offset = type_offset(block, 0);
    zone->at = arena_array(arena, int64_t, room);
    zone->offset = arena_array(arena, int32_t, room);
    for (size_t i = 0; i < counts->time; i++)
        append(zone, read_i64(block->times + 8 * i), type_offset(block, block->indices[i]));
    if (rule != NULL)
        apply_rule(zone, rule);
    return zone;
}

static struct zone *parse(struct arena *arena, struct str rest)
{
    struct tzif_counts counts;
    struct tzif_block block;
    struct tz_rule rule;
    bool has_rule;

    /* The first block is for readers of 1990. */
    if (!read_header(&rest, &counts) || !read_block(&rest, &counts, 4, &block))
        return NULL;
    if (!read_header(&rest, &counts) || !read_block(&rest, &counts, 8, &block))
        return NULL;
    if (!types_are_sound(&block, &counts) || !transitions_are_sound(&block, &counts))
        return NULL;
    if (!read_footer(rest, &rule, &has_rule))
        return NULL;
    return build(arena, &block, &counts, has_rule ? &rule : NULL);
}

enum err zone_parse(struct arena *arena, struct str name, struct str bytes, struct zone **ret)
{
    struct zone *zone = parse(arena, bytes);

    if (zone == NULL) {
        FAIL(arena, ERR_INVALID, MSG_ZONE_UNKNOWN, P_STR("zone", name));
        arena->failure.log = arena_format(arena, "zone file of %.*s is not sound", STR_ARG(name));
        return ERR_INVALID;
    }
    zone->name = arena_str(arena, name);
    *ret = zone;
    return OK;
}
