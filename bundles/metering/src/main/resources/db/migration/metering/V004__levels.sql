-- What a reading names, where different ones are counted.
ALTER TABLE metering_reading ADD COLUMN item TEXT;
ALTER TABLE metering_quarantine ADD COLUMN item TEXT;

-- One row an order to subscribe, by the operation that carries it out: a level stands no longer than its subscription.
CREATE TABLE metering_active (
    operation    TEXT NOT NULL PRIMARY KEY,
    subscription TEXT NOT NULL,
    tenant       TEXT NOT NULL,
    offering     TEXT NOT NULL, -- its id
    active_from  BIGINT,        -- microseconds since 1970 UTC
    active_to    BIGINT
);

CREATE INDEX metering_active_by_subscription ON metering_active (subscription);
CREATE INDEX metering_active_by_tenant ON metering_active (tenant, offering);
