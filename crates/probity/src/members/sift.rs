//! Sifting a person's ledger entries: by what was done, by whom, about what, when.
//!
//! An address says what is wanted in words of ours; what it says otherwise counts as not said.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use probity_ledger::{Entry, Kind, SubjectId};
use probity_vault::{EntryView, VaultError};

use super::entries::By;
use crate::app::App;
use crate::site::reader::Reader;

/// Entries read in one go.
const BATCH: u64 = 1_000;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Anything that lets values out: used, shown, sent, given away.
    Uses,
    /// One kind of entry.
    Only(Kind),
}

impl What {
    /// Everything that can be asked for: what can happen to a person's information.
    pub(super) const ALL: &'static [Self] = &[
        Self::Uses,
        Self::Only(Kind::Use),
        Self::Only(Kind::Show),
        Self::Only(Kind::Send),
        Self::Only(Kind::Disclose),
        Self::Only(Kind::Collect),
        Self::Only(Kind::Correct),
        Self::Only(Kind::Confirm),
        Self::Only(Kind::Consent),
        Self::Only(Kind::Withdraw),
        Self::Only(Kind::Restrict),
        Self::Only(Kind::Refuse),
        Self::Only(Kind::SignIn),
        Self::Only(Kind::SignOut),
    ];

    /// The word in the address.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Uses => "uses",
            Self::Only(kind) => kind.name(),
        }
    }

    fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Uses => matches!(kind, Kind::Use | Kind::Show | Kind::Send | Kind::Disclose),
            Self::Only(only) => only == kind,
        }
    }
}

/// By whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// By anybody but the person themself.
    Others,
    /// By one of the four.
    Only(By),
}

impl Who {
    /// The words in the address.
    pub(super) const ALL: &'static [(&'static str, Self)] = &[
        ("others", Self::Others),
        ("software", Self::Only(By::Software)),
        ("staff", Self::Only(By::Staff)),
        ("outside", Self::Only(By::Outside)),
        ("you", Self::Only(By::You)),
    ];

    /// The one with this word.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, who)| *who)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, who)| *who == self).map_or("", |(name, _)| name)
    }

    fn fits(self, by: By) -> bool {
        match self {
            Self::Others => by != By::You,
            Self::Only(only) => only == by,
        }
    }
}

/// What is asked for; none stands for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// What was done.
    pub what: Option<What>,
    /// By whom.
    pub by: Option<Who>,
    /// A category of information.
    pub kind: Option<String>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    span: Span,
}

/// The days asked for, in milliseconds since 1970: they begin where the reader is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Span {
    from_ms: Option<i64>,
    until_ms: Option<i64>,
}

