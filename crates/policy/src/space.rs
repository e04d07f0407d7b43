//! Owns the numbering of the finite space of flows: one dense number for each flow of a category.
//!
//! The numbers are internal and may change between releases; nothing stores them.

use crate::flow::Flow;
use crate::words::{Action, Giver, Ground, Message, Purpose, Recipient, Role};

const COLLECT: usize = 0;
const USE: usize = COLLECT + Giver::COUNT * Purpose::COUNT * 2;
const SHOW: usize = USE + Role::COUNT * Purpose::COUNT * 4;
const DISCLOSE: usize = SHOW + Role::COUNT * Purpose::COUNT * 4;
const SEND: usize = DISCLOSE + Recipient::COUNT * Purpose::COUNT * Ground::COUNT * 8;
const KEEP: usize = SEND + Role::COUNT * Purpose::COUNT * Message::COUNT * 4;

/// How many flows each category has.
pub(crate) const FLOWS: usize = KEEP + 8;

/// The number of a flow within its category; always below [`FLOWS`].
pub(crate) const fn number(flow: &Flow<'_>) -> usize {
    match flow {
        Flow::Collect { giver, purpose, consent, .. } => {
            COLLECT + (giver.index() * Purpose::COUNT + purpose.index()) * 2 + *consent as usize
        }
        Flow::Use { role, purpose, consent, restricted, .. } => {
            USE + acting(*role, *purpose) * 4 + flags(&[*consent, *restricted])
        }
        Flow::Show { role, purpose, consent, restricted, .. } => {
            SHOW + acting(*role, *purpose) * 4 + flags(&[*consent, *restricted])
        }
        Flow::Send { role, purpose, message, consent, restricted, .. } => {
            SEND + (acting(*role, *purpose) * Message::COUNT + message.index()) * 4
                + flags(&[*consent, *restricted])
        }
        Flow::Disclose { recipient, purpose, ground, consent, restricted, agreement, .. } => {
            let to = recipient.index() * Purpose::COUNT + purpose.index();
            DISCLOSE
                + (to * Ground::COUNT + ground.index()) * 8
                + flags(&[*consent, *restricted, *agreement])
        }
        Flow::Keep { expired, restricted, hold, .. } => {
            KEEP + flags(&[*expired, *restricted, *hold])
        }
    }
}

const fn acting(role: Role, purpose: Purpose) -> usize {
    role.index() * Purpose::COUNT + purpose.index()
}

const fn flags(values: &[bool]) -> usize {
    let mut number = 0;
    let mut rest = values;
    while let [first, tail @ ..] = rest {
        number = number * 2 + *first as usize;
        rest = tail;
    }
    number
}

/// Every flow of a category, in the order of [`number`].
pub(crate) fn flows(category: &str) -> impl Iterator<Item = Flow<'_>> {
    Action::ALL.iter().flat_map(move |action| flows_of(category, *action))
}

/// Every flow of one action on a category.
pub(crate) fn flows_of(category: &str, action: Action) -> Box<dyn Iterator<Item = Flow<'_>> + '_> {
    let purposes = || Purpose::ALL.iter().copied();
    let twice = || [false, true].into_iter();
    let roles = move || {
        Role::ALL.iter().flat_map(move |role| purposes().map(move |purpose| (*role, purpose)))
    };
    let four = move || twice().flat_map(move |a| twice().map(move |b| (a, b)));
    let eight = move || four().flat_map(move |(a, b)| twice().map(move |c| (a, b, c)));
    match action {
        Action::Collect => Box::new(Giver::ALL.iter().flat_map(move |giver| {
            purposes().flat_map(move |purpose| {
                twice().map(move |consent| Flow::Collect {
                    category,
                    giver: *giver,
                    purpose,
                    consent,
                })
            })
        })),
        Action::Use => Box::new(roles().flat_map(move |(role, purpose)| {
            four().map(move |(consent, restricted)| Flow::Use {
                category,
                role,
                purpose,
                consent,
                restricted,
            })
        })),
        Action::Show => Box::new(roles().flat_map(move |(role, purpose)| {
            four().map(move |(consent, restricted)| Flow::Show {
                category,
                role,
                purpose,
                consent,
                restricted,
            })
        })),
        Action::Send => Box::new(roles().flat_map(move |(role, purpose)| {
            Message::ALL.iter().flat_map(move |message| {
                four().map(move |(consent, restricted)| Flow::Send {
                    category,
                    role,
                    purpose,
                    message: *message,
                    consent,
                    restricted,
                })
            })
        })),
        Action::Disclose => Box::new(Recipient::ALL.iter().flat_map(move |recipient| {
            purposes().flat_map(move |purpose| {
                Ground::ALL.iter().flat_map(move |ground| {
                    eight().map(move |(consent, restricted, agreement)| Flow::Disclose {
                        category,
                        recipient: *recipient,
                        purpose,
                        ground: *ground,
                        consent,
                        restricted,
                        agreement,
                    })
                })
            })
        })),
        Action::Keep => Box::new(eight().map(move |(expired, restricted, hold)| Flow::Keep {
            category,
            expired,
            restricted,
            hold,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flow_has_its_own_number_in_order() {
        let numbers: Vec<_> = flows("x").map(|flow| number(&flow)).collect();
        assert_eq!(numbers, (0..FLOWS).collect::<Vec<_>>());
    }
}
