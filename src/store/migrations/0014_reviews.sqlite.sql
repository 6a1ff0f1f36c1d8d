-- ROL-306: access reviews. `permission_use` is the last day (UTC) on which a request of the person was decided by the
-- permission; `permission_use_since` the day from which that was noted. A review has items, facts as they stood when it began;
-- each manager has a copy with answers and, once finished, the signed record, whose bytes never change. 0014_reviews.postgres.sql says the same.
ALTER TABLE company ADD COLUMN review_months INTEGER NOT NULL DEFAULT 3;
ALTER TABLE company ADD COLUMN review_dormant_days INTEGER NOT NULL DEFAULT 90;
ALTER TABLE company ADD COLUMN review_for_on INTEGER NOT NULL DEFAULT 0;
-- What is there already waits for the next quarter to begin.
UPDATE company SET review_for_on = CAST(strftime('%s', 'now') AS INTEGER) / 86400;
CREATE TABLE permission_use (
    company_id INTEGER NOT NULL REFERENCES company (id),
    staff_id INTEGER NOT NULL,
    permission INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, permission)
) WITHOUT ROWID, STRICT;
CREATE TABLE permission_use_since (
    company_id INTEGER NOT NULL PRIMARY KEY REFERENCES company (id),
    day INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE access_review (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_on INTEGER NOT NULL,
    due_on INTEGER NOT NULL,
    months INTEGER NOT NULL,
    dormant_days INTEGER NOT NULL,
    begun_by INTEGER NOT NULL DEFAULT 0,
    unused_from INTEGER NOT NULL,
    noted_from INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX access_review_open ON access_review (company_id) WHERE ended_at = 0;
CREATE TABLE access_review_copy (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    review_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0,
    entry INTEGER NOT NULL DEFAULT 0,
    record TEXT NOT NULL DEFAULT '',
    signature TEXT NOT NULL DEFAULT '',
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, review_id) REFERENCES access_review (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX access_review_copy_staff ON access_review_copy (company_id, staff_id, review_id);
CREATE INDEX access_review_copy_review ON access_review_copy (company_id, review_id, id);
CREATE TABLE access_review_item (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    review_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL DEFAULT 0,
    permission INTEGER NOT NULL DEFAULT 0,
    role INTEGER NOT NULL DEFAULT 0,
    status INTEGER NOT NULL DEFAULT 0,
    is_on INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL DEFAULT 0,
    until_at INTEGER NOT NULL DEFAULT 0,
    by_id INTEGER NOT NULL DEFAULT 0,
    day INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, review_id) REFERENCES access_review (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX access_review_item_review ON access_review_item (company_id, review_id, id);
CREATE INDEX access_review_item_staff ON access_review_item (company_id, staff_id);
CREATE TABLE access_review_answer (
    company_id INTEGER NOT NULL,
    copy_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    answer INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    PRIMARY KEY (company_id, copy_id, item_id),
    FOREIGN KEY (company_id, copy_id) REFERENCES access_review_copy (company_id, id),
    FOREIGN KEY (company_id, item_id) REFERENCES access_review_item (company_id, id)
) WITHOUT ROWID, STRICT;
-- Ed25519, a company's own: with which the records of its reviews are signed.
CREATE TABLE access_review_key (
    company_id INTEGER NOT NULL PRIMARY KEY REFERENCES company (id),
    seed BLOB NOT NULL,
    public_key BLOB NOT NULL,
    made_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;
-- "This person sees too much", told to the owner. `about_staff_id` is 0 where the reporter could name nobody and wrote who it is.
CREATE TABLE access_report (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    about_staff_id INTEGER NOT NULL DEFAULT 0,
    about_text TEXT NOT NULL DEFAULT '',
    by_staff_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    done_at INTEGER NOT NULL DEFAULT 0,
    done_note TEXT NOT NULL DEFAULT '',
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, by_staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX access_report_by ON access_report (company_id, by_staff_id, id);
CREATE INDEX access_report_open ON access_report (company_id, id) WHERE done_at = 0;
