//! Owns the reading of `data.toml`, with a place for every mistake.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use serde::Deserialize;
use toml::Spanned;

use super::{About, Category, DataMap, Field, Format, Group, Period, Retention, Start};
use crate::diagnostic::{Diagnostic, Diagnostics, SourceText, nearest};
use crate::version::Version;

/// The largest `data.toml` that is read, in bytes.
pub const MAX_DATA_BYTES: usize = 1 << 20;
/// The largest number of categories; it bounds the table of decisions.
const MAX_CATEGORIES: usize = 200;

type Word = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    policy: PolicyTable,
    #[serde(default)]
    group: Vec<GroupTable>,
    #[serde(default)]
    category: Vec<CategoryTable>,
    #[serde(default)]
    field: Vec<FieldTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyTable {
    title: Word,
    version: Word,
    updated: Word,
    effective: Word,
    summary: Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupTable {
    id: Word,
    label: Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTable {
    id: Word,
    label: Word,
    dpv: Word,
    #[serde(default)]
    groups: Vec<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    id: Word,
    category: Word,
    label: Word,
    collected: Spanned<Vec<Word>>,
    from: Spanned<Vec<Word>>,
    #[serde(default)]
    required_for: Vec<Word>,
    purposes: Spanned<Vec<Word>>,
    why: Word,
    keep: Word,
    keep_from: Option<Word>,
    #[serde(default)]
    lookup: bool,
    #[serde(default)]
    history: bool,
    format: Word,
    max_length: Option<Spanned<i64>>,
}

/// Where the parts of a field stand, for checks against the rules.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) id: Range<usize>,
    pub(crate) keep: Range<usize>,
    pub(crate) from: Range<usize>,
    pub(crate) purposes: Vec<Range<usize>>,
}

/// Reads the data map; `folder` is the version that the folder's name promises.
pub(crate) fn read(
    source: &SourceText<'_>,
    folder: Option<Version>,
) -> Result<(About, DataMap, Vec<Declared>), Diagnostics> {
    let file: File = toml::from_str(source.text).map_err(|error| toml_mistake(source, &error))?;
    let mut reader = Reader { source, wrong: Diagnostics::default() };
    let about = reader.about(&file.policy, folder);

    let mut seen = BTreeMap::new();
    let mut groups = Vec::new();
    for table in &file.group {
        reader.id("group", &table.id, &mut seen);
        let (id, label) = (table.id.as_ref().clone(), reader.said(&table.label));
        groups.push(Group { id, label });
    }
    let mut categories = Vec::new();
    seen.clear();
    for table in &file.category {
        reader.id("category", &table.id, &mut seen);
        categories.push(reader.category(table, &groups));
    }
    if let Some(extra) = file.category.get(MAX_CATEGORIES) {
        reader.mistake(&extra.id, "there are too many categories", "keep to two hundred of them");
    }
    let mut fields = Vec::new();
    let mut places = Vec::new();
    seen.clear();
    for table in &file.field {
        reader.id("field", &table.id, &mut seen);
        fields.extend(reader.field(table, &categories));
        places.push(Declared {
            id: table.id.span(),
            keep: table.keep.span(),
            from: table.from.span(),
            purposes: table.purposes.as_ref().iter().map(Spanned::span).collect(),
        });
    }
    match about {
        Some(about) => reader.wrong.or((about, DataMap::new(groups, categories, fields), places)),
        None => Err(reader.wrong),
    }
}

fn toml_mistake(source: &SourceText<'_>, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().lines().collect::<Vec<_>>().join("; ");
    // What the parser calls a field is a key here; fields are what a policy declares.
    let (message, hint) = if let Some(rest) = message.strip_prefix("unknown field ") {
        let (name, known) = rest.split_once(", ").unwrap_or((rest, "see docs/data-model.md"));
        (format!("unknown key {name}"), format!("remove it; {known}"))
    } else if let Some(name) = message.strip_prefix("missing field ") {
        (format!("the key {name} is missing"), "add it to this table".to_owned())
    } else {
        let hint = "write texts in quotes, lists in brackets; docs/data-model.md has every key";
        (message.replace("a sequence", "a list"), hint.to_owned())
    };
    source.at(error.span().unwrap_or(0..0), message, Some(hint))
}

struct Reader<'a> {
    source: &'a SourceText<'a>,
    wrong: Diagnostics,
}

