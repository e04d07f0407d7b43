//! Usage: what the servers' logs tell of visitors who are nobody in particular.
//!
//! It has no subject, so it is governed by day: what was collected on a day is under the version that
//! was in force then, stepped on as everywhere (invariant 5). What may be kept for some days only (the
//! addresses) is sealed with the day's key, which is destroyed when the time is over (invariant 4).
//! Every reading is decided and on record before anything is opened (invariants 1 and 2); the entry is
//! the foundation's, since there is nobody whom it could be shown.
use super::consent::Consents;
use super::decide::governing;
use super::{Vault, VaultTx};
use crate::VaultError;
use crate::aead::{self, Secret};
use crate::keys::KeyError;
use crate::log::EntryDraft;
use aws_lc_rs::hmac;
use probity_ledger::{Actor, Kind, SubjectId};
use probity_policy::{Flow, Giver, Grant, Policy, Purpose, Retention, Role, Start, Version};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use zeroize::Zeroizing;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// The field whose retention decides how long a day's key lives.
const SHORT_LIVED: &str = "ip";
/// Its category: what a day's key opens.
const CATEGORY: &str = "ip-address";

/// What is done with usage information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageAction {
    /// Working with it inside: counting, detecting.
    Use,
    /// Putting it before somebody's eyes.
    Show,
}

/// A request to read usage information: which, of when, for what, by whom.
#[derive(Clone, Debug)]
pub struct UsageRequest<'a> {
    /// What is to be done.
    pub action: UsageAction,
    /// In which role.
    pub role: Role,
    /// Which person acts, where one is known.
    pub actor: Option<SubjectId>,
    /// What for.
    pub purpose: Purpose,
    /// Which categories of the data map.
    pub categories: &'a [&'a str],
    /// Collected on which days, counted from 1970-01-01 in UTC.
    pub days: RangeInclusive<i64>,
    /// What else the record should say; never a personal value.
    pub note: Option<Cow<'static, str>>,
}

/// The proof that a reading was allowed and is on record. It opens the addresses of its days if they
/// were asked for.
#[derive(Debug)]
#[must_use = "a grant is given to what needs it"]
pub struct UsageGrant {
    grants: Vec<Grant>,
    days: RangeInclusive<i64>,
}

/// What [`Vault::forget_days`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// The days whose key is gone, oldest first.
    pub days: Vec<i64>,
}

impl UsageGrant {
    /// The clauses that allow it, each once.
    pub fn clauses(&self) -> Vec<&str> {
        let mut clauses: Vec<&str> = Vec::new();
        for grant in &self.grants {
            if !clauses.contains(&grant.clause()) {
                clauses.push(grant.clause());
            }
        }
        clauses
    }

    fn covers(&self, day: i64) -> bool {
        self.days.contains(&day) && self.grants.iter().any(|grant| grant.category() == CATEGORY)
    }
}

impl Vault {
    /// The day that a moment falls on, counted from 1970-01-01 in UTC.
    pub fn day_of(at_ms: i64) -> i64 {
        at_ms.div_euclid(DAY_MS)
    }

    /// Until when addresses of a day are kept, in milliseconds since 1970; as [`Self::kept_until`].
    pub fn addresses_until(&self, day: i64) -> Result<Option<i64>, VaultError> {
        self.kept_until(SHORT_LIVED, day)
    }

    /// Until when a field that logs give is kept of what was collected on a day, in milliseconds since
    /// 1970: its retention under the version that governs the day, counted from the day's beginning. None
    /// when it may not be kept at all.
    pub fn kept_until(&self, field: &str, day: i64) -> Result<Option<i64>, VaultError> {
        let policy = self.policy_of_day(day)?;
        Ok(match policy.map().field(field).map(|field| field.keep) {
            Some(Retention::For(period, Start::Collection)) => {
                Some(period.after_ms(day.saturating_mul(DAY_MS)))
            }
            _ => None,
        })
    }

    /// Seals bytes with a day's key, made when the first are sealed, and binds them to `place`. None
    /// when what was collected on that day may no longer be kept: it is then to be dropped.
    pub fn seal_for_day(
        &self,
        day: i64,
        place: &str,
        bytes: &[u8],
    ) -> Result<Option<Vec<u8>>, VaultError> {
        let Some(key) = self.day_key(day)? else { return Ok(None) };
        let key = aead::derive(&key, "seal");
        Ok(Some(aead::seal(&key, place.as_bytes(), bytes, self.inner.random.as_ref())))
    }

