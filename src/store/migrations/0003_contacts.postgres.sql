-- CLI-01: a contact has several phones and e-mails, each with a label ("mobile"); an address has a position.
CREATE TABLE contact_line (
    company_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    kind bigint NOT NULL,
    position bigint NOT NULL,
    label text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (company_id, contact_id, kind, position),
    FOREIGN KEY (company_id, contact_id) REFERENCES contact (company_id, id)
);
ALTER TABLE contact_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_line FORCE ROW LEVEL SECURITY;
CREATE POLICY one_company ON contact_line USING (company_id = (SELECT petgate_company()));
CREATE POLICY all_companies ON contact_line USING ((SELECT petgate_all_companies()));
INSERT INTO contact_line (company_id, contact_id, kind, position, label, value)
    SELECT company_id, id, 1, 1, '', phone FROM contact WHERE phone <> '';
INSERT INTO contact_line (company_id, contact_id, kind, position, label, value)
    SELECT company_id, id, 2, 1, '', email FROM contact WHERE email <> '';
-- An e-mail is found as a whole, too.
INSERT INTO search_word (company_id, word, client_id, kind, source_id)
    SELECT company_id, lower(email), client_id, 2, id FROM contact WHERE email <> '' ON CONFLICT DO NOTHING;
ALTER TABLE contact DROP COLUMN phone;
ALTER TABLE contact DROP COLUMN email;

-- In millionths of a degree; both or none.
ALTER TABLE client ADD COLUMN latitude_e6 bigint;
ALTER TABLE client ADD COLUMN longitude_e6 bigint;
