-- What a reading names, where different ones are counted.
ALTER TABLE metering_reading ADD COLUMN item TEXT;
ALTER TABLE metering_quarantine ADD COLUMN item TEXT;
