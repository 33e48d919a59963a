-- Projections of the journal.

CREATE TABLE tenancy_platform (
  name     TEXT PRIMARY KEY,
  title    TEXT NOT NULL,
  communes TEXT              -- INSEE codes, one a line; null when it acts for the whole intercommunality
);

-- While its service is suspended, a group doesn't stand.
ALTER TABLE tenancy_group ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;

-- Private: apart from the projection, so that a rebuild of that one loses no password.

CREATE TABLE tenancy_platform_password (
  name     TEXT PRIMARY KEY,
  password TEXT NOT NULL     -- hashed
);
