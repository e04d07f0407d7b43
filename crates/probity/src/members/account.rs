//! `GET /account`: where everything a member can do begins: what is asked of them, who used their
//! information lately, and their last sign-ins. It opens no value: what is held is shown where it is
//! asked for, and each time is on the ledger.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use probity_ledger::{Kind, SubjectId};
use probity_policy::Giver;
use probity_vault::{State as Standing, Subject, VaultError};

use super::correct::NEW_EMAIL;
use super::entries::{By, EntryLine};
use super::session::subject_value;
use super::side::{Place, SideItem, done, side};
use super::sift::{Sifted, Wanted};
use crate::app::App;
use crate::language::words::Phrase;
use crate::language::{Language, Say};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::moment::DAY;
use crate::site::reader::Reader;
use crate::site::visitor::Member;
use crate::store::mail;

/// For how many days the overview counts uses.
const DAYS: i64 = 30;

/// How many sign-ins it lists.
const SIGN_INS: u64 = 3;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    chrome: Chrome,
    side: Vec<SideItem>,
    done: Option<Say>,
    standing: Say,
    since: String,
    /// The day until which a new address waits to be confirmed.
    waits: Option<String>,
    restricted: bool,
    doubtful: Vec<Phrase>,
    undelivered: bool,
    uses: Vec<Uses>,
    from: String,
    entries: u64,
    sign_ins: Vec<EntryLine>,
}

/// How often one of those who can did something with the person's information.
struct Uses {
    by: Say,
    name: &'static str,
    count: u64,
}

/// What is read in one go, off the async threads.
struct Overview {
    subject: Subject,
    waits: Option<i64>,
    doubtful: Vec<Phrase>,
    undelivered: bool,
    uses: Sifted,
    sign_ins: Sifted,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (who, reader) = (member.subject, &member.visitor.reader);
    let language = reader.language;
    let found = app.blocking(move |app| app.overview(who, language)).await?;
    let count = |by: By| found.uses.by.get(&by).copied().unwrap_or(0);
    let uses = |by, label| Uses { by: reader.say(label), name: by_name(by), count: count(by) };
    page(&Account {
        chrome: Chrome::new(&app, &member.visitor, "/account", &reader.say("account-title").text()),
        side: side(reader, Place::Overview),
        done: done(query.as_deref(), reader),
        standing: standing(found.subject.giver, reader),
        since: reader.day(found.subject.created_at_ms),
        waits: found.waits.map(|until| reader.day(until)),
        restricted: found.subject.state == Standing::Restricted,
        doubtful: found.doubtful,
        undelivered: found.undelivered,
        uses: vec![
            uses(By::You, "account-uses-by-you"),
            uses(By::Software, "account-uses-by-software"),
            uses(By::Staff, "account-uses-by-staff"),
            uses(By::Outside, "account-uses-by-outside"),
        ],
        from: reader.date_of(app.now_ms() - DAYS * DAY).to_string(),
        entries: found.uses.total,
        sign_ins: found
            .sign_ins
            .page
            .iter()
            .map(|view| EntryLine::new(&app, reader, view))
            .collect(),
    })
}

const fn by_name(by: By) -> &'static str {
    match by {
        By::You => "you",
        By::Software => "software",
        By::Staff => "staff",
        By::Outside => "outside",
    }
}

/// As what the person has an account.
fn standing(giver: Giver, reader: &Reader) -> Say {
    match giver {
        Giver::VotingMember => reader.say("account-standing-voting-member"),
        Giver::SupportingMember => reader.say("account-standing-supporting-member"),
        Giver::Donor => reader.say("account-standing-donor"),
        Giver::Staff => reader.say("account-standing-staff"),
        Giver::Applicant | Giver::Visitor => reader.say("account-standing-applicant"),
        Giver::Member => reader.say("account-standing-member"),
    }
}

impl App {
    fn overview(
        &self,
        who: SubjectId,
        language: &'static Language,
    ) -> Result<Overview, VaultError> {
        let subject = self.vault.subject(who)?.ok_or(VaultError::UnknownSubject)?;
        let now_ms = self.now_ms();
        let held = self.vault.holdings(who)?;
        let waiting = held.iter().find(|held| held.current && held.field == NEW_EMAIL);
        let waits = waiting.and_then(|held| held.expires_at_ms).filter(|until| *until > now_ms);
        let undelivered = self.vault.store().read("mail-undelivered", move |tx| {
            tx.query_one(&mail::UNDELIVERED_TO, &[subject_value(who)])?.int(0)
        })?;
        let signed_in = Wanted::only(Kind::SignIn);
        Ok(Overview {
            subject,
            waits,
            doubtful: self.doubtful(who, language)?,
            undelivered: undelivered > 0,
            uses: self.sift(who, &Wanted::uses_since(now_ms - DAYS * DAY), 0..0)?,
            sign_ins: self.sift(who, &signed_in, 0..SIGN_INS)?,
        })
    }
}
