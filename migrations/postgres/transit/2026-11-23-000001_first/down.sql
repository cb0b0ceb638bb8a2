-- What passes through may be lost: visitors ask for a new code.
DROP TABLE budget;
DROP TABLE attempt;
DROP TABLE letter;
