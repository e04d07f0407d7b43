//! The patterns for one part of a request, looked for in one pass.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::bytes::{RegexSet, RegexSetBuilder};

use super::atoms::Atoms;

/// Bounds on patterns.
const LONGEST_PIECE: usize = 200;
const LONGEST_EXPRESSION: usize = 500;
const MOST_PIECES: usize = 4_000;
/// Bytes that the expressions of one field may take when compiled.
const LARGEST_EXPRESSIONS: usize = 4 << 20;

/// What is wrong with a pattern.
pub(super) type Wrong = (&'static str, &'static str);

/// Patterns as they come in.
#[derive(Default)]
pub(super) struct Patterns {
    pieces: Vec<(Vec<u8>, Piece)>,
    expressions: Vec<(String, u8)>,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    atom: u8,
    /// Where it has to stand.
    first: bool,
    last: bool,
}

impl Patterns {
    /// A piece of text; `^` before it: at the beginning, `$` behind it: at the end.
    pub(super) fn piece(&mut self, text: &str, atom: u8) -> Result<(), Wrong> {
        let (text, first) = text.strip_prefix('^').map_or((text, false), |text| (text, true));
        let (text, last) = text.strip_suffix('$').map_or((text, false), |text| (text, true));
        // One control is rare enough; one letter is everywhere, unless it is said where.
        let rare = text.bytes().all(|byte| byte.is_ascii_control());
        let found_everywhere = match text.len() {
            0 => !(first && last),
            1 => !first && !last && !rare,
            _ => false,
        };
        if found_everywhere {
            return Err((
                "the piece is too short: it would be found nearly everywhere",
                "write more of it",
            ));
        }
        if text.len() > LONGEST_PIECE {
            return Err(("the piece is longer than 200 bytes", "write less of it"));
        }
        if self.pieces.len() >= MOST_PIECES {
            return Err(("there are more than 4,000 pieces", "leave some out"));
        }
        self.pieces.push((text.as_bytes().to_vec(), Piece { atom, first, last }));
        Ok(())
    }

    /// A regular expression, in which capitals do not count and a dot is any byte.
    pub(super) fn expression(&mut self, text: &str, atom: u8) -> Result<(), Wrong> {
        if text.len() > LONGEST_EXPRESSION {
            return Err(("the expression is longer than 500 bytes", "write less of it"));
        }
        let one = set(&[text]).map_err(|_| {
            (
                "the expression is not understood or too large",
                "see docs.rs/regex for what it may say",
            )
        })?;
        if one.is_match(b"") {
            return Err((
                "the expression fits an empty text, so everything",
                "make it ask for more",
            ));
        }
        self.expressions.push((text.to_owned(), atom));
        Ok(())
    }

    pub(super) fn compile(self) -> Option<Field> {
        let (texts, pieces): (Vec<_>, Vec<_>) = self.pieces.into_iter().unzip();
        // What every request is looked at with has to be quick; it is a few hundred kilobytes.
        let search = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&texts)
            .ok()?;
        let (texts, atoms): (Vec<_>, Vec<_>) = self.expressions.into_iter().unzip();
        let expressions = if texts.is_empty() { None } else { Some(set(&texts).ok()?) };
        Some(Field { search: (!pieces.is_empty()).then_some(search), pieces, expressions, atoms })
    }
}

fn set<T: AsRef<str>>(texts: &[T]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(texts)
        .unicode(false)
        .case_insensitive(true)
        .dot_matches_new_line(true)
        .size_limit(LARGEST_EXPRESSIONS)
        .dfa_size_limit(LARGEST_EXPRESSIONS)
        .nest_limit(50)
        .build()
}

/// Patterns, compiled. A search goes once over the text, whatever it is.
#[derive(Debug)]
pub(super) struct Field {
    search: Option<AhoCorasick>,
    pieces: Vec<Piece>,
    expressions: Option<RegexSet>,
    atoms: Vec<u8>,
}

impl Field {
    /// Adds what the text fulfils.
    pub(super) fn mark(&self, text: &[u8], found: &mut Atoms) {
        if let Some(search) = &self.search {
            for at in search.find_overlapping_iter(text) {
                let Some(piece) = self.pieces.get(at.pattern().as_usize()) else { continue };
                let Range { start, end } = at.range();
                if (!piece.first || start == 0) && (!piece.last || end == text.len()) {
                    found.add(piece.atom);
                }
            }
        }
        if let Some(expressions) = &self.expressions {
            for at in expressions.matches(text).iter() {
                if let Some(atom) = self.atoms.get(at) {
                    found.add(*atom);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(patterns: Patterns, text: &str) -> Vec<u8> {
        let mut atoms = Atoms::NONE;
        patterns.compile().unwrap().mark(text.as_bytes(), &mut atoms);
        let has = |atom: &u8| {
            let mut one = Atoms::NONE;
            one.add(*atom);
            atoms.has_all(one)
        };
        (0..=255).filter(has).collect()
    }

    #[test]
    fn pieces_stand_where_they_have_to() {
        let patterns = || {
            let mut patterns = Patterns::default();
            for (text, atom) in
                [("^/a", 0), (".sql$", 1), ("etc", 2), ("/etc/passwd", 3), ("^/$", 4), ("^$", 255)]
            {
                patterns.piece(text, atom).unwrap();
            }
            patterns.expression(r"\bor\s+\d+=\d", 5).unwrap();
            patterns
        };
        for (text, expected) in [
            ("/A/etc/PASSWD", vec![0, 2, 3]),
            ("/b/a.sql", vec![1]),
            ("/b/a.sqlx", vec![]),
            ("/", vec![4]),
            ("1 OR 1=1", vec![5]),
            ("", vec![255]),
        ] {
            assert_eq!(found(patterns(), text), expected, "{text}");
        }
    }

    #[test]
    fn what_would_be_everywhere_is_refused() {
        let mut patterns = Patterns::default();
        for wrong in ["", "a", "^", "$"] {
            assert!(patterns.piece(wrong, 0).is_err(), "{wrong}");
        }
        for wrong in ["", "a*", "(", "(a{1000}){1000}", r"\p{Greek}"] {
            assert!(patterns.expression(wrong, 0).is_err(), "{wrong}");
        }
        assert!(patterns.piece(&"x".repeat(201), 0).is_err());
    }
}
