-- SQLite keeps samples only where ANALYZE is run, which this program never does. The migration
-- has its name here so that both databases go through the same versions.
SELECT 1;
