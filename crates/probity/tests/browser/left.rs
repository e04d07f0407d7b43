//! The last page of a visit says when it was left, in a real browser; and nothing says so for readers
//! who refuse cookies, who object by Global Privacy Control, or whose browser runs no script.

use serde_json::json;

use crate::chrome::{Browser, Scripts};
use crate::history::requests;
use crate::support::mail::MailServer;
use crate::support::program::Installation;

/// A reader who looks at two pages and goes away.
enum Reader {
    Plain,
    Refuses,
    Objects,
}

#[tokio::test]
async fn the_last_page_says_when_it_was_left() {
    let (first, last) = looked_at(Scripts::On, Reader::Plain).await;
    assert!(first.is_some(), "the next page tells how long the first was looked at");
    assert!(last.is_some_and(|ms| ms >= 0), "the last page told it itself: {last:?}");
}

#[tokio::test]
async fn nothing_is_said_without_javascript() {
    let (first, last) = looked_at(Scripts::Off, Reader::Plain).await;
    assert!(first.is_some() && last.is_none(), "{first:?} {last:?}");
}

#[tokio::test]
async fn nothing_is_said_for_who_refuses_cookies() {
    let (first, last) = looked_at(Scripts::On, Reader::Refuses).await;
    assert!(first.is_some() && last.is_none(), "{first:?} {last:?}");
}

#[tokio::test]
async fn nothing_is_said_for_who_objects() {
    let (first, last) = looked_at(Scripts::On, Reader::Objects).await;
    assert!(first.is_some() && last.is_none(), "{first:?} {last:?}");
}

/// How long the history has it that the two pages were looked at.
async fn looked_at(scripts: Scripts, reader: Reader) -> (Option<i64>, Option<i64>) {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let server = installation.serve();
    let base = installation.base();
    let browser = Browser::start(scripts).await;
    browser.devtools("Network.enable", json!({})).await;
    match reader {
        Reader::Plain => {}
        Reader::Refuses => browser.be(&base, ["settings=cookies.refused"].into_iter()).await,
        Reader::Objects => {
            let header = json!({"headers": {"Sec-GPC": "1"}});
            browser.devtools("Network.setExtraHTTPHeaders", header).await;
        }
    }
    browser.open(&format!("{base}/")).await;
    browser.open(&format!("{base}/privacy")).await;
    // Away, to where nothing is sent to the site; then what was on its way has come.
    browser.open("about:blank").await;
    for _ in 0..2 {
        browser.open(&format!("{base}/healthz")).await;
    }
    drop(browser);
    server.stop();
    let rows = requests(&installation.data());
    let of = |path: &str| {
        let mut pages = rows.iter().filter(|row| row.kind == "page" && row.path == path);
        let page = pages.next().unwrap_or_else(|| panic!("{path} was viewed: {rows:?}"));
        assert!(pages.next().is_none(), "{path} was viewed once");
        page.duration_ms
    };
    (of("/"), of("/privacy"))
}
