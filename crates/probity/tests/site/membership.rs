//! Memberships over their whole life, with the clock turned by hand: asking, certifying, deciding,
//! renewing, reminding, lapsing, leaving; and the roll of voters.

mod address;
mod desk;
mod roll;

use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use probity::membership::act::Acted;
use probity::membership::{Acts, Asking, Granted, Period, Refusal, Scheme, Standing};
use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_vault::VaultTx;

use crate::desk::colleague;
use crate::harness::{ADA, Browser, Engine, Page, Person, Site, off, on_both, run_with};

on_both!(
    a_contributing_member_from_asking_to_lapse,
    renewing_in_time_goes_on_and_later_begins_anew,
    what_is_declined_is_said_with_its_reason,
    a_class_that_costs_something_waits_for_its_payment,
    what_is_sent_wrong_is_explained_and_kept,
    reminders_come_once_whoever_looks,
    ending_it_ends_it,
    leaving_takes_it_along,
    who_is_restricted_is_not_reminded,
);

const DAY: i64 = 24 * 3_600_000;

/// An address that stands nowhere else.
const STREET: &str = "7 Lighthouse Lane\r\nPort Quill 9-Q";

/// Sets the clock to noon of a day, where the foundation is, and does what is due.
async fn turn_to(site: &Site, day: Date) {
    let noon = day.at(12, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap();
    site.clock.set(noon.timestamp().as_millisecond());
    site.app.housekeep().await.unwrap();
    site.drain().await;
}

/// Whoever has this address.
fn number(site: &Site, person: &Person) -> SubjectId {
    let found =
        off(|| site.app.vault().lookup("email", person.email, Purpose::Membership, Role::System));
    found.unwrap().expect("a member")
}

/// Does something to somebody's memberships as the software would.
fn act<T: Send + 'static>(
    site: &Site,
    who: SubjectId,
    mut what: impl FnMut(&Acts<'_>, &mut VaultTx<'_, '_>) -> Acted<T> + Send + 'static,
) -> Result<T, Refusal> {
    let scheme = Arc::new(Scheme::new(site.app.config()));
    off(|| site.app.vault().tx("test", move |v| what(&Acts::system(&scheme, who), v))).unwrap()
}

/// Holds a class from today, however it came about.
fn granted(site: &Site, person: &Person, class: &'static str) -> Granted {
    act(site, number(site, person), move |acts, v| acts.grant(v, class)).unwrap()
}

/// Sends the form of a class.
async fn ask(browser: &mut Browser<'_>, class: &str, hours: &str, address: &str) -> Page {
    let action = format!("/account/membership/{class}");
    let form = browser.get(&action).await;
    assert_eq!(form.status, 200, "{}", form.main());
    let fields = [("certified-hours", hours), ("postal-address", address)];
    browser.submit(&form, &action, &fields).await
}

/// One of the membership staff decides on the certification that has waited longest.
async fn decide(site: &Site, answer: &[(&str, &str)]) -> Page {
    let mut staff = colleague(site, Role::MembershipStaff).await;
    let list = staff.browser.get("/desk/certifications").await;
    let id = list.main().split("name=\"id\" value=\"").nth(1).expect("one waits");
    let id = id.split('"').next().unwrap().to_owned();
    let page = staff.browser.submit(&list, "/desk/certifications", &[("id", &id)]).await;
    assert_eq!(page.status, 200, "{}", page.main());
    let fields = [&[("id", id.as_str())], answer].concat();
    staff.browser.submit(&page, "/desk/certifications/decide", &fields).await
}

async fn again(site: &Site) -> Browser<'_> {
    let mut browser = site.browser();
    assert_eq!(browser.sign_in(ADA.email, ADA.password).await.status, 303);
    browser
}

/// How many messages with this subject were sent.
fn sent(site: &Site, subject: &str) -> usize {
    site.outbox.messages().iter().filter(|message| message.subject == subject).count()
}

