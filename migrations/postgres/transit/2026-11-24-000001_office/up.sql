-- Who is signed in at the board's office. The cookie's value is not in here, only its digest.
CREATE TABLE operator_session (
    id BYTEA NOT NULL PRIMARY KEY,
    operator TEXT NOT NULL,
    stage TEXT NOT NULL,               -- 'enrols' until the second factor is set up, then 'in'
    began BIGINT NOT NULL,             -- Unix seconds
    confirmed BIGINT NOT NULL          -- Unix seconds: when the second factor was last given
);

-- How busy a day was, in powers of two from 64 on: for an alarm in levels. Few and none are both 0.
CREATE TABLE pressure (
    day INTEGER NOT NULL PRIMARY KEY,
    letters INTEGER NOT NULL,
    wrong INTEGER NOT NULL
);
