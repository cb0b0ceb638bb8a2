-- The board's office: who works there, what they did, what waits for a second person, and the
-- texts they keep. Nothing in these tables is about a visitor.

CREATE TABLE operator (
    name TEXT NOT NULL PRIMARY KEY,
    roles TEXT NOT NULL,               -- words with commas between; none for somebody who left
    since INTEGER NOT NULL,            -- the day of the first invitation
    ended INTEGER NOT NULL,            -- 1: left; the name stays, so that the log can be read
    password TEXT NOT NULL,            -- Argon2id, keyed: of no use without register.key
    factor TEXT NOT NULL,              -- the secret of the codes, sealed likewise
    factor_step BIGINT NOT NULL,       -- the last time step whose code was used; -1: none yet
    recovery TEXT NOT NULL,            -- keyed digests of the recovery codes not yet used
    invitation TEXT NOT NULL,          -- keyed digest of the invitation
    invited_until BIGINT NOT NULL      -- Unix seconds
);

-- Who did what to which release, text or account. Lines are added, never changed; each carries a
-- keyed digest over the one before, so that a changed or missing line shows.
CREATE TABLE operator_log (
    place INTEGER NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,                -- Unix seconds
    who TEXT NOT NULL,
    deed TEXT NOT NULL,
    about TEXT NOT NULL,
    detail TEXT NOT NULL,
    link TEXT NOT NULL
);

-- What one person proposed and another must approve.
CREATE TABLE proposal (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    reason TEXT NOT NULL,              -- why it was refused: a line of Dutch, a line of English
    PRIMARY KEY (kind, subject)
);

-- What the board keeps for the pages: every version of it.
CREATE TABLE document (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,            -- empty where it has none
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    written_by TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (kind, name, language, version)
);
