//! Memberships: which classes somebody holds beside their account, since when and until when.
//!
//! - [`calendar`] and [`life`] are the pure core: years, days, and what a membership is on a day.
//! - [`scheme`] is what the foundation chose: its classes, its days, its time zone.
//! - [`book`] is all that a person holds or held, out of the table and back; `record` what follows
//!   from a change of it for what the policy takes them for and for what lies sealed.
//! - [`act`] is everything that can be done, each within a transaction of the caller's. Payments come in
//!   by [`act::Acts::paid`]: until then a class that costs something is pending.
//! - `clock` is what a day brings by itself; [`roll`] who votes on a record date.
//!
//! A class, a state and days stand in the table under a random id, like the role of staff: the hourly
//! work and the roll need them. What the person reads of it lies sealed with their key, each change on
//! the ledger; so does what they certify and their address.

pub mod act;
pub mod book;
pub mod calendar;
mod clock;
pub mod life;
pub(crate) mod record;
pub mod roll;
pub mod scheme;

pub use act::{Acts, Asking, Period, Reason, Refusal};
pub use life::{Granted, Standing};
pub use scheme::Scheme;
