//! `/account/consents`: what was agreed to, in which words, and taking it back.

use axum::body::Body;

use crate::harness::{ADA, BEN, Browser, Page, Site, off, on_both};
use probity_policy::{Purpose, Role};
use probity_vault::{ReleaseAction, Request};

const ACTION: &str = "/account/consents";

on_both!(
    an_agreement_stands_with_its_words_and_history,
    what_is_taken_back_is_used_no_more,
    an_agreement_can_be_given_again_or_the_value_removed,
    nothing_is_agreed_to_that_was_never_asked,
    a_browser_that_objects_is_answered,
    a_password_that_is_removed_lets_nobody_in,
);

async fn member_with_interests(site: &Site) -> (Browser<'_>, Page) {
    let mut browser = site.member(&ADA).await;
    let form = browser.get("/account/data/correct/interests").await;
    browser.submit(&form, "/account/data/correct/interests", &[("interests", "bees")]).await;
    let page = browser.get(ACTION).await;
    (browser, page)
}

fn card<'p>(page: &'p Page, anchor: &str) -> &'p str {
    let start = format!("<article class=\"datum\" id=\"{anchor}\">");
    let card = page.main().split(&start).nth(1).unwrap_or_else(|| panic!("{anchor}"));
    card.split("</article>").next().unwrap()
}

async fn an_agreement_stands_with_its_words_and_history(site: &Site) {
    let (mut browser, page) = member_with_interests(site).await;
    assert!(!page.main().contains("bees"), "it opens no value");
    let interests = card(&page, "field-interests");
    for words in [
        "You agreed to our use of what you entered under: Interests",
        "If you tell us what you care about",
        "href=\"/privacy/2026-11-23#C6\"",
        "the policy of 23 November 2026",
        "24 November 2026 at",
        "You gave us, on the pages of your account",
        "locked at once",
    ] {
        assert!(interests.contains(words), "{words}: {interests}");
    }
    let policy = card(&page, "policy-2026-11-23");
    for words in [
        "You agreed to the privacy policy of 23 November 2026",
        "We ask for little",
        "stays under it",
        "What is on record (1 entry)",
    ] {
        assert!(policy.contains(words), "{words}: {policy}");
    }
    let taken = [("what", "policy:2026-11-23"), ("answer", "withdraw")];
    let done = browser.submit(&page, ACTION, &taken).await;
    assert_eq!(done.location(), "/account/consents?done=withdrawn");
    let page = browser.get(ACTION).await;
    let policy = card(&page, "policy-2026-11-23");
    assert!(policy.contains("taken back") && policy.contains("Agree again"), "{policy}");
    assert!(policy.contains("What is on record (2 entries)"), "{policy}");
    assert!(browser.get("/account/data").await.main().contains(ADA.email));
}

fn used(site: &Site) -> bool {
    off(|| {
        let vault = site.app.vault();
        let ada = vault.lookup("email", ADA.email, Purpose::Membership, Role::System).unwrap();
        let released = vault.release(&Request {
            subject: ada.unwrap(),
            fields: &["interests"],
            action: ReleaseAction::Use,
            purpose: Purpose::ServiceProvision,
            role: Role::System,
            actor: None,
            partial: true,
            note: None,
        });
        released.unwrap().has("interests")
    })
}

async fn what_is_taken_back_is_used_no_more(site: &Site) {
    let (mut browser, page) = member_with_interests(site).await;
    assert!(used(site));
    let before = site.entries();
    let taken = [("what", "field:interests"), ("answer", "withdraw")];
    let done = browser.submit(&page, ACTION, &taken).await;
    assert_eq!(done.location(), "/account/consents?done=withdrawn");
    assert_eq!(site.entries(), before + 1);
    assert!(!used(site), "from that moment on");
    let again = browser.submit(&page, ACTION, &taken).await;
    assert_eq!(again.status, 303);
    assert_eq!(site.entries(), before + 1, "what is taken back is taken back once");
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("bees"), "they still see it");
    assert!(data.main().contains("We keep it locked"), "{}", data.main());
    let profile = browser.get("/account/profile").await;
    assert!(profile.main().contains("Changing it here is agreeing anew."));
    let form = browser.get("/account/data/correct/interests").await;
    browser.submit(&form, "/account/data/correct/interests", &[("interests", "wasps")]).await;
    assert!(used(site), "a new answer is a new agreement");
}

