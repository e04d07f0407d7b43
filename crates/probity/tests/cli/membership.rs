//! `probity membership`: the list by number, and the roll of voters on record.

use std::sync::Arc;

use probity::membership::{Acts, Scheme};
use probity_ledger::SubjectId;

use crate::foundation::Foundation;
use crate::support::staff::OFFICER;

/// A foundation of three, two of whom vote, one by two classes; with the day and whoever may ask.
fn voting() -> (Foundation, String, String) {
    let foundation = Foundation::with_members(3);
    let added = foundation.report(0, &OFFICER.added_as("membership-staff"));
    let open = foundation.open();
    let scheme = Arc::new(Scheme::new(&open.config));
    for (member, class) in [(0, "contributing"), (0, "fellow"), (1, "managing"), (2, "supporting")]
    {
        let who = Foundation::member(&open, member).expect("a member");
        let scheme = Arc::clone(&scheme);
        let granted =
            open.vault.tx("test", move |v| Acts::system(&scheme, who).grant(v, class)).unwrap();
        assert!(granted.is_ok(), "{class}");
    }
    let today = scheme.today(open.vault.now_ms()).to_string();
    (foundation, today, added["number"].as_str().unwrap().to_owned())
}

#[test]
fn memberships_are_listed_by_number() {
    let (foundation, today, _) = voting();
    let all = foundation.report(0, &["membership", "list"]);
    assert_eq!(all.as_array().unwrap().len(), 4);
    let one = foundation.report(0, &["membership", "list", "--class", "managing"]);
    assert_eq!(one.as_array().unwrap().len(), 1);
    assert_eq!(one[0]["state"], "current");
    assert_eq!(one[0]["start"], today.as_str());
    assert!(one[0]["number"].as_str().unwrap().parse::<SubjectId>().is_ok());
    let none = foundation.expect(0, &["membership", "list", "--state", "grace"]);
    assert!(none.contains("nobody"), "{none}");
    let plain = foundation.expect(0, &["membership", "list"]);
    assert!(plain.contains("supporting") && !plain.contains('@'), "{plain}");
    let wrong = foundation.expect(2, &["membership", "list", "--state", "asleep"]);
    assert!(wrong.contains("pending, current, grace, lapsed, cancelled"), "{wrong}");
}

#[test]
fn a_roll_is_printed_on_record_and_is_the_same_each_time() {
    let (foundation, today, staff) = voting();
    let entries = || foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    let before = entries();
    let roll = ["membership", "roll", "--date", &today, "--by", OFFICER.email];
    let csv = |words: &[&str]| {
        let output = foundation.run(words);
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let first = csv(&roll);
    assert_eq!(entries(), before + 2, "a line of each voter's ledger");
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(lines.len(), 3, "{first}");
    assert_eq!(lines[0], "name,email");
    assert!(lines[1..].iter().all(|line| line.contains('@')), "{first}");
    let by_number = ["membership", "roll", "--date", &today, "--by", &staff];
    assert_eq!(csv(&by_number), first);
    let given = foundation.report(0, &[&roll[..], &["--to-third-party"]].concat());
    assert_eq!(given["voters"].as_array().unwrap().len(), 2);
    assert_eq!(given["withheld"], 0);
    assert_eq!(foundation.report(0, &["ledger", "verify"])["ok"], true);
    let earlier = ["membership", "roll", "--date", "2020-01-01", "--by", &staff];
    assert_eq!(csv(&earlier).trim(), "name,email", "nobody had joined");
}

#[test]
fn a_roll_of_tomorrow_or_for_others_is_refused() {
    let (foundation, today, _) = voting();
    for (date, by, said) in [
        ("9998-01-01", OFFICER.email, "still to come"),
        ("yesterday", OFFICER.email, "yesterday"),
        (&today, "nobody@work.example", "probity staff list"),
        (&today, "2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21", "probity staff list"),
    ] {
        let text = foundation.expect(2, &["membership", "roll", "--date", date, "--by", by]);
        assert!(text.contains(said), "{text}");
    }
    let add = ["--email", "audit@work.example", "--name", "Audley Finch", "--role", "auditor"];
    foundation.expect(0, &[&["staff", "add"][..], &add].concat());
    let by = ["membership", "roll", "--date", &today, "--by", "audit@work.example"];
    let text = foundation.expect(2, &by);
    assert!(text.contains("`auditor`"), "{text}");
}
