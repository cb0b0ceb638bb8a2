-- The register: what is kept and backed up. Nothing in it names anyone.

-- One fact or setting per line: schema and derivation versions, salt, epoch, open week and
-- quarter, row notes, key check values.
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- The guest list. No serial number and no time finer than the cohort, so that neither order nor
-- date tells who joined when.
CREATE TABLE registration (
    tag BYTEA NOT NULL PRIMARY KEY,   -- HMAC of the mark under the epoch's tag key
    sealed BYTEA NOT NULL,            -- one size for every declaration
    cohort INTEGER NOT NULL,           -- ISO year; rows lapse by it without being opened
    epoch INTEGER NOT NULL             -- the step whose key wraps the row
);
-- Counting rows per cohort at a close walks this index alone.
CREATE INDEX registration_cohort ON registration (cohort);

-- The ballot box: sealed slips without address or mark, burnt on counting day.
CREATE TABLE ballot (
    id BYTEA NOT NULL PRIMARY KEY,    -- 16 random bytes: order says nothing
    period TEXT NOT NULL,              -- the quarter in which it is counted
    epoch INTEGER NOT NULL,
    sealed BYTEA NOT NULL             -- one size for every slip
);
CREATE INDEX ballot_period ON ballot (period);

-- Visits that ended: their requests open and write nothing any more.
CREATE TABLE done (
    nonce BYTEA NOT NULL PRIMARY KEY,
    expiry INTEGER NOT NULL            -- a day, after which no cookie of that visit opens anyway
);

-- Texts that people agree to; a line is never changed once it is in use.
CREATE TABLE consent_text (
    purpose TEXT NOT NULL,
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (purpose, version, language)
);

-- Noisy changes per table, period and cohort: drawn once ever, safe to publish.
CREATE TABLE flow (
    policy_version INTEGER NOT NULL,
    table_id TEXT NOT NULL,
    period TEXT NOT NULL,
    cohort INTEGER NOT NULL,           -- 0 for the weekly number, which knows no cohorts
    cells TEXT NOT NULL,               -- a JSON list of whole numbers in the table's order
    PRIMARY KEY (policy_version, table_id, period, cohort)
);

-- What each draw gave away, in thousandths per event.
CREATE TABLE ledger (
    policy_version INTEGER NOT NULL,
    table_id TEXT NOT NULL,
    period TEXT NOT NULL,
    cohort INTEGER NOT NULL,
    loss INTEGER NOT NULL,
    PRIMARY KEY (policy_version, table_id, period, cohort)
);

-- Published releases, in the order of their chain.
CREATE TABLE release (
    id TEXT NOT NULL PRIMARY KEY,
    place INTEGER NOT NULL UNIQUE,     -- 1, 2, 3 … along the chain
    published INTEGER NOT NULL,        -- a day
    chain TEXT NOT NULL                -- SHA-256 over the previous chain value and SHA256SUMS
);

-- The bytes of every published file, which never change.
CREATE TABLE release_file (
    release TEXT NOT NULL REFERENCES release (id),
    name TEXT NOT NULL,
    content BYTEA NOT NULL,
    sha256 BYTEA NOT NULL,
    PRIMARY KEY (release, name)
);
