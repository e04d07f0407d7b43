//! Payments: how they stand, who moves the money, and what is believed of what they say.
//!
//! Pure: [`standing`], [`signature`], [`fault`]. Behind the seam [`provider::Provider`]: [`stripe`], a
//! client of Stripe's API, and [`sandbox`], a server that speaks the same and moves nothing. A new
//! provider is a variant there and a folder here.
//!
//! A card's number reaches none of it: it is typed on the provider's own page.

pub mod fault;
pub mod provider;
pub mod sandbox;
pub mod signature;
pub mod standing;
pub mod stripe;
