#include "support/database.h"

#include "base/random.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <ftw.h>
#include <unistd.h>

static _Noreturn void die(const char *what, const char *detail)
{
    fprintf(stderr, "test database: %s: %s\n", what, detail);
    abort();
}

static void run(const char *before, const char *schema, const char *after)
{
    const char *url = getenv("PETGATE_TEST_POSTGRES");
    char sql[128];
    PGconn *conn;
    PGresult *result;

    if (!url)
        die("PETGATE_TEST_POSTGRES is not set", "run the tests by tools/with-postgres");
    conn = PQconnectdb(url);
    if (PQstatus(conn) != CONNECTION_OK)
        die("no connection", PQerrorMessage(conn));
    result = PQexec(conn, "SET client_min_messages = 'error'");
    PQclear(result);
    snprintf(sql, sizeof(sql), "%s %s %s", before, schema, after);
    result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        die(sql, PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
}

enum store_engine test_engine(void)
{
    const char *url = getenv("PETGATE_TEST_POSTGRES");

    return url && url[0] ? STORE_POSTGRES : STORE_SQLITE;
}

void test_database_make(struct test_database *database, enum store_engine engine)
{
    *database = (struct test_database){.engine = engine, .dir = "/tmp/petgate-test.XXXXXX"};
    random_start();
    if (!mkdtemp(database->dir))
        die("no directory", database->dir);
    database->config.data_dir = str_from(database->dir);
    if (engine != STORE_POSTGRES)
        return;
    snprintf(database->schema, sizeof(database->schema), "t%016llx", (unsigned long long)random_u64());
    run("CREATE SCHEMA", database->schema, "");
    /* It is not PostgreSQL that is tried here: no waiting for its disk. */
    snprintf(database->url, sizeof(database->url), "%s&options=-csearch_path%%3D%s%%20-csynchronous_commit%%3Doff",
             getenv("PETGATE_TEST_POSTGRES"), database->schema);
    database->config.database_url = str_from(database->url);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status;
    (void)type;
    (void)at;
    return remove(path);
}

void test_folder_remove(const char *path)
{
    (void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void test_database_drop(struct test_database *database)
{
    if (database->engine == STORE_POSTGRES)
        run("DROP SCHEMA", database->schema, "CASCADE");
    test_folder_remove(database->dir);
}

const char *test_engine_name(enum store_engine engine)
{
    return engine == STORE_POSTGRES ? "postgres" : "sqlite";
}
