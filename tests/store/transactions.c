/* All or nothing, and who sees what when. */
#include "store/fixture.h"

#include <pthread.h>

static void a_failed_body_leaves_nothing(struct fixture *f)
{
    struct put put = {.id = 1, .then = ERR_FORBIDDEN};

    assert_int_equal(store_write(f->store, OURS, &f->arena, put_thing, &put, NULL), ERR_FORBIDDEN);
    assert_int_equal(put.runs, 1);
    assert_int_equal(count_committed(f), 0);
}

static void what_is_written_is_there_after_closing(struct fixture *f)
{
    struct put put = {.id = 2};

    assert_ok(&f->arena, put_one(f, 1, "a"));
    assert_ok(&f->arena, store_write_alone(f->store, OURS, &f->arena, put_thing, &put, NULL));
    reopen(f);
    assert_int_equal(count_committed(f), 2);
}

static void store_try_gives_the_result_and_leaves_nothing(struct fixture *f)
{
    struct put put = {.id = 1};

    assert_ok(&f->arena, store_try(f->store, OURS, &f->arena, put_thing, &put));
    put.then = ERR_STALE;
    assert_int_equal(store_try(f->store, OURS, &f->arena, put_thing, &put), ERR_STALE);
    assert_int_equal(put.runs, 2);
    assert_int_equal(count_committed(f), 0);
}

static enum err do_nothing(struct tx *tx, void *data)
{
    (void)tx;
    return *(enum err *)data;
}

static void a_body_without_a_statement_is_fine(struct fixture *f)
{
    enum err result = OK;

    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, do_nothing, &result, NULL));
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, do_nothing, &result));
    result = ERR_ABSENT;
    assert_int_equal(store_write(f->store, OURS, &f->arena, do_nothing, &result, NULL), ERR_ABSENT);
    assert_int_equal(store_read(f->store, OURS, &f->arena, do_nothing, &result), ERR_ABSENT);
}

static void reading_cannot_write(struct fixture *f)
{
    struct put put = {.id = 1};

    assert_int_not_equal(store_read(f->store, OURS, &f->arena, put_thing, &put), OK);
    assert_int_equal(count_committed(f), 0);
}

/* ------------------------------------------------------------------ retry */

static enum err lose_races(struct tx *tx, void *data)
{
    int *left = data;
    struct put put = {.id = 1};

    TRY(put_thing(tx, &put));
    return (*left)-- > 0 ? ERR_RETRY : OK;
}

static void a_lost_race_is_run_again_whole(struct fixture *f)
{
    int left = 3;

    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, lose_races, &left, NULL));
    assert_int_equal(left, -1);
    assert_int_equal(count_committed(f), 1);
}

static void too_many_lost_races_are_unavailable(struct fixture *f)
{
    int left = 1000;

    assert_int_equal(store_write(f->store, OURS, &f->arena, lose_races, &left, NULL), ERR_UNAVAILABLE);
    assert_true(left > 900);
    assert_int_equal(count_committed(f), 0);
}

/* ------------------------------------------------------------------ marks */

static enum err with_marks(struct tx *tx, void *data)
{
    (void)data;
    TRY(put_thing(tx, &(struct put){.id = 1}));
    TRY(tx_mark(tx));
    TRY(put_thing(tx, &(struct put){.id = 2}));
    TRY(tx_mark(tx));
    TRY(put_thing(tx, &(struct put){.id = 3}));
    TRY(tx_undo(tx));
    assert_int_equal(count_things(tx), 2);
    TRY(tx_mark(tx));
    TRY(put_thing(tx, &(struct put){.id = 4}));
    TRY(tx_keep(tx));
    TRY(tx_undo(tx));
    assert_int_equal(count_things(tx), 1);
    TRY(tx_mark(tx));
    TRY(put_thing(tx, &(struct put){.id = 5}));
    return tx_keep(tx);
}

static void marks_nest_and_undo_what_came_after(struct fixture *f)
{
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, with_marks, NULL, NULL));
    assert_int_equal(count_committed(f), 2);
}

static enum err first_a_mark(struct tx *tx, void *data)
{
    (void)data;
    TRY(tx_mark(tx));
    TRY(put_thing(tx, &(struct put){.id = 1}));
    TRY(tx_undo(tx));
    return put_thing(tx, &(struct put){.id = 2});
}

static void a_mark_may_be_the_first_thing(struct fixture *f)
{
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, first_a_mark, NULL, NULL));
    assert_int_equal(count_committed(f), 1);
}

/* ------------------------------------------------------------------ constraints */

static enum err twice_the_same_name(struct tx *tx, void *data)
{
    struct put put = {.id = 1, .name = STR("same")};

    (void)data;
    TRY(put_thing(tx, &put));
    put.id = 2;
    assert_int_equal(put_thing(tx, &put), ERR_CONFLICT);
    assert_true(tx_was_constraint(tx));
    return ERR_CONFLICT;
}

