//! `/account/profile`: all of it in one form, kept together or not at all.

use probity_ledger::SubjectId;
use probity_policy::Giver;
use probity_vault::{Datum, Source};

use crate::harness::{ADA, BEN, Browser, Page, Site, off, on_both};

on_both!(
    what_was_changed_is_corrected_and_nothing_else,
    a_mistake_keeps_everything_as_it_was,
    what_is_optional_can_be_emptied,
    a_new_address_is_confirmed_first,
    a_person_says_that_it_still_holds,
    an_address_by_post_is_of_voting_members_alone,
    an_address_by_post_is_on_no_public_page,
);

const ACTION: &str = "/account/profile";

/// What stands in the form, as a browser would send it back, with some of it changed.
fn filled(page: &Page, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = page.body.split("action=\"/account/profile\"").nth(1).expect("the form");
    let form = form.split("</form>").next().unwrap();
    let mut all = Vec::new();
    for input in form.split("<input ").skip(1) {
        let attribute = |name: &str| {
            let rest = input.split(&format!("{name}=\"")).nth(1)?;
            Some(rest.split('"').next().unwrap().to_owned())
        };
        let (name, value) = (attribute("name").unwrap(), attribute("value").unwrap());
        all.push((name, value));
    }
    for area in form.split("<textarea ").skip(1) {
        let name = area.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let value = area.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
        all.push((name.to_owned(), value.to_owned()));
    }
    let chosen = form.split(" selected>").next().filter(|_| form.contains(" selected>"));
    let code = chosen.map_or("", |text| text.rsplit("value=\"").next().unwrap());
    all.push(("country".to_owned(), code.trim_end_matches('"').to_owned()));
    for (name, value) in changes {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => (*value).clone_into(&mut pair.1),
            None => all.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    all
}

async fn save(browser: &mut Browser<'_>, page: &Page, changes: &[(&str, &str)]) -> Page {
    let fields = filled(page, changes);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(ACTION, &fields).await
}

/// The kinds of the newest entries about the person, newest first.
async fn newest(browser: &mut Browser<'_>, count: usize) -> Vec<String> {
    let page = browser.get("/account/uses.json").await;
    let all: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let entries = all["entries"].as_array().unwrap();
    entries.iter().take(count).map(|e| e["kind"].as_str().unwrap().to_owned()).collect()
}

async fn what_was_changed_is_corrected_and_nothing_else(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get(ACTION).await;
    assert!(page.main().contains(ADA.email) && page.main().contains("What happens to it"));
    assert!(page.main().contains("Last given or confirmed on 24 November 2026."));
    assert!(!page.main().contains("postal-address"), "who does not vote is not asked");
    let before = site.entries();
    let same = save(&mut browser, &page, &[]).await;
    assert_eq!(same.location(), "/account/profile?done=unchanged");
    assert_eq!(site.entries(), before, "nothing was changed, so nothing was recorded");
    let changes =
        [("name", "Ada Quillfeather-Moss"), ("about", "Two\r\nlines <b>"), ("interests", "bees")];
    let done = save(&mut browser, &page, &changes).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    assert_eq!(site.entries(), before + 3);
    assert_eq!(newest(&mut browser, 3).await, ["collect", "collect", "correct"]);
    let page = browser.get("/account/profile?done=corrected").await;
    assert!(page.main().contains("It is corrected"));
    assert!(page.main().contains("value=\"Ada Quillfeather-Moss\""));
    assert!(page.main().contains(">Two\nlines &lt;b&gt;</textarea>"), "{}", page.main());
    let same = save(&mut browser, &page, &[("about", "Two\r\nlines <b>")]).await;
    assert_eq!(same.location(), "/account/profile?done=unchanged");
}

async fn a_mistake_keeps_everything_as_it_was(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get(ACTION).await;
    let before = site.entries();
    let changes = [("name", "Somebody Else"), ("website", "javascript:alert(1)"), ("country", "")];
    let wrong = save(&mut browser, &page, &changes).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.title().starts_with("Error: "));
    for words in ["href=\"#website\"", "href=\"#country\"", "value=\"Somebody Else\""] {
        assert!(wrong.main().contains(words), "{words}: {}", wrong.main());
    }
    assert_eq!(site.entries(), before);
    // The marks are still those of what is held: the rest is not taken for changed.
    let mended = [("website", ""), ("country", ADA.country)];
    let done = save(&mut browser, &wrong, &mended).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    assert_eq!(newest(&mut browser, 2).await[0], "correct");
    assert_eq!(site.entries(), before + 1, "the name alone");
}

async fn what_is_optional_can_be_emptied(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get(ACTION).await;
    save(&mut browser, &page, &[("interests", "bees"), ("about", "x")]).await;
    let page = browser.get(ACTION).await;
    let done = save(&mut browser, &page, &[("interests", " "), ("about", "")]).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("Add: Interests") && data.main().contains("Add: About you"));
    // A form that was open while another was saved changes only what was changed in it.
    let stale = save(&mut browser, &page, &[("name", "Ada Moss")]).await;
    assert_eq!(stale.location(), "/account/profile?done=corrected");
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("Ada Moss") && data.main().contains("Add: Interests"));
}

