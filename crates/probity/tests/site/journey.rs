//! The whole way of a person: read, join, confirm, sign in, look, correct, take away, erase.

use crate::harness::{ADA, Site, on_both};

on_both!(a_person_comes_stays_and_leaves);

async fn a_person_comes_stays_and_leaves(site: &Site) {
    let mut browser = site.browser();

    let policy = browser.get("/privacy").await;
    assert_eq!(policy.status, 200);
    assert!(policy.main().contains("Last updated"));
    assert!(browser.cookie.is_none(), "reading sets no cookie");

    let form = browser.get("/join").await;
    assert!(form.main().contains("We write to this address to confirm that it is yours"));
    let fields = [
        ("name", ADA.name),
        ("email", ADA.email),
        ("country", ADA.country),
        ("about", "I keep <bees> & \"kettles\""),
    ];
    let sent = browser.submit(&form, "/join", &fields).await;
    assert_eq!(sent.status, 303);
    assert_eq!(sent.location(), "/join/check-mail");
    assert_eq!(browser.get("/join/check-mail").await.status, 200);

    site.drain().await;
    let link = site.link("Confirm your e-mail address");
    let page = browser.get(&link).await;
    assert!(page.main().contains("Confirm my address"));
    let again = browser.get(&link).await;
    assert_eq!(again.status, 200, "looking at a link does not use it up");
    let done = browser.submit(&page, &link, &[("password", ADA.password)]).await;
    assert_eq!(done.location(), "/account?done=joined");
    assert!(done.header("set-cookie").contains("HttpOnly; SameSite=Lax"));
    assert!(browser.get("/account?done=joined").await.main().contains("Welcome"));

    let account = browser.get("/account").await;
    let out = browser.submit(&account, "/signout", &[]).await;
    assert_eq!(out.location(), "/");
    assert!(browser.cookie.is_none());
    assert_eq!(browser.get("/account").await.location(), "/signin");
    assert_eq!(browser.sign_in(ADA.email, ADA.password).await.location(), "/account");

    let data = browser.get("/account/data").await;
    for shown in [
        ADA.name,
        ADA.email,
        "Portugal",
        "I keep &lt;bees&gt; &amp; &quot;kettles&quot;",
        "the policy of 23 November 2026",
        "Until you leave",
        "On the form to join",
        "Kept as a fingerprint only",
    ] {
        assert!(data.main().contains(shown), "`{shown}` is missing in {}", data.main());
    }
    let uses = browser.get("/account/uses").await;
    for shown in [
        "You gave us, on the form to join:",
        "You agreed to the privacy policy of 23 November 2026.",
        "You signed in, by password.",
        "to confirm your address",
        "Shown to you, for answering your requests about your data:",
    ] {
        assert!(uses.main().contains(shown), "`{shown}` is missing in {}", uses.main());
    }
    let proof = uses.main().split("href=\"/ledger/proof/").nth(1).unwrap();
    let proof = format!("/ledger/proof/{}", proof.split('"').next().unwrap());
    let proof = browser.get(&proof).await;
    assert!(proof.main().contains("We have just checked it"), "{}", proof.body);
    assert!(proof.main().contains("c2sp.org/tlog-proof@v1"));

    let form = browser.get("/account/data/correct/name").await;
    assert!(form.main().contains(ADA.name), "the present value stands in the form");
    let fields = [("name", "Ada Quillfeather-Moss")];
    let done = browser.submit(&form, "/account/data/correct/name", &fields).await;
    assert_eq!(done.location(), "/account/data?done=corrected");
    let data = browser.get("/account/data").await;
    assert!(data.main().contains("Ada Quillfeather-Moss"));
    let uses = browser.get("/account/uses").await;
    assert!(uses.main().contains("You corrected:</strong> name."), "{}", uses.main());

    let json = browser.get("/account/data/export.json").await;
    assert_eq!(json.header("content-disposition"), "attachment; filename=\"my-data.json\"");
    let export: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    let value = |field: &str| {
        let data = export["data"].as_array().unwrap();
        data.iter().find(|datum| datum["field"] == field).unwrap()["value"].clone()
    };
    assert_eq!(value("email"), ADA.email);
    assert_eq!(value("country"), "PT");
    assert_eq!(value("about"), "I keep <bees> & \"kettles\"");
    assert!(value("password").is_null());
    let entries = export["entries"].as_array().unwrap();
    let numbers: Vec<u64> = entries.iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>(), "none is missing");
    let html = browser.get("/account/data/export.html").await;
    assert!(html.body.contains("Ada Quillfeather-Moss"));

    let form = browser.get("/account/erase").await;
    let refused = browser.submit(&form, "/account/erase", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.title().starts_with("Error: "));
    let gone = browser.submit(&refused, "/account/erase", &[("sure", "yes")]).await;
    assert_eq!(gone.location(), "/erased");
    assert!(browser.cookie.is_none());
    site.drain().await;
    assert_eq!(site.outbox.messages()[0].subject, "Your information was erased");
    assert_eq!(site.outbox.messages()[0].to, ADA.email);
    assert_eq!(browser.sign_in(ADA.email, ADA.password).await.status, 422);
}
