//! The client of Stripe's API, spoken to the sandbox over a real connection; and the sandbox's pages.

use std::time::Duration;

use probity_vault::clock::{ManualClock, SeededRandom};

use super::*;
use crate::giving::currency::Currency;
use crate::giving::money::Money;
use crate::payment::fault::Fault;
use crate::payment::provider::{Begin, Begun, Frequency, Provider, Reference};
use crate::payment::signature::verify;
use crate::payment::standing::Standing;

/// Milliseconds since 1970 when these tests happen.
const NOW_MS: i64 = 1_795_510_800_000;

struct Shop {
    sandbox: Arc<Sandbox>,
    clock: Arc<ManualClock>,
    provider: Provider,
    base: String,
    http: reqwest::Client,
}

impl Shop {
    async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(ManualClock::new(NOW_MS));
        let sandbox = Sandbox::new(&base, clock.clone(), Arc::new(SeededRandom::new(3)));
        let router = sandbox.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let provider = Provider::Sandbox(sandbox.client(Duration::ZERO).unwrap());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        Self { sandbox, clock, provider, base, http: http.unwrap() }
    }

    async fn begin(&self, frequency: Frequency, key: &str) -> Result<Begun, Fault> {
        let money = Money::new(2_500, Currency::named("EUR").unwrap()).unwrap();
        let begin = Begin {
            money,
            frequency,
            number: "0011aabb",
            what: "A gift",
            back: "http://site.example/back",
        };
        self.provider.begin(&begin, key).await
    }

    /// Types a card on a hosted page: the status and where it leads.
    async fn card(&self, url: &str, number: &str) -> (u16, String) {
        self.post(url, &format!("card={}", number.replace(' ', "+"))).await
    }

    async fn post(&self, url: &str, body: &str) -> (u16, String) {
        let response = self.http.post(url).body(body.to_owned()).send().await.unwrap();
        let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        (response.status().as_u16(), to.unwrap_or_default())
    }

    async fn standing(&self, begun: &Begun) -> Standing {
        let looked = self.provider.look(&Reference::Session(&begun.reference)).await.unwrap();
        assert_eq!(looked.number.as_deref(), Some("0011aabb"));
        assert_eq!(looked.money.unwrap().decimal(), "25.00");
        Standing::of(looked.seen)
    }

    async fn intent(&self, begun: &Begun) -> String {
        let looked = self.provider.look(&Reference::Session(&begun.reference)).await.unwrap();
        looked.intent.unwrap()
    }
}

#[tokio::test]
async fn every_test_card_does_what_it_says() {
    let shop = Shop::open().await;
    for (number, status, standing) in [
        ("4242 4242 4242 4242", 303, Standing::Succeeded),
        ("4000 0000 0000 0002", 402, Standing::Created),
        ("4000 0000 0000 9995", 402, Standing::Created),
        ("4000 0000 0000 3220", 303, Standing::Pending),
        ("4000 0000 0000 0259", 303, Standing::Disputed),
        ("4111 1111 1111 1111", 402, Standing::Created),
    ] {
        let begun = shop.begin(Frequency::Once, number).await.unwrap();
        assert_eq!(shop.standing(&begun).await, Standing::Created);
        let (found, to) = shop.card(&begun.url, number).await;
        assert_eq!(found, status, "{number}");
        assert_eq!(shop.standing(&begun).await, standing, "{number}");
        if standing.is_paid() {
            assert_eq!(to, "http://site.example/back");
        }
    }
    assert_eq!(shop.sandbox.charges(), 2);
}

#[tokio::test]
async fn a_bank_that_asks_is_answered() {
    let shop = Shop::open().await;
    for (answer, standing) in [("yes", Standing::Succeeded), ("no", Standing::Created)] {
        let begun = shop.begin(Frequency::Once, answer).await.unwrap();
        let (status, to) = shop.card(&begun.url, "4000 0000 0000 3220").await;
        assert_eq!((status, to.ends_with("/challenge")), (303, true));
        let page = shop.http.get(format!("{}{to}", shop.base)).send().await.unwrap();
        assert!(page.text().await.unwrap().contains("Your bank asks"));
        shop.post(&format!("{}{to}", shop.base), &format!("answer={answer}")).await;
        assert_eq!(shop.standing(&begun).await, standing);
        // The answer counts once.
        shop.post(&format!("{}{to}", shop.base), "answer=yes").await;
        assert_eq!(shop.standing(&begun).await, standing);
    }
    assert_eq!(shop.sandbox.charges(), 1);
}

