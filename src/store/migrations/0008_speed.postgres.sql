-- The calendar, counts, names and searches read their index alone. 0008_speed.sqlite.sql says the same.
DROP INDEX event_start;
CREATE INDEX event_start ON event (company_id, starts_at, id, client_id, staff_id, service_id, status, ends_at);
DROP INDEX event_staff;
CREATE INDEX event_staff ON event (company_id, staff_id, starts_at, id, client_id, service_id, status, ends_at);
DROP INDEX event_pair;
CREATE INDEX event_pair ON event (company_id, staff_id, client_id, starts_at, status, ends_at);
CREATE INDEX relation_review ON relation (company_id, review_on) WHERE removed_at > 0 AND review_on IS NOT NULL;
CREATE INDEX template_period_end ON template_period (company_id, ends_on, template_id, starts_on, status);
CREATE INDEX template_visit_day ON template_visit (company_id, day, line_id);
CREATE INDEX client_names ON client (company_id, id, sort, name);
DROP INDEX search_word_source;
CREATE INDEX search_word_source ON search_word (company_id, client_id, word, kind, source_id);
