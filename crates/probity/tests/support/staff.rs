//! A member of staff with an authenticator app: enrols over the link that the program printed.

use totp_rs::{Builder, Secret};

use super::http::Client;

/// Somebody on the staff.
pub(crate) struct Colleague {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
}

/// A privacy officer.
pub(crate) const OFFICER: Colleague = Colleague {
    name: "Ottoline Drakewood",
    email: "ottoline@work.example",
    password: "eleven brisk paper moons",
};

/// Somebody who looks after the servers.
pub(crate) const ENGINEER: Colleague = Colleague {
    name: "Ingrid Sparrowhawk",
    email: "ingrid@work.example",
    password: "twelve patient tin kites",
};

/// What an enrolment showed once.
pub(crate) struct Enrolled {
    /// The key of the one-time codes, as it was shown.
    pub(crate) key: String,
    /// The recovery codes, as they were shown.
    pub(crate) codes: Vec<String>,
}

impl Colleague {
    /// The arguments that add this one.
    pub(crate) fn added_as<'a>(&'a self, role: &'a str) -> [&'a str; 8] {
        ["staff", "add", "--email", self.email, "--name", self.name, "--role", role]
    }

    /// Enrols, and is signed in.
    pub(crate) fn enrol(&self, client: &mut Client, link: &str) -> Enrolled {
        let page = client.get(link).fine().text();
        let key = between(&page, "<p class=\"secret\"><code>", '<');
        let action = between(&page, "<form method=\"post\" action=\"/desk", '"');
        let action = format!("/desk{action}");
        let fields = [("password", self.password), ("code", &code(&key))];
        let page = client.submit(link, &action, &fields).fine().text();
        let codes = page.split("<li><code>").skip(1);
        let codes: Vec<String> =
            codes.map(|rest| rest.split('<').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(codes.len(), 10, "{page}");
        Enrolled { key, codes }
    }

    /// Signs in with a password and a code of either kind.
    pub(crate) fn sign_in(&self, client: &mut Client, code: &str) -> super::http::Answer {
        let fields = [("email", self.email), ("password", self.password)];
        let page = client.submit("/desk/signin", "/desk/signin", &fields).fine().text();
        let step = between(&page, "name=\"step\" value=\"", '"');
        let start = page.find("action=\"/desk/signin/code\"").expect("the form of the second step");
        let token = between(&page[start..], "name=\"form-token\" value=\"", '"');
        let fields = [("form-token", token.as_str()), ("step", &step), ("code", code)];
        client.post("/desk/signin/code", &fields)
    }
}

/// The code that an app with this key shows now.
#[expect(clippy::disallowed_methods, reason = "the program under test goes by the real time")]
fn code(key: &str) -> String {
    let key = Secret::try_from_base32(key.replace(' ', "")).expect("a key");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time");
    let app = Builder::new().with_secret(key).build().expect("an app");
    app.generate(now.as_secs()).to_string()
}

/// What stands in `text` after `before`, up to `after`.
fn between(text: &str, before: &str, after: char) -> String {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("`{before}` in {text}")).1;
    rest.split(after).next().unwrap_or_default().to_owned()
}
