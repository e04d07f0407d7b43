//! Where segments are written before they count: a folder of one commit's own, gone when it is over.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use probity_usage::history::{Day, Part, Segment, Staging};
use probity_vault::Vault;
use zeroize::Zeroizing;

use super::UsageError;
use super::history::{Staged, Stand, new_id};
use crate::site::hex::hex;

/// The folder's name inside the data directory.
const FOLDER: &str = ".staging";

/// A folder for one commit. What is left in it when it is dropped is removed.
pub(crate) struct Room {
    vault: Vault,
    folder: PathBuf,
    /// A day whose time is over has another secret each time: within a commit it is the same.
    secrets: HashMap<Day, Zeroizing<[u8; 32]>>,
    whole: Vec<Segment>,
}

impl Room {
    /// A folder below the data directory.
    pub(crate) fn new(vault: &Vault, data: &Path) -> Result<Self, UsageError> {
        let mut name = [0; 8];
        vault.random().fill(&mut name);
        let folder = data.join(FOLDER).join(hex(&name));
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder).map_err(|error| unwritten(&folder, &error))?;
        Ok(Self { vault: vault.clone(), folder, secrets: HashMap::new(), whole: Vec::new() })
    }

    /// A place in it for a file that is only read.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.folder.join("read")
    }

    /// Removes what processes left behind that ended while they wrote, before that moment.
    pub(crate) fn sweep(data: &Path, before_ms: i64) {
        let Ok(rooms) = fs::read_dir(data.join(FOLDER)) else { return };
        for room in rooms.filter_map(Result::ok) {
            let changed = room.metadata().and_then(|about| about.modified()).ok();
            let age = changed.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
            if age.is_some_and(|age| i64::try_from(age.as_millis()).is_ok_and(|at| at < before_ms))
            {
                // What stays is swept away the next time.
                let _ = fs::remove_dir_all(room.path());
            }
        }
    }

    /// The segments that are whole, to be put where the history lies. The files go with the room.
    pub(crate) fn take(&mut self, scope: &str, stand: Stand) -> Vec<Staged> {
        let whole = std::mem::take(&mut self.whole);
        let staged = |segment: Segment| Staged {
            id: new_id(&self.vault),
            scope: scope.to_owned(),
            site: segment.site.to_string(),
            day: segment.day.number().into(),
            stand,
            requests: segment.requests,
            visits: segment.visits,
            requests_file: (segment.requests > 0)
                .then(|| self.file(segment.number, Part::Requests)),
            visits_file: (segment.visits > 0).then(|| self.file(segment.number, Part::Visits)),
            addresses: segment.addresses,
            rollup: segment.rollup.encode(),
        };
        whole.into_iter().map(staged).collect()
    }

    fn file(&self, segment: u64, part: Part) -> PathBuf {
        let end = match part {
            Part::Requests => "requests",
            Part::Visits => "visits",
        };
        self.folder.join(format!("{segment}.{end}"))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // What stays is swept away at the next start.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Staging for Room {
    fn secret(&mut self, day: Day) -> io::Result<Zeroizing<[u8; 32]>> {
        if let Some(secret) = self.secrets.get(&day) {
            return Ok(secret.clone());
        }
        let secret = self.vault.day_secret(day.number().into()).map_err(io::Error::other)?;
        self.secrets.insert(day, secret.clone());
        Ok(secret)
    }

    fn create(
        &mut self,
        segment: u64,
        _site: &str,
        _day: Day,
        part: Part,
    ) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(BufWriter::with_capacity(256 * 1024, private(&self.file(segment, part))?)))
    }

    fn finished(&mut self, segment: Segment) -> io::Result<()> {
        self.whole.push(segment);
        Ok(())
    }
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A segment could not be written.
pub(crate) fn unwritten(folder: &Path, error: &io::Error) -> UsageError {
    let folder = folder.display();
    UsageError::Log(format!("`{folder}`: {error}; nothing was stored: make room and try again"))
}
