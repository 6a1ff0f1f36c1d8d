-- Custom roles (ROL-301): where each was copied from, what it is for, and whether it is given to people any more. Its
-- words are kept with the instants from which they held, so that the past can be told in its own words.
ALTER TABLE custom_role ADD COLUMN sort text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE custom_role ADD COLUMN description text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE custom_role ADD COLUMN source bigint NOT NULL DEFAULT 0;
ALTER TABLE custom_role ADD COLUMN created_at bigint NOT NULL DEFAULT 0;
ALTER TABLE custom_role ADD COLUMN archived_at bigint NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX custom_role_sort ON custom_role (company_id, sort);

CREATE TABLE custom_role_words (
    company_id bigint NOT NULL,
    role bigint NOT NULL,
    from_change bigint NOT NULL,
    from_at bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    description text COLLATE "C" NOT NULL,
    PRIMARY KEY (company_id, role, from_change),
    FOREIGN KEY (company_id, role) REFERENCES custom_role (company_id, id)
);
ALTER TABLE custom_role_words ENABLE ROW LEVEL SECURITY;
ALTER TABLE custom_role_words FORCE ROW LEVEL SECURITY;
CREATE POLICY one_company ON custom_role_words USING (company_id = (SELECT petgate_company()));
CREATE POLICY all_companies ON custom_role_words USING ((SELECT petgate_all_companies()));
