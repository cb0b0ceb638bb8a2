-- Takes the whole register away: only for a database that nobody used yet.
DROP TABLE release_file;
DROP TABLE release;
DROP TABLE ledger;
DROP TABLE flow;
DROP TABLE consent_text;
DROP TABLE done;
DROP TABLE ballot;
DROP TABLE registration;
DROP TABLE meta;
