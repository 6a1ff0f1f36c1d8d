-- ROL-304: through whose eyes a session looks, and since when; 0: its own. 0009_heads.sqlite.sql says the same.
ALTER TABLE session ADD COLUMN viewed_id bigint NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN viewed_since bigint NOT NULL DEFAULT 0;

-- AUD-01: who gets the head of the record by mail, an address a line; the last local day for which it was queued, and for
-- which the operator's webhook was asked to be called.
ALTER TABLE company ADD COLUMN heads_to text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE company ADD COLUMN heads_mailed bigint NOT NULL DEFAULT 0;
ALTER TABLE company ADD COLUMN heads_hooked bigint NOT NULL DEFAULT 0;
