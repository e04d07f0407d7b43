//! The journey of a person, in a real browser against the real program, with real mail.
//!
//! One file a concern: `journey` walks it, with and without JavaScript; `layout` looks at every
//! page at two widths, light and dark; `demo` opens the demonstration.

#[path = "../support/mod.rs"]
mod support;

mod chrome;
mod comfort;
mod demo;
mod journey;
mod layout;
