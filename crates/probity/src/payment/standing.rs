//! How a payment stands, and what can follow. Pure: what was seen at the provider goes in, the standing
//! comes out.
//!
//! Events arrive late, twice, in any order, or not at all, so none of them is believed: each only says
//! that the payment should be looked at. What is looked at is the provider's own object, whole, and a
//! look is taken in only if no other was since it began (`super::settle`). So looks are in order even
//! where events are not, and all that remains to be decided here is what one look after another may mean.

use std::fmt;

/// How a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// It was begun; nobody has paid.
    Created,
    /// The payer has acted; the provider or a bank still works on it.
    Pending,
    /// The money is reserved and not taken.
    Held,
    /// It was given up, refused for good, or ran out.
    Failed,
    /// The money was taken.
    Succeeded,
    /// Some of it went back.
    PartlyRefunded,
    /// All of it went back.
    Refunded,
    /// The payer's bank contests it.
    Disputed,
    /// It was contested, and we keep the money.
    Won,
    /// It was contested, and the money is gone.
    Lost,
}

/// How far the payment itself is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nothing was paid yet.
    Open,
    /// Being worked on.
    Pending,
    /// Reserved.
    Held,
    /// Over, without money.
    Failed,
    /// The money was taken.
    Paid,
}

/// How much went back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// Nothing.
    Nothing,
    /// Less than was paid.
    Some,
    /// All of it.
    All,
}

/// What a bank did about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dispute {
    /// It asks, or has taken the money while it decides.
    Open,
    /// Decided for us.
    Won,
    /// Decided against us.
    Lost,
}

/// What one look at the provider showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// How far it is.
    pub progress: Progress,
    /// How much went back.
    pub returned: Returned,
    /// Whether a bank contests it.
    pub dispute: Option<Dispute>,
}

/// What was seen can't follow on how the payment stood: money that was taken is not untaken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payment that is `{from}` can't become `{to}`; look at it at the provider")]
pub struct Impossible {
    /// How it stood.
    pub from: Standing,
    /// What was seen.
    pub to: Standing,
}

