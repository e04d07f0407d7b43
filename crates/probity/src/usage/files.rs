//! Where the files of the history lie: a folder of the data directory, or a bucket that speaks S3.
//!
//! A file is whole or not there, durable once [`Files::put`] returns, and never changed. Its key is
//! a path like `site=www.example.org/day=2026-11-24/17.visits.parquet`. Nobody but the foundation
//! reads it: the folder is its owner's alone, the bucket is reached over TLS and with credentials,
//! which stand in no error and no log.

mod bucket;
mod error;

use std::fs::File;
use std::future::Future;
use std::io::{Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt as _, WriteMultipart};
use tokio::runtime::{Handle, Runtime};

pub use error::FilesError;

use crate::config::Usage;

/// The folder's name inside the data directory.
pub const FOLDER: &str = "usage";

/// A file up to this size is sent in one piece, a greater one in pieces of this size.
const PIECE: usize = 8 << 20;

/// Pieces under way at the same time at most.
const AT_ONCE: usize = 4;

/// The files of the history. Every function blocks: none is for a thread of an async runtime.
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// What stands before every key in the bucket.
    prefix: Key,
    /// The folder, when there is one.
    folder: Option<PathBuf>,
    /// Where they lie, as an operator knows it.
    place: String,
    /// Drives the requests.
    handle: Handle,
    /// Taken when this is dropped.
    runtime: Option<Runtime>,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its key.
    pub key: String,
    /// Its bytes.
    pub size: u64,
}

