//! The test cards: which number does what. They are numbers that Stripe publishes for its own tests.

/// What a card does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It pays.
    Paid,
    /// Its bank says no.
    Declined,
    /// There is not enough on it.
    NoFunds,
    /// Its bank asks the payer first (3-D Secure).
    Challenge,
    /// It pays, and its owner contests that at once.
    Contested,
}

/// A test card: its number, what it does.
pub(super) const CARDS: &[(&str, Outcome)] = &[
    ("4242 4242 4242 4242", Outcome::Paid),
    ("4000 0000 0000 0002", Outcome::Declined),
    ("4000 0000 0000 9995", Outcome::NoFunds),
    ("4000 0000 0000 3220", Outcome::Challenge),
    ("4000 0000 0000 0259", Outcome::Contested),
];

/// What the card with this number does; none if it is no test card. Blanks and hyphens do not count.
pub(super) fn outcome(typed: &str) -> Option<Outcome> {
    let plain = |text: &str| {
        text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect::<String>()
    };
    let typed = zeroize::Zeroizing::new(plain(typed));
    CARDS.iter().find(|(number, _)| plain(number) == *typed).map(|(_, outcome)| *outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_cards_do_anything() {
        assert_eq!(outcome("4242424242424242"), Some(Outcome::Paid));
        assert_eq!(outcome(" 4000-0000-0000-3220 "), Some(Outcome::Challenge));
        assert_eq!(outcome("4111 1111 1111 1111"), None);
        assert_eq!(outcome(""), None);
    }
}
