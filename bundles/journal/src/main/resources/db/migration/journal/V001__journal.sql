-- Every decision, for ever. What the hash covers, and how: see the room's README.
CREATE TABLE journal_entry (
    number BIGINT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    by     TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    tenant TEXT,
    body   TEXT   NOT NULL,
    hash   TEXT   NOT NULL
);

-- The end of the chain, one row. Whoever decides changes it first, and so decides alone.
CREATE TABLE journal_head (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    number BIGINT  NOT NULL,
    at     BIGINT  NOT NULL,
    hash   TEXT    NOT NULL
);

INSERT INTO journal_head (id, number, at, hash)
VALUES (1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- How far each room's projection has come.
CREATE TABLE journal_projection (
    name   TEXT   NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);
