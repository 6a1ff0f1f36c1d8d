-- A statement is planned once, for whichever company asks. PostgreSQL takes a company to be as large as the average one,
-- and where one is large among many small it read all of that one's clients to find ten names: each company is planned for
-- as if it had a tenth of everything. Of the words searched for as if it had all: there a range of words is a guess
-- anyway, and looking clients up by their id is never slow. 0016_share.sqlite.sql says what SQLite does instead.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT c.oid, c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attname = 'company_id' ORDER BY c.relname
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN company_id SET (n_distinct = %s)', one.relname,
            CASE one.relname WHEN 'search_word' THEN 1 ELSE 10 END);
        IF pg_relation_size(one.oid) > 0 THEN
            EXECUTE format('ANALYZE %I', one.relname);
        END IF;
    END LOOP;
END $$;