async fn a_new_address_is_confirmed_first(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get(ACTION).await;
    let changes = [("email", "ada.moss@mail.example"), ("name", "Ada Moss")];
    let done = save(&mut browser, &page, &changes).await;
    assert_eq!(done.location(), "/account/data/check-mail");
    site.drain().await;
    assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.status, 303);
    let link = site.link("Confirm your new e-mail address");
    let page = browser.get(&link).await;
    browser.submit(&page, &link, &[]).await;
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("ada.moss@mail.example") && data.main().contains("Ada Moss"));
}

async fn a_person_says_that_it_still_holds(site: &Site) {
    let mut browser = site.member(&ADA).await;
    site.clock.advance(400 * 24 * 3_600_000);
    browser.sign_in(ADA.email, ADA.password).await;
    let page = browser.get(ACTION).await;
    assert_eq!(page.main().matches("Does it still hold?").count(), 3);
    let done = browser.submit(&page, "/account/profile/confirm", &[]).await;
    assert_eq!(done.location(), "/account/profile?done=confirmed");
    assert_eq!(newest(&mut browser, 1).await, ["confirm"]);
    let page = browser.get(ACTION).await;
    assert!(!page.main().contains("Does it still hold?"));
    assert!(page.main().contains("Last given or confirmed on 29 December 2027."));
    let uses = browser.get("/account/uses?what=confirm").await;
    assert!(uses.main().contains("You said that it still holds"), "{}", uses.main());
    assert!(browser.get("/account/data").await.main().contains("29 December 2027"));
}

const ADDRESS: &str = "7 Lighthouse Lane\nPort Quill 9-Q";

/// Makes somebody a voting member with an address, as enrolment will.
fn enrolled(site: &Site, person: &crate::harness::Person) -> SubjectId {
    use probity_policy::{Purpose, Role};
    let email = person.email;
    off(|| {
        let vault = site.app.vault();
        let found = vault.lookup("email", email, Purpose::Membership, Role::System).unwrap();
        let who = found.expect("they are a member");
        vault
            .tx("enrol", move |v| {
                v.set_giver(who, Giver::VotingMember)?;
                let datum = [Datum { field: "postal-address", value: ADDRESS }];
                v.collect(who, Giver::VotingMember, &datum, &Source::person("enrolment-form", who))
            })
            .unwrap();
        who
    })
}

async fn an_address_by_post_is_of_voting_members_alone(site: &Site) {
    let mut ben = site.member(&BEN).await;
    let page = ben.get(ACTION).await;
    let before = site.entries();
    let forged = save(&mut ben, &page, &[("postal-address", ADDRESS)]).await;
    assert_eq!(forged.status, 400, "a question that was not put: {}", forged.main());
    let token = page.token(ACTION);
    let forged = [("form-token", token.as_str()), ("postal-address", ADDRESS)];
    for action in ["/account/data/correct/postal-address", "/account/data/correct/name"] {
        let page = ben.post(action, &forged).await;
        assert!(page.status.is_client_error(), "{action}: {}", page.status);
    }
    assert_eq!(site.entries(), before, "nothing was stored");
    assert_eq!(ben.get("/account/data/correct/postal-address").await.status, 404);

    let mut ada = site.member(&ADA).await;
    enrolled(site, &ADA);
    let page = ada.get(ACTION).await;
    assert!(page.main().contains(">7 Lighthouse Lane\nPort Quill 9-Q</textarea>"));
    assert!(page.main().contains("Never shown outside the foundation"));
    assert!(ada.get("/account/data").await.main().contains("Never shown outside the foundation"));
    assert!(ada.get("/account").await.main().contains("You are a voting member."));
    let wrong = save(&mut ada, &page, &[("postal-address", "")]).await;
    assert_eq!(wrong.status, 422, "who votes has one");
    let moved =
        save(&mut ada, &page, &[("postal-address", "8 Lighthouse Lane\r\nPort Quill")]).await;
    assert_eq!(moved.location(), "/account/profile?done=corrected");
    assert_eq!(newest(&mut ada, 1).await, ["correct"]);
    let page = ada.get("/account/data/correct/postal-address").await;
    assert!(page.main().contains("8 Lighthouse Lane\nPort Quill"), "{}", page.main());
}

async fn an_address_by_post_is_on_no_public_page(site: &Site) {
    let mut ada = site.member(&ADA).await;
    enrolled(site, &ADA);
    ada.get("/account/data").await;
    ada.get(ACTION).await;
    let (mut anyone, mut ben) = (site.browser(), site.member(&BEN).await);
    site.drain().await;
    for pattern in probity::site::routes::addresses() {
        let address = pattern
            .replace("{*path}", "0/000")
            .replace("{date}", "2026-11-23")
            .replace("{field}", "postal-address")
            .replace("{index}", "0")
            .replace("{number}", "1");
        for reader in [&mut anyone, &mut ben] {
            let page = reader.get(&address).await;
            assert!(!page.body.contains("Lighthouse Lane"), "{address}");
        }
    }
    for message in site.outbox.messages() {
        assert!(!message.text.contains("Lighthouse"), "{}", message.subject);
    }
}
