//! The whole journey: read the policy, join, confirm, sign in both ways, see, correct, take along,
//! erase; and then nothing is left but a ledger that still verifies.

use crate::chrome::{Browser, Scripts};
use crate::support::http::Client;
use crate::support::hunt::Hunt;
use crate::support::mail::MailServer;
use crate::support::member::WALKER;
use crate::support::program::{Installation, Server};

const CORRECTED: &str = "Wilhelmina Strandqvist-Quux";

#[tokio::test]
async fn the_journey_with_javascript() {
    walk(Scripts::On).await;
}

#[tokio::test]
async fn the_journey_without_javascript() {
    walk(Scripts::Off).await;
}

/// One walk's surroundings.
struct Walk {
    browser: Browser,
    mail: MailServer,
    base: String,
}

async fn walk(scripts: Scripts) {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let server: Server = installation.serve();
    let browser = Browser::start(scripts).await;
    browser_is_set(&browser, scripts).await;

    let walk = Walk { browser, mail, base: installation.base() };
    walk.read_the_policy().await;
    walk.join_with_errors_first().await;
    walk.join().await;
    walk.confirm().await;
    walk.sign_out().await;
    walk.sign_in_by_password().await;
    walk.sign_out().await;
    walk.sign_in_by_link().await;
    walk.see_everything().await;
    walk.correct().await;
    walk.take_along().await;
    walk.erase().await;
    walk.nobody_is_there().await;
    drop(walk);

    let printed = server.stop();
    let report = installation.report(&["ledger", "verify", "--json"], 0);
    assert_eq!(report["ok"], true, "{report}");
    assert!(report["entries"].as_u64().is_some_and(|entries| entries > 5), "{report}");
    let hunt = Hunt::for_values(WALKER.secrets().into_iter().chain([CORRECTED]));
    let (mut found, _) = hunt.search_dir(installation.dir());
    found.extend(hunt.search("what was printed", printed.as_bytes()));
    assert!(found.is_empty(), "{found:#?}");
}

/// The browser does with scripts what the test is about.
async fn browser_is_set(browser: &Browser, scripts: Scripts) {
    let page =
        "data:text/html,<p>off</p><script>document.querySelector('p').textContent='on'</script>";
    browser.open(page).await;
    let expected = if scripts == Scripts::On { "on" } else { "off" };
    assert_eq!(browser.text().await, expected);
}

