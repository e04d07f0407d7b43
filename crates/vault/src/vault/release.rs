//! Releasing values: decided by the policy, recorded durably, and only then decrypted (invariants 1
//! and 2).
//!
//! Many releases at once share one commit. Each is recorded only if the person's record is still the
//! one that was decided on; otherwise it is decided anew.
use super::Vault;
use super::decide::{Decided, Standing};
use super::types::{Request, State};
use crate::VaultError;
use crate::keys::SubjectKeys;
use crate::log::{Appended, EntryDraft, Line, Log, Salt};
use crate::personal::{Personal, Released};
use crate::seal::{self, Place};
use crate::store::{Batcher, Store, Tx};
use probity_ledger::{Actor, Kind};
use probity_policy::Version;
use std::sync::Arc;

/// How often a release is decided before it gives up on a record that keeps changing.
const ATTEMPTS: usize = 8;

/// The queue of releases that wait for their record; each learns the index of its first entry.
pub(super) struct Releases(Batcher<Vec<Line>, u64, VaultError>);

impl Releases {
    pub(super) fn new(store: &Store, log: &Arc<Log>) -> Self {
        let log = Arc::clone(log);
        Self(Batcher::new(store, "release", move |tx: &mut Tx<'_>, jobs: &[Vec<Line>]| {
            let head = Log::lock(tx)?;
            let mut next = match log.append(tx, head, &jobs.concat())? {
                // The batcher then tries each alone; who was outdated decides anew.
                Appended::Outdated => return Err(VaultError::Busy),
                Appended::From(first) => first,
            };
            let mut firsts = Vec::with_capacity(jobs.len());
            for lines in jobs {
                firsts.push(next);
                next += lines.len() as u64;
            }
            Ok(firsts)
        }))
    }
}

impl Vault {
    /// Releases the current values of a person for one purpose.
    ///
    /// Everything is decided by the version that governs each value; one entry is recorded for each
    /// such version (as a rule one in all); only then are the values decrypted. When nothing is held
    /// or allowed, nothing is recorded.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when the policy refuses a field and the request is not partial;
    /// [`VaultError::Erased`], [`VaultError::UnknownSubject`]; whatever keeps it from being recorded.
    pub fn release(&self, request: &Request<'_>) -> Result<Released, VaultError> {
        self.release_some(request, None)
    }

    /// Like [`Self::release`], of nothing but these values: those of one transaction among several, each
    /// by its field and number ([`super::VaultTx::collect_each`]).
    ///
    /// # Errors
    /// As [`Self::release`].
    pub fn release_values(
        &self,
        request: &Request<'_>,
        values: &[(&str, u64)],
    ) -> Result<Released, VaultError> {
        self.release_some(request, Some(values))
    }

    fn release_some(
        &self,
        request: &Request<'_>,
        only: Option<&[(&str, u64)]>,
    ) -> Result<Released, VaultError> {
        for _ in 0..ATTEMPTS {
            let standing = self.standing(request.subject)?;
            if standing.state == State::Erased {
                return Err(VaultError::Erased);
            }
            let decided = self.decide(request, &standing, only)?;
            if decided.allowed.is_empty() {
                return Ok(Released {
                    items: Vec::new(),
                    grants: Vec::new(),
                    refused: decided.refused,
                    entries: Vec::new(),
                });
            }
            let keys = self.inner.keys.subject(request.subject)?.ok_or(VaultError::Erased)?;
            let lines = self.lines(request, &standing, &decided, &keys);
            let count = lines.len() as u64;
            match self.inner.releases.0.submit(lines) {
                Err(VaultError::Busy) => {}
                Err(error) => return Err(error),
                Ok(first) => {
                    let entries = (first..first + count).collect();
                    return unseal(request, &standing, decided, &keys, entries);
                }
            }
        }
        Err(VaultError::Busy)
    }

    /// The entries that record a release: one for each version that allowed some of it.
    fn lines(
        &self,
        request: &Request<'_>,
        standing: &Standing,
        decided: &Decided,
        keys: &Arc<SubjectKeys>,
    ) -> Vec<Line> {
        let mut versions: Vec<Version> =
            decided.grants.iter().map(probity_policy::Grant::version).collect();
        versions.sort_unstable();
        versions.dedup();
        let at_ms = self.now_ms();
        let line = |version: &Version| {
            let grants = decided.grants.iter().filter(|grant| grant.version() == *version);
            let mut clauses: Vec<&str> = Vec::new();
            let mut categories = Vec::new();
            for grant in grants {
                categories.push(grant.category().to_owned());
                if !clauses.contains(&grant.clause()) {
                    clauses.push(grant.clause());
                }
            }
            let actor = Actor { role: request.role.name().into(), id: request.actor };
            let kind = kind(request);
            let mut draft = EntryDraft::new(kind, request.subject, actor)
                .categories(categories)
                .purpose(request.purpose)
                .under(clauses.join("+"), *version);
            if let super::ReleaseAction::Disclose { recipient, ground, .. } = &request.action {
                draft = draft.disclosed(*recipient, *ground);
            }
            if let Some(note) = request.note {
                draft = draft.note(note);
            }
            let salt = Salt::Subject(Arc::clone(keys));
            Line { draft, salt, seen: Some(standing.seen), at_ms }
        };
        versions.iter().map(line).collect()
    }
}

fn kind(request: &Request<'_>) -> Kind {
    match request.action {
        super::ReleaseAction::Use => Kind::Use,
        super::ReleaseAction::Show => Kind::Show,
        super::ReleaseAction::Send { .. } => Kind::Send,
        super::ReleaseAction::Disclose { .. } => Kind::Disclose,
    }
}

/// Decrypts what was allowed. Called only with the entries that record it.
fn unseal(
    request: &Request<'_>,
    standing: &Standing,
    decided: Decided,
    keys: &SubjectKeys,
    entries: Vec<u64>,
) -> Result<Released, VaultError> {
    let mut items = Vec::with_capacity(decided.allowed.len());
    for allowed in decided.allowed {
        let Some(row) = standing.rows.get(allowed.row) else { continue };
        let place = Place {
            subject: request.subject,
            field: &row.field,
            seq: row.seq,
            version: row.version,
        };
        let value = seal::open(&keys.seal, &place, &row.content).map_err(|_| {
            VaultError::damaged(format!(
                "`{}` of a person does not open where it stands",
                row.field
            ))
        })?;
        items.push((Personal { about: allowed.about, value }, allowed.grant));
    }
    Ok(Released { items, grants: decided.grants, refused: decided.refused, entries })
}