impl Files {
    /// The files of an installation whose data directory is `data`.
    ///
    /// `environment` tells the credentials of a bucket whose configuration names no file of them, by
    /// the names of the variables that other programs read too.
    ///
    /// # Errors
    /// When the folder can't be made, or credentials miss. A bucket is not asked yet.
    pub fn open(
        config: &Usage,
        data: &Path,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, FilesError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("history")
            .enable_all()
            .build()
            .map_err(|error| FilesError::unusable("a thread for it", error))?;
        let (handle, runtime) = (runtime.handle().clone(), Some(runtime));
        if let Some(history) = &config.history {
            let store = bucket::open(history, config, environment)?;
            let (prefix, place) = (Key::from(history.prefix()), history.to_string());
            return Ok(Self { store, prefix, folder: None, place, handle, runtime });
        }
        let folder = data.join(FOLDER);
        let unusable =
            |error: &dyn std::fmt::Display| FilesError::unusable(folder.display(), error);
        crate::data::private_dir(&folder).map_err(|error| unusable(&error))?;
        let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| unusable(&error))?;
        // Without this, what was put could be gone after a power cut, while its row is not.
        let store = store.with_fsync(true).with_automatic_cleanup(true);
        Ok(Self {
            store: Arc::new(store),
            prefix: Key::default(),
            place: folder.display().to_string(),
            folder: Some(folder),
            handle,
            runtime,
        })
    }

    /// Where they lie, for people.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Puts bytes under a key, in place of what was there.
    pub fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), FilesError> {
        let at = self.at(key)?;
        self.run(self.store.put(&at, bytes.into()))
            .map(drop)
            .map_err(|error| self.failed("write", key, &error))
    }

    /// Puts the bytes of a local file under a key, in place of what was there; tells how many. The
    /// local file stays. Memory is bounded, whatever its size.
    pub fn put_file(&self, key: &str, from: &Path) -> Result<u64, FilesError> {
        let unread = |error: std::io::Error| FilesError::unusable(from.display(), error);
        let mut file = File::open(from).map_err(unread)?;
        let mut piece = next(&mut file).map_err(unread)?;
        if piece.len() < PIECE {
            let size = piece.len() as u64;
            return self.put(key, piece).map(|()| size);
        }
        let at = self.at(key)?;
        let failed = |error: object_store::Error| self.failed("write", key, &error);
        self.run(async {
            let upload = self.store.put_multipart(&at).await.map_err(failed)?;
            let mut write = WriteMultipart::new_with_chunk_size(upload, PIECE);
            let mut size = 0;
            while !piece.is_empty() {
                size += piece.len() as u64;
                if let Err(error) = write.wait_for_capacity(AT_ONCE).await {
                    // What remains of it is swept later, or by a rule of the bucket.
                    write.abort().await.ok();
                    return Err(failed(error));
                }
                write.put(piece.into());
                piece = match next(&mut file) {
                    Ok(piece) => piece,
                    Err(error) => {
                        write.abort().await.ok();
                        return Err(unread(error));
                    }
                };
            }
            write.finish().await.map_err(failed)?;
            Ok(size)
        })
    }

    /// The bytes of a file.
    pub fn get(&self, key: &str) -> Result<Vec<u8>, FilesError> {
        let at = self.at(key)?;
        self.run(async { self.store.get(&at).await?.bytes().await })
            .map(Vec::from)
            .map_err(|error| self.failed("read", key, &error))
    }

    /// A file, open. What lies in a bucket is fetched to `scratch` first; memory is bounded, whatever its
    /// size.
    pub(crate) fn open_file(&self, key: &str, scratch: &Path) -> Result<File, FilesError> {
        let at = self.at(key)?;
        let unread = |error: std::io::Error| FilesError::unusable(scratch.display(), error);
        if let Some(folder) = &self.folder {
            let path = folder.join(at.as_ref());
            return File::open(&path).map_err(|error| FilesError::unusable(path.display(), error));
        }
        let mut file = File::create(scratch).map_err(unread)?;
        let failed = |error: object_store::Error| self.failed("read", key, &error);
        self.run(async {
            let mut pieces = self.store.get(&at).await.map_err(failed)?.into_stream();
            while let Some(piece) = pieces.try_next().await.map_err(failed)? {
                file.write_all(&piece).map_err(unread)?;
            }
            Ok(())
        })?;
        File::open(scratch).map_err(unread)
    }

    /// Parts of a file, in the order they are named; each must lie within it.
    pub fn get_ranges(&self, key: &str, ranges: &[Range<u64>]) -> Result<Vec<Vec<u8>>, FilesError> {
        let at = self.at(key)?;
        let parts = self.run(self.store.get_ranges(&at, ranges));
        let parts = parts.map_err(|error| self.failed("read", key, &error))?;
        Ok(parts.into_iter().map(Vec::from).collect())
    }

    /// The size of a file; none when there is no such file.
    pub fn size(&self, key: &str) -> Result<Option<u64>, FilesError> {
        let at = self.at(key)?;
        match self.run(self.store.head(&at)) {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed("look at", key, &error)),
        }
    }

    /// All files below a folder (`site=www.example.org/day=2026-11-24`, or all with an empty one),
    /// in the order of their keys.
    pub fn list(&self, folder: &str) -> Result<Vec<Found>, FilesError> {
        let at = if folder.is_empty() { self.prefix.clone() } else { self.at(folder)? };
        let found: Vec<_> = self
            .run(self.store.list(Some(&at)).try_collect())
            .map_err(|error| self.failed("list", folder, &error))?;
        let before =
            if self.prefix.as_ref().is_empty() { 0 } else { self.prefix.as_ref().len() + 1 };
        let key = |at: &Key| at.as_ref().get(before..).unwrap_or_default().to_owned();
        let mut found: Vec<_> = found
            .into_iter()
            .map(|meta| Found { key: key(&meta.location), size: meta.size })
            .collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Deletes a file. That it is gone already is no error.
    pub fn delete(&self, key: &str) -> Result<(), FilesError> {
        let at = self.at(key)?;
        match self.run(self.store.delete(&at)) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed("delete", key, &error)),
        }
    }

    /// Removes what a process left behind that ended while it wrote; tells how many files. Only for
    /// the process that owns the history: what another one is writing would go too. In a bucket
    /// there are no such files: a rule of the bucket ends uploads that were never finished.
    pub fn sweep_unfinished(&self) -> Result<u64, FilesError> {
        let Some(folder) = &self.folder else { return Ok(0) };
        sweep(folder).map_err(|error| FilesError::unusable(folder.display(), error))
    }

    /// The place of a key in the store.
    fn at(&self, key: &str) -> Result<Key, FilesError> {
        // Nothing that a file system or a server could read otherwise.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '=' | '/');
        match Key::parse(key) {
            Ok(parsed) if parsed.as_ref() == key && !key.is_empty() && key.chars().all(plain) => {
                Ok(self.prefix.parts().chain(parsed.parts()).collect())
            }
            _ => Err(FilesError::BadKey(key.to_owned())),
        }
    }

    fn failed(&self, doing: &'static str, key: &str, error: &object_store::Error) -> FilesError {
        FilesError::of(doing, key, &self.place, error)
    }

    fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.handle.block_on(work)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // Waiting for the threads would panic where the last owner is an async task.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Files({})", self.place)
    }
}

/// The next piece of a file; shorter than a piece at its end.
fn next(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut piece = Vec::new();
    file.take(PIECE as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

/// Removes files whose name ends with `#` and a number: how the store names what it is writing.
fn sweep(folder: &Path) -> std::io::Result<u64> {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            removed += sweep(&entry.path())?;
            continue;
        }
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.rsplit_once('#')).map(|(_, number)| number);
        if number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
