-- The values of an entry have each a salt of their own, inside `details` (AUD-01).
ALTER TABLE audit DROP COLUMN salt;

-- AUD-04: the record is read newest first, by what was done and when.
CREATE INDEX audit_at ON audit (company_id, at, change);
CREATE INDEX audit_operation ON audit (company_id, operation, at, change);

-- Whom an act concerned besides its entry's own person and client: all clients of a Bulk Update. `kind` is enum
-- audit_kind in app/audit.h.
CREATE TABLE audit_also (
    company_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (company_id, kind, subject_id, change)
) WITHOUT ROWID, STRICT;
