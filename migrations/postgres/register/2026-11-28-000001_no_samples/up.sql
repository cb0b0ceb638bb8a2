-- PostgreSQL keeps samples of a column's values in pg_statistic, for its planner, and goes on keeping
-- them after the rows are gone: old tags and sealed rows after a step of the epoch, tags of letters
-- after the sweep, counts of rows after they were forgotten. From here on none are kept. Naming a
-- column's type, which stays what it is, drops the samples taken so far; no row is written anew.
ALTER TABLE registration ALTER COLUMN tag TYPE BYTEA, ALTER COLUMN tag SET STATISTICS 0;
ALTER TABLE registration ALTER COLUMN sealed TYPE BYTEA, ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE ballot ALTER COLUMN id TYPE BYTEA, ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE ballot ALTER COLUMN sealed TYPE BYTEA, ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE done ALTER COLUMN nonce TYPE BYTEA, ALTER COLUMN nonce SET STATISTICS 0;
ALTER TABLE meta ALTER COLUMN value TYPE TEXT, ALTER COLUMN value SET STATISTICS 0;
