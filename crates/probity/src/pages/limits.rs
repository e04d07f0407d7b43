//! How much a folder of pages may hold. Beyond it a file is left out, and the log says which.

/// Bytes of one page.
pub const PAGE_BYTES: u64 = 256 * 1024;

/// Bytes of one picture or other file.
pub const FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes of all files together; they are held in memory.
pub const ALL_BYTES: u64 = 256 * 1024 * 1024;

/// Files and folders in all.
pub const ENTRIES: usize = 5_000;

/// Folders inside each other.
pub const DEPTH: usize = 8;

/// Characters of a page's title.
pub const TITLE: usize = 120;

/// Characters of a page's description.
pub const DESCRIPTION: usize = 400;

/// Former addresses of one page.
pub const REDIRECTS: usize = 50;
