//! The container a personal value comes out in, and the sinks that may take it (invariant 1).
//!
//! A [`Personal`] can't be printed, compared, cloned, serialised or borrowed as text. It has one
//! exit, [`Personal::pour`], which wants the [`Grant`] it was released under and a [`Sink`] made for
//! that very action. Compile-fail tests hold each of these.
use crate::VaultError;
use probity_policy::{Action, Grant, Purpose, Recipient, Refusal, Version};
use std::fmt;
use zeroize::Zeroizing;

/// Where a personal value may end: a page, a mail, an export, a disclosure, a check inside.
///
/// Every implementation is an exit of personal data and stands in the one file that the threat model
/// names; what it takes it must not keep longer than its own output lives.
pub trait Sink {
    /// What pouring into this sink does with the value.
    const ACTION: Action;

    /// Takes one value.
    fn receive(&mut self, field: &str, value: &str);

    /// Takes one value, told which of its field's it is. Only a sink that tells several values of one
    /// field apart (those of several payments) listens to the number.
    fn receive_numbered(&mut self, field: &str, seq: u64, value: &str) {
        let _ = seq;
        self.receive(field, value);
    }
}

/// One personal value, released and on record, wiped from memory when dropped.
pub struct Personal {
    pub(crate) about: About,
    pub(crate) value: Zeroizing<String>,
}

/// What may be said of a value without saying it.
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) field: String,
    pub(crate) seq: u64,
    pub(crate) category: String,
    pub(crate) version: Version,
    pub(crate) source: String,
    pub(crate) collected_at_ms: i64,
    pub(crate) expires_at_ms: Option<i64>,
    pub(crate) action: Action,
    pub(crate) purpose: Purpose,
    pub(crate) recipient: Option<Recipient>,
}

impl Personal {
    /// The field, as the data map names it.
    pub fn field(&self) -> &str {
        &self.about.field
    }

    /// Which of the field's values it is, from 1.
    pub fn seq(&self) -> u64 {
        self.about.seq
    }

    /// The category of the field under the version that governs it.
    pub fn category(&self) -> &str {
        &self.about.category
    }

    /// The policy version that governs the value.
    pub fn version(&self) -> Version {
        self.about.version
    }

    /// Where it came from: the form or page.
    pub fn source(&self) -> &str {
        &self.about.source
    }

    /// When it was collected, in milliseconds since 1970.
    pub fn collected_at_ms(&self) -> i64 {
        self.about.collected_at_ms
    }

    /// When its retention ends, in milliseconds since 1970; none while its account lasts.
    pub fn expires_at_ms(&self) -> Option<i64> {
        self.about.expires_at_ms
    }

    /// Pours the value into a sink.
    ///
    /// # Errors
    /// [`VaultError::WrongGrant`] unless the grant covers this category, version, purpose and
    /// recipient, and the sink does what the grant allows.
    pub fn pour<S: Sink>(&self, grant: &Grant, sink: &mut S) -> Result<(), VaultError> {
        let about = &self.about;
        let covered = grant.action() == S::ACTION
            && grant.action() == about.action
            && grant.category() == about.category
            && grant.version() == about.version
            && grant.purpose() == Some(about.purpose)
            && grant.recipient() == about.recipient;
        if !covered {
            return Err(VaultError::WrongGrant { field: about.field.clone() });
        }
        sink.receive_numbered(&about.field, about.seq, &self.value);
        Ok(())
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Personal({}, redacted)", self.about.field)
    }
}

/// What one release yielded: values with their grants, and what was refused where that was allowed.
#[derive(Debug)]
pub struct Released {
    pub(crate) items: Vec<(Personal, usize)>,
    pub(crate) grants: Vec<Grant>,
    pub(crate) refused: Vec<(String, Refusal)>,
    pub(crate) entries: Vec<u64>,
}

impl Released {
    /// The values with the grant each was released under, in the order of the fields asked for.
    pub fn iter(&self) -> impl Iterator<Item = (&Personal, &Grant)> {
        self.items.iter().filter_map(|(personal, grant)| Some((personal, self.grants.get(*grant)?)))
    }

    /// Whether a value of the field was released.
    pub fn has(&self, field: &str) -> bool {
        self.items.iter().any(|(personal, _)| personal.field() == field)
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing was released: nothing held, or all refused.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Fields that were refused in a partial release, and why.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &Refusal)> {
        self.refused.iter().map(|(field, refusal)| (field.as_str(), refusal))
    }

    /// The ledger entries that record this release, by index.
    pub fn entries(&self) -> &[u64] {
        &self.entries
    }

    /// Pours every value of one field.
    ///
    /// # Errors
    /// [`VaultError::NotHeld`] when there is none; [`VaultError::WrongGrant`] when the sink does
    /// something else than what was released for.
    pub fn pour<S: Sink>(&self, field: &str, sink: &mut S) -> Result<(), VaultError> {
        let mut found = false;
        for (personal, grant) in self.iter().filter(|(personal, _)| personal.field() == field) {
            personal.pour(grant, sink)?;
            found = true;
        }
        if found { Ok(()) } else { Err(VaultError::NotHeld { field: field.to_owned() }) }
    }

    /// Pours all values, in order.
    ///
    /// # Errors
    /// [`VaultError::WrongGrant`] when the sink does something else than what was released for.
    pub fn pour_all<S: Sink>(&self, sink: &mut S) -> Result<(), VaultError> {
        self.iter().try_for_each(|(personal, grant)| personal.pour(grant, sink))
    }
}
