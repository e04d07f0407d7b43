//! The keys that are nobody's: of the blind index, the ledger and the forms.
use super::master::Ring;
use super::tables::SYSTEM_INSERT;
use super::{KeyError, tables};
use crate::aead::Secret;
use crate::clock::Random;
use crate::store::{Row, Tx, Value};
use aws_lc_rs::hmac;
use probity_ledger::{BindingKey, SaltKey};
use std::collections::HashMap;

/// The names of the keys, fixed: wrapped keys are bound to them.
pub(super) const NAMES: &[&str] =
    &["blind-index", "form-token", "foundation-salt", "ledger-binding", "ledger-signing"];

/// The keys of the system, unwrapped.
pub(crate) struct SystemKeys {
    /// Maps values to places in the blind index.
    pub(crate) blind: hmac::Key,
    /// Signs the tokens of forms.
    pub(crate) form_token: Secret,
    /// Salts ledger entries that are about nobody.
    pub(crate) foundation: SaltKey,
    /// Binds ledger entries to their leaves.
    pub(crate) binding: BindingKey,
    /// Signs checkpoints (an Ed25519 seed).
    pub(crate) signing: Secret,
}

/// The name under which a key of the system is wrapped.
pub(super) fn name(name: &str) -> Vec<u8> {
    [b"system ", name.as_bytes()].concat()
}

/// Rows for a new set of keys, wrapped by the first master.
pub(super) fn generate(ring: &Ring, random: &dyn Random) -> Result<Vec<Vec<Value>>, KeyError> {
    let master = ring.first().ok_or(KeyError::Blank)?;
    let rows = NAMES.iter().map(|key_name| {
        let mut key = Secret::default();
        random.fill(key.as_mut_slice());
        vec![
            Value::from(*key_name),
            Value::from(master.wrap(&name(key_name), &key, random)),
            Value::from(master.id()),
        ]
    });
    Ok(rows.collect())
}

/// Stores the rows of [`generate`].
pub(super) fn insert(tx: &mut Tx<'_>, rows: &[Vec<Value>]) -> Result<(), crate::StoreError> {
    rows.iter().try_for_each(|row| tx.exec(&SYSTEM_INSERT, row).map(|_| ()))
}

/// Unwraps all of them; one that is missing is damage, never made anew.
pub(super) fn load(
    rows: &[Row],
    unwrap: impl Fn(&[u8], &[u8], &str) -> Result<Secret, KeyError>,
) -> Result<SystemKeys, KeyError> {
    let mut keys = HashMap::new();
    for row in rows {
        let key_name = row.text(0)?;
        let key = unwrap(&name(&key_name), &row.bytes(1)?, &row.text(2)?)?;
        keys.insert(key_name, key);
    }
    let mut take = |name: &str| {
        keys.remove(name)
            .ok_or_else(|| KeyError::Damaged(format!("the key `{name}` of the system is gone")))
    };
    Ok(SystemKeys {
        blind: hmac::Key::new(hmac::HMAC_SHA256, take("blind-index")?.as_slice()),
        form_token: take("form-token")?,
        foundation: SaltKey::new(&*take("foundation-salt")?),
        binding: BindingKey::new(&*take("ledger-binding")?),
        signing: take("ledger-signing")?,
    })
}

/// The statement that reads what [`load`] wants.
pub(super) const ALL: &crate::store::Sql = &tables::SYSTEM_ALL;
