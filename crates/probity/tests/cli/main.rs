//! The command line, run as people run it: the real binary, a directory of its own, its exit status
//! and what it prints.

#[path = "../support/mod.rs"]
mod support;

mod bad_logs;
mod copies;
mod demo;
mod doctor;
mod export;
mod follow;
mod foundation;
mod guard;
mod help;
mod imports;
mod init;
mod keys;
mod ledger;
mod membership;
mod policy;
mod postgres;
mod publish;
mod rejected;
mod rows;
mod serve;
mod site;
mod staff;
mod usage;
mod usage_reports;
