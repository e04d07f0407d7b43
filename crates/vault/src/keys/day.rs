//! A day's key: what is kept of visitors for some days only is sealed with it. Destroying it ends that
//! time in every copy.
use super::tables::{DAY_ALL, DAY_DELETE, DAY_GET, DAY_INSERT, DAY_OVERWRITE, META_LOCK};
use super::{KeyError, KeyStore, open::MASTER, subject::NOTHING};
use crate::aead::Secret;
use crate::store::{StoreError, Tx, Value};

/// The name under which a day's key is wrapped; `day` counts from 1970-01-01.
pub(super) fn name(day: i64) -> Vec<u8> {
    [b"day ".as_slice(), &day.to_be_bytes()].concat()
}

impl KeyStore {
    /// A day's key; `None` when it has none, or none any more.
    pub(crate) fn day(&self, day: i64) -> Result<Option<Secret>, KeyError> {
        let row = self
            .inner
            .store
            .read("day_key", move |tx: &mut Tx| tx.query_opt(&DAY_GET, &[Value::from(day)]))?;
        let Some(row) = row else { return Ok(None) };
        self.unwrap(&name(day), &row.bytes(0)?, &row.text(1)?).map(Some)
    }

    /// A day's key, made where it has none; it is durable when this returns.
    pub(crate) fn day_or_new(&self, day: i64, at_ms: i64) -> Result<Secret, KeyError> {
        // A rotation by another process since our last look makes the insert come too late once.
        for _ in 0..3 {
            if let Some(key) = self.day(day)? {
                return Ok(key);
            }
            let mut key = Secret::default();
            self.inner.random.fill(key.as_mut_slice());
            // Held until durable: a rotation that ends meanwhile would miss the new row.
            let ring = self.ring();
            let master = ring.first().ok_or(KeyError::Blank)?;
            let wrapped = master.wrap(&name(day), &key, self.inner.random.as_ref());
            let id = master.id().to_owned();
            let row =
                [Value::from(day), wrapped.into(), id.as_str().into(), Value::from(at_ms)].to_vec();
            let current = self.inner.store.tx("day_key_make", move |tx| {
                let in_force = tx.query_one(&META_LOCK, &[Value::from(MASTER)])?.text(0)?;
                let current = in_force == id;
                if current {
                    tx.exec(&DAY_INSERT, &row)?;
                }
                Ok::<bool, StoreError>(current)
            })?;
            drop(ring);
            if !current {
                self.reload_ring()?;
            }
        }
        self.day(day)?.ok_or_else(|| KeyError::Damaged("a day's key cannot be made".to_owned()))
    }

    /// The days that have a key, oldest first.
    pub(crate) fn days(&self) -> Result<Vec<i64>, KeyError> {
        let rows = self.inner.store.read("day_keys", |tx: &mut Tx| tx.query(&DAY_ALL, &[]))?;
        Ok(rows.iter().map(|row| row.int(0)).collect::<Result<_, _>>()?)
    }

    /// Destroys days' keys for good.
    pub(crate) fn destroy_days(&self, days: Vec<i64>) -> Result<(), KeyError> {
        self.inner.store.tx("day_key_destroy", move |tx: &mut Tx| {
            for day in &days {
                tx.exec(&DAY_OVERWRITE, &[Value::from(NOTHING.to_vec()), Value::from(*day)])?;
                tx.exec(&DAY_DELETE, &[Value::from(*day)])?;
            }
            Ok::<(), StoreError>(())
        })?;
        Ok(())
    }
}
