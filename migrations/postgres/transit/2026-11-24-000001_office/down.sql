DROP TABLE pressure;
DROP TABLE operator_session;
