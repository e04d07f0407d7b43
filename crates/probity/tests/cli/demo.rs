//! `probity demo`: ready at once, the same people for the same seed, its data kept from start to
//! start.

use std::process::Command;

use crate::foundation::Foundation;
use crate::support::http::Client;
use crate::support::program::{Server, program};

struct Started {
    server: Server,
    staff_link: String,
    email: String,
    password: String,
}

fn start(foundation: &Foundation, more: &[&str]) -> Started {
    let mut command = program();
    command.args(["demo", "--listen", "127.0.0.1:0"]).args(more).arg("--data");
    let server = Server::start(command.arg(foundation.data()));
    let after = |label: &'static str| {
        let found = server.says(|line| {
            let rest = line.trim().strip_prefix(label)?;
            rest.split_whitespace().next().map(str::to_owned)
        });
        found.unwrap_or_else(|| panic!("it prints its {label}"))
    };
    let email = after("Sample member");
    let password = after("Password");
    let staff_link = after("Staff link");
    Started { server, staff_link, email, password }
}

fn sign_in(demo: &Started) -> Client {
    let mut client = Client::new(&demo.server.base);
    let fields =
        [("email", demo.email.as_str()), ("password", demo.password.as_str()), ("how", "password")];
    client.submit("/signin", "/signin", &fields).fine();
    client
}

#[test]
fn its_sample_member_and_its_staff_link_work_and_again_after_a_restart() {
    let foundation = Foundation::unused();
    let demo = start(&foundation, &["--members", "12", "--seed", "7"]);
    let mut visitor = Client::new(&demo.server.base);
    for page in ["/", "/privacy", "/join", "/signin", "/ledger", "/demo/outbox"] {
        assert_eq!(visitor.get(page).status, 200, "{page}");
    }
    let mut member = sign_in(&demo);
    let data = member.get("/account/data").fine().text();
    assert!(data.contains(&demo.email), "the member sees their own data: {data}");
    let path = demo.staff_link.strip_prefix(&demo.server.base).unwrap().to_owned();
    let mut staff = Client::new(&demo.server.base);
    staff.submit(&path, &path, &[]).fine();
    assert_eq!(staff.get("/desk").status, 200);
    let (email, password, link) = (demo.email, demo.password, demo.staff_link);

    // Ctrl-C ends it well.
    interrupt(demo.server);
    let entries = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();

    // The same directory, with its data, without being told again.
    let again = start(&foundation, &[]);
    assert_eq!((&again.email, &again.password), (&email, &password));
    assert_ne!(again.staff_link.rsplit('/').next(), link.rsplit('/').next());
    let mut member = sign_in(&again);
    assert_eq!(member.get("/account").status, 200);
    again.server.stop();
    let after = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    assert!(after > entries, "nobody was enrolled twice, the sign-in is on record");
    assert!(after < entries + 12, "{entries} {after}");
}

/// Sends what Ctrl-C sends and expects an orderly end.
fn interrupt(server: Server) {
    let pid = server.pid().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    server.ended();
}

#[test]
fn a_demo_is_not_begun_anew_with_other_people() {
    let foundation = Foundation::unused();
    start(&foundation, &["--members", "2"]).server.stop();
    assert!(foundation.expect(2, &["demo", "--seed", "9"]).contains("`--seed`"));
    assert!(foundation.expect(2, &["demo", "--members", "1"]).contains("`--members`"));
    let more = start(&foundation, &["--members", "5"]);
    more.server.stop();
    // The foundation itself, five members, and the three whom the links for staff lead to.
    assert_eq!(foundation.report(0, &["ledger", "verify"])["checked_subjects"], 9);

    let real = Foundation::set_up();
    let said = real.expect(2, &["demo"]);
    assert!(said.contains("is no demo") && said.contains("probity serve"), "{said}");
}

#[test]
fn the_same_seed_gives_the_same_sample_member_in_another_directory() {
    let (one, two) = (Foundation::unused(), Foundation::unused());
    let (a, b) = (
        start(&one, &["--members", "1", "--seed", "42"]),
        start(&two, &["--members", "1", "--seed", "42"]),
    );
    assert_eq!((&a.email, &a.password), (&b.email, &b.password));
    a.server.stop();
    b.server.stop();
}

#[test]
fn it_reports_its_start_as_json() {
    let foundation = Foundation::unused();
    let mut command = program();
    command.args(["demo", "--listen", "127.0.0.1:0", "--members", "0", "--json", "--data"]);
    let mut child = command
        .arg(foundation.data())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut reader, &mut line).unwrap();
    let report: serde_json::Value = serde_json::from_str(&line).unwrap();
    let base = report["address"].as_str().unwrap().to_owned();
    assert_eq!(Client::new(&base).get("/").status, 200);
    assert!(report["staff_link"].as_str().unwrap().starts_with(&base));
    assert!(report["sample"].is_null());
    let pid = child.id().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(child.wait().unwrap().success());
}

/// As after a crash while it was enrolling: who is there stays as they are, who is not is enrolled.
#[test]
fn an_interrupted_start_goes_on_where_it_stopped() {
    let foundation = Foundation::unused();
    start(&foundation, &["--members", "4"]).server.stop();
    let before = foundation.report(0, &["ledger", "verify"]);
    let path = foundation.data().join("demo.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("enrolled = 4", "enrolled = 0")).unwrap();
    start(&foundation, &[]).server.stop();
    assert_eq!(foundation.report(0, &["ledger", "verify"]), before);
    assert!(std::fs::read_to_string(&path).unwrap().contains("enrolled = 4"));
}

#[test]
fn a_sample_member_who_left_is_not_offered_again() {
    let foundation = Foundation::unused();
    start(&foundation, &["--members", "2"]).server.stop();
    foundation.erase(0);
    let mut command = program();
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(foundation.data());
    let server = Server::start(&mut command);
    let said = server.says(|line| line.contains("Sample member").then(|| line.to_owned())).unwrap();
    assert!(said.contains("none"), "{said}");
    server.stop();
}
