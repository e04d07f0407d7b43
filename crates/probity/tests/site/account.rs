//! `/account` and what is below it, but for leaving: the overview and each value here, the other
//! pages in modules of their own.

mod consents;
mod export;
mod hostile;
mod posts;
mod profile;
mod sessions;
mod uses;

use crate::harness::{ADA, BEN, Site, on_both};

on_both!(
    an_account_is_its_owners_alone,
    values_are_corrected_added_and_removed,
    a_new_address_waits_until_it_is_confirmed,
    an_address_of_somebody_else_is_not_taken,
    a_new_password_ends_other_sessions,
    the_use_can_be_restricted,
    the_overview_says_what_is_asked_and_who_used_what,
    every_page_has_the_list_of_pages_in_two_languages,
);

async fn an_account_is_its_owners_alone(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let mut ben = site.member(&BEN).await;
    let theirs = ben.get("/account/data").await;
    assert!(theirs.main().contains(BEN.email) && !theirs.main().contains(ADA.email));
    let page = ada.get("/account/uses").await;
    let proof = page.main().split("href=\"/ledger/proof/").nth(1).unwrap();
    let proof = format!("/ledger/proof/{}", proof.split('"').next().unwrap());
    assert_eq!(ada.get(&proof).await.status, 200);
    assert_eq!(ben.get(&proof).await.status, 404, "another's entry");
    let mut nobody = site.browser();
    for address in [
        "/account",
        "/account/data",
        "/account/erase",
        "/account/password",
        &proof,
        "/account/data/export.json",
        "/account/data/export.html",
        "/account/data/correct/name",
        "/account/profile",
        "/account/uses",
        "/account/uses.csv",
        "/account/uses.json",
        "/account/consents",
        "/account/sessions",
    ] {
        assert_eq!(nobody.get(address).await.location(), "/signin", "{address}");
        nobody.cookie = Some("session=AAAA".to_owned());
    }
    let token = ada.get("/account/data").await.token("/account/data/restrict");
    let fields = [("form-token", token.as_str()), ("restrict", "yes")];
    let forged = ben.post("/account/data/restrict", &fields).await;
    assert_eq!(forged.status, 403, "a token of another's session");
}

async fn values_are_corrected_added_and_removed(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let data = browser.get("/account/data").await;
    assert!(data.main().contains(">Add: Interests</a>"));
    let action = "/account/data/correct/interests";
    let form = browser.get(action).await;
    let done = browser.submit(&form, action, &[("interests", "bees, copper")]).await;
    assert_eq!(done.location(), "/account/data?done=corrected");
    assert!(browser.get("/account/data").await.main().contains("bees, copper"));
    let form = browser.get(action).await;
    assert!(form.main().contains("value=\"bees, copper\""));
    let done = browser.submit(&form, action, &[("interests", " ")]).await;
    assert_eq!(done.location(), "/account/data?done=removed");
    let data = browser.get("/account/data").await;
    assert!(!data.main().contains("bees, copper") && data.main().contains("Add: Interests"));
    let uses = browser.get("/account/uses").await;
    assert!(uses.main().contains("You took back your agreement to our use of what you entered"));

    let action = "/account/data/correct/country";
    let form = browser.get(action).await;
    assert!(form.main().contains("<option value=\"PT\" selected>Portugal</option>"));
    let wrong = browser.submit(&form, action, &[("country", "")]).await;
    assert_eq!(wrong.status, 422, "what is required cannot be removed");
    assert!(wrong.title().starts_with("Error: "));
    for id in ["password", "membership-class", "ip", "new-email", "nothing", "postal-address"] {
        let page = browser.get(&format!("/account/data/correct/{id}")).await;
        assert_eq!(page.status, 404, "{id}");
    }
}

async fn a_new_address_waits_until_it_is_confirmed(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let action = "/account/data/correct/email";
    let form = browser.get(action).await;
    let sent = browser.submit(&form, action, &[("email", "ada.moss@mail.example")]).await;
    assert_eq!(sent.location(), "/account/data/check-mail");
    site.drain().await;
    let messages = site.outbox.messages();
    let to = |subject: &str| messages.iter().find(|m| m.subject == subject).unwrap().to.clone();
    assert_eq!(to("Your e-mail address is about to change"), ADA.email);
    assert_eq!(to("Confirm your new e-mail address"), "ada.moss@mail.example");
    assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.status, 303);
    let link = site.link("Confirm your new e-mail address");
    let page = browser.get(&link).await;
    let done = browser.submit(&page, &link, &[]).await;
    assert_eq!(done.location(), "/account/data?done=corrected");
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("ada.moss@mail.example") && !data.main().contains(ADA.email));
    assert!(!data.main().contains("datum-new-email"));
    assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.status, 422);
    assert_eq!(site.browser().sign_in("ada.moss@mail.example", ADA.password).await.status, 303);
}

async fn an_address_of_somebody_else_is_not_taken(site: &Site) {
    site.member(&BEN).await;
    let mut browser = site.member(&ADA).await;
    let action = "/account/data/correct/email";
    let form = browser.get(action).await;
    let sent = browser.submit(&form, action, &[("email", BEN.email)]).await;
    assert_eq!(sent.location(), "/account/data/check-mail", "the same as for any address");
    site.drain().await;
    let link = site.link("Confirm your new e-mail address");
    let page = browser.get(&link).await;
    let refused = browser.submit(&page, &link, &[]).await;
    assert!(refused.main().contains("Two accounts cannot share one address"));
    assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.status, 303);
}

