//! Rows in which addresses stand, a JSON object a line, written as they come.

use std::net::IpAddr;

use jiff::Timestamp;
use probity_usage::history::{Network, RequestRow, VisitRow};
use probity_usage::{Kind, Product};
use serde::Serialize;
use serde_json::Number;

use crate::cli::{Failure, Outcome, out};
use crate::sinks::AddressSink;
use crate::usage::trace::Rows;

/// How much is written at once, in bytes.
const PIECE: usize = 64 << 10;

/// Lines on their way to standard output.
#[derive(Default)]
pub(super) struct Lines {
    sink: AddressSink,
    failed: Option<Failure>,
}

/// A visit: the interface that other programs rely on.
#[derive(Serialize)]
struct Visit<'a> {
    site: &'a str,
    ip: String,
    start: String,
    duration_s: Number,
    pages: u64,
    browser: Option<String>,
    os: Option<String>,
    entry: &'a str,
    exit: &'a str,
}

/// A page view: likewise.
#[derive(Serialize)]
struct Page<'a> {
    site: &'a str,
    ip: String,
    user_agent: Option<String>,
    start: String,
    path: &'a str,
    duration_s: Option<Number>,
    status: u16,
}

impl Lines {
    /// Writes a line of text; false once nobody reads any more.
    pub(super) fn line(&mut self, text: &str) -> bool {
        self.sink.write(format_args!("{text}\n"));
        self.sink.text().len() < PIECE || self.pour()
    }

    /// Writes a value as a line; false once nobody reads any more.
    pub(super) fn json(&mut self, value: &impl Serialize) -> bool {
        match serde_json::to_string(value) {
            Ok(text) => self.line(&text),
            Err(error) => {
                self.failed = Some(Failure::while_doing("json", error));
                false
            }
        }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<Outcome, Failure> {
        self.pour();
        self.failed.map_or(Ok(Outcome::Fine), Err)
    }

    fn pour(&mut self) -> bool {
        let poured = out::piece(self.sink.text());
        self.sink.clear();
        match poured {
            Ok(goes_on) => goes_on,
            Err(failure) => {
                self.failed.get_or_insert(failure);
                false
            }
        }
    }
}

impl Rows for Lines {
    fn request(&mut self, site: &str, row: &RequestRow<'_>, address: Option<IpAddr>) -> bool {
        if row.kind != Kind::Page {
            return true;
        }
        let (browser, system) = (row.browser.map(named), row.system.map(named));
        self.json(&Page {
            site,
            ip: who(address, row.network),
            user_agent: match (browser, system) {
                (Some(browser), Some(system)) => Some(format!("{browser} on {system}")),
                (browser, system) => browser.or(system),
            },
            start: moment(row.time),
            path: &String::from_utf8_lossy(row.path),
            duration_s: row.duration.map(seconds),
            status: row.status,
        })
    }

    fn visit(&mut self, site: &str, row: &VisitRow<'_>, address: Option<IpAddr>) -> bool {
        self.json(&Visit {
            site,
            ip: who(address, row.network),
            start: moment(row.start),
            duration_s: seconds(row.duration),
            pages: row.pages,
            browser: row.browser.map(named),
            os: row.system.map(named),
            entry: &String::from_utf8_lossy(row.entry),
            exit: &String::from_utf8_lossy(row.exit),
        })
    }
}

/// The address, or the network when that is all that is left.
pub(super) fn who(address: Option<IpAddr>, network: Network) -> String {
    address.map_or_else(|| network.to_string(), |address| address.to_string())
}

/// A moment as RFC 3339 has it, in UTC.
pub(super) fn moment(millis: i64) -> String {
    Timestamp::from_millisecond(millis).map_or_else(|_| millis.to_string(), |at| at.to_string())
}

/// Milliseconds as seconds, whole where they are.
fn seconds(millis: i64) -> Number {
    if millis % 1000 == 0 {
        return (millis / 1000).into();
    }
    #[expect(clippy::cast_precision_loss, reason = "a visit lasts days at most")]
    let seconds = millis as f64 / 1000.0;
    Number::from_f64(seconds).unwrap_or_else(|| (millis / 1000).into())
}

/// A browser or system with what is known of its version.
fn named(product: &Product) -> String {
    let parts: Vec<&str> = product.version.iter().map_while(|part| part.as_deref()).collect();
    let family = &product.family;
    if parts.is_empty() { family.to_string() } else { format!("{family} {}", parts.join(".")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_versions_are_written_as_they_are_known() {
        assert_eq!(serde_json::to_string(&seconds(60_000)).unwrap(), "60");
        assert_eq!(serde_json::to_string(&seconds(1_250)).unwrap(), "1.25");
        assert_eq!(moment(1_760_083_200_000), "2025-10-10T08:00:00Z");
        assert_eq!(moment(1_760_083_200_250), "2025-10-10T08:00:00.25Z");
        let version = [Some("128".into()), Some("0".into()), None, None];
        assert_eq!(named(&Product { family: "Firefox".into(), version }), "Firefox 128.0");
        assert_eq!(named(&Product { family: "Linux".into(), ..Product::default() }), "Linux");
    }
}
