//! The demonstration, as the README has a reader start it.

use crate::chrome::{Browser, Scripts};
use crate::support::program::{Server, program};

#[tokio::test]
async fn the_demo_opens_and_keeps_its_mail() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("demo");
    let mut command = program();
    command.args(["demo", "--listen", "127.0.0.1:0", "--members", "8", "--data"]).arg(&data);
    let server = Server::start(&mut command);
    let browser = Browser::start(Scripts::On).await;
    browser.open(&server.base).await;
    assert!(browser.text().await.contains("This is a demonstration"));
    browser.open(&format!("{}/signin", server.base)).await;
    browser.fill("email", "someone.new@example.org").await;
    browser.press("E-mail me a link instead").await;
    browser.open(&format!("{}/demo/outbox", server.base)).await;
    assert!(browser.has("main h1").await);
    browser.close().await;
    server.stop();
}
