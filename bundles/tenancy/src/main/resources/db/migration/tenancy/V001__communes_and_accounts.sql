-- Projections of the journal: rebuilt from it at any time.

CREATE TABLE tenancy_intercommunality (
  id    INTEGER PRIMARY KEY CHECK (id = 1),
  siren TEXT    NOT NULL,
  name  TEXT    NOT NULL
);

CREATE TABLE tenancy_commune (
  insee        TEXT    PRIMARY KEY,
  siren        TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  population   INTEGER NOT NULL,
  postal_codes TEXT    NOT NULL, -- one a line
  state        TEXT    NOT NULL CHECK (state IN ('RESIDENT', 'LEAVING', 'LEFT'))
);

-- Only to tell which group a step "directory" of a subscription stands for.
CREATE TABLE tenancy_offering (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL
);

CREATE TABLE tenancy_subscription (
  id       TEXT PRIMARY KEY,
  offering TEXT NOT NULL
);

-- The groups that should stand in the directory.
CREATE TABLE tenancy_group (
  insee   TEXT NOT NULL,
  service TEXT NOT NULL,
  PRIMARY KEY (insee, service)
);

-- Private: personal data, which the journal never sees. A row goes when the account is closed; the journal keeps its id.

CREATE TABLE tenancy_account (
  id       TEXT PRIMARY KEY,
  insee    TEXT NOT NULL,
  uid      TEXT NOT NULL,
  name     TEXT NOT NULL,
  mail     TEXT NOT NULL,
  role     TEXT NOT NULL,
  password TEXT,          -- hashed; null until the first one was made
  UNIQUE (insee, uid)
);
