//! `probity serve`: started, stopped, and alone on its directory.

use std::net::TcpListener;

use crate::foundation::{Foundation, arg, printed};
use crate::support::http::Client;
use crate::support::program::{Server, program};

fn serve(foundation: &Foundation) -> Server {
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(foundation.data());
    Server::start(&mut command)
}

#[test]
fn it_serves_and_ends_well_when_asked_to() {
    let foundation = Foundation::with_members(1);
    let server = serve(&foundation);
    let mut client = Client::new(&server.base);
    assert_eq!(client.get("/healthz").status, 200);
    assert_eq!(client.get("/readyz").status, 200);
    assert_eq!(client.get("/privacy").status, 200);
    assert_eq!(client.get("/demo/outbox").status, 404);
    let printed = server.stop();
    assert!(!printed.contains("ERROR"), "{printed}");
}

#[test]
fn what_writes_is_refused_beside_it_and_what_reads_is_not() {
    let foundation = Foundation::with_members(2);
    let draft = foundation.draft("2031-01-01", &[]);
    let backup = foundation.path().join("backup");
    let server = serve(&foundation);
    for words in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["keys", "rotate"],
        &["policy", "publish", arg(&draft)],
    ] {
        let said = foundation.expect(2, words);
        assert!(said.contains("in use by another process"), "{words:?}: {said}");
    }
    assert_eq!(foundation.report(0, &["ledger", "verify"])["ok"], true);
    foundation.expect(0, &["ledger", "checkpoint"]);
    foundation.expect(0, &["ledger", "prove", "0"]);
    foundation.expect(0, &["doctor", "--full"]);
    foundation.expect(0, &["backup", arg(&backup)]);
    let said = foundation.expect(2, &["restore", arg(&backup), "--replace"]);
    assert!(said.contains("in use by another process"), "{said}");
    assert_eq!(Client::new(&server.base).get("/readyz").status, 200);
    server.stop();
}

#[test]
fn a_port_that_is_taken_is_named_before_anything_is_opened() {
    let foundation = Foundation::set_up();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = foundation.expect(2, &["serve", "--listen", &address]);
    assert!(said.contains(&address) && said.contains("--listen"), "{said}");
}

#[test]
fn a_password_file_that_is_missing_is_named() {
    let foundation = Foundation::set_up();
    let path = foundation.data().join("foundation.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text
        .replace("transport = \"eml\"", "transport = \"smtp\"")
        .replace("#user = ", "user = ")
        .replace("#password_file = \"/etc/probity/mail-password\"", "password_file = \"/no/file\"");
    std::fs::write(&path, text).unwrap();
    let output = foundation.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(printed(&output, 2).contains("/no/file"));
    assert!(foundation.expect(1, &["doctor"]).contains("/no/file"));
}