impl Reader<'_> {
    fn mistake<T>(&mut self, at: &Spanned<T>, message: impl Into<String>, hint: impl Into<String>) {
        self.wrong.push(self.source.at(at.span(), message, Some(hint.into())));
    }

    /// A text that people read: not empty, no control characters.
    fn said(&mut self, word: &Word) -> String {
        let text = word.as_ref().trim();
        if text.is_empty() || text.chars().any(char::is_control) {
            self.mistake(word, "this text is empty or holds control characters", "say it in words");
        }
        text.to_owned()
    }

    /// A name of the vocabulary or a date; a mistake when it is none.
    fn word<T: FromStr<Err: ToString>>(&mut self, word: &Word) -> Option<T> {
        match word.as_ref().parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let said = error.to_string();
                let (message, hint) = said.split_once("; ").unwrap_or((&said, "see the example"));
                self.mistake(word, message, hint);
                None
            }
        }
    }

    fn words<T: FromStr<Err: ToString> + PartialEq>(&mut self, list: &[Word]) -> Vec<T> {
        let mut out = Vec::new();
        for word in list {
            match self.word(word) {
                Some(value) if out.contains(&value) => {
                    self.mistake(word, format!("`{}` is there twice", word.as_ref()), "remove one");
                }
                Some(value) => out.push(value),
                None => {}
            }
        }
        out
    }

    fn id(&mut self, what: &str, id: &Word, seen: &mut BTreeMap<String, Range<usize>>) {
        let text = id.as_ref();
        let good = text.len() <= 40
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !good {
            let shown: String = text.chars().take(40).collect();
            self.mistake(
                id,
                format!("`{shown}` is no id of a {what}"),
                "begin with a small letter, then small letters, digits and hyphens, at most 40",
            );
        } else if let Some(first) = seen.insert(text.clone(), id.span()) {
            let line = self.source.line(first.start);
            self.mistake(
                id,
                format!("the {what} `{text}` is declared twice"),
                format!("the first stands in line {line}; remove one or rename it"),
            );
        }
    }

    fn about(&mut self, table: &PolicyTable, folder: Option<Version>) -> Option<About> {
        let title = self.said(&table.title);
        let summary = self.said(&table.summary);
        let version: Option<Version> = self.word(&table.version);
        let updated: Option<Version> = self.word(&table.updated);
        let effective: Option<Version> = self.word(&table.effective);
        let (version, updated, effective) = (version?, updated?, effective?);
        if let Some(folder) = folder
            && folder != version
        {
            self.mistake(
                &table.version,
                format!("the version is `{version}` but the folder is `{folder}`"),
                "name the folder and the version alike",
            );
        }
        if effective < updated {
            self.mistake(
                &table.effective,
                "a policy cannot take effect before it was last updated",
                "make `effective` the day of `updated`, or later",
            );
        }
        Some(About { title, version, updated, effective, summary })
    }

    fn category(&mut self, table: &CategoryTable, groups: &[Group]) -> Category {
        let dpv = table.dpv.as_ref();
        let good = dpv.split_once(':').is_some_and(|(prefix, name)| {
            ["pd", "dpv", "tech", "legal"].contains(&prefix)
                && name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
        if !good {
            let hint = "name a concept of the Data Privacy Vocabulary, as in `pd:EmailAddress`";
            self.mistake(&table.dpv, "this is no concept", hint);
        }
        for group in &table.groups {
            self.known("group", group, groups.iter().map(|group| group.id.as_str()));
        }
        Category {
            id: table.id.as_ref().clone(),
            label: self.said(&table.label),
            dpv: dpv.clone(),
            groups: table.groups.iter().map(|group| group.as_ref().clone()).collect(),
        }
    }

    fn known<'k>(&mut self, what: &str, word: &Word, known: impl Iterator<Item = &'k str> + Clone) {
        let name = word.as_ref();
        if !known.clone().any(|id| id == name) {
            let hint = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it as a [[{what}]]"),
            };
            let shown: String = name.chars().take(40).collect();
            self.mistake(word, format!("unknown {what} `{shown}`"), hint);
        }
    }

    fn field(&mut self, table: &FieldTable, categories: &[Category]) -> Option<Field> {
        self.known("category", &table.category, categories.iter().map(|c| c.id.as_str()));
        let collected: Vec<String> =
            table.collected.as_ref().iter().map(|place| self.said(place)).collect();
        let from = self.words(table.from.as_ref());
        let purposes = self.words(table.purposes.as_ref());
        if collected.is_empty() {
            self.mistake(
                &table.collected,
                "the field is collected nowhere",
                "name a form or a log",
            );
        }
        if table.from.as_ref().is_empty() {
            self.mistake(&table.from, "the field comes from nobody", "name who gives it");
        }
        if table.purposes.as_ref().is_empty() {
            self.mistake(&table.purposes, "the field is used for nothing", "name a purpose");
        }
        let required_for = self.words(&table.required_for);
        for (giver, word) in required_for.iter().zip(&table.required_for) {
            if !from.contains(giver) {
                let message = format!("`{giver}` is required to give it but is not in `from`");
                self.mistake(
                    word,
                    message,
                    "add the giver to `from`, or require it of nobody else",
                );
            }
        }
        let keep = self.retention(table);
        let format: Option<Format> = self.word(&table.format);
        let max_length = match &table.max_length {
            None => format.map(Format::default_max_length),
            Some(given) => {
                let length = usize::try_from(*given.as_ref()).ok();
                let good = length.filter(|length| (1..=100_000).contains(length));
                if good.is_none() {
                    self.mistake(given, "no such length", "allow 1 to 100000 characters");
                }
                good
            }
        };
        Some(Field {
            id: table.id.as_ref().clone(),
            category: table.category.as_ref().clone(),
            label: self.said(&table.label),
            collected,
            from,
            required_for,
            purposes,
            why: self.said(&table.why),
            keep: keep?,
            lookup: table.lookup,
            history: table.history,
            format: format?,
            max_length: max_length?,
        })
    }

    fn retention(&mut self, table: &FieldTable) -> Option<Retention> {
        let retention = match table.keep.as_ref().as_str() {
            "account" => Retention::Account,
            "never" => Retention::Never,
            text if text.starts_with('P') => {
                let period: Period = self.word(&table.keep)?;
                let Some(start) = &table.keep_from else {
                    let hint =
                        "add `keep_from`: collection, transaction, end-of-membership or last-use";
                    self.mistake(&table.keep, "it is not said when the period begins", hint);
                    return None;
                };
                return Some(Retention::For(period, self.word::<Start>(start)?));
            }
            _ => {
                let hint = "write `account`, `never`, or a period such as `P14D`";
                self.mistake(&table.keep, "this is no retention", hint);
                return None;
            }
        };
        if let Some(start) = &table.keep_from {
            let hint = "remove `keep_from`, or write a period such as `P14D` in `keep`";
            self.mistake(start, "only a period is counted from an event", hint);
        }
        if retention == Retention::Never && (table.lookup || table.history) {
            let hint = "remove `lookup` and `history`, or keep the field";
            self.mistake(&table.keep, "a field that is never stored has no index or history", hint);
        }
        Some(retention)
    }
}
