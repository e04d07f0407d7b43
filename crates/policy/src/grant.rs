//! Owns the grant: the proof that a policy allowed one flow, without which no plaintext leaves.

use std::sync::Arc;

use crate::version::Version;
use crate::words::{Action, Ground, Purpose, Recipient};

/// An allow of a policy, made into a thing that the next step needs.
///
/// Only [`crate::Policy::grant`] mints it. It cannot be built by hand, copied or serialised, and
/// it holds nothing personal.
///
/// ```compile_fail
/// fn copy(grant: &probity_policy::Grant) -> probity_policy::Grant {
///     grant.clone()
/// }
/// ```
#[derive(Debug)]
#[must_use = "a grant is given to what needs it"]
pub struct Grant {
    pub(crate) action: Action,
    pub(crate) category: Arc<str>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) ground: Option<Ground>,
    pub(crate) recipient: Option<Recipient>,
    pub(crate) clause: Arc<str>,
    pub(crate) version: Version,
}

impl Grant {
    /// What is allowed.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The category it is allowed for.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// The one purpose it is allowed for; none for keep.
    pub fn purpose(&self) -> Option<Purpose> {
        self.purpose
    }

    /// The ground of a disclosure.
    pub fn ground(&self) -> Option<Ground> {
        self.ground
    }

    /// The recipient of a disclosure.
    pub fn recipient(&self) -> Option<Recipient> {
        self.recipient
    }

    /// The id of the clause that allows it.
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// The version of the policy that allowed it.
    pub fn version(&self) -> Version {
        self.version
    }
}

/// A deny of a policy, in words for whoever asked. It holds no personal value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(crate) action: Action,
    pub(crate) category: Option<Arc<str>>,
    pub(crate) clause: Option<Arc<str>>,
    pub(crate) version: Version,
    pub(crate) sentence: String,
}

impl Refusal {
    /// Why not, as one plain sentence that names the clause where one forbids it.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// What was refused.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The category it was refused for; none when the policy declares no such category.
    pub fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }

    /// The id of the clause that forbids it; none when no clause allows it.
    pub fn clause(&self) -> Option<&str> {
        self.clause.as_deref()
    }

    /// The version of the policy that refused it.
    pub fn version(&self) -> Version {
        self.version
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Refusal {}
