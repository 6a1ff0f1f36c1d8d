-- The first schema. Numbers are 64-bit integers (instants: microseconds UTC; days: since 1970-01-01; flags: 0 or 1),
-- enum values those of the C enums, permissions the number of their rule (102 for ROL-102). `changed` is the company's change
-- number of the last act on the row. 0001_first.postgres.sql says the same for PostgreSQL; a test compares both.

CREATE TABLE account (
    id INTEGER NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    password_changed_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    last_sign_in_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE throttle (
    key BLOB NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;

CREATE TABLE company (
    id INTEGER NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    scheme INTEGER NOT NULL,
    zone TEXT NOT NULL,
    currency TEXT NOT NULL,
    locale TEXT NOT NULL,
    word_user INTEGER NOT NULL DEFAULT 0,
    word_availability INTEGER NOT NULL DEFAULT 0,
    change INTEGER NOT NULL DEFAULT 0,
    fade_days INTEGER NOT NULL DEFAULT 0,
    running_hours INTEGER NOT NULL DEFAULT 12,
    surfaces_lifted INTEGER NOT NULL DEFAULT 0,
    private_messaging INTEGER NOT NULL DEFAULT 0,
    password_min INTEGER NOT NULL DEFAULT 12,
    password_days INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    changed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE staff (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    name TEXT NOT NULL,
    sort TEXT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    role INTEGER NOT NULL,
    status INTEGER NOT NULL,
    owner INTEGER NOT NULL DEFAULT 0,
    notes TEXT NOT NULL DEFAULT '',
    invited_at INTEGER NOT NULL DEFAULT 0,
    last_sign_in_at INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX staff_account ON staff (company_id, account_id);
CREATE UNIQUE INDEX staff_owner ON staff (company_id) WHERE owner = 1;
CREATE INDEX staff_sort ON staff (company_id, sort, id);
CREATE INDEX staff_changed ON staff (company_id, changed);
CREATE INDEX staff_memberships ON staff (account_id);

CREATE TABLE session (
    id INTEGER NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL UNIQUE,
    form_key BLOB NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    company_id INTEGER NOT NULL DEFAULT 0,
    staff_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    fresh_until INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    user_agent TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX session_account ON session (account_id);
CREATE INDEX session_staff ON session (company_id, staff_id);

CREATE TABLE token (
    id INTEGER NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL UNIQUE,
    company_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    permissions INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL DEFAULT 0,
    last_used_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX token_staff ON token (company_id, staff_id);

CREATE TABLE one_time_link (
    id INTEGER NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL UNIQUE,
    purpose INTEGER NOT NULL,
    account_id INTEGER NOT NULL REFERENCES account (id),
    company_id INTEGER NOT NULL DEFAULT 0,
    staff_id INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX one_time_link_account ON one_time_link (account_id);

CREATE TABLE custom_role (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    base INTEGER NOT NULL,
    name TEXT NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id)
) WITHOUT ROWID, STRICT;

CREATE TABLE role_cell (
    company_id INTEGER NOT NULL REFERENCES company (id),
    role INTEGER NOT NULL,
    permission INTEGER NOT NULL,
    allowed INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, role, permission)
) WITHOUT ROWID, STRICT;

CREATE TABLE exception (
    company_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    permission INTEGER NOT NULL,
    allowed INTEGER NOT NULL,
    until_at INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    made_by INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, permission),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;

CREATE TABLE client (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    sort TEXT NOT NULL,
    status INTEGER NOT NULL,
    street TEXT NOT NULL DEFAULT '',
    city TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    postal_code TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    visit_notes TEXT NOT NULL DEFAULT '',
    office_notes TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX client_sort ON client (company_id, sort, id);
CREATE INDEX client_status ON client (company_id, status, sort, id);
CREATE INDEX client_changed ON client (company_id, changed);

CREATE TABLE contact (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX contact_client ON contact (company_id, client_id, position);

CREATE TABLE pet (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    breed TEXT NOT NULL DEFAULT '',
    sex INTEGER NOT NULL DEFAULT 0,
    born_on INTEGER,
    weight_g INTEGER NOT NULL DEFAULT 0,
    vet TEXT NOT NULL DEFAULT '',
    medication TEXT NOT NULL DEFAULT '',
    feeding TEXT NOT NULL DEFAULT '',
    behaviour TEXT NOT NULL DEFAULT '',
    deceased_on INTEGER,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX pet_client ON pet (company_id, client_id, id);

-- Folded words of clients, pets, phones and e-mails; searched by range on the word.
CREATE TABLE search_word (
    company_id INTEGER NOT NULL,
    word TEXT NOT NULL,
    client_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    PRIMARY KEY (company_id, word, client_id, kind, source_id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX search_word_source ON search_word (company_id, client_id, kind, source_id);

-- One row a pair that ever had something between them; never deleted. The counts are kept by the writers of events.
CREATE TABLE relation (
    company_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    last_start_at INTEGER NOT NULL DEFAULT 0,
    last_scheduled_at INTEGER NOT NULL DEFAULT 0,
    last_end_at INTEGER NOT NULL DEFAULT 0,
    in_progress_end_at INTEGER NOT NULL DEFAULT 0,
    preferred_position INTEGER NOT NULL DEFAULT 0,
    preferred_at INTEGER NOT NULL DEFAULT 0,
    do_not_schedule INTEGER NOT NULL DEFAULT 0,
    do_not_schedule_reason TEXT NOT NULL DEFAULT '',
    do_not_schedule_at INTEGER NOT NULL DEFAULT 0,
    removed_at INTEGER NOT NULL DEFAULT 0,
    removed_by INTEGER NOT NULL DEFAULT 0,
    removal_reason TEXT NOT NULL DEFAULT '',
    removal_severity INTEGER NOT NULL DEFAULT 0,
    removal_change INTEGER NOT NULL DEFAULT 0,
    review_on INTEGER,
    hold INTEGER NOT NULL DEFAULT 0,
    subscribed INTEGER NOT NULL DEFAULT 1,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, client_id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id),
    CHECK (removed_at = 0 OR (preferred_position = 0 AND subscribed = 0)),
    CHECK (preferred_position = 0 OR do_not_schedule = 0)
) WITHOUT ROWID, STRICT;
CREATE INDEX relation_client ON relation (company_id, client_id, staff_id);
CREATE INDEX relation_changed ON relation (company_id, changed);
CREATE INDEX relation_removed ON relation (company_id, removed_at) WHERE removed_at > 0;

CREATE TABLE dated_access (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    made_by INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX dated_access_staff ON dated_access (company_id, staff_id, client_id);
CREATE INDEX dated_access_client ON dated_access (company_id, client_id);
CREATE INDEX dated_access_changed ON dated_access (company_id, changed);

CREATE TABLE separation_request (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    side INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    state INTEGER NOT NULL,
    made_by INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL,
    decided_by INTEGER NOT NULL DEFAULT 0,
    decided_at INTEGER NOT NULL DEFAULT 0,
    decision_note TEXT NOT NULL DEFAULT '',
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX separation_request_open ON separation_request (company_id, staff_id, client_id, side) WHERE state = 1;
CREATE INDEX separation_request_state ON separation_request (company_id, state, id);

CREATE TABLE service (
    company_id INTEGER NOT NULL REFERENCES company (id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    sort TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    price_minor INTEGER NOT NULL,
    active INTEGER NOT NULL DEFAULT 1,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX service_sort ON service (company_id, sort);

CREATE TABLE template (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    billing INTEGER NOT NULL,
    every_weeks INTEGER NOT NULL DEFAULT 1,
    first_day INTEGER NOT NULL,
    approve_days_before INTEGER,
    ends_on INTEGER,
    status INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX template_client ON template (company_id, client_id);
CREATE INDEX template_status ON template (company_id, status, id);

CREATE TABLE template_line (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    template_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    service_id INTEGER NOT NULL,
    staff_id INTEGER,
    weekdays INTEGER NOT NULL,
    weeks INTEGER NOT NULL DEFAULT 0,
    minute_of_day INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    note TEXT NOT NULL DEFAULT '',
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, template_id) REFERENCES template (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id),
    FOREIGN KEY (company_id, service_id) REFERENCES service (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX template_line_template ON template_line (company_id, template_id, id);
CREATE INDEX template_line_pair ON template_line (company_id, staff_id, client_id);
CREATE INDEX template_line_client ON template_line (company_id, client_id);

CREATE TABLE template_line_pet (
    company_id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    pet_id INTEGER NOT NULL,
    PRIMARY KEY (company_id, line_id, pet_id),
    FOREIGN KEY (company_id, line_id) REFERENCES template_line (company_id, id),
    FOREIGN KEY (company_id, pet_id) REFERENCES pet (company_id, id)
) WITHOUT ROWID, STRICT;

-- One projected visit that differs from its line: someone else (or nobody), or left out.
CREATE TABLE template_visit (
    company_id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    template_id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    staff_id INTEGER,
    skipped INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, line_id, day),
    FOREIGN KEY (company_id, line_id) REFERENCES template_line (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX template_visit_pair ON template_visit (company_id, staff_id, client_id);

-- A period that was approved (or left out) and may not be approved again.
CREATE TABLE template_period (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    template_id INTEGER NOT NULL,
    starts_on INTEGER NOT NULL,
    ends_on INTEGER NOT NULL,
    status INTEGER NOT NULL,
    approved_at INTEGER NOT NULL DEFAULT 0,
    approved_by INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, template_id) REFERENCES template (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX template_period_start ON template_period (company_id, template_id, starts_on);

CREATE TABLE event (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    client_id INTEGER NOT NULL,
    staff_id INTEGER,
    service_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    local_day INTEGER NOT NULL,
    status INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    price_minor INTEGER NOT NULL DEFAULT 0,
    origin INTEGER NOT NULL DEFAULT 1,
    template_id INTEGER,
    line_id INTEGER,
    order_id INTEGER,
    started_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, client_id) REFERENCES client (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    FOREIGN KEY (company_id, service_id) REFERENCES service (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX event_pair ON event (company_id, staff_id, client_id, starts_at);
CREATE INDEX event_staff ON event (company_id, staff_id, starts_at);
CREATE INDEX event_client ON event (company_id, client_id, starts_at);
CREATE INDEX event_start ON event (company_id, starts_at, id);
CREATE UNIQUE INDEX event_line ON event (company_id, line_id, local_day) WHERE line_id IS NOT NULL;
CREATE INDEX event_template ON event (company_id, template_id) WHERE template_id IS NOT NULL;

CREATE TABLE event_pet (
    company_id INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    pet_id INTEGER NOT NULL,
    PRIMARY KEY (company_id, event_id, pet_id),
    FOREIGN KEY (company_id, event_id) REFERENCES event (company_id, id),
    FOREIGN KEY (company_id, pet_id) REFERENCES pet (company_id, id)
) WITHOUT ROWID, STRICT;

CREATE TABLE notice (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    client_id INTEGER NOT NULL DEFAULT 0,
    about_staff_id INTEGER NOT NULL DEFAULT 0,
    event_id INTEGER NOT NULL DEFAULT 0,
    details TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, id),
    FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX notice_staff ON notice (company_id, staff_id, id);
CREATE INDEX notice_unread ON notice (company_id, staff_id) WHERE read_at = 0;

-- One entry an act; `change` has no gaps. `details` is JSON, erasable: the chain holds its salted hash.
CREATE TABLE audit (
    company_id INTEGER NOT NULL,
    change INTEGER NOT NULL,
    at INTEGER NOT NULL,
    operation TEXT NOT NULL,
    actor_id INTEGER NOT NULL,
    surface INTEGER NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    staff_id INTEGER NOT NULL DEFAULT 0,
    client_id INTEGER NOT NULL DEFAULT 0,
    details TEXT,
    salt BLOB NOT NULL,
    details_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (company_id, change)
) WITHOUT ROWID, STRICT;
CREATE INDEX audit_staff ON audit (company_id, staff_id, change) WHERE staff_id > 0;
CREATE INDEX audit_client ON audit (company_id, client_id, change) WHERE client_id > 0;
CREATE INDEX audit_actor ON audit (company_id, actor_id, change);

-- What decided, and when: enum history_kind in app/app.h. The open row of a key has to_change NULL.
CREATE TABLE history (
    company_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    c INTEGER NOT NULL,
    from_change INTEGER NOT NULL,
    to_change INTEGER,
    from_at INTEGER NOT NULL,
    to_at INTEGER,
    v1 INTEGER NOT NULL,
    v2 INTEGER NOT NULL,
    v3 INTEGER NOT NULL,
    PRIMARY KEY (company_id, kind, a, b, c, from_change)
) WITHOUT ROWID, STRICT;

-- What an act changed, so that it can be taken back (ACC-26); read by the feature that wrote it.
CREATE TABLE undo (
    company_id INTEGER NOT NULL,
    change INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    a INTEGER NOT NULL,
    b INTEGER NOT NULL,
    before1 INTEGER,
    before2 INTEGER,
    before_text TEXT NOT NULL DEFAULT '',
    until_at INTEGER NOT NULL,
    undone_change INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, change, position)
) WITHOUT ROWID, STRICT;

CREATE TABLE idempotency (
    company_id INTEGER NOT NULL,
    staff_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    operation TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    answer TEXT NOT NULL,
    change INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, staff_id, key)
) WITHOUT ROWID, STRICT;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- E-mail to send; company_id 0 where no company is concerned (a password reset).
CREATE TABLE outbox (
    company_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    sent_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, id)
) WITHOUT ROWID, STRICT;
CREATE INDEX outbox_due ON outbox (state, due_at);

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY,
    company_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    lease_until INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX job_due ON job (due_at);
CREATE UNIQUE INDEX job_subject ON job (company_id, kind, subject_id);
