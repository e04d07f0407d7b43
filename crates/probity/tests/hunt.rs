//! Looks for plaintext of people in everything a foundation leaves behind.
//!
//! The real program runs, real mail is sent, people join, read, correct and leave; then, after an
//! orderly end, after a crash, and in a backup, no value of theirs may stand anywhere: not in the
//! data directory, the keys, the databases, the logs. The search itself is shown to find what it
//! looks for.

#[path = "support/mod.rs"]
mod support;

use support::http::Client;
use support::hunt::Hunt;
use support::mail::MailServer;
use support::member::{INTERRUPTED, Person, STAYER, WALKER};
use support::postgres::Databases;
use support::program::{Installation, text};
use support::staff::{Enrolled, OFFICER};

const CORRECTED: &str = "Wilhelmina Strandqvist-Quux";

/// Every value that anyone in the scenario types.
fn secrets() -> Vec<&'static str> {
    let people: [&Person; 3] = [&WALKER, &STAYER, &INTERRUPTED];
    people.iter().flat_map(|person| person.secrets()).chain([CORRECTED]).collect()
}

/// What the officer typed, and what was shown to them once.
fn of_the_officer(shown: &Enrolled) -> Vec<String> {
    let mut values: Vec<String> =
        [OFFICER.name, OFFICER.email, OFFICER.password].map(str::to_owned).into();
    for text in shown.codes.iter().chain([&shown.key]) {
        values.push(text.clone());
        values.push(text.replace(['-', ' '], ""));
    }
    values
}

/// Fails if a value stands in any file, database or printed line of the installation.
fn assert_clean(installation: &Installation, officer: &[String], when: &str) {
    let values = secrets().into_iter().chain(officer.iter().map(String::as_str));
    let hunt = Hunt::for_values(values);
    let (mut found, read) = hunt.search_dir(installation.dir());
    assert!(read > 10_000, "{when}: only {read} bytes were searched: is the data elsewhere?");
    if let Some(databases) = installation.databases() {
        let dump = databases.dump();
        assert!(dump.len() > 10_000, "{when}: the databases are empty");
        found.extend(hunt.search("the databases", &dump));
    }
    found.extend(hunt.search("what was printed", installation.printed().as_bytes()));
    assert!(found.is_empty(), "{when}: {found:#?}");
}

/// The whole scenario on one kind of store.
fn nothing_is_left_in_plain(mut installation: Installation, mail: &MailServer) {
    // An officer of the staff will open a record; their link is made before anything serves.
    let added =
        installation.report(&[&OFFICER.added_as("privacy-officer")[..], &["--json"]].concat(), 0);
    let link = added["link"].as_str().expect("a link").to_owned();
    // Two people join; one of them reads, corrects, downloads and leaves.
    let server = installation.serve();
    let mut officer = Client::new(&server.base);
    let shown = OFFICER.enrol(&mut officer, &link);
    let officer_values = of_the_officer(&shown);
    let officer_values = officer_values.as_slice();
    let mut walker = Client::new(&server.base);
    WALKER.become_member(&mut walker, mail);
    let mut stayer = Client::new(&server.base);
    STAYER.become_member(&mut stayer, mail);
    let page = walker.get("/account/data").fine().text();
    assert!(page.contains(WALKER.email), "the person sees their own address: {page}");
    walker
        .submit("/account/data/correct/name", "/account/data/correct/name", &[("name", CORRECTED)])
        .fine();
    let export = walker.get("/account/data/export.json").fine().text();
    assert!(export.contains(CORRECTED), "the export holds the corrected value: {export}");
    let found = [("who", STAYER.email), ("purpose", "rights-fulfilment")];
    let found = officer.submit("/desk/people", "/desk/people", &found);
    let case = found.header("location").expect("somebody was found").to_owned();
    let need = [("purpose", "rights-fulfilment"), ("need", "question")];
    let record = officer.submit(&case, &case, &need).fine().text();
    assert!(record.contains(STAYER.email), "the officer sees the address: {record}");
    let mut again = Client::new(&server.base);
    assert_eq!(OFFICER.sign_in(&mut again, &shown.codes[9]).header("location"), Some("/desk"));
    assert!(again.get("/desk/staff").fine().text().contains(OFFICER.name));
    installation.keep(&server.stop());
    assert_clean(&installation, officer_values, "after an orderly end");

    // A backup holds the one who will leave.
    let backup = installation.dir().join("backup");
    let output = installation.run(&["backup", &backup.display().to_string()]);
    assert!(output.status.success(), "{}", text(&output));
    installation.keep(&text(&output));
    assert!(backup.exists(), "the backup is where it was asked for");
    assert_clean(&installation, officer_values, "with a backup");

    let server = installation.serve();
    walker.submit("/account/erase", "/account/erase", &[("sure", "yes")]).fine();
    // One more is joining, and the lights go out between the answer and the mail.
    INTERRUPTED.join(&mut Client::new(&server.base));
    installation.keep(&server.kill());
    assert_clean(&installation, officer_values, "after a crash");

    // After the crash all goes on, and everything is still accounted for.
    let server = installation.serve();
    let stays = stayer.get("/account/data").fine().text();
    assert!(stays.contains("ocarina"), "who did not leave is still known: {stays}");
    let gone = walker.get("/account");
    assert_ne!(gone.status, 200, "who left is signed out");
    // Whether the interrupted message left nobody can know, so it is not sent twice; whoever joins
    // again is written to.
    INTERRUPTED.join(&mut Client::new(&server.base));
    let link = mail.link_to(INTERRUPTED.email, "/confirm/");
    assert!(link.starts_with(&server.base), "who was interrupted can still join");
    installation.keep(&server.stop());
    let report = installation.report(&["ledger", "verify", "--json"], 0);
    assert_eq!(report["ok"], true, "{report}");
    assert_clean(&installation, officer_values, "after going on");
}

