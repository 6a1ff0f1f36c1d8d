-- The first schema. Numbers are 64-bit integers (instants: microseconds UTC; days: since 1970-01-01; flags: 0 or 1),
-- enum values those of the C enums, permissions the number of their rule (102 for ROL-102). `changed` is the company's change
-- number of the last act on the row. 0001_first.sqlite.sql says the same for SQLite; a test compares both.

CREATE TABLE account (
    id bigint NOT NULL PRIMARY KEY,
    email text COLLATE "C" NOT NULL UNIQUE,
    password_hash text COLLATE "C",
    password_changed_at bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    last_sign_in_at bigint NOT NULL DEFAULT 0
);

CREATE TABLE throttle (
    key bytea NOT NULL PRIMARY KEY,
    failures bigint NOT NULL,
    last_at bigint NOT NULL
);

CREATE TABLE company (
    id bigint NOT NULL PRIMARY KEY,
    slug text COLLATE "C" NOT NULL UNIQUE,
    name text COLLATE "C" NOT NULL,
    scheme bigint NOT NULL,
    zone text COLLATE "C" NOT NULL,
    currency text COLLATE "C" NOT NULL,
    locale text COLLATE "C" NOT NULL,
    word_user bigint NOT NULL DEFAULT 0,
    word_availability bigint NOT NULL DEFAULT 0,
    change bigint NOT NULL DEFAULT 0,
    fade_days bigint NOT NULL DEFAULT 0,
    running_hours bigint NOT NULL DEFAULT 12,
    surfaces_lifted bigint NOT NULL DEFAULT 0,
    private_messaging bigint NOT NULL DEFAULT 0,
    password_min bigint NOT NULL DEFAULT 12,
    password_days bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    changed bigint NOT NULL DEFAULT 0
);

