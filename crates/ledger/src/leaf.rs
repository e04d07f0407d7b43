//! What the public log holds of an entry, and the keys that tie it to the entry.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::hash::{Hash, ShortMac, labelled, prefixed, sha256};

const SALT: &[u8; 15] = b"probity salt v1";
const BINDING: &[u8; 18] = b"probity binding v1";
const COMMITMENT: &[u8; 21] = b"probity commitment v1";

/// The public log entry: 64 bytes that say nothing to those who lack the salt or the key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// The salted [`commitment`] to the entry's bytes; meaningless once the salt is gone.
    pub commitment: Hash,
    /// The keyed hash ([`BindingKey`]) by which the operator recognises the entry's bytes.
    pub binding: Hash,
}

impl Leaf {
    /// Length of a leaf in the log, in bytes.
    pub const LEN: usize = 64;

    /// The bytes of the log entry: commitment, then binding.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        bytes[..32].copy_from_slice(&self.commitment);
        bytes[32..].copy_from_slice(&self.binding);
        bytes
    }

    /// Takes a log entry apart again.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let mut leaf = Self { commitment: [0; 32], binding: [0; 32] };
        leaf.commitment.copy_from_slice(&bytes[..32]);
        leaf.binding.copy_from_slice(&bytes[32..]);
        leaf
    }

    /// This leaf's hash in the tree; see [`leaf_hash`].
    pub fn hash(&self) -> Hash {
        leaf_hash(self)
    }
}

/// The hash of a leaf in the tree: SHA-256 of `0x00` and its 64 bytes (RFC 6962, section 2.1).
pub fn leaf_hash(leaf: &Leaf) -> Hash {
    prefixed(0x00, &leaf.commitment, &leaf.binding)
}

/// Commits to an entry's bytes under a salt.
///
/// Whoever is given the salt and the bytes can check the commitment in the public log; without the
/// salt the commitment does not even let a guess be tested.
pub fn commitment(salt: &Hash, entry_bytes: &[u8]) -> Hash {
    commitment_of_digest(salt, &sha256(entry_bytes))
}

/// The [`commitment`] to bytes whose SHA-256 is already known.
pub fn commitment_of_digest(salt: &Hash, digest: &Hash) -> Hash {
    labelled(COMMITMENT, salt, digest)
}

/// The key from which one subject's salts come. Destroying it makes their commitments noise.
///
/// Wiped on drop, and silent in `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SaltKey(ShortMac);

impl SaltKey {
    /// Takes a 32-byte key that serves no other end.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(ShortMac::new(key))
    }

    /// The salt of the subject's entry with this sequence number.
    ///
    /// Handing out one salt opens one entry and no other.
    pub fn salt(&self, seq: u64) -> Hash {
        self.0.mac(SALT, &seq.to_be_bytes())
    }
}

/// The ledger-wide key of the bindings, held by the operator.
///
/// Wiped on drop, and silent in `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct BindingKey(ShortMac);

impl BindingKey {
    /// Takes a 32-byte key that serves no other end.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(ShortMac::new(key))
    }

    /// Binds a leaf to an entry's bytes.
    pub fn bind(&self, entry_bytes: &[u8]) -> Hash {
        self.bind_digest(&sha256(entry_bytes))
    }

    /// The binding of bytes whose SHA-256 is already known.
    pub fn bind_digest(&self, digest: &Hash) -> Hash {
        self.0.mac(BINDING, digest)
    }

    /// The leaf of an entry, hashing its bytes once for both halves.
    pub fn leaf(&self, salt: &Hash, entry_bytes: &[u8]) -> Leaf {
        let digest = sha256(entry_bytes);
        Leaf { commitment: commitment_of_digest(salt, &digest), binding: self.bind_digest(&digest) }
    }
}

impl fmt::Debug for SaltKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SaltKey(redacted)")
    }
}

impl fmt::Debug for BindingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BindingKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_are_silent() {
        assert_eq!(format!("{:?}", SaltKey::new(&[7; 32])), "SaltKey(redacted)");
        assert_eq!(format!("{:?}", BindingKey::new(&[7; 32])), "BindingKey(redacted)");
    }

    proptest! {
        #[test]
        fn a_leaf_is_its_bytes(commitment: [u8; 32], binding: [u8; 32]) {
            let leaf = Leaf { commitment, binding };
            prop_assert_eq!(Leaf::from_bytes(&leaf.to_bytes()), leaf);
            let mut tagged = vec![0];
            tagged.extend(leaf.to_bytes());
            prop_assert_eq!(leaf.hash(), sha256(&tagged));
        }

        #[test]
        fn one_pass_equals_both_halves(key: [u8; 32], salt: [u8; 32], body: Vec<u8>) {
            let key = BindingKey::new(&key);
            let leaf = key.leaf(&salt, &body);
            prop_assert_eq!(leaf.commitment, commitment(&salt, &body));
            prop_assert_eq!(leaf.binding, key.bind(&body));
        }

        #[test]
        fn every_input_matters(key: [u8; 32], salt: [u8; 32], body: Vec<u8>, seq: u64) {
            let other = |mut bytes: [u8; 32]| { bytes[31] ^= 1; bytes };
            let mut longer = body.clone();
            longer.push(0);
            prop_assert_ne!(commitment(&salt, &body), commitment(&other(salt), &body));
            prop_assert_ne!(commitment(&salt, &body), commitment(&salt, &longer));
            prop_assert_ne!(BindingKey::new(&key).bind(&body), BindingKey::new(&key).bind(&longer));
            prop_assert_ne!(
                BindingKey::new(&key).bind(&body),
                BindingKey::new(&other(key)).bind(&body)
            );
            let salts = SaltKey::new(&key);
            prop_assert_ne!(salts.salt(seq), salts.salt(seq.wrapping_add(1)));
        }
    }
}
