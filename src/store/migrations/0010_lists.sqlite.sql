-- Of the few events that last longer than a day the calendar reads this index alone. One that is not whole is passed over
-- by PostgreSQL, which takes it for as long as a third of the table. 0010_lists.postgres.sql says the same.
DROP INDEX event_long;
CREATE INDEX event_long ON event (company_id, starts_at, id, client_id, staff_id, service_id, status, ends_at)
    WHERE ends_at - starts_at > 86400000000;

-- Templates are listed by their client's name, which was looked up for all of them. `sort` is the client's own.
ALTER TABLE template ADD COLUMN sort TEXT NOT NULL DEFAULT '';
UPDATE template SET sort = (SELECT c.sort FROM client c WHERE c.company_id = template.company_id AND c.id = template.client_id);
CREATE INDEX template_sort ON template (company_id, sort, id);
