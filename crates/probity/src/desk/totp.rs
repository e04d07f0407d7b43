//! One-time codes by time (RFC 6238): six digits, thirty seconds, HMAC-SHA-1, as every
//! authenticator app computes them.
//!
//! A code is accepted one step early or late, and each step once: the caller keeps the step that
//! [`Secret::matching`] returns and accepts no code of that step or an earlier one again.

use std::fmt::Write as _;

use base32::Alphabet;
use totp_rs::Builder;
use zeroize::Zeroizing;

/// How many bytes a secret has: as many as the hash (RFC 4226, section 4).
pub(crate) const SECRET_BYTES: usize = 20;

/// What stands before the secret in the field `second-factor`; another kind of factor has another.
const PREFIX: &str = "totp:";

/// A secret shared with somebody's authenticator app. Wiped when dropped; `Debug` shows nothing.
pub(crate) struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl Secret {
    /// Out of random bytes.
    pub(crate) fn new(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Out of the field's value; none for another kind of factor.
    pub(crate) fn read(value: &str) -> Option<Self> {
        let bytes = Zeroizing::new(base32::decode(
            Alphabet::Rfc4648 { padding: false },
            value.strip_prefix(PREFIX)?,
        )?);
        <[u8; SECRET_BYTES]>::try_from(bytes.as_slice()).ok().map(Self::new)
    }

    /// As the value of the field.
    pub(crate) fn to_value(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", base32(self.0.as_slice())))
    }

    /// As people type it, in groups of four.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(grouped(&base32(self.0.as_slice()), ' '))
    }

    /// As the address that the picture holds. `issuer` is shown in the app; nothing personal is.
    pub(crate) fn to_uri(&self, issuer: &str) -> Zeroizing<String> {
        let issuer = percent(issuer);
        let secret = Zeroizing::new(base32(self.0.as_slice()));
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:desk?secret={}&issuer={issuer}",
            secret.as_str()
        ))
    }

    /// The step of which `typed` is the code, among those that count at `now_ms`.
    pub(crate) fn matching(&self, typed: &str, now_ms: i64) -> Option<i64> {
        let typed: Zeroizing<String> =
            Zeroizing::new(typed.chars().filter(|c| !c.is_whitespace()).collect());
        let seconds = u64::try_from(now_ms / 1000).ok()?;
        // As made: SHA-1, six digits, thirty seconds, one step early or late.
        let totp = Builder::new().with_secret(*self.0).build().ok()?;
        totp.check(&typed, seconds).and_then(|step| i64::try_from(step).ok())
    }
}

/// RFC 4648, without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    base32::encode(Alphabet::Rfc4648 { padding: false }, bytes)
}

/// Text in groups of four.
pub(crate) fn grouped(text: &str, between: char) -> String {
    let mut grouped = String::with_capacity(text.len() * 5 / 4);
    for (at, c) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            grouped.push(between);
        }
        grouped.push(c);
    }
    grouped
}

fn percent(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            // Writing into a string can't fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let secret = Secret::new(*b"12345678901234567890");
        // Appendix B has eight digits; ours are the last six of them.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.matching(code, seconds * 1000), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_counts_one_step_early_or_late_and_no_more() {
        let secret = Secret::new(*b"12345678901234567890");
        let (code, step) = ("005924", 1_234_567_890 / 30);
        for (off, counts) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let now_ms = (step + off) * 30_000 + 29_999;
            assert_eq!(secret.matching(code, now_ms), counts.then_some(step), "{off}");
        }
        let now_ms = step * 30_000;
        assert_eq!(secret.matching(" 005 924 ", now_ms), Some(step));
        for wrong in ["", "5924", "05924", "0005924", "005924x", "+05924", "００５９２４", "abcdef"]
        {
            assert_eq!(secret.matching(wrong, now_ms), None, "{wrong}");
        }
        assert_eq!(secret.matching(code, -1), None);
    }

    #[test]
    fn a_secret_survives_its_field_and_shows_nothing_in_debug() {
        let secret = Secret::new(*b"12345678901234567890");
        assert_eq!(secret.to_value().as_str(), "totp:GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(Secret::read(&secret.to_value()).unwrap().0.as_slice(), secret.0.as_slice());
        assert_eq!(secret.to_text().as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = secret.to_uri("The Reading Room & Co");
        assert!(uri.starts_with("otpauth://totp/The%20Reading%20Room%20%26%20Co:desk?secret=GEZD"));
        assert_eq!(format!("{secret:?}"), "Secret(redacted)");
        for other in ["", "totp:", "totp:AAAA", "passkey:GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"] {
            assert!(Secret::read(other).is_none(), "{other}");
        }
    }
}
