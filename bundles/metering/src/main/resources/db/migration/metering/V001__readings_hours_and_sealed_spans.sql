-- Every reading that was ever accepted. The primary key is what makes each count once.
CREATE TABLE metering_reading (
    source   TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    tenant   TEXT   NOT NULL,
    offering TEXT   NOT NULL,
    meter    TEXT   NOT NULL,
    at       BIGINT NOT NULL, -- microseconds since 1970 UTC
    quantity BIGINT NOT NULL, -- millionths of the meter's unit
    PRIMARY KEY (source, id)
);

CREATE INDEX metering_reading_by_meter ON metering_reading (tenant, offering, meter, at);

-- What the readings of each hour add up to, changed in the transaction that accepts them.
CREATE TABLE metering_hour (
    tenant   TEXT   NOT NULL,
    offering TEXT   NOT NULL,
    meter    TEXT   NOT NULL,
    hour     BIGINT NOT NULL, -- its first microsecond
    readings BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (tenant, offering, meter, hour)
);

-- Spans for which no reading is accepted any more; half open, they never overlap.
CREATE TABLE metering_sealed (
    span_from BIGINT NOT NULL PRIMARY KEY,
    span_to   BIGINT NOT NULL
);
