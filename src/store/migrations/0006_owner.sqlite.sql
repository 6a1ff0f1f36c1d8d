-- ROL-142: how the ownership of a company passes on. One row a request; open while `ended_at` is 0, and there is one open
-- request a company at most. 0006_owner.postgres.sql says the same.
ALTER TABLE company ADD COLUMN owner_wait_hours INTEGER NOT NULL DEFAULT 24;
CREATE TABLE ownership_transfer (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    from_staff_id INTEGER NOT NULL,
    to_staff_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    wait_hours INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    answered_at INTEGER NOT NULL DEFAULT 0,
    effective_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, from_staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, to_staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX ownership_transfer_open ON ownership_transfer (company_id) WHERE ended_at = 0;
