//! `probity usage import --follow`, and logs that are sent to a service that is killed.

use std::fs::{OpenOptions, rename};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::lines::Lines;
use crate::support::mail::MailServer;
use crate::support::program::{Installation, program, text};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// So many lines of a log of this day, a page each, numbered from there on.
fn lines(from: u32, count: u32) -> String {
    let today = Command::new("date").args(["-u", "+%d/%b/%Y"]).env("LC_ALL", "C").output().unwrap();
    let today = String::from_utf8(today.stdout).unwrap();
    let line = |n: u32| {
        let (minute, second) = (n / 60 % 60, n % 60);
        format!(
            "198.51.100.{} - - [{}:00:{minute:02}:{second:02} +0000] \"GET /page/{n} HTTP/1.1\" 200 512 \
             \"-\" \"{FIREFOX}\"\n",
            n % 200,
            today.trim()
        )
    };
    (from..from + count).map(line).collect()
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// How many requests are in the history.
fn kept(installation: &Installation) -> i64 {
    let database = installation.data().join("probity.db");
    let database = rusqlite::Connection::open(database).unwrap();
    let sum = "SELECT coalesce(sum(requests), 0) FROM usage_segment";
    database.query_row(sum, [], |row| row.get(0)).unwrap()
}

/// Follows the log until it has said that so many requests in all are stored, and one step more.
fn follow(installation: &Installation, log: &Path, meanwhile: impl FnOnce(&dyn Fn(u64))) -> String {
    let mut child = program()
        .args([
            "usage",
            "import",
            "--follow",
            "--every",
            "1",
            "--json",
            "--site",
            "www.example.org",
        ])
        .arg(log)
        .arg("--data")
        .arg(installation.data())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = Lines::of(child.stdout.take().unwrap());
    let stored = std::cell::Cell::new(0);
    let until = |count: u64| {
        while stored.get() < count {
            let said = stdout.find(|line| serde_json::from_str::<Value>(line).ok());
            let said = said.unwrap_or_else(|| panic!("it ended: {}", stdout.so_far()));
            stored.set(stored.get() + said["requests"].as_u64().unwrap());
        }
        assert_eq!(stored.get(), count);
    };
    meanwhile(&until);
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    format!("{}{said}", stdout.so_far())
}

#[test]
fn a_log_is_followed_across_rotation_and_restarts_and_each_line_counts_once() {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let (log, old) =
        (installation.dir().join("access.log"), installation.dir().join("access.log.1"));
    append(&log, &lines(0, 100));
    let said = follow(&installation, &log, |until| {
        until(100);
        append(&log, &lines(100, 20));
        let half = lines(120, 1);
        append(&log, &half[..40]);
        until(120);
        append(&log, &half[40..]);
        until(121);
        rename(&log, &old).unwrap();
        append(&old, &lines(121, 4));
        append(&log, &lines(200, 30));
        until(155);
    });
    assert!(!said.contains("198.51.100") && !said.contains("/page/"), "{said}");
    assert_eq!(kept(&installation), 155);
    // What comes while nobody follows is new to whoever follows next, and to an import.
    append(&log, &lines(230, 5));
    append(&log, "nonsense of 198.51.100.250\n");
    append(&old, &lines(125, 1));
    follow(&installation, &log, |until| {
        until(5);
        append(&log, &lines(235, 1));
    });
    assert_eq!(kept(&installation), 161, "what came last is stored at the end");
    let old = old.to_str().unwrap();
    let again = ["usage", "import", "--site", "www.example.org", old, log.to_str().unwrap()];
    let output = installation.run(&again);
    assert!(output.status.success(), "{}", text(&output));
    assert_eq!(kept(&installation), 162);
    let rejected = ["usage", "rejected", "--need", "attack", "--jsonl"];
    let output = installation.run(&rejected);
    let found: Value = serde_json::from_slice(&output.stdout).expect("one line, once");
    assert_eq!((&found["file"], &found["line"]), (&"access.log".into(), &36.into()), "{found}");
    assert_eq!(found["text"], "nonsense of 198.51.100.250");
    for words in [
        &["usage", "import", "--follow", "--site", "www.example.org", "-"][..],
        &["usage", "import", "--follow", "--site", "www.example.org", "a", "b"],
        &["usage", "import", "--every", "5", "--site", "www.example.org", "a"],
    ] {
        let output = installation.run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}: {}", text(&output));
    }
}

/// Sends a log and does not wait for the answer.
fn send(base: &str, body: &str) -> TcpStream {
    let authority = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(authority).unwrap();
    let head = format!(
        "POST /api/v1/usage HTTP/1.0\r\nhost: {authority}\r\nauthorization: Bearer {TOKEN}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    stream
}

fn answer(mut stream: TcpStream) -> Value {
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    let (_, body) = said.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{said}"))
}

#[test]
fn a_log_that_is_sent_while_the_service_is_killed_is_in_whole_or_not_at_all() {
    let mail = MailServer::start();
    let installation = Installation::on_sqlite(&mail);
    let tokens = installation.dir().join("tokens");
    std::fs::write(&tokens, format!("www.example.org {TOKEN}\n")).unwrap();
    append(
        &installation.data().join("foundation.toml"),
        &format!(
            "[usage]\nrecord = false\nsites = [\"www.example.org\"]\npush_tokens_file = \"{}\"\n",
            tokens.display()
        ),
    );
    let mut sent = 0;
    for round in 0..4_u32 {
        let body = lines(round * 10_000, 3_000);
        let server = installation.serve();
        let stream = send(&server.base, &body);
        // Later each time: before it is read, while it is taken in, after it is stored.
        for _ in 0..round * 3 {
            assert!(TcpStream::connect(server.base.trim_start_matches("http://")).is_ok());
            send(&server.base, "nonsense").shutdown(std::net::Shutdown::Write).unwrap();
        }
        drop(stream);
        server.kill();
        let before = kept(&installation);
        assert!(before == sent || before == sent + 3_000, "{before} after {sent}");
        let server = installation.serve();
        let said = answer(send(&server.base, &body));
        let (new, known) = (said["accepted"].as_i64(), said["duplicates"].as_i64());
        assert_eq!((new, known), (Some(sent + 3_000 - before), Some(before - sent)), "{said}");
        sent += 3_000;
        server.stop();
        assert_eq!(kept(&installation), sent);
    }
}
