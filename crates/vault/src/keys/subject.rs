//! A person's key: made, fetched, destroyed.
use super::tables::{
    ERASED_GET, ERASED_INSERT, META_LOCK, SUBJECT_DELETE, SUBJECT_GET, SUBJECT_HAS, SUBJECT_INSERT,
    SUBJECT_OVERWRITE, SUBJECT_PAGE,
};
use super::{KeyError, KeyStore, open::MASTER};
use crate::aead::{self, Secret};
use crate::store::{Row, StoreError, Tx, Value};
use probity_ledger::{SaltKey, SubjectId};
use std::sync::Arc;

/// How many rows are read at a time.
const PAGE: i64 = 5_000;
/// What a destroyed key is overwritten with: as long as a wrapped key.
pub(super) const NOTHING: [u8; 60] = [0; 60];

/// The subkeys of one person, wiped when the last use ends.
pub(crate) struct SubjectKeys {
    /// Seals the person's data.
    pub(crate) seal: Secret,
    /// Salts the person's ledger entries.
    pub(crate) salt: SaltKey,
}

impl SubjectKeys {
    pub(crate) fn derive(key: &[u8; 32]) -> Self {
        Self { seal: aead::derive(key, "seal"), salt: SaltKey::new(&aead::derive(key, "salt")) }
    }
}

/// A key's row, without the key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyRow {
    pub(crate) subject: SubjectId,
    pub(crate) created_at_ms: i64,
    /// How long the ledger was when the key was made.
    pub(crate) ledger_size: i64,
}

/// The name under which a person's key is wrapped.
pub(super) fn name(subject: SubjectId) -> Vec<u8> {
    [b"subject ".as_slice(), subject.as_bytes()].concat()
}

impl KeyStore {
    /// Makes a person's key; it is durable when this returns.
    pub(crate) fn create(
        &self,
        subject: SubjectId,
        at_ms: i64,
        ledger_size: i64,
    ) -> Result<(), KeyError> {
        let mut key = Secret::default();
        self.inner.random.fill(key.as_mut_slice());
        // A rotation by another process since our last look makes the insert come too late once.
        for _ in 0..3 {
            // Held until durable: a rotation that ends meanwhile would miss the new row.
            let ring = self.ring();
            let master = ring.first().ok_or(KeyError::Blank)?;
            let wrapped = master.wrap(&name(subject), &key, self.inner.random.as_ref());
            let id = master.id().to_owned();
            let row = vec![
                Value::from(subject.as_bytes().to_vec()),
                Value::from(wrapped),
                Value::from(id.clone()),
                Value::from(at_ms),
                Value::from(ledger_size),
            ];
            let current = self.inner.store.tx("key_create", move |tx| {
                let in_force = tx.query_one(&META_LOCK, &[Value::from(MASTER)])?.text(0)?;
                let current = in_force == id;
                if current {
                    tx.exec(&SUBJECT_INSERT, &row)?;
                }
                Ok::<bool, StoreError>(current)
            })?;
            drop(ring);
            if current {
                self.cache().put(subject, Arc::new(SubjectKeys::derive(&key)));
                return Ok(());
            }
            self.reload_ring()?;
        }
        Err(self.wrong_master(&self.master_in_force()?))
    }

    /// A person's keys; `None` once they are destroyed.
    pub(crate) fn subject(&self, subject: SubjectId) -> Result<Option<Arc<SubjectKeys>>, KeyError> {
        let then = {
            let mut cache = self.cache();
            if let Some(keys) = cache.get(subject) {
                return Ok(Some(keys));
            }
            cache.now()
        };
        let id = Value::from(subject.as_bytes().to_vec());
        let row = self
            .inner
            .store
            .read("key_get", move |tx| tx.query_opt(&SUBJECT_GET, std::slice::from_ref(&id)))?;
        let Some(row) = row else { return Ok(None) };
        let key = self.unwrap(&name(subject), &row.bytes(0)?, &row.text(1)?)?;
        let keys = Arc::new(SubjectKeys::derive(&key));
        self.cache().put_since(then, subject, Arc::clone(&keys));
        Ok(Some(keys))
    }

