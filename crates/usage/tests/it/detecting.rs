//! Which format a file has, or what it looks like instead.

use probity_usage::{Detected, Format, LooksLike, Refusal, detect};

fn format(text: &str) -> Option<Detected> {
    detect(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}: {text}"))
}

fn looks(text: impl AsRef<[u8]>) -> LooksLike {
    match detect(text.as_ref()) {
        Err(Refusal(looks)) => looks,
        Ok(found) => panic!("{found:?}"),
    }
}

/// Combined lines with those words behind them.
fn with_behind(words: &[&str]) -> String {
    let line = |word| {
        format!(
            "192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\" {word}\n"
        )
    };
    words.iter().map(line).collect()
}

#[test]
fn what_stands_behind_the_agent_is_a_time_if_it_looks_like_one() {
    for (words, expected) in [
        (&["0.001", "1.500", "0.000"][..], Format::CombinedSeconds),
        (&["\"-\" 0.001 0.001", "\"-\" 0.2 -"], Format::CombinedSeconds),
        (&["rt=0.001 uct=\"0.0\"", "rt=0.2 uct=\"-\""], Format::CombinedSeconds),
        (&["0", "0", "2", "0"], Format::CombinedSeconds),
        (&["15342", "812", "99", "2310044"], Format::CombinedMicros),
        // Neither: the numbers could be anything.
        (&["0", "45", "12", "4000"], Format::Combined),
        (&["\"192.0.2.9\"", "\"-\""], Format::Combined),
        (&["", "-"], Format::Combined),
    ] {
        let expected = Detected { format: expected, syslog: false };
        assert_eq!(format(&with_behind(words)), Some(expected), "{words:?}");
    }
}

#[test]
fn the_kind_of_most_lines_counts() {
    let good = with_behind(&[""]);
    let bad = "2021/12/01 13:53:33 [error] 31#31: *46 not found\n";
    let combined = Some(Detected { format: Format::Combined, syslog: false });
    assert_eq!(format(&[&good, bad, &good].concat()), combined);
    assert_eq!(format(&[bad, &good].concat()), combined);
    assert_eq!(looks([bad, bad, &good].concat()), LooksLike::ErrorLog);
    // A last line that is cut off is not looked at.
    assert_eq!(format(&[&good, bad].concat()[..good.len() + 10]), combined);
    // A mark at the beginning of the text is no part of the first line.
    assert_eq!(format(&format!("\u{feff}{good}")), combined);
}

#[test]
fn an_empty_file_is_no_log_of_any_kind_and_no_mistake() {
    for text in ["", "\n", "\r\n \n"] {
        assert_eq!(format(text), None);
    }
}

#[test]
fn what_is_no_access_log_is_named() {
    for (text, expected) in [
        ("<!DOCTYPE html>\n<html>", LooksLike::Markup),
        ("2021/12/01 13:53:33 [error] 31#31: *46 open() failed", LooksLike::ErrorLog),
        ("[Wed Oct 11 14:32:52.123456 2000] [core:error] [pid 1] x", LooksLike::ErrorLog),
        (
            "192.0.2.1:14853 [14/Jan/2015:12:48:57.127] in~ be/node 170/0/0/3/173 200 739 - - --NN 0/0 0/0 \"GET / HTTP/1.1\"",
            LooksLike::HaProxy,
        ),
        ("Jan 27 11:02:49 host sshd[387]: Failed password", LooksLike::SystemLog),
        ("2023-10-05T11:47:20.799042+02:00 host kernel: [1] su: segfault", LooksLike::SystemLog),
        ("{\"level\":\"warn\",\"ts\":1700758468.3,\"msg\":\"Coraza\"}", LooksLike::OtherJson),
        ("2023-04-06T09:05:54,991Z [exec-9] WARN o.a.g.r.auth - failed", LooksLike::OtherLog),
        ("[2022-02-11 13:41:28] events.INFO:  {\"ip\":\"192.0.2.1\"} []", LooksLike::OtherLog),
        ("28-Mar-2022 07:01:48.459 INFO [main] Starting", LooksLike::OtherLog),
        (
            "2026-01-01 00:00:00 198.51.100.1 GET / - 443 - 192.0.2.1 - - 200 0 0 15",
            LooksLike::NoFields,
        ),
        ("name,email\nJane,jane@example.org", LooksLike::Text),
        ("#!/bin/sh\necho", LooksLike::Text),
    ] {
        assert_eq!(looks(text), expected, "{text}");
    }
    assert_eq!(looks(b"\x1f\x8b\x08\x00"), LooksLike::Compressed("gzip"));
    assert_eq!(looks(b"\x28\xb5\x2f\xfd\x00"), LooksLike::Compressed("zstd"));
    assert_eq!(looks(b"\xff\xfe1\x009\x00"), LooksLike::Utf16);
    assert_eq!(looks([0_u8; 300]), LooksLike::Binary);
    assert_eq!(looks(b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00"), LooksLike::Binary);
}

#[test]
fn a_refusal_holds_nothing_of_the_file() {
    let text = "jane@example.org,192.0.2.1,secret\n";
    let said = detect(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(said, "this is no access log: it looks like text that is no log");
}
