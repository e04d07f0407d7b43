//! Questions in SQL to the files of the usage history, and to nothing else.
//!
//! An [`Engine`] knows two tables, `requests` and `visits`, made of the Parquet files that it was given.
//! It reads no other file, writes none, and runs nothing but a query ([`Engine::ask`]). By what a
//! question may be asked for ([`Rule`]) it is answered row by row, or only in sums behind which enough
//! visitors stand. Nothing is read before [`Engine::answer`], so that the reading can be put on record
//! between the two.
//!
//! The crate knows no policy, no key and no address: there is none in these files.

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)
)]

mod answer;
mod columns;
mod engine;
mod error;
mod few;
mod files;

pub use answer::Answer;
pub use columns::Topic;
pub use engine::{Engine, Limits, Question};
pub use error::SqlError;
pub use few::{ENOUGH, Rule};
pub use files::{File, Source};
