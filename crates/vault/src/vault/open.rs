//! Opening a vault: data, keys and policies are matched before anything is served.
use super::release::Releases;
use super::{Inner, Vault, recover};
use crate::VaultError;
use crate::clock::{Clock, Random};
use crate::keys::KeyStore;
use crate::log::Log;
use crate::store::{Store, StoreError, Tx, Value};
use crate::tables::{ledger_entry, ledger_head, meta, subject};
use probity_ledger::{EMPTY_ROOT, Signer};
use probity_policy::Archive;
use std::sync::Arc;

/// What a vault is made of.
pub struct Opening {
    /// The data.
    pub store: Store,
    /// The keys, in a database of their own.
    pub keys: KeyStore,
    /// Every published version of the policy.
    pub archive: Arc<Archive>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where ids, nonces and keys come from.
    pub random: Arc<dyn Random>,
    /// The ledger's name in its checkpoints, such as `example.org/ledger`; kept from the first
    /// opening on.
    pub origin: String,
}

impl Vault {
    /// Opens the vault: makes the keys when both stores are empty, finishes what was interrupted.
    ///
    /// # Errors
    /// Keys that are missing or of other data are refused; nothing is made beside old data.
    pub fn open(opening: Opening) -> Result<Self, VaultError> {
        match_keys(&opening.store, &opening.keys)?;
        let origin = settle_origin(&opening.store, opening.origin.clone())?;
        let vault = Self::over(opening, origin)?;
        recover::recover(&vault)?;
        Ok(vault)
    }

    /// Opens the vault to read only, over stores that were opened to read only: nothing is made and
    /// nothing finished.
    ///
    /// # Errors
    /// Keys that are missing or of other data, and data that were never opened as a vault.
    pub fn look(opening: Opening) -> Result<Self, VaultError> {
        let known =
            |tx: &mut Tx<'_>| Ok::<_, StoreError>((keyring_of(tx)?, get(tx, meta::ORIGIN)?));
        let (keyring, origin) = opening.store.read("vault_known", known)?;
        let (Some(_), Some(origin)) = (keyring, origin) else {
            return Err(VaultError::Mismatch(
                "nothing was ever kept here; start the service once, which makes the keys"
                    .to_owned(),
            ));
        };
        match_keys(&opening.store, &opening.keys)?;
        Self::over(opening, origin)
    }

    fn over(opening: Opening, origin: String) -> Result<Self, VaultError> {
        let Opening { store, keys, archive, clock, random, .. } = opening;
        let system = keys.system()?;
        let signer = Signer::new(&origin, &system.signing).map_err(|error| {
            VaultError::Mismatch(format!("the ledger's name `{origin}` does not serve: {error}"))
        })?;
        let log = Arc::new(Log::new(Arc::clone(&system), Arc::clone(&random)));
        let releases = Releases::new(&store, &log);
        let inner =
            Inner { store, keys, system, archive, clock, random, log, origin, signer, releases };
        Ok(Self { inner: Arc::new(inner) })
    }
}

/// Checks that the keys are those of the data; makes both new when both are empty.
pub(crate) fn match_keys(store: &Store, keys: &KeyStore) -> Result<(), VaultError> {
    let (known, used) = store.read("vault_keyring", |tx: &mut Tx<'_>| {
        let known = keyring_of(tx)?;
        let people = !tx.query(&subject::COUNT, &[])?.is_empty();
        let entries = tx.query_one(&ledger_entry::COUNT, &[])?.int(0)? > 0;
        Ok::<_, StoreError>((known, people || entries))
    })?;
    let keyring = keys.keyring()?;
    match (known, keyring) {
        (Some(known), Some(keyring)) if known == keyring => Ok(()),
        (Some(known), Some(keyring)) => Err(VaultError::Mismatch(format!(
            "the keys do not belong to this data: the data want the keyring `{known}`, the key \
             store is `{keyring}`; put the key store of this data in its place"
        ))),
        (Some(known), None) => Err(VaultError::Mismatch(format!(
            "the key store is empty, and the data want the keyring `{known}`; put back the copy \
             you kept of the key store (new keys would open nothing, so none were made)"
        ))),
        (None, _) if used => Err(VaultError::Mismatch(
            "the data do not say which keys open them; restore them with `probity restore`"
                .to_owned(),
        )),
        (None, keyring) => {
            let keyring = keyring.map_or_else(|| keys.initialise(), Ok)?;
            store.tx("vault_make", move |tx: &mut Tx<'_>| {
                tx.exec(&meta::SET, &[Value::from(meta::KEYRING), Value::from(keyring.as_str())])?;
                tx.exec(&ledger_head::INSERT, &[Value::from(EMPTY_ROOT.to_vec())])?;
                Ok::<_, VaultError>(())
            })
        }
    }
}

/// The ledger keeps the name that it had at first: signatures and proofs carry it.
fn settle_origin(store: &Store, origin: String) -> Result<String, VaultError> {
    let known = store.read("vault_origin", |tx: &mut Tx<'_>| get(tx, meta::ORIGIN))?;
    if let Some(known) = known {
        return Ok(known);
    }
    let name = origin.clone();
    store.tx("vault_origin_set", move |tx: &mut Tx<'_>| {
        tx.exec(&meta::SET, &[Value::from(meta::ORIGIN), Value::from(name.as_str())])
    })?;
    Ok(origin)
}

/// The keyring that the data say opens them; `None` while they are empty.
pub(crate) fn keyring_of(tx: &mut Tx<'_>) -> Result<Option<String>, StoreError> {
    get(tx, meta::KEYRING)
}

/// A value of the table `meta`.
fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let row = tx.query_opt(&meta::GET, &[Value::from(name)])?;
    row.map(|row| row.text(0)).transpose()
}
