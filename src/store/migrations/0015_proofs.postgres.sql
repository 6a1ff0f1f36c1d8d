-- The last proofs of a company are found at once, however long its record is.
-- 0015_proofs.sqlite.sql says the same.
CREATE INDEX audit_proof ON audit (company_id, at) WHERE operation = 'proof.run';
