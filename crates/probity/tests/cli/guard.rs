//! `probity usage threats|block|lift`: what a running site decided, as operators read it and as firewalls
//! take it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use probity_vault::{Clock as _, SystemClock};
use serde_json::Value;

use crate::foundation::Foundation;
use crate::support::http::Client;
use crate::support::program::{Server, program, text};

/// A foundation behind a proxy on this machine, which four senders have visited: an attacker of each
/// kind, one whom the configuration spares, and a reader.
fn attacked() -> Foundation {
    let foundation = Foundation::set_up();
    configure(&foundation, "");
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    let server = Server::start(command.arg(foundation.data()));
    for sender in ["192.0.2.7", "2001:db8:0:7::9", "198.51.100.3"] {
        let mut client = Client::new(&server.base);
        for count in 0..12 {
            let path = format!("/missing/{count}");
            client.get_with(&path, &[("x-forwarded-for", sender)]);
        }
    }
    let mut reader = Client::new(&server.base);
    assert_eq!(reader.get_with("/", &[("x-forwarded-for", "192.0.2.8")]).status, 200);
    let refused = Client::new(&server.base).get_with("/", &[("x-forwarded-for", "192.0.2.7")]);
    assert_eq!(refused.status, 403);
    let printed = server.stop();
    assert!(!printed.contains("192.0.2") && !printed.contains("missing/"), "{printed}");
    foundation
}

/// Sets the proxy, and whom nothing is decided about.
fn configure(foundation: &Foundation, allow: &str) {
    let path = foundation.data().join("foundation.toml");
    let old = fs::read_to_string(&path).unwrap();
    let lines = old.lines().map(|line| match line.split(" = ").next() {
        Some("proxies") => "proxies = [\"127.0.0.1\"]".to_owned(),
        Some("allow") => format!("allow = [{allow}]"),
        _ => line.to_owned(),
    });
    fs::write(&path, lines.collect::<Vec<_>>().join("\n")).unwrap();
}

