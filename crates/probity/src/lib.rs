//! The membership platform in which the policy is the program: its command line, its site, its
//! mail. What decides, what keeps and what proves stand in crates of their own.

mod api;
pub mod app;
pub mod cli;
pub mod config;
mod counts;
mod csv;
pub mod data;
pub mod demo;
pub mod desk;
pub mod evidence;
pub mod giving;
mod guard;
pub mod language;
pub mod mail;
pub mod members;
pub mod membership;
pub mod pages;
pub mod payment;
pub mod sinks;
pub mod site;
pub mod store;
pub mod usage;
