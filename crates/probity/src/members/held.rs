//! Everything that is held on a person, put together for the page and for the copies they take away.

use probity_ledger::SubjectId;
use probity_policy::{Field, Format, Giver, Policy, Purpose, Retention, Role};
use probity_vault::{Consent, Holding, ReleaseAction, Released, Request, VaultError};

use super::correct::{NEW_EMAIL, SOURCE};
use super::entries;
use crate::app::App;
use crate::language::Say;
use crate::language::words::{self, Phrase};
use crate::sinks::{PageSink, PageValue};
use crate::site::moment::Moment;
use crate::site::reader::Reader;

/// One value with everything there is to say about it.
pub(crate) struct Held {
    /// The field.
    pub field: String,
    /// What it is called.
    pub label: Phrase,
    /// What kind of information it is.
    pub category: Phrase,
    /// The value; none when it is never shown.
    pub value: Option<PageValue>,
    /// Why it is held.
    pub why: Phrase,
    /// Where it came from.
    pub source: String,
    /// When.
    pub collected: Moment,
    /// When the person last gave it or said that it holds.
    pub confirmed: Option<String>,
    /// The version it was collected under.
    pub version: String,
    /// That version's date in words.
    pub version_long: String,
    /// How long it is kept.
    pub retention: String,
    /// Whether the person can correct it themselves.
    pub correctable: bool,
    /// Whether it is never shown outside the foundation (clause C7).
    pub inside_only: bool,
    /// Whether it is locked: the person took back their agreement to its use.
    pub locked: bool,
}

/// An agreement, in words.
pub(crate) struct Agreed {
    /// To what, in a sentence without its end.
    pub what: Say,
    /// The field that it is for, if it is for one.
    pub about: Option<Phrase>,
    /// Since when.
    pub at: Moment,
    /// When it was taken back.
    pub ended: Option<Moment>,
}

impl Agreed {
    /// A consent in words.
    pub(crate) fn new(app: &App, reader: &Reader, consent: &Consent) -> Self {
        let policy = app.policy(consent.version).or(app.vault.policy_in_force().ok());
        Self {
            what: entries::agreed(&consent.what, reader),
            about: entries::agreed_field(&consent.what, policy, reader),
            at: reader.moment(consent.granted_at_ms),
            ended: consent.withdrawn_at_ms.map(|at| reader.moment(at)),
        }
    }
}

impl App {
    /// Opens what may be shown to the person of what is held on them, on record.
    pub(super) fn open_for_person(
        &self,
        subject: SubjectId,
        note: &'static str,
    ) -> Result<Released, VaultError> {
        self.vault.release(&Request {
            subject,
            fields: &[],
            action: ReleaseAction::Show,
            purpose: Purpose::RightsFulfilment,
            role: Role::Person,
            actor: Some(subject),
            partial: true,
            note: Some(note),
        })
    }

    /// Everything that is held on a person.
    pub(super) fn held(
        &self,
        subject: SubjectId,
        note: &'static str,
        reader: &Reader,
    ) -> Result<Vec<Held>, VaultError> {
        let released = self.open_for_person(subject, note)?;
        let mut values = PageSink::default();
        released.pour_all(&mut values)?;
        let holdings = self.vault.holdings(subject)?;
        let mut current: Vec<&Holding> = holdings.iter().filter(|held| held.current).collect();
        if let Ok(policy) = self.vault.policy_in_force() {
            // In the order in which the data map lists them, which is the order they are asked in.
            let fields = policy.map().fields();
            current.sort_by_key(|held| fields.iter().position(|field| field.id == held.field));
        }
        let standing = self.standing_of(subject)?;
        let describe = |holding: &Holding| {
            let locked = standing.is_locked(&holding.field);
            Held { locked, ..self.describe(holding, &mut values, reader) }
        };
        Ok(current.into_iter().map(describe).collect())
    }

    fn describe(&self, holding: &Holding, values: &mut PageSink, reader: &Reader) -> Held {
        let collected_under = self.policy(holding.version);
        let field = collected_under.and_then(|policy| policy.map().field(&holding.field));
        let kind = |policy: &Policy| {
            let category = policy.map().category(&holding.category);
            category.map(|category| words::kind(reader.language, category))
        };
        let value = values.take_numbered(&holding.field, holding.seq);
        let is_country = field.is_some_and(|field| field.format == Format::Country);
        Held {
            field: holding.field.clone(),
            label: field.map_or_else(
                || Phrase::here(holding.field.as_str()),
                |field| words::label(reader.language, field),
            ),
            category: collected_under
                .and_then(kind)
                .unwrap_or_else(|| Phrase::here(holding.category.as_str())),
            value: value.map(|value| if is_country { value.with_country_named() } else { value }),
            why: field.map(|field| words::why(reader.language, field)).unwrap_or_default(),
            source: entries::source(&holding.source, reader)
                .map_or_else(|| holding.source.replace('-', " "), |source| upper(&source.text())),
            collected: reader.moment(holding.collected_at_ms),
            confirmed: holding.confirmed_at_ms.map(|at| reader.day(at)),
            version: holding.version.to_string(),
            version_long: reader.long_date(holding.version),
            retention: retention(holding, field, reader),
            correctable: field.is_some_and(is_correctable),
            inside_only: holding.field == "postal-address",
            locked: false,
        }
    }
}

/// Whether a person corrects a field on their account's pages.
pub(super) fn is_correctable(field: &Field) -> bool {
    let typed = matches!(
        field.format,
        Format::Name
            | Format::Email
            | Format::Country
            | Format::Text
            | Format::Multiline
            | Format::Url
    );
    // What is kept with its past is a record: it is given anew where it was given, and not corrected.
    typed && !field.history && field.collected.iter().any(|place| place == SOURCE)
}

/// The fields that somebody who gives as `giver` corrects or adds on their account's pages.
pub(super) fn correctable(policy: &Policy, giver: Giver) -> impl Iterator<Item = &Field> {
    policy.map().fields().iter().filter(move |field| {
        is_correctable(field) && field.from.contains(&giver) && field.id != NEW_EMAIL
    })
}

/// How long a value is kept.
fn retention(holding: &Holding, field: Option<&Field>, reader: &Reader) -> String {
    let say = match (holding.expires_at_ms, field.map(|field| field.keep)) {
        (Some(until), _) => reader.say("account-until").with("date", reader.day(until)),
        (None, Some(Retention::Account) | None) => match field {
            Some(field) if is_correctable(field) && field.required_for.is_empty() => {
                reader.say("account-until-removed")
            }
            _ => reader.say("account-until-left"),
        },
        (None, Some(keep)) => return upper(&words::retention(reader.language, keep)),
    };
    say.text()
}

/// A sentence's beginning.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
