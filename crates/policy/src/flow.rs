//! Owns the question put to a policy (a flow) and its answer (a decision).

use crate::words::{Action, Giver, Ground, Message, Purpose, Recipient, Role};

/// One flow of personal data, fully described: what is done, by or to whom, for what.
///
/// A category is named as the data map names it; a name that it does not hold is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the fields are the vocabulary's own words")]
pub enum Flow<'a> {
    /// Taking a value in from a giver.
    Collect { category: &'a str, giver: Giver, purpose: Purpose, consent: bool },
    /// Working with a value inside.
    Use { category: &'a str, role: Role, purpose: Purpose, consent: bool, restricted: bool },
    /// Putting a value before somebody's eyes.
    Show { category: &'a str, role: Role, purpose: Purpose, consent: bool, restricted: bool },
    /// Using a value to write to its person.
    Send {
        category: &'a str,
        role: Role,
        purpose: Purpose,
        message: Message,
        consent: bool,
        restricted: bool,
    },
    /// Giving a value to somebody outside.
    Disclose {
        category: &'a str,
        recipient: Recipient,
        purpose: Purpose,
        ground: Ground,
        consent: bool,
        restricted: bool,
        agreement: bool,
    },
    /// Holding a value.
    Keep { category: &'a str, expired: bool, restricted: bool, hold: bool },
}

/// Who stands at the other end of a flow, whatever the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// Who gives (collect).
    Giver(Giver),
    /// Who acts or sees (use, show, send).
    Role(Role),
    /// Who receives (disclose).
    Recipient(Recipient),
    /// The foundation itself (keep).
    Holder,
}

impl Principal {
    /// The entity type and id that stand for the principal in Cedar.
    pub const fn entity(self) -> (&'static str, &'static str) {
        match self {
            Self::Giver(giver) => (Giver::ENTITY, giver.name()),
            Self::Role(role) => (Role::ENTITY, role.name()),
            Self::Recipient(recipient) => (Recipient::ENTITY, recipient.name()),
            Self::Holder => ("Holder", "foundation"),
        }
    }
}

/// A yes-or-no circumstance of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    /// The person has agreed.
    Consent,
    /// The person has asked for the use to be restricted.
    Restricted,
    /// A written agreement with the recipient is in force.
    Agreement,
    /// The retention of the value has ended.
    Expired,
    /// The law makes the foundation hold the value.
    Hold,
}

impl Flag {
    /// Every flag.
    pub const ALL: &'static [Self] =
        &[Self::Consent, Self::Restricted, Self::Agreement, Self::Expired, Self::Hold];

    /// The context attribute that carries the flag in Cedar.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Restricted => "restricted",
            Self::Agreement => "agreement",
            Self::Expired => "expired",
            Self::Hold => "hold",
        }
    }
}

impl<'a> Flow<'a> {
    /// What is done.
    pub const fn action(&self) -> Action {
        match self {
            Self::Collect { .. } => Action::Collect,
            Self::Use { .. } => Action::Use,
            Self::Show { .. } => Action::Show,
            Self::Send { .. } => Action::Send,
            Self::Disclose { .. } => Action::Disclose,
            Self::Keep { .. } => Action::Keep,
        }
    }

    /// The category's name, as given.
    pub const fn category(&self) -> &'a str {
        match self {
            Self::Collect { category, .. }
            | Self::Use { category, .. }
            | Self::Show { category, .. }
            | Self::Send { category, .. }
            | Self::Disclose { category, .. }
            | Self::Keep { category, .. } => category,
        }
    }

    /// Who gives, acts, sees or receives.
    pub const fn principal(&self) -> Principal {
        match self {
            Self::Collect { giver, .. } => Principal::Giver(*giver),
            Self::Use { role, .. } | Self::Show { role, .. } | Self::Send { role, .. } => {
                Principal::Role(*role)
            }
            Self::Disclose { recipient, .. } => Principal::Recipient(*recipient),
            Self::Keep { .. } => Principal::Holder,
        }
    }

    /// What it is for; none for keep.
    pub const fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::Collect { purpose, .. }
            | Self::Use { purpose, .. }
            | Self::Show { purpose, .. }
            | Self::Send { purpose, .. }
            | Self::Disclose { purpose, .. } => Some(*purpose),
            Self::Keep { .. } => None,
        }
    }

    /// The ground of a disclosure.
    pub const fn ground(&self) -> Option<Ground> {
        match self {
            Self::Disclose { ground, .. } => Some(*ground),
            _ => None,
        }
    }

    /// The recipient of a disclosure.
    pub const fn recipient(&self) -> Option<Recipient> {
        match self {
            Self::Disclose { recipient, .. } => Some(*recipient),
            _ => None,
        }
    }

    /// The kind of message that is sent.
    pub const fn message(&self) -> Option<Message> {
        match self {
            Self::Send { message, .. } => Some(*message),
            _ => None,
        }
    }

    /// A circumstance; none where the action does not know it.
    pub const fn flag(&self, flag: Flag) -> Option<bool> {
        match (self, flag) {
            (
                Self::Collect { consent, .. }
                | Self::Use { consent, .. }
                | Self::Show { consent, .. }
                | Self::Send { consent, .. }
                | Self::Disclose { consent, .. },
                Flag::Consent,
            ) => Some(*consent),
            (
                Self::Use { restricted, .. }
                | Self::Show { restricted, .. }
                | Self::Send { restricted, .. }
                | Self::Disclose { restricted, .. }
                | Self::Keep { restricted, .. },
                Flag::Restricted,
            ) => Some(*restricted),
            (Self::Disclose { agreement, .. }, Flag::Agreement) => Some(*agreement),
            (Self::Keep { expired, .. }, Flag::Expired) => Some(*expired),
            (Self::Keep { hold, .. }, Flag::Hold) => Some(*hold),
            _ => None,
        }
    }
}

/// Points at a rule of the policy that decided; [`crate::Policy::clause`] and
/// [`crate::Policy::rule`] resolve it. It means nothing to another policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClauseRef(pub(crate) u16);

/// The answer of a policy to a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Allowed, by the first permitting rule in the order of the document.
    Allow(ClauseRef),
    /// Denied, by the first forbidding rule, or because no rule permits it.
    Deny(Option<ClauseRef>),
}

impl Decision {
    /// Whether the flow may happen.
    pub const fn is_allowed(self) -> bool {
        matches!(self, Self::Allow(_))
    }

    /// The rule that decided; none when no rule speaks of the flow.
    pub const fn rule(self) -> Option<ClauseRef> {
        match self {
            Self::Allow(rule) => Some(rule),
            Self::Deny(rule) => rule,
        }
    }
}
