-- ROL-304: through whose eyes a session looks, and since when; 0: its own. 0006_heads.postgres.sql says the same.
ALTER TABLE session ADD COLUMN viewed_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN viewed_since INTEGER NOT NULL DEFAULT 0;
