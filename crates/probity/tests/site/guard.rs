//! Protection: whoever attacks is refused for a while and told so; it is on record, it ends by time or by
//! hand, and it never hits anybody else.

mod decisions;
mod settings;

use axum::body::Body;
use axum::http::Method;

use crate::harness::{ADA, Browser, Page, Site, captured, on_both};

on_both!(
    whoever_attacks_is_refused_until_it_is_over,
    the_refused_read_why_and_whom_to_write_to,
    a_64_is_one_sender_and_loopback_is_never_refused,
    guessing_passwords_is_an_attack,
    nothing_of_an_attacker_stands_in_a_log,
);

/// How long probing is refused.
pub(crate) const BAN: i64 = 4 * 3_600_000;

/// A browser whose connections come from there.
pub(crate) fn from<'s>(site: &'s Site, address: &str) -> Browser<'s> {
    let mut browser = site.browser();
    browser.from = std::net::SocketAddr::new(address.parse().unwrap(), 40_000);
    browser
}

/// Asks for what is not there until it is refused; how often that took.
pub(crate) async fn probe(browser: &mut Browser<'_>) -> u32 {
    for count in 0..40 {
        let page = browser.get(&format!("/missing/{count}")).await;
        if page.status == 403 {
            return count;
        }
        assert_eq!(page.status, 404);
    }
    panic!("forty things that are not there were answered");
}

/// Whether pages are answered.
pub(crate) async fn is_answered(browser: &mut Browser<'_>) -> bool {
    let page = browser.get("/").await;
    assert!([200, 403].contains(&page.status.as_u16()), "{}", page.status);
    page.status == 200
}

async fn whoever_attacks_is_refused_until_it_is_over(site: &Site) {
    let (mut attacker, mut other) = (from(site, "192.0.2.7"), from(site, "192.0.2.8"));
    assert_eq!(probe(&mut attacker).await, 11);
    for address in ["/", "/join", "/no-such-page", "/desk", "/ledger/checkpoint", "/healthz"] {
        assert_eq!(attacker.get(address).await.status, 403, "{address}");
    }
    let sent = attacker.send(Method::POST, "/signin", Body::empty(), &[]).await;
    assert_eq!(sent.status, 403);
    assert!(is_answered(&mut other).await, "a neighbour is refused");
    assert!(is_answered(&mut site.browser()).await);
    site.clock.advance(BAN - 1);
    assert!(!is_answered(&mut attacker).await);
    site.clock.advance(1);
    assert!(is_answered(&mut attacker).await);
    // And again, from the beginning.
    assert_eq!(probe(&mut attacker).await, 11);
}

async fn the_refused_read_why_and_whom_to_write_to(site: &Site) {
    let mut attacker = from(site, "192.0.2.7");
    probe(&mut attacker).await;
    let page = attacker.get("/account").await;
    assert_eq!(page.status, 403);
    assert!(page.title().starts_with("Requests from your network are refused for now"));
    let main = page.main();
    assert!(main.contains("privacy@example.org"), "{main}");
    assert!(main.contains("24 November 2026") && main.contains("UTC"), "{main}");
    for told in ["192.0.2", "probing", "scenario", "not there", "missing"] {
        assert!(!page.body.contains(told), "the page says `{told}`");
    }
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let german = attacker.get("/account?lang=de").await;
    assert!(german.main().contains("Anfragen aus Ihrem Netz"), "{}", german.main());
    // What the page is drawn with, and what is done with data, stay open.
    let css = css(&page);
    for address in [&css, "/privacy", "/privacy.txt", "/privacy/data", "/privacy/2026-11-23"] {
        assert_eq!(attacker.get(address).await.status, 200, "{address}");
    }
    assert_ne!(attacker.get("/.well-known/security.txt").await.status, 403);
    assert_eq!(attacker.get("/privacybreach").await.status, 403);
}

fn css(page: &Page) -> String {
    let (_, rest) = page.body.split_once("<link rel=\"stylesheet\" href=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn a_64_is_one_sender_and_loopback_is_never_refused(site: &Site) {
    probe(&mut from(site, "2001:db8:0:7::1")).await;
    assert!(!is_answered(&mut from(site, "2001:db8:0:7:ffff::2")).await);
    assert!(is_answered(&mut from(site, "2001:db8:0:8::1")).await);
    for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
        let mut own = from(site, address);
        for count in 0..40 {
            assert_eq!(own.get(&format!("/missing/{count}")).await.status, 404, "{address}");
        }
        assert!(is_answered(&mut own).await);
    }
    // An IPv4 address in IPv6 clothes is the IPv4 address.
    probe(&mut from(site, "::ffff:192.0.2.7")).await;
    assert!(!is_answered(&mut from(site, "192.0.2.7")).await);
}

async fn guessing_passwords_is_an_attack(site: &Site) {
    let mut ada = site.member(&ADA).await;
    ada.from = "192.0.2.9:40000".parse().unwrap();
    let mut guesser = from(site, "192.0.2.7");
    let mut refused = 0;
    for count in 0..12 {
        let page = guesser.get("/signin").await;
        if page.status == 403 {
            break;
        }
        let token = page.token("/signin");
        let password = format!("wrong guess {count}");
        let fields = [
            ("form-token", token.as_str()),
            ("email", ADA.email),
            ("password", &password),
            ("how", "password"),
        ];
        guesser.post("/signin", &fields).await;
        refused += 1;
    }
    // Each counts once, though it is both an answer and an event.
    assert_eq!(refused, 5);
    assert!(is_answered(&mut ada).await);
    site.clock.advance(15 * 60_000);
    assert!(is_answered(&mut guesser).await);
}

async fn nothing_of_an_attacker_stands_in_a_log(site: &Site) {
    captured();
    let mut attacker = from(site, "192.0.2.77");
    probe(&mut attacker).await;
    attacker.get("/hunted-path").await;
    site.app.keep_decisions().await.unwrap();
    let log = captured();
    assert!(log.contains("a scenario of attack was acted out"), "nothing is logged at all");
    for secret in ["192.0.2", "missing/", "hunted-path"] {
        assert!(!log.contains(secret), "`{secret}` stands in the log");
    }
}
