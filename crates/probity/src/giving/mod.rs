//! Giving: amounts of money, and the pages on which somebody gives.
//!
//! What is given is counted in whole minor units ([`money`]); there is no floating point anywhere near
//! it. How it is paid stands in [`crate::payment`].

pub mod currency;
pub(crate) mod donate;
pub(crate) mod gift;
pub mod money;
pub(crate) mod payments;
pub mod typing;
