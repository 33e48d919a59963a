-- The catalogue, as it was last published.
CREATE TABLE broker_offering (
  id   TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
);

-- One row a life: an id whose subscription was closed can be used again, and the old life stays remembered.
CREATE TABLE broker_subscription (
  number     BIGINT NOT NULL PRIMARY KEY, -- of the journal's entry that ordered it
  id         TEXT   NOT NULL,
  tenant     TEXT   NOT NULL,
  offering   TEXT   NOT NULL,
  plan       TEXT   NOT NULL,
  digest     TEXT   NOT NULL, -- SHA-256 of the content
  state      TEXT   NOT NULL,
  ordered_at BIGINT NOT NULL,
  ordered_by TEXT   NOT NULL, -- the operation that made it
  operation  TEXT   NOT NULL  -- the last one
);
CREATE INDEX broker_subscription_by_id ON broker_subscription (id, number);
CREATE INDEX broker_subscription_by_tenant ON broker_subscription (tenant, number);

CREATE TABLE broker_operation (
  id           TEXT   NOT NULL PRIMARY KEY,
  subscription BIGINT NOT NULL REFERENCES broker_subscription (number),
  kind         TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  description  TEXT   NOT NULL,
  steps        TEXT   NOT NULL, -- a JSON array: the steps that stand, in the order they were carried out
  leftovers    TEXT   NOT NULL, -- a JSON array of sentences
  started_at   BIGINT NOT NULL,
  ended_at     BIGINT
);

-- What was ordered, word for word. Private: it can hold personal data, so it stays out of the journal and goes with the subscription.
CREATE TABLE broker_content (
  operation TEXT NOT NULL PRIMARY KEY,
  content   TEXT NOT NULL
);
