//! `probity usage import` and `forget`: each line counts once, all of it or nothing, visits go on, and
//! addresses go when their time is over.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::{SignedDuration, Timestamp};
use probity_vault::{Clock as _, SystemClock};
use serde_json::Value;

use crate::foundation::{Foundation, arg};
use crate::support::program::{program, text as text_of};

pub(crate) const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
pub(crate) const SITE: &str = "www.example.org";

/// A page that a visitor viewed.
pub(crate) fn line(at: Timestamp, address: &str, path: &str) -> String {
    let at = at.strftime("%d/%b/%Y:%H:%M:%S +0000");
    format!("{address} - - [{at}] \"GET {path} HTTP/1.1\" 200 512 \"-\" \"{BROWSER}\"\n")
}

pub(crate) fn later(at: Timestamp, minutes: i64) -> Timestamp {
    at + SignedDuration::from_mins(minutes)
}

/// What the program takes for now.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millisecond(SystemClock.now_ms()).unwrap()
}

/// Some hours ago, at a full second.
pub(crate) fn recently() -> Timestamp {
    let hours = now() - SignedDuration::from_hours(6);
    Timestamp::from_second(hours.as_second()).unwrap()
}

pub(crate) fn long_ago() -> Timestamp {
    "2025-10-10T10:00:00Z".parse().unwrap()
}

pub(crate) fn write(foundation: &Foundation, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let path = foundation.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

pub(crate) fn import(foundation: &Foundation, files: &[&Path]) -> Value {
    let mut words = vec!["usage", "import", "--site", SITE];
    words.extend(files.iter().map(|file| arg(file)));
    foundation.report(0, &words)
}

/// How many of these kinds a report tells.
pub(crate) fn numbers(report: &Value, names: &[&str]) -> Vec<u64> {
    names.iter().map(|name| report[name].as_u64().unwrap_or_else(|| panic!("{report}"))).collect()
}

/// All files of the history below the data directory.
pub(crate) fn history(foundation: &Foundation) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![foundation.data().join("usage")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                found.insert(entry.path());
            }
        }
    }
    found
}

fn ends(files: &BTreeSet<PathBuf>, end: &str) -> usize {
    files.iter().filter(|file| file.to_string_lossy().ends_with(end)).count()
}

