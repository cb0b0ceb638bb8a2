-- PostgreSQL keeps samples of a column's values in pg_statistic, for its planner, and goes on keeping
-- them after the rows are gone: old tags and sealed rows after a step of the epoch, tags of letters
-- after the sweep, counts of rows after they were forgotten. From here on none are kept. Naming a
-- column's type, which stays what it is, drops the samples taken so far; no row is written anew.
ALTER TABLE letter ALTER COLUMN id TYPE BYTEA, ALTER COLUMN id SET STATISTICS 0;
ALTER TABLE letter ALTER COLUMN sealed TYPE BYTEA, ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE letter ALTER COLUMN lease TYPE BYTEA, ALTER COLUMN lease SET STATISTICS 0;
ALTER TABLE attempt ALTER COLUMN tag TYPE BYTEA, ALTER COLUMN tag SET STATISTICS 0;
ALTER TABLE budget ALTER COLUMN tag TYPE BYTEA, ALTER COLUMN tag SET STATISTICS 0;
ALTER TABLE operator_session ALTER COLUMN id TYPE BYTEA, ALTER COLUMN id SET STATISTICS 0;
