//! `GET /account/uses`: who did what with the person's information, and why: their entries on the
//! ledger, sifted and grouped by day; and the same as a file.
//!
//! What is sifted by stands in the address, in words of ours and dates alone. No value is opened.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::civil::Date;
use probity_ledger::{Kind, SubjectId};
use probity_vault::EntryView;

use super::entries::{By, EntryLine};
use super::export::{download, entry_json};
use super::side::{Place, SideItem, side};
use super::sift::{Sifted, Wanted, What};
use crate::app::App;
use crate::csv;
use crate::language::Say;
use crate::language::words::{self, Phrase};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::moment::moment;
use crate::site::visitor::Member;

/// Entries on one page.
pub(super) const PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "uses.html")]
struct UsesPage {
    chrome: Chrome,
    side: Vec<SideItem>,
    total: u64,
    matched: u64,
    narrowed: bool,
    by: Vec<Group>,
    what: Vec<Choice>,
    kinds: Vec<Choice>,
    by_name: &'static str,
    from: String,
    to: String,
    days: Vec<Day>,
    query: String,
    number: u64,
    pages: u64,
}

/// One of the groups of those who did something, with how often they did.
struct Group {
    label: Say,
    count: u64,
    query: String,
    here: bool,
}

/// One line of a list to choose from.
struct Choice {
    value: String,
    label: Phrase,
    chosen: bool,
}

/// What happened on one day.
struct Day {
    title: String,
    entries: Vec<EntryLine>,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let reader = &member.visitor.reader;
    let query = query.unwrap_or_default();
    let (wanted, number) = (Wanted::parse(&query, reader), page_number(&query));
    let (who, sifted_by) = (member.subject, wanted.clone());
    let found = app
        .blocking(move |app| app.sift(who, &sifted_by, (number - 1) * PAGE..number * PAGE))
        .await?;
    let chrome =
        Chrome::new(&app, &member.visitor, "/account", &reader.say("account-uses-title").text())
            .under("/account", &reader.say("account-title"));
    page(&UsesPage {
        side: side(reader, Place::Uses),
        total: found.total,
        matched: found.matched,
        narrowed: wanted != Wanted::default(),
        by: groups(&member, &wanted, &found),
        what: whats(&member, &wanted),
        kinds: kinds(&app, &member, &wanted, &found),
        by_name: wanted.by_name(),
        from: date(wanted.from),
        to: date(wanted.to),
        days: days(&app, &member, &found.page),
        query: wanted.query(),
        number,
        pages: found.matched.div_ceil(PAGE).max(1),
        chrome,
    })
}

/// `GET /account/uses.csv`
pub(crate) async fn csv(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let found = all(&app, &member, query).await?;
    let mut text = String::from(
        "number,at,what,by,categories,purpose,ground,recipient,clause,version,note,index,leaf_hash\r\n",
    );
    for view in &found {
        text.push_str(&line(view));
    }
    Ok(download("text/csv; charset=utf-8", "my-uses.csv", text))
}

/// `GET /account/uses.json`
pub(crate) async fn json(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let found = all(&app, &member, query).await?;
    let entries: Vec<_> = found.iter().map(entry_json).collect();
    let text = serde_json::to_string_pretty(&serde_json::json!({ "entries": entries }))
        .map_err(|error| Failure::Internal(format!("uses could not be written: {error}")))?;
    Ok(download("application/json", "my-uses.json", text))
}

async fn all(
    app: &Arc<App>,
    member: &Member,
    query: Option<String>,
) -> Result<Vec<EntryView>, Failure> {
    let wanted = Wanted::parse(&query.unwrap_or_default(), &member.visitor.reader);
    let who: SubjectId = member.subject;
    let found = app.blocking(move |app| app.sift(who, &wanted, 0..u64::MAX)).await?;
    Ok(found.page)
}

/// One entry as a line of a table for other programs.
fn line(view: &EntryView) -> String {
    let entry = &view.entry;
    let text = |text: &Option<std::borrow::Cow<'static, str>>| text.clone().unwrap_or_default();
    let cells = [
        entry.seq.to_string(),
        moment(entry.at_ms).iso,
        entry.kind.name().to_owned(),
        entry.actor.role.to_string(),
        entry.categories.join(" "),
        text(&entry.purpose).into_owned(),
        text(&entry.ground).into_owned(),
        text(&entry.recipient).into_owned(),
        text(&entry.clause).into_owned(),
        entry.version.map(|version| version.to_string()).unwrap_or_default(),
        text(&entry.note).into_owned(),
        view.index.to_string(),
        crate::site::hex::hex(&view.leaf_hash),
    ];
    csv::line(cells)
}

