//! The crate through its public door: every format with its oddities, visits beside a naive
//! reference, user agents beside uap-core's own cases.

mod collecting;
mod detecting;
mod formats;
mod guard;
mod history;
mod importing;
mod logs;
mod naive;
mod oddities;
mod sessions;
mod uap;
mod writers;
