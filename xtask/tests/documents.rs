//! The documents say what is so: the README's crates, every chore named, every link and command.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Markdown file a reader is sent to, with its text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths = vec![PathBuf::from("README.md"), PathBuf::from("CONTRIBUTING.md")];
    for entry in std::fs::read_dir(root().join("docs")).into_iter().flatten().flatten() {
        let name = PathBuf::from("docs").join(entry.file_name());
        if name.extension().is_some_and(|extension| extension == "md") {
            paths.push(name);
        }
    }
    paths.retain(|path| root().join(path).exists());
    paths.into_iter().map(|path| (path.clone(), read(path))).collect()
}

/// What stands between the first `before` and the quote after it.
fn quoted<'a>(text: &'a str, before: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("`{before}` is missing")).1;
    rest.split_once('"').expect("a closing quote").0
}

/// Each crate stands in the README's table with its own description, and no other does.
#[test]
fn the_readme_lists_the_crates_as_they_are() {
    let mut manifests = vec![root().join("xtask/Cargo.toml")];
    for entry in std::fs::read_dir(root().join("crates")).expect("the crates").flatten() {
        manifests.push(entry.path().join("Cargo.toml"));
    }
    let crates: BTreeSet<String> = manifests
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a manifest"))
        .map(|text| {
            let (name, does) = (quoted(&text, "\nname = \""), quoted(&text, "\ndescription = \""));
            format!("| `{name}` | {does} |")
        })
        .collect();
    let readme = read("README.md");
    let listed: BTreeSet<String> =
        readme.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect();
    assert_eq!(listed, crates);
}

/// Setting up takes two commands, and the build server runs the second of them.
#[test]
fn the_readme_starts_with_two_commands_and_ci_runs_the_second() {
    let readme = read("README.md");
    let block = readme.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next());
    let commands: Vec<&str> = block.expect("a block of commands").lines().collect();
    assert_eq!(commands, ["cargo run --release -- demo", "cargo xtask test"]);
    assert_eq!(read(".ci/run").lines().last(), commands.last().copied());
}

/// Every chore named in a document exists.
#[test]
fn every_chore_named_exists() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("--help").output();
    let help = String::from_utf8(output.expect("xtask runs").stdout).expect("text");
    let chores: BTreeSet<&str> = help
        .lines()
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    for (path, text) in documents() {
        for call in text.split("cargo xtask ").skip(1) {
            let is_name = |letter: char| letter.is_ascii_lowercase() || letter == '-';
            let end = call.find(|letter| !is_name(letter)).unwrap_or(call.len());
            // In `cargo xtask CHORE` the word stands for any of them.
            assert!(end == 0 || chores.contains(&call[..end]), "{}: {call:.40}", path.display());
        }
    }
}

/// Every link to a file of ours leads to one.
#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut dead = Vec::new();
    for (path, text) in documents() {
        // What stands between fences is a sample.
        let plain: String = text.split("```").step_by(2).collect();
        for target in plain.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let elsewhere = file.is_empty() || file.contains("://") || file.starts_with("mailto:");
            let from = root().join(&path);
            let folder = from.parent().expect("a document stands in a folder");
            if !elsewhere && !folder.join(file).exists() {
                dead.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

/// The lock of the tools from npm says what, byte for byte, and not from which server.
#[test]
fn the_lock_of_the_tools_names_no_server() {
    let lock = read("xtask/tools/package-lock.json");
    assert!(lock.contains("\"integrity\": \"sha512-"), "it says what");
    assert!(!lock.contains("\"resolved\""), "install with --omit-lockfile-registry-resolved");
}
