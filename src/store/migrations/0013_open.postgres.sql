-- What stands open in the history is found at once, however often it changed before: every visit of a pair adds a row.
-- 0013_open.sqlite.sql says the same.
CREATE INDEX history_open ON history (company_id, kind, a, b, c) WHERE to_change IS NULL;