CREATE TABLE staff (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    account_id bigint NOT NULL REFERENCES account (id),
    name text COLLATE "C" NOT NULL,
    sort text COLLATE "C" NOT NULL,
    phone text COLLATE "C" NOT NULL DEFAULT '',
    role bigint NOT NULL,
    status bigint NOT NULL,
    owner bigint NOT NULL DEFAULT 0,
    notes text COLLATE "C" NOT NULL DEFAULT '',
    invited_at bigint NOT NULL DEFAULT 0,
    last_sign_in_at bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX staff_account ON staff (company_id, account_id);
CREATE UNIQUE INDEX staff_owner ON staff (company_id) WHERE owner = 1;
CREATE INDEX staff_sort ON staff (company_id, sort, id);
CREATE INDEX staff_changed ON staff (company_id, changed);
CREATE INDEX staff_memberships ON staff (account_id);

CREATE TABLE session (
    id bigint NOT NULL PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    form_key bytea NOT NULL,
    account_id bigint NOT NULL REFERENCES account (id),
    company_id bigint NOT NULL DEFAULT 0,
    staff_id bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    fresh_until bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    address text COLLATE "C" NOT NULL DEFAULT '',
    user_agent text COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_staff ON session (company_id, staff_id);

CREATE TABLE token (
    id bigint NOT NULL PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    company_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    permissions bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL DEFAULT 0,
    last_used_at bigint NOT NULL DEFAULT 0,
    ended_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX token_staff ON token (company_id, staff_id);

CREATE TABLE one_time_link (
    id bigint NOT NULL PRIMARY KEY,
    secret_hash bytea NOT NULL UNIQUE,
    purpose bigint NOT NULL,
    account_id bigint NOT NULL REFERENCES account (id),
    company_id bigint NOT NULL DEFAULT 0,
    staff_id bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint NOT NULL DEFAULT 0
);
CREATE INDEX one_time_link_account ON one_time_link (account_id);

CREATE TABLE custom_role (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    base bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);

CREATE TABLE role_cell (
    company_id bigint NOT NULL REFERENCES company (id),
    role bigint NOT NULL,
    permission bigint NOT NULL,
    allowed bigint NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, role, permission)
);

CREATE TABLE exception (
    company_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    permission bigint NOT NULL,
    allowed bigint NOT NULL,
    until_at bigint NOT NULL DEFAULT 0,
    reason text COLLATE "C" NOT NULL DEFAULT '',
    made_by bigint NOT NULL DEFAULT 0,
    made_at bigint NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, staff_id, permission),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
);

CREATE TABLE client (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    sort text COLLATE "C" NOT NULL,
    status bigint NOT NULL,
    street text COLLATE "C" NOT NULL DEFAULT '',
    city text COLLATE "C" NOT NULL DEFAULT '',
    region text COLLATE "C" NOT NULL DEFAULT '',
    postal_code text COLLATE "C" NOT NULL DEFAULT '',
    country text COLLATE "C" NOT NULL DEFAULT '',
    visit_notes text COLLATE "C" NOT NULL DEFAULT '',
    office_notes text COLLATE "C" NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
CREATE INDEX client_sort ON client (company_id, sort, id);
CREATE INDEX client_status ON client (company_id, status, sort, id);
CREATE INDEX client_changed ON client (company_id, changed);

CREATE TABLE contact (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    client_id bigint NOT NULL,
    position bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    phone text COLLATE "C" NOT NULL DEFAULT '',
    email text COLLATE "C" NOT NULL DEFAULT '',
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
);
CREATE INDEX contact_client ON contact (company_id, client_id, position);

CREATE TABLE pet (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    client_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL DEFAULT '',
    breed text COLLATE "C" NOT NULL DEFAULT '',
    sex bigint NOT NULL DEFAULT 0,
    born_on bigint,
    weight_g bigint NOT NULL DEFAULT 0,
    vet text COLLATE "C" NOT NULL DEFAULT '',
    medication text COLLATE "C" NOT NULL DEFAULT '',
    feeding text COLLATE "C" NOT NULL DEFAULT '',
    behaviour text COLLATE "C" NOT NULL DEFAULT '',
    deceased_on bigint,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
);
CREATE INDEX pet_client ON pet (company_id, client_id, id);

-- Folded words of clients, pets, phones and e-mails; searched by range on the word.
CREATE TABLE search_word (
    company_id bigint NOT NULL,
    word text COLLATE "C" NOT NULL,
    client_id bigint NOT NULL,
    kind bigint NOT NULL,
    source_id bigint NOT NULL,
    PRIMARY KEY (company_id, word, client_id, kind, source_id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
);
CREATE INDEX search_word_source ON search_word (company_id, client_id, kind, source_id);

-- One row a pair that ever had something between them; never deleted. The counts are kept by the writers of events.
CREATE TABLE relation (
    company_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    client_id bigint NOT NULL,
    events bigint NOT NULL DEFAULT 0,
    last_start_at bigint NOT NULL DEFAULT 0,
    last_scheduled_at bigint NOT NULL DEFAULT 0,
    last_end_at bigint NOT NULL DEFAULT 0,
    in_progress_end_at bigint NOT NULL DEFAULT 0,
    preferred_position bigint NOT NULL DEFAULT 0,
    preferred_at bigint NOT NULL DEFAULT 0,
    do_not_schedule bigint NOT NULL DEFAULT 0,
    do_not_schedule_reason text COLLATE "C" NOT NULL DEFAULT '',
    do_not_schedule_at bigint NOT NULL DEFAULT 0,
    removed_at bigint NOT NULL DEFAULT 0,
    removed_by bigint NOT NULL DEFAULT 0,
    removal_reason text COLLATE "C" NOT NULL DEFAULT '',
    removal_severity bigint NOT NULL DEFAULT 0,
    removal_change bigint NOT NULL DEFAULT 0,
    review_on bigint,
    hold bigint NOT NULL DEFAULT 0,
    subscribed bigint NOT NULL DEFAULT 1,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, staff_id, client_id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id),
    CHECK (removed_at = 0 OR (preferred_position = 0 AND subscribed = 0)),
    CHECK (preferred_position = 0 OR do_not_schedule = 0)
);
CREATE INDEX relation_client ON relation (company_id, client_id, staff_id);
CREATE INDEX relation_changed ON relation (company_id, changed);
CREATE INDEX relation_removed ON relation (company_id, removed_at) WHERE removed_at > 0;

CREATE TABLE dated_access (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    client_id bigint NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    reason text COLLATE "C" NOT NULL DEFAULT '',
    made_by bigint NOT NULL,
    made_at bigint NOT NULL,
    ended_at bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
);
CREATE INDEX dated_access_staff ON dated_access (company_id, staff_id, client_id);
CREATE INDEX dated_access_client ON dated_access (company_id, client_id);
CREATE INDEX dated_access_changed ON dated_access (company_id, changed);

CREATE TABLE separation_request (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    client_id bigint NOT NULL,
    side bigint NOT NULL,
    reason text COLLATE "C" NOT NULL DEFAULT '',
    state bigint NOT NULL,
    made_by bigint NOT NULL DEFAULT 0,
    made_at bigint NOT NULL,
    decided_by bigint NOT NULL DEFAULT 0,
    decided_at bigint NOT NULL DEFAULT 0,
    decision_note text COLLATE "C" NOT NULL DEFAULT '',
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
);
CREATE UNIQUE INDEX separation_request_open ON separation_request (company_id, staff_id, client_id, side) WHERE state = 1;
CREATE INDEX separation_request_state ON separation_request (company_id, state, id);

CREATE TABLE service (
    company_id bigint NOT NULL REFERENCES company (id),
    id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    sort text COLLATE "C" NOT NULL,
    minutes bigint NOT NULL,
    price_minor bigint NOT NULL,
    active bigint NOT NULL DEFAULT 1,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
CREATE UNIQUE INDEX service_sort ON service (company_id, sort);

CREATE TABLE template (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    client_id bigint NOT NULL,
    name text COLLATE "C" NOT NULL,
    billing bigint NOT NULL,
    every_weeks bigint NOT NULL DEFAULT 1,
    first_day bigint NOT NULL,
    approve_days_before bigint,
    ends_on bigint,
    status bigint NOT NULL,
    created_at bigint NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
);
CREATE INDEX template_client ON template (company_id, client_id);
CREATE INDEX template_status ON template (company_id, status, id);

CREATE TABLE template_line (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    template_id bigint NOT NULL,
    client_id bigint NOT NULL,
    service_id bigint NOT NULL,
    staff_id bigint,
    weekdays bigint NOT NULL,
    weeks bigint NOT NULL DEFAULT 0,
    minute_of_day bigint NOT NULL,
    from_day bigint NOT NULL,
    until_day bigint,
    note text COLLATE "C" NOT NULL DEFAULT '',
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, template_id) REFERENCES template (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id),
    FOREIGN KEY (company_id, service_id) REFERENCES service (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
);
CREATE INDEX template_line_template ON template_line (company_id, template_id, id);
CREATE INDEX template_line_pair ON template_line (company_id, staff_id, client_id);
CREATE INDEX template_line_client ON template_line (company_id, client_id);

CREATE TABLE template_line_pet (
    company_id bigint NOT NULL,
    line_id bigint NOT NULL,
    pet_id bigint NOT NULL,
    PRIMARY KEY (company_id, line_id, pet_id),
    FOREIGN KEY (company_id, line_id) REFERENCES template_line (company_id, id),
    FOREIGN KEY (company_id, pet_id) REFERENCES pet (company_id, id)
);

-- One projected visit that differs from its line: someone else (or nobody), or left out.
CREATE TABLE template_visit (
    company_id bigint NOT NULL,
    line_id bigint NOT NULL,
    day bigint NOT NULL,
    template_id bigint NOT NULL,
    client_id bigint NOT NULL,
    staff_id bigint,
    skipped bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, line_id, day),
    FOREIGN KEY (company_id, line_id) REFERENCES template_line (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
);
CREATE INDEX template_visit_pair ON template_visit (company_id, staff_id, client_id);

-- A period that was approved (or left out) and may not be approved again.
CREATE TABLE template_period (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    template_id bigint NOT NULL,
    starts_on bigint NOT NULL,
    ends_on bigint NOT NULL,
    status bigint NOT NULL,
    approved_at bigint NOT NULL DEFAULT 0,
    approved_by bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, template_id) REFERENCES template (company_id, id)
);
CREATE UNIQUE INDEX template_period_start ON template_period (company_id, template_id, starts_on);

CREATE TABLE event (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    client_id bigint NOT NULL,
    staff_id bigint,
    service_id bigint NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    local_day bigint NOT NULL,
    status bigint NOT NULL,
    note text COLLATE "C" NOT NULL DEFAULT '',
    price_minor bigint NOT NULL DEFAULT 0,
    origin bigint NOT NULL DEFAULT 1,
    template_id bigint,
    line_id bigint,
    order_id bigint,
    started_at bigint NOT NULL DEFAULT 0,
    ended_at bigint NOT NULL DEFAULT 0,
    message text COLLATE "C" NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    changed bigint NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, service_id) REFERENCES service (company_id, id)
);
CREATE INDEX event_pair ON event (company_id, staff_id, client_id, starts_at);
CREATE INDEX event_staff ON event (company_id, staff_id, starts_at);
CREATE INDEX event_client ON event (company_id, client_id, starts_at);
CREATE INDEX event_start ON event (company_id, starts_at, id);
CREATE UNIQUE INDEX event_line ON event (company_id, line_id, local_day) WHERE line_id IS NOT NULL;
CREATE INDEX event_template ON event (company_id, template_id) WHERE template_id IS NOT NULL;

CREATE TABLE event_pet (
    company_id bigint NOT NULL,
    event_id bigint NOT NULL,
    pet_id bigint NOT NULL,
    PRIMARY KEY (company_id, event_id, pet_id),
    FOREIGN KEY (company_id, event_id) REFERENCES event (company_id, id),
    FOREIGN KEY (company_id, pet_id) REFERENCES pet (company_id, id)
);

CREATE TABLE notice (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    kind bigint NOT NULL,
    client_id bigint NOT NULL DEFAULT 0,
    about_staff_id bigint NOT NULL DEFAULT 0,
    event_id bigint NOT NULL DEFAULT 0,
    details text COLLATE "C" NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    read_at bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
);
CREATE INDEX notice_staff ON notice (company_id, staff_id, id);
CREATE INDEX notice_unread ON notice (company_id, staff_id) WHERE read_at = 0;

-- One entry an act; `change` has no gaps. `details` is JSON, erasable: the chain holds its salted hash.
CREATE TABLE audit (
    company_id bigint NOT NULL,
    change bigint NOT NULL,
    at bigint NOT NULL,
    operation text COLLATE "C" NOT NULL,
    actor_id bigint NOT NULL,
    surface bigint NOT NULL,
    address text COLLATE "C" NOT NULL DEFAULT '',
    staff_id bigint NOT NULL DEFAULT 0,
    client_id bigint NOT NULL DEFAULT 0,
    details text COLLATE "C",
    salt bytea NOT NULL,
    details_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (company_id, change)
);
CREATE INDEX audit_staff ON audit (company_id, staff_id, change) WHERE staff_id > 0;
CREATE INDEX audit_client ON audit (company_id, client_id, change) WHERE client_id > 0;
CREATE INDEX audit_actor ON audit (company_id, actor_id, change);

-- What decided, and when: enum history_kind in app/app.h. The open row of a key has to_change NULL.
CREATE TABLE history (
    company_id bigint NOT NULL,
    kind bigint NOT NULL,
    a bigint NOT NULL,
    b bigint NOT NULL,
    c bigint NOT NULL,
    from_change bigint NOT NULL,
    to_change bigint,
    from_at bigint NOT NULL,
    to_at bigint,
    v1 bigint NOT NULL,
    v2 bigint NOT NULL,
    v3 bigint NOT NULL,
    PRIMARY KEY (company_id, kind, a, b, c, from_change)
);

-- What an act changed, so that it can be taken back (ACC-26); read by the feature that wrote it.
CREATE TABLE undo (
    company_id bigint NOT NULL,
    change bigint NOT NULL,
    position bigint NOT NULL,
    kind bigint NOT NULL,
    a bigint NOT NULL,
    b bigint NOT NULL,
    before1 bigint,
    before2 bigint,
    before_text text COLLATE "C" NOT NULL DEFAULT '',
    until_at bigint NOT NULL,
    undone_change bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, change, position)
);

