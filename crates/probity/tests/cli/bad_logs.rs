//! Whatever an import is given: it takes what can be taken, counts the rest, and refuses what is no log.

use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

use crate::foundation::{Foundation, arg};
use crate::imports::{
    SITE, history, import, later, line, long_ago, numbers, recently, totals, write,
};

/// The line as of another year.
fn of_year(year: &str) -> String {
    line(long_ago(), "192.0.2.1", "/").replace("2025", year)
}

#[test]
fn odd_lines_cost_themselves_and_nothing_else() {
    let good = line(recently(), "192.0.2.1", "/");
    for (name, odd, accepted, rejected) in [
        ("NUL bytes", b"\0\0\0 \0\n".to_vec(), 0, 1),
        ("a path with a NUL byte", line(recently(), "192.0.2.1", "/a\0b").into_bytes(), 1, 0),
        ("10 MB without an end", [vec![b'x'; 10_000_000], b"\n".to_vec()].concat(), 0, 1),
        ("invalid UTF-8", b"\xff\xfe\xc3\x28 - \xf0\x9f\n".to_vec(), 0, 1),
        ("the year 1970", of_year("1970").into_bytes(), 0, 1),
        ("the year 2999", of_year("2999").into_bytes(), 0, 1),
        ("no such day", of_year("2025").replace("10/Oct", "31/Feb").into_bytes(), 0, 1),
        ("an empty line", b"\r\n".to_vec(), 0, 1),
        ("CRLF", good.replace('\n', "\r\n").into_bytes(), 1, 0),
        ("no line end at all", good.trim_end().as_bytes().to_vec(), 1, 0),
    ] {
        let foundation = Foundation::set_up();
        let mut log = good.clone().into_bytes();
        log.extend(&odd);
        if odd.ends_with(b"\n") {
            log.extend(line(later(recently(), 1), "192.0.2.2", "/last").bytes());
        }
        let path = write(&foundation, "access.log", log);
        let report = import(&foundation, &[&path]);
        let others = 1 + u64::from(odd.ends_with(b"\n"));
        let expected = [others + accepted, rejected];
        assert_eq!(numbers(&report, &["accepted", "rejected"]), expected, "{name}: {report}");
        assert_eq!(totals(&foundation).0.unsigned_abs(), others + accepted, "{name}");
    }
}

#[test]
fn a_log_may_go_back_in_time_by_years() {
    let foundation = Foundation::set_up();
    let years = ["2025", "2019", "2024", "2012", "2025"];
    let log = write(&foundation, "access.log", years.map(of_year).concat());
    let report = import(&foundation, &[&log]);
    assert_eq!(numbers(&report, &["accepted", "rejected", "pages"]), [5, 0, 5]);
    assert_eq!(totals(&foundation).0, 5);
    for year in ["2012", "2019", "2024"] {
        let days = ["--from", &format!("{year}-10-10"), "--to", &format!("{year}-10-10")];
        let output = foundation.run(&[&["usage", "pages", "--jsonl"][..], &days].concat());
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1, "{year}");
    }
}

