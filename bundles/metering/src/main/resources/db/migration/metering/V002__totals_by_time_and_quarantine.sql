-- A month of one commune, and of all, without going through the years before.
CREATE INDEX metering_hour_by_tenant ON metering_hour (tenant, hour);
CREATE INDEX metering_hour_by_time ON metering_hour (hour);

-- A reading that takes another one of its source back, once.
ALTER TABLE metering_reading ADD COLUMN corrects TEXT;
ALTER TABLE metering_hour ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX metering_reading_withdrawal ON metering_reading (source, corrects) WHERE corrects IS NOT NULL;

-- Readings that are kept but not counted, as they were brought. A key stands here or in metering_reading, or in both once it was
-- let through; nothing ever leaves.
CREATE TABLE metering_quarantine (
    source   TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    tenant   TEXT   NOT NULL,
    offering TEXT   NOT NULL,
    meter    TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    corrects TEXT,
    reason   TEXT   NOT NULL,
    since    BIGINT NOT NULL, -- when it was brought, microseconds since 1970 UTC
    released BIGINT,          -- when it was let through
    PRIMARY KEY (source, id)
);

CREATE INDEX metering_quarantine_waiting ON metering_quarantine (since) WHERE released IS NULL;
