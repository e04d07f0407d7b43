//! Addresses for programs: JSON in answers, no cookies, no pages.

pub(crate) mod problem;
pub(crate) mod tokens;
pub(crate) mod usage;
