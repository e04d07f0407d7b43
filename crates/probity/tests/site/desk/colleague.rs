//! Somebody on the staff, who enrols and signs in as a person does: over the link, with a password and
//! an app for one-time codes. The app is another implementation than ours.

use std::sync::atomic::{AtomicU64, Ordering};

use probity::desk::staff::{self, Appointment};
use probity_ledger::{Actor, SubjectId};
use probity_policy::Role;
use probity_vault::SeededRandom;
use totp_rs::{Builder, Secret, Totp};

use crate::harness::{BASE, Browser, Page, Site, off};

/// Long enough, and nobody's.
pub(crate) const PASSWORD: &str = "nine slow amber lanterns";

/// What an authenticator app is.
pub(crate) struct App(Totp);

impl App {
    /// Reads the key off a page, as a person types it.
    pub(crate) fn reads(page: &Page) -> Self {
        let (_, rest) = page.body.split_once("<p class=\"secret\"><code>").expect("a key");
        let text: String =
            rest.split('<').next().unwrap().chars().filter(|c| !c.is_whitespace()).collect();
        Self(Builder::new().with_secret(Secret::try_from_base32(text).unwrap()).build().unwrap())
    }

    /// The code of a moment.
    pub(crate) fn code(&self, ms: i64) -> String {
        self.0.generate(u64::try_from(ms / 1000).unwrap()).to_string()
    }
}

/// The code that is right now, by the site's clock.
pub(crate) fn code(site: &Site, app: &App) -> String {
    app.code(site.app.now_ms())
}

/// Somebody who has enrolled and is signed in.
pub(crate) struct Colleague<'s> {
    pub(crate) browser: Browser<'s>,
    pub(crate) subject: SubjectId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) app: App,
    pub(crate) codes: Vec<String>,
}

/// Appoints somebody in a role: number, work address, and the path of the link to enrol.
pub(crate) fn appoint(site: &Site, role: Role) -> (SubjectId, String, String, String) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let (name, email) =
        (format!("Colleague Number{number}"), format!("colleague.{number}@work.example"));
    let appointment = Appointment::new(&name, &email, role.name(), role);
    let by = Actor::role("infrastructure-staff");
    let random = SeededRandom::new(900_000_000 + number);
    let (subject, link) =
        off(|| staff::appoint(site.app.vault(), &random, &appointment, &by)).unwrap();
    (subject, name, email, format!("/desk/enrol/{}", link.as_str()))
}

/// Somebody in a role who has enrolled. A step later the next code counts.
pub(crate) async fn colleague(site: &Site, role: Role) -> Colleague<'_> {
    let (subject, name, email, link) = appoint(site, role);
    let mut browser = site.browser();
    let page = browser.get(&link).await;
    assert_eq!(page.status, 200, "{}", page.main());
    let app = App::reads(&page);
    let fields = [("password", PASSWORD), ("code", &code(site, &app))];
    let done = browser.submit(&page, &link, &fields).await;
    assert_eq!(done.status, 200, "{}", done.main());
    let codes = recovery_codes(&done);
    site.clock.advance(60_000);
    Colleague { browser, subject, name, email, app, codes }
}

/// The recovery codes on a page.
pub(crate) fn recovery_codes(page: &Page) -> Vec<String> {
    let codes: Vec<String> = page
        .main()
        .split("<li><code>")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10, "{}", page.main());
    codes
}

impl<'s> Colleague<'s> {
    /// The first step of signing in, in a new browser: the page it leads to.
    pub(crate) async fn password(&self, browser: &mut Browser<'s>, password: &str) -> Page {
        let page = browser.get("/desk/signin").await;
        let fields = [("email", self.email.as_str()), ("password", password)];
        browser.submit(&page, "/desk/signin", &fields).await
    }

    /// The second step, from the page of the first.
    pub(crate) async fn second(&self, browser: &mut Browser<'s>, page: &Page, code: &str) -> Page {
        let (_, rest) = page.body.split_once("name=\"step\" value=\"").expect("a second step");
        let step = rest.split('"').next().unwrap().to_owned();
        let fields = [("step", step.as_str()), ("code", code)];
        browser.submit(page, "/desk/signin/code", &fields).await
    }

    /// Both steps, with the right password.
    pub(crate) async fn signs_in(&self, browser: &mut Browser<'s>, code: &str) -> Page {
        let page = self.password(browser, PASSWORD).await;
        assert_eq!(page.status, 200, "{}", page.main());
        self.second(browser, &page, code).await
    }

    /// Whether this browser is at the desk.
    pub(crate) async fn is_in(&self, browser: &mut Browser<'s>) -> bool {
        browser.get("/desk").await.status == 200
    }

    /// Searches for somebody: the answer.
    pub(crate) async fn searches(&mut self, who: &str, purpose: &str) -> Page {
        let page = self.browser.get("/desk/people").await;
        assert_eq!(page.status, 200, "{}", page.main());
        self.browser.submit(&page, "/desk/people", &[("who", who), ("purpose", purpose)]).await
    }

    /// Finds somebody and states a need: the record.
    pub(crate) async fn opens(&mut self, who: &str, purpose: &str, need: &str) -> Page {
        let found = self.searches(who, purpose).await;
        let case = found.location().to_owned();
        let page = self.browser.get(&case).await;
        self.browser.submit(&page, &case, &[("purpose", purpose), ("need", need)]).await
    }
}

/// A link as pages show it, as a path.
pub(crate) fn path_of(page: &Page) -> String {
    let (_, rest) = page.body.split_once("<p class=\"secret\"><code>").expect("a link");
    rest.split('<').next().unwrap().strip_prefix(BASE).unwrap().to_owned()
}
