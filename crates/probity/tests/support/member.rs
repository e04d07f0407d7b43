//! People of the tests: what they type, and how a script takes them through the site.

use super::http::Client;
use super::mail::MailServer;

/// A person whose every value is long and unlikely enough to be searched for.
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    /// Code of the country and the name its reader sees.
    pub(crate) country: (&'static str, &'static str),
    pub(crate) about: &'static str,
    pub(crate) password: &'static str,
}

/// Walks the whole journey.
pub(crate) const WALKER: Person = Person {
    name: "Wilhelmina Östergård-Quux",
    email: "wilhelmina.q7x9@vandringsmannen.example",
    country: ("SE", "Sweden"),
    about: "Collects barometers from Härnösand & repairs \"pocket\" sundials.",
    password: "correct-heron-battery-staple",
};

/// Joins and stays.
pub(crate) const STAYER: Person = Person {
    name: "Nkosinathi Mbhele-Przybylski",
    email: "Nkosinathi.P48@Dableng.Example",
    country: ("ZA", "South Africa"),
    about: "Plays the ocarina in Umhlanga on Thursdays.",
    password: "quiet-ocarina-thursday-tide",
};

/// Is joining when the lights go out.
pub(crate) const INTERRUPTED: Person = Person {
    name: "Þórgunnur Zzyzxdóttir",
    email: "thorgunnur.zz19@myrkur.example",
    country: ("IS", "Iceland"),
    about: "Counts puffins near Látrabjarg before breakfast.",
    password: "puffins-before-breakfast",
};

impl Person {
    /// What must never stand anywhere in plain: every value but the country's two letters.
    pub(crate) fn secrets(&self) -> [&'static str; 4] {
        [self.name, self.email, self.about, self.password]
    }

    /// Sends the join form.
    pub(crate) fn join(&self, client: &mut Client) {
        let fields = [
            ("name", self.name),
            ("email", self.email),
            ("country", self.country.0),
            ("about", self.about),
        ];
        client.submit("/join", "/join", &fields).fine();
    }

    /// Joins, and confirms by the link in the mail; the client is signed in afterwards.
    pub(crate) fn become_member(&self, client: &mut Client, mail: &MailServer) {
        self.join(client);
        let link = mail.link_to(self.email, "/confirm/");
        let path =
            link.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| &rest[at..]));
        let path = path.expect("the link has a path");
        client.submit(path, path, &[("password", self.password)]).fine();
        let account = client.get("/account");
        assert_eq!(account.status, 200, "a confirmed member is signed in: {}", account.text());
    }
}