impl Wanted {
    /// What an address asks for.
    pub(super) fn parse(query: &str, reader: &Reader) -> Self {
        let value = |name: &str| {
            let pairs = query.split('&').take(32);
            pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|p| p.1)
        };
        let what = value("what")
            .and_then(|name| What::ALL.iter().copied().find(|what| what.name() == name));
        let word = |text: &&str| {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            (1..=64).contains(&text.len()) && text.chars().all(plain)
        };
        let day = |name| value(name).and_then(|text| text.parse::<Date>().ok());
        let (from, to) = (day("from"), day("to"));
        let zone = reader.zone.clone().unwrap_or(TimeZone::UTC);
        let begins = |date: Date| {
            let begin = date.to_zoned_datetime(zone.clone()).ok()?;
            Some(begin.timestamp().as_millisecond())
        };
        let span = Span {
            from_ms: from.and_then(begins),
            until_ms: to.and_then(|date| date.tomorrow().ok()).and_then(begins),
        };
        Self {
            what,
            by: value("by").and_then(Who::named),
            kind: value("kind").filter(word).map(str::to_owned),
            from,
            to,
            span,
        }
    }

    /// What letting values out came to since a moment.
    pub(super) fn uses_since(from_ms: i64) -> Self {
        let span = Span { from_ms: Some(from_ms), until_ms: None };
        Self { what: Some(What::Uses), span, ..Self::default() }
    }

    /// All of one kind.
    pub(super) fn only(kind: Kind) -> Self {
        Self { what: Some(What::Only(kind)), ..Self::default() }
    }

    /// The word for by whom.
    pub(super) fn by_name(&self) -> &'static str {
        self.by.map_or("", Who::name)
    }

    /// The same, by these instead.
    pub(super) fn by(&self, name: &str) -> Self {
        Self { by: Who::named(name), ..self.clone() }
    }

    /// As it stands in an address, each part with `&` after it.
    pub(super) fn query(&self) -> String {
        let parts = [
            ("what", self.what.map_or(String::new(), |what| what.name().to_owned())),
            ("by", self.by_name().to_owned()),
            ("kind", self.kind.clone().unwrap_or_default()),
            ("from", self.from.map_or(String::new(), |date| date.to_string())),
            ("to", self.to.map_or(String::new(), |date| date.to_string())),
        ];
        let said = parts.iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| format!("{name}={value}&")).collect()
    }

    /// Whether an entry is asked for, leaving aside by whom.
    fn fits(&self, entry: &Entry) -> bool {
        self.what.is_none_or(|what| what.fits(entry.kind))
            && self.kind.as_ref().is_none_or(|kind| entry.categories.iter().any(|c| c == kind))
            && self.span.from_ms.is_none_or(|from| entry.at_ms >= from)
            && self.span.until_ms.is_none_or(|until| entry.at_ms < until)
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct Sifted {
    /// Entries there are about the person.
    pub total: u64,
    /// Entries that were asked for.
    pub matched: u64,
    /// How many each did of what was asked for, by whomever.
    pub by: BTreeMap<By, u64>,
    /// The categories that occur in any entry about the person.
    pub kinds: BTreeSet<String>,
    /// Those of the page, newest first.
    pub page: Vec<EntryView>,
}

impl App {
    /// The person's entries that are wanted, newest first: all are counted, those in `range` are
    /// given.
    pub(super) fn sift(
        &self,
        who: SubjectId,
        wanted: &Wanted,
        range: Range<u64>,
    ) -> Result<Sifted, VaultError> {
        let total = self.vault.entry_count(who)?;
        let mut found = Sifted { total, ..Sifted::default() };
        let mut last = total;
        while last > 0 {
            let first = last.saturating_sub(BATCH);
            for view in self.vault.entries(who, first, last - first)?.into_iter().rev() {
                found.add(view, wanted, &range);
            }
            last = first;
        }
        Ok(found)
    }
}

impl Sifted {
    fn add(&mut self, view: EntryView, wanted: &Wanted, range: &Range<u64>) {
        for category in &view.entry.categories {
            if !self.kinds.contains(category.as_ref()) {
                self.kinds.insert(category.to_string());
            }
        }
        if !wanted.fits(&view.entry) {
            return;
        }
        let by = By::of(&view.entry);
        *self.by.entry(by).or_default() += 1;
        if !wanted.by.is_none_or(|who| who.fits(by)) {
            return;
        }
        if range.contains(&self.matched) {
            self.page.push(view);
        }
        self.matched += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_wanted_and_nonsense_counts_as_nothing() {
        let reader = Reader::english();
        let parse = |query: &str| Wanted::parse(query, &reader);
        let all = "what=show&by=staff&kind=name&from=2026-11-01&to=2026-11-30&";
        assert_eq!(parse(all).query(), all);
        assert_eq!(parse(&format!("page=2&{all}done=x")).query(), all);
        for nothing in [
            "",
            "what=&by=&kind=&from=&to=",
            "what=everything&by=nobody&kind=A%20B&from=yesterday&to=2026-13-01",
            "what&by&kind&from&to&&&===",
            "kind=<script>",
        ] {
            assert_eq!(parse(nothing), Wanted::default(), "{nothing}");
        }
        assert_eq!(parse("by=you").by("").query(), "");
        assert_eq!(parse("by=you").by("others").query(), "by=others&");
    }

    #[test]
    fn days_begin_where_the_reader_is() {
        let mut reader = Reader::english();
        let utc = Wanted::parse("from=2026-11-24&to=2026-11-24", &reader).span;
        assert_eq!(utc.until_ms.unwrap() - utc.from_ms.unwrap(), 24 * 3_600_000);
        reader.zone = crate::site::reader::known_zone("Asia/Tokyo");
        let tokyo = Wanted::parse("from=2026-11-24", &reader).span;
        assert_eq!(utc.from_ms.unwrap() - tokyo.from_ms.unwrap(), 9 * 3_600_000);
    }
}
