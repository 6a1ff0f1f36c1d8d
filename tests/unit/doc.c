#include "sample.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int set_up(void **state)
{
    static struct arena arena;
    arena = ARENA_INIT;
    *state = &arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

static struct node *given_root(void **state, uint32_t classes)
{
    return doc_root(doc_new(*state, &sample_schema, classes, NULL));
}

static void what_was_never_set_is_absent(void **state)
{
    struct node *root = given_root(state, CLASSES_ALL);
    for (int i = 0; i < sample__COUNT; i++)
        assert_int_equal(doc_get(root, i).type, TYPE__NONE);
}

static void what_was_set_is_read_back(void **state)
{
    struct node *root = given_root(state, CLASSES_ALL);
    doc_id(root, sample_id, 77);
    doc_text(root, sample_name, STR("Rex"));
    doc_enum(root, sample_status, 2);
    doc_int(root, sample_from, 570);

    assert_int_equal(doc_get(root, sample_id).type, TYPE_ID);
    assert_int_equal(doc_get(root, sample_id).number, 77);
    assert_text(doc_get(root, sample_name).text, "Rex");
    assert_int_equal(doc_get(root, sample_status).number, 2);
    assert_int_equal(doc_get(root, sample_from).number, 570);
}

static void null_is_told_from_absent(void **state)
{
    struct node *root = given_root(state, CLASSES_ALL);
    doc_null(root, sample_name);
    doc_id(root, sample_id, 0);
    doc_instant(root, sample_starts_at, 0);
    doc_enum(root, sample_status, 0);

    assert_true(doc_get(root, sample_name).null);
    assert_true(doc_get(root, sample_id).null);
    assert_true(doc_get(root, sample_starts_at).null);
    assert_true(doc_get(root, sample_status).null);
    assert_int_equal(doc_get(root, sample_status).type, TYPE_ENUM);
}

static void a_field_outside_of_the_readers_classes_is_dropped(void **state)
{
    struct node *root = given_root(state, CLASS_BIT(CLASS_BASIC));
    assert_true(doc_wants(root, sample_name));
    assert_false(doc_wants(root, sample_price));
    doc_int(root, sample_price, 1250);
    assert_int_equal(doc_get(root, sample_price).type, TYPE__NONE);

    struct node *owner = doc_object(root, sample_owner);
    doc_text(owner, sample_owner_phone, STR("555"));
    assert_int_equal(doc_get(owner, sample_owner_phone).type, TYPE__NONE);
}

static void a_dropped_list_takes_everything_and_keeps_nothing(void **state)
{
    struct node *root = given_root(state, CLASS_BIT(CLASS_BASIC));
    struct node *pets = doc_list(root, sample_pets);
    for (int i = 0; i < 3; i++) {
        struct node *pet = doc_item(pets);
        assert_false(doc_wants(pet, sample_pet_name));
        doc_text(pet, sample_pet_name, STR("Rex"));
        doc_add_text(pet, sample_pet_tags, STR("shy"));
        assert_int_equal(doc_get(pet, sample_pet_name).type, TYPE__NONE);
    }
    assert_int_equal(node_count(pets), 0);
    assert_null(node_next(pets, NULL));
    assert_ptr_equal(node_schema(pets), &sample_pet_schema);
    assert_int_equal(doc_get(root, sample_pets).type, TYPE__NONE);
}

static void no_class_at_all_gives_an_empty_document(void **state)
{
    struct node *root = given_root(state, 0);
    doc_text(root, sample_name, STR("Rex"));
    doc_add_text(root, sample_tags, STR("a"));
    doc_text(doc_entry(doc_map(root, sample_hints), STR("k")), sample_hint_text, STR("v"));
    doc_id(doc_object(root, sample_owner), sample_owner_id, 5);
    for (int i = 0; i < sample__COUNT; i++)
        assert_int_equal(doc_get(root, i).type, TYPE__NONE);
}

static void a_list_is_walked_in_order(void **state)
{
    struct node *root = given_root(state, CLASSES_ALL);
    struct node *pets = doc_list(root, sample_pets);
    doc_text(doc_item(pets), sample_pet_name, STR("Ann"));
    doc_text(doc_item(pets), sample_pet_name, STR("Bob"));

    assert_int_equal(node_count(pets), 2);
    struct node *first = node_next(pets, NULL);
    assert_text(doc_get(first, sample_pet_name).text, "Ann");
    struct node *second = node_next(pets, first);
    assert_text(doc_get(second, sample_pet_name).text, "Bob");
    assert_null(node_next(pets, second));
}

static void texts_are_walked_in_order(void **state)
{
    struct node *root = given_root(state, CLASSES_ALL);
    doc_add_text(root, sample_tags, STR("one"));
    doc_add_text(root, sample_tags, STR("two"));
    struct node *tags = doc_get(root, sample_tags).node;
    assert_int_equal(node_count(tags), 2);
    assert_text(node_text(node_next(tags, node_next(tags, NULL))), "two");
}

static void asking_twice_gives_the_same_node(void **state)
{
    struct node *root = given_root(state, CLASSES_ALL);
    assert_ptr_equal(doc_object(root, sample_owner), doc_object(root, sample_owner));
    assert_ptr_equal(doc_list(root, sample_pets), doc_list(root, sample_pets));
    struct node *hints = doc_map(root, sample_hints);
    assert_ptr_equal(doc_entry(hints, STR("a")), doc_entry(hints, STR("a")));
    assert_ptr_not_equal(doc_entry(hints, STR("a")), doc_entry(hints, STR("b")));
    assert_int_equal(node_count(hints), 2);
    assert_text(node_key(map_find(hints, STR("b"))), "b");
    assert_null(map_find(hints, STR("c")));
}

static void an_address_is_a_path_on_this_server(void **state)
{
    static const char *const refused[] = {"",
                                          "x",
                                          "//evil.example",
                                          "/\\evil.example",
                                          "javascript:alert(1)",
                                          "/\t/evil.example",
                                          "/a b",
                                          "https://evil.example",
                                          "/a\nb",
                                          "?x=1"};
    struct node *root = given_root(state, CLASSES_ALL);
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        doc_address(root, sample_address, str_from(refused[i]));
        assert_true(doc_get(root, sample_address).null);
    }
    doc_address(root, sample_address, STR("/clients?sort=name#top"));
    assert_text(doc_get(root, sample_address).text, "/clients?sort=name#top");
    doc_address(root, sample_address, STR("/"));
    assert_false(doc_get(root, sample_address).null);
}

static void a_name_is_found_in_its_schema(void **state)
{
    (void)state;
    assert_int_equal(schema_find(&sample_schema, STR("price")), sample_price);
    assert_int_equal(schema_find(&sample_schema, STR("pric")), -1);
    assert_int_equal(schema_find(&sample_schema, STR("")), -1);
}

static void a_wrong_type_is_our_own_mistake(void **state)
{
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        doc_text(given_root(state, CLASSES_ALL), sample_id, STR("x"));
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_never_set_is_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_set_is_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(null_is_told_from_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_field_outside_of_the_readers_classes_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_dropped_list_takes_everything_and_keeps_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_class_at_all_gives_an_empty_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_is_walked_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_are_walked_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(asking_twice_gives_the_same_node, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_address_is_a_path_on_this_server, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_is_found_in_its_schema, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_wrong_type_is_our_own_mistake, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
