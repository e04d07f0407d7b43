//! Personal values leave their containers in one file only.

use std::path::{Path, PathBuf};

use crate::harness::{Engine, Site};

#[test]
fn sinks_are_implemented_in_one_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["probity/src", "policy/src", "ledger/src", "vault/src"] {
        walk(&root.join(folder), &mut files);
    }
    assert!(files.len() > 50);
    let made: Vec<&PathBuf> = files
        .iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            text.lines().any(|line| line.contains("Sink for") && line.trim().starts_with("impl"))
        })
        .collect();
    assert_eq!(made.len(), 1, "{made:?}");
    assert!(made[0].ends_with("probity/src/sinks.rs"), "{made:?}");
}

#[test]
fn the_table_of_addresses_has_no_double() {
    let addresses = probity::site::routes::addresses();
    let once: std::collections::BTreeSet<&&str> = addresses.iter().collect();
    assert_eq!(once.len(), addresses.len());
    let _ = Site::new(Engine::sqlite());
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