#[test]
fn what_is_no_access_log_is_refused_with_what_it_looks_like_and_leaves_nothing() {
    let foundation = Foundation::set_up();
    let empty = write(&foundation, "empty.log", "");
    let report = import(&foundation, &[&empty]);
    assert_eq!(numbers(&report, &["lines", "accepted", "rejected", "visits"]), [0, 0, 0, 0]);
    for (name, bytes, looks) in [
        ("members.csv", &b"name,email\nJane,jane@example.org\n"[..], "text that is no log"),
        ("page.html", b"<!DOCTYPE html><title>192.0.2.77</title>\n", "HTML"),
        (
            "error.log",
            b"2021/12/01 13:53:33 [error] 31#31: *46 failed, client: 192.0.2.77\n",
            "error log",
        ),
        ("log.xz", b"\xfd7zXZ\x00\x00", "xz"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a binary file"),
    ] {
        let path = write(&foundation, name, bytes);
        let said = foundation.expect(2, &["usage", "import", "--site", SITE, arg(&path)]);
        assert!(said.contains(name) && said.contains(looks), "{name}: {said}");
        assert!(!said.contains("192.0.2.77") && !said.contains("jane"), "{said}");
    }
    let folder = foundation.path().join("logs");
    std::fs::create_dir(&folder).unwrap();
    let said = foundation.expect(2, &["usage", "import", "--site", SITE, arg(&folder)]);
    assert!(said.contains("is a directory"), "{said}");
    assert_eq!(totals(&foundation), (0, 0));
    assert!(history(&foundation).is_empty());
}

/// The address is the one that connected; what a client says of itself is none.
#[test]
fn a_forwarded_address_that_a_client_forged_is_nobody() {
    let foundation = Foundation::set_up();
    let plain = line(recently(), "192.0.2.1", "/");
    let log = format!("{plain}{} \"203.0.113.66\"\n", plain.trim_end().replace("GET /", "GET /b"));
    let caddy = format!(
        "{{\"ts\":{},\"request\":{{\"remote_ip\":\"192.0.2.1\",\"method\":\"GET\",\"uri\":\"/c\",\
         \"proto\":\"HTTP/1.1\",\"host\":\"{SITE}\",\"headers\":{{\"X-Forwarded-For\":[\"203.0.113.66\"]}}}},\
         \"status\":200,\"size\":5,\"duration\":0.01}}\n",
        recently().as_second()
    );
    let (log, caddy) =
        (write(&foundation, "access.log", log), write(&foundation, "caddy.log", caddy));
    import(&foundation, &[&log]);
    import(&foundation, &[&caddy]);
    let output = foundation.run(&["usage", "pages", "--jsonl"]);
    let pages = String::from_utf8(output.stdout).unwrap();
    assert_eq!(pages.matches("\"ip\":\"192.0.2.1\"").count(), 3, "{pages}");
    assert!(!pages.contains("203.0.113.66"), "{pages}");
}

/// No file may grow beyond a little: as on a disk that is full.
#[test]
fn a_disk_that_is_full_in_the_middle_leaves_nothing_and_says_so() {
    let foundation = Foundation::set_up();
    let text: String = (0..150_000)
        .map(|n| line(later(recently(), n / 4_000), "192.0.2.1", &format!("/{n}/{}", n * 7_919)))
        .collect();
    let log = write(&foundation, "access.log", text);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_probity"));
    let mut limited = Command::new("sh");
    // The signal would end it; ignored, the write fails as it does where there is no room.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 400; exec \"$@\"", "sh"]).arg(program);
    limited.args(["usage", "import", "--site", SITE]).arg(&log).arg("--data");
    let output = limited.arg(foundation.data()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("nothing was stored") && !said.contains("192.0.2"), "{said}");
    assert_eq!(totals(&foundation), (0, 0));
    assert!(history(&foundation).is_empty(), "{:?}", history(&foundation));
    foundation.expect(0, &["ledger", "verify"]);
    assert_eq!(import(&foundation, &[&log])["accepted"], 150_000, "with room it is taken");
}

#[test]
fn the_rows_before_the_damage_are_offered_and_not_taken_silently() {
    let foundation = Foundation::set_up();
    let text: String = (0..3_000)
        .map(|n| line(later(recently(), n / 60), "192.0.2.1", &format!("/{n}")))
        .collect();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(format!("{text}nonsense\n").as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let log = write(&foundation, "access.log.gz", &packed[..packed.len() / 2]);
    let words = ["usage", "import", "--site", SITE, arg(&log)];
    let said = foundation.expect(2, &words);
    assert!(said.contains("--take-damaged") && said.contains("whole lines"), "{said}");
    assert_eq!(totals(&foundation), (0, 0));
    let report = foundation.report(0, &[&words[..], &["--take-damaged"]].concat());
    let taken = numbers(&report, &["lines", "accepted"]);
    assert!(taken[0] == taken[1] && (100..3_000).contains(&taken[0]), "{report}");
    assert_eq!(totals(&foundation).0.unsigned_abs(), taken[0]);
}