impl Standing {
    /// Every standing.
    pub const ALL: &'static [Self] = &[
        Self::Created,
        Self::Pending,
        Self::Held,
        Self::Failed,
        Self::Succeeded,
        Self::PartlyRefunded,
        Self::Refunded,
        Self::Disputed,
        Self::Won,
        Self::Lost,
    ];

    /// The name in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Pending => "pending",
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Succeeded => "succeeded",
            Self::PartlyRefunded => "partly-refunded",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The standing with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|standing| standing.name() == name)
    }

    /// What a look means by itself. A bank's word stands above a refund, a refund above the payment.
    pub const fn of(seen: Seen) -> Self {
        match (seen.progress, seen.dispute, seen.returned) {
            (Progress::Open, _, _) => Self::Created,
            (Progress::Pending, _, _) => Self::Pending,
            (Progress::Held, _, _) => Self::Held,
            (Progress::Failed, _, _) => Self::Failed,
            (Progress::Paid, Some(Dispute::Open), _) => Self::Disputed,
            (Progress::Paid, Some(Dispute::Won), _) => Self::Won,
            (Progress::Paid, Some(Dispute::Lost), _) => Self::Lost,
            (Progress::Paid, None, Returned::All) => Self::Refunded,
            (Progress::Paid, None, Returned::Some) => Self::PartlyRefunded,
            (Progress::Paid, None, Returned::Nothing) => Self::Succeeded,
        }
    }

    /// How it stands after a later look.
    ///
    /// # Errors
    /// What can't follow; the payment then stays as it stood.
    pub const fn after(self, seen: Seen) -> Result<Self, Impossible> {
        let to = Self::of(seen);
        if to.level() < self.level() { Err(Impossible { from: self, to }) } else { Ok(to) }
    }

    /// Whether money was taken, wherever it is now.
    pub const fn is_paid(self) -> bool {
        self.level() >= 2
    }

    /// Whether the provider may still change it without anything new being done: it is asked again.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending | Self::Held | Self::Disputed)
    }

    /// How far it is on the one way there is: begun, over without money, paid, contested. A refund that
    /// fails, or a second instance that decides otherwise, moves within a level and never back to an
    /// earlier one.
    const fn level(self) -> u8 {
        match self {
            Self::Created | Self::Pending | Self::Held => 0,
            Self::Failed => 1,
            Self::Succeeded | Self::PartlyRefunded | Self::Refunded => 2,
            Self::Disputed | Self::Won | Self::Lost => 3,
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPEN: Seen =
        Seen { progress: Progress::Open, returned: Returned::Nothing, dispute: None };
    const PAID: Seen = Seen { progress: Progress::Paid, ..OPEN };

    fn then(from: Standing, seen: Seen) -> Option<Standing> {
        from.after(seen).ok()
    }

    #[test]
    fn a_payment_goes_its_way() {
        assert_eq!(then(Standing::Created, PAID), Some(Standing::Succeeded));
        let held = Seen { progress: Progress::Held, ..OPEN };
        assert_eq!(then(Standing::Pending, held), Some(Standing::Held));
        // A card was declined: the page is open again.
        assert_eq!(then(Standing::Pending, OPEN), Some(Standing::Created));
        let failed = Seen { progress: Progress::Failed, ..OPEN };
        assert_eq!(then(Standing::Held, failed), Some(Standing::Failed));
        // If the provider took the money after all, then it did.
        assert_eq!(then(Standing::Failed, PAID), Some(Standing::Succeeded));
        let some = Seen { returned: Returned::Some, ..PAID };
        let all = Seen { returned: Returned::All, ..PAID };
        assert_eq!(then(Standing::Succeeded, some), Some(Standing::PartlyRefunded));
        assert_eq!(then(Standing::PartlyRefunded, all), Some(Standing::Refunded));
        // A refund that failed at the bank: the money is with us again.
        assert_eq!(then(Standing::Refunded, PAID), Some(Standing::Succeeded));
        let contested = Seen { dispute: Some(Dispute::Open), ..all };
        assert_eq!(then(Standing::Refunded, contested), Some(Standing::Disputed));
        let lost = Seen { dispute: Some(Dispute::Lost), ..PAID };
        assert_eq!(then(Standing::Disputed, lost), Some(Standing::Lost));
    }

    #[test]
    fn money_that_was_taken_is_not_untaken() {
        for from in Standing::ALL.iter().copied().filter(|from| from.is_paid()) {
            for progress in [Progress::Open, Progress::Pending, Progress::Held, Progress::Failed] {
                let refused = from.after(Seen { progress, ..OPEN }).unwrap_err();
                assert_eq!(refused.from, from);
            }
        }
        assert_eq!(
            Standing::Disputed.after(PAID).unwrap_err().to_string(),
            "a payment that is `disputed` can't become `succeeded`; look at it at the provider"
        );
        assert_eq!(then(Standing::Failed, OPEN), None);
    }

    #[test]
    fn names_are_read_back() {
        for standing in Standing::ALL {
            assert_eq!(Standing::named(standing.name()), Some(*standing));
        }
        assert_eq!(Standing::named("paid"), None);
    }

    /// What can be done to a payment at the provider.
    #[derive(Debug, Clone, Copy)]
    enum Act {
        Begin,
        Decline,
        Hold,
        Pay,
        Expire,
        Refund(u8),
        RefundFails,
        Contest,
        Decide(bool),
    }

    /// The provider's object.
    #[derive(Debug, Clone, Copy)]
    struct Object {
        progress: Progress,
        returned: u8,
        dispute: Option<Dispute>,
    }

    impl Object {
        /// What the provider does when asked; what it does not allow changes nothing.
        fn act(&mut self, act: Act) {
            let unpaid = !matches!(self.progress, Progress::Paid | Progress::Failed);
            match act {
                Act::Begin if unpaid => self.progress = Progress::Pending,
                Act::Decline if unpaid => self.progress = Progress::Open,
                Act::Hold if unpaid => self.progress = Progress::Held,
                Act::Pay if unpaid => self.progress = Progress::Paid,
                Act::Expire if unpaid => self.progress = Progress::Failed,
                Act::Refund(some) if self.progress == Progress::Paid && self.dispute.is_none() => {
                    self.returned = (self.returned + some % 4).min(10);
                }
                Act::RefundFails if self.dispute.is_none() => self.returned = 0,
                Act::Contest if self.progress == Progress::Paid => {
                    self.dispute = Some(Dispute::Open);
                }
                Act::Decide(won) if self.dispute == Some(Dispute::Open) => {
                    self.dispute = Some(if won { Dispute::Won } else { Dispute::Lost });
                }
                _ => {}
            }
        }

        fn seen(self) -> Seen {
            let returned = match self.returned {
                0 => Returned::Nothing,
                10 => Returned::All,
                _ => Returned::Some,
            };
            Seen { progress: self.progress, returned, dispute: self.dispute }
        }
    }

    fn any_act() -> impl Strategy<Value = Act> {
        prop_oneof![
            Just(Act::Begin),
            Just(Act::Decline),
            Just(Act::Hold),
            Just(Act::Pay),
            Just(Act::Expire),
            any::<u8>().prop_map(Act::Refund),
            Just(Act::RefundFails),
            Just(Act::Contest),
            any::<bool>().prop_map(Act::Decide),
        ]
    }

    proptest! {
        /// Whatever happens there, with whatever events lost, doubled and out of order: each event that
        /// does arrive leads to a look, every look can follow on the one before, and after the last one
        /// the payment stands as the object does.
        #[test]
        fn looks_lead_to_the_truth(
            acts in proptest::collection::vec((any_act(), any::<bool>()), 0..40),
        ) {
            let mut object =
                Object { progress: Progress::Open, returned: 0, dispute: None };
            let mut standing = Standing::Created;
            for (act, event_arrives) in acts {
                object.act(act);
                if event_arrives {
                    standing = standing.after(object.seen()).unwrap();
                    // The same event again changes nothing.
                    prop_assert_eq!(standing.after(object.seen()), Ok(standing));
                }
            }
            let last = standing.after(object.seen());
            prop_assert_eq!(last, Ok(Standing::of(object.seen())));
        }

        /// However looks come, money that was taken stays taken.
        #[test]
        fn nothing_goes_back_to_unpaid(
            looks in proptest::collection::vec((0..5_usize, 0..3_usize, 0..4_usize), 0..30),
        ) {
            let mut standing = Standing::Created;
            for (progress, returned, dispute) in looks {
                let seen = Seen {
                    progress: [Progress::Open, Progress::Pending, Progress::Held, Progress::Failed, Progress::Paid][progress],
                    returned: [Returned::Nothing, Returned::Some, Returned::All][returned],
                    dispute: [None, Some(Dispute::Open), Some(Dispute::Won), Some(Dispute::Lost)][dispute],
                };
                let next = standing.after(seen).unwrap_or(standing);
                prop_assert!(next.is_paid() || !standing.is_paid());
                standing = next;
            }
        }
    }
}
