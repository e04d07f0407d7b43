//! Every page at two widths, light and dark: nothing sticks out, nothing comes from elsewhere.
//!
//! With `PROBITY_SCREENSHOTS` naming a directory, keeps a picture of each.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::chrome::{Browser, Scripts};
use crate::support::http::Client;
use crate::support::mail::MailServer;
use crate::support::member::STAYER;
use crate::support::program::Installation;

/// A narrow telephone and a desk's screen.
const WIDTHS: [u32; 2] = [390, 1280];

/// What anyone can see: a name for the picture, and the address.
const PUBLIC: &[(&str, &str)] = &[
    ("home", "/"),
    ("privacy", "/privacy"),
    ("join", "/join"),
    ("signin", "/signin"),
    ("ledger", "/ledger"),
    ("not-found", "/no-such-page"),
];

/// What a member sees.
const MEMBERS: &[(&str, &str)] = &[
    ("account", "/account"),
    ("profile", "/account/profile"),
    ("data", "/account/data"),
    ("uses", "/account/uses"),
    ("consents", "/account/consents"),
    ("sessions", "/account/sessions"),
    ("correct", "/account/data/correct/name"),
    ("password", "/account/password"),
    ("erase", "/account/erase"),
];

#[tokio::test]
async fn layout_of_every_page() {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let server = installation.serve();
    let mut client = Client::new(&server.base);
    STAYER.become_member(&mut client, &mail);
    let browser = Browser::start(Scripts::On).await;
    let mut faults = Vec::new();
    for (name, path) in PUBLIC {
        look(&browser, name, &format!("{}{path}", server.base), &mut faults).await;
    }
    errors(&browser, &server.base, &mut faults).await;
    sign_in(&browser, client.cookie().expect("the member is signed in"), &server.base).await;
    for (name, path) in MEMBERS {
        let address = format!("{}{path}", server.base);
        look(&browser, name, &address, &mut faults).await;
        assert_eq!(browser.path().await, *path, "the page is shown, not another");
    }
    browser.open(&format!("{}/account/uses", server.base)).await;
    let proof = browser.find(".entry a[href^='/ledger/proof/']").await;
    browser.click(proof).await;
    check(&browser, "proof", &mut faults).await;
    drop(browser);
    assert!(faults.is_empty(), "{faults:#?}");
    server.stop();
}

/// The join form after it was sent empty.
async fn errors(browser: &Browser, base: &str, faults: &mut Vec<String>) {
    browser.open(&format!("{base}/join")).await;
    browser.press("Join").await;
    check(browser, "join-errors", faults).await;
}

async fn look(browser: &Browser, name: &str, address: &str, faults: &mut Vec<String>) {
    browser.open(address).await;
    check(browser, name, faults).await;
}

/// Gives the browser the member's cookie.
async fn sign_in(browser: &Browser, cookie: &str, base: &str) {
    let (name, value) = cookie.split_once('=').expect("a name and a value");
    let cookie = json!({"name": name, "value": value, "url": base});
    browser.devtools("Network.setCookie", cookie).await;
}

/// Looks at the page that is open in every view, and notes what is wrong with it.
async fn check(browser: &Browser, name: &str, faults: &mut Vec<String>) {
    browser.run_to_end(LOADED).await;
    for width in WIDTHS {
        for dark in [false, true] {
            browser.view(width, dark).await;
            let scheme = if dark { "dark" } else { "light" };
            let view = format!("{name}-{width}-{scheme}");
            let wide = browser.run("return document.documentElement.scrollWidth").await;
            if wide.as_u64().is_none_or(|wide| wide > u64::from(width)) {
                let who = browser.run(WIDEST).await;
                faults.push(format!("{view} is {wide} wide: {who}"));
            }
            keep(browser, &view).await;
        }
    }
    let broken = browser.run(BROKEN).await;
    if broken != json!([]) {
        faults.push(format!("{name} has pictures that do not load: {broken}"));
    }
    let elsewhere = browser.run(ELSEWHERE).await;
    if elsewhere != json!([]) {
        faults.push(format!("{name} loads from elsewhere: {elsewhere}"));
    }
    let unnamed = browser.run(UNNAMED).await;
    if unnamed != json!([]) {
        faults.push(format!("{name} has fields without a label: {unnamed}"));
    }
}

/// The elements that stick out on the right.
const WIDEST: &str = "
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > wide + 0.5)
        .map(e => e.tagName + '.' + e.className).slice(0, 5)";

/// Loads the pictures that wait to be scrolled to, then calls back.
const LOADED: &str = "
    const done = arguments[0];
    const pictures = [...document.images];
    pictures.forEach(i => { i.loading = 'eager' });
    Promise.allSettled(pictures.map(i => i.decode())).then(() => done(true))";

/// The pictures that show nothing.
const BROKEN: &str =
    "return [...document.images].filter(i => i.naturalWidth === 0).map(i => i.src)";

/// Whatever the page loaded that is not of this site.
const ELSEWHERE: &str = "
    return performance.getEntriesByType('resource').map(e => e.name)
        .filter(name => !name.startsWith(location.origin + '/'))";

/// Form controls that a screen reader could not name.
const UNNAMED: &str = "
    return [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
        .filter(e => e.labels.length === 0).map(e => e.id || e.name)";

/// Writes the page's picture where it was asked for.
async fn keep(browser: &Browser, view: &str) {
    let Some(dir) = std::env::var_os("PROBITY_SCREENSHOTS").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&dir).expect("the directory for pictures can be made");
    let picture = STANDARD.decode(browser.picture().await).expect("it is base64");
    std::fs::write(dir.join(format!("{view}.png")), picture).expect("a picture can be written");
}
