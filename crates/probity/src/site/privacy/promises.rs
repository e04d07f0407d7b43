//! What keeps each promise: the table of `docs/promises.md`, which a test holds to the code.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::language::{Language, Say};
use crate::site::typed::Html;

/// The document, as it was when this program was built.
static DOCUMENT: &str = include_str!("../../../../../docs/promises.md");

/// A promise, its clauses, and what keeps it.
pub(super) struct Row {
    /// Its id, such as `N1`.
    pub id: &'static str,
    /// The clauses that make it.
    pub clauses: Vec<&'static str>,
    /// What enforces it, in the words of the document.
    pub enforced: &'static str,
    /// The tests that would fail.
    pub tests: Vec<&'static str>,
    /// How far it is kept by software.
    pub kept: Kept,
}

/// How far a promise is kept by software.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is.
    Wholly,
    /// In part: the document says what is still to come.
    Partly,
    /// There is nothing yet.
    NotYet,
}

/// The promises under one heading of the document.
pub(super) struct Section {
    /// The first letter of their ids.
    pub letter: char,
    /// The promises.
    pub rows: Vec<Row>,
}

/// Every promise, in the order of the document.
pub(super) static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| read(DOCUMENT));

fn read(document: &'static str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in document.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&'static str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let &[id, clauses, enforced, tests] = cells.as_slice() else { continue };
        if matches!(id, "Promise" | "---") {
            continue;
        }
        let row = Row {
            id,
            clauses: clauses.split(',').map(str::trim).collect(),
            enforced,
            tests: tests.split('`').skip(1).step_by(2).collect(),
            kept: match enforced.matches(LATER).count() {
                0 => Kept::Wholly,
                _ if enforced.starts_with(LATER) => Kept::NotYet,
                _ => Kept::Partly,
            },
        };
        let letter = id.chars().next().unwrap_or_default();
        match sections.last_mut().filter(|section| section.letter == letter) {
            Some(section) => section.rows.push(row),
            None => sections.push(Section { letter, rows: vec![row] }),
        }
    }
    sections
}

/// How the document says that something is still to come.
const LATER: &str = "not yet (";

impl Row {
    /// What enforces it, as HTML: what stands in backticks is code.
    pub(super) fn enforced_html(&self) -> String {
        let mut html = String::new();
        for (part, at) in self.enforced.split('`').zip(0..) {
            // Writing into a string can't fail.
            let _ = match at % 2 {
                0 => write!(html, "{}", Html::new(part)),
                _ => write!(html, "<code>{}</code>", Html::new(part)),
            };
        }
        html
    }
}

/// A promise in our own words; none for one that we have no words for.
pub(super) fn words(language: &'static Language, promise: &str) -> Option<Say> {
    Some(match promise {
        "N1" => language.say("privacy-promise-n1"),
        "N2" => language.say("privacy-promise-n2"),
        "N3" => language.say("privacy-promise-n3"),
        "C1" => language.say("privacy-promise-c1"),
        "C2" => language.say("privacy-promise-c2"),
        "C3" => language.say("privacy-promise-c3"),
        "C4" => language.say("privacy-promise-c4"),
        "C5" => language.say("privacy-promise-c5"),
        "C6" => language.say("privacy-promise-c6"),
        "C7" => language.say("privacy-promise-c7"),
        "U1" => language.say("privacy-promise-u1"),
        "U2" => language.say("privacy-promise-u2"),
        "U3" => language.say("privacy-promise-u3"),
        "U4" => language.say("privacy-promise-u4"),
        "U5" => language.say("privacy-promise-u5"),
        "D1" => language.say("privacy-promise-d1"),
        "D2" => language.say("privacy-promise-d2"),
        "D3" => language.say("privacy-promise-d3"),
        "D4" => language.say("privacy-promise-d4"),
        "D5" => language.say("privacy-promise-d5"),
        "M1" => language.say("privacy-promise-m1"),
        "M2" => language.say("privacy-promise-m2"),
        "S1" => language.say("privacy-promise-s1"),
        "S2" => language.say("privacy-promise-s2"),
        "S3" => language.say("privacy-promise-s3"),
        "S4" => language.say("privacy-promise-s4"),
        "V1" => language.say("privacy-promise-v1"),
        "V2" => language.say("privacy-promise-v2"),
        "R1" => language.say("privacy-promise-r1"),
        "R2" => language.say("privacy-promise-r2"),
        "R3" => language.say("privacy-promise-r3"),
        _ => return None,
    })
}

/// What the promises of one letter are about.
pub(super) fn heading(language: &'static Language, letter: char) -> Say {
    match letter {
        'N' => language.say("privacy-about-notice"),
        'C' => language.say("privacy-about-collection"),
        'U' => language.say("privacy-about-use"),
        'D' => language.say("privacy-about-disclosure"),
        'M' => language.say("privacy-about-messages"),
        'S' => language.say("privacy-about-security"),
        'V' => language.say("privacy-about-changes"),
        _ => language.say("privacy-about-record"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_promise_is_read_and_has_words() {
        let rows: Vec<&Row> = SECTIONS.iter().flat_map(|section| &section.rows).collect();
        assert_eq!(rows.len(), 31);
        for row in rows {
            assert!(words(Language::english(), row.id).is_some(), "{}", row.id);
            assert!(!row.clauses.is_empty() && !row.enforced.is_empty(), "{}", row.id);
            let has_tests = !row.tests.is_empty() || row.kept == Kept::NotYet;
            assert!(has_tests, "{} has no test", row.id);
        }
        assert!(words(Language::english(), "X1").is_none());
    }

    #[test]
    fn what_is_still_to_come_is_seen() {
        let table = "| Promise | Clause | Enforced by | Test |\n| --- | --- | --- | --- |\n\
                     | N1 | N1, C2 | `a.rs`, <b> | `t.rs::one`, `t.rs::two` |\n\
                     | C1 | C1 | `a.rs`; logs: not yet (usage) | `t.rs::one` |\n\
                     | C2 | C2 | not yet (usage) | not yet (usage) |\n";
        let sections = read(table);
        assert_eq!(sections.len(), 2);
        let kept: Vec<Kept> = sections.iter().flat_map(|s| &s.rows).map(|row| row.kept).collect();
        assert_eq!(kept, [Kept::Wholly, Kept::Partly, Kept::NotYet]);
        let first = &sections[0].rows[0];
        assert_eq!((first.clauses.len(), first.tests.len()), (2, 2));
        assert_eq!(first.enforced_html(), "<code>a.rs</code>, &lt;b&gt;");
    }
}
