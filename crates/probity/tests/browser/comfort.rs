//! What readers can set to suit them, in a real browser: times in their zone, the size of text, the
//! language, the way past the menu; with JavaScript and without.

use serde_json::json;

use crate::chrome::{Browser, Scripts};
use crate::support::mail::MailServer;
use crate::support::program::Installation;

/// A device in a zone that no test runs in.
async fn somewhere_else(browser: &Browser) {
    let zone = json!({"timezoneId": "Asia/Kolkata"});
    browser.devtools("Emulation.setTimezoneOverride", zone).await;
}

async fn time(browser: &Browser) -> (String, Option<String>) {
    let time = browser.find("main time").await;
    let title = time.attr("title").await.expect("it can be read");
    (time.text().await.expect("it has text"), title)
}

#[tokio::test]
async fn comfort_with_javascript() {
    comfort(Scripts::On).await;
}

#[tokio::test]
async fn comfort_without_javascript() {
    comfort(Scripts::Off).await;
}

async fn comfort(scripts: Scripts) {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let server = installation.serve();
    let settings = format!("{}/settings", server.base);
    let browser = Browser::start(scripts).await;
    somewhere_else(&browser).await;

    browser.open(&settings).await;
    let (shown, title) = time(&browser).await;
    if scripts == Scripts::On {
        assert!(shown.contains("GMT+5:30"), "in the zone of the device: {shown}");
        assert!(title.is_some_and(|title| title.ends_with('Z')), "the exact time stays");
    } else {
        assert!(shown.contains("UTC") && title.is_none(), "{shown}");
        assert!(browser.text().await.contains("without JavaScript"), "it says what is missing");
    }

    browser.choose("zone-choice", "Europe/Lisbon").await;
    browser.press("Use this time zone").await;
    let (shown, title) = time(&browser).await;
    assert!(shown.contains("WE") && title.is_none(), "the zone that was chosen counts: {shown}");

    let size = "return parseFloat(getComputedStyle(document.body).fontSize)";
    browser.open(&format!("{}/privacy", server.base)).await;
    let before = browser.run(size).await.as_f64().expect("a size");
    for _ in 0..2 {
        let larger = browser.find(".footer button[value=larger]").await;
        browser.click(larger).await;
    }
    assert_eq!(browser.path().await, "/privacy", "back to where one was");
    let after = browser.run(size).await.as_f64().expect("a size");
    assert!((after / before - 1.3).abs() < 0.01, "from {before} to {after}");
    let german = browser.find(".footer button[value=de]").await;
    browser.click(german).await;
    assert!(browser.text().await.contains("Schrift: 130 %"));
    let reset = browser.find(".footer button[value=reset]").await;
    browser.click(reset).await;
    assert_eq!(browser.run(size).await.as_f64(), Some(before));
    drop(browser);
    server.stop();
}

/// Right to left, every page is mirrored: what begins a line stands on the right.
#[tokio::test]
async fn comfort_from_right_to_left() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = crate::demo::demonstration(&dir.path().join("demo"));
    let browser = Browser::start(Scripts::On).await;
    for path in ["/", "/join", "/privacy", "/cookies", "/ledger", "/demo/style"] {
        for width in [390, 1280] {
            browser.view(width, false).await;
            browser.open(&format!("{}{path}?lang=en-XB", server.base)).await;
            let wrong = browser.run(MIRRORED).await;
            assert_eq!(wrong, json!([]), "{path} at {width}");
        }
    }
    drop(browser);
    server.stop();
}

/// What does not stand where it should: headings, labels and the name of the site end at the right
/// edge of what holds them, and nothing sticks out.
const MIRRORED: &str = "
    const wrong = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > document.documentElement.clientWidth) wrong.push('wide: ' + wide);
    if (getComputedStyle(document.documentElement).direction !== 'rtl') wrong.push('direction');
    const text = e => {
        const range = document.createRange();
        range.selectNodeContents(e);
        return range.getBoundingClientRect();
    };
    for (const e of document.querySelectorAll('main h1, main h2, main h3, main label, .brand')) {
        const room = e.parentElement.getBoundingClientRect();
        const box = text(e);
        const left = box.left - room.left, right = room.right - box.right;
        if (box.width && right > left + 2) wrong.push(e.tagName + ' ' + e.textContent);
    }
    return wrong;";
