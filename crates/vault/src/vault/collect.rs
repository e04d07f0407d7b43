//! Taking values in, correcting and removing them. What is not declared has nowhere to go.
use super::check::{check, normal_form};
use super::enrol::next;
use super::tx::bytes;
use super::types::{ConsentKind, Datum, Source};
use super::{Inner, VaultTx};
use crate::VaultError;
use crate::log::{EntryDraft, unsigned};
use crate::seal::{self, Place};
use crate::store::Value;
use crate::tables::{blind, consent, datum};
use aws_lc_rs::hmac;
use probity_ledger::{Kind, SubjectId};
use probity_policy::{Field, Flow, Giver, Grant, Policy, Purpose, Retention, Start, Version};

impl VaultTx<'_, '_> {
    /// Takes in values from a person; one entry on the ledger. A value of a field that is held
    /// already takes its place, except where each transaction has one of its own.
    ///
    /// # Errors
    /// As [`VaultTx::enrol`].
    pub fn collect(
        &mut self,
        subject: SubjectId,
        giver: Giver,
        data: &[Datum<'_>],
        source: &Source,
    ) -> Result<(), VaultError> {
        self.collect_each(subject, giver, data, source).map(drop)
    }

    /// Like [`VaultTx::collect`], and says which of its field's values each of them is: where each
    /// transaction has its own, they are found again by that.
    ///
    /// # Errors
    /// As [`VaultTx::enrol`].
    pub fn collect_each(
        &mut self,
        subject: SubjectId,
        giver: Giver,
        data: &[Datum<'_>],
        source: &Source,
    ) -> Result<Vec<u64>, VaultError> {
        self.live(subject)?;
        self.touch(subject)?;
        self.take_in(subject, giver, data, source)
    }

    pub(super) fn take_in(
        &mut self,
        subject: SubjectId,
        giver: Giver,
        data: &[Datum<'_>],
        source: &Source,
    ) -> Result<Vec<u64>, VaultError> {
        let vault = self.vault;
        let policy = vault.policy_in_force()?;
        let mut taken = Taken::default();
        let mut numbers = Vec::with_capacity(data.len());
        for datum in data {
            let field = declared(policy, datum.field)?;
            let value = check(field, datum.value)?;
            let grant = may_collect(policy, field, giver, source)?;
            numbers.push(match field.keep {
                Retention::Never => 0,
                _ => self.keep(subject, policy.version(), field, value, source.source)?,
            });
            if field.is_optional_for(giver) && source.is_person() {
                self.agree_to_field(subject, field, policy.version())?;
            }
            taken.add(&grant);
        }
        if !data.is_empty() {
            self.log_about(taken.draft(Kind::Collect, subject, source, policy))?;
        }
        Ok(numbers)
    }

    /// Puts a value in the place of the one that is held; past ones stay where the data map says.
    ///
    /// # Errors
    /// [`VaultError::NotHeld`] when there is none, else as [`VaultTx::collect`].
    pub fn correct(
        &mut self,
        subject: SubjectId,
        field: &str,
        value: &str,
        source: &Source,
    ) -> Result<(), VaultError> {
        let giver = self.live(subject)?.giver;
        let vault = self.vault;
        let policy = vault.policy_in_force()?;
        let field = declared(policy, field)?;
        let value = check(field, value)?;
        let grant = may_collect(policy, field, giver, source)?;
        self.must_hold(subject, field)?;
        self.touch(subject)?;
        self.keep(subject, policy.version(), field, value, source.source)?;
        let mut taken = Taken::default();
        taken.add(&grant);
        self.log_about(taken.draft(Kind::Correct, subject, source, policy))
    }

    /// Removes every value of a field, past ones too.
    ///
    /// # Errors
    /// [`VaultError::NotHeld`] when there is none; a field that is required of the person stays.
    pub fn remove(
        &mut self,
        subject: SubjectId,
        field: &str,
        source: &Source,
    ) -> Result<(), VaultError> {
        let giver = self.live(subject)?.giver;
        let vault = self.vault;
        let policy = vault.policy_in_force()?;
        let field = declared(policy, field)?;
        if !field.is_optional_for(giver) {
            let problem = "is required; correct it, or erase the account";
            return Err(VaultError::Invalid { field: field.id.clone(), problem });
        }
        self.must_hold(subject, field)?;
        self.touch(subject)?;
        let row = [bytes(subject), Value::from(field.id.as_str())];
        self.tx.exec(&datum::DROP_FIELD, &row)?;
        self.tx.exec(&blind::RELEASE_FIELD, &row)?;
        let draft = EntryDraft::new(Kind::Correct, subject, source.actor.clone())
            .categories([field.category.clone()])
            .version(policy.version())
            .note("removed");
        self.log_about(draft)
    }

    /// Notes that the person says a value still holds; nothing is released, so no entry is made.
    pub fn confirm(&mut self, subject: SubjectId, field: &str) -> Result<(), VaultError> {
        self.live(subject)?;
        let row = [Value::from(self.now_ms), bytes(subject), Value::from(field)];
        if self.tx.exec(&datum::CONFIRM, &row)? == 0 {
            return Err(VaultError::NotHeld { field: field.to_owned() });
        }
        Ok(())
    }

    /// Notes that the person says several values still hold; one entry on the ledger for all.
    ///
    /// # Errors
    /// [`VaultError::NotHeld`] for the first of them that is not held; then none is noted.
    pub fn affirm(
        &mut self,
        subject: SubjectId,
        fields: &[&str],
        source: &Source,
    ) -> Result<(), VaultError> {
        let policy = self.vault.policy_in_force()?;
        let mut categories = Vec::with_capacity(fields.len());
        for field in fields {
            self.confirm(subject, field)?;
            categories.push(declared(policy, field)?.category.clone());
        }
        if categories.is_empty() {
            return Ok(());
        }
        self.touch(subject)?;
        let draft = EntryDraft::new(Kind::Confirm, subject, source.actor.clone())
            .categories(categories)
            .version(policy.version())
            .note(source.source);
        self.log_about(draft)
    }

    fn must_hold(&mut self, subject: SubjectId, field: &Field) -> Result<(), VaultError> {
        let row = [bytes(subject), Value::from(field.id.as_str())];
        let held = self.tx.query_one(&datum::LAST, &row)?.opt_int(1)? == Some(1);
        if held { Ok(()) } else { Err(VaultError::NotHeld { field: field.id.clone() }) }
    }

    /// Seals and stores a value as the current one, and gives its number.
    fn keep(
        &mut self,
        subject: SubjectId,
        version: Version,
        field: &Field,
        value: &str,
        source: &str,
    ) -> Result<u64, VaultError> {
        let key = [bytes(subject), Value::from(field.id.as_str())];
        let seq = next(self.tx.query_one(&datum::LAST, &key)?.opt_int(0)?)?;
        let many = matches!(field.keep, Retention::For(_, Start::Transaction));
        if field.history {
            self.tx.exec(&datum::RETIRE, &key)?;
        } else if !many && seq > 1 {
            self.tx.exec(&datum::DROP_CURRENT, &key)?;
        }
        let place = Place { subject, field: &field.id, seq, version };
        let keys = self.keys_of(subject)?;
        let sealed = seal::seal(&keys.seal, &place, value, self.inner().random.as_ref());
        let row = [
            bytes(subject),
            Value::from(field.id.as_str()),
            Value::from(seq),
            Value::from(i64::from(version.to_u32())),
            Value::from(source),
            Value::from(self.now_ms),
            expires_at(field.keep, self.now_ms).map_or(Value::Null, Value::from),
            Value::from(self.now_ms),
            Value::from(sealed),
        ];
        self.tx.exec(&datum::INSERT, &row)?;
        if field.lookup {
            self.tx.exec(&blind::RELEASE_FIELD, &key)?;
            let mac = blind_mac(self.inner(), field, value);
            let row = [Value::from(field.id.as_str()), Value::from(mac), bytes(subject)];
            if self.tx.exec(&blind::CLAIM, &row)? == 0 {
                return Err(VaultError::Taken { field: field.id.clone() });
            }
        }
        unsigned(seq)
    }

    /// Answering an optional question is agreeing that the answer is used as the notice says.
    fn agree_to_field(
        &mut self,
        subject: SubjectId,
        field: &Field,
        version: Version,
    ) -> Result<(), VaultError> {
        let row = [
            bytes(subject),
            Value::from(ConsentKind::Field(field.id.clone()).to_string()),
            Value::from(self.now_ms),
            Value::from(i64::from(version.to_u32())),
        ];
        self.tx.exec(&consent::GRANT, &row)?;
        Ok(())
    }
}

/// The field as the version in force declares it.
pub(super) fn declared<'p>(policy: &'p Policy, field: &str) -> Result<&'p Field, VaultError> {
    policy.map().field(field).ok_or_else(|| VaultError::Undeclared { field: field.to_owned() })
}

/// Whether this giver may give this field here, by the data map and by the rules.
fn may_collect(
    policy: &Policy,
    field: &Field,
    giver: Giver,
    source: &Source,
) -> Result<Grant, VaultError> {
    let invalid = |problem| Err(VaultError::Invalid { field: field.id.clone(), problem });
    if !field.from.contains(&giver) {
        return invalid("is not asked of you; leave it out");
    }
    if source.is_person() && !field.collected.iter().any(|place| place == source.source) {
        return invalid("is not asked here; leave it out");
    }
    let Some(purpose) = field.collected_for() else {
        return invalid("has no purpose in the data map, so it can't be taken in");
    };
    let consent = source.is_person() && field.is_optional_for(giver);
    Ok(policy.grant(&Flow::Collect { category: &field.category, giver, purpose, consent })?)
}

/// When a value goes; what is counted from an event that has not come yet has no date.
fn expires_at(keep: Retention, now_ms: i64) -> Option<i64> {
    match keep {
        Retention::For(period, Start::Collection | Start::Transaction | Start::LastUse) => {
            Some(period.after_ms(now_ms))
        }
        Retention::For(_, Start::EndOfMembership) | Retention::Account | Retention::Never => None,
    }
}

/// The place of a value in the blind index: keyed, so that the index alone tells nothing.
pub(super) fn blind_mac(inner: &Inner, field: &Field, value: &str) -> Vec<u8> {
    let mut context = hmac::Context::with_key(&inner.system.blind);
    context.update(b"probity blind v1 ");
    context.update(field.id.as_bytes());
    context.update(&[0]);
    context.update(normal_form(field.format, value).as_bytes());
    context.sign().as_ref().to_vec()
}

/// What one entry says about several values.
#[derive(Default)]
struct Taken {
    categories: Vec<String>,
    clauses: Vec<String>,
    purpose: Option<Purpose>,
    several: bool,
}

impl Taken {
    fn add(&mut self, grant: &Grant) {
        self.categories.push(grant.category().to_owned());
        if !self.clauses.iter().any(|clause| clause == grant.clause()) {
            self.clauses.push(grant.clause().to_owned());
        }
        self.several |= self.purpose.is_some() && self.purpose != grant.purpose();
        self.purpose = self.purpose.or(grant.purpose());
    }

    /// The entry names the purpose where there is one for all; else the clauses say it.
    fn draft(self, kind: Kind, subject: SubjectId, source: &Source, policy: &Policy) -> EntryDraft {
        let draft = EntryDraft::new(kind, subject, source.actor.clone())
            .categories(self.categories)
            .under(self.clauses.join("+"), policy.version())
            .note(source.source);
        match self.purpose {
            Some(purpose) if !self.several => draft.purpose(purpose),
            _ => draft,
        }
    }
}
