//! `probity usage read`: logs in numbers, in any order and packing, and what is no log refused.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use bzip2::write::BzEncoder;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::foundation::{arg, probity};
use crate::support::program::{program, text};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// A combined line at that second of a day, from that visitor.
fn line(second: u32, visitor: u8, request: &str, status: u16, agent: &str) -> String {
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!(
        "192.0.2.{visitor} - - [10/Oct/2025:{hour:02}:{minute:02}:{second:02} +0000] \"{request}\" {status} \
         512 \"https://elsewhere.example/hidden\" \"{agent}\"\n"
    )
}

fn page(second: u32, visitor: u8) -> String {
    line(second, visitor, "GET /page?secret=1 HTTP/1.1", 200, BROWSER)
}

fn write(dir: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::stream::encode_all(bytes, 1).unwrap()
}

/// A way of compressing, by its name in reports.
type Packing = (&'static str, fn(&[u8]) -> Vec<u8>);

const PACKINGS: [Packing; 3] = [("gzip", gzip), ("zstd", zstd), ("bzip2", bzip2)];

/// What `usage read --json` reports of those files.
fn report(files: &[&Path]) -> Value {
    let mut words = vec!["usage", "read", "--json"];
    words.extend(files.iter().map(|file| arg(file)));
    let output = program().args(words).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A report without what differs from run to run.
fn counts(mut report: Value) -> Value {
    let object = report.as_object_mut().unwrap();
    object.remove("seconds");
    object.remove("formats");
    object.remove("files");
    report
}

#[test]
fn a_log_in_numbers_and_nothing_but_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let log = [
        page(0, 1),
        line(1, 1, "GET /style.css HTTP/1.1", 200, BROWSER),
        line(2, 1, "GET /missing HTTP/1.1", 404, BROWSER),
        line(3, 2, "GET / HTTP/1.1", 200, "curl/8.5.0"),
        line(4, 3, r"\x16\x03\x01", 400, "-"),
        line(5, 1, "POST /join HTTP/1.1", 303, BROWSER),
        page(1700, 1),
        page(4000, 1),
        "Error line 192.0.2.99\n".to_owned(),
        "\n".to_owned(),
    ]
    .concat();
    let path = write(dir.path(), "access.log", &log);
    let found = report(&[&path]);
    for (key, expected) in [
        ("files", 1),
        ("lines", 10),
        ("directives", 0),
        ("accepted", 8),
        ("rejected", 2),
        ("pages", 3),
        ("assets", 1),
        ("bots", 1),
        ("errors", 1),
        ("probes", 1),
        ("others", 1),
        ("visits", 2),
        ("late", 0),
    ] {
        assert_eq!(found[key], expected, "{key}: {found}");
    }
    assert_eq!(found["rejected_by"], serde_json::json!({"blank": 1, "layout": 1}));
    assert_eq!(found["formats"][0]["format"], "combined");
    assert!(found["seconds"].is_number());

    let said = probity(0, &["usage", "read", arg(&path)]);
    assert!(said.contains("visits") && said.contains("nothing was stored"), "{said}");
    assert!(said.lines().all(|line| line == line.trim_end()), "{said}");
    for hidden in ["192.0.2", "page?", "secret", "hidden", "Firefox"] {
        assert!(!said.contains(hidden) && !found.to_string().contains(hidden), "{hidden}: {said}");
    }
}

#[test]
fn the_order_the_packing_and_the_parts_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let lines: Vec<_> =
        (0..3000_u32).map(|n| page(n * 7, u8::try_from(n / 40 + n % 3 * 80).unwrap())).collect();
    let whole = counts(report(&[&write(dir, "whole.log", lines.concat())]));
    assert!(whole["visits"].as_u64().unwrap() > 200, "{whole}");

    // One after the other, named in any order, one of them compressed without saying so.
    let first = write(dir, "access.log.2", lines[..1001].concat());
    let second = write(dir, "access.log.1", gzip(lines[1001..2000].concat().as_bytes()));
    // Compressed in two parts, as appending does.
    let parts =
        [gzip(lines[2000..2500].concat().as_bytes()), gzip(lines[2500..].concat().as_bytes())];
    let third = write(dir, "access.log.0.gz", parts.concat());
    assert_eq!(counts(report(&[&third, &first, &second])), whole);
    assert_eq!(counts(report(&[&first, &second, &third])), whole);
    assert_eq!(report(&[&second])["formats"][0]["format"], "combined, gzip");

    // Two servers behind one name, each with every other line.
    let half = |which: usize| lines.iter().skip(which).step_by(2).cloned().collect::<String>();
    let (left, right) = (write(dir, "left.log", half(0)), write(dir, "right.log", half(1)));
    assert_eq!(counts(report(&[&left, &right])), whole);
    assert_eq!(counts(report(&[&right, &left])), whole);

    // Standard input.
    let file = fs::File::open(dir.join("access.log.1")).unwrap();
    let output = program().args(["usage", "read", "--json", "-"]).stdin(file).output().unwrap();
    let piped: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts(piped), counts(report(&[&second])));
}