async fn a_contributing_member_from_asking_to_lapse(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Basic member <span class=\"tag\">in force</span>"));
    assert!(page.main().contains("href=\"/account/membership/contributing\">Contributing member"));
    assert!(!page.main().contains("/account/membership/fellow"), "it is granted");
    assert!(!page.main().contains("href=\"/account/membership/supporting"), "no way to pay yet");

    let asked = ask(&mut ada, "contributing", "6", STREET).await;
    assert_eq!(asked.location(), "/account/membership?done=asked");
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Contributing member <span class=\"tag\">asked for</span>"));
    assert!(
        page.main()
            .contains("You certified your work on 24 November 2026. It has not taken effect yet")
    );
    assert!(ada.get("/account").await.main().contains("You are a member."));
    let data = ada.get("/account/data").await;
    assert!(data.main().contains("6 hours a month, as contributing"), "{}", data.main());
    assert!(data.main().contains("contributing: asked for on 2026-11-24"), "{}", data.main());

    site.clock.advance(DAY);
    let done = decide(site, &[("answer", "approve")]).await;
    assert_eq!(done.location(), "/desk/certifications?done=approved");
    site.drain().await;
    assert_eq!(sent(site, "Your certification took effect"), 1);
    let mut ada = again(site).await;
    let page = ada.get("/account/membership").await;
    let effect = "Your certification of 24 November 2026 took effect on 25 November 2026.";
    assert!(page.main().contains(effect), "{}", page.main());
    assert!(page.main().contains("<dd>24 November 2027</dd>"), "a year: {}", page.main());
    assert!(page.main().contains("You vote with it."));
    assert!(ada.get("/account").await.main().contains("You are a voting member."));
    let uses = ada.get("/account/uses").await;
    assert!(
        uses.main().contains("Work on their membership or a vote"),
        "the look is on record: {}",
        uses.main()
    );
    let early = ada.get("/account/membership/contributing").await;
    assert_eq!(early.status, 404, "it is too early to renew");

    for (day, subject, standing) in [
        (date(2027, 10, 25), "Your certification is due again", "in force"),
        (date(2027, 11, 24), "Your membership ends today", "in force"),
        (date(2027, 12, 8), "Your membership has ended", "to be renewed"),
    ] {
        turn_to(site, day.yesterday().unwrap()).await;
        assert_eq!(sent(site, subject), 0, "{day}");
        turn_to(site, day).await;
        assert_eq!(sent(site, subject), 1, "{day}");
        turn_to(site, day.tomorrow().unwrap()).await;
        assert_eq!(sent(site, subject), 1, "{day}");
        let page = again(site).await.get("/account/membership").await;
        let tag = if day == date(2027, 11, 24) { "to be renewed" } else { standing };
        assert!(page.main().contains(&format!("<span class=\"tag\">{tag}</span>")), "{day}");
    }
    turn_to(site, date(2027, 12, 24)).await;
    let mut ada = again(site).await;
    assert!(ada.get("/account").await.main().contains("You are a voting member."), "in grace");
    turn_to(site, date(2027, 12, 25)).await;
    let mut ada = again(site).await;
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("<span class=\"tag\">lapsed</span>"), "{}", page.main());
    assert!(ada.get("/account").await.main().contains("You are a member."));
    let data = ada.get("/account/data").await;
    assert!(data.main().contains("from 2026-11-25 to 2027-11-24, lapsed"), "{}", data.main());
    assert!(data.main().contains("Until 25 November 2028"), "the address has its end");
    let wrong = site.outbox.messages().iter().any(|m| m.text.contains("Lighthouse"));
    assert!(!wrong && !site.outbox.messages().iter().any(|m| m.text.contains("ontributing")));

    // Who comes back begins anew, and is still a member since then.
    let form = ada.get("/account/membership/contributing").await;
    assert!(form.main().contains("We hold a postal address of yours"), "{}", form.main());
    ask(&mut ada, "contributing", "9", "").await;
    assert!(!ada.get("/account/data").await.main().contains("Until 25 November 2028"));
    decide(site, &[("answer", "approve")]).await;
    let page = again(site).await.get("/account/membership").await;
    for words in
        ["<dd>25 November 2026</dd>", "<dd>25 December 2027</dd>", "<dd>24 December 2028</dd>"]
    {
        assert!(page.main().contains(words), "{words}: {}", page.main());
    }
}

