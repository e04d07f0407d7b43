//! Owns the comparison of two data maps: new fields, longer retention, lost safeguards.

use super::{Change, Found};
use crate::flow::{Decision, Flow};
use crate::map::{Field, Format, Retention};
use crate::policy::Policy;
use crate::say;
use crate::space;
use crate::words::{Action, Giver};

/// Adds what the new data map asks, keeps or exposes beyond the old one, and the reverse.
pub(super) fn compare<'a>(old: &'a Policy, new: &'a Policy, found: &mut Found<'a>) {
    for field in new.map().fields() {
        let told = Told { policy: new, field };
        match old.map().field(&field.id) {
            Some(before) => {
                told.retention(before, found);
                told.givers(before, found);
                told.safeguards(before, found);
                told.purposes(before, found);
                told.category(old, before, found);
            }
            None => told.new_field(found),
        }
    }
    for field in old.map().fields() {
        if new.map().field(&field.id).is_none() {
            let told = Told { policy: old, field };
            told.add(found, "dropped-field", false, &format!("we no longer hold {}", told.name()));
        }
    }
}

/// A field of the new version, and how its changes are told.
struct Told<'a> {
    policy: &'a Policy,
    field: &'a Field,
}

impl<'a> Told<'a> {
    fn name(&self) -> String {
        say::field(self.field)
    }

    fn add(&self, found: &mut Found<'a>, kind: &'static str, less: bool, text: &str) {
        let category = Some(self.field.category.as_str());
        let change = Change { less, category, kind, ..Change::default() };
        found.add(change, self.clause(), text);
    }

    /// The clause that lets the field be collected, or kept.
    fn clause(&self) -> Option<&'a str> {
        let category = &self.field.category;
        let collect =
            self.field.from.iter().zip(self.field.collected_for()).flat_map(|(giver, purpose)| {
                [true, false].map(|consent| Flow::Collect {
                    category,
                    giver: *giver,
                    purpose,
                    consent,
                })
            });
        let keep = space::flows_of(category, Action::Keep);
        let allowed = collect.chain(keep).map(|flow| self.policy.decide(&flow));
        let rule = allowed.filter(|decision| decision.is_allowed()).find_map(Decision::rule)?;
        self.policy.clause(rule).map(|clause| clause.id.as_str())
    }

    fn new_field(&self, found: &mut Found<'a>) {
        let givers = say::people(self.field.from.iter().map(|giver| giver.label()), Giver::COUNT);
        let text = format!("we now ask for {} from {givers}", self.name());
        self.add(found, "new-field", true, &text);
        if !self.field.required_for.is_empty() {
            self.required(found);
        }
    }

    fn required(&self, found: &mut Found<'a>) {
        let givers = say::list(self.field.required_for.iter().map(|giver| giver.label()), "and");
        let text = format!("{} is now required of {givers}", self.name());
        self.add(found, "newly-required", true, &text);
    }

    fn retention(&self, before: &Field, found: &mut Found<'a>) {
        let (name, old, new) = (self.name(), before.keep, self.field.keep);
        if old == new {
        } else if old == Retention::Never {
            let text = format!("{name} is now kept {new}; before, it was never stored");
            self.add(found, "kept-now", true, &text);
        } else if new.is_longer_than(old) {
            let text = format!("{name} is kept {new}; before, it was kept {old}");
            self.add(found, "longer-retention", true, &text);
        } else {
            let text = format!("{name} is kept {new}; before, it was kept {old}");
            self.add(found, "shorter-retention", false, &text);
        }
    }

    fn givers(&self, before: &Field, found: &mut Found<'a>) {
        let (name, field) = (self.name(), self.field);
        let new: Vec<_> = field.from.iter().filter(|giver| !before.from.contains(giver)).collect();
        if !new.is_empty() {
            let givers = say::list(new.iter().map(|giver| giver.label()), "and");
            self.add(found, "new-giver", true, &format!("we now ask for {name} from {givers}"));
        }
        let places: Vec<_> =
            field.collected.iter().filter(|place| !before.collected.contains(place)).collect();
        if !places.is_empty() {
            let places = say::list(places.iter().map(|place| place.as_str()), "and");
            self.add(
                found,
                "new-place",
                true,
                &format!("{name} is now also collected by {places}"),
            );
        }
        if field.required_for.iter().any(|giver| before.is_optional_for(*giver)) {
            self.required(found);
        } else if before.required_for.iter().any(|giver| field.is_optional_for(*giver)) {
            let text = format!("{name} is optional for more people than before");
            self.add(found, "now-optional", false, &text);
        }
    }

    fn safeguards(&self, before: &Field, found: &mut Found<'a>) {
        let (name, field) = (self.name(), self.field);
        match (before.lookup, field.lookup) {
            (false, true) => {
                let text = format!("you can now be looked up by {name}");
                self.add(found, "lookup-added", true, &text);
            }
            (true, false) => {
                let text = format!("you can no longer be looked up by {name}");
                self.add(found, "lookup-dropped", false, &text);
            }
            _ => {}
        }
        match (before.history, field.history) {
            (false, true) => {
                let text = format!("past values of {name} are now kept beside the current one");
                self.add(found, "history-added", true, &text);
            }
            (true, false) => {
                let text = format!("past values of {name} are no longer kept");
                self.add(found, "history-dropped", false, &text);
            }
            _ => {}
        }
        if before.format == Format::PasswordHash && field.format != Format::PasswordHash {
            let text = format!("{name} is no longer kept as a slow hash only");
            self.add(found, "weaker-format", true, &text);
        }
    }

    fn purposes(&self, before: &Field, found: &mut Found<'a>) {
        for purpose in &self.field.purposes {
            if !before.purposes.contains(purpose) {
                let change = Change {
                    kind: "new-purpose",
                    less: true,
                    category: Some(&self.field.category),
                    purpose: Some(*purpose),
                    recipient: None,
                };
                let text = format!("{} is now asked for {}", self.name(), purpose.label());
                found.add(change, self.clause(), &text);
            }
        }
    }

    /// A field that moved to another category: what does the new one allow that the old did not?
    fn category(&self, old: &Policy, before: &Field, found: &mut Found<'a>) {
        if before.category == self.field.category {
            return;
        }
        let was = space::flows(&before.category);
        let is = space::flows(&self.field.category);
        let loosened = was.zip(is).any(|(was, is)| {
            !old.decide(&was).is_allowed() && self.policy.decide(&is).is_allowed()
        });
        let text = format!(
            "{} now counts as `{}`, not as `{}`",
            self.name(),
            self.field.category,
            before.category
        );
        self.add(found, "recategorised", loosened, &text);
    }
}
