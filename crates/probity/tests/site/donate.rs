//! Giving by card, from the form to the receipt, with the sandbox in the provider's place: a server of its
//! own that is spoken to over a real connection. Webhooks are carried by hand, so that a test decides
//! which arrive, how often and in which order.

mod desk;
mod fee;

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use probity::payment::Payments;
use probity::payment::provider::Provider;
use probity::payment::register::{self, Terms};
use probity::payment::sandbox::{Delivery, Sandbox, Trouble};
use probity_ledger::Actor;

use crate::harness::{ADA, Browser, Engine, Page, START_MS, Site, captured, off, run_on};

const PAYS: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const CHALLENGED: &str = "4000000000003220";
const CONTESTED: &str = "4000000000000259";
const GIVER: &str = "margarethe.silberfuchs@post.example";
const THANKS: &str = "Thank you for your gift";

/// A site with a provider.
struct Shop {
    sandbox: Arc<Sandbox>,
    listener: Option<TcpListener>,
    http: reqwest::Client,
}

/// Runs a test on a site that takes cards, and on one engine.
fn run(engine: Engine, agreement: bool, test: impl AsyncFnOnce(&Site, &Shop)) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut made = None;
    let site = Site::paying(
        engine,
        &policies,
        |config| config.payment.currencies.push("JPY".parse().unwrap()),
        |clock, random| {
            let sandbox = Sandbox::new(&base, clock.clone(), random.clone());
            let provider = Provider::Sandbox(sandbox.client(Duration::ZERO).unwrap());
            made = Some(Arc::clone(&sandbox));
            Payments::with(provider, vec![sandbox.webhook_secret()], &base)
        },
    );
    let sandbox = made.unwrap();
    if agreement {
        agree(&site);
    }
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let mut shop = Shop { sandbox, listener: Some(listener), http: http.unwrap() };
    run_on(&site, async |site| {
        let listener = tokio::net::TcpListener::from_std(shop.listener.take().unwrap()).unwrap();
        let router = shop.sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        test(site, &shop).await;
    });
}

fn agree(site: &Site) -> [u8; 16] {
    let terms = Terms {
        provider: "sandbox".to_owned(),
        party: "The sandbox".to_owned(),
        document: [7; 32],
        safeguards: "in memory only".to_owned(),
        agreed_ms: START_MS,
        expires_ms: START_MS + 30 * 86_400_000,
    };
    let vault = site.app.vault();
    register::add(vault, vault.random(), &terms, &Actor::role("infrastructure-staff")).unwrap()
}

/// Another agreement, from now on.
fn agree_anew(site: &Site) {
    let now_ms = site.app.now_ms();
    let terms = Terms {
        provider: "sandbox".to_owned(),
        party: "The sandbox".to_owned(),
        document: [9; 32],
        safeguards: "in memory only".to_owned(),
        agreed_ms: now_ms,
        expires_ms: now_ms + 30 * 86_400_000,
    };
    let (vault, actor) = (site.app.vault(), Actor::role("infrastructure-staff"));
    off(|| register::add(vault, vault.random(), &terms, &actor)).unwrap();
}

impl Shop {
    /// Types a card on a hosted page: the status, and where it leads.
    async fn card(&self, url: &str, number: &str) -> (u16, String) {
        self.post(url, format!("card={number}")).await
    }

    async fn post(&self, url: &str, body: String) -> (u16, String) {
        let response = self.http.post(url).body(body).send().await.unwrap();
        let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (response.status().as_u16(), to.unwrap_or_default())
    }

    /// Carries a webhook over; its status.
    async fn carry(&self, site: &Site, delivery: &Delivery) -> u16 {
        let signature = self.sandbox.signature(&delivery.body);
        webhook(site, &delivery.body, Some(&signature)).await
    }

    async fn carry_all(&self, site: &Site) {
        for delivery in self.sandbox.take_deliveries() {
            assert_eq!(self.carry(site, &delivery).await, 200);
        }
    }
}

async fn webhook(site: &Site, body: &[u8], signature: Option<&str>) -> u16 {
    let mut browser = site.browser();
    let headers: Vec<(&str, &str)> =
        signature.map(|signature| ("stripe-signature", signature)).into_iter().collect();
    let body = Body::from(body.to_vec());
    let page = browser.send(Method::POST, "/payment/stripe/webhook", body, &headers).await;
    page.status.as_u16()
}

