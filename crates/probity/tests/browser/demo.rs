//! The demonstration, as the README has a reader start it.

use std::path::Path;

use crate::chrome::{Browser, Scripts};
use crate::support::program::{Server, program};

/// Starts the demonstration in that directory.
pub(crate) fn demonstration(data: &Path) -> Server {
    let mut command = program();
    command.args(["demo", "--listen", "127.0.0.1:0", "--members", "8", "--data"]).arg(data);
    Server::start(&mut command)
}

/// What it prints behind `label`.
pub(crate) fn said(server: &Server, label: &str) -> String {
    let value = server.says(|line| Some(line.trim().strip_prefix(label)?.trim().to_owned()));
    value.unwrap_or_else(|| panic!("it does not say its `{label}`: {}", server.printed()))
}

#[tokio::test]
async fn the_demo_lets_a_member_and_staff_in_and_shows_its_mail() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("demo");
    let server = demonstration(&data);
    let (email, password) = (said(&server, "Sample member"), said(&server, "Password"));
    let (staff, outbox) = (said(&server, "Staff link"), said(&server, "Mail"));

    let browser = Browser::start(Scripts::On).await;
    browser.open(&server.base).await;
    assert!(browser.text().await.contains("This is a demonstration"));
    browser.open(&format!("{}/signin", server.base)).await;
    browser.fill("email", &email).await;
    browser.press("E-mail me a link instead").await;
    let message = browser.open_until(&outbox, "main td a, main th a").await;
    browser.click(message).await;
    let link = browser.find(".message a[href*='/signin/']").await;
    browser.click(link).await;
    let button = browser.find("main form button").await;
    browser.click(button).await;
    assert_eq!(browser.path().await, "/account");
    browser.press("Sign out").await;

    browser.open(&staff).await;
    let button = browser.find("main form button").await;
    browser.click(button).await;
    assert_eq!(browser.path().await, "/desk");
    server.stop();

    // The same directory starts again, with its people and their passwords.
    let again = demonstration(&data);
    browser.open(&format!("{}/signin", again.base)).await;
    browser.fill("email", &email).await;
    browser.fill("password", &password).await;
    browser.press("Sign in").await;
    assert_eq!(browser.path().await, "/account");
    drop(browser);
    again.stop();
}