CREATE TABLE idempotency (
    company_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    key text COLLATE "C" NOT NULL,
    operation text COLLATE "C" NOT NULL,
    request_hash bytea NOT NULL,
    answer text COLLATE "C" NOT NULL,
    change bigint NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (company_id, staff_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- E-mail to send; company_id 0 where no company is concerned (a password reset).
CREATE TABLE outbox (
    company_id bigint NOT NULL,
    id bigint NOT NULL,
    recipient text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    state bigint NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    due_at bigint NOT NULL,
    lease_until bigint NOT NULL DEFAULT 0,
    error text COLLATE "C" NOT NULL DEFAULT '',
    created_at bigint NOT NULL,
    sent_at bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, id)
);
CREATE INDEX outbox_due ON outbox (state, due_at);

CREATE TABLE job (
    id bigint NOT NULL PRIMARY KEY,
    company_id bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    subject_id bigint NOT NULL DEFAULT 0,
    due_at bigint NOT NULL,
    lease_until bigint NOT NULL DEFAULT 0,
    attempts bigint NOT NULL DEFAULT 0
);
CREATE INDEX job_due ON job (due_at);
CREATE UNIQUE INDEX job_subject ON job (company_id, kind, subject_id);

-- The second line of defence: no row of a company without its setting, whatever a statement says. The store sets
-- petgate.company in every transaction: a company's id, '0' for none, or 'all' for the statements that are named so.
CREATE FUNCTION petgate_company() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN current_setting('petgate.company', true) ~ '^[0-9]+$'
                THEN current_setting('petgate.company', true)::bigint END
$$;
CREATE FUNCTION petgate_all_companies() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('petgate.company', true) = 'all', false)
$$;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'staff',
        'custom_role',
        'role_cell',
        'exception',
        'client',
        'contact',
        'pet',
        'search_word',
        'relation',
        'dated_access',
        'separation_request',
        'service',
        'template',
        'template_line',
        'template_line_pet',
        'template_visit',
        'template_period',
        'event',
        'event_pet',
        'notice',
        'audit',
        'history',
        'undo',
        'idempotency',
        'outbox'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_company ON %I USING (company_id = (SELECT petgate_company()))', name);
        EXECUTE format('CREATE POLICY all_companies ON %I USING ((SELECT petgate_all_companies()))', name);
    END LOOP;
END $$;
ALTER TABLE company ENABLE ROW LEVEL SECURITY;
ALTER TABLE company FORCE ROW LEVEL SECURITY;
CREATE POLICY one_company ON company USING (id = (SELECT petgate_company()));
CREATE POLICY all_companies ON company USING ((SELECT petgate_all_companies()));
