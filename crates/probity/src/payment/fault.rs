//! What can go wrong with a provider, in words that hold neither a secret nor anything personal: what it
//! says in its own words is not repeated, since it may quote what it was sent.

/// Why a provider did not do, or did not say, what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It can't be reached, or its answer did not arrive: what was asked may have been done all the same.
    /// Asking again with the same key does it once.
    #[error("the payment provider can't be reached ({0}); it is asked again")]
    Unreachable(&'static str),
    /// It answers that it can't now.
    #[error("the payment provider is busy or disturbed (status {0}); it is asked again")]
    Disturbed(u16),
    /// It does not accept our key.
    #[error(
        "the payment provider does not accept the key; put the right one into `payment.key_file`"
    )]
    Key,
    /// It knows no such object.
    #[error(
        "the payment provider knows no such object; compare its mode (test or live) with `payment.live`"
    )]
    Unknown,
    /// It refuses what was asked.
    #[error("the payment provider refuses the request ({0}); its own log says more")]
    Refused(&'static str),
    /// Its answer is none that can be read.
    #[error("the payment provider's answer can't be read ({0}); compare the versions")]
    Odd(&'static str),
    /// An object of the other mode: a test where it is meant, or the reverse.
    #[error("the payment provider's object is of the other mode; set `payment.live` as the key is")]
    Mode,
}

impl Fault {
    /// Whether the same request may succeed later.
    pub const fn passes(self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Disturbed(_))
    }
}
