//! The promises with their evidence: what holds, and each thing that does not, broken in turn.

use std::path::Path;

use probity::evidence::{Check, Outcome};
use probity_vault::store::{Sql, Value};

use crate::harness::{ADA, Page, Site, captured, off, on_both};

on_both!(
    each_promise_says_what_keeps_it,
    a_changed_ledger_is_seen,
    an_undeclared_value_is_seen,
    a_key_that_outlives_its_person_is_seen,
    a_rejected_line_that_outlives_its_time_is_seen,
    rules_that_allow_too_much_are_seen,
    a_question_too_many_is_seen,
);

const ALL: [Check; 9] = [
    Check::Cases,
    Check::Refused,
    Check::Joining,
    Check::Declared,
    Check::Keys,
    Check::Addresses,
    Check::Ledger,
    Check::WholeLedger,
    Check::Answers,
];

/// Looks, and gives those checks that do not hold.
async fn failing(site: &Site) -> Vec<Check> {
    let found = site.app.check_evidence().await;
    assert_eq!(found.by_check.keys().copied().collect::<Vec<_>>(), ALL);
    let failing = found.by_check.iter().filter(|(_, found)| found.outcome == Outcome::Fails);
    failing.map(|(check, _)| *check).collect()
}

/// The row of a check.
fn row<'p>(page: &'p Page, check: &str) -> &'p str {
    let (_, rest) = page.main().split_once(&format!("<tr id=\"check-{check}\">")).expect("a row");
    rest.split("</tr>").next().unwrap()
}

/// A promise.
fn promise<'p>(page: &'p Page, id: &str) -> &'p str {
    let start = format!("<article class=\"datum promise\" id=\"{id}\">");
    let (_, rest) = page.main().split_once(&start).expect("a promise");
    rest.split("</article>").next().unwrap()
}

fn sql(site: &Site, text: &'static str) {
    let sql = Sql { name: "break", text };
    let done = off(|| site.app.vault().store().tx("break", move |tx| tx.exec(&sql, &[])));
    assert!(done.unwrap() > 0, "{text} changed nothing");
}

async fn each_promise_says_what_keeps_it(site: &Site) {
    let mut browser = site.browser();
    let before = browser.get("/privacy/kept").await;
    assert!(before.main().contains("has not looked yet"), "{}", before.main());
    site.member(&ADA).await;
    assert_eq!(failing(site).await, []);
    let page = browser.get("/privacy/kept").await;
    assert!(page.main().contains("All 9 checks of the running service hold"));
    assert!(!page.main().contains("does not hold"));
    assert!(row(&page, "cases").contains("240 cases answered as expected"));
    assert!(row(&page, "refused").contains(" 0 of them allowed"));
    assert!(row(&page, "keys").contains("People looked at: fewer than 10."));
    assert!(row(&page, "ledger").contains("<time datetime=\"2026-11-24T"));
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/promises.md");
    let document = std::fs::read_to_string(document).unwrap();
    let rows = document.lines().filter(|line| line.starts_with("| "));
    for cells in rows.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>()) {
        let &[_, id, clauses, enforced, tests, _] = cells.as_slice() else { panic!("{cells:?}") };
        if matches!(id, "Promise" | "---") {
            continue;
        }
        let shown = promise(&page, id);
        for clause in clauses.split(", ") {
            assert!(shown.contains(&format!("href=\"/privacy/2026-11-23#{clause}\"")), "{id}");
        }
        for test in tests.split('`').skip(1).step_by(2) {
            assert!(shown.contains(&format!("<code>{test}</code>")), "{id}: {test}");
        }
        assert_eq!(shown.contains("still to come</span>"), partly(enforced), "{id}");
        assert_eq!(shown.contains("not yet</span>"), enforced.starts_with("not yet ("), "{id}");
        assert_eq!(
            shown.contains("rests on people</span>"),
            ["S1", "S2", "U5", "D5"].contains(&id)
        );
    }
    // The policy's own page says it in short.
    assert!(browser.get("/privacy").await.main().contains("All checks held"));
}

fn partly(enforced: &str) -> bool {
    enforced.contains("not yet (") && !enforced.starts_with("not yet (")
}

/// What a check that does not hold looks like: in its row, at its promise, on top, in the log.
async fn is_said(site: &Site, check: &str, words: &str, of: &str) {
    let page = site.browser().get("/privacy/kept").await;
    let row = row(&page, check);
    assert!(row.contains("does not hold") && row.contains(words), "{row}");
    assert!(promise(&page, of).contains("a check does not hold"), "{}", promise(&page, of));
    assert!(page.main().contains("panel-wrong"));
    assert!(!page.main().contains("checks of the running service hold"));
    let short = site.browser().get("/privacy").await;
    assert!(short.main().contains("Not everything held"));
    assert!(captured().contains("a promise of the policy does not hold"));
}

async fn a_changed_ledger_is_seen(site: &Site) {
    captured();
    site.member(&ADA).await;
    assert_eq!(failing(site).await, []);
    sql(site, "UPDATE ledger_entry SET body = commitment WHERE idx = 1");
    // The tally was read before; a service that starts on it could not count it either.
    assert_eq!(failing(site).await, [Check::Ledger, Check::WholeLedger]);
    is_said(site, "ledger", "The record does not hold", "S2").await;
    assert!(captured().contains("the ledger does not hold"));
}

