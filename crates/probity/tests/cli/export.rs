//! `probity policy export`: what it writes is taken by the programs that it is for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use probity_policy::Policy;
use serde_json::Value;

use crate::foundation::{SHIPPED, probity};
use crate::support::{program, tools};

/// What `probity policy export` writes to standard output.
fn export(words: &[&str]) -> Vec<u8> {
    let output =
        program::program().args(["policy", "export", SHIPPED]).args(words).output().unwrap();
    assert!(output.status.success(), "{}", program::text(&output));
    output.stdout
}

/// Writes an export into a file of its own and gives the path.
fn exported(dir: &Path, format: &str) -> PathBuf {
    let path = dir.join(format);
    std::fs::write(&path, export(&["--format", format])).unwrap();
    path
}

/// What a script in `tests/support` prints about an export.
fn judged(script: &str, arguments: &[&Path]) -> Value {
    let support = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support");
    let mut python = tools::python();
    python.arg(support.join(script)).args(arguments);
    let output = python.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn shipped() -> Policy {
    Policy::load(Path::new(SHIPPED)).unwrap()
}

/// How many statements a node of JSON-LD makes: one for each type and each value.
fn statements(node: &Value) -> usize {
    let Value::Object(node) = node else { return 0 };
    let of = |(key, value): (&String, &Value)| {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        // The same value twice is one statement.
        let distinct: BTreeSet<String> = values.iter().map(Value::to_string).collect();
        match key.as_str() {
            "@id" => 0,
            _ => distinct.len() + values.iter().map(statements).sum::<usize>(),
        }
    };
    node.iter().map(of).sum()
}

#[test]
fn a_parser_of_json_ld_takes_every_statement_of_the_dpv() {
    let dir = tempfile::tempdir().unwrap();
    let path = exported(dir.path(), "dpv");
    let terms = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/dpv_terms.txt");
    let found = judged("check_dpv.py", &[&path, &terms]);
    let document: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let nodes = document["@graph"].as_array().unwrap();
    let policy = shipped();
    let (map, clauses) = (policy.map(), policy.clauses().len());
    assert!(clauses > 0 && nodes.len() > 2 * map.fields().len());
    // A property that the context does not know would be dropped without a word.
    assert_eq!(found["triples"], nodes.iter().map(statements).sum::<usize>());
    assert_eq!(found["notices"], 1);
    assert_eq!(found["controllers"], 1);
    assert_eq!(found["data"], map.fields().len());
    assert_eq!(found["storage"], map.fields().len());
    let ways: BTreeSet<_> = map
        .categories()
        .iter()
        .flat_map(|category| policy.recipients(&category.id))
        .flat_map(|(recipient, accesses)| accesses.into_iter().map(move |a| (recipient, a)))
        .collect();
    assert_eq!(found["processes"], map.fields().len() + ways.len());
    let purposes = found["purposes"].as_array().unwrap();
    assert!(purposes.contains(&"MemberPartnerManagement".into()), "{purposes:?}");
    assert!(!purposes.contains(&"Marketing".into()), "{purposes:?}");
}

#[test]
fn the_models_of_fideslang_take_the_data_map() {
    let dir = tempfile::tempdir().unwrap();
    let found = judged("check_fideslang.py", &[&exported(dir.path(), "fideslang")]);
    let policy = shipped();
    assert_eq!(found["fields"], policy.map().fields().len());
    assert_eq!(found["datasets"], 1);
    // The foundation, and each kind of recipient that may get anything.
    let recipients: BTreeSet<_> = policy
        .map()
        .categories()
        .iter()
        .flat_map(|category| policy.recipients(&category.id))
        .map(|(recipient, _)| recipient)
        .collect();
    assert_eq!(found["systems"], 1 + recipients.len());
    let uses = found["uses"].as_array().unwrap();
    assert!(!uses.iter().any(|used| used.as_str().unwrap().starts_with("marketing")), "{uses:?}");
}

#[test]
fn an_export_says_whose_it_is() {
    let words = ["--format", "dpv", "--name", "The \"Room\""];
    let more = ["--base-url", "https://room.example", "--contact", "dpo@room.example"];
    let text = export(&[&words[..], &more[..]].concat());
    let document: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(document["@context"]["@base"], "https://room.example/privacy/2026-11-23");
    let foundation = &document["@graph"][1];
    assert_eq!(foundation["hasName"], "The \"Room\"");
    assert_eq!(foundation["hasContact"], "dpo@room.example");
    assert!(probity(2, &["policy", "export", SHIPPED]).contains("--format"));
}
