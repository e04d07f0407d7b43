//! Readers: a line of bytes becomes a [`Request`], or a [`Reason`] why not.

mod alb;
pub(crate) mod clf;
pub(crate) mod columns;
mod json;
mod mapping;
mod quoted;
pub(crate) mod syslog;
mod usual;

use std::io::{self, Read};
use std::sync::LazyLock;

pub use mapping::{Mapping, MappingError};

use crate::format::Format;
use crate::lines::{Line, Lines};
use crate::number::{Unit, whole};
use crate::reject::Reason;
use crate::request::Request;
use crate::time::Memo;
use columns::Columns;

/// The tables of the servers we know.
const NGINX: &str = include_str!("../../data/formats/nginx.toml");
const CADDY: &str = include_str!("../../data/formats/caddy.toml");
const TRAEFIK: &str = include_str!("../../data/formats/traefik.toml");

/// Reads the lines of one log, in order.
#[derive(Clone, Debug)]
pub struct Reader {
    layout: Layout,
    syslog: bool,
    latest: i64,
}

#[derive(Clone, Debug)]
enum Layout {
    Common(Option<Unit>, Memo),
    Columns(Columns),
    Alb,
    Json(Mapping),
}

/// What a line was that could be read.
#[derive(Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a box for each line would cost more than the move")]
pub enum Found<'a> {
    /// A request.
    Request(Request<'a>),
    /// A line of the log about itself (`#Fields:` and the like).
    Directive,
}

impl Reader {
    /// Reads that format. Times after `latest` (milliseconds since 1970) are refused: no log tells
    /// of what has not happened.
    ///
    /// # Errors
    ///
    /// [`Format::Mapped`] has no table of its own: see [`Self::mapped`].
    pub fn new(format: Format, latest: i64) -> Result<Self, MappingError> {
        let layout = match format {
            Format::Common | Format::Combined | Format::VhostCombined => {
                Layout::Common(None, Memo::default())
            }
            Format::CombinedSeconds => Layout::Common(Some(Unit::Seconds), Memo::default()),
            Format::CombinedMicros => Layout::Common(Some(Unit::Micros), Memo::default()),
            Format::Iis | Format::CloudFront => Layout::Columns(Columns::none()),
            Format::Alb => Layout::Alb,
            Format::Nginx => Layout::Json(Mapping::parse(NGINX)?),
            Format::Caddy => Layout::Json(Mapping::parse(CADDY)?),
            Format::Traefik => Layout::Json(Mapping::parse(TRAEFIK)?),
            Format::Mapped => return Err(MappingError::Missing("a mapping")),
        };
        Ok(Self { layout, syslog: false, latest })
    }

    /// Reads JSON lines after a mapping.
    pub fn mapped(mapping: Mapping, latest: i64) -> Self {
        Self { layout: Layout::Json(mapping), syslog: false, latest }
    }

    /// The same with a header of syslog before each line.
    #[must_use]
    pub fn behind_syslog(self, syslog: bool) -> Self {
        Self { syslog, ..self }
    }

    /// From now on, times after `latest` are refused: for whoever reads on for days.
    pub fn until(&mut self, latest: i64) {
        self.latest = latest;
    }

    /// Passes over lines that were read before, and counts them in `lines`: what they say of the log holds
    /// for those that follow.
    ///
    /// # Errors
    ///
    /// When they can't be read; as many as are counted could be.
    pub fn pass_over(&mut self, before: impl Read, lines: &mut u64) -> io::Result<()> {
        let mut before = Lines::new(before);
        while let Some(line) = before.next()? {
            *lines += 1;
            if let Line::Whole(line) = line {
                self.directive(line);
            }
        }
        Ok(())
    }

    /// Reads a line, without its line end.
    ///
    /// # Errors
    ///
    /// Why it is not taken; nothing of the line is in it.
    #[inline]
    pub fn read<'a>(&mut self, line: &'a [u8]) -> Result<Found<'a>, Reason> {
        if line.trim_ascii().is_empty() {
            return Err(Reason::Blank);
        }
        let line = if self.syslog { syslog::message(line).ok_or(Reason::Layout)? } else { line };
        let request = match &mut self.layout {
            Layout::Common(taken, memo) => clf::read(line, *taken, memo)?,
            Layout::Columns(columns) if line.first() == Some(&b'#') => {
                columns.directive(line);
                return Ok(Found::Directive);
            }
            Layout::Columns(columns) => columns.read(line)?,
            Layout::Alb => alb::read(line)?,
            Layout::Json(mapping) => mapping.read(line)?,
        };
        if request.time > self.latest {
            return Err(Reason::Future);
        }
        Ok(Found::Request(request))
    }
}

impl Reader {
    /// Whether what a line says of the log changes how those behind it are read.
    pub(crate) fn heeds_directives(&self) -> bool {
        matches!(self.layout, Layout::Columns(_))
    }

    /// Takes note of a line of the log about itself, and of nothing else.
    pub(crate) fn directive(&mut self, line: &[u8]) {
        if let Layout::Columns(columns) = &mut self.layout {
            let line = if self.syslog { syslog::message(line).unwrap_or(line) } else { line };
            if line.first() == Some(&b'#') {
                columns.directive(line);
            }
        }
    }
}

/// The table of a server that writes JSON, read once.
pub(crate) fn table(format: Format) -> Option<&'static Mapping> {
    static TABLES: LazyLock<[Option<Mapping>; 3]> =
        LazyLock::new(|| [NGINX, CADDY, TRAEFIK].map(|table| Mapping::parse(table).ok()));
    let [nginx, caddy, traefik] = &*TABLES;
    match format {
        Format::Nginx => nginx.as_ref(),
        Format::Caddy => caddy.as_ref(),
        Format::Traefik => traefik.as_ref(),
        _ => None,
    }
}

/// Whether a line tells of a request after that table.
pub(crate) fn fits(mapping: &Mapping, line: &[u8]) -> Result<(), Reason> {
    mapping.read(line).map(|_| ())
}

/// Whether a line is one of a load balancer.
pub(crate) fn is_alb(line: &[u8]) -> bool {
    alb::read(line).is_ok()
}

/// A status: at most three digits; 0 or `-` where there was no answer.
fn status(word: &[u8]) -> Result<u16, Reason> {
    if word == b"-" {
        return Ok(0);
    }
    let number = if word.len() <= 3 { whole(word) } else { None };
    number.and_then(|number| u16::try_from(number).ok()).ok_or(Reason::Status)
}

/// Whether a line fits the columns.
pub(crate) fn in_columns(columns: &Columns, line: &[u8]) -> Result<(), Reason> {
    columns.read(line).map(|_| ())
}
