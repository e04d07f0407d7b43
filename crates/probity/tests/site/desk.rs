//! `/desk`: who gets in and how, what each role finds there, and that a person's record opens for a
//! stated need only, on the ledger.

mod colleague;

mod alerts;
mod doors;
mod enter;
mod ledger;
mod people;
mod signin;
mod staff;
mod usage;

pub(crate) use colleague::{App, Colleague, code, colleague};
