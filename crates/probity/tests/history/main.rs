//! The files of the usage history, where they lie and who else reads them.

#[path = "../support/mod.rs"]
mod support;

mod files;
mod interop;
mod storage;
