//! By keyboard alone: Tab, Enter and Space lead through the whole journey, and through every page and
//! out of it again; where the focus is can always be seen.

use fantoccini::key::Key;
use serde::Deserialize;

use crate::chrome::{Browser, Scripts};
use crate::pages::How;
use crate::support::mail::MailServer;
use crate::support::member::WALKER;
use crate::support::program::Installation;
use crate::world::World;

/// No page has more places for the focus; who gets here goes round in circles.
const MOST_STOPS: usize = 600;

#[tokio::test]
async fn keyboard_journey_with_javascript() {
    walk(Scripts::On).await;
}

#[tokio::test]
async fn keyboard_journey_without_javascript() {
    walk(Scripts::Off).await;
}

async fn walk(scripts: Scripts) {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let server = installation.serve();
    let keys = Keys { browser: Browser::start(scripts).await };
    keys.browser.open(&server.base).await;
    keys.skip_to_the_content().await;

    // Join, with nothing typed in at first.
    keys.browser.open(&server.base).await;
    keys.follow("nav a[href='/join']", Key::Enter).await;
    assert_eq!(keys.browser.path().await, "/join");
    keys.follow("main form button[type=submit]", Key::Space).await;
    assert_eq!(keys.browser.focused().await, "error-summary", "what is wrong comes first");
    keys.to(".error-summary a[href='#name']").await;
    keys.browser.key(Key::Enter).await;
    assert_eq!(keys.browser.focused().await, "name", "the summary leads to the field");
    keys.browser.type_in(WALKER.name).await;
    keys.to("details.notice summary").await;
    keys.browser.key(Key::Space).await;
    assert!(keys.browser.has("details.notice[open]").await, "the space bar opens a notice");
    keys.to("#email").await;
    keys.browser.type_in(WALKER.email).await;
    keys.to("#country").await;
    keys.browser.type_in(WALKER.country.1).await;
    keys.to("#about").await;
    keys.browser.type_in("I am all keys").await;
    keys.follow("main form button[type=submit]", Key::Enter).await;
    assert_eq!(keys.browser.path().await, "/join/check-mail");

    // Confirm.
    keys.browser.open(&mail.link_to(WALKER.email, "/confirm/")).await;
    keys.to("#password").await;
    keys.browser.type_in(WALKER.password).await;
    keys.follow("main form button[type=submit]", Key::Enter).await;
    assert_eq!(keys.browser.path().await, "/account");
    keys.follow("form[action='/signout'] button", Key::Space).await;

    // Sign in; Enter in the last field sends the form as the button does.
    keys.follow("nav a[href='/signin']", Key::Enter).await;
    keys.to("#email").await;
    keys.browser.type_in(WALKER.email).await;
    keys.to("#password").await;
    keys.browser.type_in(WALKER.password).await;
    keys.browser.turn(keys.browser.key(Key::Enter)).await;
    assert_eq!(keys.browser.path().await, "/account");

    // Correct.
    keys.follow("main a[href='/account/data']", Key::Enter).await;
    let country = keys.browser.find("#datum-country").await.text().await.expect("text");
    assert!(country.contains(WALKER.country.1), "letters choose in the list: {country}");
    keys.follow("a[href='/account/data/correct/name']", Key::Enter).await;
    keys.to("#name").await;
    // Tab has selected what stood there.
    keys.browser.type_in("Wilhelmina the Second").await;
    keys.follow("main form button[type=submit]", Key::Enter).await;
    let name = keys.browser.find("#datum-name").await.text().await.expect("text");
    assert!(name.contains("Wilhelmina the Second"), "{name}");

    keys.follow("form[action='/signout'] button", Key::Enter).await;
    assert!(keys.browser.cookie().await.is_none(), "signed out");
    drop(keys);
    server.stop();
}

