//! `probity staff`: the first of the staff is added here, enrols over the link and signs in.

use crate::foundation::Foundation;
use crate::support::http::Client;
use crate::support::program::{Server, program};
use crate::support::staff::OFFICER;

/// A foundation on a free port, so that links made before it serves lead to it.
fn on_a_free_port() -> Foundation {
    let foundation = Foundation::set_up();
    let path = foundation.data().join("foundation.toml");
    let port = crate::support::free_port();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("127.0.0.1:8080", &format!("127.0.0.1:{port}"))).unwrap();
    foundation
}

#[test]
fn the_first_of_the_staff_is_added_enrols_and_signs_in() {
    let foundation = on_a_free_port();
    assert!(foundation.expect(0, &["staff", "list"]).contains("nobody yet"));
    assert!(foundation.expect(0, &["doctor"]).contains("no privacy officer can sign in"));
    let added = foundation.report(0, &OFFICER.added_as("privacy-officer"));
    let link = added["link"].as_str().unwrap().to_owned();
    let mut command = program();
    let server = Server::start(command.args(["serve", "--data"]).arg(foundation.data()));
    let path = link.strip_prefix(&server.base).expect("the link leads to the site").to_owned();
    let mut officer = Client::new(&server.base);
    let shown = OFFICER.enrol(&mut officer, &path);
    assert_eq!(officer.get("/desk").status, 200);
    assert_ne!(Client::new(&server.base).get(&path).status, 200, "the link worked once");
    let mut again = Client::new(&server.base);
    let answer = OFFICER.sign_in(&mut again, &shown.codes[0]);
    assert_eq!(answer.header("location"), Some("/desk"));
    assert_eq!(again.get("/desk").status, 200);
    let list = foundation.report(0, &["staff", "list"]);
    assert_eq!(list[0]["role"], "privacy-officer");
    assert_eq!(list[0]["enrolled"], true);
    assert_eq!(list[0]["name"], serde_json::Value::Null, "no name without asking for it");
    let printed = server.stop();
    for secret in [OFFICER.email, OFFICER.name, OFFICER.password, &shown.codes[0], &shown.key] {
        assert!(!printed.contains(secret), "`{secret}` was printed");
    }
    assert!(foundation.expect(0, &["doctor"]).contains("1 can sign in"));
    let refused = foundation.expect(2, &["staff", "remove", OFFICER.email]);
    assert!(refused.contains("last privacy officer"), "{refused}");
}

#[test]
fn names_are_listed_on_record_and_removal_erases() {
    let foundation = Foundation::set_up();
    let add = OFFICER.added_as("auditor");
    foundation.expect(0, &add);
    let mut twice = add;
    let other_letters = OFFICER.email.to_uppercase();
    twice[3] = &other_letters;
    let said = foundation.expect(2, &twice);
    assert!(said.contains("belongs to a member of staff already"), "{said}");
    for (at, wrong) in [(3, "nonsense"), (7, "person"), (7, ""), (5, "")] {
        let mut words = add;
        words[3] = "another@work.example";
        words[at] = wrong;
        foundation.expect(2, &words);
    }
    let entries =
        || foundation.report(0, &["ledger", "verify"])["entries"].as_u64().expect("a number");
    let before = entries();
    let list = foundation.expect(0, &["staff", "list", "--names"]);
    assert!(list.contains(OFFICER.name) && list.contains(OFFICER.email), "{list}");
    assert_eq!(entries(), before + 1, "names are shown on record");
    assert!(!foundation.expect(0, &["staff", "list"]).contains(OFFICER.name));
    let link = foundation.report(0, &["staff", "link", OFFICER.email]);
    assert!(link["link"].as_str().unwrap().contains("/desk/enrol/"));
    let number = link["number"].as_str().unwrap().to_owned();
    foundation.expect(0, &["staff", "remove", &number]);
    for who in [number.as_str(), OFFICER.email, "nobody@work.example"] {
        let said = foundation.expect(2, &["staff", "remove", who]);
        assert!(said.contains("probity staff list"), "{who}: {said}");
    }
    let list = foundation.expect(0, &["staff", "list", "--names"]);
    assert!(list.contains("until ") && !list.contains(OFFICER.name), "{list}");
    foundation.expect(0, &add);
    assert_eq!(foundation.report(0, &["ledger", "verify"])["ok"], true);
}
