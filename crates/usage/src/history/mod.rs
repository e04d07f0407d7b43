//! The history: what is kept of requests and visits, by site and day.
//!
//! Rows are Parquet ([`RequestWriter`], [`VisitWriter`], and their readers), so that any engine opens
//! them. No address is in a row: those of a segment's rows stand beside it ([`Addresses`]), to be sealed
//! under the day's key. A [`Collector`] sorts what comes out of a log into segments: the rows of one
//! site and day.

mod addresses;
mod batch;
mod collect;
mod day;
mod dictionary;
mod encode;
mod numbered;
mod read;
mod row;
mod schema;
mod segment;
mod sites;
mod version;
mod write;

pub use addresses::{Addresses, BadAddresses};
pub(crate) use batch::Counted;
pub use batch::{RequestBatch, VisitBatch};
pub use collect::{Collector, Part, Staging};
pub use day::{Day, NoDay};
pub use read::{ReadError, RequestReader, VisitReader};
pub use row::{Network, NoNetwork, RequestRow, VisitRow};
pub use segment::Segment;
pub(crate) use segment::{Asked, Done, Job};
pub use sites::{OTHER, Sites};
pub use write::{Encoded, RequestWriter, VisitWriter};
