#include "proof/lists.h"

#include "base/buf.h"
#include "http/router.h"
#include "proof/chance.h"

/* Any that they see; now and then nothing. */
static const struct known_thing *any_seen(const struct known *known, uint64_t *random, enum known_kind kind)
{
    int count = known->counts[kind];
    int from = count ? (int)chance_below(random, (uint64_t)count) : 0;

    for (int i = 0; i < count; i++) {
        const struct known_thing *thing = &known->things[kind][(from + i) % count];

        if (thing->sees)
            return thing;
    }
    return NULL;
}

static const struct known_thing *any_item(const struct known *known, const struct known_thing *copy, uint64_t *random)
{
    int count = known->counts[KNOWN_ITEM];
    int from = count ? (int)chance_below(random, (uint64_t)count) : 0;

    for (int i = 0; copy && i < count; i++) {
        const struct known_thing *item = &known->things[KNOWN_ITEM][(from + i) % count];

        if (item->sees && item->from == copy->from)
            return item;
    }
    return NULL;
}

static const struct zone *zone_of(int company)
{
    static struct zone *zones[2];
    static struct arena arena;

    if (!zones[0] && (zone_load(&arena, STR("America/New_York"), &zones[0]) != OK ||
                      zone_load(&arena, STR("Europe/Berlin"), &zones[1]) != OK))
        fail_msg("no zones");
    return zones[company];
}

/* A week that the event lies in, and its client. */
static void about_event(struct asking *a, const struct zone *zone, uint64_t *random)
{
    a->client = known_of(a->known, KNOWN_CLIENT, a->event->client);
    a->day = time_local(zone, a->event->from).day_number - (int)chance_below(random, 7);
}

struct asking lists_asking(struct known *known, const struct member *who, uint64_t *random, unsigned flags)
{
    const struct zone *zone = zone_of(known->company);
    int32_t today = time_local(zone, world_now(known->crew->world)).day_number;
    struct asking asking = {.known = known,
                            .random = random,
                            .who = who,
                            .client = any_seen(known, random, KNOWN_CLIENT),
                            .staff = any_seen(known, random, KNOWN_STAFF),
                            .event = any_seen(known, random, KNOWN_EVENT),
                            .template = any_seen(known, random, KNOWN_TEMPLATE),
                            .pet = any_seen(known, random, KNOWN_PET),
                            .line = any_seen(known, random, KNOWN_LINE),
                            .copy = known_copy(known, who->staff, false),
                            .record = known_copy(known, who->staff, true),
                            .word = chance_words[chance_below(random, OWN_WORDS)],
                            .status = (int)chance_below(random, 3) + 1,
                            .day = today + (int)chance_below(random, 24) - 14};

    asking.item = any_item(known, asking.copy, random);
    if (flags & WAY_SELF)
        asking.staff = known_of(known, KNOWN_STAFF, who->staff);
    if (flags & WAY_TODAY)
        asking.day = today;
    if (flags & WAY_NOT_EVENT && !(flags & WAY_TODAY) && asking.event)
        about_event(&asking, zone, random);
    if (flags & WAY_NOT_EVENT)
        asking.day -= known->company ? day_weekday(asking.day) - 1 : day_weekday(asking.day) % 7; /* as weeks begin */
    asking.from = time_day_start(zone, asking.day);
    asking.until = time_day_start(zone, asking.day + (flags & WAY_TODAY && !(flags & WAY_NOT_EVENT) ? 1 : 7));
    return asking;
}

static struct str id_of(const struct known_thing *thing, struct arena *arena)
{
    return id_text(arena, thing ? thing->id : ABSENT_ID);
}

static struct str place_value(const struct asking *a, struct str name, struct str rest, struct arena *arena)
{
    const struct crew_company *company = &a->known->crew->companies[a->known->company];
    const struct known *known = a->known;

