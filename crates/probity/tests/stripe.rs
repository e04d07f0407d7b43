//! The client of Stripe's API and the signatures of webhooks, against programs that are not ours: PyPI's
//! localstripe, another server of that API (without hosted pages, disputes and idempotency, which our
//! sandbox has), and the verifier of Stripe's own Python library.

#[path = "support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::Duration;

use probity::giving::currency::Currency;
use probity::giving::money::Money;
use probity::payment::fault::Fault;
use probity::payment::provider::{Provider, Reference};
use probity::payment::sandbox::Sandbox;
use probity::payment::signature::{WebhookSecret, verify};
use probity::payment::standing::Standing;
use probity::payment::stripe::{Settings, Stripe};
use probity_vault::clock::{ManualClock, SeededRandom};
use support::lines::Lines;
use support::tools;
use zeroize::Zeroizing;

/// localstripe, running.
struct LocalStripe {
    child: Child,
    api: String,
    _lines: Lines,
}

impl LocalStripe {
    fn start() -> Self {
        let mut child = tools::python()
            .args(["-u", "-m", "localstripe", "--port", "0", "--from-scratch"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("localstripe starts: run `cargo xtask tools`");
        let lines = Lines::of(child.stdout.take().expect("its output is piped"));
        let port = lines.find(|line| {
            let (_, rest) = line.split_once("http://[::]:")?;
            rest.split(' ').next()?.parse::<u16>().ok()
        });
        let port = port.expect("it says where it listens");
        Self { child, api: format!("http://127.0.0.1:{port}"), _lines: lines }
    }

    fn client(&self) -> Stripe {
        Stripe::new(Settings {
            api: self.api.clone(),
            key: Zeroizing::new("sk_test_12345".to_owned()),
            live: false,
            pause: Duration::ZERO,
        })
        .unwrap()
    }
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::named("EUR").unwrap()).unwrap()
}

/// The body and the signature of the next request.
fn next_webhook(listener: &TcpListener) -> (Vec<u8>, String) {
    let (stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut reader = BufReader::new(stream);
    let (mut length, mut signature) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().unwrap();
            }
            Some((name, value)) if name.eq_ignore_ascii_case("stripe-signature") => {
                value.clone_into(&mut signature);
            }
            None if line.trim_end().is_empty() => break,
            Some(_) | None => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    reader.into_inner().write_all(answer).unwrap();
    (body, signature)
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_refunds_and_webhooks_are_as_another_server_has_them() {
    let server = LocalStripe::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let http = reqwest::Client::new();
    let config = format!(
        "{{\"url\":\"http://{}/\",\"secret\":\"whsec_contract\",\"events\":[\"payment_intent.succeeded\"]}}",
        listener.local_addr().unwrap()
    );
    let configured = http
        .post(format!("{}/_config/webhooks/ours", server.api))
        .header("content-type", "application/json")
        .body(config)
        .send();
    assert!(configured.await.unwrap().status().is_success());
    let client = server.client();
    let made = client.make_intent(euro(2_500), "0011aabb", "pm_card_visa", "key").await.unwrap();
    assert_eq!((made.status.as_str(), made.amount), ("succeeded", 2_500));
    let (body, signature) = tokio::task::block_in_place(|| next_webhook(&listener));
    let secrets = [WebhookSecret::new("whsec_contract")];
    let event: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(event["data"]["object"]["id"], made.id.as_str());
    let signed_ms = event["created"].as_i64().unwrap() * 1000;
    assert_eq!(verify(Some(&signature), &body, &secrets, signed_ms), Ok(()));
    assert!(verify(Some(&signature), &body, &secrets, signed_ms + 301_000).is_err());
    assert!(verify(Some(&signature), &body[1..], &secrets, signed_ms).is_err());
    let provider = Provider::Stripe(client);
    let look = async || {
        let looked = provider.look(&Reference::Intent(&made.id)).await.unwrap();
        assert_eq!(looked.number.as_deref(), Some("0011aabb"));
        assert_eq!(looked.money, Some(euro(2_500)));
        Standing::of(looked.seen)
    };
    assert_eq!(look().await, Standing::Succeeded);
    let half = provider.refund(&made.id, Some(euro(1_000)), "half").await.unwrap();
    assert_eq!((half.amount, half.status.as_deref()), (1_000, Some("succeeded")));
    assert_eq!(look().await, Standing::PartlyRefunded);
    assert_eq!(provider.refund(&made.id, Some(euro(1_500)), "rest").await.unwrap().amount, 1_500);
    assert_eq!(look().await, Standing::Refunded);
    let unknown = provider.look(&Reference::Intent("pi_nobodys")).await;
    assert_eq!(unknown.err(), Some(Fault::Unknown));
}

#[test]
fn stripes_own_library_believes_the_sandbox_and_no_forgery() {
    let clock = Arc::new(ManualClock::new(1_795_510_800_000));
    let sandbox = Sandbox::new("http://127.0.0.1:1", clock, Arc::new(SeededRandom::new(5)));
    let body =
        r#"{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{}}}"#;
    let judged = |body: &str, header: &str, secret: &str| {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/verify_stripe.py");
        let output = tools::python().arg(script).args([body, header, secret]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        said
    };
    let header = sandbox.signature(body.as_bytes());
    let secret = "whsec_contract";
    let ours = WebhookSecret::new(secret).sign(body.as_bytes(), 1_795_510_800);
    assert_eq!(judged(body, &ours, secret), "payment_intent.succeeded");
    assert_eq!(judged(&body.replace("succeeded", "cancelled"), &ours, secret), "refused");
    assert_eq!(judged(body, &header, secret), "refused", "the sandbox has a secret of its own");
}
