//! The two tables: their columns, and what each of them is about.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

/// What a column tells of, by the category of the data map that it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Which page, when, how long.
    PageView,
    /// When somebody came and for how long.
    Visit,
    /// The browser.
    Browser,
    /// The operating system.
    System,
    /// Status, size, time taken.
    Outcome,
    /// The block of addresses.
    Network,
}

impl Topic {
    /// The category of the data map.
    pub fn category(self) -> &'static str {
        match self {
            Self::PageView => "page-view",
            Self::Visit => "visit",
            Self::Browser => "browser-type",
            Self::System => "operating-system",
            Self::Outcome => "request-outcome",
            Self::Network => "network",
        }
    }
}

/// One of the tables.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// How the names of its files end.
    pub(crate) ending: &'static str,
    /// What each of its rows is about, whichever columns are asked for.
    pub(crate) topic: Topic,
    columns: &'static [(&'static str, Type, bool, Topic)],
}

#[derive(Clone, Copy)]
enum Type {
    Text,
    Small,
    Number,
    Time,
}

use Topic::{Browser, Network, Outcome, PageView, System, Visit};
use Type::{Number, Small, Text, Time};

/// Both, in the order of the writer's columns.
pub(crate) const TABLES: [Table; 2] = [
    Table {
        name: "requests",
        ending: ".requests.parquet",
        topic: PageView,
        columns: &[
            ("time", Time, false, PageView),
            ("kind", Text, false, PageView),
            ("method", Text, false, PageView),
            ("path", Text, false, PageView),
            ("status", Small, false, Outcome),
            ("bytes", Number, true, Outcome),
            ("taken_us", Number, true, Outcome),
            ("visit", Number, true, Visit),
            ("duration_ms", Number, true, PageView),
            ("browser", Text, true, Browser),
            ("browser_version", Text, true, Browser),
            ("system", Text, true, System),
            ("system_version", Text, true, System),
            ("network", Text, false, Network),
        ],
    },
    Table {
        name: "visits",
        ending: ".visits.parquet",
        topic: Visit,
        columns: &[
            ("visit", Number, false, Visit),
            ("start", Time, false, Visit),
            ("duration_ms", Number, false, Visit),
            ("pages", Number, false, Visit),
            ("entry", Text, false, PageView),
            ("exit", Text, false, PageView),
            ("browser", Text, true, Browser),
            ("browser_version", Text, true, Browser),
            ("system", Text, true, System),
            ("system_version", Text, true, System),
            ("network", Text, false, Network),
        ],
    },
];

impl Table {
    /// The columns in its files.
    pub(crate) fn schema(&self) -> SchemaRef {
        let field = |(name, of, optional, _): &(&str, Type, bool, Topic)| {
            let of = match of {
                Text => DataType::Utf8View,
                Small => DataType::Int32,
                Number => DataType::Int64,
                Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
            };
            Field::new(*name, of, *optional)
        };
        Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }

    /// What a column is about; none for the site and the day, which are about nobody.
    pub(crate) fn topic_of(&self, column: &str) -> Option<Topic> {
        self.columns.iter().find(|(name, ..)| *name == column).map(|(.., topic)| *topic)
    }
}