#[tokio::test]
async fn the_same_key_opens_the_same_page() {
    let shop = Shop::open().await;
    let first = shop.begin(Frequency::Once, "key").await.unwrap();
    let second = shop.begin(Frequency::Once, "key").await.unwrap();
    assert_eq!(first.url, second.url);
    // The same key with another request is refused, and nothing is made.
    assert_eq!(
        shop.begin(Frequency::Monthly, "key").await.err(),
        Some(Fault::Refused("idempotency_error"))
    );
    assert_eq!(shop.sandbox.sessions(), 1);
}

#[tokio::test]
async fn what_was_done_without_an_answer_is_not_done_twice() {
    let shop = Shop::open().await;
    shop.sandbox.trouble(Trouble::AnswersLost);
    let lost = shop.begin(Frequency::Once, "key").await;
    assert_eq!(lost.err(), Some(Fault::Disturbed(500)), "asked three times");
    shop.sandbox.trouble(Trouble::Down);
    assert_eq!(shop.begin(Frequency::Once, "key").await.err(), Some(Fault::Disturbed(503)));
    shop.sandbox.trouble(Trouble::None);
    let begun = shop.begin(Frequency::Once, "key").await.unwrap();
    assert_eq!(shop.sandbox.sessions(), 1);
    shop.card(&begun.url, "4242 4242 4242 4242").await;
    let intent = shop.intent(&begun).await;
    shop.sandbox.trouble(Trouble::AnswersLost);
    let half = Money::new(1_000, Currency::named("EUR").unwrap()).ok();
    assert!(shop.provider.refund(&intent, half, "refund").await.unwrap_err().passes());
    shop.sandbox.trouble(Trouble::None);
    assert_eq!(shop.provider.refund(&intent, half, "refund").await.unwrap().amount, 1_000);
    assert_eq!(shop.standing(&begun).await, Standing::PartlyRefunded);
    // More than is left is refused; the rest is not.
    let all = Money::new(2_500, Currency::named("EUR").unwrap()).ok();
    let more = shop.provider.refund(&intent, all, "more").await;
    assert_eq!(more.err(), Some(Fault::Refused("amount_too_large")));
    assert_eq!(shop.provider.refund(&intent, None, "rest").await.unwrap().amount, 1_500);
    assert_eq!(shop.standing(&begun).await, Standing::Refunded);
    let again = shop.provider.refund(&intent, None, "again").await;
    assert_eq!(again.err(), Some(Fault::Refused("charge_already_refunded")));
}

#[tokio::test]
async fn a_contested_payment_is_won_or_lost() {
    for (won, standing) in [(true, Standing::Won), (false, Standing::Lost)] {
        let shop = Shop::open().await;
        let begun = shop.begin(Frequency::Once, "key").await.unwrap();
        shop.card(&begun.url, "4000 0000 0000 0259").await;
        let intent = shop.intent(&begun).await;
        let refund = shop.provider.refund(&intent, None, "no").await;
        assert_eq!(refund.err(), Some(Fault::Refused("charge_disputed")));
        shop.sandbox.decide_disputes(won);
        assert_eq!(shop.standing(&begun).await, standing);
        // Seen from the payment itself it is the same.
        let looked = shop.provider.look(&Reference::Intent(&intent)).await.unwrap();
        assert_eq!(Standing::of(looked.seen), standing);
        assert_eq!(looked.number.as_deref(), Some("0011aabb"));
    }
}

#[tokio::test]
async fn what_recurs_can_be_ended() {
    let shop = Shop::open().await;
    let begun = shop.begin(Frequency::Monthly, "key").await.unwrap();
    let page = shop.http.get(&begun.url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("each month"), "{page}");
    shop.card(&begun.url, "4242 4242 4242 4242").await;
    let Provider::Sandbox(stripe) = &shop.provider else { unreachable!() };
    let id = shop.sandbox.books().subscriptions.keys().next().unwrap().clone();
    assert_eq!(stripe.subscription(&id).await.unwrap().status, "active");
    assert_eq!(shop.provider.cancel(&id).await.unwrap().status, "canceled");
    assert_eq!(shop.provider.cancel(&id).await.unwrap().status, "canceled", "ending it again");
    assert_eq!(shop.provider.cancel("sub_none").await.unwrap_err(), Fault::Unknown);
    assert_eq!(
        shop.provider.cancel("../refunds").await.unwrap_err(),
        Fault::Odd("an id that is none")
    );
}

