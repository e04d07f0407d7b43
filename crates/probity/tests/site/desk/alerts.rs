//! Alerts: staff whose role is named get one mail when something begins and one when it is over, with no
//! figure and nobody in it; also after a restart, and whichever way the requests came in.

use axum::body::Body;
use axum::http::Method;
use probity::config::Config;
use probity::mail::Transport;
use probity_ledger::Kind;
use probity_policy::Role;

use super::colleague;
use crate::harness::{Engine, Site, off};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const BEGAN: &str = "An alert on your sites has begun";
const OVER: &str = "An alert on your sites is over";

/// Makes one test on each engine out of each function, over a site with alerts that takes logs.
macro_rules! with_alerts {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $name() { super::run(crate::harness::Engine::sqlite(), super::$name); })+
        }
        mod on_postgres {
            $(#[test] fn $name() { super::run(crate::harness::Engine::postgres(), super::$name); })+
        }
    };
}

with_alerts!(
    staff_are_told_once_when_it_begins_and_once_when_it_is_over,
    slow_answers_are_told_of,
    what_came_long_ago_or_is_too_little_is_no_alert,
);

#[test]
fn only_roles_that_may_see_usage_are_told() {
    let text = format!(
        "{RULES}\n[[usage.alerts]]\nwhat = \"threats\"\nabove = 3\nover = 5\nto = [\"auditor\"]"
    );
    let said =
        std::panic::catch_unwind(|| Site::with(Engine::sqlite(), |config| settings(config, &text)));
    let said =
        said.err().and_then(|said| said.downcast::<String>().ok()).expect("it does not start");
    assert!(said.contains("`auditor`") && said.contains("infrastructure-staff"), "{said}");
}

const RULES: &str = r#"
[usage]
record = false
sites = ["www.example.org"]

[[usage.alerts]]
what = "error-rate"
site = "www.example.org"
above = 5
over = 10
to = ["infrastructure-staff"]

[[usage.alerts]]
what = "down"
site = "www.example.org"
over = 5
to = ["infrastructure-staff"]

[[usage.alerts]]
what = "time-taken-p90"
site = "www.example.org"
above = 800
over = 60
to = ["infrastructure-staff"]
"#;

fn settings(config: &mut Config, text: &str) {
    config.usage = Config::parse("foundation.toml", text.as_bytes()).unwrap().usage;
}

fn run(engine: Engine, test: impl AsyncFnOnce(&Site)) {
    let dir = tempfile::tempdir().unwrap();
    let tokens = dir.path().join("tokens");
    std::fs::write(&tokens, format!("www.example.org {TOKEN}\n")).unwrap();
    let site = Site::with(engine, |config| {
        settings(config, RULES);
        config.usage.push_tokens_file = Some(tokens);
    });
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test(&site));
}

/// Another server sends lines of its log: so many requests so many seconds ago, with that status and
/// time taken, in seconds.
async fn sends(site: &Site, count: u32, ago: i64, status: u16, taken: &str) {
    let second = site.app.now_ms() / 1000 % 86_400 - ago;
    let time = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
    let line = |n: u32| {
        format!(
            "198.51.100.{} - - [24/Nov/2026:{time} +0000] \"GET /secret/{n} HTTP/1.1\" {status} 512 \
             \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"{taken}\n",
            n % 200
        )
    };
    let log: String = (0..count).map(line).collect();
    let token = format!("Bearer {TOKEN}");
    let headers = [("authorization", token.as_str())];
    let mut server = site.browser();
    let address = "/api/v1/usage?site=www.example.org";
    let page = server.send(Method::POST, address, Body::from(log), &headers).await;
    assert_eq!(page.status, 200, "{}", page.body);
}

/// Looks, and sends what is queued: the messages that were sent, as receiver and subject.
async fn look(site: &Site) -> Vec<(String, String)> {
    let before = site.outbox.messages().len();
    off(|| site.app.watch_usage()).unwrap();
    site.drain().await;
    let messages = site.outbox.messages();
    let new = messages.len() - before;
    messages.into_iter().take(new).map(|message| (message.to, message.subject)).collect()
}