/// From the top of each page to its end by Tab: each thing that can be used is reached, each shows
/// that it is, and then the focus leaves.
#[tokio::test]
async fn keyboard_reaches_everything_and_is_caught_by_nothing() {
    let mut world = World::start();
    let keys = Keys { browser: Browser::start(Scripts::On).await };
    let mut faults = Vec::new();
    for page in world.all().iter().filter(|page| page.how == How::Opened) {
        let client = world.client(page.who);
        keys.browser.be(world.base(), client.cookies().iter().map(String::as_str)).await;
        let path = world.path(page);
        keys.browser.open(&format!("{}{path}", world.base())).await;
        let mut faults_here = Vec::new();
        let mut first = true;
        loop {
            keys.browser.key(Key::Tab).await;
            let stop = keys.stop("html").await;
            if first && stop.at != "a.skip" {
                faults_here.push(format!("begins with {}, not with the skip link", stop.at));
            }
            first = false;
            if stop.seen || stop.count > MOST_STOPS {
                break;
            }
            faults_here.extend(stop.fault);
        }
        let missed = keys.browser.run(MISSED).await;
        if missed != serde_json::json!([]) {
            faults_here.push(format!("is never reached: {missed}"));
        }
        faults.extend(faults_here.into_iter().map(|fault| format!("{}: {fault}", page.name)));
    }
    drop(keys);
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

/// A browser that is used without a mouse.
struct Keys {
    browser: Browser,
}

/// Where the focus is.
#[derive(Deserialize, Debug)]
struct Stop {
    /// The element and its first class; empty at the end of the page.
    at: String,
    /// Whether it is what was looked for.
    found: bool,
    /// Whether it had the focus before, since the page was opened; so has the end of the page.
    seen: bool,
    /// How many have had it.
    count: usize,
    /// Why it could not be seen, if so.
    fault: Option<String>,
}

impl Keys {
    /// Presses Tab until what the selector means has the focus.
    async fn to(&self, css: &str) {
        let mut passed = Vec::new();
        for _ in 0..MOST_STOPS {
            self.browser.key(Key::Tab).await;
            let stop = self.stop(css).await;
            let path = self.browser.path().await;
            assert!(stop.fault.is_none(), "on {path}: {stop:?}");
            if stop.found {
                return;
            }
            passed.push(stop.at);
        }
        panic!("Tab does not lead to `{css}`: {:?}", &passed[..20]);
    }

    /// Goes there by Tab, presses the key, and waits for the next page.
    async fn follow(&self, css: &str, key: Key) {
        self.to(css).await;
        self.browser.turn(self.browser.key(key)).await;
    }

    async fn stop(&self, css: &str) -> Stop {
        let stop = self.browser.run_to_end(&format!("const css = {css:?};{STOP}")).await;
        serde_json::from_value(stop).expect("a stop")
    }

    /// The first stop is the link that skips the menu, and it does.
    async fn skip_to_the_content(&self) {
        self.browser.key(Key::Tab).await;
        let stop = self.stop("a.skip").await;
        assert!(stop.found && stop.fault.is_none(), "the skip link comes first: {stop:?}");
        self.browser.key(Key::Enter).await;
        self.browser.key(Key::Tab).await;
        let stop = self.stop("main *").await;
        assert!(stop.found, "and then the content: {stop:?}");
    }
}

/// Describes the element with the focus, as a [`Stop`]. What cannot be seen is looked at again for
/// some frames, while the page scrolls there.
const STOP: &str = "
    const done = arguments[0];
    const e = document.activeElement;
    const seen = window.probitySeen = window.probitySeen || new Set();
    if (!e || e === document.body || e === document.documentElement)
        return done({at: '', found: false, seen: seen.size > 0, count: seen.size, fault: null});
    const at = e.tagName.toLowerCase() + (e.classList[0] ? '.' + e.classList[0] : '');
    // A date has several parts, each with a stop of its own.
    window.probitySame = window.probityLast === e ? window.probitySame + 1 : 0;
    const before = seen.has(e) && (window.probityLast !== e || window.probitySame > 9);
    window.probityLast = e;
    seen.add(e);
    const look = () => {
        const style = getComputedStyle(e);
        const box = e.getClientRects()[0] || new DOMRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2)
            return 'has no outline';
        if (!top) return 'is outside of the window';
        const over = [e, ...(e.labels || [])].some(l => l.contains(top)) || top.contains(e);
        return over ? null : 'is covered by ' + top.tagName + '.' + top.className;
    };
    const tell = fault => done({at, found: e.matches(css), seen: before, count: seen.size,
        fault: fault && at + ' ' + (e.textContent || e.name).trim().slice(0, 30) + ' ' + fault});
    let frames = 60;
    const settle = () => {
        const fault = look();
        if (!fault || frames-- === 0) tell(fault); else requestAnimationFrame(settle);
    };
    settle();";

/// What can be used but has not had the focus. Of radio buttons in a group one is enough.
const MISSED: &str = "
    const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
    const seen = window.probitySeen;
    const group = e => e.type === 'radio'
        && [...seen].some(s => s.type === 'radio' && s.name === e.name && s.form === e.form);
    return [...document.querySelectorAll(usable)]
        .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility())
        .filter(e => !seen.has(e) && !group(e))
        .map(e => e.tagName + '.' + e.className + ' ' + (e.textContent || e.name).trim().slice(0, 30))";
