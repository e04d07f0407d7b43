//! Hostile answers: kept as they were typed or refused clearly, and shown as nothing but text.

use crate::harness::{ADA, Page, Site, on_both};

on_both!(
    markup_is_shown_as_text,
    characters_that_cannot_be_shown_are_refused,
    what_turns_text_round_stays_within_its_value,
    what_is_too_long_is_refused,
);

const ACTION: &str = "/account/profile";

/// Every page on which a member's values stand.
const PAGES: &[&str] = &[
    ACTION,
    "/account/data",
    "/account/data/correct/about",
    "/account/data/correct/name",
    "/account/data/export.html",
    "/account/uses",
    "/account/consents",
    "/account",
];

fn fields<'a>(page: &Page, changes: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let mut all = vec![
        ("form-token".to_owned(), page.token(ACTION)),
        ("name".to_owned(), ADA.name.to_owned()),
        ("email".to_owned(), ADA.email.to_owned()),
        ("country".to_owned(), ADA.country.to_owned()),
    ];
    for part in page.body.split("name=\"was-").skip(1) {
        let (name, rest) = part.split_once('"').unwrap();
        let mark = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
        all.push((format!("was-{name}"), mark.to_owned()));
    }
    for (name, value) in changes {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(pair) => (*value).clone_into(&mut pair.1),
            None => all.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    all
}

async fn save(site: &mut crate::harness::Browser<'_>, changes: &[(&str, &str)]) -> Page {
    let page = site.get(ACTION).await;
    let all = fields(&page, changes);
    let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    site.post(ACTION, &all).await
}

async fn markup_is_shown_as_text(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let hostile = [
        ("name", "\"><script>alert(1)</script>"),
        ("about", "</textarea><img src=x onerror=alert(2)>\n{{ 7*7 }} {% raw %} &amp;lt; <!-- ]]>"),
        ("interests", "' onfocus='alert(3)' x='"),
        ("website", "https://example.org/\"><script>alert(4)</script>"),
    ];
    let done = save(&mut browser, &hostile).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    for address in PAGES {
        let page = browser.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        for alive in ["<script>alert", "<img src=x", "' onfocus='", "</textarea><img", "<!-- ]]>"] {
            assert!(!page.body.contains(alive), "{address}: `{alive}` is alive");
        }
    }
    let data = browser.get("/account/data").await;
    assert!(
        data.main()
            .contains("&lt;img src=x onerror=alert(2)&gt;\n{{ 7*7 }} {% raw %} &amp;amp;lt;")
    );
    let json = browser.get("/account/data/export.json").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    for (field, typed) in hostile {
        let data = json["data"].as_array().unwrap();
        let kept = data.iter().find(|datum| datum["field"] == field).unwrap();
        assert_eq!(kept["value"], typed, "kept as it was typed");
    }
}

async fn characters_that_cannot_be_shown_are_refused(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let before = site.entries();
    for (field, typed) in [
        ("name", "Ada\0"),
        ("name", "Ada\u{1b}[2J"),
        ("name", "Ada\nBcc: everyone@mail.example"),
        ("about", "bell \u{7}"),
        ("about", "\u{9b}31m"),
        ("interests", "two\nlines"),
        ("email", "ada@mail.example\r\nBcc: x@y.example"),
        ("country", "pt"),
        ("country", "XX"),
        ("website", "javascript:alert(1)"),
        ("website", "data:text/html,x"),
    ] {
        let page = save(&mut browser, &[(field, typed)]).await;
        assert_eq!(page.status, 422, "{field} {typed:?}");
        assert!(page.main().contains(&format!("href=\"#{field}\"")), "{}", page.main());
        assert!(!page.body.contains('\0') && !page.body.contains('\u{1b}'));
    }
    assert_eq!(site.entries(), before + 11, "each look at the form, and nothing stored");
    // A lone carriage return inside text of several lines is a line's end like any other.
    let done = save(&mut browser, &[("about", "one\rtwo\r\nthree")]).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    let page = browser.get(ACTION).await;
    assert!(page.main().contains(">one\ntwo\nthree</textarea>"), "{:?}", page.main());
    // Bytes that are no text never become a value.
    for body in ["name=%00%ff", "name=%C0%AF", "name=%ED%A0%80"] {
        let page = browser.post_body(ACTION, body.to_owned()).await;
        assert!(page.status.is_client_error(), "{body}: {}", page.status);
    }
}

async fn what_turns_text_round_stays_within_its_value(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let typed = [
        ("name", "Ada\u{202e}reverse\u{200d}\u{200b}\u{feff}"),
        ("about", "\u{2066}\u{202d}\u{200f}left \u{0627}\u{0644}\u{0639}"),
        ("interests", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} \u{1F469}\u{200D}\u{1F680}"),
    ];
    let done = save(&mut browser, &typed).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    let data = browser.get("/account/data").await;
    // Kept as typed; the page isolates each so that it can turn nothing else round.
    for (_, value) in typed {
        assert!(data.main().contains(&format!("<bdi>{value}</bdi>")), "{value:?}");
    }
    let html = browser.get("/account/data/export.html").await;
    assert!(html.body.contains("<bdi>Ada\u{202e}"), "{}", html.body);
}

async fn what_is_too_long_is_refused(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let emoji = "\u{1F41D}".repeat(10_000);
    let before = site.entries();
    let page = save(&mut browser, &[("about", &emoji)]).await;
    // Ten thousand emoji are more bytes than any form of ours has.
    assert_eq!(page.status, 413);
    let page = save(&mut browser, &[("about", &emoji[..4 * 2_001])]).await;
    assert_eq!(page.status, 422);
    assert!(page.main().contains("2,000 characters or fewer"), "{}", page.main());
    assert_eq!(site.entries(), before + 2, "two looks, and nothing stored");
    let done = save(&mut browser, &[("about", &emoji[..4 * 2_000])]).await;
    assert_eq!(done.location(), "/account/profile?done=corrected");
    assert!(browser.get("/account/data").await.main().contains(&emoji[..4 * 2_000]));
}
