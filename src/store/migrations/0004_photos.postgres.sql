-- CLI-01: a pet's photo is a file; `photo` is its name, empty: there is none.
ALTER TABLE pet ADD COLUMN photo text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE pet ADD COLUMN photo_type bigint NOT NULL DEFAULT 0;
ALTER TABLE pet ADD COLUMN photo_width bigint NOT NULL DEFAULT 0;
ALTER TABLE pet ADD COLUMN photo_height bigint NOT NULL DEFAULT 0;
ALTER TABLE pet ADD COLUMN photo_alt text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX pet_photo ON pet (company_id, photo) WHERE photo <> '';
