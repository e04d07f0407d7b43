//! Owns the list of promises that every policy must make.

/// The promises: notice, collection, use, disclosure, messages, security, versions, record.
pub(crate) const ALL: &[&str] = &[
    "N1", "N2", "N3", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "U1", "U2", "U3", "U4", "U5", "D1",
    "D2", "D3", "D4", "D5", "M1", "M2", "S1", "S2", "S3", "S4", "V1", "V2", "R1", "R2", "R3",
];

/// Whether a clause that makes the promise must hold a rule, unless it rests on people.
pub(crate) fn needs_rule(promise: &str) -> bool {
    promise.starts_with(['C', 'U', 'D', 'M'])
}
