-- The values of an entry have each a salt of their own, inside `details` (AUD-01).
ALTER TABLE audit DROP COLUMN salt;

-- AUD-04: the record is read newest first, by what was done and when.
CREATE INDEX audit_at ON audit (company_id, at, change);
CREATE INDEX audit_operation ON audit (company_id, operation, at, change);

-- Whom an act concerned besides its entry's own person and client: all clients of a Bulk Update. `kind` is enum
-- audit_kind in app/audit.h.
CREATE TABLE audit_also (
    company_id bigint NOT NULL,
    kind bigint NOT NULL,
    subject_id bigint NOT NULL,
    change bigint NOT NULL,
    PRIMARY KEY (company_id, kind, subject_id, change)
);
ALTER TABLE audit_also ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_also FORCE ROW LEVEL SECURITY;
CREATE POLICY one_company ON audit_also USING (company_id = (SELECT petgate_company()));
CREATE POLICY all_companies ON audit_also USING ((SELECT petgate_all_companies()));
