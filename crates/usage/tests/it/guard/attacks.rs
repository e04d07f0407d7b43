//! Real attacks and ordinary logs that lie elsewhere: each labelled file has to be found out, and
//! what is found in the ordinary ones is counted. `cargo xtask real-logs DIR` runs it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use probity_usage::guard::{Crawlers, Decision, Guard, Matcher, Scenarios, Spared};
use probity_usage::{Agents, Classifier, Format, Found, Line, Lines, Reader, detect};

/// What each file has to be found out as; those that are no access logs are in neither list.
const EXPECTED: [(&str, &str); 26] = [
    ("CVE-2017-9841_", "known-exploits"),
    ("CVE-2022-35914_", "known-exploits"),
    ("CVE-2022-41697_", "credential-stuffing"),
    ("CVE-2022-44877_", "remote-code"),
    ("CVE-2023-22515_", "known-exploits"),
    ("CVE-2024-38475_", "known-exploits"),
    ("CVE-2025-0108_", "known-exploits"),
    ("apache2-http-sensitive-files_", "sensitive-files"),
    ("apache2-malformed_", "malformed"),
    ("caddy-basic-auth-bf_", "credential-stuffing"),
    ("cve-2021-42013_", "remote-code"),
    ("cve-2023-49103_", "known-exploits"),
    ("http-admin-interface-probing_", "admin-probes"),
    ("http-cve-probing_", "known-exploits"),
    ("http-dos-invalid-http-versions_", "odd-versions"),
    ("http-dos-switching-ua_", "switching-agents"),
    ("http-wordpress-scan_", "admin-probes"),
    ("http-wordpress_wpconfig_", "sensitive-files"),
    ("nginx-bad-user-agent_", "scanners"),
    ("nginx-http-backdoor_", "backdoors"),
    ("nginx-http-malformed_", "malformed"),
    ("nginx-http-path-traversal_", "path-traversal"),
    ("nginx-http-sqli-probing_", "sql-injection"),
    ("nginx-http-xss-probing_", "script-injection"),
    ("nginx-proxy-manager-malformed_", "malformed"),
    ("traefik_base-http-scenario_", "scanners"),
];

fn folder() -> Option<PathBuf> {
    std::env::var_os("PROBITY_REAL_LOGS").map(PathBuf::from)
}

fn logs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// The attackers of the labelled files are often the machine itself, which is always spared: here
/// they are somebody.
fn moved(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) if address.is_loopback() => {
            let [.., a, b] = address.octets();
            IpAddr::V4(Ipv4Addr::new(198, 18, a, b))
        }
        other => other,
    }
}

struct Came {
    lines: u64,
    addresses: BTreeSet<IpAddr>,
    decisions: Vec<Decision>,
}

fn came(log: &[u8], tools: &mut (Agents, Classifier), matcher: &Arc<Matcher>) -> Option<Came> {
    let (agents, classifier) = tools;
    let told = detect(log).ok().flatten();
    let (format, syslog) =
        told.map_or((Format::Combined, false), |told| (told.format, told.syslog));
    let mut reader = Reader::new(format, i64::MAX).unwrap().behind_syslog(syslog);
    let mut guard = Guard::new(Arc::clone(matcher), Spared::default());
    let mut came = Came { lines: 0, addresses: BTreeSet::new(), decisions: Vec::new() };
    let mut lines = Lines::new(log);
    while let Some(line) = lines.next().unwrap() {
        let Line::Whole(line) = line else { continue };
        let Ok(Found::Request(mut request)) = reader.read(line) else { continue };
        request.address = moved(request.address);
        let agent = request.agent.as_deref().map(|agent| agents.get(agent));
        let kind = classifier.kind(&request, agent.as_deref());
        came.lines += 1;
        came.addresses.insert(request.address);
        guard.watch(&request, kind, &mut |decision| came.decisions.push(decision));
    }
    (came.lines > 0).then_some(came)
}

#[test]
#[ignore = "needs real logs: `cargo xtask real-logs DIR`"]
fn labelled_attacks_are_found_out_and_ordinary_logs_counted() {
    let folder = folder().expect("PROBITY_REAL_LOGS");
    let scenarios = Scenarios::shipped().unwrap();
    let matcher = Arc::new(Matcher::new(&scenarios, &Crawlers::default()).unwrap());
    let mut tools = (Agents::new().unwrap(), Classifier::new().unwrap());
    let (mut missed, mut seen) = (Vec::new(), 0);
    for (name, log) in logs(&folder.join("attacks")) {
        let came = came(&log, &mut tools, &matcher);
        let found: BTreeSet<String> =
            came.iter().flat_map(|came| &came.decisions).map(|d| d.scenario.clone()).collect();
        println!("{name}: {found:?}");
        let Some((_, expected)) = EXPECTED.iter().find(|(file, _)| name.starts_with(file)) else {
            continue;
        };
        seen += 1;
        if !found.contains(*expected) {
            missed.push(format!("{name} is no {expected}: {found:?}"));
        }
    }
    let (mut lines, mut addresses, mut blocks_found) = (0, 0, BTreeSet::new());
    for (name, log) in logs(&folder.join("logs")) {
        let Some(came) = came(&log, &mut tools, &matcher) else { continue };
        let mut by: BTreeMap<&str, (u64, BTreeSet<String>)> = BTreeMap::new();
        for decision in &came.decisions {
            let (count, blocks) = by.entry(&decision.scenario).or_default();
            *count += 1;
            blocks.insert(decision.block.to_string());
        }
        println!("{name}: {} lines, {} addresses", came.lines, came.addresses.len());
        lines += came.lines;
        addresses += came.addresses.len();
        blocks_found.extend(came.decisions.iter().map(|decision| decision.block));
        for (scenario, (count, blocks)) in by {
            println!("    {scenario}: {} addresses, {count} decisions", blocks.len());
            if std::env::var_os("PROBITY_SHOW_BLOCKS").is_some() {
                println!("        {blocks:?}");
            }
        }
    }
    println!(
        "ordinary logs: {lines} requests from {addresses} addresses, {} of them found",
        blocks_found.len()
    );
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    println!("{seen} of {} labelled files, each found out", EXPECTED.len());
    assert!(seen == EXPECTED.len());
}
