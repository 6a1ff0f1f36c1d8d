-- Custom roles (ROL-301): where each was copied from, what it is for, and whether it is given to people any more. Its
-- words are kept with the instants from which they held, so that the past can be told in its own words.
ALTER TABLE custom_role ADD COLUMN sort TEXT NOT NULL DEFAULT '';
ALTER TABLE custom_role ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE custom_role ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
ALTER TABLE custom_role ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE custom_role ADD COLUMN archived_at INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX custom_role_sort ON custom_role (company_id, sort);

CREATE TABLE custom_role_words (
    company_id INTEGER NOT NULL,
    role INTEGER NOT NULL,
    from_change INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (company_id, role, from_change),
    FOREIGN KEY (company_id, role) REFERENCES custom_role (company_id, id)
) WITHOUT ROWID, STRICT;
