//! What the desk does about payments: putting on record what came another way than by card, with a second
//! look above an amount; sending money back, once, never more than was paid.

use probity::payment::sandbox::Trouble;
use probity_policy::Role;

use super::{CONTESTED, GIVER, PAYS, Shop, THANKS, give, run};
use crate::desk::Colleague;
use crate::desk::colleague;
use crate::harness::{ADA, Engine, Page, Site};

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite { $(#[test] fn $name() { super::run(super::Engine::sqlite(), true, super::$name); })+ }
        mod on_postgres { $(#[test] fn $name() { super::run(super::Engine::postgres(), true, super::$name); })+ }
    };
}

on_both!(
    each_role_finds_its_part,
    what_came_by_transfer_is_put_on_record,
    a_large_one_needs_a_second_look,
    what_is_typed_wrong_is_explained,
    money_goes_back_once_and_never_too_much,
    a_provider_that_is_down_sends_back_later,
    what_a_bank_contests_stays,
    what_came_by_hand_goes_back_by_hand,
);

/// The value of a field that a page carries along.
fn carried(page: &Page, name: &str) -> String {
    let found = page.body.split_once(&format!("name=\"{name}\" value=\""));
    found
        .unwrap_or_else(|| panic!("no `{name}`: {}", page.main()))
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

/// Puts a payment on record.
async fn record(staff: &mut Colleague<'_>, fields: &[(&str, &str)]) -> Page {
    let page = staff.browser.get("/desk/payments/record").await;
    assert_eq!(page.status, 200);
    let once = carried(&page, "once");
    let known = [
        ("once", once.as_str()),
        ("who", GIVER),
        ("payment-amount", "40"),
        ("payment-currency", "EUR"),
        ("way", "transfer"),
        ("payment-reference", "NTRF 4711"),
        ("received", "2026-11-20"),
    ];
    let rest = known.iter().filter(|(name, _)| fields.iter().all(|(given, _)| given != name));
    let all: Vec<(&str, &str)> = rest.chain(fields).copied().collect();
    staff.browser.submit(&page, "/desk/payments/record", &all).await
}

/// Opens the first payment that stands so.
async fn open(staff: &mut Colleague<'_>, standing: &str) -> Page {
    let list = staff.browser.get(&format!("/desk/payments?standing={standing}")).await;
    let id = carried(&list, "id");
    let page = staff.browser.submit(&list, "/desk/payments", &[("id", &id)]).await;
    assert_eq!(page.status, 200, "{}", page.main());
    page
}

/// Sends a form that the reader was not shown, with the token of the list.
async fn force(
    staff: &mut Colleague<'_>,
    list: &Page,
    action: &str,
    fields: &[(&str, &str)],
) -> Page {
    let token = list.token("/desk/payments");
    let fields = [&[("form-token", token.as_str())], fields].concat();
    staff.browser.post(action, &fields).await
}

/// Sends money back from the page of a payment.
async fn back(staff: &mut Colleague<'_>, page: &Page, amount: &str) -> Page {
    let (id, once) = (carried(page, "id"), carried(page, "once"));
    let how = if amount == "all" { "all" } else { "some" };
    let fields = [
        ("id", id.as_str()),
        ("once", &once),
        ("how", how),
        ("amount", amount),
        ("currency", "EUR"),
    ];
    staff.browser.submit(page, "/desk/payments/refund", &fields).await
}

/// A gift that was paid.
async fn paid(site: &Site, shop: &Shop, amount: &str, card: &str) {
    let url = give(&mut site.browser(), amount).await.location().to_owned();
    shop.card(&url, card).await;
    shop.carry_all(site).await;
    site.drain().await;
}

async fn each_role_finds_its_part(site: &Site, shop: &Shop) {
    paid(site, shop, "25", PAYS).await;
    for (role, sees, does) in [
        (Role::MembershipStaff, false, false),
        (Role::FinanceStaff, true, true),
        (Role::CommunicationsStaff, false, false),
        (Role::InfrastructureStaff, false, false),
        (Role::PrivacyOfficer, true, false),
        (Role::Auditor, true, false),
    ] {
        let mut staff = colleague(site, role).await;
        let entries = site.entries();
        let list = staff.browser.get("/desk/payments?standing=succeeded").await;
        assert_eq!(list.status, if sees { 200 } else { 403 }, "{role}");
        assert_eq!(list.main().contains("Put a payment on record"), does, "{role}");
        assert!(!list.body.contains("25.00") && !list.body.contains(GIVER));
        assert_eq!(site.entries(), entries, "a list opens nothing");
        let form = staff.browser.get("/desk/payments/record").await;
        assert_eq!(form.status, if does { 200 } else { 403 }, "{role}");
        let menu = staff.browser.get("/desk").await;
        assert_eq!(menu.body.contains("href=\"/desk/payments\""), sees, "{role}");
        if sees {
            let id = carried(&list, "id");
            let page = open(&mut staff, "succeeded").await;
            assert!(page.main().contains("25.00\u{a0}EUR"), "{role}: {}", page.main());
            assert!(site.entries() > entries, "{role}: opening it is on the ledger");
            assert_eq!(page.main().contains("Send money back"), does, "{role}");
            let fields = [("id", id.as_str()), ("how", "all"), ("once", "x")];
            if !does {
                let answer = force(&mut staff, &list, "/desk/payments/refund", &fields).await;
                assert_eq!(answer.status, 403, "{role}");
            }
        }
    }
    assert_eq!(site.browser().get("/desk/payments").await.status, 303);
}

async fn what_came_by_transfer_is_put_on_record(site: &Site, _shop: &Shop) {
    let mut staff = colleague(site, Role::FinanceStaff).await;
    let people = site.people().0;
    let name = [("receipt-name", "Margarethe Silberfuchs")];
    let done = record(&mut staff, &name).await;
    assert_eq!(done.location(), "/desk/payments?done=counts");
    site.drain().await;
    let messages = site.outbox.messages();
    let receipt = messages.iter().find(|message| message.subject == THANKS).expect("a receipt");
    assert_eq!(receipt.to, GIVER);
    assert!(receipt.text.starts_with("Hello Margarethe Silberfuchs,"), "{}", receipt.text);
    assert!(receipt.text.contains("Amount: 40.00\u{a0}EUR"), "{}", receipt.text);
    let page = site.browser().get(&site.link(THANKS)).await;
    assert!(page.main().contains("in our books"), "{}", page.main());
    assert!(!page.main().contains("Go on to pay"));
    // Another one of the same giver; and the same reference is the same payment.
    let done = record(&mut staff, &[("payment-reference", "CHQ 12"), ("way", "cheque")]).await;
    assert_eq!(done.location(), "/desk/payments?done=counts");
    assert_eq!(site.people().0, people + 1, "one address is one giver");
    for (who, reference) in [(GIVER, " ntrf 4711 "), ("another@post.example", "NTRF 4711")] {
        let again = record(&mut staff, &[("who", who), ("payment-reference", reference)]).await;
        assert_eq!(again.status, 422, "{who}");
        assert!(again.main().contains("with this reference is on record"), "{}", again.main());
    }
    assert_eq!(site.people().0, people + 1, "and nothing is left of the attempt");
    let page = open(&mut staff, "succeeded").await;
    assert!(page.main().contains("cheque") && page.main().contains("CHQ 12"), "{}", page.main());
    assert!(page.main().contains("20 November 2026"), "{}", page.main());
    site.engine.assert_holds_no("NTRF 4711");
    site.engine.assert_holds_no("Silberfuchs");
}

async fn a_large_one_needs_a_second_look(site: &Site, _shop: &Shop) {
    let mut ada = site.member(&ADA).await;
    let mut first = colleague(site, Role::FinanceStaff).await;
    let at_it =
        record(&mut first, &[("payment-amount", "1,000"), ("payment-reference", "A")]).await;
    assert_eq!(at_it.location(), "/desk/payments?done=counts", "not above it");
    let large = [("who", ADA.email), ("payment-amount", "1,000.01"), ("way", "invoice")];
    let done = record(&mut first, &large).await;
    assert_eq!(done.location(), "/desk/payments?done=waits");
    site.drain().await;
    let receipts = |site: &Site| {
        site.outbox.messages().iter().filter(|message| message.subject == THANKS).count()
    };
    assert_eq!(receipts(site), 1, "of the other one");
    let page = ada.get("/account/payments").await;
    assert!(
        page.main().contains("Under way") && page.main().contains("1,000.01"),
        "{}",
        page.main()
    );
    // Whoever put it on record does not decide, by no way.
    let page = open(&mut first, "created").await;
    assert!(
        page.main().contains("somebody else decides") && !page.main().contains("value=\"agree\"")
    );
    let list = first.browser.get("/desk/payments?standing=created").await;
    let id = carried(&list, "id");
    let fields = [("id", id.as_str()), ("answer", "agree")];
    let own = force(&mut first, &list, "/desk/payments/decide", &fields).await;
    assert_eq!(own.status, 422);
    assert!(own.main().contains("somebody else decides"), "{}", own.main());
    site.drain().await;
    assert_eq!(receipts(site), 1);
    let mut auditor = colleague(site, Role::Auditor).await;
    let list = auditor.browser.get("/desk/payments?standing=created").await;
    assert_eq!(force(&mut auditor, &list, "/desk/payments/decide", &fields).await.status, 403);
    let mut second = colleague(site, Role::FinanceStaff).await;
    let page_of_list = second.browser.get("/desk/payments?standing=created").await;
    let page = open(&mut second, "created").await;
    let done = second.browser.submit(&page, "/desk/payments/decide", &fields).await;
    assert_eq!(done.location(), "/desk/payments?done=counts");
    site.drain().await;
    assert_eq!(receipts(site), 2);
    let again = force(&mut second, &page_of_list, "/desk/payments/decide", &fields).await;
    assert!(again.main().contains("decided already"), "{}", again.main());
    // One that is rejected does not count.
    record(&mut first, &[("payment-amount", "5,000"), ("payment-reference", "B")]).await;
    let page = open(&mut second, "created").await;
    let id = carried(&page, "id");
    let fields = [("id", id.as_str()), ("answer", "reject")];
    let done = second.browser.submit(&page, "/desk/payments/decide", &fields).await;
    assert_eq!(done.location(), "/desk/payments?done=rejected");
    site.drain().await;
    assert_eq!(receipts(site), 2);
}

async fn what_is_typed_wrong_is_explained(site: &Site, _shop: &Shop) {
    let mut staff = colleague(site, Role::FinanceStaff).await;
    let people = site.people().0;
    for (field, value, said) in [
        ("who", "nobody", "e-mail address"),
        ("who", "2f1c7a54-9d0e-4b7a-8a55-3f9d1c0b7e21", "has this number"),
        ("payment-amount", "-1", "more than 0"),
        ("payment-amount", "1.005", "at most 2 decimals"),
        ("payment-currency", "XXX", "Choose one of the currencies"),
        ("way", "", "Choose how it came"),
        ("payment-reference", " ", "Enter the reference"),
        ("received", "2026-11-25", "today or before"),
        ("received", "yesterday", "today or before"),
    ] {
        let answer = record(&mut staff, &[(field, value)]).await;
        assert_eq!(answer.status, 422, "{field} {value}");
        assert!(answer.main().contains(said), "{field} {value}: {}", answer.main());
        assert!(answer.title().starts_with("Error: "), "{}", answer.title());
    }
    assert_eq!(site.people().0, people);
    // The same form, twice: once.
    let page = staff.browser.get("/desk/payments/record").await;
    let once = carried(&page, "once");
    for _ in 0..2 {
        let done = record(&mut staff, &[("once", &once)]).await;
        assert_eq!(done.location(), "/desk/payments?done=counts");
    }
    let list = staff.browser.get("/desk/payments?standing=succeeded").await;
    assert_eq!(list.main().matches("name=\"id\"").count(), 1);
}

async fn money_goes_back_once_and_never_too_much(site: &Site, shop: &Shop) {
    paid(site, shop, "25", PAYS).await;
    let mut staff = colleague(site, Role::FinanceStaff).await;
    let page = open(&mut staff, "succeeded").await;
    for (amount, said) in [
        ("25.01", "more than is left"),
        ("0", "more than 0"),
        ("-1", "more than 0"),
        ("1.234", "at most 2 decimals"),
        ("", "Enter an amount"),
    ] {
        let answer = back(&mut staff, &page, amount).await;
        assert_eq!(answer.status, 422, "{amount}");
        assert!(answer.main().contains(said), "{amount}: {}", answer.main());
    }
    assert_eq!(shop.sandbox.returned(), 0);
    // Some of it, by a form that is sent twice: once.
    for _ in 0..2 {
        assert_eq!(back(&mut staff, &page, "10").await.location(), "/desk/payments?done=sent");
    }
    assert_eq!(shop.sandbox.returned(), 1_000);
    let page = open(&mut staff, "partly-refunded").await;
    assert!(page.main().contains("10.00\u{a0}EUR"), "{}", page.main());
    assert!(back(&mut staff, &page, "15.01").await.main().contains("more than is left"));
    // Somebody at the provider sends some back meanwhile: it is seen when it is looked at.
    shop.sandbox.refund_all();
    let late = back(&mut staff, &page, "15").await;
    assert!(late.main().contains("Nothing is left"), "{}", late.main());
    assert_eq!(shop.sandbox.returned(), 2_500);
    let page = open(&mut staff, "partly-refunded").await;
    assert!(page.main().contains("Sent back"), "it is asked when it is opened: {}", page.main());
    assert!(!page.main().contains("Send all that is left back"));
    shop.carry_all(site).await;
    // Another one, whole.
    paid(site, shop, "30", PAYS).await;
    let page = open(&mut staff, "succeeded").await;
    assert_eq!(back(&mut staff, &page, "all").await.location(), "/desk/payments?done=sent");
    assert_eq!(shop.sandbox.returned(), 5_500);
    site.engine.assert_holds_no("10.00");
}

async fn a_provider_that_is_down_sends_back_later(site: &Site, shop: &Shop) {
    paid(site, shop, "25", PAYS).await;
    let mut staff = colleague(site, Role::FinanceStaff).await;
    let page = open(&mut staff, "succeeded").await;
    // Its answer is lost: the money went, and we don't know.
    shop.sandbox.trouble(Trouble::AnswersLost);
    assert_eq!(back(&mut staff, &page, "10").await.location(), "/desk/payments?done=later");
    assert_eq!(shop.sandbox.returned(), 1_000);
    shop.sandbox.trouble(Trouble::Down);
    site.clock.advance(3_600_000);
    let _ = site.app.reconcile(false).await;
    let _ = site.app.reconcile(true).await;
    shop.sandbox.trouble(Trouble::None);
    site.clock.advance(600_000);
    assert_eq!(site.app.reconcile(true).await.unwrap().refunds, 1);
    assert_eq!(shop.sandbox.returned(), 1_000, "asked again, done once");
    assert_eq!(site.app.reconcile(true).await.unwrap().refunds, 0);
    let page = open(&mut staff, "partly-refunded").await;
    assert!(page.main().contains("<td data-label=\"How it stands\">sent</td>"), "{}", page.main());
}

async fn what_a_bank_contests_stays(site: &Site, shop: &Shop) {
    paid(site, shop, "25", CONTESTED).await;
    let mut staff = colleague(site, Role::FinanceStaff).await;
    let page = open(&mut staff, "disputed").await;
    assert!(page.main().contains("Contested") && !page.main().contains("Send money back"));
    let form = staff.browser.get("/desk/payments/record").await;
    let once = carried(&form, "once");
    let list = staff.browser.get("/desk/payments?standing=disputed").await;
    let id = carried(&list, "id");
    let fields = [("id", id.as_str()), ("once", &once), ("how", "all")];
    let answer = force(&mut staff, &list, "/desk/payments/refund", &fields).await;
    assert!(answer.main().contains("A bank contests this payment"), "{}", answer.main());
    assert_eq!(shop.sandbox.returned(), 0);
    shop.sandbox.decide_disputes(true);
    let page = open(&mut staff, "disputed").await;
    assert!(page.main().contains("Paid; was contested"), "{}", page.main());
    assert_eq!(back(&mut staff, &page, "all").await.location(), "/desk/payments?done=sent");
    assert_eq!(shop.sandbox.returned(), 2_500);
}

async fn what_came_by_hand_goes_back_by_hand(site: &Site, shop: &Shop) {
    let mut staff = colleague(site, Role::FinanceStaff).await;
    record(&mut staff, &[]).await;
    let page = open(&mut staff, "succeeded").await;
    assert!(back(&mut staff, &page, "40.01").await.main().contains("more than is left"));
    for _ in 0..2 {
        assert_eq!(back(&mut staff, &page, "15").await.location(), "/desk/payments?done=sent");
    }
    let page = open(&mut staff, "partly-refunded").await;
    assert!(back(&mut staff, &page, "25.01").await.main().contains("more than is left"));
    assert_eq!(back(&mut staff, &page, "all").await.location(), "/desk/payments?done=sent");
    let page = open(&mut staff, "refunded").await;
    assert!(page.main().contains("15.00") && page.main().contains("25.00"), "{}", page.main());
    assert!(!page.main().contains("Send all that is left back"));
    assert_eq!(
        (shop.sandbox.sessions(), shop.sandbox.returned()),
        (0, 0),
        "the provider hears nothing"
    );
}
