-- Lists of events by status, and the few events that last longer than a day: whoever looks for what touches a day then
-- looks one day back, not a month. 0005_events.postgres.sql says the same.
CREATE INDEX event_status ON event (company_id, status, starts_at, id);
CREATE INDEX event_long ON event (company_id, starts_at) WHERE ends_at - starts_at > 86400000000;
