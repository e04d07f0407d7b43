//! `probity doctor`: it finds what is wrong, says how to mend it, and changes nothing.

use std::fs;

use crate::foundation::Foundation;

fn finding<'a>(report: &'a serde_json::Value, check: &str) -> &'a serde_json::Value {
    let checks = report["checks"].as_array().unwrap();
    let wanted = |found: &&serde_json::Value| found["check"] == check;
    // The worst of them, when there are several.
    let worst = checks.iter().filter(wanted).find(|found| found["status"] == "fail");
    worst.or_else(|| checks.iter().find(wanted)).unwrap_or_else(|| panic!("{check}: {report}"))
}

#[test]
fn a_sound_installation_is_found_sound() {
    let foundation = Foundation::with_members(2);
    let report = foundation.report(0, &["doctor", "--full"]);
    assert_eq!(report["ok"], true);
    for check in [
        "data directory",
        "configuration",
        "permissions",
        "policies",
        "pages",
        "disk",
        "mail transport",
        "scenarios of attack",
        "data and keys",
        "keys",
        "published",
        "clock",
        "mail queue",
        "database file",
        "ledger",
    ] {
        assert_eq!(finding(&report, check)["status"], "fine", "{check}");
    }
    assert!(finding(&report, "keys")["detail"].as_str().unwrap().contains("2 active"));
    let table = foundation.expect(0, &["doctor"]);
    // Nobody who could answer people has enrolled yet; that is all there is to say.
    assert_eq!(finding(&report, "staff")["status"], "warn");
    assert!(table.contains("nothing failed; 1 to look at"), "{table}");
    assert!(!foundation.path().join("data-outbox").exists(), "it makes nothing");
}

#[cfg(unix)]
#[test]
fn keys_that_others_can_read_are_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let foundation = Foundation::set_up();
    let key = foundation.data().join("keys/master.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let report = foundation.report(1, &["doctor"]);
    let detail = finding(&report, "permissions")["detail"].as_str().unwrap();
    assert!(detail.contains("master.key") && detail.contains("chmod 600"), "{detail}");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    foundation.expect(0, &["doctor"]);
}

#[test]
fn a_mistake_in_a_policy_and_a_broken_ledger_are_found() {
    let foundation = Foundation::with_members(1);
    let sql = rusqlite::Connection::open(foundation.database()).unwrap();
    sql.execute("UPDATE ledger_entry SET binding = zeroblob(32) WHERE idx = 1", []).unwrap();
    drop(sql);
    foundation.expect(0, &["doctor"]);
    let report = foundation.report(1, &["doctor", "--full"]);
    assert!(finding(&report, "ledger")["detail"].as_str().unwrap().contains("entry `1`"));

    fs::write(foundation.data().join("policies/2026-11-23/data.toml"), "[").unwrap();
    let report = foundation.report(1, &["doctor"]);
    assert_eq!(finding(&report, "policies")["status"], "fail");
}

#[test]
fn what_an_operator_should_look_at_is_a_warning() {
    let foundation = Foundation::set_up();
    let path = foundation.data().join("foundation.toml");
    let text = fs::read_to_string(&path).unwrap();
    let text = text
        .replace("transport = \"eml\"", "transport = \"none\"")
        .replace("listen = \"127.0.0.1:8080\"", "listen = \"0.0.0.0:8080\"");
    fs::write(&path, text).unwrap();
    let report = foundation.report(0, &["doctor"]);
    assert_eq!(finding(&report, "mail transport")["status"], "warn");
    assert_eq!(finding(&report, "configuration")["status"], "warn");
}

/// What a scan of the rows does not see: an index that leads elsewhere.
#[test]
fn an_index_that_lost_a_row_is_found() {
    let foundation = Foundation::with_members(2);
    let sql = rusqlite::Connection::open(foundation.database()).unwrap();
    let at: i64 = sql
        .query_row(
            "SELECT pgoffset + pgsize - 9 FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'ledger_entry')",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(sql);
    let mut bytes = fs::read(foundation.database()).unwrap();
    bytes[usize::try_from(at).unwrap()] ^= 0x40;
    fs::write(foundation.database(), bytes).unwrap();
    let report = foundation.report(1, &["doctor", "--full"]);
    assert_eq!(finding(&report, "database file")["status"], "fail", "{report}");
}

#[test]
fn a_signed_security_text_that_runs_out_is_a_warning() {
    let foundation = Foundation::set_up();
    let found = |expires: &str| {
        let text = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:a@example.org\n\
             Expires: {expires}\n-----BEGIN PGP SIGNATURE-----\n\niQ\n-----END PGP SIGNATURE-----\n"
        );
        fs::write(foundation.data().join("security.txt.asc"), text).unwrap();
        let report = foundation.report(0, &["doctor"]);
        let finding = finding(&report, "security.txt");
        (finding["status"].as_str().unwrap().to_owned(), finding["detail"].to_string())
    };
    let (status, detail) = found("2001-01-01T00:00:00Z");
    assert!(status == "warn" && detail.contains("has expired"), "{detail}");
    let (status, detail) = found("soon");
    assert!(status == "warn" && detail.contains("not shown"), "{detail}");
    // A century is more than thirty days, whenever this runs.
    assert_eq!(found("2126-01-01T00:00:00Z").0, "fine");
}

#[cfg(unix)]
#[test]
fn tokens_that_others_can_read_or_that_are_none_are_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let foundation = Foundation::set_up();
    let tokens = foundation.path().join("tokens");
    let path = foundation.data().join("foundation.toml");
    let text = fs::read_to_string(&path).unwrap();
    let named = format!("push_tokens_file = \"{}\"", tokens.display());
    let sample = "#push_tokens_file = \"/etc/probity/usage-tokens\"";
    assert!(text.contains(sample), "{text}");
    fs::write(&path, text.replace(sample, &named)).unwrap();
    let secret = "0123456789abcdef0123456789abcdef";
    fs::write(&tokens, format!("www.example.org {secret}\n")).unwrap();
    fs::set_permissions(&tokens, fs::Permissions::from_mode(0o640)).unwrap();
    let report = foundation.report(1, &["doctor"]);
    let detail = finding(&report, "permissions")["detail"].as_str().unwrap();
    assert!(detail.contains("chmod 600") && detail.contains("tokens"), "{detail}");
    fs::set_permissions(&tokens, fs::Permissions::from_mode(0o600)).unwrap();
    let report = foundation.report(0, &["doctor"]);
    assert_eq!(finding(&report, "logs of other servers")["detail"], "1 token");
    fs::write(&tokens, "www.example.org short-secret\n").unwrap();
    let report = foundation.report(1, &["doctor"]);
    let detail = finding(&report, "logs of other servers")["detail"].as_str().unwrap();
    assert!(detail.contains("line 1") && !detail.contains("short-secret"), "{detail}");
}
