//! Members: joining, confirming, signing in, and everything an account can do.
//!
//! One endpoint a file: its form, its handler, what can go wrong. [`crate::site::routes`] lists their
//! addresses.

pub mod check;
pub mod countries;
pub mod credential;
pub mod link;
pub mod session;

pub(crate) mod account;
pub(crate) mod address;
pub(crate) mod confirm;
pub(crate) mod consents;
pub(crate) mod correct;
pub(crate) mod data;
pub(crate) mod enrol;
pub(crate) mod entries;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod fee;
pub(crate) mod held;
pub(crate) mod housekeeping;
pub(crate) mod join;
pub(crate) mod membership;
pub(crate) mod password;
pub(crate) mod profile;
pub(crate) mod restrict;
pub(crate) mod sessions;
pub(crate) mod side;
pub(crate) mod sift;
pub(crate) mod signin;
pub(crate) mod signin_link;
pub(crate) mod signout;
pub(crate) mod uses;
