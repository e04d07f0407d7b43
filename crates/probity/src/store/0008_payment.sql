CREATE TABLE payment (
    id BYTES NOT NULL PRIMARY KEY,
    subject BYTES NOT NULL,
    provider TEXT NOT NULL,
    standing TEXT NOT NULL,
    once BYTES NOT NULL,
    link BYTES NOT NULL,
    terms BYTES NOT NULL,
    session BYTES,
    intent BYTES,
    amount_seq BIGINT NOT NULL,
    currency_seq BIGINT NOT NULL,
    reference_seq BIGINT NOT NULL,
    named BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    due_at BIGINT
);
CREATE UNIQUE INDEX payment_once ON payment (once);
CREATE UNIQUE INDEX payment_link ON payment (link);
CREATE INDEX payment_subject ON payment (subject, created_at);
CREATE INDEX payment_session ON payment (session);
CREATE INDEX payment_intent ON payment (intent);
CREATE INDEX payment_due ON payment (due_at);
CREATE TABLE payment_event (
    hash BYTES NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
CREATE INDEX payment_event_at ON payment_event (at);
CREATE TABLE processor (
    id BYTES NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    party TEXT NOT NULL,
    document BYTES NOT NULL,
    safeguards TEXT NOT NULL,
    agreed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX processor_provider ON processor (provider);
