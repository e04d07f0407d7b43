//! Help: every command explains itself, with examples that its own arguments understand.

use crate::foundation::probity;

const COMMANDS: &[&[&str]] = &[
    &["init"],
    &["serve"],
    &["demo"],
    &["policy", "check"],
    &["policy", "explain"],
    &["policy", "compare"],
    &["policy", "export"],
    &["policy", "publish"],
    &["ledger", "verify"],
    &["ledger", "checkpoint"],
    &["ledger", "prove"],
    &["site", "check"],
    &["usage", "read"],
    &["usage", "report"],
    &["usage", "pages"],
    &["usage", "visits"],
    &["usage", "rejected"],
    &["usage", "sql"],
    &["backup"],
    &["restore"],
    &["keys", "rotate"],
    &["staff", "add"],
    &["staff", "list"],
    &["staff", "link"],
    &["staff", "remove"],
    &["membership", "list"],
    &["membership", "roll"],
    &["processor", "add"],
    &["processor", "list"],
    &["processor", "end"],
    &["doctor"],
];

#[test]
fn every_command_has_help_with_examples_of_itself() {
    for command in COMMANDS {
        let help = probity(0, &[*command, &["--help"]].concat());
        let examples = help.split("Examples:\n").nth(1).unwrap_or_else(|| panic!("{help}"));
        let own = format!("  probity {}", command.join(" "));
        let lines: Vec<_> = examples.lines().take_while(|line| line.starts_with("  ")).collect();
        assert!(lines.len() >= 2, "{command:?} has fewer than two examples: {help}");
        assert!(lines.iter().all(|line| line.starts_with(&own)), "{command:?}: {help}");
        assert!(help.lines().all(|line| line.chars().count() <= 110), "too wide: {help}");
        for line in lines {
            let named = line.split_whitespace().filter(|word| word.starts_with("--"));
            for option in named {
                let options = help.split("Options:").nth(1).unwrap_or_default();
                assert!(options.contains(option), "{command:?} has no {option}");
            }
        }
        // What an export writes is for programs already.
        let for_programs = command[..] == ["policy", "export"];
        if !for_programs
            && !matches!(command, [_] if ["serve", "demo", "init"].contains(&command[0]))
        {
            assert!(help.contains("--json"), "{command:?} reports as JSON too: {help}");
        }
    }
}

#[test]
fn the_overview_names_every_command_and_the_exit_statuses() {
    let help = probity(0, &["--help"]);
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {}", command[0])), "{command:?}: {help}");
    }
    assert!(help.contains("Exit status: 0"), "{help}");
    assert!(probity(0, &["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_exits_with_2() {
    for words in [
        &["unknown"][..],
        &[],
        &["policy"],
        &["policy", "compare", "one"],
        &["ledger", "prove"],
        &["ledger", "prove", "1", "--since", "2"],
        &["usage", "read"],
        &["usage", "read", "--format", "anything", "-"],
        &["usage", "read", "--format", "common", "--mapping", "x", "-"],
        &["usage", "report", "--month", "2026-11", "--from", "2026-11-02"],
        &["demo", "--members", "many"],
        &["serve", "--listen", "here"],
        &["serve", "--database", "postgres://h/a"],
        &["serve", "--database", "mysql://h/a", "--keys-database", "mysql://h/b"],
        &["init", "--base-url", "example.org"],
    ] {
        probity(2, words);
    }
}
