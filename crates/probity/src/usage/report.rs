//! The fixed reports: decided and on record first, then added up out of what each day came to.
//!
//! Whoever shows a [`Report`] has it from [`read`], and [`read`] gives none that is not on the ledger.
//! What stands in it is sums with nothing of fewer than five visitors in them
//! ([`probity_usage::rollup`]); no address is opened for it.

use std::ops::RangeInclusive;

use probity_ledger::SubjectId;
use probity_policy::{Purpose, Role};
use probity_usage::rollup::{Report, Reporter, Rollup};
use probity_vault::{UsageAction, UsageRequest, Vault};

use super::{UsageError, kept};

/// A report to be read.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// To work with it, or to put it before somebody's eyes.
    pub(crate) action: UsageAction,
    /// In which role.
    pub(crate) role: Role,
    /// By whom, where that is known.
    pub(crate) actor: Option<SubjectId>,
    /// What for.
    pub(crate) purpose: Purpose,
    /// Of which sites, by name.
    pub(crate) sites: Vec<String>,
    /// Of which days, counted from 1970-01-01 in UTC.
    pub(crate) days: RangeInclusive<i64>,
    /// Which report, as the ledger has it.
    pub(crate) what: &'static str,
    /// The page whose days are told, by its path.
    pub(crate) page: Option<String>,
    /// Of which categories of the data map it is made.
    pub(crate) categories: &'static [&'static str],
}

/// A report, and the clauses under which it was read.
#[derive(Debug)]
pub(crate) struct Read {
    /// The report.
    pub(crate) report: Report,
    /// The clauses, each once.
    pub(crate) clauses: Vec<String>,
}

/// Every report at once.
pub(crate) const ALL: &[&str] =
    &["browser-type", "operating-system", "page-view", "request-outcome", "visit"];
/// Reports of pages.
pub(crate) const PAGES: &[&str] = &["page-view", "request-outcome", "visit"];
/// Reports of visits.
pub(crate) const VISITS: &[&str] = &["browser-type", "operating-system", "visit"];

/// Reads a report. When this returns, it is allowed and on record.
///
/// # Errors
/// When the policy refuses it, or what is kept of a day cannot be read.
pub(crate) fn read(vault: &Vault, asked: &Asked) -> Result<Read, UsageError> {
    let grant = vault.read_usage(&UsageRequest {
        action: asked.action,
        role: asked.role,
        actor: asked.actor,
        purpose: asked.purpose,
        categories: asked.categories,
        days: asked.days.clone(),
        note: Some(asked.what.into()),
    })?;
    let damaged = |error: &dyn std::fmt::Display| UsageError::Damaged(error.to_string());
    let mut sites = asked.sites.clone();
    sites.sort_unstable();
    sites.dedup();
    let mut reporter = Reporter::new().with_days_of(asked.page.as_deref());
    for site in &sites {
        // Day by day, so that no more than one is in memory.
        for day in asked.days.clone() {
            for (_, bytes) in kept::rollups(vault, site, day..=day)? {
                let rollup = Rollup::decode(&bytes).map_err(|error| damaged(&error))?;
                reporter.add(site, rollup).map_err(|error| damaged(&error))?;
            }
        }
    }
    let clauses = grant.clauses().into_iter().map(str::to_owned).collect();
    Ok(Read { report: reporter.finish(), clauses })
}
