-- A session is looked for by its secret with every request, so that is its key. In SQLite, where a table may stand in its
-- key's order, it saves a look elsewhere (0019_session.sqlite.sql); here the keys are only the same.
ALTER TABLE session DROP CONSTRAINT session_pkey;
ALTER TABLE session DROP CONSTRAINT session_secret_hash_key;
ALTER TABLE session ADD PRIMARY KEY (secret_hash);
ALTER TABLE session ADD UNIQUE (id);
