//! Passwords: argon2id, and the same work whether or not there is one to compare with.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use probity_vault::Random;

use crate::site::typed::Typed;

/// The fewest characters a password may have.
pub const SHORTEST: usize = 12;
/// The most characters a password may have.
pub const LONGEST: usize = 256;

/// Memory in KiB, passes and lanes: the first choice OWASP names for argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Hashes a new password, as a PHC string, under a salt from `random`.
///
/// # Errors
/// A sentence for the log when the hash could not be computed; none is known with these costs.
pub fn hash(password: &Typed, random: &dyn Random) -> Result<String, String> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    hash_with(password.expose().as_bytes(), &salt)
}

fn hash_with(password: &[u8], salt: &[u8]) -> Result<String, String> {
    let params = Params::new(COST.0, COST.1, COST.2, None)
        .map_err(|error| format!("the cost of password hashing is wrong: {error}"))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password, salt)
        .map(|hash| hash.to_string())
        .map_err(|error| format!("a password could not be hashed: {error}"))
}

/// A hash of nothing anyone can type, for accounts that do not exist or have no password.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_with(b"\0", b"nobody has this.").unwrap_or_default());

/// Whether `password` belongs to `hash`. Without a hash the answer is no, after the same work.
pub fn verify(hash: Option<&str>, password: &Typed) -> bool {
    let parsed = PasswordHash::new(hash.unwrap_or(&NOBODY));
    let same = parsed.is_ok_and(|parsed| {
        Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok()
    });
    same && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let hash = hash_with(b"correct horse battery", b"0123456789abcdef").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify(Some(&hash), &Typed::new("correct horse battery")));
        assert!(!verify(Some(&hash), &Typed::new("correct horse batterz")));
        assert!(!verify(None, &Typed::new("\0")));
        assert!(NOBODY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
