//! The foundation's pages: a folder of Markdown files and pictures, read into a [`Tree`].
//!
//! One file is one page, its address is its path. [`walk`] lists the folder within its limits,
//! [`front`] reads what stands between the `+++` lines, [`markdown`] makes safe HTML of the rest,
//! [`tree`] puts it all together, and a [`Shelf`] keeps the tree up to date while the service runs:
//! what is wrong in a file is said once, with its place, and the last good page stays. [`check`] is
//! what `probity site check` says beyond that. The format is described in `docs/data-model.md`.
//!
//! Nothing here knows a visitor or a session. Pages are public, and the same for everyone.

pub mod address;
pub mod check;
pub mod feed;
pub mod front;
pub mod html;
pub mod kind;
pub mod limits;
pub mod load;
pub mod markdown;
pub mod picture;
pub mod problem;
pub mod search;
pub mod shelf;
pub mod tree;
pub mod walk;
pub mod words;

pub use problem::{Problem, Topic};
pub use shelf::Shelf;
pub use tree::{File, Page, Text, Tree};
