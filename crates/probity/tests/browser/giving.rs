//! Giving in the demonstration: a card that is declined, one whose bank asks first, one that pays; the
//! receipt; and the money sent back at the desk. Then no number of a card stands in any byte of the data,
//! of the ledger, of the mail or of what was printed.

use crate::chrome::{Browser, Scripts};
use crate::demo::{demonstration, said};
use crate::support::hunt::Hunt;
use crate::support::program::{program, text};

/// The cards of the sandbox, as they are typed here.
const DECLINED: &str = "4000000000000002";
const CHALLENGED: &str = "4000000000003220";
const PAYS: &str = "4242 4242 4242 4242";

const GIVER: &str = "margarethe.silberfuchs@owl.example";
const NAME: &str = "Margarethe Silberfuchs";

#[tokio::test]
async fn a_gift_with_javascript() {
    give(Scripts::On).await;
}

#[tokio::test]
async fn a_gift_without_javascript() {
    give(Scripts::Off).await;
}

async fn shows(browser: &Browser, words: &str) {
    let page = browser.text().await;
    assert!(page.contains(words), "`{words}` is missing on {}: {page}", browser.path().await);
}

/// Fills in the form and goes on to the sandbox.
async fn begin(browser: &Browser, base: &str, amount: &str) {
    browser.open(&format!("{base}/donate")).await;
    browser.fill("payment-amount", amount).await;
    browser.fill("receipt-email", GIVER).await;
    browser.fill("receipt-name", NAME).await;
    browser.press("Go on to pay").await;
    shows(browser, "This is a sandbox").await;
}

/// Types a card's number and pays.
async fn pay(browser: &Browser, card: &str) {
    browser.fill("card", card).await;
    let button = browser.find("main form button").await;
    browser.click(button).await;
}

async fn give(scripts: Scripts) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("demo");
    let server = demonstration(&data);
    let (finance, outbox) = (said(&server, "Finance link"), said(&server, "Mail"));
    let browser = Browser::start(scripts).await;

    // What is typed wrong is said before anything is asked of anybody.
    browser.open(&format!("{}/donate", server.base)).await;
    browser.fill("payment-amount", "twelve").await;
    browser.press("Go on to pay").await;
    assert!(browser.title().await.starts_with("Error: "), "the title says that it failed");

    begin(&browser, &server.base, "54,321.98").await;
    pay(&browser, DECLINED).await;
    shows(&browser, "The card was declined").await;
    pay(&browser, CHALLENGED).await;
    shows(&browser, "Your bank asks").await;
    browser.press("No").await;
    shows(&browser, "Nothing was paid").await;
    pay(&browser, CHALLENGED).await;
    browser.press("Yes, pay").await;
    assert!(browser.path().await.starts_with("/donate/"), "it leads back to the site");
    shows(&browser, "Thank you for your gift").await;
    let message = browser.open_until(&outbox, "main td a, main th a").await;
    browser.click(message).await;
    shows(&browser, "54,321.98").await;
    shows(&browser, NAME).await;

    begin(&browser, &server.base, "30").await;
    pay(&browser, PAYS).await;
    shows(&browser, "Thank you for your gift").await;

    // One of them goes back.
    browser.open(&finance).await;
    let button = browser.find("main form button").await;
    browser.click(button).await;
    let list = format!("{}/desk/payments?standing=succeeded", server.base);
    let look = browser.open_until(&list, "article.datum form button").await;
    browser.click(look).await;
    shows(&browser, "Send money back").await;
    browser.press("Send all that is left back").await;
    shows(&browser, "The money is on its way back").await;
    let back = format!("{}/desk/payments?standing=refunded", server.base);
    browser.open_until(&back, "article.datum form button").await;
    drop(browser);

    let printed = server.stop();
    let verified = program()
        .args(["ledger", "verify", "--json", "--data"])
        .arg(&data)
        .output()
        .expect("the program runs");
    assert!(verified.status.success(), "{}", text(&verified));
    let unspaced = PAYS.replace(' ', "");
    let hunt = Hunt::for_values([DECLINED, CHALLENGED, PAYS, unspaced.as_str()]);
    let (mut found, read) = hunt.search_dir(dir.path());
    found.extend(hunt.search("what was printed", printed.as_bytes()));
    found.extend(hunt.search("the ledger's check", &verified.stdout));
    assert!(read > 100_000, "only {read} bytes were searched");
    assert!(found.is_empty(), "{found:#?}");
    let personal = Hunt::for_values([GIVER, NAME, "54321.98", "54,321.98"]);
    let (found, _) = personal.search_dir(&data);
    assert!(found.is_empty(), "{found:#?}");
}
