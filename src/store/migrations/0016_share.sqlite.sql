-- SQLite plans with figures that we write ourselves (sqlite/plan.c), so there is nothing to say of a company's share.
-- 0016_share.postgres.sql says it to PostgreSQL.
SELECT 1;
