//! `probity site check`, and the pages in a data directory, its backups and its restoration.

use std::fs;
use std::path::{Path, PathBuf};

use crate::foundation::{Foundation, arg, probity};
use crate::support::program::{program, text};

/// What it reports as JSON of a folder.
fn report(status: i32, folder: &Path) -> serde_json::Value {
    let output = program().args(["site", "check", arg(folder), "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(status), "{}", text(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let site = temp.path().join("site");
    for (name, text) in files {
        let path = site.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    (temp, site)
}

const FRONT: &str = "+++\ntitle = \"T\"\ndescription = \"D\"\n+++\n";

#[test]
fn the_shipped_pages_have_nothing_wrong() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site");
    let report = report(0, &shipped);
    assert_eq!(report["ok"], true);
    assert_eq!(report["problems"], serde_json::json!([]));
    assert_eq!(report["hints"], serde_json::json!([]));
    assert!(report["pages"].as_u64().unwrap() >= 15);
    let said = probity(0, &["site", "check", arg(&shipped)]);
    assert!(said.contains("nothing wrong"), "{said}");
}

/// Each mistake is found, with its topic, file and line.
#[test]
fn mistakes_are_shown_with_their_place() {
    let page = |body: &str| format!("{FRONT}{body}");
    for (name, body, topic, line) in [
        ("a.md", page("[x](nowhere.md)"), "broken-link", 5),
        ("a.md", page("\n[x](/a#there)"), "broken-anchor", 6),
        ("a.md", page("![](x.svg)"), "missing-alt", 5),
        ("a.md", page("![x](gone.svg)"), "broken-link", 5),
        ("a.md", page("![x](https://example.org/x.png)"), "foreign-picture", 5),
        ("a.md", page("[x](javascript:alert(1))"), "unsafe-link", 5),
        ("a.md", page("#### Deep"), "heading-order", 5),
        ("a.md", page("<b>x</b>"), "raw-html", 5),
        ("a.md", page("{{ nothing }}"), "part", 5),
        ("a.md", "+++\ntitle = \"T\"\ncolor = 1\n+++\n".into(), "front-matter", 3),
        ("a.md", "no front matter".into(), "front-matter", 1),
        ("news/a.md", page(""), "front-matter", 0),
        ("join.md", page(""), "address", 0),
        ("b/index.md", page(""), "address", 0),
        ("A b.md", page(""), "name", 0),
        ("x.html", "<script>".into(), "name", 0),
        ("a.md", format!("{FRONT}{}", "x ".repeat(140_000)), "too-large", 0),
    ] {
        let other = page("");
        let (_temp, site) = folder(&[("b.md", &other), ("x.svg", "<svg/>"), (name, &body)]);
        let report = report(1, &site);
        let problems = report["problems"].as_array().unwrap();
        let found = problems.iter().find(|problem| problem["topic"] == topic);
        let found = found.unwrap_or_else(|| panic!("{name}: no {topic} in {report}"));
        assert_eq!(found["line"], line, "{found}");
        assert!(found["file"].as_str().unwrap().ends_with(name), "{found}");
        assert!(!found["hint"].as_str().unwrap().is_empty(), "{found}");
        let said = probity(1, &["site", "check", arg(&site)]);
        let place = if line == 0 { format!("{name}: ") } else { format!("{name}:{line}:") };
        assert!(said.contains(&place) && said.contains("hint: "), "{said}");
    }
}

#[test]
fn only_a_hint_is_no_failure_and_no_folder_is_wrong_usage() {
    let (temp, site) = folder(&[("a.md", "+++\ntitle = \"T\"\n+++\n")]);
    assert_eq!(report(0, &site)["hints"][0]["topic"], "description");
    let said = probity(2, &["site", "check", arg(&temp.path().join("none"))]);
    assert!(said.contains("name the folder that holds the pages"), "{said}");
    probity(2, &["site"]);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_folder_is_found() {
    let (temp, site) = folder(&[("a.md", FRONT)]);
    fs::write(temp.path().join("secret.txt"), "x").unwrap();
    std::os::unix::fs::symlink(temp.path().join("secret.txt"), site.join("out.txt")).unwrap();
    let report = report(1, &site);
    assert_eq!(report["problems"][0]["topic"], "symlink");
    assert_eq!(report["files"], 0);
}

#[test]
fn init_lays_the_pages_out_doctor_looks_and_backups_hold_them() {
    let foundation = Foundation::set_up();
    let site = foundation.data().join("site");
    assert!(site.join("index.md").exists());
    foundation.expect(0, &["site", "check"]);
    let config = foundation.data().join("foundation.toml");
    let before = fs::read_to_string(&config).unwrap();
    fs::write(&config, before.replace("#logo = \"logo.svg\"", "logo = \"none.svg\"")).unwrap();
    let said = foundation.expect(1, &["site", "check"]);
    assert!(said.contains("`foundation.logo` names `none.svg`"), "{said}");
    fs::write(&config, before).unwrap();

    fs::write(site.join("own.md"), format!("{FRONT}Ours.\n")).unwrap();
    let backup = foundation.path().join("backup");
    foundation.expect(0, &["backup", arg(&backup)]);
    assert!(backup.join("site/own.md").exists() && backup.join("site/news/index.md").exists());

    fs::write(site.join("own.md"), "broken").unwrap();
    let report = foundation.report(0, &["doctor"]);
    let pages = report["checks"].as_array().unwrap().iter().find(|it| it["check"] == "pages");
    let pages = pages.unwrap();
    assert_eq!(pages["status"], "warn");
    assert!(pages["detail"].as_str().unwrap().contains("own.md:1:1"), "{pages}");

    // What is there stays; what is missing comes back.
    foundation.expect(0, &["restore", arg(&backup), "--replace"]);
    assert_eq!(fs::read_to_string(site.join("own.md")).unwrap(), "broken");
    fs::remove_dir_all(&site).unwrap();
    foundation.expect(0, &["restore", arg(&backup), "--replace"]);
    assert!(fs::read_to_string(site.join("own.md")).unwrap().ends_with("Ours.\n"));
}
