//! The history: what is kept of requests and visits, by site and day.

mod row;

pub use row::{Network, RequestRow, VisitRow};
