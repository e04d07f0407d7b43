//! The site: its addresses, its pages for everyone, and what stands around all of them.
//!
//! [`routes`] is the table of addresses. A page is one file with its template, its handler and what
//! can go wrong; pages about members stand in [`crate::members`]. Everything is server-rendered and
//! needs no script.

pub(crate) mod assets;
pub(crate) mod cache;
pub(crate) mod chart;
pub(crate) mod chrome;
pub(crate) mod content;
pub(crate) mod cookies;
pub mod failure;
pub(crate) mod field;
pub(crate) mod frame;
pub(crate) mod grid;
pub(crate) mod guard;
pub(crate) mod health;
pub(crate) mod hex;
pub(crate) mod home;
mod ledger;
pub(crate) mod left;
pub(crate) mod moment;
pub(crate) mod outbox;
pub(crate) mod pieces;
pub(crate) mod privacy;
pub(crate) mod reader;
mod record;
pub(crate) mod refused;
pub mod routes;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod sitemap;
pub(crate) mod style;
pub(crate) mod submission;
pub(crate) mod throttle;
pub(crate) mod typed;
pub(crate) mod urlencoded;
pub(crate) mod visitor;
pub(crate) mod well_known;

pub use routes::router;
