//! The desk: where staff work, each in the role that the policy knows them by.
//!
//! - `staff` appoints and dismisses; `enrol`, `signin` and `code` let in, with a second factor.
//! - `entry` is who is in: a handler that takes a `entry::Staff` or a `entry::Desk` is for them.
//! - `rights` asks the policy what a role may do; the answer is the purposes, which the next step
//!   needs. No role is named there.
//! - `frame` is the frame around every page; a new desk is a line in its table and a file here.
//!
//! A personal value is shown on the desk by `record`, `certifications`, `payment`, `roster` and `threats` alone:
//! after a need was stated, and on the ledger before it is opened.

pub(crate) mod certifications;
pub(crate) mod code;
pub(crate) mod enrol;
pub(crate) mod enter;
pub(crate) mod entry;
pub(crate) mod frame;
pub(crate) mod ledger;
pub(crate) mod mail;
pub(crate) mod me;
pub(crate) mod memberships;
pub(crate) mod need;
pub(crate) mod overview;
pub(crate) mod payment;
pub(crate) mod payment_new;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod policy;
pub(crate) mod qr;
pub(crate) mod record;
pub(crate) mod recovery;
pub(crate) mod rights;
pub(crate) mod roster;
pub(crate) mod signin;
pub mod staff;
pub(crate) mod threats;
pub(crate) mod totp;
pub(crate) mod usage;
pub(crate) mod verification;