#[test]
fn nothing_is_left_in_plain_on_sqlite() {
    let mail = MailServer::start();
    nothing_is_left_in_plain(Installation::on_sqlite(&mail), &mail);
}

#[test]
fn nothing_is_left_in_plain_on_postgresql() {
    let mail = MailServer::start();
    let databases = Databases::create("hunt");
    nothing_is_left_in_plain(Installation::on_postgres(&mail, databases), &mail);
}

/// A search that finds nothing proves nothing unless it would have found something.
#[test]
fn the_search_finds_what_is_there() {
    use base64::Engine as _;
    let hunt = Hunt::for_values(secrets());
    let spread = |bytes: &[u8]| [b"\x00\x17noise".as_slice(), bytes, b"more\xff"].concat();
    for value in secrets() {
        let utf16: Vec<u8> = value.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let hex: Vec<String> = value.bytes().map(|byte| format!("{byte:02X}")).collect();
        let offsets = (0..3).map(|offset| {
            let text = format!("{}{value} and so on", &"xyz"[..offset]);
            base64::engine::general_purpose::STANDARD.encode(text).into_bytes()
        });
        let mut written = vec![
            value.as_bytes().to_vec(),
            value.to_lowercase().into_bytes(),
            value.to_uppercase().into_bytes(),
            utf16,
            hex.concat().into_bytes(),
        ];
        written.extend(offsets);
        for bytes in written {
            let found = hunt.search("here", &spread(&bytes));
            assert!(!found.is_empty(), "missed {:?}", String::from_utf8_lossy(&bytes));
        }
    }
    assert!(hunt.search("here", b"nothing of anybody stands in this sentence").is_empty());
}

/// The same on a whole directory: a value planted deep in a file, or in a file's name, is found.
#[test]
fn the_search_reaches_every_file() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let deep = dir.path().join("a/b");
    std::fs::create_dir_all(&deep).expect("directories can be made");
    let hunt = Hunt::for_values([STAYER.name]);
    std::fs::write(deep.join("fine"), vec![7; 100_000]).expect("a file can be written");
    let (found, read) = hunt.search_dir(dir.path());
    assert!(found.is_empty() && read == 100_000, "{found:?} {read}");
    let mut bytes = vec![7; 100_000];
    bytes.extend_from_slice(STAYER.name.as_bytes());
    std::fs::write(deep.join("planted"), bytes).expect("a file can be written");
    std::fs::write(dir.path().join(STAYER.name), b"").expect("a file can be written");
    let (found, _) = hunt.search_dir(dir.path());
    assert!(found.iter().any(|line| line.contains("planted, byte 100000")), "{found:?}");
    assert!(found.iter().any(|line| line.starts_with("the name of a file")), "{found:?}");
}