    switch ((int)target_by_name(name)) {
    case TARGET_CLIENT:
        return id_of(a->client, arena);
    case TARGET_STAFF:
        return id_of(a->staff, arena);
    case TARGET_EVENT:
        return id_of(a->event, arena);
    case TARGET_PET:
        return id_of(a->pet, arena);
    case TARGET_TEMPLATE:
        return id_of(a->template, arena);
    case TARGET_LINE:
        return id_of(a->line, arena);
    case TARGET_REVIEW:
        return id_of(str_starts(rest, STR("record")) ? a->record : a->copy, arena);
    case TARGET_ITEM:
        return id_of(a->item, arena);
    case TARGET_SERVICE:
        return id_text(arena, company->service);
    case TARGET_ENTRY:
        return id_text(arena,
                       known->things[KNOWN_ENTRY][chance_below(a->random, (uint64_t)known->counts[KNOWN_ENTRY])].id);
    case TARGET_ROLE:
        return id_text(arena, company->role);
    default:
        return id_text(arena, ABSENT_ID);
    }
}

struct str lists_path(const struct asking *a, const char *path, struct arena *arena)
{
    struct str rest = str_from(path + 1);
    struct buf out;

    buf_init(&out, arena, 1000);
    while (rest.n) {
        struct str part = str_cut(&rest, '/');

        buf_add_char(&out, '/');
        buf_add(&out, part.n && part.p[0] == '{' ? place_value(a, str_slice(part, 1, part.n - 2), rest, arena) : part);
    }
    return buf_str(&out);
}

static const char *status_word(const struct asking *a, const char *kind)
{
    static const char *const clients[] = {"", "prospective", "active", "inactive"};
    static const char *const people[] = {"", "active", "invited", "frozen"};
    static const char *const events[] = {"", "scheduled", "in_progress", "completed"};

    return (*kind == 'c' ? clients : *kind == 's' ? people : events)[a->status];
}

/* All there are, seen or not. */
static struct str every_client(const struct asking *a, struct arena *arena)
{
    struct buf out;

    buf_init(&out, arena, 10000);
    for (int i = 0; i < a->known->counts[KNOWN_CLIENT]; i++) {
        if (i)
            buf_add(&out, STR("&clients="));
        buf_add(&out, id_of(&a->known->things[KNOWN_CLIENT][i], arena));
    }
    return buf_str(&out);
}

/* The value of an "@word" of a query. */
static struct str mark_value(const struct asking *a, struct str mark, struct str token, struct arena *arena)
{
    if (str_is(mark, "me"))
        return id_text(arena, a->who->staff);
    if (str_is(mark, "client"))
        return id_of(a->client, arena);
    if (str_is(mark, "every"))
        return every_client(a, arena);
    if (str_is(mark, "assigned"))
        return id_text(arena, a->event && a->event->staff ? a->event->staff : ABSENT_ID);
    if (str_is(mark, "word") || str_is(mark, "name"))
        return str_from(a->word);
    if (str_is(mark, "day"))
        return day_text(arena, a->day);
    if (str_is(mark, "from"))
        return time_text(arena, zone_utc, a->from);
    if (str_is(mark, "until"))
        return time_text(arena, zone_utc, a->until);
    if (str_is(mark, "token"))
        return token.n ? arena_format(arena, ",\"token\":\"%.*s\"", STR_ARG(token)) : STR("");
    return str_from(status_word(a, arena_cstr(arena, mark)));
}

struct str lists_query(const struct asking *a, const char *query, struct str token, struct arena *arena)
{
    struct buf out;

    buf_init(&out, arena, 10000);
    while (*query) {
        size_t n = 1;

        if (*query != '@') {
            buf_add_char(&out, *query++);
            continue;
        }
        while ((query[n] >= 'a' && query[n] <= 'z') || query[n] == '_')
            n++;
        buf_add(&out, mark_value(a, (struct str){query + 1, n - 1}, token, arena));
        query += n;
    }
    return buf_str(&out);
}