#[tokio::test]
async fn what_happened_is_listed_page_by_page() {
    let shop = Shop::open().await;
    for n in 0..70 {
        let begun = shop.begin(Frequency::Once, &n.to_string()).await.unwrap();
        shop.card(&begun.url, "4242 4242 4242 4242").await;
        shop.clock.advance(1_000);
    }
    let since = |seconds: i64| NOW_MS / 1000 + seconds;
    let (all, whole) = shop.provider.changed_since(since(0)).await.unwrap();
    // Two events a payment: more than one page of them.
    assert_eq!((all.len(), whole), (140, true));
    assert!(all.is_sorted_by(|a, b| a.at_s >= b.at_s), "newest first");
    assert!(all.iter().all(|changed| changed.reference().is_some()));
    let (late, _) = shop.provider.changed_since(since(60)).await.unwrap();
    assert_eq!(late.len(), 20);
}

#[tokio::test]
async fn strangers_and_the_other_mode_are_refused() {
    let shop = Shop::open().await;
    let client = |key: &str, live| {
        let settings = Settings {
            api: shop.base.clone(),
            key: Zeroizing::new(key.to_owned()),
            live,
            pause: Duration::ZERO,
        };
        Provider::Stripe(Stripe::new(settings).unwrap())
    };
    let begun = shop.begin(Frequency::Once, "key").await.unwrap();
    let reference = Reference::Session(&begun.reference);
    assert_eq!(client("sk_test_wrong", false).look(&reference).await.err(), Some(Fault::Key));
    let key = shop.sandbox.key.clone();
    assert_eq!(client(&key, true).look(&reference).await.err(), Some(Fault::Mode));
    let unknown = Reference::Session("cs_test_none");
    assert_eq!(client(&key, false).look(&unknown).await.err(), Some(Fault::Unknown));
    assert_eq!(
        Provider::Offline.look(&unknown).await.err(),
        Some(Fault::Refused("no cards are taken"))
    );
}

#[tokio::test]
async fn nobody_answers_where_nobody_is() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = Settings {
        api: format!("http://{port}"),
        key: Zeroizing::new("sk_test".to_owned()),
        live: false,
        pause: Duration::ZERO,
    };
    let gone = Provider::Stripe(Stripe::new(settings).unwrap());
    let fault = gone.look(&Reference::Session("cs_1")).await.err().unwrap();
    assert_eq!(fault, Fault::Unreachable("no connection"));
    assert!(fault.passes());
}

#[tokio::test]
async fn webhooks_are_signed_and_hold_no_card() {
    let shop = Shop::open().await;
    let begun = shop.begin(Frequency::Once, "key").await.unwrap();
    shop.card(&begun.url, "4242 4242 4242 4242").await;
    let deliveries = shop.sandbox.take_deliveries();
    assert_eq!(deliveries.len(), 2);
    for delivery in deliveries {
        let header = shop.sandbox.signature(&delivery.body);
        let secrets = [shop.sandbox.webhook_secret()];
        assert_eq!(verify(Some(&header), &delivery.body, &secrets, NOW_MS), Ok(()));
        assert!(!String::from_utf8(delivery.body).unwrap().contains("4242"));
    }
}

#[tokio::test]
async fn pages_are_ours_and_say_what_they_are() {
    let shop = Shop::open().await;
    let begun = shop.begin(Frequency::Once, "key").await.unwrap();
    let german = shop.http.get(&begun.url).header("accept-language", "de").send().await.unwrap();
    let policy = german.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action *"), "{policy}");
    let text = german.text().await.unwrap();
    assert!(text.contains("Dies ist ein Sandkasten") && text.contains("25,00\u{a0}EUR"), "{text}");
    assert!(!text.contains("sandbox-"), "{text}");
    let style = shop.http.get(format!("{}/sandbox.css", shop.base)).send().await.unwrap();
    assert!(style.text().await.unwrap().contains("--brand"));
    shop.sandbox.expire_all();
    assert_eq!(shop.standing(&begun).await, Standing::Failed);
    assert_eq!(shop.http.get(&begun.url).send().await.unwrap().status().as_u16(), 404);
    assert_eq!(shop.card(&begun.url, "4242 4242 4242 4242").await.0, 404);
    assert_eq!(shop.sandbox.charges(), 0);
}
