-- A month of one commune, and of all, without going through the years before.
CREATE INDEX metering_hour_by_tenant ON metering_hour (tenant, hour);
CREATE INDEX metering_hour_by_time ON metering_hour (hour);
