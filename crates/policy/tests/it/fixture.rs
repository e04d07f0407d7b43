//! Policies to test with: the small one of `tests/fixtures`, and it with words exchanged.

use std::path::{Path, PathBuf};

use probity_policy::{Diagnostics, Policy, Source};

pub(crate) const POLICY_MD: &str = include_str!("../fixtures/2026-01-01/policy.md");
pub(crate) const DATA_TOML: &str = include_str!("../fixtures/2026-01-01/data.toml");

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

pub(crate) fn parse(policy_md: &str, data_toml: &str) -> Result<Policy, Diagnostics> {
    Policy::parse(Source::new(policy_md.as_bytes(), data_toml.as_bytes()))
}

pub(crate) fn small() -> Policy {
    parse(POLICY_MD, DATA_TOML).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The small policy with words exchanged, in whichever file they stand.
pub(crate) fn edited(edits: &[(&str, &str)]) -> Policy {
    let (policy_md, data_toml) = texts(edits);
    parse(&policy_md, &data_toml).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The texts of the small policy with words exchanged.
pub(crate) fn texts(edits: &[(&str, &str)]) -> (String, String) {
    let (mut policy_md, mut data_toml) = (POLICY_MD.to_owned(), DATA_TOML.to_owned());
    for (from, to) in edits {
        let stands = policy_md.contains(from) || data_toml.contains(from);
        assert!(stands, "`{from}` stands in neither file");
        policy_md = policy_md.replacen(from, to, 1);
        data_toml = data_toml.replacen(from, to, 1);
    }
    (policy_md, data_toml)
}
