//! Every page as each of its readers sees it: at two widths, light and dark, in every language, at
//! the largest text; nothing sticks out, jumps, comes from elsewhere, or is hidden from anybody.
//!
//! axe-core judges what a program can judge of accessibility (WCAG 2.2 AA and its best practices).
//! With `PROBITY_SCREENSHOTS` naming a directory, keeps a picture of each view.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::chrome::{Browser, Scripts};
use crate::pages::{How, Page, Who};
use crate::support::tools::npm_file;
use crate::world::{World, seen_by};

/// A narrow telephone and a desk's screen.
const WIDTHS: [u32; 2] = [390, 1280];

/// As wide as a page of 1280 pixels becomes when it is magnified four times (WCAG 1.4.10).
const MAGNIFIED: u32 = 320;

/// What a reader may have chosen: a name for the picture, the value of the cookie.
const CHOSEN: &[(&str, &str)] =
    &[("de", "text.7~lang.de"), ("rtl", "lang.en-XB"), ("rtl-large", "text.7~lang.en-XB")];

#[tokio::test]
async fn layout_of_what_visitors_see() {
    look_at_all(|_| seen_by(&[Who::Visitor, Who::Refuser])).await;
}

#[tokio::test]
async fn layout_of_the_foundations_own_pages() {
    look_at_all(World::own_pages).await;
}

#[tokio::test]
async fn layout_of_what_members_see() {
    look_at_all(|_| seen_by(&[Who::Member, Who::Restricted])).await;
}

#[tokio::test]
async fn layout_of_what_staff_see() {
    look_at_all(|_| seen_by(&[Who::Staff, Who::Servers, Who::Finance, Who::Invited])).await;
}

async fn look_at_all(pages: impl FnOnce(&World) -> Vec<Page>) {
    let world = World::start();
    let browser = Browser::start(Scripts::On).await;
    let axe = std::fs::read_to_string(npm_file("axe-core/axe.min.js")).expect("axe-core reads");
    let (base, pages) = (world.base().to_owned(), pages(&world));
    let mut look = Look { browser, axe, base, world, faults: Vec::new() };
    for page in pages.iter().filter(|page| page.how != How::Saved) {
        look.at(page).await;
    }
    let faults = look.faults;
    drop(look.browser);
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

struct Look {
    browser: Browser,
    axe: String,
    base: String,
    world: World,
    faults: Vec<String>,
}

impl Look {
    /// Looks at one page in every view, and notes what is wrong with it.
    async fn at(&mut self, page: &Page) {
        let client = self.world.client(page.who);
        let cookies = client.cookies();
        self.browser.be(&self.base, cookies.iter().map(String::as_str)).await;
        self.browser.view(WIDTHS[0], false).await;
        self.open(page, page.name).await;
        let shifted = self.browser.run_to_end(SHIFTED).await;
        self.expect_none(page.name, "moves while it loads", &shifted);
        for dark in [false, true] {
            let scheme = if dark { "dark" } else { "light" };
            for width in WIDTHS {
                let view = format!("{}-{width}-{scheme}", page.name);
                self.browser.view(width, dark).await;
                if width == WIDTHS[0] {
                    self.judge(&view).await;
                }
                self.fits(&view, width).await;
                keep(&self.browser, &view).await;
            }
        }
        self.browser.view(MAGNIFIED, false).await;
        self.fits(&format!("{}-{MAGNIFIED}", page.name), MAGNIFIED).await;
        // Whoever refuses cookies has chosen nothing else.
        let chosen = if page.who == Who::Refuser { &[] } else { CHOSEN };
        for (name, settings) in chosen {
            let settings = format!("settings={settings}");
            let all = cookies.iter().map(String::as_str).chain([settings.as_str()]);
            self.browser.be(&self.base, all).await;
            self.browser.view(WIDTHS[0], false).await;
            let view = format!("{}-{name}", page.name);
            self.open(page, &view).await;
            for width in WIDTHS {
                self.browser.view(width, false).await;
                let view = format!("{view}-{width}");
                self.fits(&view, width).await;
                if *name != "de" {
                    keep(&self.browser, &view).await;
                }
            }
        }
    }

    /// Opens the page, and checks what does not depend on the width.
    async fn open(&mut self, page: &Page, view: &str) {
        let address = self.world.path(page);
        self.browser.open(&format!("{}{address}", self.base)).await;
        let path = address.split('?').next().unwrap_or_default();
        assert_eq!(self.browser.path().await, path, "{view} is shown, not another page");
        if page.how == How::SentChosen {
            self.browser.run(CHOOSE).await;
        }
        if page.how != How::Opened {
            let button = self.browser.find("main form button[type=submit]").await;
            self.browser.click(button).await;
        }
        self.browser.run_to_end(LOADED).await;
        let own = self.browser.run("return location.href").await;
        let own = format!("{} - Failed to load resource", own.as_str().unwrap_or_default());
        for (level, said) in self.browser.console().await {
            // The status of a page that says what is wrong is no fault of it; advice is none either.
            if level != "DEBUG" && !said.starts_with(&own) {
                self.faults.push(format!("{view} says on the console: {level} {said}"));
            }
        }
        for (what, script) in [
            ("has pictures that do not load", BROKEN),
            ("loads from elsewhere", ELSEWHERE),
            ("has fields without a label", UNNAMED),
        ] {
            let found = self.browser.run(script).await;
            self.expect_none(view, what, &found);
        }
    }

    /// Has axe-core judge the page as it is shown now.
    async fn judge(&mut self, view: &str) {
        if self.browser.run("return typeof window.axe").await == "undefined" {
            self.browser.run(&self.axe).await;
        }
        let found = self.browser.run_to_end(JUDGED).await;
        self.expect_none(view, "is judged by axe-core", &found);
    }

    /// Notes it if the page is wider than the window.
    async fn fits(&mut self, view: &str, width: u32) {
        let wide = self.browser.run("return document.documentElement.scrollWidth").await;
        if wide.as_u64().is_none_or(|wide| wide > u64::from(width)) {
            let who = self.browser.run(WIDEST).await;
            self.faults.push(format!("{view} is {wide} wide: {who}"));
        }
    }

    fn expect_none(&mut self, view: &str, what: &str, found: &Value) {
        if *found != json!([]) {
            self.faults.push(format!("{view} {what}: {found:#}"));
        }
    }
}

/// The elements that stick out on either side.
const WIDEST: &str = "
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > wide + 0.5
            || e.getBoundingClientRect().left < -0.5)
        .map(e => e.tagName + '.' + e.className).slice(0, 8)";

