-- The register says more than it did, all of which the journal knows: it is emptied, and told again from the first entry.
DROP TABLE broker_operation;
DROP TABLE broker_subscription;
DROP TABLE broker_offering;

-- The catalogue, as it was last published.
CREATE TABLE broker_offering (
  id   TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
);

-- The convention of each commune that stands now.
CREATE TABLE broker_convention (
  commune         TEXT NOT NULL PRIMARY KEY,
  number          TEXT NOT NULL,
  signed_on       TEXT NOT NULL, -- ISO 8601
  deliberation    TEXT NOT NULL,
  deliberated_on  TEXT NOT NULL, -- ISO 8601
  document_sha256 TEXT NOT NULL
);

-- One row a life: an id whose subscription was closed can be used again, and the old life stays remembered.
CREATE TABLE broker_subscription (
  number         BIGINT NOT NULL PRIMARY KEY, -- of the journal's entry that ordered it
  id             TEXT   NOT NULL,
  tenant         TEXT   NOT NULL,
  offering       TEXT   NOT NULL,
  plan           TEXT   NOT NULL,
  version        TEXT,            -- of the bundle; none for what isn't hosted
  digest         TEXT   NOT NULL, -- SHA-256 of the content
  state          TEXT   NOT NULL,
  awaited        TEXT   NOT NULL, -- a JSON array of words
  ordered_at     BIGINT NOT NULL,
  ends_at        BIGINT,
  ordered_by     TEXT   NOT NULL, -- the operation that made it
  content        TEXT   NOT NULL, -- the operation whose content holds
  operation      TEXT   NOT NULL, -- the last one
  wanted         TEXT,            -- the change under way, or that failed last
  wanted_plan    TEXT,
  wanted_version TEXT,
  wanted_digest  TEXT
);
CREATE INDEX broker_subscription_by_id ON broker_subscription (id, number);
CREATE INDEX broker_subscription_by_tenant ON broker_subscription (tenant, number);
CREATE INDEX broker_subscription_by_offering ON broker_subscription (offering, state);
CREATE INDEX broker_subscription_by_operation ON broker_subscription (operation);

-- One row a life, as above.
CREATE TABLE broker_binding (
  number       BIGINT NOT NULL PRIMARY KEY, -- of the journal's entry that ordered it
  subscription BIGINT NOT NULL REFERENCES broker_subscription (number),
  id           TEXT   NOT NULL,
  plan         TEXT   NOT NULL,
  credential   TEXT   NOT NULL UNIQUE,
  digest       TEXT   NOT NULL, -- SHA-256 of the content
  access       TEXT   NOT NULL, -- to what
  state        TEXT   NOT NULL,
  ordered_at   BIGINT NOT NULL,
  expires_at   BIGINT,
  renew_before BIGINT,
  predecessor  TEXT,
  content      TEXT   NOT NULL, -- the operation whose content holds
  operation    TEXT   NOT NULL  -- the last one
);
CREATE INDEX broker_binding_by_id ON broker_binding (subscription, id, number);
CREATE INDEX broker_binding_by_operation ON broker_binding (operation);

CREATE TABLE broker_operation (
  id           TEXT   NOT NULL PRIMARY KEY,
  subscription BIGINT NOT NULL REFERENCES broker_subscription (number),
  binding      BIGINT REFERENCES broker_binding (number), -- none when the subscription itself is worked on
  kind         TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  description  TEXT   NOT NULL,
  steps        TEXT   NOT NULL, -- a JSON array: what it carried out or took back, in that order
  standing     TEXT   NOT NULL, -- a JSON array: the steps that stand
  leftovers    TEXT   NOT NULL, -- a JSON array of sentences
  started_at   BIGINT NOT NULL,
  ended_at     BIGINT
);
CREATE INDEX broker_operation_by_subscription ON broker_operation (subscription);

-- Private, beside the journal: what was ordered, word for word. It goes as soon as nothing needs it any more. A row without
-- parameters is from before they were kept by themselves: they are one of the context's values.
ALTER TABLE broker_content ADD COLUMN parameters TEXT;

-- Private, beside the journal: who asked the platform. It goes with the subscription.
CREATE TABLE broker_origin (
  operation TEXT NOT NULL PRIMARY KEY,
  platform  TEXT NOT NULL,
  identity  TEXT NOT NULL -- a JSON object
);

-- Private, beside the journal: what the secret of a credential is checked against. It goes with the binding.
CREATE TABLE broker_credential (
  credential TEXT NOT NULL PRIMARY KEY,
  hash       TEXT NOT NULL -- SHA-256 of the secret, in hexadecimal
);
