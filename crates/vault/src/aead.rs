//! The one way anything is encrypted here: AES-256-GCM-SIV, a random 96-bit nonce before the text.
//!
//! Nonce misuse resistance means that a repeated nonce under one key reveals only whether two texts
//! with equal associated data are equal.
use crate::clock::Random;
use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

/// A 32-byte secret that is wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// A ciphertext that was altered, was made for another place, or under another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unopened;

/// Encrypts and binds to `place`: only the same key and the same place open it again.
pub(crate) fn seal(key: &[u8; 32], place: &[u8], text: &[u8], random: &dyn Random) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce);
    let mut sealed = Vec::with_capacity(NONCE_LEN + text.len() + AES_256_GCM_SIV.tag_len());
    sealed.extend_from_slice(&nonce);
    let mut body = Vec::with_capacity(text.len() + AES_256_GCM_SIV.tag_len());
    body.extend_from_slice(text);
    let done = cipher(key).and_then(|cipher| {
        cipher
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place),
                &mut body,
            )
            .map_err(|_| Unopened)
    });
    // Fails only for texts of more than 2^36 bytes; an empty sealed value never opens.
    if done.is_err() {
        return Vec::new();
    }
    sealed.append(&mut body);
    sealed
}

/// Decrypts what [`seal`] made for the same place.
pub(crate) fn open(
    key: &[u8; 32],
    place: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unopened> {
    let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unopened)?;
    let mut body = Zeroizing::new(body.to_vec());
    let length = cipher(key)?
        .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut body)
        .map_err(|_| Unopened)?
        .len();
    body.truncate(length);
    Ok(body)
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, Unopened> {
    UnboundKey::new(&AES_256_GCM_SIV, key).map(LessSafeKey::new).map_err(|_| Unopened)
}

/// Derives the subkey for one use (HKDF-SHA256); subkeys say nothing about each other.
pub(crate) fn derive(key: &[u8; 32], label: &str) -> Secret {
    let mut out = Secret::default();
    let info = [label.as_bytes()];
    let filled = hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, key)
        .expand(&info, hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(out.as_mut_slice()));
    debug_assert!(filled.is_ok(), "32 bytes are within what HKDF-SHA256 yields");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SeededRandom;
    use proptest::prelude::*;

    #[test]
    fn subkeys_differ_by_label_and_key() {
        assert_ne!(derive(&[1; 32], "seal"), derive(&[1; 32], "salt"));
        assert_ne!(derive(&[1; 32], "seal"), derive(&[2; 32], "seal"));
        assert_ne!(*derive(&[0; 32], "seal"), [0; 32]);
    }

    proptest! {
        #[test]
        fn opens_at_its_place_only(key: [u8; 32], place: Vec<u8>, text: Vec<u8>, bit: usize) {
            let random = SeededRandom::new(7);
            let sealed = seal(&key, &place, &text, &random);
            let opened = open(&key, &place, &sealed).unwrap();
            prop_assert_eq!(opened.as_slice(), text.as_slice());
            let mut elsewhere = place.clone();
            elsewhere.push(0);
            prop_assert!(open(&key, &elsewhere, &sealed).is_err());
            let mut altered = sealed.clone();
            let bit = bit % (altered.len() * 8);
            altered[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(open(&key, &place, &altered).is_err());
            prop_assert_ne!(seal(&key, &place, &text, &random), sealed);
        }
    }
}
