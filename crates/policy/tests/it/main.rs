//! The tests of the policy crate, in one binary.

mod archive;
mod changes;
mod diagnostics;
mod fixture;
mod naive;
mod random;
mod sentences;
mod shipped;
