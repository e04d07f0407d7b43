//! Deciding a release: everything it depends on is read at one moment, and each value is judged by
//! the version that governs it (invariant 5).
use super::Vault;
use super::consent::{self, Consents, stored_version};
use super::tx::{bytes, row_state};
use super::types::{ReleaseAction, Request, State};
use crate::VaultError;
use crate::log::{Seen, unsigned};
use crate::personal::About;
use crate::store::Tx;
use crate::tables::subject;
use probity_ledger::SubjectId;
use probity_policy::{Action, Flow, Grant, Policy, Recipient, Refusal, Version};

/// A person and what is held on them, sealed, as of one moment.
pub(super) struct Standing {
    pub(super) state: State,
    pub(super) seen: Seen,
    pub(super) consents: Consents,
    pub(super) rows: Vec<Sealed>,
}

/// One current value as it is stored.
pub(super) struct Sealed {
    pub(super) field: String,
    pub(super) seq: i64,
    pub(super) version: Version,
    pub(super) collected_at_ms: i64,
    pub(super) expires_at_ms: Option<i64>,
    pub(super) source: String,
    pub(super) content: Vec<u8>,
}

/// A value that may be released: what can be said of it, its grant, and where it lies.
pub(super) struct Allowed {
    pub(super) row: usize,
    pub(super) about: About,
    /// Position in [`Decided::grants`].
    pub(super) grant: usize,
}

/// What a request comes to.
#[derive(Default)]
pub(super) struct Decided {
    pub(super) allowed: Vec<Allowed>,
    pub(super) grants: Vec<Grant>,
    pub(super) refused: Vec<(String, Refusal)>,
}

