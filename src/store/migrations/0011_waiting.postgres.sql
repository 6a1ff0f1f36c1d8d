-- SCH-21: the local day from which the first period of a template that is not approved waits for it; NULL: none. It may
-- lie too early, where a period went by without being approved. 0011_waiting.sqlite.sql says the same.
ALTER TABLE template ADD COLUMN waits_on bigint;
UPDATE template SET waits_on = coalesce((SELECT max(p.ends_on) + 1 FROM template_period p
    WHERE p.company_id = template.company_id AND p.template_id = template.id AND p.status = 1), first_day)
    - coalesce(approve_days_before, 7) WHERE status = 1;
CREATE INDEX template_waits ON template (company_id, waits_on, id) WHERE status = 1 AND waits_on IS NOT NULL;
