//! A demonstration with somebody of each kind in it, and where its pages are.

use std::process::Command;

use crate::pages::{NOWHERE, PAGES, Page, Who};
use crate::support::http::Client;
use crate::support::lines::PATIENCE;
use crate::support::member::{INTERRUPTED, Person, STAYER, WALKER};
use crate::support::program::{Server, program};
use crate::support::staff::OFFICER;

/// A running demonstration.
pub(crate) struct World {
    server: Server,
    member: Client,
    restricted: Client,
    staff: Option<Client>,
    servers: Option<Client>,
    finance: Option<Client>,
    servers_link: String,
    finance_link: String,
    /// The pages of the foundation's own folder.
    own: Vec<Page>,
    /// What the pattern of an address stands for.
    addresses: Vec<(&'static str, String)>,
    _dir: tempfile::TempDir,
}

impl World {
    /// Starts one. A member is signed in, another had their data restricted, a third has not
    /// confirmed; links that nobody has followed wait in the mail.
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let mut command: Command = program();
        command.args(["demo", "--listen", "127.0.0.1:0", "--members", "8", "--data"]);
        let server = Server::start(command.arg(dir.path().join("demo")));
        let staff_link =
            server.says(|line| Some(line.trim().strip_prefix("Staff link")?.trim().to_owned()));
        let servers_link =
            server.says(|line| Some(line.trim().strip_prefix("Servers link")?.trim().to_owned()));
        let finance_link =
            server.says(|line| Some(line.trim().strip_prefix("Finance link")?.trim().to_owned()));
        let base = server.base.clone();
        let path = |link: String| link.strip_prefix(&base).expect("a link of ours").to_owned();
        let mut outbox = Outbox { client: Client::new(&base), read: 0 };

        let mut member = Client::new(&base);
        outbox.become_member(&mut member, &STAYER);
        let contributing = "/account/membership/contributing";
        let fields = [("certified-hours", "6"), ("postal-address", "1 Sample Street")];
        member.submit(contributing, contributing, &fields).fine();
        let mut restricted = Client::new(&base);
        outbox.become_member(&mut restricted, &INTERRUPTED);
        let fields = [("restrict", "yes")];
        restricted.submit("/account/data", "/account/data/restrict", &fields).fine();

        let mut visitor = Client::new(&base);
        WALKER.join(&mut visitor);
        let confirm = outbox.link("/confirm/");
        let correct = "/account/data/correct/email";
        member.submit(correct, correct, &[("email", "new.address@dableng.example")]).fine();
        let address = outbox.link("/address/");
        visitor.submit("/signin", "/signin", &[("email", STAYER.email), ("how", "link")]).fine();
        let signin = outbox.link("/signin/");
        let data = member.get("/account/uses").fine().text();
        let proof = first_link(&data, "/ledger/proof/").expect("an entry leads to its proof");
        let home = visitor.get("/").fine().text();
        let asset = first_link(&home, "/assets/").expect("a page has a style sheet");
        let own = own_pages(&visitor.get("/sitemap.xml").fine().text(), &base);
        assert!(own.len() > 5, "the example foundation has pages: {own:?}");
        let gift = given(&mut member);
        let addresses = vec![
            ("/donate/{link}", gift),
            ("/privacy/{date}", "/privacy/2026-11-23".to_owned()),
            ("/privacy/{date}/data", "/privacy/2026-11-23/data".to_owned()),
            ("/confirm/{link}", confirm),
            ("/address/{link}", address),
            ("/signin/{link}", signin),
            ("/ledger/proof/{index}", proof),
            ("/demo/outbox/{number}", "/demo/outbox/1".to_owned()),
            ("/desk/enter/{link}", path(staff_link.expect("the demo names the staff's link"))),
            ("/assets/{name}", asset),
        ];
        let servers_link = path(servers_link.expect("the demo names the link of its servers"));
        let finance_link = path(finance_link.expect("the demo names the link of its bookkeeper"));
        Self {
            server,
            member,
            restricted,
            staff: None,
            servers: None,
            finance: None,
            servers_link,
            finance_link,
            own,
            addresses,
            _dir: dir,
        }
    }