async fn renewing_in_time_goes_on_and_later_begins_anew(site: &Site) {
    site.member(&ADA).await;
    granted(site, &ADA, "contributing");
    let who = number(site, &ADA);
    // On the first day of the reminder, on the last day, on the last day of grace.
    let mut end = date(2027, 11, 23);
    for renewed in [date(2027, 10, 24), date(2028, 11, 23), date(2029, 12, 23)] {
        turn_to(site, renewed.yesterday().unwrap()).await;
        if renewed == date(2027, 10, 24) {
            let early = again(site).await.get("/account/membership/contributing").await;
            assert_eq!(early.status, 404);
        }
        turn_to(site, renewed).await;
        let mut ada = again(site).await;
        assert_eq!(ask(&mut ada, "contributing", "5", STREET).await.status, 303);
        decide(site, &[("answer", "approve")]).await;
        end = date(end.year() + 1, 11, 23);
        let page = ada.get("/account/membership").await;
        let words = format!("<dd>23 November {}</dd>", end.year());
        assert!(page.main().contains(&words), "{words}: {}", page.main());
        assert!(page.main().contains("<dd>24 November 2026</dd>"), "{}", page.main());
    }
    // A renewal sent on the last day of grace is looked at later, and it does not lapse meanwhile.
    turn_to(site, date(2030, 12, 23)).await;
    let mut ada = again(site).await;
    ask(&mut ada, "contributing", "5", "").await;
    turn_to(site, date(2031, 2, 1)).await;
    let page = again(site).await.get("/account/membership").await;
    assert!(page.main().contains("<span class=\"tag\">to be renewed</span>"), "{}", page.main());
    decide(site, &[("answer", "approve")]).await;
    let page = again(site).await.get("/account/membership").await;
    assert!(page.main().contains("<dd>23 November 2031</dd>"), "{}", page.main());
    // After a lapse it restarts.
    turn_to(site, date(2031, 12, 24)).await;
    assert_eq!(act(site, who, |acts, v| acts.grant(v, "contributing")), Ok(Granted::Began));
    let page = again(site).await.get("/account/membership").await;
    assert!(page.main().contains("<dd>23 December 2032</dd>"), "{}", page.main());
    assert!(page.main().contains("<dd>24 November 2026</dd>"), "member since: {}", page.main());
}

async fn what_is_declined_is_said_with_its_reason(site: &Site) {
    let mut ada = site.member(&ADA).await;
    ask(&mut ada, "managing", "744", STREET).await;
    let unclear = decide(site, &[("answer", "decline")]).await;
    assert_eq!(unclear.status, 422, "a reason is needed");
    let done = decide(site, &[("answer", "decline"), ("reason", "work")]).await;
    assert_eq!(done.location(), "/desk/certifications?done=declined");
    site.drain().await;
    assert_eq!(sent(site, "Your certification was declined"), 1);
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("was declined on 24 November 2026: we do not know the work"));
    assert!(page.main().contains("Managing member <span class=\"tag\">ended</span>"));
    let data = ada.get("/account/data").await;
    assert!(data.main().contains("Until 24 November 2027"), "the address goes: {}", data.main());
    assert_eq!(ask(&mut ada, "managing", "8", "").await.status, 303, "they may ask again");
    assert!(!ada.get("/account/data").await.main().contains("Until 24 November 2027"));
    // What was sent last counts, and one certification waits.
    ask(&mut ada, "managing", "9", "").await;
    let mut staff = colleague(site, Role::MembershipStaff).await;
    let list = staff.browser.get("/desk/certifications").await;
    assert_eq!(list.main().matches("name=\"id\"").count(), 1, "{}", list.main());
}

