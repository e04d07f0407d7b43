//! Why a record is opened: a closed list, because the ledger is kept forever and holds no free text.

/// A reason for opening a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// The person asked something.
    Question,
    /// Something is wrong and is being put right.
    Correction,
    /// Work on a membership or a vote.
    Membership,
    /// Work on a payment, a receipt or a refund.
    Payment,
    /// Something is to be sent to the person, or came back.
    Letter,
    /// Something looks like fraud or abuse.
    Misuse,
    /// An authority or a court asks.
    Order,
    /// The records are being reviewed.
    Review,
}

impl Need {
    /// Every one, in the order in which they are offered.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Question,
        Self::Correction,
        Self::Membership,
        Self::Payment,
        Self::Letter,
        Self::Misuse,
        Self::Order,
        Self::Review,
    ];

    /// The name in forms.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Correction => "correction",
            Self::Membership => "membership",
            Self::Payment => "payment",
            Self::Letter => "letter",
            Self::Misuse => "misuse",
            Self::Order => "order",
            Self::Review => "review",
        }
    }

    /// What the ledger notes. Fixed: it stands in entries that are kept forever.
    pub(crate) const fn note(self) -> &'static str {
        match self {
            Self::Question => "need: question",
            Self::Correction => "need: correction",
            Self::Membership => "need: membership",
            Self::Payment => "need: payment",
            Self::Letter => "need: letter",
            Self::Misuse => "need: misuse",
            Self::Order => "need: order",
            Self::Review => "need: review",
        }
    }

    /// The message that says it to staff and to the person.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Question => "desk-need-question",
            Self::Correction => "desk-need-correction",
            Self::Membership => "desk-need-membership",
            Self::Payment => "desk-need-payment",
            Self::Letter => "desk-need-letter",
            Self::Misuse => "desk-need-misuse",
            Self::Order => "desk-need-order",
            Self::Review => "desk-need-review",
        }
    }

    /// The one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|need| need.name() == name)
    }

    /// The one that a note on the ledger stands for.
    pub(crate) fn noted(note: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|need| need.note() == note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_and_notes_differ() {
        for need in Need::ALL {
            assert_eq!(Need::named(need.name()), Some(*need));
            assert_eq!(need.note(), format!("need: {}", need.name()));
        }
        assert_eq!(Need::named(""), None);
    }
}