    /// The address of the site.
    pub(crate) fn base(&self) -> &str {
        &self.server.base
    }

    /// The pages of the foundation's own folder.
    pub(crate) fn own_pages(&self) -> Vec<Page> {
        self.own.clone()
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Page> {
        PAGES.iter().chain(&self.own).copied().collect()
    }

    /// The path of a page. A record at the desk is found anew each time: opening it uses its
    /// address up.
    pub(crate) fn path(&mut self, page: &Page) -> String {
        match page.route {
            "/desk/people/{link}" => self.found(),
            "/desk/enrol/{link}" => {
                self.invited();
                self.fill(page.route)
            }
            route => self.fill(page.at.unwrap_or(route)),
        }
    }

    /// The path that a pattern stands for.
    pub(crate) fn fill(&self, pattern: &str) -> String {
        let known = self.addresses.iter().find(|(route, _)| *route == pattern);
        let path = known.map_or(pattern, |(_, path)| path);
        assert!(!path.contains('{'), "tests/browser/world.rs does not know `{path}`");
        path.to_owned()
    }

    /// A client that is signed in as one of these. Staff use their link up by it: look at the link's
    /// own page before.
    pub(crate) fn client(&mut self, who: Who) -> Client {
        match who {
            Who::Visitor => Client::new(self.base()),
            Who::Refuser => {
                let mut client = Client::new(self.base());
                client.set_cookie("settings=cookies.refused".to_owned());
                client
            }
            Who::Member => self.member.clone(),
            Who::Restricted => self.restricted.clone(),
            Who::Staff => self.staff(),
            Who::Servers => self.servers(),
            Who::Finance => self.finance(),
            Who::Invited => {
                self.invited();
                Client::new(self.base())
            }
        }
    }

    fn staff(&mut self) -> Client {
        if self.staff.is_none() {
            let mut client = Client::new(self.base());
            let link = self.fill("/desk/enter/{link}");
            client.submit(&link, &link, &[]).fine();
            assert_eq!(client.get("/desk").status, 200, "staff are signed in");
            self.staff = Some(client);
        }
        self.staff.clone().expect("signed in above")
    }

    fn servers(&mut self) -> Client {
        if self.servers.is_none() {
            let mut client = Client::new(self.base());
            let link = self.servers_link.clone();
            client.submit(&link, &link, &[]).fine();
            assert_eq!(client.get("/desk/usage").status, 200, "who runs the servers is signed in");
            self.servers = Some(client);
        }
        self.servers.clone().expect("signed in above")
    }

    fn finance(&mut self) -> Client {
        if self.finance.is_none() {
            let mut client = Client::new(self.base());
            let link = self.finance_link.clone();
            client.submit(&link, &link, &[]).fine();
            assert_eq!(client.get("/desk/payments").status, 200, "who keeps the books is in");
            self.finance = Some(client);
        }
        self.finance.clone().expect("signed in above")
    }
}

impl World {
    /// Finds a member at the desk; the path of the need to be stated.
    fn found(&mut self) -> String {
        let mut staff = self.staff();
        let form = staff.get("/desk/people").fine().text();
        let purpose = first_value(&form, "purpose").expect("there is something to look for");
        let fields = [("purpose", purpose.as_str()), ("who", STAYER.email)];
        let answer = staff.submit("/desk/people", "/desk/people", &fields);
        answer.header("location").expect("the member is found").to_owned()
    }

