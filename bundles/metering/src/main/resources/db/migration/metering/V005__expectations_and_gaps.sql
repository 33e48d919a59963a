-- Who should have reported, as the journal says.

CREATE TABLE metering_offering (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

-- How often a meter reports, for as long as that was declared: nothing was expected before anybody said so.
CREATE TABLE metering_rhythm (
    offering       TEXT    NOT NULL, -- its name
    meter          TEXT    NOT NULL,
    hours          INTEGER NOT NULL, -- 1 to 24
    declared_from  BIGINT  NOT NULL, -- microseconds since 1970 UTC
    declared_to    BIGINT,           -- null: still
    PRIMARY KEY (offering, meter, declared_from)
);

CREATE TABLE metering_subscription (
    operation    TEXT NOT NULL PRIMARY KEY, -- of its order
    subscription TEXT NOT NULL,
    tenant       TEXT NOT NULL,
    offering     TEXT NOT NULL,             -- its id
    active_from  BIGINT,
    active_to    BIGINT
);

CREATE INDEX metering_subscription_by_id ON metering_subscription (subscription);
CREATE INDEX metering_subscription_by_tenant ON metering_subscription (tenant, offering);

-- While it was suspended; it ends with the operation that resumed it.
CREATE TABLE metering_pause (
    subscription TEXT   NOT NULL,
    pause_from   BIGINT NOT NULL,
    pause_to     BIGINT,
    resumption   TEXT,
    PRIMARY KEY (subscription, pause_from)
);

-- What an entrance knows that it missed: it could not read a counter, or the counter had begun anew.
CREATE TABLE metering_gap (
    tenant   TEXT   NOT NULL,
    offering TEXT   NOT NULL,
    meter    TEXT   NOT NULL,
    gap_from BIGINT NOT NULL,
    gap_to   BIGINT NOT NULL,
    reason   TEXT   NOT NULL, -- a word: unreachable
    PRIMARY KEY (tenant, offering, meter, gap_from, gap_to)
);

CREATE INDEX metering_gap_by_time ON metering_gap (gap_to);
