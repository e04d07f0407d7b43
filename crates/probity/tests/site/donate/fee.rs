//! Classes that cost something: bought and renewed by card, a year at a time, counted once.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::{DECLINED, PAYS, Shop, path, run};
use crate::harness::{ADA, Browser, Engine, Page, Site};

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite { $(#[test] fn $name() { super::run(super::Engine::sqlite(), true, super::$name); })+ }
        mod on_postgres { $(#[test] fn $name() { super::run(super::Engine::postgres(), true, super::$name); })+ }
    };
}

on_both!(a_year_is_bought_and_renewed, a_year_is_paid_for_once, what_is_not_sold_is_not_there);

const PAY: &str = "/account/membership/supporting/pay";
const ARRIVED: &str = "Your membership fee has arrived";

/// The number that a form carries.
fn once(page: &Page) -> String {
    let rest = page
        .body
        .split_once("name=\"once\" value=\"")
        .unwrap_or_else(|| panic!("{}", page.main()))
        .1;
    rest.split('"').next().unwrap().to_owned()
}

/// Sends the form that pays for a year: where it leads.
async fn pay(browser: &mut Browser<'_>) -> Page {
    let page = browser.get(PAY).await;
    assert_eq!(page.status, 200, "{}", page.main());
    let once = once(&page);
    browser.submit(&page, PAY, &[("once", &once)]).await
}

fn receipts(site: &Site) -> usize {
    site.outbox.messages().iter().filter(|message| message.subject == ARRIVED).count()
}

async fn turn_to(site: &Site, day: jiff::civil::Date) {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap();
    site.clock.set(noon.timestamp().as_millisecond());
    site.app.housekeep().await.unwrap();
    site.drain().await;
}

async fn a_year_is_bought_and_renewed(site: &Site, shop: &Shop) {
    let mut ada = site.member(&ADA).await;
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("A year costs 50.00\u{a0}EUR"), "{}", page.main());
    assert!(!page.main().contains("cannot be paid for here"));
    let form = ada.get(PAY).await;
    assert!(form.main().contains("data-notice=\"payment-amount\""), "{}", form.main());
    let url = pay(&mut ada).await.location().to_owned();
    let hosted = shop.http.get(&url).send().await.unwrap().text().await.unwrap();
    assert!(hosted.contains("A year of membership at"), "{hosted}");
    assert_eq!(shop.card(&url, DECLINED).await.0, 402);
    shop.carry_all(site).await;
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Supporting member <span class=\"tag\">asked for</span>"));
    assert!(ada.get("/account").await.main().contains("You are a member."));
    let (_, to) = shop.card(&url, PAYS).await;
    let page = ada.get(path(&to)).await;
    assert!(page.main().contains("confirms that it has arrived"), "{}", page.main());
    shop.carry_all(site).await;
    site.drain().await;
    assert_eq!(receipts(site), 1);
    let text = &site.outbox.messages().iter().find(|m| m.subject == ARRIVED).unwrap().text.clone();
    assert!(text.contains("Amount: 50.00\u{a0}EUR") && text.contains("1 Example Street"), "{text}");
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Supporting member <span class=\"tag\">in force</span>"));
    assert!(page.main().contains("<dd>23 November 2027</dd>"), "{}", page.main());
    assert!(ada.get("/account").await.main().contains("You are a supporting member."));
    assert_eq!(ada.get(PAY).await.status, 404, "it is too early to renew");
    // A year later, before the last day: the year is added.
    turn_to(site, date(2027, 11, 1)).await;
    // The agreement with the provider has ended meanwhile.
    let mut ada = site.browser();
    ada.sign_in(ADA.email, ADA.password).await;
    assert_eq!(ada.get(PAY).await.status, 404, "no cards are taken");
    super::agree_anew(site);
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Pay for another year"), "{}", page.main());
    let url = pay(&mut ada).await.location().to_owned();
    shop.card(&url, PAYS).await;
    shop.carry_all(site).await;
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("<dd>23 November 2028</dd>"), "{}", page.main());
    site.drain().await;
    assert_eq!(receipts(site), 2);
}

async fn a_year_is_paid_for_once(site: &Site, shop: &Shop) {
    let mut ada = site.member(&ADA).await;
    // Two tabs, each with a form of its own: one page, one charge.
    let (left, right) = (ada.get(PAY).await, ada.get(PAY).await);
    let (one, two) = (once(&left), once(&right));
    assert_ne!(one, two);
    let first = ada.submit(&left, PAY, &[("once", &one)]).await;
    let second = ada.submit(&right, PAY, &[("once", &two)]).await;
    assert_eq!(first.location(), second.location());
    assert_eq!(shop.sandbox.sessions(), 1);
    shop.card(first.location(), PAYS).await;
    let all = shop.sandbox.take_deliveries();
    for delivery in all.iter().chain(&all).chain(all.iter().rev()) {
        assert_eq!(shop.carry(site, delivery).await, 200);
    }
    site.drain().await;
    assert_eq!(receipts(site), 1);
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("<dd>23 November 2027</dd>"), "one year: {}", page.main());
    // The form from before leads to the payment that it began.
    let again = ada.submit(&left, PAY, &[("once", &one)]).await;
    assert_eq!(again.status, 200);
    assert!(again.main().contains("confirms that it has arrived"), "{}", again.main());
    assert_eq!(shop.sandbox.charges(), 1);
    // A payment that nobody makes leaves nothing but what was asked for.
    let mut ada = site.browser();
    ada.sign_in(ADA.email, ADA.password).await;
    let page = ada.get("/account/membership/sponsoring/pay").await;
    let number = once(&page);
    let url = ada
        .submit(&page, "/account/membership/sponsoring/pay", &[("once", &number)])
        .await
        .location()
        .to_owned();
    shop.sandbox.expire_all();
    shop.carry_all(site).await;
    assert_eq!(shop.card(&url, PAYS).await.0, 404);
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Sponsoring member <span class=\"tag\">asked for</span>"));
    assert!(page.main().contains("/account/membership/sponsoring/pay"), "it can be paid for");
}

async fn what_is_not_sold_is_not_there(site: &Site, shop: &Shop) {
    assert_eq!(site.browser().get(PAY).await.location(), "/signin");
    let mut ada = site.member(&ADA).await;
    for class in ["basic", "contributing", "fellow", "gold", ".."] {
        let address = format!("/account/membership/{class}/pay");
        assert_eq!(ada.get(&address).await.status, 404, "{class}");
    }
    let page = ada.get(PAY).await;
    assert_eq!(ada.submit(&page, PAY, &[("once", "short")]).await.status, 403);
    let answer = ada.post(PAY, &[("form-token", "x"), ("once", &once(&page))]).await;
    assert_eq!(answer.status, 403);
    assert_eq!(shop.sandbox.sessions(), 0);
}