/// Who did something, and how often among what else is asked for.
fn groups(member: &Member, wanted: &Wanted, found: &Sifted) -> Vec<Group> {
    let say = |id| member.visitor.say(id);
    let count = |by: By| found.by.get(&by).copied().unwrap_or(0);
    let all: u64 = found.by.values().sum();
    let group = |name: &'static str, label: Say, count: u64| Group {
        label,
        count,
        here: wanted.by_name() == name,
        query: wanted.by(name).query(),
    };
    vec![
        group("", say("account-uses-by-all"), all),
        group("others", say("account-uses-by-others"), all - count(By::You)),
        group("software", say("account-uses-by-software"), count(By::Software)),
        group("staff", say("account-uses-by-staff"), count(By::Staff)),
        group("outside", say("account-uses-by-outside"), count(By::Outside)),
        group("you", say("account-uses-by-you"), count(By::You)),
    ]
}

/// What can have been done, to choose from.
fn whats(member: &Member, wanted: &Wanted) -> Vec<Choice> {
    let say = |id| member.visitor.say(id);
    let choice = |what: &What| {
        let label = match what {
            What::Uses => say("account-uses-what-uses"),
            What::Only(Kind::Use) => say("account-uses-what-use"),
            What::Only(Kind::Show) => say("account-uses-what-show"),
            What::Only(Kind::Send) => say("account-uses-what-send"),
            What::Only(Kind::Disclose) => say("account-uses-what-disclose"),
            What::Only(Kind::Collect) => say("account-uses-what-collect"),
            What::Only(Kind::Correct) => say("account-uses-what-correct"),
            What::Only(Kind::Confirm) => say("account-uses-what-confirm"),
            What::Only(Kind::Consent) => say("account-uses-what-consent"),
            What::Only(Kind::Withdraw) => say("account-uses-what-withdraw"),
            What::Only(Kind::Restrict) => say("account-uses-what-restrict"),
            What::Only(Kind::Refuse) => say("account-uses-what-refuse"),
            What::Only(Kind::SignIn) => say("account-uses-what-sign-in"),
            What::Only(_) => say("account-uses-what-sign-out"),
        };
        Choice {
            value: what.name().to_owned(),
            label: Phrase::here(label.text()),
            chosen: wanted.what == Some(*what),
        }
    };
    What::ALL.iter().map(choice).collect()
}

/// The kinds of information that occur, to choose from.
fn kinds(app: &App, member: &Member, wanted: &Wanted, found: &Sifted) -> Vec<Choice> {
    let policy = app.vault.policy_in_force().ok();
    let choice = |id: &String| {
        let known = policy.and_then(|policy| policy.map().category(id));
        Choice {
            value: id.clone(),
            label: known.map_or_else(
                || Phrase::here(id.as_str()),
                |category| words::kind(member.visitor.reader.language, category),
            ),
            chosen: wanted.kind.as_ref() == Some(id),
        }
    };
    // What was asked for stays chosen, also where it does not occur.
    let asked = wanted.kind.iter().filter(|id| !found.kinds.contains(*id));
    found.kinds.iter().chain(asked).map(choice).collect()
}

/// The entries of the page under the days on which they were made.
fn days(app: &App, member: &Member, views: &[EntryView]) -> Vec<Day> {
    let reader = &member.visitor.reader;
    let mut days: Vec<Day> = Vec::new();
    for view in views {
        let title = reader.day(view.entry.at_ms);
        let line = EntryLine::new(app, reader, view);
        match days.last_mut().filter(|day| day.title == title) {
            Some(day) => day.entries.push(line),
            None => days.push(Day { title, entries: vec![line] }),
        }
    }
    days
}

fn date(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

fn page_number(query: &str) -> u64 {
    let number = query.split('&').find_map(|pair| pair.strip_prefix("page="));
    let number = number.and_then(|number| number.parse().ok());
    number.filter(|number| (1..=1_000_000).contains(number)).unwrap_or(1)
}
