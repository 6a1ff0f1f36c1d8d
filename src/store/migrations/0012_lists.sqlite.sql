-- Templates are listed by their client's name, which was looked up for all of them. `sort` is the client's own.
-- 0012_lists.postgres.sql says the same, but for what is PostgreSQL's alone.
ALTER TABLE template ADD COLUMN sort TEXT NOT NULL DEFAULT '';
UPDATE template SET sort = (SELECT c.sort FROM client c WHERE c.company_id = template.company_id AND c.id = template.client_id);
CREATE INDEX template_sort ON template (company_id, sort, id);
