-- What each subscription had before its plan changed last. A projection of its own, told from the first entry on.
CREATE TABLE broker_former_plan (
  life      BIGINT NOT NULL PRIMARY KEY, -- of the journal's entry that ordered the subscription
  id        TEXT   NOT NULL,             -- the subscription's
  plan      TEXT   NOT NULL,             -- that holds
  former    TEXT,                        -- none when it never was another
  operation TEXT,                        -- the change under way
  wanted    TEXT                         -- its plan
);
CREATE INDEX broker_former_plan_by_id ON broker_former_plan (id, life);
CREATE INDEX broker_former_plan_by_operation ON broker_former_plan (operation);
