/* Companies in memory: one state each, refreshed once however many wait, least recently used out. */
#include "app/state.h"
#include "app/load.h"
#include "base/heap.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BUCKETS = 4096, BUDGET_DEFAULT = 256 << 20 };

/* What is handed out: immutable, counted. */
struct held {
    struct company_state state; /* first: company_release casts back */
    struct arena arena;
    atomic_int references;
    size_t bytes;
    int64_t change;
};

struct entry {
    struct company_id company;
    struct held *held; /* NULL: never loaded */
    bool loading;
    uint64_t used; /* the clock of uses, for the least recent */
    struct entry *next;
};

struct pictures {
    pthread_mutex_t lock;
    pthread_cond_t loaded;
    struct entry *buckets[BUCKETS];
    size_t budget, bytes;
    uint64_t uses;
};

struct pictures *pictures_new(size_t budget)
{
    struct pictures *pictures = heap_new(sizeof(*pictures));

    pictures->budget = budget ? budget : (size_t)BUDGET_DEFAULT;
    pthread_mutex_init(&pictures->lock, NULL);
    pthread_cond_init(&pictures->loaded, NULL);
    return pictures;
}

static void held_release(struct held *held)
{
    if (!held || atomic_fetch_sub(&held->references, 1) != 1)
        return;
    picture_release(held->state.picture);
    arena_free(&held->arena);
    heap_free(held);
}

void pictures_free(struct pictures *pictures)
{
    if (!pictures)
        return;
    for (int i = 0; i < BUCKETS; i++) {
        for (struct entry *entry = pictures->buckets[i], *next; entry; entry = next) {
            next = entry->next;
            held_release(entry->held);
            heap_free(entry);
        }
    }
    pthread_cond_destroy(&pictures->loaded);
    pthread_mutex_destroy(&pictures->lock);
    heap_free(pictures);
}

size_t pictures_bytes(struct app *app)
{
    pthread_mutex_lock(&app->pictures->lock);
    size_t bytes = app->pictures->bytes;
    pthread_mutex_unlock(&app->pictures->lock);
    return bytes;
}

static struct entry **entry_place(struct pictures *pictures, struct company_id company)
{
    uint64_t hash = (uint64_t)company.n * UINT64_C(0x9e3779b97f4a7c15);
    struct entry **place = &pictures->buckets[hash >> 52];

    while (*place && (*place)->company.n != company.n)
        place = &(*place)->next;
    return place;
}

static struct entry *entry_find(struct pictures *pictures, struct company_id company)
{
    struct entry **place = entry_place(pictures, company);

    if (!*place) {
        *place = heap_new(sizeof(**place));
        (*place)->company = company;
    }
    return *place;
}

/* Lets go of what was not used for longest until the budget holds; never of `keep`. Called with the lock. */
static void trim(struct pictures *pictures, const struct entry *keep)
{
    while (pictures->bytes > pictures->budget) {
        struct entry *oldest = NULL;

        for (int i = 0; i < BUCKETS; i++) {
            for (struct entry *entry = pictures->buckets[i]; entry; entry = entry->next) {
                if (entry != keep && entry->held && !entry->loading && (!oldest || entry->used < oldest->used))
                    oldest = entry;
            }
        }
        if (!oldest)
            return;
        pictures->bytes -= oldest->held->bytes;
        held_release(oldest->held);
        oldest->held = NULL;
    }
}

struct load {
    struct app *app;
    struct company_id company;
    struct arena *arena; /* scratch */
    const struct held *old;
    struct held *made;
};

MUST_CHECK static enum err load_body(struct tx *tx, void *data)
{
    struct load *load = data;
    struct picture_facts facts;
    struct company_row row;
    const struct zone *zone = NULL;
    const struct picture *old = load->old ? load->old->state.picture : NULL;

    arena_reset(&load->made->arena); /* a second try starts anew */
    TRY(load_facts(tx, load->company, &old, load->arena, &row, &facts));
    if (zones_get(load->app->zones, row.zone, load->arena, &zone) != OK) /* the machine lost what set-up found there */
        return fail_internal(load->arena, "the company's time zone %.*s cannot be read", STR_ARG(row.zone));
    load->made->state.profile = company_row_profile(&row, zone, &load->made->arena);
    picture_release(load->made->state.picture);
    load->made->state.picture = old ? picture_refresh(old, &facts) : picture_build(&facts);
    load->made->change = facts.company.change;
    return OK;
}

