//! Recovery codes: ten random numbers that each let somebody in once when their phone is lost. They
//! are shown when they are made, and never again; what is kept are their hashes.

use aws_lc_rs::constant_time;
use probity_vault::Random;
use zeroize::Zeroizing;

use super::totp::{base32, grouped};
use crate::members::session::hash;
use crate::site::hex::hex;
use crate::site::typed::Typed;

/// How many there are.
pub(crate) const COUNT: usize = 10;

/// Random bytes in each: eighty bits need no slow hash.
const BYTES: usize = 10;

/// New codes: as they are shown, and as they are kept.
pub(crate) struct Fresh {
    /// For the page that shows them once.
    pub(crate) shown: Vec<Typed>,
    /// For the field `recovery-codes`.
    pub(crate) kept: Zeroizing<String>,
}

/// Makes new ones.
pub(crate) fn fresh(random: &dyn Random) -> Fresh {
    let codes: Vec<Zeroizing<String>> = (0..COUNT)
        .map(|_| {
            let mut bytes = Zeroizing::new([0; BYTES]);
            random.fill(bytes.as_mut_slice());
            Zeroizing::new(base32(bytes.as_slice()))
        })
        .collect();
    let hashes: Vec<String> = codes.iter().map(|code| hashed(code)).collect();
    Fresh {
        shown: codes.iter().map(|code| Typed::new(grouped(code, '-'))).collect(),
        kept: Zeroizing::new(hashes.join(" ")),
    }
}

/// How many codes are left in what is kept.
pub(crate) fn left(kept: &str) -> usize {
    kept.split_whitespace().count()
}

/// What is kept after `typed` was used; none if it is not one of them. All are compared.
pub(crate) fn without(kept: &str, typed: &str) -> Option<Zeroizing<String>> {
    let typed: Zeroizing<String> = Zeroizing::new(
        typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect(),
    );
    let wanted = hashed(&typed);
    let same = |known: &&str| {
        constant_time::verify_slices_are_equal(known.as_bytes(), wanted.as_bytes()).is_ok()
    };
    let (used, rest): (Vec<&str>, Vec<&str>) = kept.split_whitespace().partition(same);
    (!used.is_empty()).then(|| Zeroizing::new(rest.join(" ")))
}

fn hashed(code: &str) -> String {
    hex(&hash(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use probity_vault::SeededRandom;

    #[test]
    fn each_code_counts_once_however_it_is_typed() {
        let fresh = fresh(&SeededRandom::new(1));
        assert_eq!((fresh.shown.len(), left(&fresh.kept)), (COUNT, COUNT));
        assert!(fresh.kept.len() <= 2048, "the field takes it");
        let code = fresh.shown[3].expose();
        assert_eq!((code.len(), code.matches('-').count()), (19, 3));
        assert!(!fresh.kept.contains(&code.replace('-', "")));
        let rest = without(&fresh.kept, code).unwrap();
        assert_eq!(left(&rest), COUNT - 1);
        assert!(without(&rest, code).is_none(), "used up");
        let other = fresh.shown[4].expose().to_lowercase().replace('-', " ");
        assert!(without(&rest, &other).is_some());
        for wrong in ["", "AAAA-AAAA-AAAA-AAAA", "x"] {
            assert!(without(&rest, wrong).is_none(), "{wrong}");
        }
    }
}
