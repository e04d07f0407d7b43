//! The HTML of every page is valid, as html-validate judges it by the rules of the standard; what is
//! said to be no page is none.

use std::process::Stdio;

use serde_json::Value;

use crate::pages::{How, NOT_PAGES, Who};
use crate::support::tools::node;
use crate::world::{World, first_value};

/// The rules, with the reason for each exception.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/html-validate.cjs");

/// The languages in which each page is validated: a text may break what a template does not.
const LANGUAGES: &[&str] = &["en", "de"];

#[test]
fn html_of_every_page_is_valid() {
    let mut world = World::start();
    let dir = tempfile::tempdir().expect("a temporary directory");
    for page in &world.all() {
        for language in LANGUAGES {
            let mut client = world.client(page.who);
            let path = world.path(page);
            if page.who != Who::Refuser {
                client.set_cookie(format!("settings=lang.{language}"));
            }
            let answer = match page.how {
                How::SentEmpty => {
                    // What the form carries along unseen is sent, as a browser does.
                    let form = client.get(&path).text();
                    let along = ["id", "once"].map(|name| (name, first_value(&form, name)));
                    let along: Vec<(&str, &str)> = along
                        .iter()
                        .filter_map(|(name, value)| Some((*name, value.as_deref()?)))
                        .collect();
                    let action = path.split('?').next().unwrap_or_default();
                    client.submit(&path, action, &along)
                }
                How::SentChosen => {
                    let form = client.get(&path).text();
                    let chosen = ["purpose", "need"].map(|name| (name, first_value(&form, name)));
                    let chosen: Vec<(&str, &str)> = chosen
                        .iter()
                        .filter_map(|(name, value)| Some((*name, value.as_deref()?)))
                        .collect();
                    client.submit(&path, &path, &chosen)
                }
                How::Opened | How::Saved => client.get(&path),
            };
            let kind = answer.header("content-type").unwrap_or_default();
            assert!(kind.starts_with("text/html"), "{path} answers {} {kind}", answer.status);
            let saved = answer.header("content-disposition").is_some();
            assert_eq!(saved, page.how == How::Saved, "{path}: is it saved, not shown?");
            let file = dir.path().join(format!("{}-{language}.html", page.name));
            std::fs::write(file, &answer.body).expect("a page can be written");
        }
    }
    // To a file: what it writes to a pipe is cut when it exits.
    let report = dir.path().join("report.json");
    let output = node("html-validate/bin/html-validate.mjs")
        .args(["--config", RULES, "--ext", "html"])
        .args(["--formatter", &format!("json={}", report.display())])
        .arg(dir.path())
        .stdin(Stdio::null())
        .output()
        .expect("node starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = std::fs::read(report).unwrap_or_else(|error| panic!("no report: {error}: {said}"));
    let report: Value = serde_json::from_slice(&report).expect("the report is JSON");
    let faults: Vec<String> =
        report.as_array().expect("a list of files").iter().flat_map(of_file).collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
    assert!(output.status.success(), "{said}");
}

/// What html-validate found in one file, a line each.
fn of_file(file: &Value) -> Vec<String> {
    let name = file["filePath"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let messages = file["messages"].as_array().cloned().unwrap_or_default();
    let line = |message: Value| {
        format!(
            "{name}:{}:{} {}: {} ({})",
            message["line"],
            message["column"],
            message["ruleId"],
            message["message"],
            message["selector"]
        )
    };
    messages.into_iter().map(line).collect()
}

#[test]
fn what_is_said_to_be_no_page_is_none() {
    let mut world = World::start();
    for (route, at, what) in NOT_PAGES {
        let path = world.fill(at);
        // What staff can take away as a file is for those who may see it.
        let staff = path.starts_with("/desk/") && *what == "for machines";
        let answer = world.client(if staff { Who::Servers } else { Who::Member }).get(&path);
        let status = match *what {
            "takes a form" => 405,
            "leads elsewhere" => 303,
            _ => 200,
        };
        assert_eq!(answer.status, status, "{route} at {path}: {what}");
        let kind = answer.header("content-type").unwrap_or_default();
        let page = status != 405 && kind.starts_with("text/html");
        assert!(!page, "{route} is a page, not {what}");
    }
}