async fn a_new_password_ends_other_sessions(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let mut other = site.browser();
    other.sign_in(ADA.email, ADA.password).await;
    assert_eq!(other.get("/account").await.status, 200);
    let action = "/account/password";
    let form = browser.get(action).await;
    let wrong = [("current", "not the right one"), ("password", "nine loud wooden spoons")];
    let page = browser.submit(&form, action, &wrong).await;
    assert_eq!(page.status, 422);
    assert!(page.main().contains("Your current password is not right"));
    assert_eq!(other.get("/account").await.status, 200, "nothing has changed");
    let right = [("current", ADA.password), ("password", "nine loud wooden spoons")];
    let done = browser.submit(&page, action, &right).await;
    assert_eq!(done.location(), "/account?done=password");
    assert_eq!(browser.get("/account").await.status, 200);
    assert_eq!(other.get("/account").await.location(), "/signin");
    assert_eq!(other.sign_in(ADA.email, ADA.password).await.status, 422);
    assert_eq!(other.sign_in(ADA.email, "nine loud wooden spoons").await.status, 303);
    site.drain().await;
    assert_eq!(site.outbox.messages()[0].subject, "Your password was changed");
    let mut ben = site.member(&BEN).await;
    let form = ben.get(action).await;
    assert!(!form.main().contains("Current password"), "who has none is not asked for it");
    let done = ben.submit(&form, action, &[("password", "nine loud wooden spoons")]).await;
    assert_eq!(done.location(), "/account?done=password");
}

async fn the_use_can_be_restricted(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let action = "/account/data/restrict";
    let page = browser.get("/account/data").await;
    let unclear = browser.submit(&page, action, &[("restrict", "perhaps")]).await;
    assert_eq!(unclear.status, 400);
    let done = browser.submit(&page, action, &[("restrict", "yes")]).await;
    assert_eq!(done.location(), "/account/data?done=restricted");
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("Use of your information is restricted at your wish"));
    assert!(data.main().contains(ADA.email), "they still see it");
    assert_eq!(site.browser().sign_in(ADA.email, ADA.password).await.status, 303);
    let done = browser.submit(&data, action, &[("restrict", "no")]).await;
    assert_eq!(done.location(), "/account/data?done=unrestricted");
    let uses = browser.get("/account/uses").await;
    assert!(uses.main().contains("The restriction of use was ended by you."), "{}", uses.main());
}

async fn the_overview_says_what_is_asked_and_who_used_what(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let before = site.entries();
    let page = browser.get("/account").await;
    assert_eq!(site.entries(), before, "it opens no value");
    for words in [
        "You are a member. We have known you since 24 November 2026.",
        "Nothing at the moment.",
        "You confirmed your address and were signed in",
    ] {
        assert!(page.main().contains(words), "{words}: {}", page.main());
    }
    // The confirmation used the address once, and nobody else anything.
    let software =
        "/account/uses?what=uses&amp;by=software&amp;from=2026-10-25\">Our software</a></th>";
    let row = page.main().split(software).nth(1).expect("our software is a link");
    assert!(row.starts_with("<td class=\"number\">1</td>"), "{row}");
    assert!(page.main().contains("<th scope=\"row\">Our staff</th><td class=\"number\">0</td>"));

    let form = browser.get("/account/data/correct/email").await;
    let new = [("email", "ada.moss@mail.example")];
    browser.submit(&form, "/account/data/correct/email", &new).await;
    let data = browser.get("/account/data").await;
    browser.submit(&data, "/account/data/restrict", &[("restrict", "yes")]).await;
    let page = browser.get("/account").await;
    assert!(page.main().contains("waits to be confirmed until 27 November 2026"));
    assert!(page.main().contains("restricted at your wish"));
    assert!(!page.main().contains("ada.moss"), "it opens no value");

    site.clock.advance(366 * 24 * 3_600_000);
    let mut later = site.browser();
    later.sign_in(ADA.email, ADA.password).await;
    let page = later.get("/account").await;
    assert!(!page.main().contains("waits to be confirmed"), "that time is over");
    let asked = page.main().split("more than a year ago").nth(1).expect("it asks");
    assert!(asked.contains("Name, E-mail address, Country of residence."), "{asked}");
}

async fn every_page_has_the_list_of_pages_in_two_languages(site: &Site) {
    let mut browser = site.member(&ADA).await;
    for address in [
        "/account",
        "/account/profile",
        "/account/membership",
        "/account/data",
        "/account/uses",
        "/account/consents",
        "/account/sessions",
        "/account/password",
        "/account/erase",
    ] {
        let page = browser.get(address).await;
        assert!(page.main().contains(&format!("href=\"{address}\" aria-current=\"page\"")));
        let german = browser.get(&format!("{address}?lang=de")).await;
        assert!(german.main().contains("Anmeldungen</a>"), "{}", german.main());
        for text in [page.main(), german.main()] {
            for area in ["account-", "entries-", "membership-"] {
                // Ids of messages would show where a text is missing.
                assert!(!text.contains(&format!(">{area}")), "{address}: {text}");
            }
            assert!(!text.contains("{ $"), "{address}: {text}");
        }
    }
}
