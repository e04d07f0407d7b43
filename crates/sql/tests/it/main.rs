//! The engine through its public door, over files that the history's own writer made.

mod history;
mod limits;
mod questions;
mod secrecy;
