CREATE TABLE session (
    hash BYTES NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_subject ON session (subject);
CREATE INDEX session_expires ON session (expires_at);
CREATE TABLE token (
    hash BYTES NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject BYTES NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX token_subject ON token (subject, kind);
CREATE INDEX token_expires ON token (expires_at);
CREATE TABLE pending (
    subject BYTES NOT NULL PRIMARY KEY,
    joined_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pending_expires ON pending (expires_at);
CREATE TABLE mail (
    id BYTES NOT NULL PRIMARY KEY,
    subject BYTES NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    problem TEXT
);
CREATE INDEX mail_due ON mail (state, due_at);
CREATE INDEX mail_subject ON mail (subject);
