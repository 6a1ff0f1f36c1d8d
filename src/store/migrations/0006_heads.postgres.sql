-- ROL-304: through whose eyes a session looks, and since when; 0: its own. 0006_heads.sqlite.sql says the same.
ALTER TABLE session ADD COLUMN viewed_id bigint NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN viewed_since bigint NOT NULL DEFAULT 0;
