-- When a reading was stored, microseconds since 1970 UTC: never before the fence, so that an hour that is over can't grow. What was
-- there before counts as of the first hour of all.
ALTER TABLE metering_reading ADD COLUMN arrived BIGINT NOT NULL DEFAULT 0;
CREATE INDEX metering_reading_by_arrival ON metering_reading (arrived);

-- One row: arrivals before closed_until are final, those before sealed_until are sealed in the journal.
CREATE TABLE metering_fence (
    id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    closed_until BIGINT  NOT NULL,
    sealed_until BIGINT  NOT NULL
);
INSERT INTO metering_fence (id, closed_until, sealed_until) VALUES (1, 0, 0);

-- What was sealed, line by line, gzipped: it fits the root in the journal or it is no evidence.
CREATE TABLE metering_page (
    tenant  TEXT    NOT NULL,
    hour    BIGINT  NOT NULL, -- of arrival, its first microsecond
    number  INTEGER NOT NULL, -- from 0
    content BYTEA   NOT NULL,
    PRIMARY KEY (tenant, hour, number)
);
