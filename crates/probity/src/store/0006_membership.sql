CREATE TABLE membership (
    subject BYTES NOT NULL,
    class TEXT NOT NULL,
    life BIGINT NOT NULL,
    state TEXT NOT NULL,
    applied BIGINT NOT NULL,
    joined BIGINT,
    starts BIGINT,
    ends BIGINT,
    asked BIGINT,
    cancelled BIGINT,
    reminded BIGINT NOT NULL,
    due BIGINT,
    PRIMARY KEY (subject, class, life)
);
CREATE INDEX membership_due ON membership (due);
CREATE INDEX membership_class ON membership (class, state, subject);
CREATE TABLE certification (
    id BYTES NOT NULL PRIMARY KEY,
    subject BYTES NOT NULL,
    class TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_at BIGINT,
    effective BIGINT,
    reason TEXT,
    expires_at BIGINT
);
CREATE INDEX certification_subject ON certification (subject, asked_at);
CREATE INDEX certification_waiting ON certification (state, asked_at);
CREATE INDEX certification_expires ON certification (expires_at);