impl Walk {
    async fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.base)).await;
    }

    async fn assert_shows(&self, text: &str) {
        let page = self.browser.text().await;
        assert!(
            page.contains(text),
            "`{text}` is missing on {}: {page}",
            self.browser.path().await
        );
    }

    async fn read_the_policy(&self) {
        self.open("/").await;
        assert!(self.browser.cookie().await.is_none(), "a visit sets no cookie");
        self.browser.press("Privacy policy").await;
        assert_eq!(self.browser.path().await, "/privacy");
        self.assert_shows("Last updated").await;
        self.browser.find("article #C1").await;
        // Under each clause stands what the software does about it, folded until somebody opens it.
        let does = self.browser.find("#C1 ~ details.does summary").await;
        does.click().await.expect("what the software does opens");
        self.assert_shows("We may collect your IP address").await;
        self.browser.press("What we may hold").await;
        assert_eq!(self.browser.path().await, "/privacy/2026-11-23/data");
        self.browser.find("section.picture svg").await;
    }

    async fn join_with_errors_first(&self) {
        self.open("/join").await;
        // The notice stands at the field, and can be opened without a script.
        let notice = self.browser.find("details.notice summary").await;
        notice.click().await.expect("the notice opens");
        self.assert_shows("How long it is kept").await;
        self.browser.fill("email", "not an address").await;
        self.browser.press("Join").await;
        assert!(self.browser.title().await.starts_with("Error: "), "the title says that it failed");
        assert_eq!(self.browser.focused().await, "error-summary", "the summary has the focus");
        for field in ["name", "email", "country"] {
            self.browser.find(&format!(".error-summary a[href='#{field}']")).await;
            let error = self.browser.find(&format!("#{field}-error")).await;
            let summary = self.browser.find(&format!(".error-summary a[href='#{field}']")).await;
            let (at_field, in_summary) = (error.text().await, summary.text().await);
            let (at_field, in_summary) = (at_field.expect("text"), in_summary.expect("text"));
            assert!(at_field.ends_with(&in_summary), "`{at_field}` and `{in_summary}` agree");
        }
        // What was typed is not lost, and a link of the summary leads to its field.
        let typed = self.browser.find("#email").await.prop("value").await.expect("it has a value");
        assert_eq!(typed.as_deref(), Some("not an address"));
        let link = self.browser.find(".error-summary a[href='#name']").await;
        link.click().await.expect("the link can be followed");
        assert_eq!(self.browser.focused().await, "name");
    }

    async fn join(&self) {
        self.browser.fill("name", WALKER.name).await;
        self.browser.fill("email", WALKER.email).await;
        self.browser.choose("country", WALKER.country.0).await;
        self.browser.fill("about", WALKER.about).await;
        self.browser.press("Join").await;
        assert!(self.browser.cookie().await.is_none(), "joining signs nobody in");
        self.assert_shows("mail").await;
    }

    async fn confirm(&self) {
        let message = self.mail.message_to(WALKER.email);
        // Anyone can type anyone's address: what they typed beside it is not sent there.
        assert!(
            !message.text.contains(WALKER.name),
            "not before the address is theirs: {message:?}"
        );
        assert!(!message.subject.contains(WALKER.name), "the subject line names nobody");
        assert!(!message.html.contains("<img"), "nothing is loaded from anywhere: {message:?}");
        let link = message.link("/confirm/").expect("the message leads to the confirmation");
        self.browser.open(&link).await;
        // A password that is too short is refused, and confirms nothing.
        self.browser.fill("password", "short").await;
        self.browser.press("Confirm my address").await;
        assert!(self.browser.title().await.starts_with("Error: "));
        self.browser.fill("password", WALKER.password).await;
        self.browser.press("Confirm my address").await;
        assert_eq!(self.browser.path().await, "/account");
        self.assert_shows("you are a member").await;
        assert!(self.browser.cookie().await.is_some(), "who confirmed is signed in");
        // The link worked once.
        self.browser.open(&link).await;
        assert!(!self.browser.has("#password").await, "a used link shows no form");
        self.open("/account").await;
    }

    async fn sign_out(&self) {
        self.browser.press("Sign out").await;
        assert!(self.browser.cookie().await.is_none(), "signing out takes the cookie away");
        self.open("/account").await;
        assert_eq!(self.browser.path().await, "/signin", "the account asks to sign in");
    }

    async fn sign_in_by_password(&self) {
        self.open("/signin").await;
        let mut refusals = Vec::new();
        for (email, password) in [
            (WALKER.email, "not-the-right-password"),
            ("nobody@nowhere.example", "not-the-right-password"),
        ] {
            self.browser.fill("email", email).await;
            self.browser.fill("password", password).await;
            self.browser.press("Sign in").await;
            refusals.push(self.browser.find(".error-summary").await.text().await.expect("text"));
        }
        assert_eq!(refusals[0], refusals[1], "nobody learns who is a member");
        self.browser.fill("email", WALKER.email).await;
        self.browser.fill("password", WALKER.password).await;
        self.browser.press("Sign in").await;
        assert_eq!(self.browser.path().await, "/account");
    }

    async fn sign_in_by_link(&self) {
        self.open("/signin").await;
        self.browser.fill("email", WALKER.email).await;
        self.browser.press("E-mail me a link instead").await;
        let link = self.mail.link_to(WALKER.email, "/signin/");
        self.browser.open(&link).await;
        assert!(self.browser.cookie().await.is_none(), "looking at a link does not sign in");
        let button = self.browser.find("main form button").await;
        self.browser.click(button).await;
        assert_eq!(self.browser.path().await, "/account");
    }

    /// Each value with why, since when, and under which version; and each use of it.
    async fn see_everything(&self) {
        self.browser.press("Your data").await;
        assert_eq!(self.browser.path().await, "/account/data");
        for (field, value) in [
            ("name", WALKER.name),
            ("email", WALKER.email),
            ("country", WALKER.country.1),
            ("about", WALKER.about),
        ] {
            let datum = self.browser.find(&format!("#datum-{field}")).await;
            let text = datum.text().await.expect("text");
            for part in [value, "Why we have it", "Where it came from", "Collected under"] {
                assert!(text.contains(part), "`{part}` is missing at {field}: {text}");
            }
            self.browser.find(&format!("#datum-{field} a[href^='/privacy/20']")).await;
        }
        // The password is held as a hash, which is shown to nobody.
        assert!(!self.browser.text().await.contains("$argon2"));
        self.browser.press("Uses").await;
        assert_eq!(self.browser.path().await, "/account/uses");
        // The entries are numbered from the last down to the first without a gap.
        let numbers = self.browser.run(
            "return [...document.querySelectorAll('.entry')].map(e => Number(e.id.split('-')[1]))",
        );
        let numbers: Vec<u64> = serde_json::from_value(numbers.await).expect("a list of numbers");
        assert!(numbers.len() > 4, "{numbers:?}");
        assert!(numbers.windows(2).all(|two| two[0] == two[1] + 1), "{numbers:?}");
        // Each has its proof, which the page has checked.
        let proof = self.browser.find(".entry a[href^='/ledger/proof/']").await;
        self.browser.click(proof).await;
        self.assert_shows("Salt").await;
        self.assert_shows("c2sp.org/tlog-proof@v1").await;
    }

    async fn correct(&self) {
        self.open("/account/data").await;
        let link = self.browser.find("#datum-name a[href='/account/data/correct/name']").await;
        self.browser.click(link).await;
        self.browser.fill("name", "").await;
        let button = self.browser.find("main form button").await;
        self.browser.click(button).await;
        assert!(self.browser.title().await.starts_with("Error: "), "a name is required");
        self.browser.fill("name", CORRECTED).await;
        let button = self.browser.find("main form button").await;
        self.browser.click(button).await;
        assert_eq!(self.browser.path().await, "/account/data");
        let name = self.browser.find("#datum-name").await.text().await.expect("text");
        assert!(name.contains(CORRECTED) && !name.contains(WALKER.name), "{name}");
    }

    /// Downloads with the browser's cookie: what a person gets is whole, and is theirs.
    async fn take_along(&self) {
        let mut client = Client::new(&self.base);
        assert_ne!(client.get("/account/data/export.json").status, 200, "not without signing in");
        client.set_cookie(self.browser.cookie().await.expect("signed in"));
        let json = client.get("/account/data/export.json").fine();
        let disposition = json.header("content-disposition").unwrap_or_default().to_owned();
        assert!(disposition.starts_with("attachment"), "it is saved, not shown: {disposition}");
        let value: serde_json::Value = serde_json::from_slice(&json.body).expect("it is JSON");
        let text = value.to_string();
        for part in [CORRECTED, WALKER.email] {
            assert!(text.contains(part), "`{part}` is missing: {text}");
        }
        let page = client.get("/account/data/export.html").fine().text();
        assert!(page.contains(CORRECTED) && page.contains(WALKER.email), "{page}");
    }

    async fn erase(&self) {
        self.open("/account").await;
        self.browser.press("Leave").await;
        self.browser.press("Erase everything").await;
        assert!(self.browser.title().await.starts_with("Error: "), "the box must be ticked");
        self.browser.find("#sure").await.click().await.expect("the box can be ticked");
        self.browser.press("Erase everything").await;
        assert!(self.browser.cookie().await.is_none(), "who left is signed out");
        assert_eq!(self.browser.path().await, "/erased");
        let last = self.mail.message_to(WALKER.email);
        assert!(last.text.contains("destroyed the key"), "{last:?}");
    }

    async fn nobody_is_there(&self) {
        self.open("/signin").await;
        self.browser.fill("email", WALKER.email).await;
        self.browser.fill("password", WALKER.password).await;
        self.browser.press("Sign in").await;
        assert!(self.browser.title().await.starts_with("Error: "), "nobody can sign in");
        self.open("/account").await;
        assert_eq!(self.browser.path().await, "/signin");
    }
}
