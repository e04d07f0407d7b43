//! Every language says everything, in the same shape, and nothing that nobody asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_bundle::FluentResource;

use super::*;

/// The ids of a language, each with the variables and the tags in it.
type Shapes = BTreeMap<String, (BTreeSet<String>, Vec<String>)>;

fn shapes(folder: &str) -> Shapes {
    let mut found = Shapes::new();
    for (name, bytes) in TEXTS.iter().filter(|(name, _)| name.starts_with(&format!("{folder}/"))) {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is UTF-8"));
        if let Err((_, errors)) = FluentResource::try_new(text.to_owned()) {
            panic!("{name}: {errors:?}");
        }
        let area = name.split('/').next_back().unwrap().trim_end_matches(".ftl");
        let mut id = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let head = line.split_once('=').map(|(head, _)| head.trim());
            if let Some(head) = head.filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                assert!(
                    head.starts_with(area) || !head.contains('-'),
                    "{name}: `{head}` does not begin with `{area}`"
                );
                head.clone_into(&mut id);
                let fresh = found.insert(id.clone(), Default::default()).is_none();
                assert!(fresh, "{name}: `{id}` stands twice");
            }
            let Some((variables, tags)) = found.get_mut(&id) else { continue };
            variables.extend(line.split('$').skip(1).map(word));
            tags.extend(line.split('<').skip(1).filter_map(|rest| rest.split('>').next()).map(tag));
        }
    }
    for (_, tags) in found.values_mut() {
        // Other languages may put the same tags in another order, and write plurals more often.
        tags.sort();
        tags.dedup();
    }
    found
}

fn word(rest: &str) -> String {
    rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// A tag without its spaces: `a href="{ $href }"`.
fn tag(inside: &str) -> String {
    inside.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_language_says_the_same() {
    let english = shapes("en");
    assert!(!english.is_empty());
    let german = shapes("de");
    let missing: Vec<_> = english.keys().filter(|id| !german.contains_key(*id)).collect();
    let surplus: Vec<_> = german.keys().filter(|id| !english.contains_key(*id)).collect();
    assert!(missing.is_empty(), "German lacks {missing:?}");
    assert!(surplus.is_empty(), "only German has {surplus:?}");
    let other: Vec<_> = english.iter().filter(|(id, shape)| german[*id] != **shape).collect();
    assert!(other.is_empty(), "German has other values or tags: {other:?}");
}

#[test]
fn what_is_said_exists_and_what_exists_is_said() {
    let mut sources = String::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "templates"] {
        read_all(&here.join(folder), &mut sources);
    }
    let english = shapes("en");
    let said: BTreeSet<&str> = sources
        .split("say(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| !id.is_empty())
        .collect();
    let unknown: Vec<_> = said.iter().filter(|id| !english.contains_key(**id)).collect();
    assert!(unknown.is_empty(), "said, but no text: {unknown:?}");
    let idle: Vec<_> =
        english.keys().filter(|id| !sources.contains(&format!("\"{id}\""))).collect();
    assert!(idle.is_empty(), "texts that nobody says: {idle:?}");
}

fn read_all(folder: &Path, into: &mut String) {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    for path in entries.map(|entry| entry.path()).collect::<Vec<PathBuf>>() {
        if path.is_dir() {
            read_all(&path, into);
        } else if !path.ends_with("language/tests.rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_best_language_is_taken() {
    let best = |header: &str| Language::accepted(header).map(|language| language.tag);
    assert_eq!(best("de-AT,de;q=0.9,en;q=0.5"), Some("de"));
    assert_eq!(best("fr, en;q=0.3, de;q=0.7"), Some("de"));
    assert_eq!(best("en-GB"), Some("en"));
    assert_eq!(best("fr,*;q=0.1"), None);
    assert_eq!(best("de;q=0, en;q=0.1"), Some("en"));
    assert_eq!(best("de;q=nonsense;;;,,,\u{7f}"), None);
}

#[test]
fn messages_go_into_pages_escaped_and_into_titles_plain() {
    let english = Language::english();
    let say = english.say("time-moment").with("date", "<b>").with("time", "1").with("zone", "&");
    assert_eq!(say.text(), "<b> at 1 &");
    assert_eq!(say.to_string(), "&lt;b&gt; at 1 &amp;");
    assert_eq!(grouped(&FluentValue::from(1_234_567), ',').unwrap(), "1,234,567");
    assert_eq!(grouped(&FluentValue::from(-999), '.').unwrap(), "-999");
}
