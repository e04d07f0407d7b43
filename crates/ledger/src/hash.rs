//! SHA-256 in the few fixed shapes that the tree and the keyed values need.
//!
//! Tree nodes, leaves and MACs all hash messages of one known length; laying out their padded
//! blocks directly costs half of what a general hasher does. Tests compare every shape here with
//! the general implementations.

use sha2::{Digest, Sha256, block_api::compress256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A SHA-256 hash, as in a tree node.
pub type Hash = [u8; 32];

/// The root of a tree without leaves: the hash of nothing (RFC 6962, section 2.1).
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// The initial state of SHA-256 (FIPS 180-4, section 5.3.3).
const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// SHA-256 of any bytes.
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// The hash of an interior node: SHA-256 of `0x01`, the left child, the right child.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    prefixed(0x01, left, right)
}

/// SHA-256 of a one-byte prefix and two 32-byte halves: 65 bytes, two blocks.
pub(crate) fn prefixed(prefix: u8, left: &Hash, right: &Hash) -> Hash {
    let mut blocks = [[0_u8; 64]; 2];
    let [first, second] = &mut blocks;
    let [head, body @ ..] = first;
    *head = prefix;
    let (low, high) = body.split_at_mut(32);
    low.copy_from_slice(left);
    let [most @ .., last] = right;
    high.copy_from_slice(most);
    second[0] = *last;
    second[1] = 0x80;
    second[62..64].copy_from_slice(&(65_u16 * 8).to_be_bytes());
    let mut state = INITIAL;
    compress256(&mut state, &blocks);
    bytes(&state)
}

/// SHA-256 of a label of `L` bytes, at most 55, and two 32-byte halves: two blocks.
pub(crate) fn labelled<const L: usize>(label: &[u8; L], left: &Hash, right: &Hash) -> Hash {
    const { assert!(L <= 55, "the message must fit two blocks") };
    let mut message = [0_u8; 128];
    let (head, rest) = message.split_at_mut(L);
    let (low, rest) = rest.split_at_mut(32);
    let (high, rest) = rest.split_at_mut(32);
    head.copy_from_slice(label);
    low.copy_from_slice(left);
    high.copy_from_slice(right);
    if let Some(end) = rest.first_mut() {
        *end = 0x80;
    }
    message[120..128].copy_from_slice(&((L as u64 + 64) * 8).to_be_bytes());
    let mut state = INITIAL;
    compress256(&mut state, message.as_chunks().0);
    message.zeroize();
    bytes(&state)
}

fn bytes(state: &[u32; 8]) -> Hash {
    let mut out = [0; 32];
    for (to, word) in out.as_chunks_mut::<4>().0.iter_mut().zip(state) {
        *to = word.to_be_bytes();
    }
    out
}

/// HMAC-SHA256 with its key already absorbed, for messages of at most 55 bytes.
///
/// Holds the two states that follow the padded key, so that a MAC costs two block compressions;
/// they are as secret as the key and are wiped on drop.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct ShortMac {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl ShortMac {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let absorb = |pad: u8| {
            let mut block = [pad; 64];
            for (byte, key) in block.iter_mut().zip(key) {
                *byte ^= key;
            }
            let mut state = INITIAL;
            compress256(&mut state, std::slice::from_ref(&block));
            block.zeroize();
            state
        };
        Self { inner: absorb(0x36), outer: absorb(0x5c) }
    }

    /// HMAC-SHA256 of a domain label followed by `N` bytes.
    ///
    /// The sum of both lengths must not pass 55; every caller's is a constant, checked when
    /// compiling.
    pub(crate) fn mac<const L: usize, const N: usize>(
        &self,
        domain: &[u8; L],
        message: &[u8; N],
    ) -> Hash {
        const { assert!(L + N <= 55, "the message must fit one block") };
        let mut block = [0; 64];
        let (head, rest) = block.split_at_mut(L);
        let (body, rest) = rest.split_at_mut(N);
        head.copy_from_slice(domain);
        body.copy_from_slice(message);
        if let Some(end) = rest.first_mut() {
            *end = 0x80;
        }
        let inner = finish(self.inner, block, L + N);
        let mut block = [0; 64];
        block[..32].copy_from_slice(&inner);
        block[32] = 0x80;
        finish(self.outer, block, 32)
    }
}

/// Ends a hash that has absorbed one block, with a last block holding `length` bytes.
fn finish(mut state: [u32; 8], mut block: [u8; 64], length: usize) -> Hash {
    let bits = (64 + length as u64) * 8;
    block[56..64].copy_from_slice(&bits.to_be_bytes());
    compress256(&mut state, std::slice::from_ref(&block));
    bytes(&state)
}

#[cfg(test)]
mod tests {
    use hmac::{Hmac, KeyInit, Mac};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_hashes_to_the_empty_root() {
        assert_eq!(sha256(b""), EMPTY_ROOT);
    }

    proptest! {
        #[test]
        fn prefixed_equals_the_general_hash(prefix: u8, left: [u8; 32], right: [u8; 32]) {
            let mut message = vec![prefix];
            message.extend(left);
            message.extend(right);
            prop_assert_eq!(prefixed(prefix, &left, &right), sha256(&message));
        }

        #[test]
        fn labelled_equals_the_general_hash(label: [u8; 21], left: [u8; 32], right: [u8; 32]) {
            let message = [&label[..], &left, &right].concat();
            prop_assert_eq!(labelled(&label, &left, &right), sha256(&message));
        }

        #[test]
        fn short_mac_equals_hmac(key: [u8; 32], message: [u8; 40]) {
            let mut oracle = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            oracle.update(b"fifteen bytes..");
            oracle.update(&message);
            let expected: Hash = oracle.finalize().into_bytes().into();
            prop_assert_eq!(ShortMac::new(&key).mac(b"fifteen bytes..", &message), expected);
        }
    }
}
