//! The policy as plain text: wrapped, with its dates, readable in any program.

use std::fmt::Write as _;

use probity_policy::Policy;

/// How wide a line is at most, where its words allow it.
const WIDTH: usize = 76;

/// A version as plain text.
pub(super) fn of(policy: &Policy, address: &str) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "Version {}, last updated {}, in force from {}.\n{address}\n",
        policy.version(),
        policy.updated(),
        policy.effective()
    );
    out.push_str(&wrapped(&policy.text()));
    out
}

/// The text with lines of at most [`WIDTH`] characters; items of lists stay indented.
fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 50);
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let item = line.trim_start().starts_with("- ");
        let hang = " ".repeat(indent + if item { 2 } else { 0 });
        let mut width = indent;
        out.push_str(&line[..indent]);
        for (number, word) in line.split_whitespace().enumerate() {
            let first = number == 0;
            let letters = word.chars().count();
            if !first && width + 1 + letters > WIDTH {
                out.push('\n');
                out.push_str(&hang);
                width = hang.len();
            } else if !first {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += letters;
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_and_words_are_kept() {
        let text = format!("Title\n\n{}\n\n- {}\n", "word ".repeat(40), "item ".repeat(40));
        let wrapped = wrapped(&text);
        assert!(wrapped.lines().all(|line| line.chars().count() <= WIDTH), "{wrapped}");
        assert!(wrapped.lines().any(|line| line.starts_with("  item")), "{wrapped}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&wrapped), words(&text));
        let long = "x".repeat(200);
        assert_eq!(super::wrapped(&long), format!("{long}\n"));
    }
}
