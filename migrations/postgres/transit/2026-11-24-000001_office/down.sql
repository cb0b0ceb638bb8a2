DROP TABLE operator_session;
