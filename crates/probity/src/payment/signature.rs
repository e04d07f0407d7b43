//! The signature of a webhook, as Stripe signs: HMAC-SHA256 over the time, a dot and the raw body.
//!
//! `Stripe-Signature: t=1492774577,v1=HEX,v1=HEX,v0=...`: while a secret is being replaced there are
//! several, and one that holds suffices. Other schemes than `v1` count for nothing.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::site::hex::hex;

/// The name of the header.
pub const HEADER: &str = "stripe-signature";

/// How far from now a signature's time may be, in seconds; both ways, since clocks differ.
const TOLERANCE: i64 = 5 * 60;

/// The longest header that is looked at.
const LONGEST: usize = 4096;

/// A secret that webhooks are signed with.
pub struct WebhookSecret(Zeroizing<String>);

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// No header, or none that can be read.
    #[error("a webhook has no signature that can be read")]
    Missing,
    /// Signed too long ago, or in the future: perhaps replayed.
    #[error("a webhook was signed at another time; compare the clocks")]
    Time,
    /// None of the signatures holds.
    #[error("a webhook's signature does not hold; compare the secret with the provider's")]
    Wrong,
}

impl WebhookSecret {
    /// From the text that the provider shows (`whsec_...`).
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.0.as_bytes())
    }

    /// The header for a body, signed at a time in seconds since 1970.
    pub fn sign(&self, body: &[u8], at_s: i64) -> String {
        let mut context = hmac::Context::with_key(&self.key());
        context.update(format!("{at_s}.").as_bytes());
        context.update(body);
        format!("t={at_s},v1={}", hex(context.sign().as_ref()))
    }

    fn holds(&self, signed: &[u8], signatures: &[Vec<u8>]) -> bool {
        let key = self.key();
        signatures.iter().any(|signature| hmac::verify(&key, signed, signature).is_ok())
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(redacted)")
    }
}

/// Whether a body was signed with one of the secrets, close to now.
///
/// # Errors
/// Why it is not believed. Compared in constant time.
pub fn verify(
    header: Option<&str>,
    body: &[u8],
    secrets: &[WebhookSecret],
    now_ms: i64,
) -> Result<(), Unsigned> {
    let header = header.filter(|header| header.len() <= LONGEST).ok_or(Unsigned::Missing)?;
    let mut at_s = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", time)) if at_s.is_none() => at_s = time.parse::<i64>().ok(),
            Some(("v1", text)) => signatures.extend(bytes(text)),
            _ => {}
        }
    }
    let at_s = at_s.ok_or(Unsigned::Missing)?;
    if signatures.is_empty() {
        return Err(Unsigned::Missing);
    }
    if now_ms.div_euclid(1000).abs_diff(at_s) > TOLERANCE.unsigned_abs() {
        return Err(Unsigned::Time);
    }
    let signed = [at_s.to_string().as_bytes(), b".", body].concat();
    let holds = secrets.iter().any(|secret| secret.holds(&signed, &signatures));
    if holds { Ok(()) } else { Err(Unsigned::Wrong) }
}

/// Thirty-two bytes of hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_492_774_577;

    fn secret(text: &str) -> [WebhookSecret; 1] {
        [WebhookSecret::new(text)]
    }

    fn check(header: &str, now_s: i64) -> Result<(), Unsigned> {
        verify(Some(header), BODY, &secret("whsec_right"), now_s * 1000)
    }

    #[test]
    fn what_is_signed_close_to_now_is_believed() {
        let header = WebhookSecret::new("whsec_right").sign(BODY, NOW);
        assert_eq!(check(&header, NOW), Ok(()));
        assert_eq!(check(&header, NOW + 300), Ok(()));
        assert_eq!(check(&header, NOW + 301), Err(Unsigned::Time));
        assert_eq!(check(&header, NOW - 301), Err(Unsigned::Time));
        assert_eq!(
            verify(Some(&header), b"{}", &secret("whsec_right"), NOW * 1000),
            Err(Unsigned::Wrong)
        );
        assert_eq!(
            verify(Some(&header), BODY, &secret("whsec_other"), NOW * 1000),
            Err(Unsigned::Wrong)
        );
        assert_eq!(verify(Some(&header), BODY, &[], NOW * 1000), Err(Unsigned::Wrong));
    }

    #[test]
    fn one_of_several_signatures_or_secrets_suffices() {
        let right = WebhookSecret::new("whsec_right").sign(BODY, NOW);
        let other = WebhookSecret::new("whsec_other").sign(BODY, NOW);
        let (_, other) = other.split_once(',').unwrap();
        assert_eq!(check(&format!("{right},{other}"), NOW), Ok(()));
        let (time, right) = right.split_once(',').unwrap();
        assert_eq!(check(&format!("{time},{other}, {right}, v0=00"), NOW), Ok(()));
        let both = [WebhookSecret::new("whsec_new"), WebhookSecret::new("whsec_right")];
        assert_eq!(verify(Some(&format!("{time},{right}")), BODY, &both, NOW * 1000), Ok(()));
    }

    #[test]
    fn what_is_no_signature_is_refused() {
        let right = WebhookSecret::new("whsec_right").sign(BODY, NOW);
        let v0 = right.replace("v1=", "v0=");
        assert_eq!(verify(None, BODY, &secret("whsec_right"), NOW * 1000), Err(Unsigned::Missing));
        let untimed = right.split_once(',').unwrap().1.to_owned();
        let long = format!("{right},{}", "v1=0,".repeat(2000));
        for header in [
            "",
            "t=",
            "t=1492774577",
            "v1=aa",
            "t=x,v1=aa",
            "t=1492774577,v1=zz",
            &v0,
            &untimed,
            &long,
        ] {
            assert_eq!(check(header, NOW), Err(Unsigned::Missing), "{header}");
        }
        assert_eq!(
            check(&format!("t={},v1={}", i64::MIN, "00".repeat(32)), NOW),
            Err(Unsigned::Time)
        );
        let flipped = right.replace("v1=", "v1=0").chars().take(right.len()).collect::<String>();
        assert_eq!(check(&flipped, NOW), Err(Unsigned::Wrong));
    }

    proptest! {
        #[test]
        fn a_changed_byte_is_seen(at in 0..BODY.len(), bit in 0..8_u8) {
            let header = WebhookSecret::new("whsec_right").sign(BODY, NOW);
            let mut body = BODY.to_vec();
            body[at] ^= 1 << bit;
            let seen = verify(Some(&header), &body, &secret("whsec_right"), NOW * 1000);
            prop_assert_eq!(seen, Err(Unsigned::Wrong));
        }

        #[test]
        fn no_header_makes_it_stumble(header in "\\PC{0,120}") {
            prop_assert!(verify(Some(&header), BODY, &secret("x"), NOW * 1000).is_err());
        }
    }
}