#[test]
fn what_is_no_access_log_is_refused_by_what_it_looks_like() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let error = "2021/12/01 13:53:33 [error] 31#31: *46 failed, client: 192.0.2.77\n";
    for (name, bytes, looks) in [
        ("error.log", error.as_bytes(), "error log"),
        ("members.csv", b"name,email\nJane,jane@example.org\n", "text that is no log"),
        ("page.html", b"<!DOCTYPE html><title>192.0.2.77</title>\n", "HTML"),
        ("log.zst", b"\x28\xb5\x2f\xfd\xff\xff\xff", "the zstd data are damaged"),
        ("log.xz", b"\xfd7zXZ\x00\x00", "xz"),
        ("app.log", b"{\"level\":\"warn\",\"ip\":\"192.0.2.77\"}\n", "mapping"),
    ] {
        let path = write(dir, name, bytes);
        let said = probity(2, &["usage", "read", arg(&path)]);
        assert!(said.contains(name) && said.contains(looks), "{name}: {said}");
        assert!(!said.contains("192.0.2.77") && !said.contains("jane"), "{said}");
    }
    let said = probity(2, &["usage", "read", arg(dir)]);
    assert!(said.contains("is a directory"), "{said}");
    let said = probity(2, &["usage", "read", arg(&dir.join("nowhere.log"))]);
    assert!(said.contains("nowhere.log"), "{said}");
    let log = write(dir, "access.log", page(1, 1));
    let said = probity(2, &["usage", "read", arg(&log), arg(&log)]);
    assert!(said.contains("named twice"), "{said}");
    let said = probity(2, &["usage", "read", "--format", "caddy", arg(&log)]);
    assert!(said.contains("`caddy`"), "{said}");
    // One wrong file among others: nothing is reported.
    let csv = dir.join("members.csv");
    let said = probity(2, &["usage", "read", "--json", arg(&log), arg(&csv)]);
    assert!(!said.contains("\"lines\""), "{said}");
}

#[test]
fn each_packing_is_told_by_its_first_bytes_in_as_many_parts_as_it_has() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let lines: Vec<_> = (0..600).map(|n| page(n * 9, u8::try_from(n % 90).unwrap())).collect();
    let whole = counts(report(&[&write(dir, "whole.log", lines.concat())]));
    for (name, pack) in PACKINGS {
        // Cut in the middle of a line: the parts are one stream.
        let text = lines.concat().into_bytes();
        let (left, right) = text.split_at(text.len() / 2 + 7);
        let parts = [pack(left), pack(b""), pack(right)].concat();
        let path = write(dir, "access.log", parts);
        let found = report(&[&path]);
        assert_eq!(found["formats"][0]["format"], format!("combined, {name}"));
        assert_eq!(counts(found), whole, "{name}");
        // What is compressed is no log either, just because it is compressed.
        let path = write(dir, "other.log", pack(b"name,email\nJane,jane@example.org\n"));
        let said = probity(2, &["usage", "read", arg(&path)]);
        assert!(said.contains("text that is no log") && !said.contains("jane"), "{said}");
    }
}

