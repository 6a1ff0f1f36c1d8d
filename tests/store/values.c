/* What goes in comes out: parameters, columns, fragments, lists. */
#include "store/fixture.h"

#include "store/sql.h"

SQL(value_put, "INSERT INTO thing (company_id, id, name, body, amount) VALUES ($1, $2, $3, $4, $5)");
SQL(value_get, "SELECT name, body, amount, name IS NULL, id FROM thing WHERE company_id = $1 AND id = $2");

struct value {
    struct param name, body, amount;
    bool name_null, amount_null;
    struct str name_back, body_back;
    int64_t amount_back;
};

static enum err write_value(struct tx *tx, void *data)
{
    struct value *value = data;
    int64_t changed = 0;

    TRY(EXECUTE(tx, &value_put, &changed, SQL_ID(OURS), SQL_INT(7), value->name, value->body, value->amount));
    assert_int_equal(changed, 1);
    return OK;
}

static enum err read_value(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct value *value = data;

    TRY(QUERY(tx, &value_get, &q, SQL_ID(OURS), SQL_INT(7)));
    assert_true(query_next(&q));
    value->name_back = query_text(&q, 0);
    value->body_back = query_bytes(&q, 1);
    value->amount_back = query_int(&q, 2);
    value->name_null = query_is_null(&q, 0);
    value->amount_null = query_is_null(&q, 2);
    assert_int_equal(query_bool(&q, 3), value->name_null);
    assert_int_equal(query_int(&q, 4), 7);
    assert_false(query_next(&q));
    return query_done(&q);
}

static void round_trip(struct fixture *f, struct value *value)
{
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, write_value, value, NULL));
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_value, value));
}

static void values_come_back_as_they_were(struct fixture *f)
{
    static const char bytes[] = "\0\1\xff\\x'\"\0";
    struct value value = {SQL_TEXT(STR("Émile \"O'Hara\" \\ {0} $1 🐕")), SQL_BYTES(bytes, sizeof(bytes)),
                          SQL_INT(INT64_MAX)};

    round_trip(f, &value);
    assert_true(str_equal(value.name_back, value.name.text));
    assert_true(str_equal(value.body_back, value.body.text));
    assert_int_equal(value.amount_back, INT64_MAX);
    assert_false(value.name_null);
    assert_false(value.amount_null);
}

static void null_comes_back_as_null_empty_and_zero(struct fixture *f)
{
    struct value value = {SQL_TEXT_OR_NULL(STR("")), SQL_NULL, SQL_INT_OR_NULL(0)};

    round_trip(f, &value);
    assert_true(value.name_null);
    assert_true(value.amount_null);
    assert_int_equal(value.name_back.n, 0);
    assert_non_null(value.name_back.p);
    assert_int_equal(value.body_back.n, 0);
    assert_int_equal(value.amount_back, 0);
}

static void an_empty_text_is_not_null(struct fixture *f)
{
    struct value value = {SQL_TEXT(((struct str){NULL, 0})), SQL_BYTES(NULL, 0), SQL_INT(INT64_MIN)};

    round_trip(f, &value);
    assert_false(value.name_null);
    assert_int_equal(value.name_back.n, 0);
    assert_int_equal(value.amount_back, INT64_MIN);
}

static void a_text_with_nul_is_refused_on_both_engines(struct fixture *f)
{
    struct value value = {SQL_TEXT(STR("a\0b")), SQL_NULL, SQL_NULL};

    assert_int_equal(store_write(f->store, OURS, &f->arena, write_value, &value, NULL), ERR_INTERNAL);
    assert_int_equal(count_committed(f), 0);
}

static void one_statement_takes_null_and_number_in_turn(struct fixture *f)
{
    struct value first = {SQL_NULL, SQL_NULL, SQL_NULL};

    round_trip(f, &first);
    for (int i = 0; i < 4; i++) {
        struct put put = {.id = 100 + i, .name = i % 2 ? arena_format(&f->arena, "n%d", i) : STR("")};

        assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, put_thing, &put, NULL));
    }
    assert_int_equal(count_committed(f), 5);
}

/* ------------------------------------------------------------------ expressions */

SQL(expressions, "SELECT $1 = 3, CAST(SUM(amount) AS BIGINT), SUM(amount), COALESCE($2, 0), AVG(amount), MAX(id), $3 "
                 "FROM thing WHERE company_id = $1");

static enum err read_expressions(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int64_t *n = data;

    TRY(QUERY(tx, &expressions, &q, SQL_INT(1), SQL_INT(INT64_MAX), SQL_TEXT(STR("said"))));
    assert_true(query_next(&q));
    for (int i = 0; i < 6; i++)
        n[i] = query_int(&q, i);
    assert_true(str_is(query_text(&q, 2), "9223372036854775806"));
    assert_true(str_is(query_text(&q, 0), "0"));
    assert_true(str_is(query_text(&q, 6), "said"));
    return query_done(&q);
}