    /// A secret that lasts as long as the day's key: for counting who is the same within the day. For a
    /// day whose time is over it is random, and another one each time.
    pub fn day_secret(&self, day: i64) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        if let Some(key) = self.day_key(day)? {
            return Ok(aead::derive(&key, "count"));
        }
        let mut secret = Secret::default();
        self.inner.random.fill(secret.as_mut_slice());
        Ok(secret)
    }

    /// Opens what was sealed for a day at that place. None once the day's key is gone.
    ///
    /// # Errors
    /// [`VaultError::WrongGrant`] unless the grant covers addresses of the day.
    pub fn open_of_day(
        &self,
        grant: &UsageGrant,
        day: i64,
        place: &str,
        sealed: &[u8],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        if !grant.covers(day) {
            return Err(VaultError::WrongGrant { field: SHORT_LIVED.to_owned() });
        }
        // Past its time it is as good as gone, until `forget_days` makes it so.
        let until = self.addresses_until(day)?;
        if until.is_none_or(|until| until <= self.now_ms()) {
            return Ok(None);
        }
        let Some(key) = self.inner.keys.day(day)? else { return Ok(None) };
        let opened = aead::open(&aead::derive(&key, "seal"), place.as_bytes(), sealed);
        opened
            .map(Some)
            .map_err(|_| VaultError::damaged("addresses of visitors do not open where they stand"))
    }

    /// Asks the policy whether usage information may be read, and records the reading. When this
    /// returns, it is allowed and durably on record.
    ///
    /// # Errors
    /// [`VaultError::Refused`] when the policy refuses one of the categories for one of the days.
    pub fn read_usage(&self, request: &UsageRequest<'_>) -> Result<UsageGrant, VaultError> {
        let (role, purpose) = (request.role, request.purpose);
        let (consent, restricted) = (false, false);
        let mut grants = Vec::new();
        let mut drafts = Vec::new();
        let actor = Actor { role: role.name().into(), id: request.actor };
        let kind = match request.action {
            UsageAction::Use => Kind::Use,
            UsageAction::Show => Kind::Show,
        };
        for policy in self.policies_of_days(&request.days)? {
            let mut clauses: Vec<String> = Vec::new();
            for category in request.categories {
                let flow = match request.action {
                    UsageAction::Use => Flow::Use { category, role, purpose, consent, restricted },
                    UsageAction::Show => {
                        Flow::Show { category, role, purpose, consent, restricted }
                    }
                };
                let grant = policy.grant(&flow)?;
                if !clauses.iter().any(|clause| clause == grant.clause()) {
                    clauses.push(grant.clause().to_owned());
                }
                grants.push(grant);
            }
            let named = request.categories.iter().map(|category| (*category).to_owned());
            let mut draft = EntryDraft::new(kind, SubjectId::FOUNDATION, actor.clone())
                .categories(named)
                .purpose(purpose)
                .under(clauses.join("+"), policy.version());
            if let Some(note) = &request.note {
                draft = draft.note(note.clone());
            }
            drafts.push(draft);
        }
        self.tx("read_usage", move |tx| {
            drafts.iter().cloned().try_for_each(|draft| tx.log(draft))
        })?;
        Ok(UsageGrant { grants, days: request.days.clone() })
    }

    /// Destroys the keys of the days whose time is over, on record. Interrupted, it goes on when it is
    /// next asked to.
    pub fn forget_days(&self) -> Result<Forgotten, VaultError> {
        let due = self.days_due()?;
        let (Some(first), Some(last)) = (due.first(), due.last()) else {
            return Ok(Forgotten::default());
        };
        let version = self.policy_in_force()?.version();
        let note = format!("{} to {}", written(*first), written(*last));
        self.tx("forget_days", move |tx| {
            let system = Actor::role(Role::System.name());
            let draft = EntryDraft::new(Kind::Erase, SubjectId::FOUNDATION, system);
            tx.log(draft.categories([CATEGORY]).version(version).note(note.clone()))
        })?;
        self.inner.keys.destroy_days(due.clone())?;
        Ok(Forgotten { days: due })
    }

    /// The days that have a key, oldest first.
    pub fn days_with_addresses(&self) -> Result<Vec<i64>, VaultError> {
        Ok(self.inner.keys.days()?)
    }

    /// The days whose key is there though their time is over, oldest first.
    pub fn days_due(&self) -> Result<Vec<i64>, VaultError> {
        let now_ms = self.now_ms();
        let mut due = Vec::new();
        for day in self.inner.keys.days()? {
            if self.addresses_until(day)?.is_none_or(|until| until <= now_ms) {
                due.push(day);
            }
        }
        Ok(due)
    }

    /// A keyed hash that tells whether the same bytes were seen before and says nothing else; `label`
    /// keeps one use apart from the other.
    pub fn fingerprint(&self, label: &str, bytes: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.inner.system.blind);
        context.update(b"fingerprint ");
        context.update(label.as_bytes());
        context.update(&[0]);
        context.update(bytes);
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }

    /// A day's key, made where it has none; none when its time is over.
    fn day_key(&self, day: i64) -> Result<Option<Secret>, VaultError> {
        let now_ms = self.now_ms();
        if self.addresses_until(day)?.is_none_or(|until| until <= now_ms) {
            return Ok(None);
        }
        self.inner.keys.day_or_new(day, now_ms).map(Some).map_err(KeyError::into)
    }

    /// The version that governs what was collected on a day. Logs can be older than the first version:
    /// that one governs them.
    fn policy_of_day(&self, day: i64) -> Result<&Policy, VaultError> {
        let archive = &self.inner.archive;
        let then = Version::of_ms(day.saturating_mul(DAY_MS));
        let collected = then.and_then(|day| archive.in_force(day)).map(Policy::version);
        let collected = collected.or_else(|| archive.versions().next());
        governing(self, collected.ok_or(VaultError::NoPolicy)?, &Consents::default())
    }

    /// The versions that govern what was collected on any of these days, oldest first.
    fn policies_of_days(&self, days: &RangeInclusive<i64>) -> Result<Vec<&Policy>, VaultError> {
        let archive = &self.inner.archive;
        let mut found = vec![self.policy_of_day(*days.start())?];
        // Another version can begin only on a day on which one takes effect.
        for from in archive.versions().filter_map(|version| archive.get(version)) {
            let from = from.effective().days();
            if days.contains(&from) {
                let policy = self.policy_of_day(from)?;
                if found.iter().all(|known| known.version() != policy.version()) {
                    found.push(policy);
                }
            }
        }
        Ok(found)
    }
}