async fn a_class_that_costs_something_waits_for_its_payment(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let who = number(site, &ADA);
    for class in ["supporting", "fellow", "basic", "nothing", "../../desk"] {
        let page = ada.get(&format!("/account/membership/{class}")).await;
        assert_eq!(page.status, 404, "{class}");
    }
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("They cannot be paid for here yet."), "{}", page.main());
    let asking = || Asking { class: "supporting".to_owned(), hours: None, address: None };
    let ours = asking();
    assert_eq!(act(site, who, move |a, v| a.ask(v, &ours, [1; 16])), Ok(Standing::Pending));
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Supporting member <span class=\"tag\">asked for</span>"));
    let paid = |period| act(site, who, move |acts, v| acts.paid(v, "supporting", period));
    assert_eq!(paid(Period::First), Ok(Some(Granted::Began)));
    assert_eq!(paid(Period::First), Ok(None), "the message of the provider came twice");
    assert!(ada.get("/account").await.main().contains("You are a supporting member."));
    let end = date(2027, 11, 23);
    assert_eq!(paid(Period::After(end)), Ok(Some(Granted::Extended)));
    assert_eq!(paid(Period::After(end)), Ok(None));
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("<dd>23 November 2028</dd>"), "{}", page.main());
    assert!(!page.main().contains("You vote with it."));
    turn_to(site, date(2028, 10, 24)).await;
    assert_eq!(sent(site, "Your membership ends soon"), 1);
    turn_to(site, date(2029, 1, 1)).await;
    assert_eq!(paid(Period::After(date(2028, 11, 23))), Ok(Some(Granted::Began)), "it restarts");
    let free = act(site, who, |acts, v| acts.paid(v, "fellow", Period::First));
    assert_eq!(free, Err(Refusal::NotOffered));
    let unknown = act(site, who, |acts, v| acts.paid(v, "gold", Period::First));
    assert_eq!(unknown, Err(Refusal::NoClass));
    let none =
        act(site, who, |acts, v| acts.paid(v, "sponsoring", Period::After(date(2027, 1, 1))));
    assert_eq!(none, Err(Refusal::NotHeld));
}

async fn what_is_sent_wrong_is_explained_and_kept(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let before = site.entries();
    for (hours, address, words) in [
        ("4", STREET, "For this class it takes at least 5 hours a month"),
        ("", STREET, "certified-hours-error"),
        ("-6", STREET, "as a whole number in plain digits"),
        ("5.5", STREET, "as a whole number in plain digits"),
        ("٦", STREET, "as a whole number in plain digits"),
        ("999", STREET, "as a whole number in plain digits"),
        ("99999999999999999999", STREET, "as a whole number in plain digits"),
        ("6", "", "postal-address-error"),
        ("6", " \r\n ", "postal-address-error"),
    ] {
        let page = ask(&mut ada, "contributing", hours, address).await;
        assert_eq!(page.status, 422, "{hours}");
        assert!(page.main().contains(words), "{hours}: {}", page.main());
        assert!(page.title().starts_with("Error: "));
        if !address.trim().is_empty() {
            assert!(page.main().contains("7 Lighthouse Lane"), "what was typed is kept");
        }
    }
    assert_eq!(site.entries(), before, "nothing was kept");
    let form = ada.get("/account/membership/contributing").await;
    for field in ["certified-hours", "postal-address", "membership-class"] {
        assert!(form.main().contains(&format!("data-notice=\"{field}\"")), "{field}");
    }
    // Sent twice, it is asked for once.
    ask(&mut ada, "contributing", "6", STREET).await;
    let fields = [("certified-hours", "6"), ("postal-address", STREET)];
    let twice = ada.submit(&form, "/account/membership/contributing", &fields).await;
    assert_eq!(twice.location(), "/account/membership?done=asked");
    let mut nobody = site.browser();
    for address in ["/account/membership", "/account/membership/contributing"] {
        assert_eq!(nobody.get(address).await.location(), "/signin");
    }
    let german = ada.get("/account/membership?lang=de").await;
    assert!(german.main().contains("Mitwirkendes Mitglied <span class=\"tag\">beantragt</span>"));
}

