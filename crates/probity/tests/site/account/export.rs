//! The machine-readable download is what its published schema says, in every language.

use serde_json::Value;

use crate::harness::{ADA, Site, on_both};

on_both!(the_download_is_what_its_schema_says, the_readable_download_is_in_the_readers_language,);

async fn the_download_is_what_its_schema_says(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let form = browser.get("/account/data/correct/interests").await;
    browser.submit(&form, "/account/data/correct/interests", &[("interests", "bees")]).await;
    let page = browser.get("/account/consents").await;
    let taken = [("what", "field:interests"), ("answer", "withdraw")];
    browser.submit(&page, "/account/consents", &taken).await;
    let form = browser.get("/account/data/correct/email").await;
    browser.submit(&form, "/account/data/correct/email", &[("email", "ada@moss.example")]).await;

    let schema = site.browser().get("/account/data/export.schema.json").await;
    assert_eq!(schema.header("content-type"), "application/schema+json");
    let schema: Value = serde_json::from_str(&schema.body).unwrap();
    let page = browser.get("/account/data/export.json?lang=de").await;
    let export: Value = serde_json::from_str(&page.body).unwrap();
    let address = format!("{}/account/data/export.schema.json", crate::harness::BASE);
    assert_eq!(export["$schema"], address);
    let check = |value: &Value| fault(&schema, &schema, value, "export");
    assert_eq!(check(&export), None);
    assert_eq!(export["standing"], "member");
    assert_eq!(export["restricted"], false);
    assert_eq!(export["sessions"][0]["how"], "confirmation");
    assert!(export["entries"].as_array().unwrap().len() > 5);

    // The check would find what is wrong.
    let broken = |change: fn(&mut Value)| {
        let mut export = export.clone();
        change(&mut export);
        check(&export)
    };
    let faults = [
        broken(|export| export["surplus"] = 1.into()),
        broken(|export| export["data"][0]["value"] = 1.into()),
        broken(|export| export["written_at"] = "yesterday".into()),
        broken(|export| export["standing"] = "friend".into()),
        broken(|export| export["entries"][0]["seq"] = 0.into()),
        broken(|export| export["entries"][0]["leaf_hash"] = "abc".into()),
        broken(|export| export["consents"][0]["to"] = "anything".into()),
        broken(|export| {
            export.as_object_mut().unwrap().remove("checkpoint");
        }),
    ];
    for (at, fault) in faults.iter().enumerate() {
        assert!(fault.is_some(), "change {at} is not found");
    }
}

async fn the_readable_download_is_in_the_readers_language(site: &Site) {
    let mut browser = site.member(&ADA).await;
    let page = browser.get("/account/data/export.html?lang=de").await;
    for words in
        ["<html lang=\"de\"", "Warum wir sie haben", "Sie gaben uns an", ADA.email, "Portugal"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let page = browser.get("/account/data/export.html").await;
    assert!(page.body.contains("Why we have it") && page.body.contains("<html lang=\"en\""));
}

/// What is wrong with a value after a schema; knows the part of JSON Schema that ours uses and
/// fails on any other.
fn fault(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("{at}: {what}"));
    for (keyword, wanted) in schema.as_object().expect("a schema") {
        let found = match keyword.as_str() {
            "title" | "description" | "$schema" | "$defs" | "properties" => None,
            "$ref" => {
                let path = wanted.as_str().unwrap().trim_start_matches('#');
                fault(root, root.pointer(path).expect("it is defined"), value, at)
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("unknown type {other}"),
                };
                let fits = wanted.as_array().map_or_else(|| is(wanted), |all| all.iter().any(is));
                if fits { None } else { wrong("has another type") }
            }
            "enum" if wanted.as_array().unwrap().contains(value) => None,
            "enum" => wrong("is none of the words"),
            "minimum" if value.as_f64() >= wanted.as_f64() => None,
            "minimum" => wrong("is too small"),
            "pattern" => match value.as_str() {
                Some(text) if !matches(wanted.as_str().unwrap(), text) => wrong("is misshapen"),
                _ => None,
            },
            "required" => wanted.as_array().unwrap().iter().find_map(|name| {
                let there = value.get(name.as_str().unwrap()).is_some();
                if there { None } else { wrong(&format!("lacks {name}")) }
            }),
            "additionalProperties" => {
                assert_eq!(*wanted, false);
                let known = schema["properties"].as_object().unwrap();
                value.as_object().into_iter().flatten().find_map(|(name, inner)| {
                    match known.get(name) {
                        Some(schema) => fault(root, schema, inner, &format!("{at}.{name}")),
                        None => wrong(&format!("has a surplus {name}")),
                    }
                })
            }
            "items" => {
                value.as_array().into_iter().flatten().enumerate().find_map(|(place, inner)| {
                    fault(root, wanted, inner, &format!("{at}[{place}]"))
                })
            }
            other => panic!("unknown keyword {other}"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Whether a text is what a pattern of ours describes: `^`, `$`, letters, classes of ranges with a
/// count, and one group of words.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.strip_prefix('^').expect("anchored");
    if let Some((words, rest)) = pattern.strip_prefix('(').and_then(|p| p.split_once(')')) {
        return words.split('|').any(|word| text.starts_with(&format!("{word}{rest}")));
    }
    let mut pattern = pattern.strip_suffix('$').expect("anchored");
    let mut text = text.chars();
    while let Some(letter) = pattern.chars().next() {
        if letter == '[' {
            let (class, rest) = pattern[1..].split_once("]{").expect("a class with a count");
            let (count, rest) = rest.split_once('}').expect("a count");
            let ranges: Vec<char> = class.chars().collect();
            for _ in 0..count.parse().unwrap() {
                let fits = text
                    .next()
                    .is_some_and(|c| ranges.chunks(3).any(|r| (r[0]..=r[2]).contains(&c)));
                if !fits {
                    return false;
                }
            }
            pattern = rest;
        } else {
            if text.next() != Some(letter) {
                return false;
            }
            pattern = &pattern[letter.len_utf8()..];
        }
    }
    text.next().is_none()
}
