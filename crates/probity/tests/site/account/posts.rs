//! Every form of the account: not without its token, not with an old one, not with another form's or
//! another person's, not by another method, not from elsewhere.

use axum::body::Body;

use crate::harness::{ADA, BASE, BEN, Site, encode, on_both};

on_both!(every_form_wants_its_own_token, every_form_wants_its_own_person_and_method);

/// Where a form stands, where it goes, and what it says.
type Form = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const FORMS: &[Form] = &[
    ("/account/profile", "/account/profile", &[("name", "Forged"), ("country", "PT")]),
    ("/account/profile", "/account/profile/confirm", &[]),
    (
        "/account/consents",
        "/account/consents",
        &[("what", "policy:2026-11-23"), ("answer", "withdraw")],
    ),
    ("/account/sessions", "/account/sessions", &[("end", "others")]),
    ("/account/data", "/account/data/restrict", &[("restrict", "yes")]),
    ("/account/data/correct/name", "/account/data/correct/name", &[("name", "Forged")]),
    ("/account/password", "/account/password", &[("password", "nine loud wooden spoons")]),
    ("/account/erase", "/account/erase", &[("sure", "yes")]),
];

fn with<'a>(token: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![("form-token", token)];
    all.extend_from_slice(fields);
    all
}

async fn every_form_wants_its_own_token(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let mut tokens = Vec::new();
    for (page, action, _) in FORMS {
        tokens.push(browser.get(page).await.token(action));
    }
    let other = browser.get("/account").await.token("/signout");
    let before = site.entries();
    for (_, action, fields) in FORMS {
        for token in ["", "AAAA", other.as_str()] {
            let page = browser.post(action, &with(token, fields)).await;
            assert_eq!(page.status, 403, "{action} with `{token}`");
        }
        assert_eq!(browser.post(action, fields).await.status, 403, "{action} without one");
    }
    // Twelve hours later no form holds any more; the sign-in does, since it was used.
    site.clock.advance(6 * 3_600_000);
    browser.get("/account").await;
    site.clock.advance(6 * 3_600_000 + 1);
    for ((_, action, fields), token) in FORMS.iter().zip(&tokens) {
        let page = browser.post(action, &with(token, fields)).await;
        assert_eq!(page.status, 403, "{action} with an old token");
        assert!(page.main().contains("open for too long"), "{}", page.main());
    }
    assert_eq!(site.entries(), before, "nothing was done");
    assert_eq!(site.people(), (1, 0));
}

async fn every_form_wants_its_own_person_and_method(site: &Site) {
    let mut ada = site.member(&ADA).await;
    let mut ben = site.member(&BEN).await;
    let mut nobody = site.browser();
    let mut tokens = Vec::new();
    for (page, action, _) in FORMS {
        tokens.push(ada.get(page).await.token(action));
    }
    let before = site.entries();
    for ((_, action, fields), token) in FORMS.iter().zip(&tokens) {
        let sent = with(token, fields);
        assert_eq!(ben.post(action, &sent).await.status, 403, "{action} by somebody else");
        assert_eq!(nobody.post(action, &sent).await.location(), "/signin", "{action} by nobody");
        for method in ["PUT", "DELETE", "PATCH"] {
            let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", BASE)];
            let body = Body::from(encode(&sent));
            let page = ada.send(method.parse().unwrap(), action, body, &headers).await;
            assert_eq!(page.status, 405, "{method} {action}");
            assert!(page.header("allow").contains("POST"), "{method} {action}");
        }
        for origin in ["https://evil.example", "null"] {
            let headers =
                [("content-type", "application/x-www-form-urlencoded"), ("origin", origin)];
            let body = Body::from(encode(&sent));
            let page = ada.send("POST".parse().unwrap(), action, body, &headers).await;
            assert_eq!(page.status, 403, "{action} from {origin}");
        }
        let pairs: String = encode(&sent);
        let page = ada.get(&format!("{action}?{pairs}")).await;
        assert!(page.status == 200 || page.status == 405, "{action} by GET: {}", page.status);
    }
    // Looking at pages is on record; nothing else was done.
    let uses = ada.get("/account/uses.json").await;
    let uses: serde_json::Value = serde_json::from_str(&uses.body).unwrap();
    let since: Vec<&str> = uses["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["index"].as_u64().unwrap() >= before)
        .map(|entry| entry["kind"].as_str().unwrap())
        .collect();
    assert!(since.iter().all(|kind| *kind == "show"), "{since:?}");
    assert_eq!(site.people(), (2, 0));
    assert_eq!(ada.get("/account").await.status, 200);
}