/* Loads outside of the lock. `old` stays held by the entry, which nobody replaces while it is loading. */
MUST_CHECK static enum err load(struct app *app, struct company_id company, const struct held *old, struct arena *arena,
                                struct held **ret)
{
    struct held *made = heap_new(sizeof(*made));
    struct arena scratch = ARENA_INIT;
    struct load job = {app, company, &scratch, old, made};
    enum err err;

    atomic_init(&made->references, 1);
    err = store_read(app->store, company, &scratch, load_body, &job);
    if (err == OK) {
        made->bytes = picture_bytes(made->state.picture) + made->arena.used;
        *ret = made;
    } else {
        (void)fail(arena, err, scratch.failure.text.id, NULL, 0);
        arena->failure.log = arena_str(arena, scratch.failure.log);
        held_release(made);
    }
    arena_free(&scratch);
    return err;
}

enum err company_state(struct app *app, struct company_id company, int64_t change, struct arena *arena,
                       const struct company_state **ret)
{
    struct pictures *pictures = app->pictures;
    struct held *made = NULL;
    enum err err = OK;

    pthread_mutex_lock(&pictures->lock);
    struct entry *entry = entry_find(pictures, company);
    while (entry->loading)
        pthread_cond_wait(&pictures->loaded, &pictures->lock);
    if (!entry->held || entry->held->change < change) {
        entry->loading = true;
        pthread_mutex_unlock(&pictures->lock);
        err = load(app, company, entry->held, arena, &made);
        pthread_mutex_lock(&pictures->lock);
        entry->loading = false;
        if (err == OK) {
            if (entry->held)
                pictures->bytes -= entry->held->bytes;
            held_release(entry->held);
            entry->held = made;
            pictures->bytes += made->bytes;
            trim(pictures, entry);
        }
        pthread_cond_broadcast(&pictures->loaded);
    }
    if (err == OK) {
        entry->used = ++pictures->uses;
        atomic_fetch_add(&entry->held->references, 1);
        *ret = &entry->held->state;
    }
    pthread_mutex_unlock(&pictures->lock);
    return err;
}

bool company_at_hand(struct app *app, struct company_id company, int64_t change)
{
    struct pictures *pictures = app->pictures;

    pthread_mutex_lock(&pictures->lock);
    const struct entry *entry = *entry_place(pictures, company);
    bool at_hand = entry && !entry->loading && entry->held && entry->held->change >= change;
    pthread_mutex_unlock(&pictures->lock);
    return at_hand;
}

void company_release(struct app *app, const struct company_state *state)
{
    (void)app;
    held_release((struct held *)(uintptr_t)state);
}

enum err picture_inside_from(struct tx *tx, struct company_id company, const struct picture *old, struct picture **ret)
{
    struct picture_facts facts;

    TRY(load_facts(tx, company, &old, tx_arena(tx), NULL, &facts));
    *ret = old ? picture_refresh(old, &facts) : picture_build(&facts);
    return OK;
}

enum err picture_inside(struct tx *tx, const struct grant *g, struct picture **ret)
{
    return picture_inside_from(tx, g->company, g->picture, ret);
}

enum err picture_with(struct tx *tx, const struct grant *g, const struct person_facts *person, struct picture **ret)
{
    struct picture_facts facts;

    TRY(load_person(tx, g->company, person, tx_arena(tx), &facts));
    *ret = picture_refresh(g->picture, &facts);
    return OK;
}

enum err picture_at_inside(struct tx *tx, struct company_id company, int64_t at, struct picture **ret)
{
    struct picture_facts facts;

    TRY(load_past(tx, company, at, tx_arena(tx), &facts));
    *ret = picture_build(&facts);
    return OK;
}

struct past_job {
    struct company_id company;
    int64_t at;
    struct arena *arena;
    struct picture *made;
};

MUST_CHECK static enum err past_body(struct tx *tx, void *data)
{
    struct past_job *job = data;
    struct picture_facts facts;

    TRY(load_past(tx, job->company, job->at, job->arena, &facts));
    picture_release(job->made);
    job->made = picture_build(&facts);
    return OK;
}

enum err picture_at(struct app *app, struct company_id company, int64_t at, struct arena *arena, struct picture **ret)
{
    struct past_job job = {company, at, arena, NULL};

    TRY(store_read(app->store, company, arena, past_body, &job));
    *ret = job.made;
    return OK;
}