static void sums_booleans_and_fractions_are_numbers(struct fixture *f)
{
    struct value value = {SQL_NULL, SQL_NULL, SQL_INT(INT64_MAX - 1)};
    int64_t n[6];

    round_trip(f, &value);
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_expressions, n));
    assert_int_equal(n[0], 0);
    assert_int_equal(n[1], INT64_MAX - 1);
    assert_int_equal(n[2], INT64_MAX - 1);
    assert_int_equal(n[3], INT64_MAX);
    assert_int_equal(n[5], 7);
}

/* ------------------------------------------------------------------ fragments and lists */

SQL_LIST(filtered, "SELECT id FROM thing WHERE company_id = $1 {0} {1} {2} ORDER BY id LIMIT $2", "AND id IN IDS($5)",
         "AND name >= $3", "AND NOT id IN IDS($4)");

struct filter {
    unsigned fragments;
    const int64_t *some;
    int some_count;
    int64_t found[8];
    int count;
};

static enum err read_filtered(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct filter *filter = data;

    filter->count = 0;
    TRY(QUERY_LIST(tx, &filtered, filter->fragments, &q, SQL_ID(OURS), SQL_INT(6), SQL_TEXT(STR("n3")),
                   SQL_IDS(((const int64_t[]){5}), 1), SQL_IDS(filter->some, filter->some_count)));
    while (query_next(&q))
        filter->found[filter->count++] = query_int(&q, 0);
    return query_done(&q);
}

static void assert_filtered(struct fixture *f, struct filter filter, const int64_t *expected, int count)
{
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_filtered, &filter));
    assert_int_equal(filter.count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(filter.found[i], expected[i]);
}

static void every_combination_of_fragments_binds_its_own_parameters(struct fixture *f)
{
    static const int64_t some[] = {2, 5, 6, INT64_MAX};

    for (int i = 1; i <= 6; i++)
        assert_ok(&f->arena, put_one(f, i, arena_format(&f->arena, "n%d", i).p));
    assert_filtered(f, (struct filter){0, NULL, 0}, (const int64_t[]){1, 2, 3, 4, 5, 6}, 6);
    assert_filtered(f, (struct filter){1, some, 4}, (const int64_t[]){2, 5, 6}, 3);
    assert_filtered(f, (struct filter){2, NULL, 0}, (const int64_t[]){3, 4, 5, 6}, 4);
    assert_filtered(f, (struct filter){3, some, 4}, (const int64_t[]){5, 6}, 2);
    assert_filtered(f, (struct filter){4, NULL, 0}, (const int64_t[]){1, 2, 3, 4, 6}, 5);
    assert_filtered(f, (struct filter){7, some, 4}, (const int64_t[]){6}, 1);
}

static void an_empty_list_of_ids_finds_nothing(struct fixture *f)
{
    assert_ok(&f->arena, put_one(f, 1, "n1"));
    assert_filtered(f, (struct filter){1, NULL, 0}, NULL, 0);
}

static void many_ids_are_found(struct fixture *f)
{
    int64_t *ids = arena_array(&f->arena, int64_t, 20000);

    for (int i = 0; i < 20000; i++)
        ids[i] = INT64_MAX - i;
    ids[19999] = 3;
    assert_ok(&f->arena, put_one(f, 3, "n3"));
    assert_filtered(f, (struct filter){1, ids, 20000}, (const int64_t[]){3}, 1);
}

SQL_LIST(tested, "SELECT id FROM thing WHERE company_id = $1 {0} {1} {2} ORDER BY id LIMIT $2", "AND AMONG($3, id)",
         "AND NOT AMONG($4, thing.id)", "AND id IN IDS($3)");

static enum err read_tested(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    struct filter *filter = data;

    filter->count = 0;
    TRY(QUERY_LIST(tx, &tested, filter->fragments, &q, SQL_ID(OURS), SQL_INT(6),
                   SQL_IDS(filter->some, filter->some_count), SQL_IDS(((const int64_t[]){5, 2}), 2)));
    while (query_next(&q))
        filter->found[filter->count++] = query_int(&q, 0);
    return query_done(&q);
}

static void assert_tested(struct fixture *f, struct filter filter, const int64_t *expected, int count)
{
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, read_tested, &filter));
    assert_int_equal(filter.count, count);
    for (int i = 0; i < count; i++)
        assert_int_equal(filter.found[i], expected[i]);
}

static void a_row_is_tested_against_a_list(struct fixture *f)
{
    static const int64_t some[] = {6, 2, INT64_MAX, 5, INT64_MIN, 2};

    for (int i = 1; i <= 6; i++)
        assert_ok(&f->arena, put_one(f, i, arena_format(&f->arena, "n%d", i).p));
    assert_tested(f, (struct filter){1, some, 6}, (const int64_t[]){2, 5, 6}, 3);
    assert_tested(f, (struct filter){2, NULL, 0}, (const int64_t[]){1, 3, 4, 6}, 4);
    assert_tested(f, (struct filter){3, some, 6}, (const int64_t[]){6}, 1);
    assert_tested(f, (struct filter){7, some, 6}, (const int64_t[]){6}, 1);
    assert_tested(f, (struct filter){5, some, 6}, (const int64_t[]){2, 5, 6}, 3);
    assert_tested(f, (struct filter){1, NULL, 0}, NULL, 0);
}

