//! Everything that is held on a person, put together for the page and for the copies they take away.

use probity_ledger::SubjectId;
use probity_policy::{Field, Format, Policy, Purpose, Retention, Role};
use probity_vault::{Consent, Holding, ReleaseAction, Released, Request, VaultError};

use super::entries;
use crate::app::App;
use crate::sinks::{PageSink, PageValue};
use crate::site::moment::{Moment, day, long_date, moment};

/// One value with everything there is to say about it.
pub(crate) struct Held {
    /// The field.
    pub field: String,
    /// What it is called.
    pub label: String,
    /// What kind of information it is.
    pub category: String,
    /// The value; none when it is never shown.
    pub value: Option<PageValue>,
    /// What stands in place of a value that is never shown.
    pub instead: &'static str,
    /// Why it is held.
    pub why: String,
    /// Where it came from.
    pub source: String,
    /// When.
    pub collected: Moment,
    /// The version it was collected under.
    pub version: String,
    /// That version's date in words.
    pub version_long: String,
    /// Until when it is kept.
    pub retention: String,
    /// Whether the person can correct it themselves.
    pub correctable: bool,
}

/// An agreement, in words.
pub(crate) struct Agreed {
    /// To what.
    pub what: String,
    /// Since when.
    pub at: Moment,
    /// When it was taken back.
    pub ended: Option<Moment>,
}

impl Agreed {
    /// A consent in words.
    pub(crate) fn new(app: &App, consent: &Consent) -> Self {
        let policy = app.vault.policy_in_force().ok();
        let what = entries::consent(&consent.what.to_string(), policy);
        Self {
            what: format!("You agreed to {what}"),
            at: moment(consent.granted_at_ms),
            ended: consent.withdrawn_at_ms.map(moment),
        }
    }
}

/// Fields whose values are sealed even from the person: showing them could only do harm.
const NEVER_SHOWN: &str =
    "Kept as a fingerprint only, from which it cannot be read. It is never shown, not even to you.";

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
        Ok(current.into_iter().map(|held| self.describe(held, &mut values)).collect())
    }

    fn describe(&self, holding: &Holding, values: &mut PageSink) -> Held {
        let collected_under = self.policy(holding.version);
        let field = collected_under.and_then(|policy| policy.map().field(&holding.field));
        let label = |policy: &Policy| {
            policy.map().category(&holding.category).map(|category| category.label.clone())
        };
        let value = values.take(&holding.field);
        let is_country = field.is_some_and(|field| field.format == Format::Country);
        Held {
            field: holding.field.clone(),
            label: field.map_or_else(|| holding.field.clone(), |field| field.label.clone()),
            category: collected_under.and_then(label).unwrap_or_else(|| holding.category.clone()),
            value: value.map(|value| if is_country { value.with_country_named() } else { value }),
            instead: NEVER_SHOWN,
            why: field.map(|field| field.why.clone()).unwrap_or_default(),
            source: upper(&format!("the {}", entries::source(&holding.source))),
            collected: moment(holding.collected_at_ms),
            version: holding.version.to_string(),
            version_long: long_date(holding.version),
            retention: retention(holding, field),
            correctable: field.is_some_and(is_correctable),
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
    typed && field.collected.iter().any(|place| place == super::correct::SOURCE)
}

fn retention(holding: &Holding, field: Option<&Field>) -> String {
    match (holding.expires_at_ms, field.map(|field| field.keep)) {
        (Some(until), _) => day(until),
        (None, Some(Retention::Account) | None) => match field {
            Some(field) if is_correctable(field) && field.required_for.is_empty() => {
                "You remove it, or leave".to_owned()
            }
            _ => "You leave".to_owned(),
        },
        (None, Some(keep)) => upper(&keep.to_string()),
    }
}

/// A sentence's beginning.
fn upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
