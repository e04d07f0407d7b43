//! What scenario files may say, and how one is told what is wrong.

use probity_usage::guard::{Crawlers, Matcher, Scenarios};

const FINE: &str = "id = 'it'
title = { en = 'It', de = 'Es' }
sanction = 'ban'
for = '1h'
capacity = 3
leak = '10s'

[[match]]
path = ['/it']
";

fn wrong(text: &str) -> String {
    Scenarios::parse([("own.toml", text)]).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn ours_match_their_examples_and_have_both_languages() {
    // Parsing runs the examples.
    let scenarios = Scenarios::shipped().unwrap_or_else(|wrong| panic!("{wrong}"));
    let matcher = Matcher::new(&scenarios, &Crawlers::default()).unwrap();
    assert_eq!(matcher.scenarios().len(), 18);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/scenarios");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 18, "a file is not in `shipped.rs`");
    for scenario in scenarios.iter() {
        assert!(scenario.title.contains_key("de"), "{}", scenario.id);
        let file = std::fs::read_to_string(folder.join(format!("{}.toml", scenario.id))).unwrap();
        // One that matches and one that does not, at least; flooding is everything.
        assert!(file.contains("matches = true"), "{}", scenario.id);
        assert!(file.contains("matches = false") || scenario.id == "flood", "{}", scenario.id);
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    assert!(Scenarios::parse([("own.toml", FINE)]).is_ok());
    for (from, to, expected) in [
        ("capacity", "capasity", "`own.toml` line 5, column 1: unknown key `capasity`"),
        ("capacity", "capasity", "did you mean `capacity`?"),
        ("'ban'", "'jail'", "`own.toml` line 3, column 12: unknown variant `jail`"),
        ("'1h'", "'1 hour'", "`own.toml` line 4, column 7: this is no duration"),
        ("'1h'", "'15d'", "at most 14 days"),
        ("= 3", "= -1", "`own.toml` line 5, column 12: the capacity is a whole number"),
        ("en =", "fr =", "`own.toml` line 2, column 9: the title in English is missing"),
        ("'it'\n", "'It'\n", "`own.toml` line 1, column 6: an id is"),
        (
            "path = ['/it']",
            "path = ['/it', 'i']",
            "`own.toml` line 9, column 16: the piece is too short",
        ),
        ("path = [", "path-regex = ['(', ", "`own.toml` line 9, column 15: the expression is not"),
        ("path = [", "path-regex = ['a*', ", "fits an empty text"),
        ("path = ['/it']", "status = ['4xy']", "write it like `404` or `4xx`"),
        ("path = ['/it']", "kind = ['pages']", "page, asset, bot"),
        (
            "path = ['/it']",
            "event = ['sign-in-refused']\nstatus = ['404']",
            "an event is no request",
        ),
        ("path = ['/it']", "paths = ['/it']", "did you mean `path`?"),
        ("[[match]]\npath = ['/it']", "match = []", "nothing is matched"),
        ("leak = '10s'", "leak = '10s'\nleak = '10s'", "line 7"),
    ] {
        let text = FINE.replacen(from, to, 1);
        let said = wrong(&text);
        assert!(said.contains(expected), "{to}: {said}");
    }
    let example = "\n[[example]]\nline = 'GET /it'\nmatches = true\n";
    assert!(wrong(&format!("{FINE}{example}")).contains("line 11"), "an example that is no line");
    let line =
        "192.0.2.1 - - [24/Nov/2026:10:00:00 +0000] \"GET /other HTTP/1.1\" 404 1 \"-\" \"x\"";
    let example = format!("{FINE}\n[[example]]\nline = '{line}'\nmatches = true\n");
    assert!(wrong(&example).contains("is not matched and should be"));
}

#[test]
fn own_files_add_to_ours_and_take_their_place() {
    let ours = Scenarios::shipped().unwrap();
    let count = ours.iter().count();
    let replaced = FINE.replace("'it'\n", "'probing'\n");
    let mut both = ours.and([("a.toml", FINE), ("b.toml", replaced.as_str())]).unwrap();
    assert_eq!(both.iter().count(), count + 1);
    assert_eq!(both.iter().find(|one| one.id == "probing").unwrap().capacity, 3);
    assert!(both.remove("flood") && !both.remove("flood"));
    let twice = Scenarios::parse([("a.toml", FINE), ("b.toml", FINE)]);
    assert!(twice.unwrap_err().to_string().contains("`b.toml` line 1"));
    let own = both.iter().find(|one| one.id == "it").unwrap();
    assert_eq!((own.title("de"), own.title("fr")), ("Es", "It"));
}
