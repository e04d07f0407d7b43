//! How rejected lines lie sealed: a line of JSON says which they are, and behind it stand their bytes.

use probity_usage::Reason;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Line;

#[derive(Serialize, Deserialize)]
struct Head {
    /// The name of the log's file.
    file: String,
    lines: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    line: u64,
    reason: String,
    /// How many bytes of it were kept.
    bytes: usize,
    /// Whether there was more of it.
    cut: bool,
}

/// A line that was opened.
pub(super) struct Opened<'a> {
    pub(super) file: &'a str,
    pub(super) line: u64,
    pub(super) reason: &'a str,
    pub(super) text: &'a [u8],
    pub(super) is_cut: bool,
}

/// The lines of a log as bytes, to be sealed.
pub(super) fn encode(file: &str, lines: &[&Line]) -> Zeroizing<Vec<u8>> {
    let entry = |line: &&Line| Entry {
        line: line.number,
        reason: Reason::name(line.reason).to_owned(),
        bytes: line.text.len(),
        cut: line.is_cut,
    };
    let head = Head { file: file.to_owned(), lines: lines.iter().map(entry).collect() };
    // Names and numbers: there is nothing in it that is no JSON.
    let mut bytes = serde_json::to_vec(&head).unwrap_or_default();
    let all: usize = lines.iter().map(|line| line.text.len()).sum();
    bytes.reserve_exact(all + 1);
    bytes.push(b'\n');
    lines.iter().for_each(|line| bytes.extend_from_slice(&line.text));
    Zeroizing::new(bytes)
}

/// Hands out each line until it is told to stop, which it says; none when the bytes are damaged.
pub(super) fn decode(bytes: &[u8], each: &mut dyn FnMut(&Opened<'_>) -> bool) -> Option<bool> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = bytes.split_at_checked(end)?;
    let mut rest = rest.get(1..)?;
    let Head { file, lines } = serde_json::from_slice(head).ok()?;
    for Entry { line, reason, bytes, cut: is_cut } in lines {
        let (text, next) = rest.split_at_checked(bytes)?;
        rest = next;
        if !each(&Opened { file: &file, line, reason: &reason, text, is_cut }) {
            return Some(false);
        }
    }
    rest.is_empty().then_some(true)
}
