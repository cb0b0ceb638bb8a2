DROP TABLE document;
DROP TABLE proposal;
DROP TABLE operator_log;
DROP TABLE operator;
