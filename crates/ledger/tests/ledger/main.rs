//! The ledger against independent implementations and against tampering.

mod entries;
mod naive;
mod notes;
mod proofs;
mod stored;
mod tampering;
mod tiles;
