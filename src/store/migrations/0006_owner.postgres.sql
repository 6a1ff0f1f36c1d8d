-- ROL-142: how the ownership of a company passes on. One row a request; open while `ended_at` is 0, and there is one open
-- request a company at most. 0006_owner.sqlite.sql says the same.
ALTER TABLE company ADD COLUMN owner_wait_hours bigint NOT NULL DEFAULT 24;
CREATE TABLE ownership_transfer (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    from_staff_id bigint NOT NULL,
    to_staff_id bigint NOT NULL,
    state bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    wait_hours bigint NOT NULL,
    asked_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    answered_at bigint NOT NULL DEFAULT 0,
    effective_at bigint NOT NULL DEFAULT 0,
    ended_at bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, from_staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, to_staff_id) REFERENCES staff (company_id, id)
);
CREATE UNIQUE INDEX ownership_transfer_open ON ownership_transfer (company_id) WHERE ended_at = 0;
ALTER TABLE ownership_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE ownership_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY one_company ON ownership_transfer USING (company_id = (SELECT petgate_company()));
CREATE POLICY all_companies ON ownership_transfer USING ((SELECT petgate_all_companies()));