    /// Whether a person's key exists in the database, whatever is remembered of it.
    pub(crate) fn holds(&self, subject: SubjectId) -> Result<bool, KeyError> {
        let id = Value::from(subject.as_bytes().to_vec());
        let rows = self.inner.store.query(&SUBJECT_HAS, &[id])?;
        Ok(rows.first().map(|row| row.int(0)).transpose()? == Some(1))
    }

    /// Destroys a person's key for good, and remembers that.
    ///
    /// When this fails the key may still be there; the vault tries again when it next opens.
    pub(crate) fn destroy(&self, subject: SubjectId, at_ms: i64) -> Result<(), KeyError> {
        self.remove("key_destroy", subject, Some(at_ms))
    }

    /// Removes the key of somebody who never came to be.
    pub(crate) fn discard(&self, subject: SubjectId) -> Result<(), KeyError> {
        self.remove("key_discard", subject, None)
    }

    fn remove(
        &self,
        name: &'static str,
        subject: SubjectId,
        erased_at: Option<i64>,
    ) -> Result<(), KeyError> {
        self.cache().forget(subject);
        self.inner.store.tx(name, move |tx: &mut Tx| {
            let id = || Value::from(subject.as_bytes().to_vec());
            if let Some(at) = erased_at {
                tx.exec(&ERASED_INSERT, &[id(), Value::from(at)])?;
            }
            tx.exec(&SUBJECT_OVERWRITE, &[Value::from(NOTHING.to_vec()), id()])?;
            tx.exec(&SUBJECT_DELETE, &[id()])?;
            Ok::<(), StoreError>(())
        })?;
        // A reader that fetched it before the commit may have remembered it meanwhile.
        self.cache().forget(subject);
        Ok(())
    }

    /// When a person was erased, in milliseconds since 1970, as the key store remembers it.
    pub fn erased_at_ms(&self, subject: SubjectId) -> Result<Option<i64>, KeyError> {
        let id = Value::from(subject.as_bytes().to_vec());
        let row = self
            .inner
            .store
            .read("erased_get", move |tx| tx.query_opt(&ERASED_GET, std::slice::from_ref(&id)))?;
        Ok(row.map(|row| row.int(0)).transpose()?)
    }

    /// Every key's row, in the order of ids, given to `each`.
    pub(crate) fn each_row(&self, mut each: impl FnMut(KeyRow)) -> Result<(), KeyError> {
        self.pages(|row| {
            each(key_row(row)?);
            Ok(())
        })
    }

    /// Every person's salt key, given to `each`.
    pub(crate) fn each_salt(&self, mut each: impl FnMut(KeyRow, SaltKey)) -> Result<(), KeyError> {
        self.pages(|row| {
            let found = key_row(row)?;
            let key = self.unwrap(&name(found.subject), &row.bytes(1)?, &row.text(2)?)?;
            each(found, SaltKey::new(&aead::derive(&key, "salt")));
            Ok(())
        })
    }

    fn pages(&self, mut each: impl FnMut(&Row) -> Result<(), KeyError>) -> Result<(), KeyError> {
        let mut after = Vec::new();
        loop {
            let from = after.clone();
            let rows = self.inner.store.read("key_page", move |tx| {
                tx.query(&SUBJECT_PAGE, &[Value::from(from.clone()), Value::from(PAGE)])
            })?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.bytes(0)?;
            rows.iter().try_for_each(&mut each)?;
        }
    }
}

fn key_row(row: &Row) -> Result<KeyRow, KeyError> {
    let subject = SubjectId::from_slice(&row.bytes(0)?)
        .ok_or_else(|| KeyError::Damaged("a person's key has no valid id".to_owned()))?;
    Ok(KeyRow { subject, created_at_ms: row.int(3)?, ledger_size: row.int(4)? })
}