    /// Appoints somebody; the link to enrol is known from then on.
    fn invited(&mut self) {
        let route = "/desk/enrol/{link}";
        if self.addresses.iter().any(|(known, _)| *known == route) {
            return;
        }
        let mut staff = self.staff();
        let form = staff.get("/desk/staff").fine().text();
        let role = form
            .split("name=\"role\"")
            .nth(1)
            .and_then(|rest| rest.split("value=\"").nth(1)?.split('"').next());
        let fields = [
            ("staff-name", OFFICER.name),
            ("staff-email", OFFICER.email),
            ("role", role.expect("there is a role to appoint to")),
            ("staff-duties", "looks after the gates"),
        ];
        let page = staff.submit("/desk/staff", "/desk/staff", &fields).text();
        let (_, link) = page.split_once("/desk/enrol/").expect("the page shows a link");
        let link = link.split('<').next().unwrap_or_default();
        self.addresses.push((route, format!("/desk/enrol/{link}")));
    }
}

/// Begins a gift and goes as far as the sandbox's page; the path of the gift's own.
fn given(member: &mut Client) -> String {
    let once = first_value(&member.get("/donate").fine().text(), "once").expect("a number");
    let fields = [("once", once.as_str()), ("payment-amount", "25"), ("payment-currency", "EUR")];
    let answer = member.submit("/donate", "/donate", &fields);
    let hosted = answer.header("location").expect("it leads to the sandbox").to_owned();
    let at = hosted.find("/pay/").expect("the sandbox's page");
    let page = Client::new(&hosted[..at]).get(&hosted[at..]).fine().text();
    first_link(&page, "/donate/").expect("the way back")
}

/// The pages that the sitemap names beside those of the list.
fn own_pages(sitemap: &str, base: &str) -> Vec<Page> {
    let locations = sitemap.split("<loc>").skip(1).filter_map(|rest| rest.split('<').next());
    let paths = locations.map(|at| at.strip_prefix(base).expect("an address of ours"));
    let known = |path: &str| PAGES.iter().any(|page| page.route == path && page.route != NOWHERE);
    let leaked = |text: String| -> &'static str { text.leak() };
    paths
        .filter(|path| !known(path))
        .map(|path| {
            let name = format!("own{}", path.trim_end_matches('/').replace('/', "-"));
            Page::of_the_foundation(leaked(name), leaked(path.to_owned()))
        })
        .collect()
}

/// The first answer that a form offers to the question of that name.
pub(crate) fn first_value(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next().map(str::to_owned)
}

/// The mail of the demonstration, read in the order in which it comes.
struct Outbox {
    client: Client,
    read: u64,
}

impl Outbox {
    fn become_member(&mut self, client: &mut Client, person: &Person) {
        person.join(client);
        let path = self.link("/confirm/");
        client.submit(&path, &path, &[("password", person.password)]).fine();
        assert_eq!(client.get("/account").status, 200, "a confirmed member is signed in");
    }

    /// The path of the link that starts so, out of the next message that has one.
    #[expect(clippy::disallowed_methods, reason = "how long a test waits is real time")]
    fn link(&mut self, start: &str) -> String {
        let begun = std::time::Instant::now();
        while begun.elapsed() < PATIENCE {
            // Each look waits for the site's answer, so this does not spin.
            let message = self.client.get(&format!("/demo/outbox/{}", self.read + 1));
            if message.status == 200 {
                self.read += 1;
                if let Some(path) = first_link(&message.text(), start) {
                    return path;
                }
            }
        }
        panic!("no message with a link to {start} has come");
    }
}

/// The path of the page's first link, on this site, to a path that starts so.
fn first_link(html: &str, start: &str) -> Option<String> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find_map(|target| {
        let path = match target.strip_prefix("http://") {
            Some(rest) => &rest[rest.find('/')?..],
            None => target,
        };
        (path.starts_with(start) && path.len() > start.len()).then(|| path.to_owned())
    })
}

/// The pages of the list as these see them.
pub(crate) fn seen_by(who: &[Who]) -> Vec<Page> {
    PAGES.iter().filter(|page| who.contains(&page.who)).copied().collect()
}
