//! Browsers and systems beside uap-core's own cases, which do not lie in the repository.
//!
//! `PROBITY_UA_CASES` names a folder with `test_ua.yaml` and `test_os.yaml`;
//! `cargo xtask real-logs DIR` sets it.

use std::path::Path;

use probity_usage::{Agents, Product};

/// The cases of a file: the agent, the family, the parts of the version.
fn cases(path: &Path) -> Vec<(String, Product)> {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut cases: Vec<(String, Product)> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start().trim_start_matches("- ");
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = scalar(value.trim());
        let place = match key {
            "user_agent_string" => {
                cases.push((value.expect("an agent"), Product::default()));
                continue;
            }
            "family" => {
                cases.last_mut().unwrap().1.family = value.expect("a family").into();
                continue;
            }
            "major" => 0,
            "minor" => 1,
            "patch" => 2,
            "patch_minor" => 3,
            _ => continue,
        };
        cases.last_mut().unwrap().1.version[place] = value.map(Into::into);
    }
    cases
}

/// A scalar as those files write them: in either quotes, plain, or nothing.
fn scalar(text: &str) -> Option<String> {
    let quoted = |quote: char| text.strip_prefix(quote).and_then(|text| text.rsplit_once(quote));
    if let Some((inner, _)) = quoted('\'') {
        Some(inner.replace("''", "'"))
    } else if let Some((inner, _)) = quoted('"') {
        Some(inner.replace("\\\"", "\"").replace("\\\\", "\\"))
    } else {
        let plain = text.split(" #").next().unwrap_or_default().trim();
        (!plain.is_empty() && !plain.starts_with('#')).then(|| plain.to_owned())
    }
}

#[test]
#[ignore = "needs uap-core's cases: PROBITY_UA_CASES, or `cargo xtask real-logs DIR`"]
fn every_case_of_uap_core_is_told_as_expected() {
    let folder = std::env::var_os("PROBITY_UA_CASES").expect("PROBITY_UA_CASES names a folder");
    let agents = Agents::new().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, system) in [("test_ua.yaml", false), ("test_os.yaml", true)] {
        let cases = cases(&Path::new(&folder).join(file));
        assert!(cases.len() > 100, "{file} holds {} cases", cases.len());
        count += cases.len();
        for (agent, mut expected) in cases {
            let told = if system { agents.system(&agent) } else { agents.browser(&agent) };
            let mut told =
                told.unwrap_or_else(|| Product { family: "Other".into(), ..Product::default() });
            if !system {
                // Those cases know three parts of a browser's version.
                told.version[3] = None;
                expected.version[3] = None;
            }
            // An empty part is none.
            for part in told.version.iter_mut().chain(&mut expected.version) {
                *part = part.take().filter(|part| !part.is_empty());
            }
            if told != expected {
                wrong.push((agent, told, expected));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}: {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
}
