//! The policy's page: prose, what the software does about each clause, figures that tell nothing of
//! anyone.

use axum::body::Body;
use axum::http::Method;
use probity_vault::store::Sql;

use super::shipped;
use crate::harness::{ADA, Page, Site, off, on_both};

on_both!(
    the_policy_is_prose_with_its_date_and_contents,
    versions_have_their_own_addresses,
    each_clause_says_what_the_software_does,
    figures_are_rounded_and_stand_still_for_an_hour,
    the_page_stands_while_nothing_is_counted,
    the_page_and_its_style_are_small,
    it_speaks_german_around_english_prose,
);

async fn the_policy_is_prose_with_its_date_and_contents(site: &Site) {
    let page = site.browser().get("/privacy").await;
    let main = page.main();
    assert!(main.contains("Last updated <time datetime=\"2026-11-23\">23 November 2026</time>"));
    assert!(main.contains("in force from <time datetime=\"2026-11-23\">"));
    assert!(main.contains("<a href=\"#C1\">") && main.contains("id=\"C1\""));
    for link in ["/privacy/2026-11-23/data", "/privacy/kept", "/ledger"] {
        assert!(main.contains(&format!("href=\"{link}\"")), "{link}");
    }
}

async fn versions_have_their_own_addresses(site: &Site) {
    let mut browser = site.browser();
    let version = browser.get("/privacy/2026-11-23").await;
    assert_eq!(version.status, 200);
    assert!(version.main().contains("href=\"/privacy/2026-11-23\" aria-current=\"page\""));
    assert!(!version.main().contains("not the version in force"));
    let first = browser.get("/privacy").await;
    let second = browser.get("/privacy").await;
    assert_eq!(first.body, second.body);
}

/// The panel of a clause.
fn panel<'p>(page: &'p Page, clause: &str) -> &'p str {
    let (_, rest) = page.body.split_once(&format!("<h3 id=\"{clause}\">")).expect("a heading");
    let (_, rest) = rest.split_once("<details class=\"does\">").expect("a panel");
    rest.split_once("<h3 ").map_or(rest, |(panel, _)| panel)
}

async fn each_clause_says_what_the_software_does(site: &Site) {
    let page = site.browser().get("/privacy").await;
    let policy = shipped();
    for clause in policy.clauses() {
        let panel = panel(&page, &clause.id);
        assert!(panel.contains("What the software does about this"), "{}", clause.id);
        for rule in &clause.rules {
            for sentence in policy.explain_rule(&rule.id) {
                let escaped = sentence.replace('\'', "&#39;");
                assert!(panel.contains(&format!("<li>{escaped}</li>")), "{}: {sentence}", rule.id);
            }
            let line = rule.cedar.lines().next().unwrap();
            assert!(panel.contains(&line.replace('"', "&#34;")), "{}: {line}", rule.id);
        }
        for promise in &clause.promises {
            assert!(panel.contains(&format!("href=\"/privacy/kept#{promise}\"")), "{promise}");
        }
    }
    assert!(panel(&page, "U1").contains("Nobody but our software"), "{}", panel(&page, "U1"));
    assert!(panel(&page, "P1").contains("rests on people"));
    assert!(panel(&page, "V2").contains("no rule of its own"));
    // Every panel is closed until somebody opens it.
    assert!(!page.body.contains("<details open"));
}

async fn figures_are_rounded_and_stand_still_for_an_hour(site: &Site) {
    let mut browser = site.browser();
    let before = browser.get("/privacy").await;
    assert!(panel(&before, "C4").contains("On record under this clause: none."));
    site.member(&ADA).await;
    let same = browser.get("/privacy").await;
    assert_eq!(panel(&same, "C4"), panel(&before, "C4"), "nothing is seen within the hour");
    site.clock.advance(3_600_000);
    let next = browser.get("/privacy").await;
    let seen = panel(&next, "C4");
    assert!(seen.contains("On record under this clause: fewer than 10 ("), "{seen}");
    assert!(seen.contains("taken in: fewer than 10"), "{seen}");
    assert!(seen.contains("Refusals on record: none."), "{seen}");
    // Ten sign-ins more, each a use of the credentials under U2; the exact number is not told.
    for _ in 0..12 {
        assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.location(), "/account");
    }
    site.clock.advance(3_600_000);
    let later = browser.get("/privacy").await;
    let seen = panel(&later, "U2");
    assert!(seen.contains("used: 10 or more"), "{seen}");
}

async fn the_page_stands_while_nothing_is_counted(site: &Site) {
    site.member(&ADA).await;
    let damage = Sql { name: "damage", text: "UPDATE ledger_entry SET body = leaf WHERE idx = 1" };
    let done = off(|| site.app.vault().store().tx("damage", move |tx| tx.exec(&damage, &[])));
    assert_eq!(done.unwrap(), 1);
    let page = site.browser().get("/privacy").await;
    assert_eq!(page.status, 200);
    assert!(panel(&page, "C4").contains("still being counted"), "{}", panel(&page, "C4"));
    assert!(!panel(&page, "C4").contains("On record"));
    assert_eq!(off(|| site.app.tally()).map_err(|_| ()), Err(()), "it can't be counted");
}

async fn the_page_and_its_style_are_small(site: &Site) {
    site.member(&ADA).await;
    let mut browser = site.browser();
    let compressed = [("accept-encoding", "gzip")];
    let page = browser.send(Method::GET, "/privacy", Body::empty(), &compressed).await;
    assert_eq!(page.header("content-encoding"), "gzip");
    let plain = browser.get("/privacy").await;
    let style = plain.body.split("<link rel=\"stylesheet\" href=\"").nth(1).unwrap();
    let style = style.split('"').next().unwrap();
    let style = browser.send(Method::GET, style, Body::empty(), &compressed).await;
    assert_eq!(style.header("content-encoding"), "gzip");
    let all = page.bytes.len() + style.bytes.len();
    assert!(all <= 30_000, "{} + {} bytes", page.bytes.len(), style.bytes.len());
}

async fn it_speaks_german_around_english_prose(site: &Site) {
    let mut browser = site.browser();
    let page = browser.get("/privacy?lang=de").await;
    assert!(page.body.contains("<html lang=\"de\""));
    let main = page.main();
    assert!(main.contains("Was die Software dafür tut") && main.contains("Zuletzt geändert am"));
    assert!(main.contains("<article class=\"prose\" lang=\"en\">"));
    assert!(main.contains("<details class=\"does\" lang=\"de\">"));
    let english = browser.get("/privacy").await;
    assert!(!english.main().contains("Was die Software"), "each language has its own page");
}
