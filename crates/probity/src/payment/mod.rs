//! Payments: how they stand, who moves the money, and what is believed of what they say.
//!
//! Pure: `standing`, `signature`, `fault`. Behind the seam [`provider::Provider`]: `stripe`, a
//! client of Stripe's API, and `sandbox`, a server that speaks the same and moves nothing. A new
//! provider is a variant there and a folder here.
//!
//! A payment of ours (`record`) is begun in `take`, looked at and kept in `settle`, after a webhook
//! (`webhook`) or by the task that asks by itself (`reconcile`). Cards are taken only under an agreement
//! that `register` holds. What came another way staff put on record (`offline`); money goes back in
//! `refund`. Some are for a year of a membership (`fee`).
//!
//! A card's number reaches none of it: it is typed on the provider's own page.

mod disclose;
pub mod fault;
pub(crate) mod fee;
pub(crate) mod offline;
pub mod provider;
pub mod reconcile;
pub(crate) mod record;
pub(crate) mod refund;
pub mod register;
pub mod sandbox;
pub mod service;
pub(crate) mod settle;
pub mod signature;
pub mod standing;
pub mod stripe;
pub(crate) mod take;
pub(crate) mod webhook;

pub use service::Payments;