async fn an_undeclared_value_is_seen(site: &Site) {
    captured();
    site.member(&ADA).await;
    sql(site, "UPDATE datum SET field = 'shoe-size' WHERE field = 'country'");
    assert_eq!(failing(site).await, [Check::Declared]);
    is_said(site, "declared", "no version of the policy declares", "N3").await;
}

async fn a_rejected_line_that_outlives_its_time_is_seen(site: &Site) {
    captured();
    site.member(&ADA).await;
    assert_eq!(failing(site).await, []);
    sql(
        site,
        "INSERT INTO usage_rejected (id, scope, site, day, lines, beyond, bytes, sealed, created_at) \
         SELECT 'a', 'sent x', 'x', 20000, 1, 0, 1, commitment, 0 FROM ledger_entry WHERE idx = 0",
    );
    assert_eq!(failing(site).await, [Check::Addresses]);
    is_said(site, "addresses", "could not be read", "C1").await;
    // The next housekeeping takes it off.
    site.app.housekeep().await.unwrap();
    assert_eq!(failing(site).await, []);
}

async fn a_key_that_outlives_its_person_is_seen(site: &Site) {
    captured();
    site.member(&ADA).await;
    sql(site, "UPDATE subject SET state = 'erased'");
    assert_eq!(failing(site).await, [Check::Keys]);
    is_said(site, "keys", "a key of somebody erased", "S4").await;
    // The other way round: somebody is there, and the key is not.
    sql(site, "UPDATE subject SET state = 'active'");
    assert_eq!(failing(site).await, []);
    let insert = Sql {
        name: "stranger",
        text: "INSERT INTO subject (id, state, giver, created_at, revision) \
               VALUES ($1, 'active', 'member', 0, 1)",
    };
    let done = off(|| {
        site.app
            .vault()
            .store()
            .tx("stranger", move |tx| tx.exec(&insert, &[Value::from(vec![7; 16])]))
    });
    assert_eq!(done.unwrap(), 1);
    assert_eq!(failing(site).await, [Check::Keys]);
}

/// A site whose shipped version was changed in one place.
fn altered(site: &Site, file: &str, from: &str, to: &str) -> (tempfile::TempDir, Site) {
    let dir = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/2026-11-23");
    let version = dir.path().join("2026-11-23");
    std::fs::create_dir(&version).unwrap();
    for name in ["policy.md", "data.toml"] {
        let mut text = std::fs::read_to_string(shipped.join(name)).unwrap();
        if name == file {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        std::fs::write(version.join(name), text).unwrap();
    }
    let altered = off(|| Site::over(site.engine.fresh(), dir.path(), |_| {}));
    (dir, altered)
}

async fn rules_that_allow_too_much_are_seen(site: &Site) {
    captured();
    let from = "[Purpose::\"marketing\", Purpose::\"profiling\", Purpose::\"sale\"]";
    let to = "[Purpose::\"profiling\", Purpose::\"sale\"]";
    let (dir, laxer) = altered(site, "policy.md", from, to);
    // Nothing permits marketing yet: the cases find that no clause forbids it any more.
    assert_eq!(failing(&laxer).await, [Check::Cases]);
    is_said(&laxer, "cases", "cases answered otherwise", "U2").await;
    off(|| drop(laxer));
    let text = std::fs::read_to_string(dir.path().join("2026-11-23/policy.md")).unwrap();
    let from = "  context.purpose == Purpose::\"communication\" &&\n  (\n    resource in Group::\"contact\" ||\n    resource in [\n      Category::\"interests\"";
    assert!(text.contains(from));
    let to = from.replacen(
        "context.purpose == Purpose::\"communication\"",
        "[Purpose::\"communication\", Purpose::\"marketing\"].contains(context.purpose)",
        1,
    );
    std::fs::write(dir.path().join("2026-11-23/policy.md"), text.replacen(from, &to, 1)).unwrap();
    let laxest = off(|| Site::over(site.engine.fresh(), dir.path(), |_| {}));
    assert_eq!(failing(&laxest).await, [Check::Cases, Check::Refused]);
    is_said(&laxest, "refused", "allowed or on record", "U2").await;
    off(|| drop(laxest));
}

async fn a_question_too_many_is_seen(site: &Site) {
    captured();
    let from = "id = \"interests\"\ncategory = \"interests\"\nlabel = \"Interests\"\ncollected = [\"join-form\", \"account-page\"]\nfrom = [\"applicant\", \"member\", \"voting-member\", \"supporting-member\", \"donor\"]\nrequired_for = []";
    let to = from.replace("required_for = []", "required_for = [\"applicant\"]");
    let (_dir, nosy) = altered(site, "data.toml", from, &to);
    assert_eq!(failing(&nosy).await, [Check::Joining]);
    is_said(&nosy, "joining", "required beyond the three", "C6").await;
    off(|| drop(nosy));
}
