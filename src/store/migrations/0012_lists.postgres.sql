-- Templates are listed by their client's name, which was looked up for all of them. `sort` is the client's own.
-- 0012_lists.sqlite.sql says the same.
ALTER TABLE template ADD COLUMN sort text COLLATE "C" NOT NULL DEFAULT '';
UPDATE template SET sort = (SELECT c.sort FROM client c WHERE c.company_id = template.company_id AND c.id = template.client_id);
CREATE INDEX template_sort ON template (company_id, sort, id);

-- An index alone tells only of pages that VACUUM has seen since they changed. By itself it comes when a fifth of a table has
-- changed; the days around today, which everybody looks at, are less than a hundredth of all events.
ALTER TABLE event SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.01);
ALTER TABLE relation SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE history SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
