//! Usage: what is kept of visits and requests, where it lies, and who reads it for what.

pub mod files;
