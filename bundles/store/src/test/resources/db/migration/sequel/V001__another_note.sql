CREATE TABLE sequel_note (
    id   BIGINT PRIMARY KEY,
    text TEXT NOT NULL,
    size BIGINT NOT NULL
);