#[test]
fn a_damaged_file_is_offered_and_not_taken_silently() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let lines: Vec<_> = (0..8_000).map(|n| page(n, u8::try_from(n % 200).unwrap())).collect();
    let log = lines.concat();
    let sound = write(dir, "sound.log", page(30_000, 1));
    for (name, pack) in PACKINGS {
        let packed = pack(log.as_bytes());
        let mut ways = vec![("cut off", packed[..packed.len() - packed.len() / 4].to_vec())];
        if name == "gzip" {
            ways.push(("little left", packed[..90].to_vec()));
            ways.push(("noise behind", [&packed[..], b"\x00noise"].concat()));
        }
        for (how, packed) in ways {
            let path = write(dir, "access.log.1", packed);
            let said = probity(2, &["usage", "read", arg(&path), arg(&sound)]);
            let is_offered = said.contains("--take-damaged");
            assert!(said.contains("access.log.1") && !said.contains("visits"), "{name}: {said}");
            assert!(said.contains(&format!("the {name} data are damaged")), "{name} {how}: {said}");
            if how == "cut off" {
                assert!(is_offered, "{name}: {said}");
            }
            if !is_offered {
                continue;
            }
            let taken = ["usage", "read", "--json", "--take-damaged", arg(&path), arg(&sound)];
            let output = program().args(taken).output().unwrap();
            let found: Value = serde_json::from_slice(&output.stdout).unwrap();
            let before = found["damaged"][0]["lines"].as_u64().unwrap();
            assert_eq!(found["lines"], before + 1, "{name} {how}: {found}");
            assert_eq!(found["damaged"].as_array().unwrap().len(), 1, "{found}");
            // Exactly the whole lines before it, and no half one.
            let kept = usize::try_from(before).unwrap();
            assert!(how == "little left" || kept > 100, "{name} {how}: {found}");
            let same = report(&[&write(dir, "same.log", lines[..kept].concat()), &sound]);
            let mut found = counts(found);
            found.as_object_mut().unwrap().remove("damaged");
            assert_eq!(found, counts(same), "{name} {how}");
            if name == "zstd" {
                let shown = probity(0, &["usage", "read", "--take-damaged", arg(&path)]);
                assert!(shown.contains("lines before that were taken"), "{shown}");
            }
        }
    }
}

#[test]
fn an_empty_log_holds_nothing_and_a_mapping_reads_what_it_names() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let empty = report(&[&write(dir, "access.log", "")]);
    assert_eq!((&empty["lines"], &empty["visits"]), (&0.into(), &0.into()));
    assert_eq!(empty["formats"][0]["format"], "empty");

    let mapping = write(
        dir,
        "app.toml",
        "time = 'at'\naddress = 'from'\nstatus = 'code'\nmethod = 'verb'\ntarget = 'url'\n",
    );
    let log = "{\"at\":1760000000,\"from\":\"2001:db8::1\",\"code\":200,\"verb\":\"GET\",\"url\":\"/\"}\n{}\n";
    let log = write(dir, "app.log", log);
    let said = probity(0, &["usage", "read", "--json", "--mapping", arg(&mapping), arg(&log)]);
    assert!(said.contains("\"visits\":1") && said.contains("\"other-json\":1"), "{said}");
    fs::write(&mapping, "time = 'at'\n").unwrap();
    let said = probity(2, &["usage", "read", "--mapping", arg(&mapping), arg(&log)]);
    assert!(said.contains("app.toml") && said.contains("address"), "{said}");
}

/// A line of ten megabytes, bytes that are no text, times that cannot be: each counted, none fatal.
#[test]
fn bad_lines_are_counted_by_their_reason() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = page(1, 1).into_bytes();
    log.extend(std::iter::repeat_n(b'x', 10_000_000));
    log.extend(b"\n\xff\xfe\x00\x01\r\n");
    log.extend(page(2, 1).replace("2025", "1970").into_bytes());
    log.extend(page(2, 1).replace("2025", "2999").into_bytes());
    log.extend(page(2, 1).replace("10/Oct", "31/Feb").into_bytes());
    log.extend(page(3, 1).replace("/page", "/\u{0}%C3%BC|ü").into_bytes());
    let path = write(dir.path(), "access.log", &log);
    let found = report(&[&path]);
    let expected = serde_json::json!(
        {"too-long": 1, "layout": 1, "too-early": 1, "future": 1, "time": 1}
    );
    assert_eq!(found["rejected_by"], expected, "{found}");
    assert_eq!((&found["lines"], &found["accepted"]), (&7.into(), &2.into()));
}

/// The default build has no engine for SQL, and says how to get one.
#[test]
#[cfg(not(feature = "sql"))]
fn sql_says_how_it_is_built_in() {
    let said = probity(2, &["usage", "sql", "SELECT 1"]);
    assert!(said.contains("--features sql") && said.contains("docs/data-model.md"), "{said}");
}
