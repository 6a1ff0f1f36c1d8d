-- How many notices wait is on every page: counted in the index alone, without a look at the notices.
-- 0017_unread.sqlite.sql says the same.
DROP INDEX notice_unread;
CREATE INDEX notice_unread ON notice (company_id, staff_id, kind, client_id, read_at) WHERE read_at = 0;
