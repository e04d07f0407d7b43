//! `probity usage sql`, in a program that has it: what it answers, for whom, and what the ledger says.
#![cfg(feature = "sql")]

#[path = "../cli/foundation.rs"]
#[allow(dead_code, reason = "the commands' tests use the rest of it")]
mod foundation;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::process::Output;

use jiff::{SignedDuration, Timestamp};
use probity_ledger::{Kind, SubjectId};
use probity_vault::{Clock as _, SystemClock};
use serde_json::{Value, json};

use foundation::{Foundation, arg};
use support::program::{program, text};
use support::s3::{BUCKET, S3Server};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const PATHS: &str = "SELECT path, count(*) AS n FROM requests GROUP BY path ORDER BY path";

/// A log of `/news`, viewed by twelve, and of `/alone`, viewed by one of them twenty times.
fn import(foundation: &Foundation) {
    let now = Timestamp::from_millisecond(SystemClock.now_ms()).unwrap();
    let start = now - SignedDuration::from_hours(30);
    let mut log = String::new();
    for n in 0..32_i64 {
        let at = (start + SignedDuration::from_mins(n)).strftime("%d/%b/%Y:%H:%M:%S +0000");
        let (path, who) = if n < 12 { ("/news", n) } else { ("/alone", 1) };
        log += &format!(
            "2001:db8:{who:x}::7 - - [{at}] \"GET {path} HTTP/1.1\" 200 512 \"-\" \"{BROWSER}\"\n"
        );
    }
    let path = foundation.path().join("access.log");
    std::fs::write(&path, log).unwrap();
    let output = run(foundation, &["usage", "import", "--site", "www.example.org", arg(&path)]);
    assert!(output.status.success(), "{}", text(&output));
}

/// Runs the program with credentials for a bucket in its environment.
fn run(foundation: &Foundation, words: &[&str]) -> Output {
    let mut command = program();
    command.env("AWS_ACCESS_KEY_ID", "AKIDHUNTER2").env("AWS_SECRET_ACCESS_KEY", "hunter2");
    command.args(words).arg("--data").arg(foundation.data()).output().unwrap()
}

fn ask(foundation: &Foundation, words: &[&str]) -> Value {
    let output = run(foundation, &[&["usage", "sql", "--json"], words].concat());
    assert!(output.status.success(), "{words:?}: {}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(foundation: &Foundation, words: &[&str]) -> String {
    let output = run(foundation, &[&["usage", "sql"], words].concat());
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(output.stdout.is_empty(), "{}", text(&output));
    text(&output)
}

/// The readings on the ledger: purpose and categories of each.
fn readings(foundation: &Foundation) -> Vec<(String, String)> {
    let open = foundation.open();
    let entries = open.vault.entries(SubjectId::FOUNDATION, 0, 1000).unwrap();
    let uses = entries.into_iter().filter(|entry| entry.entry.kind == Kind::Use);
    uses.map(|entry| {
        (
            entry.entry.purpose.clone().unwrap_or_default().to_string(),
            entry.entry.categories.join(" "),
        )
    })
    .collect()
}

#[test]
fn sums_of_enough_are_answered_and_rows_for_protection_each_on_record() {
    let foundation = Foundation::set_up();
    let said = refused(&foundation, &[PATHS]);
    assert!(said.contains("usage import"), "{said}");
    import(&foundation);
    assert_eq!(ask(&foundation, &[PATHS]), json!([{"path": "/news", "n": 12}]));
    let rows =
        ask(&foundation, &["--for", "intrusion-protection", "SELECT path, network FROM requests"]);
    assert_eq!(rows.as_array().unwrap().len(), 32);
    assert!(!rows.to_string().contains("::7"), "no address stands there: {rows}");
    assert_eq!(
        readings(&foundation),
        [
            ("availability-performance".to_owned(), "network page-view".to_owned()),
            ("intrusion-protection".to_owned(), "network page-view".to_owned()),
        ]
    );
    // What is refused, and what is no question, is on no record, since nothing was read.
    let said = refused(&foundation, &["--for", "membership", PATHS]);
    assert!(said.contains("U1"), "{said}");
    let said = refused(&foundation, &["SELECT path FROM requests"]);
    assert!(said.contains("at least 5 visitors"), "{said}");
    let said = refused(&foundation, &["--for", "intrusion-protection", "DROP TABLE requests"]);
    assert!(said.contains("SELECT"), "{said}");
    let said = refused(&foundation, &["--to", "2001-01-01", PATHS]);
    assert!(said.contains("nothing is kept"), "{said}");
    assert_eq!(readings(&foundation).len(), 2);
    // A ledger that can't be written gives no answer: its file is another process's.
    let open = foundation.open();
    refused(&foundation, &[PATHS]);
    drop(open);
}

#[test]
fn the_answer_comes_as_a_table_as_csv_and_cut_off_where_it_is_long() {
    let foundation = Foundation::set_up();
    import(&foundation);
    let output = run(&foundation, &["usage", "sql", PATHS]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "path   n\n/news  12\n");
    let output = run(&foundation, &["usage", "sql", "--csv", PATHS]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "path,n\n/news,12\n");
    let question = "SELECT path FROM requests";
    let words = ["usage", "sql", "--csv", "--most", "3", "--for", "intrusion-protection", question];
    let output = run(&foundation, &words);
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 4);
    assert!(String::from_utf8_lossy(&output.stderr).contains("more than 3 rows"));
}

#[test]
fn files_that_do_not_count_are_not_read() {
    let foundation = Foundation::set_up();
    import(&foundation);
    let count = |foundation: &Foundation| {
        let question = "SELECT count(*) AS n FROM requests";
        ask(foundation, &["--for", "intrusion-protection", question])[0]["n"].clone()
    };
    assert_eq!(count(&foundation), 32);
    let mut copied = 0;
    let mut folders = vec![foundation.data().join("usage")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(".requests.parquet") {
                std::fs::copy(&path, folder.join("0000.requests.parquet")).unwrap();
                copied += 1;
            }
        }
    }
    assert!(copied > 0);
    assert_eq!(count(&foundation), 32);
    assert_eq!(ask(&foundation, &["--site", "shop.example.org", PATHS]), json!([]));
}

#[test]
fn a_history_in_a_bucket_answers_the_same() {
    let (foundation, server) = (Foundation::set_up(), S3Server::open());
    let config = foundation.data().join("foundation.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    let bucket = format!(
        "[usage]\nhistory = \"s3://{BUCKET}/usage\"\nhistory_endpoint = \"{}\"",
        server.endpoint()
    );
    assert!(before.contains("[usage]"));
    std::fs::write(&config, before.replace("[usage]", &bucket)).unwrap();
    import(&foundation);
    assert!(!Path::new(&foundation.data().join("usage")).exists());
    assert_eq!(ask(&foundation, &[PATHS]), json!([{"path": "/news", "n": 12}]));
}
