-- Upgrades in stages. No entry from before tells of any, so the projection goes on where it is.
CREATE TABLE broker_rollout (
  number   BIGINT NOT NULL PRIMARY KEY, -- of the journal's entry that began it
  id       TEXT   NOT NULL UNIQUE,
  offering TEXT   NOT NULL,
  version  TEXT   NOT NULL,
  stages   TEXT   NOT NULL, -- a JSON array of stages, each with its members
  stage    INTEGER NOT NULL, -- from 0
  state    TEXT   NOT NULL,
  sentence TEXT,
  since    BIGINT NOT NULL
);