/// The objects that `usage threats --jsonl` prints.
fn threats(foundation: &Foundation, more: &[&str]) -> Vec<Value> {
    let output = foundation.run(&[&["usage", "threats", "--jsonl"], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn entries(foundation: &Foundation) -> u64 {
    foundation.report(0, &["ledger", "verify"])["entries"].as_u64().unwrap()
}

fn block(foundation: &Foundation, format: &str) -> String {
    let output = foundation.run(&["usage", "block", "--format", format]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_a_site_decided_is_read_blocked_and_lifted() {
    let foundation = attacked();
    let before = entries(&foundation);
    let found = threats(&foundation, &[]);
    assert_eq!(entries(&foundation), before + 1);
    let ips: Vec<&str> = found.iter().map(|one| one["ip"].as_str().unwrap()).collect();
    let senders = ["192.0.2.7", "198.51.100.3", "2001:db8:0:7::9"];
    assert!(senders.iter().all(|ip| ips.contains(ip)) && ips.len() == 3, "{ips:?}");
    for one in &found {
        let mut keys: Vec<&String> = one.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["events", "first", "ip", "last", "sample", "scenario"]);
        assert_eq!((one["scenario"].as_str(), one["events"].as_u64()), (Some("probing"), Some(11)));
        assert!(one["first"].as_str().unwrap() <= one["last"].as_str().unwrap());
        assert!(one["sample"].as_str().unwrap().starts_with("/missing/"), "{one}");
    }
    foundation.expect(2, &["usage", "threats", "--addresses"]);
    foundation.expect(2, &["usage", "threats", "--addresses", "--need", "curiosity"]);
    foundation.expect(2, &["usage", "threats", "--from", "2026-11-24", "--to", "2026-11-23"]);
    assert!(threats(&foundation, &["--to", "2020-01-01", "--from", "2019-01-01"]).is_empty());
    let before = entries(&foundation);
    let open = foundation.expect(0, &["usage", "threats", "--addresses", "--need", "review"]);
    assert_eq!(entries(&foundation), before + 1);
    assert!(senders.iter().all(|ip| open.contains(ip)) && open.contains("/missing/"), "{open}");
    let table = foundation.expect(0, &["usage", "threats"]);
    assert!(table.contains("192.0.2.0/24") && !table.contains("192.0.2.7"), "{table}");

    // Whom the configuration spares now is in no list, though it was decided before.
    configure(&foundation, "\"198.51.100.3\"");
    let before = entries(&foundation);
    let csv = block(&foundation, "csv");
    assert_eq!(entries(&foundation), before + 1);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3, "{csv}");
    assert!(lines[1].starts_with("192.0.2.7,probing,20") && lines[1].ends_with('Z'), "{csv}");
    assert!(lines[2].starts_with("2001:db8:0:7::/64,probing,"), "{csv}");
    taken_by_nftables(&foundation, &block(&foundation, "nftables"));
    taken_by_nginx(foundation.path(), &block(&foundation, "nginx"));
    taken_by_caddy(foundation.path(), &block(&foundation, "caddy"));

    let before = entries(&foundation);
    foundation.expect(0, &["usage", "lift", "2001:db8:0:7::1"]);
    assert_eq!(entries(&foundation), before + 1);
    foundation.expect(1, &["usage", "lift", "2001:db8:0:7::1"]);
    foundation.expect(2, &["usage", "lift", "nonsense"]);
    foundation.expect(0, &["usage", "lift", "192.0.2.7"]);
    assert_eq!(block(&foundation, "csv"), "block,scenario,from,until\n");
    for format in ["nftables", "nginx", "caddy"] {
        let empty = block(&foundation, format);
        assert!(!empty.contains("192.0.2"), "{empty}");
    }
    taken_by_nftables(&foundation, &block(&foundation, "nftables"));
}

/// What the program says, if it is here; elsewhere the shape alone is looked at.
fn judged(program: &str, words: &[&str]) -> Option<Output> {
    let there = Path::new(program).exists();
    there.then(|| Command::new(program).args(words).stdin(Stdio::null()).output().unwrap())
}

fn taken_by_nftables(foundation: &Foundation, rules: &str) {
    assert!(rules.contains("table inet probity {"), "{rules}");
    let banned =
        rules.lines().filter(|line| line.trim().contains(" timeout ") && line.ends_with("s,"));
    let full = rules.contains("192.0.2.7");
    assert_eq!(banned.count(), if full { 2 } else { 0 }, "{rules}");
    let path = foundation.path().join("rules.nft");
    fs::write(&path, rules).unwrap();
    let path = path.to_str().unwrap();
    if let Some(output) = judged("/usr/sbin/nft", &["--check", "--file", path]) {
        // Without the right to ask the kernel, nft has still read the file when it says so.
        let said = text(&output);
        let unasked =
            said.contains("Operation not permitted") || said.contains("Protocol not supported");
        assert!(output.status.success() || (unasked && !said.contains("syntax error")), "{said}");
    }
}

fn taken_by_nginx(dir: &Path, list: &str) {
    assert!(list.contains("deny 192.0.2.7; # until ") && list.contains("deny 2001:db8:0:7::/64;"));
    fs::write(dir.join("banned.conf"), list).unwrap();
    let config = format!(
        "pid {0}/nginx.pid; error_log stderr; events {{}} http {{ access_log off; \
         client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; \
         uwsgi_temp_path {0}/u; scgi_temp_path {0}/s; include {0}/banned.conf; \
         server {{ listen 127.0.0.1:65123; }} }}",
        dir.display()
    );
    let path = dir.join("nginx.conf");
    fs::write(&path, config).unwrap();
    let words = ["-t", "-q", "-c", path.to_str().unwrap()];
    if let Some(output) = judged("/usr/sbin/nginx", &words) {
        assert!(output.status.success(), "{}", text(&output));
    }
}

fn taken_by_caddy(dir: &Path, snippet: &str) {
    assert!(snippet.contains("\tremote_ip 192.0.2.7\n"), "{snippet}");
    assert!(snippet.contains("\tremote_ip 2001:db8:0:7::/64\n"), "{snippet}");
    assert_eq!(snippet.matches('{').count(), snippet.matches('}').count(), "{snippet}");
    let path = dir.join("Caddyfile");
    fs::write(&path, format!("{snippet}:65124 {{\n\timport probity_banned\n}}\n")).unwrap();
    let words = ["adapt", "--adapter", "caddyfile", "--config", path.to_str().unwrap()];
    if let Some(output) = judged("/usr/bin/caddy", &words) {
        assert!(output.status.success(), "{}", text(&output));
        let adapted = String::from_utf8_lossy(&output.stdout).into_owned();
        let ranges = "\"ranges\":[\"192.0.2.7\",\"2001:db8:0:7::/64\"]";
        assert!(adapted.contains(ranges), "{adapted}");
    }
}

#[test]
fn a_wrong_scenario_of_ones_own_keeps_the_site_from_starting() {
    let foundation = Foundation::set_up();
    fs::create_dir(foundation.data().join("scenarios")).unwrap();
    fs::write(foundation.data().join("scenarios/own.toml"), "id = 'own'\ncapasity = 1\n").unwrap();
    let path = foundation.data().join("foundation.toml");
    let old = fs::read_to_string(&path).unwrap();
    fs::write(&path, old.replace("#scenarios = ", "scenarios = ")).unwrap();
    for (status, words) in [(2, crate::foundation::SERVE), (1, &["doctor"])] {
        let said = foundation.expect(status, words);
        let place = "`own.toml` line 2, column 1";
        assert!(said.contains(place) && said.contains("`capacity`"), "{said}");
    }
}

#[test]
fn imported_logs_are_looked_at_too() {
    let foundation = Foundation::set_up();
    let log = foundation.path().join("access.log");
    let now = jiff::Timestamp::from_millisecond(SystemClock.now_ms()).unwrap();
    let line = |address: &str, ago: i64, path: &str| {
        let time = now - jiff::SignedDuration::from_secs(ago);
        let time = time.strftime("%d/%b/%Y:%H:%M:%S +0000");
        format!(
            "{address} - - [{time}] \"GET {path} HTTP/1.1\" 404 512 \"-\" \"Mozilla/5.0 (X11)\"\n"
        )
    };
    let mut text = String::new();
    // Long ago: nothing is left but the network. An hour ago: the ban goes on. Loopback: never.
    for (address, ago) in [("192.0.2.200", 30 * 86_400), ("192.0.2.7", 3_600), ("127.0.0.1", 3_000)]
    {
        for count in 0..12 {
            text.push_str(&line(address, ago - count, &format!("/missing/{count}")));
        }
    }
    fs::write(&log, text).unwrap();
    let log = log.to_str().unwrap();
    let report = foundation.report(0, &["usage", "import", "--site", "www.example.org", log]);
    assert_eq!(report["threats"], 2, "{report}");
    let month = (now - jiff::SignedDuration::from_hours(31 * 24)).strftime("%Y-%m-%d").to_string();
    let words = ["--from", &month, "--addresses", "--need", "review"];
    let found = threats(&foundation, &words);
    let told: Vec<_> =
        found.iter().map(|one| (one["ip"].as_str().unwrap(), one["sample"].as_str())).collect();
    assert_eq!(told, [("192.0.2.7", Some("/missing/11")), ("192.0.2.0/24", None)]);
    assert_eq!(block(&foundation, "csv").lines().count(), 2);
    // Read once, counted once.
    foundation.report(0, &["usage", "import", "--site", "www.example.org", log]);
    assert_eq!(threats(&foundation, &words).len(), 2);
}
