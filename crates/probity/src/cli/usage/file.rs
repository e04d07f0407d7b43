//! One log file: opened, uncompressed, its format told.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use probity_usage::{Format, Found, Line, Lines, Mapping, Reader, Request, detect};

use probity_usage::engine::Source as EngineSource;

use crate::cli::Failure;
use crate::usage::known::HEAD;
use crate::usage::packing::{Bytes, Packing};

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
    open: Option<Bytes>,
    /// Its first bytes, as far as they tell it apart.
    head: Vec<u8>,
}

/// Fails, once.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// The lines of an opened log.
pub(super) type Stream = Lines<Bytes>;

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
        let head = ahead.get(..HEAD).unwrap_or(ahead).to_vec();
        let first = of_first(ahead, reader.clone(), |request| request.time);
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
            open: standard.then(|| {
                let (ahead, failed, source) = lines.into_parts();
                Box::new(io::Cursor::new(ahead).chain(Failing(failed)).chain(source)) as Bytes
            }),
            head,
        })
    }

    /// Its first bytes, as far as they tell it apart from others.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether its first lines name the site that they are of.
    pub(super) fn names_sites(&self) -> bool {
        let named = of_first(&self.head, self.reader.clone(), names_site);
        // Without a request there is no line that could count for a wrong one.
        named.unwrap_or(self.first == i64::MIN)
    }

    /// What is new in it begins like that: the first request is another one.
    pub(super) fn begins_with(&mut self, ahead: &[u8]) {
        let mut reader = self.reader.clone();
        // It is in memory, and can be read.
        let _ = reader.pass_over(self.head.as_slice(), &mut 0);
        self.first = of_first(ahead, reader, |request| request.time).unwrap_or(self.first);
    }

    /// What stands in it from its beginning, beside what is read later; none of what can be read only
    /// once.
    pub(super) fn again(&self) -> Option<Result<Bytes, Failure>> {
        let path = self.path.as_ref()?;
        let wrong = |error| Failure::new(format_args!("`{}`: {error}", self.name));
        Some(uncompressed(path, &ProgressBar::hidden()).map(|(bytes, _)| bytes).map_err(wrong))
    }

    /// Its part in an import, of which that much at its beginning was read before, that many lines.
    pub(super) fn source(
        self,
        skip: u64,
        skipped_lines: u64,
        bar: &ProgressBar,
    ) -> EngineSource<'static> {
        let Self { reader, path, open, first, .. } = self;
        let bar = bar.clone();
        let open = move || match (open, path) {
            (Some(bytes), _) => Ok(bytes),
            (None, Some(path)) => uncompressed(&path, &bar).map(|(bytes, _)| bytes),
            (None, None) => Err(io::Error::other("it was read already")),
        };
        EngineSource { open: Box::new(open), reader, first, skip, skipped_lines }
    }

    /// The log from its beginning.
    pub(super) fn start(self, bar: &ProgressBar) -> Result<(Reader, Stream), Failure> {
        let Self { name, reader, path, open: lines, .. } = self;
        let lines = match (lines, path) {
            (Some(bytes), _) => Lines::new(bytes),
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

/// Opens a file, uncompressed.
fn open(path: &Path, bar: &ProgressBar) -> io::Result<(Stream, Packing)> {
    let (source, packing) = uncompressed(path, bar)?;
    Ok((Lines::new(source), packing))
}

/// Opens a file, and uncompresses it if it is compressed, whatever its name.
fn uncompressed(path: &Path, bar: &ProgressBar) -> io::Result<(Bytes, Packing)> {
    let source: Bytes = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        if path.is_dir() {
            return Err(io::Error::other("is a directory: name the files in it"));
        }
        Box::new(File::open(path)?)
    };
    let mut source = BufReader::with_capacity(128 * 1024, bar.wrap_read(source));
    let packing = Packing::of(source.fill_buf()?);
    Ok((packing.undo(source)?, packing))
}

/// Whether a request says which site it is of.
pub(super) fn names_site(request: &Request<'_>) -> bool {
    request.site.is_some()
}

/// Something of the first request in the beginning of a log; none if there is no request.
pub(super) fn of_first<T>(
    ahead: &[u8],
    mut reader: Reader,
    of: impl FnOnce(&Request<'_>) -> T,
) -> Option<T> {
    let mut lines = Lines::new(ahead);
    while let Ok(Some(line)) = lines.next() {
        if let Line::Whole(line) = line
            && let Ok(Found::Request(request)) = reader.read(line)
        {
            return Some(of(&request));
        }
    }
    None
}