async fn reminders_come_once_whoever_looks(site: &Site) {
    site.member(&ADA).await;
    granted(site, &ADA, "contributing");
    granted(site, &ADA, "managing");
    let noon = date(2027, 11, 23).at(12, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap();
    site.clock.set(noon.timestamp().as_millisecond());
    // Two processes look at the same time, and one of them once more after a restart.
    let (other, _) = site.restarted(probity::mail::Transport::None, true);
    let (one, two) = tokio::join!(site.app.housekeep(), other.housekeep());
    one.unwrap();
    two.unwrap();
    let (third, _) = site.restarted(probity::mail::Transport::None, true);
    third.housekeep().await.unwrap();
    site.drain().await;
    assert_eq!(sent(site, "Your membership ends today"), 1, "one message for both classes");
    assert_eq!(sent(site, "Your certification is due again"), 0, "it is too late for that");
    site.app.housekeep().await.unwrap();
    site.drain().await;
    assert_eq!(sent(site, "Your membership ends today"), 1);
}

async fn ending_it_ends_it(site: &Site) {
    let mut ada = site.member(&ADA).await;
    granted(site, &ADA, "contributing");
    let action = "/account/membership/contributing/cancel";
    let page = ada.get(action).await;
    assert!(page.main().contains("It ends today"), "{}", page.main());
    let done = ada.submit(&page, action, &[]).await;
    assert_eq!(done.location(), "/account/membership?done=cancelled");
    let twice = ada.submit(&page, action, &[]).await;
    assert_eq!(twice.location(), "/account/membership?done=cancelled");
    let page = ada.get("/account/membership").await;
    assert!(page.main().contains("Contributing member <span class=\"tag\">ended</span>"));
    assert_eq!(ada.get(action).await.status, 404);
    assert!(ada.get("/account").await.main().contains("You are a member."));
    ask(&mut ada, "contributing", "6", STREET).await;
    let page = ada.get(action).await;
    assert!(page.main().contains("Take back what you asked for"));
    ada.submit(&page, action, &[]).await;
    let mut staff = colleague(site, Role::MembershipStaff).await;
    let list = staff.browser.get("/desk/certifications").await;
    assert!(!list.main().contains("name=\"id\""), "nothing waits: {}", list.main());
}

async fn leaving_takes_it_along(site: &Site) {
    let mut ada = site.member(&ADA).await;
    ask(&mut ada, "contributing", "6", STREET).await;
    granted(site, &ADA, "fellow");
    let count = |table: &'static probity_vault::store::Sql| {
        off(|| site.app.vault().store().read("count", move |tx| tx.query(table, &[])))
            .unwrap()
            .len()
    };
    assert_eq!(count(&probity::store::membership::ALL), 2);
    let page = ada.get("/account/erase").await;
    ada.submit(&page, "/account/erase", &[("sure", "yes")]).await;
    assert_eq!(count(&probity::store::membership::ALL), 0);
    assert_eq!(count(&probity::store::membership::COUNT), 0);
    site.app.housekeep().await.unwrap();
}

async fn who_is_restricted_is_not_reminded(site: &Site) {
    let mut ada = site.member(&ADA).await;
    granted(site, &ADA, "contributing");
    let page = ada.get("/account/data").await;
    ada.submit(&page, "/account/data/restrict", &[("restrict", "yes")]).await;
    turn_to(site, date(2027, 11, 23)).await;
    assert_eq!(sent(site, "Your membership ends today"), 0);
    assert_eq!(site.waiting().failed, 0, "none was even tried");
    let mut ada = again(site).await;
    let page = ada.get("/account/data").await;
    ada.submit(&page, "/account/data/restrict", &[("restrict", "no")]).await;
    turn_to(site, date(2027, 12, 7)).await;
    assert_eq!(sent(site, "Your membership has ended"), 1);
}

/// Days are the foundation's own, whatever the clock of the server or the reader says.
#[test]
fn a_day_begins_where_the_foundation_is() {
    let kiritimati = |config: &mut probity::config::Config| {
        config.foundation.time_zone = "Pacific/Kiritimati".parse().unwrap();
    };
    run_with(Engine::sqlite(), kiritimati, async |site| {
        // 24 November 2026, 11:00 UTC: the 25th there.
        site.clock.advance(2 * 3_600_000);
        let mut ada = site.member(&ADA).await;
        granted(site, &ADA, "fellow");
        granted(site, &ADA, "contributing");
        let page = ada.get("/account/membership").await;
        assert!(page.main().contains("<dd>25 November 2026</dd>"), "{}", page.main());
        assert!(page.main().contains("<dd>24 November 2027</dd>"), "{}", page.main());
        // 24 November 2027, 9:59 UTC: the last minute of the 24th there.
        let at = |hour, minute| {
            let at = date(2027, 11, 24).at(hour, minute, 0, 0);
            at.to_zoned_datetime(TimeZone::UTC).unwrap().timestamp().as_millisecond()
        };
        site.clock.set(at(9, 59));
        let page = again(site).await.get("/account/membership").await;
        assert!(!page.main().contains("to be renewed"), "{}", page.main());
        site.clock.set(at(10, 0));
        let page = again(site).await.get("/account/membership").await;
        assert!(page.main().contains("to be renewed"), "{}", page.main());
    });
}
