-- A client's visits, and who came how often, are read from the index alone, as the calendar's and a person's are.
-- 0018_client_events.postgres.sql says the same.
DROP INDEX event_client;
CREATE INDEX event_client ON event (company_id, client_id, starts_at, id, staff_id, service_id, status, ends_at);