async fn an_agreement_can_be_given_again_or_the_value_removed(site: &Site) {
    let (mut browser, page) = member_with_interests(site).await;
    let answer = |answer: &'static str| [("what", "field:interests"), ("answer", answer)];
    browser.submit(&page, ACTION, &answer("withdraw")).await;
    let done = browser.submit(&page, ACTION, &answer("give")).await;
    assert_eq!(done.location(), "/account/consents?done=agreed");
    assert!(used(site));
    browser.submit(&page, ACTION, &answer("withdraw")).await;
    let page = browser.get("/account/consents?done=withdrawn").await;
    assert!(page.main().contains("That counts from this moment"));
    assert!(card(&page, "field-interests").contains("Remove what I entered"));
    let done = browser.submit(&page, ACTION, &answer("remove")).await;
    assert_eq!(done.location(), "/account/consents?done=removed");
    assert!(browser.get("/account/data").await.main().contains("Add: Interests"));
    let page = browser.get(ACTION).await;
    let interests = card(&page, "field-interests");
    assert!(interests.contains("What you entered is removed."), "{interests}");
    assert!(!interests.contains("Agree again"), "there is nothing to agree to: {interests}");
    let refused = browser.submit(&page, ACTION, &answer("give")).await;
    assert_eq!(refused.status, 400);
}

async fn nothing_is_agreed_to_that_was_never_asked(site: &Site) {
    let (mut browser, page) = member_with_interests(site).await;
    let before = site.entries();
    for (what, answer) in [
        ("purpose:marketing", "give"),
        ("disclosure:public", "give"),
        ("topic:everything", "give"),
        ("field:email", "withdraw"),
        ("policy:2031-01-01", "give"),
        ("field:interests", "perhaps"),
        ("field:interests", ""),
        ("interests", "withdraw"),
        ("", ""),
        ("policy:2026-11-23", "remove"),
        ("<script>", "give"),
    ] {
        let refused = browser.submit(&page, ACTION, &[("what", what), ("answer", answer)]).await;
        assert_eq!(refused.status, 400, "{what} {answer}");
    }
    assert_eq!(site.entries(), before);
    let mut ben = site.member(&BEN).await;
    let page = ben.get(ACTION).await;
    let hers = [("what", "field:interests"), ("answer", "withdraw")];
    assert_eq!(ben.submit(&page, ACTION, &hers).await.status, 400);
    assert!(used(site), "hers is hers");
}

async fn a_browser_that_objects_is_answered(site: &Site) {
    let (mut browser, page) = member_with_interests(site).await;
    assert!(!page.main().contains("Global Privacy Control"));
    let get = "GET".parse().unwrap();
    let page = browser.send(get, ACTION, Body::empty(), &[("sec-gpc", "1")]).await;
    assert!(page.main().contains("Global Privacy Control"), "{}", page.main());
}

async fn a_password_that_is_removed_lets_nobody_in(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let mut other = site.browser();
    other.sign_in(ADA.email, ADA.password).await;
    let page = browser.get(ACTION).await;
    let answer = |answer: &'static str| [("what", "field:password"), ("answer", answer)];
    browser.submit(&page, ACTION, &answer("withdraw")).await;
    let still = site.browser().sign_in(ADA.email, ADA.password).await;
    assert_eq!(still.status, 303, "signing in is what they ask for, locked or not");
    let done = browser.submit(&page, ACTION, &answer("remove")).await;
    assert_eq!(done.location(), "/account/consents?done=removed");
    assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.status, 422);
    assert_eq!(other.get("/account").await.location(), "/signin");
    assert_eq!(browser.get("/account").await.status, 200);
    site.drain().await;
    assert_eq!(site.outbox.messages()[0].subject, "Your password was changed");
}
