CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE subject (
    id BYTES NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    giver TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE TABLE datum (
    subject BYTES NOT NULL,
    field TEXT NOT NULL,
    seq BIGINT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    collected_at BIGINT NOT NULL,
    expires_at BIGINT,
    confirmed_at BIGINT,
    current BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    PRIMARY KEY (subject, field, seq)
);
CREATE INDEX datum_expires ON datum (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE blind (
    field TEXT NOT NULL,
    mac BYTES NOT NULL,
    subject BYTES NOT NULL,
    PRIMARY KEY (field, mac)
);
CREATE INDEX blind_subject ON blind (subject);
CREATE TABLE consent (
    subject BYTES NOT NULL,
    what TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    version BIGINT NOT NULL,
    PRIMARY KEY (subject, what)
);
CREATE TABLE ledger_entry (
    idx BIGINT NOT NULL PRIMARY KEY,
    subject BYTES NOT NULL,
    seq BIGINT NOT NULL,
    body BYTES NOT NULL,
    commitment BYTES NOT NULL,
    binding BYTES NOT NULL,
    leaf BYTES NOT NULL
);
CREATE UNIQUE INDEX ledger_entry_subject ON ledger_entry (subject, seq);
CREATE TABLE ledger_node (
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (level, idx)
);
CREATE TABLE ledger_head (
    id BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    root BYTES NOT NULL
);
