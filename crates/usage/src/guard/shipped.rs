//! The scenarios that are ours.

/// Each file's name and text.
pub(super) const FILES: [(&str, &str); 18] = [
    ("probing.toml", include_str!("../../data/scenarios/probing.toml")),
    ("crawling.toml", include_str!("../../data/scenarios/crawling.toml")),
    ("flood.toml", include_str!("../../data/scenarios/flood.toml")),
    ("sensitive-files.toml", include_str!("../../data/scenarios/sensitive-files.toml")),
    ("admin-probes.toml", include_str!("../../data/scenarios/admin-probes.toml")),
    ("path-traversal.toml", include_str!("../../data/scenarios/path-traversal.toml")),
    ("sql-injection.toml", include_str!("../../data/scenarios/sql-injection.toml")),
    ("script-injection.toml", include_str!("../../data/scenarios/script-injection.toml")),
    ("remote-code.toml", include_str!("../../data/scenarios/remote-code.toml")),
    ("known-exploits.toml", include_str!("../../data/scenarios/known-exploits.toml")),
    ("backdoors.toml", include_str!("../../data/scenarios/backdoors.toml")),
    ("credential-stuffing.toml", include_str!("../../data/scenarios/credential-stuffing.toml")),
    ("malformed.toml", include_str!("../../data/scenarios/malformed.toml")),
    ("odd-versions.toml", include_str!("../../data/scenarios/odd-versions.toml")),
    ("switching-agents.toml", include_str!("../../data/scenarios/switching-agents.toml")),
    ("fake-crawlers.toml", include_str!("../../data/scenarios/fake-crawlers.toml")),
    ("scanners.toml", include_str!("../../data/scenarios/scanners.toml")),
    ("open-proxy.toml", include_str!("../../data/scenarios/open-proxy.toml")),
];
