-- What the journal says, as far as costs are concerned: projections, each row as the last entry left it.
CREATE TABLE costs_intercommunality (
    siren   TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL -- JSON
);

CREATE TABLE costs_commune (
    insee   TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

-- Every population that was declared, because a month is counted with the one that was legal then.
CREATE TABLE costs_population (
    insee       TEXT   NOT NULL,
    declared_at BIGINT NOT NULL, -- microseconds since 1970 UTC
    population  BIGINT NOT NULL,
    PRIMARY KEY (insee, declared_at)
);

CREATE TABLE costs_offering (
    id      TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    content TEXT NOT NULL
);

-- One row an order to subscribe, by the operation that carries it out; active from active_from until active_to.
CREATE TABLE costs_subscription (
    operation    TEXT NOT NULL PRIMARY KEY,
    subscription TEXT NOT NULL,
    insee        TEXT NOT NULL,
    offering     TEXT NOT NULL, -- its id
    active_from  BIGINT,
    active_to    BIGINT
);

CREATE INDEX costs_subscription_by_id ON costs_subscription (subscription);

CREATE TABLE costs_pool (
    period   TEXT NOT NULL, -- 2026-10
    offering TEXT NOT NULL, -- its name
    unit     TEXT NOT NULL,
    content  TEXT NOT NULL,
    PRIMARY KEY (period, offering, unit)
);

CREATE TABLE costs_period (
    period       TEXT   NOT NULL PRIMARY KEY,
    closed_at    BIGINT NOT NULL,
    shared_cents BIGINT NOT NULL
);

-- The statements themselves, written once, when their period is closed; the journal has the digest of each.
CREATE TABLE costs_statement (
    period  TEXT NOT NULL,
    insee   TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (period, insee)
);
