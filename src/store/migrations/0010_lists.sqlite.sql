-- Somebody's visits, names and searches read their index alone. 0010_lists.postgres.sql says the same.
DROP INDEX event_staff;
CREATE INDEX event_staff ON event (company_id, staff_id, starts_at, id, client_id, service_id, status, ends_at);
CREATE INDEX client_names ON client (company_id, id, sort, name);
DROP INDEX search_word_source;
CREATE INDEX search_word_source ON search_word (company_id, client_id, word, kind, source_id);
