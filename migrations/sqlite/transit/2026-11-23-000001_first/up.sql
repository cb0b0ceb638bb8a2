-- The transit store: what passes through and is gone within two days. Never backed up.

-- Letters waiting to be sent. The recipient is sealed with a key that lives two days.
CREATE TABLE letter (
    id BLOB NOT NULL PRIMARY KEY,
    day INTEGER NOT NULL,              -- which day's post key seals it
    sealed BLOB NOT NULL,            -- one size for every letter
    due BIGINT NOT NULL,               -- Unix seconds: the next moment to try
    expires BIGINT NOT NULL,           -- Unix seconds: erased then, sent or not
    tries INTEGER NOT NULL,            -- 0 until it was charged to its address's budget
    lease BLOB,                      -- names the worker's hold on it
    leased_until BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX letter_due ON letter (due);

-- Wrong codes per visit; the tag is keyed by the day's visit key.
CREATE TABLE attempt (
    tag BLOB NOT NULL PRIMARY KEY,
    tries INTEGER NOT NULL,
    opened_with INTEGER,               -- which of the day's codes opened this visit
    hour BIGINT NOT NULL               -- Unix hours: when it may be swept away
) WITHOUT ROWID;

-- What an address, or a small mail domain, used up on a day; the tag is keyed likewise.
CREATE TABLE budget (
    tag BLOB NOT NULL PRIMARY KEY,
    mails INTEGER NOT NULL,            -- letters sent for the present code
    long_mails INTEGER NOT NULL,       -- letters with a long code sent beyond them
    wrong INTEGER NOT NULL,            -- wrong codes, over all visits
    used INTEGER NOT NULL,             -- codes used up
    day INTEGER NOT NULL
) WITHOUT ROWID;

-- Which transit store this is. The register notes the same id; where the two differ, this store
-- was lost, and with it the memory of which codes were used.
CREATE TABLE identity (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL                   -- 16 random bytes in hexadecimal
) WITHOUT ROWID;
