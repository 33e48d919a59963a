-- Months of arrival (UTC) whose readings were written to files. A hint where to look: what was archived stands in the journal.
CREATE TABLE metering_archived_month (
    month     TEXT   NOT NULL PRIMARY KEY, -- such as 2024-01
    entry     BIGINT NOT NULL,             -- of the journal
    taken_out BIGINT                       -- when the last reading had left metering_reading, microseconds since 1970 UTC
);

CREATE TABLE metering_archived_file (
    number   INTEGER NOT NULL PRIMARY KEY,
    month    TEXT    NOT NULL,
    tenant   TEXT    NOT NULL,
    readings BIGINT  NOT NULL,
    first_at BIGINT  NOT NULL, -- the earliest and the latest time that any of them is of
    last_at  BIGINT  NOT NULL,
    UNIQUE (month, tenant)
);

-- A key never becomes free. What was written under it is in the file; 64 bits of its digest tell whether the same is sent again.
CREATE TABLE metering_archived_key (
    source  TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    file    INTEGER NOT NULL,
    content BIGINT  NOT NULL,
    PRIMARY KEY (source, id)
);