impl VaultTx<'_, '_> {
    /// Records that usage information of some days was removed, the addresses apart
    /// ([`Vault::forget_days`]).
    pub fn forget_usage(
        &mut self,
        categories: &[&'static str],
        days: &RangeInclusive<i64>,
    ) -> Result<(), VaultError> {
        let version = self.vault.policy_in_force()?.version();
        let system = Actor::role(Role::System.name());
        let draft = EntryDraft::new(Kind::Erase, SubjectId::FOUNDATION, system)
            .categories(categories.iter().copied())
            .version(version)
            .note(format!("{} to {}", written(*days.start()), written(*days.end())));
        self.log(draft)
    }

    /// Records that usage information was taken in: the fields of the data map, from a log.
    ///
    /// # Errors
    /// [`VaultError::Undeclared`] for a field that the data map does not declare;
    /// [`VaultError::Refused`] when the policy does not allow one of them to be collected.
    pub fn collect_usage(
        &mut self,
        fields: &[&str],
        note: impl Into<Cow<'static, str>>,
    ) -> Result<(), VaultError> {
        let policy = self.vault.policy_in_force()?;
        let (mut categories, mut clauses) = (Vec::new(), Vec::<String>::new());
        let purpose = Purpose::IntrusionProtection;
        for name in fields {
            let Some(field) = policy.map().field(name) else {
                return Err(VaultError::Undeclared { field: (*name).to_owned() });
            };
            let (category, giver) = (field.category.as_str(), Giver::Visitor);
            let grant =
                policy.grant(&Flow::Collect { category, giver, purpose, consent: false })?;
            if !clauses.iter().any(|clause| clause == grant.clause()) {
                clauses.push(grant.clause().to_owned());
            }
            categories.push(category.to_owned());
        }
        let system = Actor::role(Role::System.name());
        let draft = EntryDraft::new(Kind::Collect, SubjectId::FOUNDATION, system)
            .categories(categories)
            .purpose(purpose)
            .under(clauses.join("+"), policy.version())
            .note(note);
        self.log(draft)
    }
}

fn written(day: i64) -> String {
    Version::of_ms(day.saturating_mul(DAY_MS)).map_or_else(|| "?".to_owned(), |day| day.to_string())
}
