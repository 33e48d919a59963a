-- What counters of other services said, kept before anything is made of it. The last one of each meter and commune stays, and those
-- whose reading isn't durable yet.
CREATE TABLE metering_sample (
    tenant   TEXT   NOT NULL,
    offering TEXT   NOT NULL,
    meter    TEXT   NOT NULL,
    at       BIGINT NOT NULL, -- when the page was asked for, microseconds since 1970 UTC
    address  TEXT   NOT NULL, -- of the page
    counter  TEXT   NOT NULL, -- with its labels
    value    TEXT   NOT NULL, -- exact, in plain decimals
    since    BIGINT,          -- the sample before; null: nothing was known of this counter
    owed     TEXT,            -- what was used since then, as long as no reading says so
    PRIMARY KEY (tenant, offering, meter, at)
);

CREATE INDEX metering_sample_owed ON metering_sample (at) WHERE owed IS NOT NULL;