static void what_looks_like_a_parameter_in_quotes_is_text(struct fixture *f)
{
    struct sql_text sql;

    sql_expand(&f->arena, STR("SELECT '$1 IN IDS($2)', \"a$3\" /* $4 */, $7 -- $5\n, a IN IDS($9), XIN IDS($7)"),
               STORE_SQLITE, &sql);
    assert_string_equal(sql.text.p, "SELECT '$1 IN IDS($2)', \"a$3\" /* $4 */, $1 -- $5\n, "
                                    "a IN (SELECT value FROM json_each($2)), XIN IDS($1)");
    assert_int_equal(sql.param_count, 2);
    assert_int_equal(sql.order[0], 7);
    assert_int_equal(sql.order[1], 9);
}

/* ------------------------------------------------------------------ open queries */

static enum err nest(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query outer = {0};
    int *pairs = data;

    *pairs = 0;
    TRY(QUERY_LIST(tx, &filtered, 0, &outer, SQL_ID(OURS), SQL_INT(9)));
    while (query_next(&outer)) {
        CLEANUP(query_end) struct query inner = {0};

        TRY(QUERY_LIST(tx, &filtered, 0, &inner, SQL_ID(OURS), SQL_INT(9)));
        while (query_next(&inner))
            *pairs += query_int(&inner, 0) != query_int(&outer, 0);
        TRY(query_done(&inner));
    }
    return query_done(&outer);
}

static void a_statement_may_be_open_twice(struct fixture *f)
{
    int pairs = 0;

    for (int i = 1; i <= 3; i++)
        assert_ok(&f->arena, put_one(f, i, arena_format(&f->arena, "n%d", i).p));
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, nest, &pairs));
    assert_int_equal(pairs, 6);
    assert_ok(&f->arena, store_read(f->store, OURS, &f->arena, nest, &pairs));
    assert_int_equal(pairs, 6);
}

SQL(rename, "UPDATE thing SET name = name || $2 WHERE company_id = $1 RETURNING id, name");

static enum err rename_all(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};
    int *rows = data;
    int64_t changed = 0;

    *rows = 0;
    TRY(QUERY(tx, &rename, &q, SQL_ID(OURS), SQL_TEXT(STR("!"))));
    while (query_next(&q))
        *rows += str_ends(query_text(&q, 1), STR("!"));
    TRY(query_done(&q));
    TRY(EXECUTE(tx, &rename, &changed, SQL_ID(OURS), SQL_TEXT(STR("?"))));
    assert_int_equal(changed, *rows);
    assert_int_equal(tx_statements(tx), 2);
    assert_true(tx_writes(tx));
    return OK;
}

static void a_writing_statement_returns_rows_and_their_number(struct fixture *f)
{
    int rows = 0;

    for (int i = 1; i <= 3; i++)
        assert_ok(&f->arena, put_one(f, i, arena_format(&f->arena, "n%d", i).p));
    assert_ok(&f->arena, store_write(f->store, OURS, &f->arena, rename_all, &rows, NULL));
    assert_int_equal(rows, 3);
}

SQL(broken, "SELECT nonsense FROM thing WHERE company_id = $1");

static enum err read_broken(struct tx *tx, void *data)
{
    CLEANUP(query_end) struct query q = {0};

    (void)data;
    return QUERY(tx, &broken, &q, SQL_ID(OURS));
}

static void a_broken_statement_is_named_in_the_log(struct fixture *f)
{
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_read(f->store, OURS, &f->arena, read_broken, NULL), ERR_INTERNAL);
        assert_non_null(strstr(arena_cstr(&f->arena, f->arena.failure.log), "broken"));
    }
    assert_int_equal(count_committed(f), 0);
}

static const struct store_test list[] = {
    TEST(values_come_back_as_they_were),
    TEST(null_comes_back_as_null_empty_and_zero),
    TEST(an_empty_text_is_not_null),
    TEST(a_text_with_nul_is_refused_on_both_engines),
    TEST(one_statement_takes_null_and_number_in_turn),
    TEST(sums_booleans_and_fractions_are_numbers),
    TEST(every_combination_of_fragments_binds_its_own_parameters),
    TEST(an_empty_list_of_ids_finds_nothing),
    TEST(many_ids_are_found),
    TEST(a_row_is_tested_against_a_list),
    TEST(what_looks_like_a_parameter_in_quotes_is_text),
    TEST(a_statement_may_be_open_twice),
    TEST(a_writing_statement_returns_rows_and_their_number),
    TEST(a_broken_statement_is_named_in_the_log),
};
const struct store_tests value_tests = {list, (int)ARRAY_SIZE(list)};
