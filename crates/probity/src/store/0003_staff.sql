CREATE TABLE staff (
    subject BYTES NOT NULL PRIMARY KEY,
    role TEXT NOT NULL,
    since BIGINT NOT NULL,
    enrolled_at BIGINT,
    ended_at BIGINT,
    last_step BIGINT NOT NULL,
    recovery_round BIGINT NOT NULL
);
CREATE TABLE desk_case (
    hash BYTES NOT NULL PRIMARY KEY,
    staff BYTES NOT NULL,
    subject BYTES NOT NULL,
    purpose TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX desk_case_expires ON desk_case (expires_at);
CREATE INDEX desk_case_staff ON desk_case (staff);
