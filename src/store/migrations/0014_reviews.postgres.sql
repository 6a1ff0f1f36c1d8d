-- ROL-306: access reviews. `permission_use` is the last day (UTC) on which a request of the person was decided by the
-- permission; `permission_use_since` the day from which that was noted. A review has items, facts as they stood when it began;
-- each manager has a copy with answers and, once finished, the signed record, whose bytes never change. 0014_reviews.sqlite.sql says the same.
ALTER TABLE company ADD COLUMN review_months bigint NOT NULL DEFAULT 3;
ALTER TABLE company ADD COLUMN review_dormant_days bigint NOT NULL DEFAULT 90;
ALTER TABLE company ADD COLUMN review_for_on bigint NOT NULL DEFAULT 0;
-- What is there already waits for the next quarter to begin.
UPDATE company SET review_for_on = extract(epoch FROM now())::bigint / 86400;
CREATE TABLE permission_use (
    company_id bigint NOT NULL REFERENCES company (id),
    staff_id bigint NOT NULL,
    permission bigint NOT NULL,
    day bigint NOT NULL,
    PRIMARY KEY (company_id, staff_id, permission)
);
CREATE TABLE permission_use_since (
    company_id bigint NOT NULL PRIMARY KEY REFERENCES company (id),
    day bigint NOT NULL
);
CREATE TABLE access_review (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    opened_at bigint NOT NULL,
    opened_on bigint NOT NULL,
    due_on bigint NOT NULL,
    months bigint NOT NULL,
    dormant_days bigint NOT NULL,
    begun_by bigint NOT NULL DEFAULT 0,
    unused_from bigint NOT NULL,
    noted_from bigint NOT NULL DEFAULT 0,
    ended_at bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX access_review_open ON access_review (company_id) WHERE ended_at = 0;
CREATE TABLE access_review_copy (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    review_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    finished_at bigint NOT NULL DEFAULT 0,
    entry bigint NOT NULL DEFAULT 0,
    record text COLLATE "C" NOT NULL DEFAULT '',
    signature text COLLATE "C" NOT NULL DEFAULT '',
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, review_id) REFERENCES access_review (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
);
CREATE UNIQUE INDEX access_review_copy_staff ON access_review_copy (company_id, staff_id, review_id);
CREATE INDEX access_review_copy_review ON access_review_copy (company_id, review_id, id);
CREATE TABLE access_review_item (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    review_id bigint NOT NULL,
    kind bigint NOT NULL,
    staff_id bigint NOT NULL,
    client_id bigint NOT NULL DEFAULT 0,
    permission bigint NOT NULL DEFAULT 0,
    role bigint NOT NULL DEFAULT 0,
    status bigint NOT NULL DEFAULT 0,
    is_on bigint NOT NULL DEFAULT 0,
    at bigint NOT NULL DEFAULT 0,
    until_at bigint NOT NULL DEFAULT 0,
    by_id bigint NOT NULL DEFAULT 0,
    day bigint NOT NULL DEFAULT 0,
    reason text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, review_id) REFERENCES access_review (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
);
CREATE INDEX access_review_item_review ON access_review_item (company_id, review_id, id);
CREATE INDEX access_review_item_staff ON access_review_item (company_id, staff_id);
CREATE TABLE access_review_answer (
    company_id bigint NOT NULL,
    copy_id bigint NOT NULL,
    item_id bigint NOT NULL,
    answer bigint NOT NULL,
    note text COLLATE "C" NOT NULL DEFAULT '',
    at bigint NOT NULL,
    PRIMARY KEY (company_id, copy_id, item_id),
    FOREIGN KEY (company_id, copy_id) REFERENCES access_review_copy (company_id, id),
    FOREIGN KEY (company_id, item_id) REFERENCES access_review_item (company_id, id)
);
-- Ed25519, a company's own: with which the records of its reviews are signed.
CREATE TABLE access_review_key (
    company_id bigint NOT NULL PRIMARY KEY REFERENCES company (id),
    seed bytea NOT NULL,
    public_key bytea NOT NULL,
    made_at bigint NOT NULL
);
-- "This person sees too much", told to the owner. `about_staff_id` is 0 where the reporter could name nobody and wrote who it is.
CREATE TABLE access_report (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    about_staff_id bigint NOT NULL DEFAULT 0,
    about_text text COLLATE "C" NOT NULL DEFAULT '',
    by_staff_id bigint NOT NULL,
    reason text COLLATE "C" NOT NULL,
    made_at bigint NOT NULL,
    done_at bigint NOT NULL DEFAULT 0,
    done_note text COLLATE "C" NOT NULL DEFAULT '',
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, by_staff_id) REFERENCES staff (company_id, id)
);
CREATE INDEX access_report_by ON access_report (company_id, by_staff_id, id);
CREATE INDEX access_report_open ON access_report (company_id, id) WHERE done_at = 0;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['permission_use', 'permission_use_since', 'access_review', 'access_review_copy',
        'access_review_item', 'access_review_answer', 'access_review_key', 'access_report'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_company ON %I USING (company_id = (SELECT petgate_company()))', name);
        EXECUTE format('CREATE POLICY all_companies ON %I USING ((SELECT petgate_all_companies()))', name);
    END LOOP;
END $$;
