//! Questions in SQL to the history: judged, allowed by the policy and on record before a file is read.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use probity_policy::{Purpose, Role};
use probity_sql::{Answer, Engine, File, Limits, Rule, Source};
use probity_vault::store::{Tx, Value};
use probity_vault::{UsageAction, UsageRequest};

use super::history::{Name, Part};
use super::{Usage, UsageError};
use crate::store::usage;

/// A question, and what it may be answered out of.
pub(crate) struct Asked<'a> {
    pub(crate) sql: &'a str,
    pub(crate) purpose: Purpose,
    /// The days that are looked at, counted from 1970-01-01 in UTC.
    pub(crate) days: RangeInclusive<i64>,
    /// The sites that are looked at; all of them if none is named.
    pub(crate) sites: &'a [String],
    pub(crate) limits: Limits,
}

/// Answers a question.
///
/// # Errors
/// When it is none that may be asked, when the policy refuses it, and when it can't be answered.
pub(crate) fn answer(usage: &Arc<Usage>, asked: &Asked<'_>) -> Result<Answer, UsageError> {
    let engine =
        Engine::new(&files(usage, asked)?, Arc::new(History(Arc::clone(usage))), asked.limits)?;
    let question = engine.ask(asked.sql, rule(asked.purpose))?;
    let categories: Vec<&str> = question.topics().map(probity_sql::Topic::category).collect();
    // A question that reads nothing (`SELECT 1`) needs no leave.
    if !categories.is_empty() {
        let _on_record = usage.vault.read_usage(&UsageRequest {
            action: UsageAction::Use,
            role: Role::InfrastructureStaff,
            actor: None,
            purpose: asked.purpose,
            categories: &categories,
            days: asked.days.clone(),
            // The question itself is not repeated: people write names into conditions.
            note: Some("sql".into()),
        })?;
    }
    Ok(engine.answer(question)?)
}

/// Protection needs rows; everything else is served by sums behind which enough visitors stand.
fn rule(purpose: Purpose) -> Rule {
    if purpose == Purpose::IntrusionProtection { Rule::Rows } else { Rule::Sums }
}

/// The files that count: those of segments in the database. Others may still lie there.
fn files(usage: &Usage, asked: &Asked<'_>) -> Result<Vec<File>, UsageError> {
    let range = [Value::from(*asked.days.start()), Value::from(*asked.days.end())];
    let rows = usage
        .vault
        .store()
        .read("usage_segments", move |tx: &mut Tx<'_>| tx.query(&usage::SEGMENTS, &range))?;
    let there = usage.files.list("")?;
    let mut files = Vec::new();
    for row in rows {
        let name = Name { id: row.text(0)?, site: row.text(1)?, day: row.int(2)? };
        if !asked.sites.is_empty() && !asked.sites.contains(&name.site) {
            continue;
        }
        for (rows, part) in [(row.int(4)?, Part::Requests), (row.int(5)?, Part::Visits)] {
            let key = name.key(part);
            match there.binary_search_by(|found| found.key.cmp(&key)) {
                Ok(at) => {
                    let size = there.get(at).map_or(0, |found| found.size);
                    files.push(File { key, size });
                }
                Err(_) if rows == 0 => {}
                Err(_) => return Err(UsageError::Damaged(format!("`{key}` is missing"))),
            }
        }
    }
    Ok(files)
}

/// The files of the history, as the engine reads them.
struct History(Arc<Usage>);

impl Source for History {
    fn read(&self, key: &str, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, String> {
        self.0.files.get_ranges(key, ranges).map_err(|error| error.to_string())
    }
}