/// Chooses the first answer of each question in the form.
const CHOOSE: &str = "
    document.querySelectorAll('main form fieldset').forEach(f => f.querySelector('input').click())";

/// Loads the pictures that wait to be scrolled to, then calls back.
const LOADED: &str = "
    const done = arguments[0];
    const pictures = [...document.images];
    pictures.forEach(i => { i.loading = 'eager' });
    Promise.allSettled(pictures.map(i => i.decode())).then(() => done(true))";

/// What moved since the page began to load, once two more frames are drawn.
const SHIFTED: &str = "
    const done = arguments[0];
    const found = [];
    const note = entries => entries.forEach(e => found.push(e.value + ' '
        + (e.sources || []).map(s => s.node ? s.node.nodeName + '.' + s.node.className : '?')));
    const observer = new PerformanceObserver(list => note(list.getEntries()));
    observer.observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
        note(observer.takeRecords());
        observer.disconnect();
        done(found);
    })))";

/// What axe-core finds once colours have faded in: the rule, what it says, and where.
const JUDGED: &str = "
    const done = arguments[0];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const still = Promise.allSettled(document.getAnimations().map(a => a.finished));
    const only = {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']};
    still.then(() => axe.run(document, only)).then(result => done(result.violations.map(v => v.id + ': ' + v.help + ': '
            + v.nodes.slice(0, 4).map(n => n.target.join(' ')
                + ' (' + n.any.concat(n.all, n.none).map(c => c.message).join('; ') + ')'
            ).join(' | '))),
        error => done(['axe-core failed: ' + error]))";

/// The pictures that show nothing.
const BROKEN: &str =
    "return [...document.images].filter(i => i.naturalWidth === 0).map(i => i.src)";

/// Whatever the page loaded that is not of this site.
const ELSEWHERE: &str = "
    return performance.getEntriesByType('resource').map(e => e.name)
        .filter(name => !name.startsWith(location.origin + '/'))";

/// Form controls that a screen reader could not name.
const UNNAMED: &str = "
    return [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
        .filter(e => e.labels.length === 0).map(e => e.id || e.name)";

/// Writes the page's picture where it was asked for.
async fn keep(browser: &Browser, view: &str) {
    let Some(dir) = std::env::var_os("PROBITY_SCREENSHOTS").map(PathBuf::from) else { return };
    std::fs::create_dir_all(&dir).expect("the directory for pictures can be made");
    let picture = STANDARD.decode(browser.picture().await).expect("it is base64");
    std::fs::write(dir.join(format!("{view}.png")), picture).expect("a picture can be written");
}
