//! Rotating the master: every key gets a new wrapping, no datum is touched.
//!
//! Order: the file holds both masters; the key store names the new one; the keys are rewrapped, some
//! at a time; the file holds the new one alone. Stopped anywhere, every key still opens, and the
//! next opening goes on from there.
use super::master::{MasterKey, MasterSource, Ring};
use super::tables::{
    DAY_REWRAP, DAY_STALE, META_UPDATE, STALE_COUNT, SUBJECT_REWRAP, SUBJECT_STALE, SYSTEM_ALL,
    SYSTEM_REWRAP,
};
use super::{KeyError, KeyStore, day, open::MASTER, subject, system};
use crate::store::{Tx, Value};
use probity_ledger::SubjectId;
use std::sync::PoisonError;

/// How many keys are rewrapped in one transaction.
const PAGE: i64 = 2_000;

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// How many keys have a new wrapping.
    pub keys: u64,
    /// The id of the master that wraps now.
    pub master: String,
}

impl KeyStore {
    /// Rotates to a new master; `progress` hears how many keys are done. A rotation that was
    /// interrupted is finished instead.
    ///
    /// # Errors
    /// [`KeyError::NeedsNewMaster`] when the masters come from the environment and the first of them
    /// is in force already.
    pub(crate) fn rotate(&self, mut progress: impl FnMut(u64)) -> Result<Rotation, KeyError> {
        let ring = self.ring().clone();
        match &self.inner.source {
            MasterSource::File(_) if ring.len() == 1 => {
                let fresh = MasterKey::generate(self.inner.random.as_ref());
                let current = ring.first().ok_or(KeyError::Blank)?.clone();
                let both = Ring::new(vec![fresh, current]);
                self.save_ring(&both)?;
                self.set_ring(both);
            }
            // Making yet another master now would drop one that still wraps keys.
            MasterSource::File(_) => {}
            MasterSource::Text(_) => {
                self.reload_ring()?;
                let in_force = self.master_in_force()?;
                if self.ring().first().is_none_or(|master| master.id() == in_force) {
                    return Err(KeyError::NeedsNewMaster);
                }
            }
        }
        self.rewrap(&mut progress)
    }

    /// Goes on with a rotation that was interrupted, if one was.
    pub(super) fn finish_rotation(&self) -> Result<(), KeyError> {
        let in_force = self.master_in_force()?;
        let ring = self.ring().clone();
        if ring.get(&in_force).is_none() {
            return Err(self.wrong_master(&in_force));
        }
        let begun = ring.first().is_some_and(|master| master.id() == in_force);
        match &self.inner.source {
            MasterSource::File(_) if ring.len() == 1 => {}
            // Two masters in the environment are an offer that `rotate` takes up.
            MasterSource::Text(_) if !begun => self.set_ring(ring.led_by(&in_force)),
            _ => {
                self.rewrap(&mut |_| {})?;
            }
        }
        Ok(())
    }

    fn rewrap(&self, progress: &mut dyn FnMut(u64)) -> Result<Rotation, KeyError> {
        let master = self.ring().first().ok_or(KeyError::Blank)?.clone();
        let id = master.id().to_owned();
        let random = self.inner.random.as_ref();

        let named = id.clone();
        self.inner.store.tx("master_name", move |tx: &mut Tx| {
            tx.exec(&META_UPDATE, &[Value::from(named.as_str()), Value::from(MASTER)])
        })?;
        let mut keys = 0;

        let rows =
            self.inner.store.read("system_keys", |tx: &mut Tx| tx.query(&SYSTEM_ALL, &[]))?;
        let mut updates = Vec::new();
        for row in rows.iter() {
            let (name, wrapped_by) = (row.text(0)?, row.text(2)?);
            if wrapped_by != id {
                let place = system::name(&name);
                let key = self.unwrap(&place, &row.bytes(1)?, &wrapped_by)?;
                let wrapped = master.wrap(&place, &key, random);
                updates.push(vec![
                    Value::from(wrapped),
                    Value::from(id.as_str()),
                    Value::from(name),
                ]);
            }
        }
        keys += updates.len() as u64;
        self.inner.store.tx("system_rewrap", move |tx: &mut Tx| {
            tx.exec_many(&SYSTEM_REWRAP, &updates).map(|_| ())
        })?;

        loop {
            let not = id.clone();
            let rows = self.inner.store.read("stale_keys", move |tx: &mut Tx| {
                tx.query(&SUBJECT_STALE, &[Value::from(not.as_str()), Value::from(PAGE)])
            })?;
            if rows.is_empty() {
                break;
            }
            let mut updates = Vec::new();
            for row in rows.iter() {
                let subject = SubjectId::from_slice(&row.bytes(0)?).ok_or_else(|| {
                    KeyError::Damaged("a person's key has no valid id".to_owned())
                })?;
                let (place, wrapped_by) = (subject::name(subject), row.text(2)?);
                let key = self.unwrap(&place, &row.bytes(1)?, &wrapped_by)?;
                updates.push(vec![
                    Value::from(master.wrap(&place, &key, random)),
                    Value::from(id.as_str()),
                    Value::from(subject.as_bytes().to_vec()),
                    Value::from(wrapped_by),
                ]);
            }
            keys += updates.len() as u64;
            self.inner.store.tx("subject_rewrap", move |tx: &mut Tx| {
                tx.exec_many(&SUBJECT_REWRAP, &updates).map(|_| ())
            })?;
            progress(keys);
        }
        keys += self.rewrap_days(&master)?;
        self.drop_old_masters(&master)?;
        Ok(Rotation { keys, master: id })
    }

    /// Wraps the keys of days anew; there are never many.
    fn rewrap_days(&self, master: &MasterKey) -> Result<u64, KeyError> {
        let (id, random) = (master.id().to_owned(), self.inner.random.as_ref());
        let not = id.clone();
        let rows = self.inner.store.read("stale_days", move |tx: &mut Tx| {
            tx.query(&DAY_STALE, &[Value::from(not.as_str()), Value::from(i64::MAX)])
        })?;
        let mut updates = Vec::new();
        for row in rows.iter() {
            let (of, wrapped_by) = (row.int(0)?, row.text(2)?);
            let place = day::name(of);
            let key = self.unwrap(&place, &row.bytes(1)?, &wrapped_by)?;
            updates.push(vec![
                Value::from(master.wrap(&place, &key, random)),
                Value::from(id.as_str()),
                Value::from(of),
                Value::from(wrapped_by),
            ]);
        }
        let count = updates.len() as u64;
        self.inner.store.tx("days_rewrap", move |tx: &mut Tx| {
            tx.exec_many(&DAY_REWRAP, &updates).map(|_| ())
        })?;
        Ok(count)
    }

    /// Forgets the old masters once nothing is wrapped by them.
    fn drop_old_masters(&self, master: &MasterKey) -> Result<(), KeyError> {
        // Excludes a key being made under an old master by a thread that read the ring before.
        let mut ring = self.inner.ring.write().unwrap_or_else(PoisonError::into_inner);
        let id = master.id().to_owned();
        let stale = self.inner.store.read("stale_count", move |tx: &mut Tx| {
            tx.query_one(&STALE_COUNT, &[Value::from(id.as_str())])?.int(0)
        })?;
        if stale == 0 {
            let alone = Ring::new(vec![master.clone()]);
            self.save_ring(&alone)?;
            *ring = alone;
        }
        Ok(())
    }
}
