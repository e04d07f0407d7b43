//! A site for tests, and a browser without a screen.

mod browser;
mod engine;
mod log;
#[path = "../support/postgres.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod postgres;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use probity::app::{App, Parts};
use probity::config::Config;
use probity::demo::Outbox;
use probity::mail::{Transport, Waiting};
use probity::payment::Payments;
use probity_policy::Archive;
use probity_vault::clock::{ManualClock, SeededRandom};
use probity_vault::{Opening, Vault};

pub(crate) use browser::{Browser, Page, encode};
pub(crate) use engine::Engine;
pub(crate) use log::captured;

/// When tests begin: 24 November 2026, shortly after the shipped policy came into force.
pub(crate) const START_MS: i64 = 1_795_510_800_000;

/// The address the site believes to have.
pub(crate) const BASE: &str = "http://127.0.0.1:8080";

/// A running site.
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) engine: Engine,
    parts: Remade,
}

/// What is needed to start the site again on the same data.
#[derive(Clone)]
struct Remade {
    vault: Vault,
    random: Arc<SeededRandom>,
}

impl Site {
    /// A demo site on a fresh database.
    pub(crate) fn new(engine: Engine) -> Self {
        Self::with(engine, |_| {})
    }

    /// The same with another configuration.
    pub(crate) fn with(engine: Engine, change: impl FnOnce(&mut Config)) -> Self {
        let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        Self::over(engine, &policies, change)
    }

    /// The same with other policies.
    pub(crate) fn over(engine: Engine, policies: &Path, change: impl FnOnce(&mut Config)) -> Self {
        Self::paying(engine, policies, change, |_, _| Payments::offline())
    }

    /// The same with a provider that moves money.
    pub(crate) fn paying(
        engine: Engine,
        policies: &Path,
        change: impl FnOnce(&mut Config),
        payments: impl FnOnce(&Arc<ManualClock>, &Arc<SeededRandom>) -> Payments,
    ) -> Self {
        let clock = Arc::new(ManualClock::new(START_MS));
        let random = Arc::new(SeededRandom::new(7));
        engine.lay_pages_out();
        let vault = Vault::open(Opening {
            store: engine.store(),
            keys: engine.keys(random.clone()),
            archive: Arc::new(Archive::load(policies).unwrap()),
            clock: clock.clone(),
            random: random.clone(),
            origin: "example.org/ledger".to_owned(),
        })
        .unwrap();
        let mut config = Config::default();
        change(&mut config);
        let outbox = Arc::new(Outbox::default());
        let parts = Remade { vault, random };
        let transport = Transport::Demo(Arc::clone(&outbox));
        let payments = payments(&clock, &parts.random);
        let shown = Some(Arc::clone(&outbox));
        let app = app(&parts, config, transport, shown, &clock, engine.directory(), payments);
        let router = probity::site::router(Arc::clone(&app));
        Self { app, router, clock, outbox, engine, parts }
    }

    /// Another site on the same data, as after a restart, with another way out for its mail.
    pub(crate) fn restarted(&self, transport: Transport, demo: bool) -> (Arc<App>, Router) {
        let outbox = demo.then(|| Arc::clone(&self.outbox));
        let config = self.app.config().clone();
        let app = off(|| {
            let data = self.engine.directory();
            app(&self.parts, config, transport, outbox, &self.clock, data, Payments::offline())
        });
        (Arc::clone(&app), probity::site::router(app))
    }

    /// A browser that has been nowhere yet.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// Sends all mail that is due.
    pub(crate) async fn drain(&self) {
        self.app.drain_mail().await.unwrap();
    }

    /// The path of the link in the newest message with this subject line.
    pub(crate) fn link(&self, subject: &str) -> String {
        let messages = self.outbox.messages();
        let message = messages.iter().find(|message| message.subject == subject);
        let message = message.unwrap_or_else(|| panic!("no message `{subject}` was sent"));
        let line = message.text.lines().find(|line| line.starts_with(BASE));
        line.expect("the message has a link")[BASE.len()..].to_owned()
    }

    /// How many people there are, and how many were erased.
    pub(crate) fn people(&self) -> (u64, u64) {
        let people = off(|| self.app.vault().people()).unwrap();
        let count = |state| people.get(state).copied().unwrap_or(0);
        (count("active") + count("restricted"), count("erased"))
    }

    /// How many messages are in which state.
    pub(crate) fn waiting(&self) -> Waiting {
        off(|| self.app.mail_waiting()).unwrap()
    }

    /// How many entries the ledger has.
    pub(crate) fn entries(&self) -> u64 {
        off(|| self.app.vault().head()).unwrap().size
    }

    /// A member who has joined and confirmed, and is signed in.
    pub(crate) async fn member(&self, person: &Person) -> Browser<'_> {
        let mut browser = self.browser();
        let page = browser.join(person).await;
        assert_eq!(page.location(), "/join/check-mail");
        self.drain().await;
        let link = self.link("Confirm your e-mail address");
        let page = browser.get(&link).await;
        let page = browser.submit(&page, &link, &[("password", person.password)]).await;
        assert_eq!(page.location(), "/account?done=joined");
        browser
    }
}

fn app(
    parts: &Remade,
    config: Config,
    transport: Transport,
    outbox: Option<Arc<Outbox>>,
    clock: &Arc<ManualClock>,
    data: &Path,
    payments: Payments,
) -> Arc<App> {
    App::new(Parts {
        vault: parts.vault.clone(),
        config,
        transport,
        outbox,
        clock: Arc::clone(clock) as Arc<_>,
        random: Arc::clone(&parts.random) as Arc<_>,
        data: Some(data.to_owned()),
        payments,
    })
    .unwrap()
}

/// Someone invented.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) country: &'static str,
    pub(crate) password: &'static str,
}

/// The one most tests are about.
pub(crate) const ADA: Person = Person {
    name: "Ada Quillfeather",
    email: "ada.quillfeather@mail.example",
    country: "PT",
    password: "seven quiet copper kettles",
};

/// Somebody else.
pub(crate) const BEN: Person = Person {
    name: "Ben Thistlewood",
    email: "ben.thistlewood@mail.example",
    country: "IS",
    password: "",
};

/// A third.
pub(crate) const CLEO: Person = Person {
    name: "Cleo Marrowby",
    email: "cleo.marrowby@mail.example",
    country: "NZ",
    password: "",
};

/// Runs a test to its end on a runtime of its own.
pub(crate) fn run(engine: Engine, test: impl AsyncFnOnce(&Site)) {
    run_with(engine, |_| {}, test);
}

/// The same with another configuration.
pub(crate) fn run_with(
    engine: Engine,
    change: impl FnOnce(&mut Config),
    test: impl AsyncFnOnce(&Site),
) {
    let site = Site::with(engine, change);
    run_on(&site, test);
}

/// The same on a site that was made otherwise.
pub(crate) fn run_on(site: &Site, test: impl AsyncFnOnce(&Site)) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(test(site));
}

/// Does what blocks: a test that asks the vault or the database itself does it in here.
pub(crate) fn off<T>(work: impl FnOnce() -> T) -> T {
    tokio::task::block_in_place(work)
}

/// Makes one test on SQLite and one on PostgreSQL out of each function.
macro_rules! on_both {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        mod on_sqlite {
            $($(#[$doc])* #[test] fn $name() {
                crate::harness::run(crate::harness::Engine::sqlite(), super::$name);
            })+
        }
        mod on_postgres {
            $($(#[$doc])* #[test] fn $name() {
                crate::harness::run(crate::harness::Engine::postgres(), super::$name);
            })+
        }
    };
}
pub(crate) use on_both;
