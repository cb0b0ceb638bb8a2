-- What passes through may be lost: visitors ask for a new code.
DROP TABLE identity;
DROP TABLE budget;
DROP TABLE attempt;
DROP TABLE letter;