/// What the form was shown with, to be sent as often as a test likes.
fn filled<'f>(
    page: &'f Page,
    amount: &'f str,
    more: &[(&'f str, &'f str)],
) -> Vec<(&'f str, String)> {
    let once = page.body.split_once("name=\"once\" value=\"").unwrap().1;
    let once = once.split('"').next().unwrap();
    let mut fields = vec![
        ("form-token", page.token("/donate")),
        ("once", once.to_owned()),
        ("payment-amount", amount.to_owned()),
        ("payment-currency", "EUR".to_owned()),
    ];
    fields.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    fields
}

async fn send(browser: &mut Browser<'_>, fields: &[(&str, String)]) -> Page {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/donate", &fields).await
}

/// A stranger's gift of an amount: the answer to the form.
async fn give(browser: &mut Browser<'_>, amount: &str) -> Page {
    let page = browser.get("/donate").await;
    send(browser, &filled(&page, amount, &[("receipt-email", GIVER)])).await
}

/// The path of the page that a hosted page leads back to.
fn path(to: &str) -> &str {
    to.strip_prefix(crate::harness::BASE).unwrap_or_else(|| panic!("{to} leads elsewhere"))
}

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite { $(#[test] fn $name() { super::run(crate::harness::Engine::sqlite(), true, super::$name); })+ }
        mod on_postgres { $(#[test] fn $name() { super::run(crate::harness::Engine::postgres(), true, super::$name); })+ }
    };
}

on_both!(
    a_gift_goes_its_way,
    a_form_sent_twice_is_one_charge,
    what_is_declined_is_not_paid,
    a_member_sees_their_payments,
    the_truth_comes_from_the_provider,
    webhooks_are_checked,
    disorder_and_replay_change_nothing,
    a_provider_that_is_down_loses_nothing,
    what_webhooks_missed_is_found,
    amounts_that_are_none_are_refused,
    an_agreement_that_ends_closes_the_door,
);

async fn a_gift_goes_its_way(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let page = browser.get("/donate").await;
    assert!(page.main().contains("data-notice=\"payment-amount\""));
    let more = [
        ("receipt-email", GIVER),
        ("receipt-name", "Margarethe Silberfuchs"),
        ("dedication", "For the owls"),
    ];
    let page = send(&mut browser, &filled(&page, "1,250.5", &more)).await;
    assert_eq!(page.status, 303, "{}", page.main());
    let url = page.location().to_owned();
    let (status, to) = shop.card(&url, PAYS).await;
    assert_eq!(status, 303);
    // The page is asked before any webhook has come, and tells the truth.
    let page = browser.get(path(&to)).await;
    assert!(page.main().contains("Thank you for your gift"), "{}", page.main());
    assert!(!page.main().contains("1,250"), "how much stands in no page that an address opens");
    site.drain().await;
    assert!(site.outbox.messages().is_empty(), "nothing is sent before it is kept");
    shop.carry_all(site).await;
    site.drain().await;
    let messages = site.outbox.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!((messages[0].subject.as_str(), messages[0].to.as_str()), (THANKS, GIVER));
    let text = &messages[0].text;
    assert!(text.starts_with("Hello Margarethe Silberfuchs,"), "{text}");
    assert!(text.contains("Amount: 1,250.50\u{a0}EUR"), "{text}");
    assert!(text.contains("1 Example Street"), "{text}");
    let link = site.link(THANKS);
    assert_eq!(link, path(&to), "it leads to the same page");
    assert_eq!(shop.sandbox.charges(), 1);
    assert_eq!(site.people(), (1, 0));
    assert!(off(|| site.app.vault().verify(&[], &mut |_, _| {})).is_ok());
}

async fn a_form_sent_twice_is_one_charge(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let page = browser.get("/donate").await;
    let fields = filled(&page, "25", &[("receipt-email", GIVER)]);
    let first = send(&mut browser, &fields).await;
    let second = send(&mut browser, &fields).await;
    assert_eq!(first.location(), second.location());
    // Also when both are on their way at the same time.
    let page = browser.get("/donate").await;
    let fields = filled(&page, "30", &[("receipt-email", GIVER)]);
    let (mut left, mut right) = (site.browser(), site.browser());
    let (left, right) = tokio::join!(send(&mut left, &fields), send(&mut right, &fields));
    assert_eq!(left.location(), right.location());
    assert_eq!(shop.sandbox.sessions(), 2);
    shop.card(left.location(), PAYS).await;
    assert_eq!(shop.card(right.location(), PAYS).await.0, 404, "the page is over");
    assert_eq!(shop.sandbox.charges(), 1);
    assert_eq!(site.people(), (1, 0), "one address is one giver");
    // What was paid can't be paid again by its own page.
    let again = send(&mut browser, &fields).await;
    assert_eq!(again.status, 303, "nothing is kept yet: the provider's page says that it is over");
    shop.carry_all(site).await;
    let again = send(&mut browser, &fields).await;
    assert_eq!(again.status, 200);
    assert!(again.main().contains(THANKS), "{}", again.main());
}

async fn what_is_declined_is_not_paid(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let url = give(&mut browser, "25").await.location().to_owned();
    assert_eq!(shop.card(&url, DECLINED).await.0, 402);
    shop.carry_all(site).await;
    // The bank asks, the giver says no, then yes.
    let (_, to) = shop.card(&url, CHALLENGED).await;
    shop.carry_all(site).await;
    let asks = format!("{}{to}", url.split("/pay/").next().unwrap());
    assert_eq!(shop.post(&asks, "answer=no".to_owned()).await.0, 402);
    site.drain().await;
    assert!(site.outbox.messages().is_empty());
    shop.card(&url, CHALLENGED).await;
    let (status, to) = shop.post(&asks, "answer=yes".to_owned()).await;
    assert_eq!(status, 303);
    shop.carry_all(site).await;
    assert!(browser.get(path(&to)).await.main().contains(THANKS));
    // A page that runs out is a gift that failed.
    let late = give(&mut browser, "26").await.location().to_owned();
    shop.sandbox.expire_all();
    shop.carry_all(site).await;
    assert_eq!(shop.card(&late, PAYS).await.0, 404);
    assert_eq!(shop.sandbox.charges(), 1);
}

async fn a_member_sees_their_payments(site: &Site, shop: &Shop) {
    let mut browser = site.member(&ADA).await;
    assert!(browser.get("/account/payments").await.main().contains("not paid anything"));
    for amount in ["10.00", "20.00"] {
        let page = browser.get("/donate").await;
        assert!(!page.body.contains("receipt-email"), "their address is known");
        let page = send(&mut browser, &filled(&page, amount, &[])).await;
        site.clock.advance(1_000);
        shop.card(page.location(), if amount == "10.00" { PAYS } else { CONTESTED }).await;
    }
    shop.carry_all(site).await;
    let page = browser.get("/account/payments").await;
    let main = page.main();
    let (paid, contested) =
        (main.find("10.00\u{a0}EUR").unwrap(), main.find("20.00\u{a0}EUR").unwrap());
    assert!(contested < paid, "newest first");
    assert!(main[paid..].contains("Paid") && main[contested..paid].contains("Contested"), "{main}");
    shop.sandbox.decide_disputes(false);
    shop.carry_all(site).await;
    let page = browser.get("/account/payments").await;
    assert!(page.main().contains("Contested and gone back"), "{}", page.main());
    shop.sandbox.refund_all();
    shop.carry_all(site).await;
    let page = browser.get("/account/payments").await;
    assert!(page.main().contains("Sent back"), "{}", page.main());
    site.drain().await;
    let receipts = site.outbox.messages().iter().filter(|m| m.subject == THANKS).count();
    assert_eq!(receipts, 2, "one a payment, whatever came after");
    // Everything that is held on them is shown to them, each of several amounts.
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("10.00") && data.main().contains("20.00"), "{}", data.main());
    let export = browser.get("/account/data/export.json").await;
    assert!(export.body.contains("\"10.00\"") && export.body.contains("\"20.00\""));
    // Another member sees nothing of it.
    let mut ben = site.browser();
    assert_eq!(ben.get("/account/payments").await.location(), "/signin");
}

async fn the_truth_comes_from_the_provider(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let url = give(&mut browser, "25").await.location().to_owned();
    // Whoever knows the address of the page learns that nothing was paid, whatever stands behind it.
    shop.card(&url, DECLINED).await;
    let (_, to) = shop.card(&url, PAYS).await;
    let fresh = give(&mut browser, "25").await.location().to_owned();
    let unpaid = shop.http.get(&fresh).send().await.unwrap().text().await.unwrap();
    let back = unpaid.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let lied = format!("{}?status=succeeded&session_id=cs_1", path(&back));
    let page = browser.get(&lied).await;
    assert!(page.main().contains("has not been paid"), "{}", page.main());
    assert!(page.main().contains("Go on to pay"));
    let page = browser.submit(&page, path(&back), &[]).await;
    assert_eq!(page.location(), fresh, "the same page opens again");
    // When the provider can't be asked, that is what is said.
    shop.sandbox.trouble(Trouble::Down);
    let page = browser.get(path(&to)).await;
    assert!(page.main().contains("can't be reached"), "{}", page.main());
    shop.sandbox.trouble(Trouble::None);
    assert!(browser.get(path(&to)).await.main().contains(THANKS));
    assert_eq!(
        browser.get("/donate/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.status,
        404
    );
}

async fn webhooks_are_checked(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let url = give(&mut browser, "25").await.location().to_owned();
    shop.card(&url, PAYS).await;
    let delivery = shop.sandbox.take_deliveries().remove(0);
    let (body, signature) = (&delivery.body, shop.sandbox.signature(&delivery.body));
    let entries = site.entries();
    assert_eq!(webhook(site, body, None).await, 400);
    assert_eq!(webhook(site, b"{}", Some(&signature)).await, 400);
    let forged = signature.replace("v1=", "v1=00");
    assert_eq!(webhook(site, body, Some(&forged)).await, 400);
    site.clock.advance(301_000);
    assert_eq!(webhook(site, body, Some(&signature)).await, 400, "signed too long ago");
    let huge = vec![b' '; 50 * 1024 * 1024];
    let signed = shop.sandbox.signature(&huge);
    assert_eq!(webhook(site, &huge, Some(&signed)).await, 413);
    let signed = |text: &str| (text.to_owned(), shop.sandbox.signature(text.as_bytes()));
    for (body, signature) in [
        signed(
            r#"{"id":"evt_1","type":"customer.created","livemode":false,"created":1,"data":{"object":{"id":"cus_1","object":"customer"}}}"#,
        ),
        signed(
            r#"{"id":"evt_2","type":"payment_intent.succeeded","livemode":true,"created":1,"data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#,
        ),
        signed(
            r#"{"id":"evt_3","type":"payment_intent.succeeded","livemode":false,"created":1,"data":{"object":{"id":"pi_nobodys","object":"payment_intent"}}}"#,
        ),
    ] {
        assert_eq!(webhook(site, body.as_bytes(), Some(&signature)).await, 200, "{body}");
    }
    let (body, signature) = signed("not json");
    assert_eq!(webhook(site, body.as_bytes(), Some(&signature)).await, 400);
    assert_eq!(site.entries(), entries, "none of it left anything");
    site.drain().await;
    assert!(site.outbox.messages().is_empty());
    assert_eq!(shop.carry(site, &delivery).await, 200);
    site.drain().await;
    assert_eq!(site.outbox.messages().len(), 1);
}

async fn disorder_and_replay_change_nothing(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let mut paths = Vec::new();
    for amount in ["11", "12", "13"] {
        let url = give(&mut browser, amount).await.location().to_owned();
        shop.card(&url, DECLINED).await;
        shop.card(&url, CHALLENGED).await;
        paths.push(shop.card(&url, PAYS).await.1);
    }
    let mut all = shop.sandbox.take_deliveries();
    all.reverse();
    let first = all.clone();
    for delivery in first.iter().chain(&all).chain(first.iter().rev()) {
        assert_eq!(shop.carry(site, delivery).await, 200);
    }
    // All of them at once, again.
    let again = all.iter().map(|delivery| shop.carry(site, delivery));
    let mut waits = Vec::new();
    for one in again {
        waits.push(one.await);
    }
    assert!(waits.iter().all(|status| *status == 200));
    site.drain().await;
    assert_eq!(site.outbox.messages().len(), 3, "one receipt a gift");
    for to in paths {
        assert!(browser.get(path(&to)).await.main().contains(THANKS));
    }
    let entries = site.entries();
    for delivery in &all {
        assert_eq!(shop.carry(site, delivery).await, 200);
    }
    assert_eq!(site.entries(), entries, "what was dealt with leaves nothing more");
}

async fn a_provider_that_is_down_loses_nothing(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    // The page is opened there, and its answer is lost: then an hour of nothing.
    shop.sandbox.trouble(Trouble::AnswersLost);
    let page = browser.get("/donate").await;
    let fields = filled(&page, "25", &[("receipt-email", GIVER)]);
    let page = send(&mut browser, &fields).await;
    assert_eq!(page.status, 503);
    assert!(page.main().contains("Nothing is lost"), "{}", page.main());
    shop.sandbox.trouble(Trouble::Down);
    site.clock.advance(3_600_000);
    assert_eq!(send(&mut browser, &fields).await.status, 503);
    assert!(site.app.reconcile(true).await.is_err(), "nobody answers");
    shop.sandbox.trouble(Trouble::None);
    let page = send(&mut browser, &fields).await;
    assert_eq!(page.status, 303);
    assert_eq!(shop.sandbox.sessions(), 1, "the page that was opened then");
    shop.card(page.location(), PAYS).await;
    // Now our side can't ask, while the webhook comes: it is sent again later.
    shop.sandbox.trouble(Trouble::Down);
    let deliveries = shop.sandbox.take_deliveries();
    assert_eq!(shop.carry(site, &deliveries[0]).await, 503);
    shop.sandbox.trouble(Trouble::None);
    assert_eq!(shop.carry(site, &deliveries[0]).await, 200);
    site.drain().await;
    assert_eq!((site.outbox.messages().len(), shop.sandbox.charges()), (1, 1));
}

async fn what_webhooks_missed_is_found(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let paid = give(&mut browser, "25").await.location().to_owned();
    shop.card(&paid, PAYS).await;
    let left = give(&mut browser, "26").await.location().to_owned();
    // A third one is never opened: the provider is away, and the giver does not come back.
    shop.sandbox.trouble(Trouble::Down);
    assert_eq!(give(&mut browser, "27").await.status, 503);
    shop.sandbox.trouble(Trouble::None);
    shop.sandbox.take_deliveries();
    let found = site.app.reconcile(true).await.unwrap();
    assert_eq!((found.looked, found.missed), (0, 2), "the events of the one that was paid");
    site.drain().await;
    assert_eq!(site.outbox.messages().len(), 1);
    assert_eq!(site.app.reconcile(true).await.unwrap().missed, 0);
    // Those that are open are looked at by themselves.
    site.clock.advance(6 * 60_000);
    assert_eq!(site.app.reconcile(false).await.unwrap().looked, 1);
    shop.sandbox.expire_all();
    site.clock.advance(2 * 86_400_000);
    assert_eq!(site.app.reconcile(false).await.unwrap().looked, 2);
    assert_eq!(site.app.reconcile(false).await.unwrap().looked, 0);
    assert_eq!(shop.card(&left, PAYS).await.0, 404);
}

async fn amounts_that_are_none_are_refused(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    for (amount, said) in [
        ("", "Enter an amount"),
        ("-5", "Enter an amount of more than 0"),
        ("0", "Enter an amount of more than 0"),
        ("1.234", "Enter at most 2 decimals in EUR"),
        ("12,50", "Write the amount like 1,250.00"),
        ("٢٥", "digits 0 to 9"),
        ("99999999999", "more than a card can give at once"),
        ("<b>5</b>", "Write the amount like"),
    ] {
        let page = give(&mut browser, amount).await;
        assert_eq!(page.status, 422, "{amount}");
        assert!(page.main().contains(said), "{amount}: {}", page.main());
        assert!(page.title().starts_with("Error: "), "{}", page.title());
        assert!(page.main().contains(GIVER), "what was typed stays");
    }
    let page = browser.get("/donate").await;
    let mut fields = filled(&page, "5", &[]);
    assert!(send(&mut browser, &fields).await.main().contains("e-mail address"));
    "XXX".clone_into(&mut fields[3].1);
    assert!(send(&mut browser, &fields).await.main().contains("Choose one of the currencies"));
    "short".clone_into(&mut fields[1].1);
    assert_eq!(send(&mut browser, &fields).await.status, 403, "a form without its number");
    assert_eq!((site.people().0, shop.sandbox.sessions()), (0, 0), "nothing was kept or asked");
}

async fn an_agreement_that_ends_closes_the_door(site: &Site, shop: &Shop) {
    let mut browser = site.browser();
    let page = browser.get("/donate").await;
    let fields = filled(&page, "25", &[("receipt-email", GIVER)]);
    let begun = give(&mut browser, "25").await.location().to_owned();
    let (_, back) = shop.card(&begun, DECLINED).await;
    assert!(back.is_empty());
    site.clock.advance(30 * 86_400_000);
    let closed = browser.get("/donate").await;
    assert!(closed.main().contains("Gifts by card are not taken now"), "{}", closed.main());
    assert!(!closed.body.contains("action=\"/donate\""));
    // A form from before gets no further, nor does a page that is not paid.
    let page = send(&mut browser, &fields).await;
    assert!(page.status == 403 || page.status == 503, "{}", page.status);
    assert_eq!(shop.sandbox.sessions(), 1);
    // A new agreement opens it, and its end closes it.
    let terms = Terms {
        provider: "sandbox".to_owned(),
        party: "The sandbox".to_owned(),
        document: [8; 32],
        safeguards: "in memory only".to_owned(),
        agreed_ms: START_MS,
        expires_ms: START_MS + 60 * 86_400_000,
    };
    let vault = site.app.vault();
    let actor = Actor::role("infrastructure-staff");
    let id = off(|| register::add(vault, vault.random(), &terms, &actor)).unwrap();
    assert_eq!(give(&mut browser, "25").await.status, 303);
    off(|| register::end(vault, id, &actor)).unwrap();
    assert!(off(|| register::end(vault, id, &actor)).is_err(), "it ends once");
    assert!(browser.get("/donate").await.main().contains("not taken now"));
}

/// Without an agreement nothing is asked and nothing is disclosed.
#[test]
fn without_an_agreement_no_cards_are_taken() {
    run(Engine::sqlite(), false, async |site, shop| {
        let mut browser = site.browser();
        let page = browser.get("/donate").await;
        assert!(page.main().contains("Gifts by card are not taken now"), "{}", page.main());
        assert_eq!(shop.sandbox.sessions(), 0);
        let id = off(|| agree(site));
        let page = browser.get("/donate").await;
        let fields = filled(&page, "25", &[("receipt-email", GIVER)]);
        off(|| register::end(site.app.vault(), id, &Actor::role("infrastructure-staff"))).unwrap();
        assert_eq!(send(&mut browser, &fields).await.status, 503);
        assert_eq!((site.people().0, shop.sandbox.sessions()), (0, 0));
    });
}

/// A card's number, an amount, an address: after all of the above nothing of it stands in a file, a log, or
/// an address of ours.
#[test]
fn no_card_and_no_amount_is_left_in_plain() {
    run(Engine::sqlite(), true, async |site, shop| {
        captured();
        let mut browser = site.member(&ADA).await;
        let page = browser.get("/donate").await;
        let more = [("dedication", "For the snowy owls"), ("named", "yes")];
        let page = send(&mut browser, &filled(&page, "4,321.98", &more)).await;
        let url = page.location().to_owned();
        shop.card(&url, DECLINED).await;
        let (_, to) = shop.card(&url, PAYS).await;
        browser.get(path(&to)).await;
        let mut bodies = Vec::new();
        for delivery in shop.sandbox.take_deliveries() {
            assert_eq!(shop.carry(site, &delivery).await, 200);
            bodies.push(delivery.body);
        }
        site.drain().await;
        browser.get("/account/payments").await;
        let session = url.split("/pay/").nth(1).unwrap();
        let event: serde_json::Value = serde_json::from_slice(&bodies[0]).unwrap();
        let intent = event["data"]["object"]["id"].as_str().unwrap();
        let spaced = "4242 4242 4242 4242";
        let secrets = [
            PAYS,
            spaced,
            DECLINED,
            "4321.98",
            "432198",
            "4,321.98",
            "snowy owls",
            session,
            intent,
            ADA.email,
        ];
        let mut read = 0;
        for entry in std::fs::read_dir(site.engine.directory()).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_file() {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            read += bytes.len();
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "`{secret}` stands in {}", path.display());
            }
        }
        assert!(read > 100_000, "only {read} bytes were searched");
        let ours: Vec<&String> =
            browser.been.iter().filter(|been| !been.starts_with("http")).collect();
        let said = format!("{}{ours:?}", captured());
        for secret in secrets {
            assert!(!said.contains(secret), "`{secret}` stands in an address or a log");
        }
        // Of what is on the ledger the provider got: how much.
        let uses = browser.get("/account/uses.json").await;
        let disclosed: serde_json::Value = serde_json::from_str(&uses.body).unwrap();
        let text = disclosed.to_string();
        assert!(text.contains("payment-provider") && text.contains("payment-amount"), "{text}");
    });
}
