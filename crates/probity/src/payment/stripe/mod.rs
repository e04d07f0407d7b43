//! A client of Stripe's HTTP API: the part of it that we use, after its published reference.
//!
//! `client` sends and repeats, `form` encodes what is sent, [`objects`] are the answers as far as we
//! read them, `calls` are what can be asked. Every request names the version of the API that this code
//! was written for, so that a change there does not change what we read.

mod calls;
mod client;
mod form;
pub mod objects;

pub use client::{Settings, Stripe};

/// The version of the API that is asked for.
pub(crate) const VERSION: &str = "2025-09-30.clover";
