//! The site in a real browser, against the real program.
//!
//! One file a concern: `journey` walks the whole journey of a person, with and without JavaScript,
//! with real mail; `demo` opens the demonstration, `giving` gives in it; `pages` lists every page of the site, and the
//! others go through that list: `layout` looks at each in every view, `html` has its HTML validated,
//! `keyboard` uses it without a mouse. `lighthouse` has the most seen pages judged. `left` looks
//! into the history for when pages were left.

#[path = "../support/mod.rs"]
mod support;

mod chrome;
mod comfort;
mod demo;
mod giving;
#[path = "../site/history.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod history;
mod html;
mod journey;
mod keyboard;
mod layout;
mod left;
mod lighthouse;
mod pages;
mod world;