SQL(thing_named, "SELECT name FROM thing WHERE company_id = $1 AND id = $2");
static const struct sql thing_nowhere = {
    "thing_nowhere", "SELECT nothing FROM thing WHERE company_id = $1 AND id = $2", {NULL}};
SQL(thing_again, "INSERT INTO thing (company_id, id) VALUES ($1, $2)");

/* Nobody asks how many rows it changed, so on PostgreSQL nobody waits for it either. */
static enum err twice_without_asking(struct tx *tx, void *data)
{
    const bool *look = data;
    enum err err = put_thing(tx, &(struct put){.id = 1});

    for (int i = 0; err == OK && i < 100; i++)
        err = EXECUTE(tx, &thing_again, NULL, SQL_ID(OURS), SQL_INT(i < 99 ? i + 2 : 1));
    return err == OK && *look ? put_thing(tx, &(struct put){.id = 200}) : err;
}

static void what_nobody_waits_for_fails_the_transaction_all_the_same(struct fixture *f)
{
    for (int look = 0; look < 2; look++) {
        assert_int_equal(store_write(f->store, OURS, &f->arena, twice_without_asking, &(bool){look}, NULL),
                         ERR_CONFLICT);
        assert_non_null(strstr(arena_cstr(&f->arena, f->arena.failure.log), "thing_again"));
        assert_int_equal(count_committed(f), 0);
    }
    assert_ok(&f->arena, put_one(f, 1, "a"));
}

static enum err ask_all(struct tx *tx, void *data)
{
    static const struct param params[] = {SQL_INT(1), SQL_INT(1)};
    CLEANUP(query_end) struct query one = {0}, two = {0};
    const struct query_ask asks[] = {{&thing_named, params, 2, &one}, {&thing_named, params, 2, &two}};

    TRY(put_thing(tx, &(struct put){.id = 1, .name = STR("a")}));
    TRY(query_open_all(tx, asks, ARRAY_SIZE(asks)));
    assert_true(query_next(&one));
    assert_true(query_next(&two));
    assert_true(str_is(query_text(&one, 0), "a"));
    assert_true(str_is(query_text(&two, 0), "a"));
    assert_false(query_next(&one));
    TRY(query_done(&one));
    TRY(query_done(&two));
    *(int *)data += 1;
    return OK;
}

static void several_questions_are_answered_each_for_itself(struct fixture *f)
{
    int runs = 0;

    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, ask_all, &runs, NULL));
    assert_int_equal(runs, 1);
}

static enum err ask_all_wrongly(struct tx *tx, void *data)
{
    static const struct param params[] = {SQL_INT(1), SQL_INT(1)};
    CLEANUP(query_end) struct query one = {0}, two = {0};
    const struct query_ask asks[] = {{&thing_named, params, 2, &one}, {&thing_nowhere, params, 2, &two}};

    (void)data;
    return query_open_all(tx, asks, ARRAY_SIZE(asks));
}

static void one_wrong_question_of_several_fails_them_all(struct fixture *f)
{
    assert_int_equal(store_read(f->store, OURS, &f->arena, ask_all_wrongly, NULL), ERR_INTERNAL);
    assert_ok(&f->arena, put_one(f, 1, "a"));
}

static void a_second_of_what_must_be_unique_is_a_conflict(struct fixture *f)
{
    assert_int_equal(store_write(f->store, OURS, &f->arena, twice_the_same_name, NULL, NULL), ERR_CONFLICT);
    assert_int_equal(f->arena.failure.code, ERR_CONFLICT);
    assert_int_equal(count_committed(f), 0);
}

SQL(part_put, "INSERT INTO part (company_id, id, thing_id) VALUES ($1, $2, $3)");

static enum err part_of_nothing(struct tx *tx, void *data)
{
    (void)data;
    TRY(put_thing(tx, &(struct put){.id = 1}));
    TRY(tx_mark(tx));
    assert_int_equal(EXECUTE(tx, &part_put, NULL, SQL_ID(OURS), SQL_INT(1), SQL_INT(99)), ERR_CONFLICT);
    assert_true(tx_was_constraint(tx));
    TRY(tx_undo(tx));
    TRY(EXECUTE(tx, &part_put, NULL, SQL_ID(OURS), SQL_INT(1), SQL_INT(1)));
    assert_false(tx_was_constraint(tx));
    return OK;
}

static void after_an_undone_conflict_the_rest_goes_on(struct fixture *f)
{
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, part_of_nothing, NULL, NULL));
    assert_int_equal(count_committed(f), 1);
}

SQL(part_of_null, "INSERT INTO part (company_id, id, thing_id) VALUES ($1, 1, NULL)");

static enum err not_null(struct tx *tx, void *data)
{
    (void)data;
    return EXECUTE(tx, &part_of_null, NULL, SQL_ID(OURS));
}

