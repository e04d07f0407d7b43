//! Where a test's history lies: a folder, or a bucket of a real S3 server.

use std::path::Path;

use probity::config::Usage;
use probity::usage::files::{Files, FilesError};

use crate::support::s3::{BUCKET, S3Server};

/// Secrets that must stand in nothing that is said.
pub(crate) const ACCESS: &str = "AKIDHUNTER2";
pub(crate) const SECRET: &str = "hunter2-secret";
pub(crate) const TOKEN: &str = "hunter2-token";

/// What a test needs to open its history, gone with this value.
pub(crate) struct Storage {
    dir: tempfile::TempDir,
    server: Option<S3Server>,
}

impl Storage {
    /// In a folder.
    pub(crate) fn local() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), server: None }
    }

    /// In a bucket.
    pub(crate) fn bucket() -> Self {
        Self { server: Some(S3Server::open()), ..Self::local() }
    }

    /// In a bucket that refuses us.
    pub(crate) fn closed() -> Self {
        Self { server: Some(S3Server::closed()), ..Self::local() }
    }

    /// A directory of the test's own.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// What the configuration says.
    pub(crate) fn config(&self, folder: &str) -> Usage {
        let Some(server) = &self.server else { return Usage::default() };
        Usage {
            history: Some(format!("s3://{BUCKET}{folder}").parse().unwrap()),
            history_endpoint: Some(server.endpoint().parse().unwrap()),
            ..Usage::default()
        }
    }

    /// The history.
    pub(crate) fn open(&self) -> Files {
        self.open_with(&self.config("/usage/here")).unwrap()
    }

    /// The history as a configuration says.
    pub(crate) fn open_with(&self, config: &Usage) -> Result<Files, FilesError> {
        Files::open(config, self.path(), &environment)
    }
}

/// Credentials as the environment would have them.
pub(crate) fn environment(name: &str) -> Option<String> {
    let value = match name {
        "AWS_ACCESS_KEY_ID" => ACCESS,
        "AWS_SECRET_ACCESS_KEY" => SECRET,
        "AWS_SESSION_TOKEN" => TOKEN,
        _ => return None,
    };
    Some(value.to_owned())
}

/// Runs one test on both.
macro_rules! on_both_storages {
    ($($test:ident),+ $(,)?) => {
        mod on_disk {
            $(#[test] fn $test() { super::$test(&crate::storage::Storage::local()); })+
        }
        mod in_a_bucket {
            $(#[test] fn $test() { super::$test(&crate::storage::Storage::bucket()); })+
        }
    };
}
pub(crate) use on_both_storages;
