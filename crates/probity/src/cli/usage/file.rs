//! One log file: opened, uncompressed, its format told.
//!
//! To add a way of compressing: a line in [`Packing`], told by the first bytes.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;
use probity_usage::{Format, Found, Line, Lines, Mapping, Reader, detect};

use crate::cli::Failure;

/// How lines are to be read: as the file shows, or as somebody said.
pub(super) struct Wish {
    pub(super) format: Option<Format>,
    pub(super) mapping: Option<Mapping>,
    /// Times after it are refused.
    pub(super) latest: i64,
}

/// A log that can be read from its beginning.
pub(super) struct Log {
    pub(super) name: String,
    /// What was made out of its format, for people; `empty` if there are no lines.
    pub(super) format: String,
    /// The time of its first request; the beginning of time if none is near its beginning.
    pub(super) first: i64,
    /// How it is compressed.
    pub(super) packing: Packing,
    reader: Reader,
    /// Where it lies; `None` for what can be read only once, which is then open.
    path: Option<PathBuf>,
    open: Option<Stream>,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
    Bzip2,
}

impl Packing {
    /// What the first bytes of a file tell, whatever its name. A file of several frames may begin
    /// with one that zstd passes over.
    fn of(start: &[u8]) -> Self {
        match start {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Bzip2,
            _ => Self::None,
        }
    }

    /// What was compressed in it, all parts of it one after the other.
    fn undo(self, source: impl BufRead + 'static) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::None => Box::new(source),
            Self::Gzip => Box::new(MultiGzDecoder::new(source)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(source)?),
            Self::Bzip2 => Box::new(MultiBzDecoder::new(source)),
        })
    }
}

impl fmt::Display for Packing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
        })
    }
}

/// The lines of an opened log.
pub(super) type Stream = Lines<Box<dyn Read>>;

impl Log {
    /// Looks at the beginning of a file, `-` for standard input.
    pub(super) fn look(path: &Path, wish: &Wish, bar: &ProgressBar) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let wrong = |why: &dyn std::fmt::Display| Failure::new(format_args!("`{name}`: {why}"));
        let standard = path == Path::new("-");
        // The bar counts what is read, not what is looked at.
        let look = ProgressBar::hidden();
        let (mut lines, packing) =
            open(path, if standard { bar } else { &look }).map_err(|error| wrong(&error))?;
        let told = detect(lines.ahead().map_err(|error| wrong(&damage(packing, &error)))?);
        let (reader, format) = match (&wish.mapping, wish.format) {
            (Some(mapping), _) => {
                (Reader::mapped(mapping.clone(), wish.latest), Format::Mapped.to_string())
            }
            (None, Some(format)) => {
                let reader = Reader::new(format, wish.latest).map_err(|error| wrong(&error))?;
                (reader, format.to_string())
            }
            // Of half a line nobody can tell what it was.
            (None, None) => match told.map_err(|refusal| match lines.failure() {
                Some(error) => wrong(&damage(packing, error)),
                None => wrong(&refusal),
            })? {
                Some(found) => {
                    let reader = Reader::new(found.format, wish.latest);
                    let reader = reader.map_err(|error| wrong(&error))?;
                    (reader.behind_syslog(found.syslog), found.to_string())
                }
                None => {
                    let reader = Reader::new(Format::Combined, wish.latest);
                    (reader.map_err(|error| wrong(&error))?, "empty".to_owned())
                }
            },
        };
        let ahead = lines.ahead().map_err(|error| wrong(&error))?;
        let first = first(ahead, reader.clone());
        if wish.format.is_some() || wish.mapping.is_some() {
            // Somebody said what it is; it has to be that somewhere at its beginning.
            let blank = ahead.trim_ascii().is_empty();
            if first.is_none() && !blank {
                return Err(wrong(&format_args!(
                    "no line at its beginning is of the format `{format}`; leave the format out to \
                     have it told from the file"
                )));
            }
        }
        let format = match packing {
            Packing::None => format,
            packed => format!("{format}, {packed}"),
        };
        Ok(Self {
            name,
            format,
            first: first.unwrap_or(i64::MIN),
            packing,
            reader,
            path: (!standard).then(|| path.to_owned()),
            open: standard.then_some(lines),
        })
    }

    /// The log from its beginning.
    pub(super) fn start(self, bar: &ProgressBar) -> Result<(Reader, Stream), Failure> {
        let Self { name, reader, path, open: lines, .. } = self;
        let lines = match (lines, path) {
            (Some(lines), _) => lines,
            (None, Some(path)) => {
                let opened = open(&path, bar);
                opened.map_err(|error| Failure::new(format_args!("`{name}`: {error}")))?.0
            }
            (None, None) => return Err(Failure::new(format_args!("`{name}` was read already"))),
        };
        Ok((reader, lines))
    }
}

/// What a failed read means.
pub(super) fn damage(packing: Packing, error: &io::Error) -> String {
    match packing {
        Packing::None => error.to_string(),
        packed => format!("the {packed} data are damaged or cut off ({error})"),
    }
}

/// Opens a file, and uncompresses it if it is compressed, whatever its name.
fn open(path: &Path, bar: &ProgressBar) -> io::Result<(Stream, Packing)> {
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        if path.is_dir() {
            return Err(io::Error::other("is a directory: name the files in it"));
        }
        Box::new(File::open(path)?)
    };
    let mut source = BufReader::with_capacity(128 * 1024, bar.wrap_read(source));
    let packing = Packing::of(source.fill_buf()?);
    Ok((Lines::new(packing.undo(source)?), packing))
}

/// The time of the first request in the beginning of a log.
fn first(ahead: &[u8], mut reader: Reader) -> Option<i64> {
    let mut lines = Lines::new(ahead);
    while let Ok(Some(line)) = lines.next() {
        if let Line::Whole(line) = line
            && let Ok(Found::Request(request)) = reader.read(line)
        {
            return Some(request.time);
        }
    }
    None
}