impl Vault {
    /// Reads a person's standing, in one statement.
    pub(super) fn standing(&self, id: SubjectId) -> Result<Standing, VaultError> {
        let rows = self
            .inner
            .store
            .read("standing", move |tx: &mut Tx<'_>| tx.query(&subject::STANDING, &[bytes(id)]))?;
        let mut head = None;
        let (mut consents, mut sealed) = (Consents::default(), Vec::new());
        for row in rows.iter() {
            match row.int(0)? {
                0 => {
                    let seen = Seen {
                        revision: row.int(2)?,
                        count: unsigned(row.opt_int(3)?.unwrap_or(0))?,
                        size: unsigned(row.int(4)?)?,
                    };
                    head = Some((row_state(row, 6)?, seen));
                }
                1 => {
                    if let Some(answer) = consent::read(row, 1, [2, 3, 4])? {
                        consents.add(answer);
                    }
                }
                _ => sealed.push(Sealed {
                    field: row.text(1)?,
                    seq: row.int(2)?,
                    version: stored_version(row.int(3)?)?,
                    collected_at_ms: row.int(4)?,
                    expires_at_ms: row.opt_int(5)?,
                    source: row.text(6)?,
                    content: row.bytes(7)?,
                }),
            }
        }
        let (state, seen) = head.ok_or(VaultError::UnknownSubject)?;
        sealed.sort_by(|a, b| (&a.field, a.seq).cmp(&(&b.field, b.seq)));
        Ok(Standing { state, seen, consents, rows: sealed })
    }

    /// Judges every value asked for, or of those the ones in `only`. The first refusal fails it all unless the request is partial.
    pub(super) fn decide(
        &self,
        request: &Request<'_>,
        standing: &Standing,
        only: Option<&[(&str, u64)]>,
    ) -> Result<Decided, VaultError> {
        let mut decided = Decided::default();
        let wanted = |sealed: &Sealed| {
            let field = sealed.field.as_str();
            let this =
                |(of, seq): &(&str, u64)| *of == field && i64::try_from(*seq) == Ok(sealed.seq);
            (request.fields.is_empty() || request.fields.contains(&field))
                && only.is_none_or(|only| only.iter().any(this))
        };
        let now_ms = self.now_ms();
        let mut rows: Vec<usize> = (0..standing.rows.len()).collect();
        // In the order asked for; all in the order of their names.
        rows.sort_by_key(|row| {
            let field = standing.rows.get(*row).map_or("", |row| row.field.as_str());
            request.fields.iter().position(|wanted| *wanted == field)
        });
        for (row, sealed) in rows.iter().filter_map(|row| Some((*row, standing.rows.get(*row)?))) {
            // Past its retention a value is as good as gone, until a sweep makes it so.
            let gone = sealed.expires_at_ms.is_some_and(|end| end <= now_ms);
            if !wanted(sealed) || gone {
                continue;
            }
            match self.judge(request, standing, sealed)? {
                Ok((about, grant)) => {
                    let grant = decided.add_grant(grant);
                    decided.allowed.push(Allowed { row, about, grant });
                }
                Err(refusal) if request.partial => {
                    decided.refused.push((sealed.field.clone(), refusal));
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Ok(decided)
    }

    fn judge(
        &self,
        request: &Request<'_>,
        standing: &Standing,
        sealed: &Sealed,
    ) -> Result<Result<(About, Grant), Refusal>, VaultError> {
        let policy = governing(self, sealed.version, &standing.consents)?;
        // A version that no longer knows the field allows nothing: an unknown category is denied.
        let declared = policy.map().field(&sealed.field);
        let category = declared.map_or("", |field| field.category.as_str());
        let flow = flow(request, category, &sealed.field, standing);
        Ok(policy.grant(&flow).map(|grant| {
            let about = About {
                field: sealed.field.clone(),
                seq: u64::try_from(sealed.seq).unwrap_or(0),
                category: category.to_owned(),
                version: policy.version(),
                source: sealed.source.clone(),
                collected_at_ms: sealed.collected_at_ms,
                expires_at_ms: sealed.expires_at_ms,
                action: flow.action(),
                purpose: request.purpose,
                recipient: flow.recipient(),
            };
            (about, grant)
        }))
    }
}

/// The version that governs a value today, with a person's consents.
pub(super) fn governing<'v>(
    vault: &'v Vault,
    collected: Version,
    consents: &Consents,
) -> Result<&'v Policy, VaultError> {
    let today = Version::of_ms(vault.now_ms()).ok_or(VaultError::NoPolicy)?;
    let consented = |version| consents.to_version(version);
    vault.inner.archive.governing_on(today, collected, &consented).ok_or_else(|| {
        VaultError::Mismatch(format!(
            "data were collected under the version `{collected}`, which is not published here; put \
             its folder back"
        ))
    })
}

fn flow<'f>(
    request: &Request<'_>,
    category: &'f str,
    field: &str,
    standing: &Standing,
) -> Flow<'f> {
    let (purpose, role) = (request.purpose, request.role);
    let restricted = standing.state == State::Restricted || standing.consents.is_locked(field);
    let used = standing.consents.to_use(field, purpose);
    match &request.action {
        ReleaseAction::Use => Flow::Use { category, role, purpose, consent: used, restricted },
        ReleaseAction::Show => Flow::Show { category, role, purpose, consent: used, restricted },
        ReleaseAction::Send { message, topic } => {
            let consent = match topic {
                Some(topic) => standing.consents.to_topic(topic),
                None => false,
            };
            Flow::Send { category, role, purpose, message: *message, consent, restricted }
        }
        ReleaseAction::Disclose { recipient, ground, agreement } => Flow::Disclose {
            category,
            recipient: *recipient,
            purpose,
            ground: *ground,
            consent: standing.consents.to_disclosure(*recipient),
            restricted,
            agreement: *agreement,
        },
    }
}

impl Decided {
    /// One grant serves all values of its category under its version.
    fn add_grant(&mut self, grant: Grant) -> usize {
        let same = |known: &Grant| {
            known.category() == grant.category() && known.version() == grant.version()
        };
        let known = self.grants.iter().position(same);
        known.unwrap_or_else(|| {
            self.grants.push(grant);
            self.grants.len() - 1
        })
    }
}

impl ReleaseAction {
    /// The action of the policy that it is.
    pub fn action(&self) -> Action {
        match self {
            Self::Use => Action::Use,
            Self::Show => Action::Show,
            Self::Send { .. } => Action::Send,
            Self::Disclose { .. } => Action::Disclose,
        }
    }

    /// The recipient of a disclosure.
    pub fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Disclose { recipient, .. } => Some(*recipient),
            _ => None,
        }
    }
}