async fn staff_are_told_once_when_it_begins_and_once_when_it_is_over(site: &Site) {
    let mut one = colleague(site, Role::InfrastructureStaff).await;
    let other = colleague(site, Role::Auditor).await;
    site.drain().await;
    let page = one.browser.get("/desk/usage").await;
    assert_eq!(page.main().matches("Quiet").count(), 3, "{}", page.main());
    assert_eq!(look(site).await, []);
    // The looking itself is on record once an hour.
    let before = site.entries();
    assert_eq!(look(site).await, []);
    assert_eq!(site.entries(), before);
    sends(site, 60, 120, 200, "").await;
    sends(site, 6, 60, 502, "").await;
    let before = site.entries();
    // 6 of 66 fail; nothing is down.
    assert_eq!(look(site).await, [(one.email.clone(), BEGAN.to_owned())]);
    let facts = off(|| site.app.vault().recent(site.entries(), site.entries() - before)).unwrap();
    // That it began, and the address that was opened to say so.
    let kinds: Vec<_> = facts.iter().map(|fact| (fact.kind, fact.role.as_str())).collect();
    assert_eq!(kinds, [(Kind::Send, "system"), (Kind::Use, "system")], "{facts:?}");
    assert_eq!(facts[1].purpose.as_deref(), Some("availability-performance"));
    let message = site.outbox.messages().into_iter().next().unwrap();
    assert!(
        message.text.contains("www.example.org: More than 5 % of requests fail"),
        "{}",
        message.text
    );
    for hidden in ["198.51.100", "secret", "66", &other.email] {
        assert!(!message.text.contains(hidden), "{hidden}: {}", message.text);
    }
    // It goes on, also for who takes over after a restart, and is told no more.
    site.clock.advance(60_000);
    assert_eq!(look(site).await, []);
    let (again, _) = site.restarted(Transport::Demo(std::sync::Arc::clone(&site.outbox)), true);
    off(|| again.watch_usage()).unwrap();
    assert_eq!(look(site).await, []);
    let page = one.browser.get("/desk/usage").await;
    assert!(page.main().contains("<strong>On since 24 November 2026"), "{}", page.main());
    // A little better is not yet well.
    sends(site, 70, 30, 200, "").await;
    site.clock.advance(60_000);
    assert_eq!(look(site).await, []);
    sends(site, 200, 30, 200, "").await;
    site.clock.advance(60_000);
    assert_eq!(look(site).await, [(one.email.clone(), OVER.to_owned())]);
    let page = one.browser.get("/desk/usage").await;
    assert!(page.main().contains("Over since 24 November 2026"), "{}", page.main());
    // Within its time it does not begin again.
    sends(site, 200, 30, 503, "").await;
    site.clock.advance(60_000);
    assert_eq!(look(site).await, []);
    site.clock.advance(9 * 60_000);
    sends(site, 200, 60, 503, "").await;
    assert_eq!(look(site).await.len(), 1, "two alerts at once are one mail");
    let message = site.outbox.messages().into_iter().next().unwrap();
    assert!(message.text.contains("No request is answered for 5 minutes"), "{}", message.text);
    assert!(message.text.contains("More than 5 % of requests fail"), "{}", message.text);
}

async fn slow_answers_are_told_of(site: &Site) {
    let one = colleague(site, Role::InfrastructureStaff).await;
    site.drain().await;
    sends(site, 90, 120, 200, " 0.200").await;
    assert_eq!(look(site).await, []);
    sends(site, 30, 60, 200, " 0.900").await;
    assert_eq!(look(site).await, [(one.email.clone(), BEGAN.to_owned())]);
    let message = site.outbox.messages().into_iter().next().unwrap();
    assert!(message.text.contains("takes longer than 800 ms"), "{}", message.text);
    // Two hours later nothing has come: nobody knows. Then quick answers do.
    site.clock.advance(2 * 3_600_000);
    assert_eq!(look(site).await, []);
    sends(site, 5, 60, 200, " 0.100").await;
    assert_eq!(look(site).await, [(one.email.clone(), OVER.to_owned())]);
}

async fn what_came_long_ago_or_is_too_little_is_no_alert(site: &Site) {
    let _one = colleague(site, Role::InfrastructureStaff).await;
    site.drain().await;
    // An old log that is taken in now, and one request too few.
    sends(site, 500, 3_600, 503, "").await;
    sends(site, 4, 60, 503, "").await;
    assert_eq!(look(site).await, []);
    sends(site, 1, 50, 503, "").await;
    site.clock.advance(60_000);
    assert_eq!(look(site).await.len(), 1, "five are enough to say that it is down");
}
