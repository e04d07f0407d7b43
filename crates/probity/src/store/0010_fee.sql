CREATE TABLE payment_year (
    payment BYTES NOT NULL PRIMARY KEY,
    subject BYTES NOT NULL,
    class TEXT NOT NULL,
    after BIGINT
);
CREATE INDEX payment_year_subject ON payment_year (subject, class);
