//! Owns the checks that need the whole policy: promises against clauses, data map against rules.

use crate::diagnostic::{Diagnostics, SourceText};
use crate::flow::Flow;
use crate::map::{DataMap, Declared, Field, Retention};
use crate::promise;
use crate::prose::Heading;
use crate::say;
use crate::space;
use crate::table::Table;
use crate::words::{Action, Purpose};

/// Every promise is made by some clause, and by rules where it needs them.
pub(crate) fn promises(source: &SourceText<'_>, clauses: &[Heading]) -> Diagnostics {
    let mut wrong = Diagnostics::default();
    for clause in clauses {
        let needs = clause.promises.iter().find(|promise| promise::needs_rule(promise));
        if let Some(promise) = needs
            && clause.blocks.iter().all(|block| block.text.trim().is_empty())
            && !clause.rests_on_people
        {
            wrong.push(source.at(
                clause.span.clone(),
                format!("the clause `{}` makes the promise {promise} but holds no rule", clause.id),
                Some(
                    "add a ```cedar block, or mark it `.people` if people rather than software keep it"
                        .to_owned(),
                ),
            ));
        }
    }
    let made =
        |promise: &str| clauses.iter().any(|clause| clause.promises.iter().any(|p| p == promise));
    let missing: Vec<&str> =
        promise::ALL.iter().copied().filter(|promise| !made(promise)).collect();
    if !missing.is_empty() {
        let end = source.text.trim_end().len();
        let word = if missing.len() == 1 { "promise" } else { "promises" };
        wrong.push(source.at(
            end..end,
            format!("no clause makes the {word} {}", say::list(missing.iter().copied(), "and")),
            Some(format!(
                "add `promises={}` to the clause that does, or write one",
                missing.join("+")
            )),
        ));
    }
    wrong
}

/// What the data map declares, the rules allow: collection, every purpose, and keeping.
pub(crate) fn map(
    source: &SourceText<'_>,
    map: &DataMap,
    declared: &[Declared],
    table: &Table,
) -> Diagnostics {
    let mut wrong = Diagnostics::default();
    for (field, place) in map.fields().iter().zip(declared) {
        let Some(category) = map.position(&field.category) else { continue };
        let checks = Checks { table, category, field };
        let id = &field.id;
        if let Some(purpose) = field.collected_for() {
            for giver in &field.from {
                if !checks.collected(*giver, purpose) {
                    wrong.push(source.at(
                        place.from.clone(),
                        format!("no rule lets `{id}` be collected from `{giver}` for `{purpose}`"),
                        Some(format!(
                            "permit it for the category `{}` in policy.md, or change `from` or the first purpose",
                            field.category
                        )),
                    ));
                }
            }
        }
        for (purpose, at) in field.purposes.iter().zip(&place.purposes) {
            if !checks.used(*purpose) {
                wrong.push(source.at(
                    at.clone(),
                    format!("no rule lets `{id}` be used for `{purpose}`"),
                    Some(format!(
                        "permit a use for the category `{}` in policy.md, or remove the purpose",
                        field.category
                    )),
                ));
            }
        }
        let kept = checks.kept();
        let stays = |field: &Field| field.keep != Retention::Never;
        if stays(field) && !kept {
            wrong.push(source.at(
                place.keep.clone(),
                format!("no rule lets `{id}` be kept"),
                Some(format!(
                    "permit `keep` for the category `{}`, or write `never`",
                    field.category
                )),
            ));
        }
        if kept && !map.fields_of(&field.category).any(stays) {
            wrong.push(source.at(
                place.id.clone(),
                format!("the rules let `{id}` be kept, though it is said never to be"),
                Some(format!("forbid `keep` for the category `{}` in policy.md", field.category)),
            ));
        }
    }
    wrong
}

struct Checks<'a> {
    table: &'a Table,
    category: usize,
    field: &'a Field,
}

impl Checks<'_> {
    fn allows(&self, flow: &Flow<'_>) -> bool {
        self.table.decide(self.category, flow).is_allowed()
    }

    fn collected(&self, giver: crate::words::Giver, purpose: Purpose) -> bool {
        let category = &self.field.category;
        [false, true]
            .into_iter()
            .any(|consent| self.allows(&Flow::Collect { category, giver, purpose, consent }))
    }

    fn used(&self, purpose: Purpose) -> bool {
        let actions = [Action::Use, Action::Show, Action::Send, Action::Disclose];
        actions.into_iter().any(|action| {
            space::flows_of(&self.field.category, action)
                .any(|flow| flow.purpose() == Some(purpose) && self.allows(&flow))
        })
    }

    fn kept(&self) -> bool {
        let category = &self.field.category;
        self.allows(&Flow::Keep { category, expired: false, restricted: false, hold: false })
    }
}
