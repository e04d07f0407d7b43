//! The documents are true: every promise has its row, and what a row or a page names exists.
//!
//! Owns the form of `docs/promises.md`: one row a promise, four cells (promise, clause, what enforces
//! it, the test that would fail). Code is named in backticks by its path from the root, a test as
//! `PATH::FUNCTION`. What does not hold yet says `not yet (AREA)`, with an area of [`LATER`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use probity::config::Config;
use probity_policy::Policy;

/// The version that is shipped.
const SHIPPED: &str = "policies/2026-11-23";

/// The areas that are still to come.
const LATER: &[&str] =
    &["public face", "usage", "giving", "mail", "rights", "disclosure", "publication"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every document, by its path from the root.
fn documents() -> BTreeMap<String, String> {
    let named = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned);
    let pages = std::fs::read_dir(root().join("docs")).expect("docs/").flatten();
    let pages = pages.map(|entry| format!("docs/{}", entry.file_name().to_string_lossy()));
    let is_page = |path: &String| Path::new(path).extension().is_some_and(|kind| kind == "md");
    let paths = named.into_iter().chain(pages).filter(is_page);
    paths.map(|path| (path.clone(), read(&path))).collect()
}

/// What stands in backticks on one line, outside of fenced blocks.
fn spans(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

/// A document without its fenced blocks: what stands there is a sample.
fn unfenced(text: &str) -> String {
    let mut fenced = false;
    let mut plain = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            plain.push_str(line);
            plain.push('\n');
        }
    }
    plain
}

/// The lines of the fenced blocks of one language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<Vec<&'t str>> {
    let fence = format!("```{language}");
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == fence {
            found.push(lines.by_ref().take_while(|line| *line != "```").collect());
        }
    }
    found
}

/// Whether a span names something by its path from the root.
fn is_path(span: &str) -> bool {
    ["crates/", "docs/", "policies/", "xtask/", ".ci/"].iter().any(|start| span.starts_with(start))
        && !span.contains(|c: char| c.is_whitespace() || c == '*')
}

/// What is wrong with a named path or test, if anything.
fn missing(span: &str) -> Option<String> {
    let (path, function) = span.split_once("::").map_or((span, None), |(p, f)| (p, Some(f)));
    if !root().join(path).exists() {
        return Some(format!("`{path}` does not exist"));
    }
    let function = function?;
    (!is_test(&read(path), function)).then(|| format!("`{path}` has no test `{function}`"))
}

/// Whether a function is a test: by an attribute above it, or by a macro that names it.
fn is_test(text: &str, function: &str) -> bool {
    let Some(at) = text.find(&format!("fn {function}(")) else { return false };
    let line = text[..at].rfind('\n').unwrap_or(0);
    let mut above = text[..line].lines().rev().take_while(|line| !line.trim().is_empty());
    let named = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| *w == function);
    above.any(|line| line.trim().ends_with("test]")) || named.count() > 1
}

/// The cells of each row of the table of promises.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with("| "));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect());
    cells.filter(|row: &Vec<&str>| !matches!(row[0], "Promise" | "---")).collect()
}

/// The areas that a cell says are still to come.
fn later(cell: &str) -> Vec<&str> {
    cell.split("not yet (").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

#[test]
fn every_promise_has_a_row_and_no_cell_is_empty() {
    let policy = Policy::load(&root().join(SHIPPED)).unwrap_or_else(|wrong| panic!("{wrong}"));
    let made: BTreeSet<&str> =
        policy.clauses().iter().flat_map(|clause| &clause.promises).map(String::as_str).collect();
    let text = read("docs/promises.md");
    let rows = rows(&text);
    let listed: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), made);
    assert_eq!(listed.len(), made.len(), "a promise has two rows");
    for row in rows {
        let promise = row[0];
        assert_eq!(row.len(), 4, "{promise}: four cells");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{promise}: an empty cell");
        for id in row[1].split(',').map(str::trim) {
            let clause = policy.clauses().iter().find(|clause| clause.id == id);
            let clause = clause.unwrap_or_else(|| panic!("{promise}: no clause {id}"));
            assert!(clause.promises.iter().any(|made| made == promise), "{id} is not of {promise}");
        }
    }
}

#[test]
fn a_row_names_code_and_tests_that_exist() {
    let mut wrong = Vec::new();
    for row in rows(&read("docs/promises.md")) {
        let (promise, code, tests) = (row[0], row[2], row[3]);
        let open = later(code).into_iter().chain(later(tests)).collect::<Vec<_>>();
        let unknown = open.iter().filter(|area| !LATER.contains(area));
        wrong.extend(unknown.map(|area| format!("{promise}: `{area}` is no area to come")));
        for (cell, what, named) in [
            (code, "code", spans(code).into_iter().filter(|span| is_path(span)).count()),
            (tests, "test", spans(tests).into_iter().filter(|span| span.contains("::")).count()),
        ] {
            if named == 0 && later(cell).is_empty() {
                wrong.push(format!("{promise}: no {what} is named, nor said to come"));
            }
        }
        let named = spans(code).into_iter().chain(spans(tests));
        wrong.extend(
            named.filter(|s| is_path(s)).filter_map(missing).map(|w| format!("{promise}: {w}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn paths_that_documents_name_exist() {
    let mut wrong = Vec::new();
    for (document, text) in documents() {
        let named = spans(&text).into_iter().filter(|span| is_path(span) && !span.contains("DATE"));
        wrong.extend(named.filter_map(missing).map(|what| format!("{document}: {what}")));
        let folder = root().join(&document);
        let folder = folder.parent().expect("a folder");
        for target in unfenced(&text).split("](").skip(1).filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap_or_default();
            let ours = !file.is_empty() && !file.contains(':');
            if ours && !folder.join(file).exists() {
                wrong.push(format!("{document}: a link to `{target}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn commands_that_documents_show_exist() {
    let mut helps = BTreeMap::new();
    let mut wrong = Vec::new();
    for (document, text) in documents() {
        let shown = blocks(&text, "sh").into_iter().flatten().chain(spans(&text));
        for line in shown {
            let call = line.split('#').next().unwrap_or_default().trim();
            let call =
                call.strip_prefix("cargo run --release -- ").or(call.strip_prefix("probity "));
            let Some(call) = call else { continue };
            let is_name = |w: &&str| w.len() > 1 && w.chars().all(|c| c.is_ascii_lowercase());
            let names: Vec<&str> = call.split_whitespace().take_while(is_name).collect();
            let help = helps.entry(names.join(" ")).or_insert_with(|| help(&names));
            let Some(help) = help else {
                wrong.push(format!("{document}: `{line}`"));
                continue;
            };
            let flags = call.split_whitespace().filter(|word| word.starts_with("--"));
            let unknown =
                flags.filter(|flag| !help.contains(flag.split('=').next().unwrap_or(flag)));
            wrong.extend(unknown.map(|flag| format!("{document}: `{flag}` in `{line}`")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The help of a command, if there is such a command.
fn help(names: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    let output = command.args(names).arg("--help").output().expect("probity runs");
    output.status.success().then(|| String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn configuration_that_documents_show_is_valid() {
    for (document, text) in documents() {
        for block in blocks(&text, "toml") {
            let parsed = Config::parse(&document, block.join("\n").as_bytes());
            assert!(parsed.is_ok(), "{document}: {}", parsed.expect_err("not valid"));
        }
    }
}
