//! The membership platform in which the policy is the program: its command line, its site, its
//! mail. What decides, what keeps and what proves stand in crates of their own.

pub mod config;
