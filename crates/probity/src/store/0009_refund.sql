CREATE TABLE payment_desk (
    payment BYTES NOT NULL PRIMARY KEY,
    recorded_by BYTES NOT NULL,
    decided_by BYTES,
    received BIGINT NOT NULL,
    method_seq BIGINT NOT NULL
);
CREATE TABLE payment_refund (
    id BYTES NOT NULL PRIMARY KEY,
    payment BYTES NOT NULL,
    state TEXT NOT NULL,
    once BYTES NOT NULL,
    amount_seq BIGINT NOT NULL,
    asked_by BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    due_at BIGINT
);
CREATE UNIQUE INDEX payment_refund_once ON payment_refund (once);
CREATE INDEX payment_refund_payment ON payment_refund (payment, created_at);
CREATE INDEX payment_refund_due ON payment_refund (due_at);
CREATE INDEX payment_standing ON payment (standing, created_at, id);
