-- A session is looked for by its secret with every request: it stands there itself, where only an index stood that named
-- its place. 0019_session.postgres.sql has the same keys.
CREATE TABLE session_by_secret (
    id INTEGER NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL PRIMARY KEY,
    form_key BLOB NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    company_id INTEGER NOT NULL DEFAULT 0,
    staff_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    fresh_until INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    user_agent TEXT NOT NULL DEFAULT '',
    viewed_id INTEGER NOT NULL DEFAULT 0,
    viewed_since INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID, STRICT;
INSERT INTO session_by_secret (id, secret_hash, form_key, account_id, company_id, staff_id, created_at, fresh_until,
    last_used_at, expires_at, address, user_agent, viewed_id, viewed_since)
SELECT id, secret_hash, form_key, account_id, company_id, staff_id, created_at, fresh_until,
    last_used_at, expires_at, address, user_agent, viewed_id, viewed_since FROM session;
DROP TABLE session;
ALTER TABLE session_by_secret RENAME TO session;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_staff ON session (company_id, staff_id);