/// What the manifest adds up to: segments, requests, visits, of each kind of standing.
fn manifest(foundation: &Foundation) -> Vec<(String, i64, i64, i64)> {
    let database = rusqlite::Connection::open(foundation.database()).unwrap();
    let mut rows = database
        .prepare(
            "SELECT kind, COUNT(*), SUM(requests), SUM(visits) FROM usage_segment GROUP BY kind \
             ORDER BY kind",
        )
        .unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// Requests and visits of the whole history, open ones included.
pub(crate) fn totals(foundation: &Foundation) -> (i64, i64) {
    manifest(foundation).iter().fold((0, 0), |(r, v), kind| (r + kind.2, v + kind.3))
}

#[test]
fn a_log_is_in_the_history_with_sealed_addresses_and_on_the_ledger() {
    let foundation = Foundation::set_up();
    let at = recently();
    let log: String = (0..20_u8)
        .map(|n| line(later(at, i64::from(n)), &format!("192.0.2.{}", n % 4), "/news"))
        .collect();
    let before = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    let log = write(&foundation, "access.log", log);
    let report = import(&foundation, &[&log]);
    assert_eq!(
        numbers(&report, &["lines", "accepted", "rejected", "pages", "visits", "open_visits"]),
        [20, 20, 0, 20, 4, 4]
    );
    assert_eq!(totals(&foundation), (20, 4));
    let files = history(&foundation);
    assert!(ends(&files, ".requests.parquet") > 0, "{files:?}");
    assert_eq!(ends(&files, ".addresses"), ends(&files, ".requests.parquet"));
    for file in &files {
        let bytes = fs::read(file).unwrap();
        for address in [&b"192.0.2.1"[..], &[192, 0, 2, 1]] {
            let found = bytes.windows(address.len()).any(|window| window == address);
            assert!(!found, "an address stands in {}", file.display());
        }
    }
    let after = foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    assert_eq!(after, before + 1, "the import is on record, once");
    let staging = foundation.data().join(".staging");
    assert!(fs::read_dir(staging).unwrap().next().is_none(), "nothing is left of the work");
}

#[test]
fn a_file_counts_once_under_any_name_and_of_a_grown_one_what_is_new() {
    let foundation = Foundation::set_up();
    let at = recently();
    let mut text: String =
        (0..10).map(|n| line(later(at, n), "198.51.100.7", &format!("/{n}"))).collect();
    let log = write(&foundation, "access.log", &text);
    import(&foundation, &[&log]);
    let first = (totals(&foundation), history(&foundation));

    let report = import(&foundation, &[&log]);
    assert_eq!(report["files"], 0);
    assert_eq!(report["known"].as_array().unwrap().len(), 1);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = write(&foundation, "access.log.1.gz", packed.finish().unwrap());
    assert_eq!(import(&foundation, &[&packed])["files"], 0);
    assert_eq!((totals(&foundation), history(&foundation)), first);

    text.push_str(&line(later(at, 12), "198.51.100.7", "/new"));
    text.push_str(&line(later(at, 13), "198.51.100.8", "/new"));
    let log = write(&foundation, "access.log.1", &text);
    let report = import(&foundation, &[&log]);
    assert_eq!(numbers(&report, &["lines", "open_visits"]), [2, 2]);
    assert_eq!(totals(&foundation), (12, 2), "the visit that was open goes on");
    assert_eq!(numbers(&report, &["duplicates", "visits"]), [10, 1], "one of them is new");
    let report = import(&foundation, &[&log, &packed]);
    assert_eq!(report["files"], 0);
    assert_eq!(numbers(&report, &["lines", "duplicates", "visits"]), [0, 22, 0]);
    assert_eq!(totals(&foundation), (12, 2));

    // Begins alike and is another log.
    let other = format!(
        "{}{}",
        line(later(at, 0), "198.51.100.7", "/0"),
        line(later(at, 14), "198.51.100.9", "/else")
    );
    let other = write(&foundation, "other.log", other);
    assert_eq!(import(&foundation, &[&other])["lines"], 2);
    // The same lines of another site are that site's.
    let words = ["usage", "import", "--site", "shop.example.org", arg(&log)];
    assert_eq!(foundation.report(0, &words)["lines"], 12);
}

#[test]
fn many_imports_come_to_the_same_as_one() {
    let (one, many) = (Foundation::set_up(), Foundation::set_up());
    let at = recently();
    let lines: Vec<String> = (0..240_i64)
        .map(|n| {
            let address = format!("203.0.113.{}", (n * 7) % 23);
            line(later(at, n), &address, &format!("/{}", n % 5))
        })
        .collect();
    let log = write(&one, "access.log", lines.concat());
    import(&one, &[&log]);
    for (number, part) in lines.chunks(37).enumerate() {
        let log = write(&many, &format!("{number}.log"), part.concat());
        import(&many, &[&log]);
    }
    assert_eq!(totals(&one), totals(&many));
    let open = |foundation: &Foundation| {
        manifest(foundation).into_iter().find(|kind| kind.0 == "open").map(|kind| (kind.2, kind.3))
    };
    assert_eq!(open(&one), open(&many));
    // Older logs than the last do not disturb what is open.
    let older = write(&many, "older.log", line(later(at, -60), "203.0.113.200", "/"));
    import(&many, &[&older]);
    assert_eq!(open(&one), open(&many));
    assert_eq!(totals(&many).0, totals(&one).0 + 1);
}

#[test]
fn addresses_of_days_past_their_time_are_dropped_at_once() {
    let foundation = Foundation::set_up();
    let log = write(&foundation, "old.log", line(long_ago(), "192.0.2.1", "/"));
    import(&foundation, &[&log]);
    let files = history(&foundation);
    assert_eq!(ends(&files, ".addresses"), 0, "{files:?}");
    assert_eq!(ends(&files, ".requests.parquet"), 1);
    assert_eq!(totals(&foundation), (1, 1));
    assert!(foundation.expect(0, &["usage", "forget", "--dry-run"]).contains("nothing is over"));
}

#[test]
fn a_log_of_several_sites_counts_for_those_that_are_known() {
    let foundation = Foundation::set_up();
    let config = foundation.data().join("foundation.toml");
    let text = fs::read_to_string(&config).unwrap();
    let text = text.replace("\nsites = []", "\nsites = [\"shop.example.org\"]");
    fs::write(&config, text).unwrap();
    let at = recently();
    let log: String = ["shop.example.org:443", "forged.example:80", "127.0.0.1:8080", "../../x:80"]
        .iter()
        .map(|site| format!("{site} {}", line(at, "192.0.2.1", "/")))
        .collect();
    let log = write(&foundation, "vhosts.log", log);
    let report = foundation.report(0, &["usage", "import", arg(&log)]);
    let read = numbers(&report, &["accepted", "rejected"]);
    assert_eq!(read[0] + read[1], 4, "{report}");
    assert!(read[0] >= 3, "{report}");
    let folders: BTreeSet<String> = fs::read_dir(foundation.data().join("usage"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("site="))
        .collect();
    let expected = ["site=127.0.0.1", "site=other", "site=shop.example.org"];
    assert_eq!(folders, expected.map(str::to_owned).into());

    let unnamed = write(&foundation, "plain.log", line(at, "192.0.2.1", "/"));
    let said = foundation.expect(2, &["usage", "import", arg(&unnamed)]);
    assert!(said.contains("name that with `--site`"), "{said}");
    let said = foundation.expect(2, &["usage", "import", "--site", "../etc", arg(&unnamed)]);
    assert!(said.contains("is no name of a site"), "{said}");
}

#[test]
fn a_damaged_file_leaves_nothing_unless_that_is_wished() {
    let foundation = Foundation::set_up();
    let at = recently();
    let text: String =
        (0..3_000).map(|n| line(later(at, n / 60), "192.0.2.1", &format!("/{n}"))).collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let log = write(&foundation, "access.log.gz", &packed[..packed.len() * 2 / 3]);
    let whole = write(&foundation, "b.log", line(at, "192.0.2.2", "/"));
    let words = ["usage", "import", "--site", SITE, arg(&log), arg(&whole)];
    let said = foundation.expect(2, &words);
    assert!(said.contains("--take-damaged"), "{said}");
    assert_eq!(totals(&foundation), (0, 0));
    assert!(history(&foundation).is_empty());
    let report = foundation.report(0, &[&words[..], &["--take-damaged"]].concat());
    assert_eq!(report["damaged"].as_array().unwrap().len(), 1);
    let taken = report["accepted"].as_u64().unwrap();
    assert!((100..3_001).contains(&taken), "{taken}");
    assert_eq!(totals(&foundation).0, i64::try_from(taken).unwrap());
    // The whole file then: only what is new.
    let log = write(&foundation, "access.log.gz", packed);
    import(&foundation, &[&log]);
    assert_eq!(totals(&foundation).0, 3_001);
}

#[test]
fn a_backup_takes_the_history_along_and_it_is_there_again_after_a_loss() {
    let foundation = Foundation::set_up();
    let log = write(&foundation, "access.log", line(recently(), "192.0.2.1", "/"));
    import(&foundation, &[&log]);
    let before = (history(&foundation), totals(&foundation));
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    fs::remove_dir_all(foundation.data().join("usage")).unwrap();
    foundation.expect(0, &["restore", arg(&backup), "--replace"]);
    assert_eq!((history(&foundation), totals(&foundation)), before);
    assert_eq!(import(&foundation, &[&log])["files"], 0, "it knows what it has read");
    foundation.expect(0, &["doctor", "--full"]);
}

#[test]
fn an_import_that_is_killed_in_the_middle_leaves_nothing() {
    let foundation = Foundation::set_up();
    let at = recently();
    let text: String =
        (0..200_000).map(|n| line(later(at, n / 4_000), "192.0.2.1", &format!("/{n}"))).collect();
    let mut command = program();
    command.args(["usage", "import", "--site", SITE, "-", "--data"]).arg(foundation.data());
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than fits into the pipe: it has been read, and its rows are being written.
    input.write_all(text.as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    drop(input);
    assert_eq!(totals(&foundation), (0, 0));
    assert!(history(&foundation).is_empty());
    let log = write(&foundation, "access.log", text);
    assert_eq!(import(&foundation, &[&log])["accepted"], 200_000);
    foundation.expect(0, &["ledger", "verify"]);
}

#[test]
fn standard_input_counts_once_too() {
    let foundation = Foundation::set_up();
    let text = line(recently(), "192.0.2.1", "/");
    let import = || {
        let mut command = program();
        command.args(["usage", "import", "--site", SITE, "-", "--data"]).arg(foundation.data());
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    assert!(import().status.success());
    let again = import();
    assert_eq!(again.status.code(), Some(2));
    assert!(text_of(&again).contains("was read before"), "{}", text_of(&again));
    assert_eq!(totals(&foundation), (1, 1));
}

#[test]
fn a_day_is_shown_with_addresses_for_a_need_on_record() {
    let foundation = Foundation::set_up();
    let day = (now() - SignedDuration::from_hours(24)).strftime("%Y-%m-%d").to_string();
    let at: Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
    let log = [line(at, "192.0.2.77", "/news"), line(later(at, 1), "192.0.2.77", "/join")].concat();
    let log = write(&foundation, "access.log", log);
    import(&foundation, &[&log]);
    let entries = || foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap();
    let before = entries();
    let words = ["usage", "trace", "--site", SITE, "--day", &day, "--need", "attack"];
    let shown = foundation.expect(0, &words);
    assert_eq!(shown.matches("192.0.2.77").count(), 2, "{shown}");
    assert!(shown.contains("/news") && shown.contains("page"), "{shown}");
    assert_eq!(entries(), before + 1);
    let shown = foundation.expect(0, &[&words[..], &["--most", "1"]].concat());
    assert!(shown.contains("/news") && !shown.contains("/join"), "{shown}");
    assert!(shown.contains("more than 1"), "{shown}");
    let said = foundation.expect(2, &words[..6]);
    assert!(said.contains("--need"), "{said}");
    // What is over is gone: of an old day only the network is left.
    let log = write(&foundation, "old.log", line(long_ago(), "192.0.2.77", "/"));
    import(&foundation, &[&log]);
    let words = ["usage", "trace", "--site", SITE, "--day", "2025-10-10", "--need", "incident"];
    let shown = foundation.expect(0, &words);
    assert!(shown.contains("192.0.2.0/24") && !shown.contains("192.0.2.77"), "{shown}");
}
