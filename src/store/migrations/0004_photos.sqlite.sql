-- CLI-01: a pet's photo is a file; `photo` is its name, empty: there is none.
ALTER TABLE pet ADD COLUMN photo TEXT NOT NULL DEFAULT '';
ALTER TABLE pet ADD COLUMN photo_type INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pet ADD COLUMN photo_width INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pet ADD COLUMN photo_height INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pet ADD COLUMN photo_alt TEXT NOT NULL DEFAULT '';
CREATE INDEX pet_photo ON pet (company_id, photo) WHERE photo <> '';