static void another_broken_constraint_is_our_mistake(struct fixture *f)
{
    assert_int_equal(store_write(f->store, OURS, &f->arena, not_null, NULL, NULL), ERR_INTERNAL);
}

/* ------------------------------------------------------------------ several at once */

struct meeting {
    struct fixture *f;
    int64_t first, second;
};

static void *put_from_outside(void *data)
{
    struct fixture *f = data;
    struct arena arena = ARENA_INIT;
    struct put put = {.id = 50};

    assert_ok(&arena, store_write(f->store, OURS, &arena, put_thing, &put, NULL));
    arena_free(&arena);
    return NULL;
}

static enum err read_twice(struct tx *tx, void *data)
{
    struct meeting *meeting = data;
    pthread_t thread;

    meeting->first = count_things(tx);
    pthread_create(&thread, NULL, put_from_outside, meeting->f);
    pthread_join(thread, NULL); /* acknowledged while we read */
    meeting->second = count_things(tx);
    return OK;
}

static void a_reader_keeps_its_picture_while_others_write(struct fixture *f)
{
    struct meeting meeting = {.f = f};

    assert_ok(&f->arena, put_one(f, 1, "a"));
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_twice, &meeting));
    assert_int_equal(meeting.first, 1);
    assert_int_equal(meeting.second, 1);
    assert_int_equal(count_committed(f), 2);
}

static void *count_from_outside(void *data)
{
    struct meeting *meeting = data;
    struct fixture other = {.store = meeting->f->store, .arena = ARENA_INIT};

    meeting->second = count_committed(&other);
    arena_free(&other.arena);
    return NULL;
}

static enum err write_and_look(struct tx *tx, void *data)
{
    struct meeting *meeting = data;
    pthread_t thread;

    TRY(put_thing(tx, &(struct put){.id = 9}));
    meeting->first = count_things(tx);
    pthread_create(&thread, NULL, count_from_outside, meeting);
    pthread_join(thread, NULL);
    return OK;
}

static void nobody_sees_what_is_not_committed(struct fixture *f)
{
    struct meeting meeting = {.f = f};

    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, write_and_look, &meeting, NULL));
    assert_int_equal(meeting.first, 1);
    assert_int_equal(meeting.second, 0);
}

/* ------------------------------------------------------------------ companies (PostgreSQL's second line) */

SQL(all_things, "SELECT COUNT(*) FROM thing /* scope: all companies */");

static enum err count_all(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *ret = data;

    TRY(QUERY(tx, &all_things, &q));
    assert_true(query_next(&q));
    *ret = query_int(&q, 0);
    return query_done(&q);
}

static int64_t count_as(struct fixture *f, struct company_id company)
{
    int64_t count = -1;

    assert_ok(&f->arena, store_read(f->store, company, &f->arena, count_all, &count));
    return count;
}

static void the_company_of_the_transaction_bounds_it_on_postgres(struct fixture *f)
{
    bool bounded = store_engine(f->store) == STORE_POSTGRES;
    struct put put = {.id = 2};

    assert_ok(&f->arena, put_one(f, 1, "a"));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(count_as(f, OURS), 1);
        assert_int_equal(count_as(f, COMPANY_ALL), 1);
        assert_int_equal(count_as(f, COMPANY_NONE), bounded ? 0 : 1);
        assert_int_equal(count_as(f, THEIRS), bounded ? 0 : 1);
    }
    if (bounded)
        assert_int_equal(store_write(f->store, THEIRS, &f->arena, put_thing, &put, NULL), ERR_INTERNAL);
}

static const struct store_test list[] = {
    TEST(a_failed_body_leaves_nothing),
    TEST(what_is_written_is_there_after_closing),
    TEST(store_try_gives_the_result_and_leaves_nothing),
    TEST(a_body_without_a_statement_is_fine),
    TEST(reading_cannot_write),
    TEST(a_lost_race_is_run_again_whole),
    TEST(too_many_lost_races_are_unavailable),
    TEST(marks_nest_and_undo_what_came_after),
    TEST(a_mark_may_be_the_first_thing),
    TEST(a_second_of_what_must_be_unique_is_a_conflict),
    TEST(what_nobody_waits_for_fails_the_transaction_all_the_same),
    TEST(several_questions_are_answered_each_for_itself),
    TEST(one_wrong_question_of_several_fails_them_all),
    TEST(after_an_undone_conflict_the_rest_goes_on),
    TEST(another_broken_constraint_is_our_mistake),
    TEST(a_reader_keeps_its_picture_while_others_write),
    TEST(nobody_sees_what_is_not_committed),
    TEST(the_company_of_the_transaction_bounds_it_on_postgres),
};
const struct store_tests transaction_tests = {list, (int)ARRAY_SIZE(list)};
