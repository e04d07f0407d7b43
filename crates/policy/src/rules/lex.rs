//! Owns a light reading of rule texts: enough to cut a block into rules, to bound them before
//! they are parsed in earnest, and to find the place of a word.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// The kinds of token that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Text,
    Slot,
    Sign,
}

/// A token and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
}

/// Cuts a text into tokens; comments and white space are dropped.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let mut end = start + first.len_utf8();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let kind = if first.is_whitespace() {
            continue;
        } else if is_word(first) {
            end = run(&mut rest, end, &is_word);
            Kind::Word
        } else if first == '?' {
            end = run(&mut rest, end, &is_word);
            Kind::Slot
        } else if first == '"' {
            let mut escaped = false;
            for (at, c) in rest.by_ref() {
                end = at + c.len_utf8();
                match c {
                    '"' if !escaped => break,
                    '\\' => escaped = !escaped,
                    _ => escaped = false,
                }
            }
            Kind::Text
        } else if first == '/' && rest.peek().is_some_and(|(_, c)| *c == '/') {
            run(&mut rest, end, &|c| c != '\n');
            continue;
        } else {
            const PAIRS: [&str; 7] = ["::", "==", "!=", "&&", "||", "<=", ">="];
            if let Some((at, second)) = rest.peek().copied()
                && PAIRS.contains(&text.get(start..at + second.len_utf8()).unwrap_or_default())
            {
                rest.next();
                end = at + second.len_utf8();
            }
            Kind::Sign
        };
        out.push(Token { kind, span: start..end });
    }
    out
}

/// Takes characters while they are wanted; returns where they end.
fn run(rest: &mut Peekable<CharIndices<'_>>, end: usize, wanted: &dyn Fn(char) -> bool) -> usize {
    let mut end = end;
    while let Some((at, c)) = rest.next_if(|(_, c)| wanted(*c)) {
        end = at + c.len_utf8();
    }
    end
}

/// The ranges of the rules in a block: each ends with its `;`. What follows the last one, when
/// it is more than comments, is returned as a rule of its own, so that the parser complains.
pub(crate) fn rules(text: &str) -> Vec<(Range<usize>, Vec<Token>)> {
    let mut out = Vec::new();
    let mut open: Vec<Token> = Vec::new();
    for token in tokens(text) {
        let ends = text.get(token.span.clone()) == Some(";");
        open.push(token);
        if ends {
            out.extend(whole(std::mem::take(&mut open)));
        }
    }
    out.extend(whole(open));
    out
}

fn whole(tokens: Vec<Token>) -> Option<(Range<usize>, Vec<Token>)> {
    let span = tokens.first()?.span.start..tokens.last()?.span.end;
    Some((span, tokens))
}

/// The place of the first run of tokens with these texts.
pub(crate) fn find(text: &str, tokens: &[Token], wanted: &[&str]) -> Option<Range<usize>> {
    let found = tokens.windows(wanted.len().max(1)).find(|window| {
        window.iter().zip(wanted).all(|(t, w)| text.get(t.span.clone()) == Some(*w))
    })?;
    Some(found.first()?.span.start..found.last()?.span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_cut_at_semicolons_outside_texts_and_comments() {
        let text = "permit (a); // not; here\nforbid (\"x;\\\"y\");\n// end;\n tail";
        let cut: Vec<_> = rules(text).into_iter().map(|(span, _)| &text[span]).collect();
        assert_eq!(cut, ["permit (a);", "forbid (\"x;\\\"y\");", "tail"]);
    }

    #[test]
    fn places_are_found_by_token() {
        let text = "resource == Category::\"a\" && Category::\"b\"";
        let at = find(text, &tokens(text), &["Category", "::", "\"b\""]).unwrap();
        assert_eq!(&text[at], "Category::\"b\"");
    }
}
