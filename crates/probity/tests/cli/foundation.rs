//! A foundation in a temporary directory, with people in it, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use probity::data::{DataDir, DataError, Installation, Overrides};
use probity::demo::seed;
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Purpose, Role};
use probity_vault::{KeyError, StoreError};

use crate::support::program::{program, text};

/// The shipped policy, as it lies in the repository.
pub(crate) const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/2026-11-23");

/// Serves on whatever port is free; for what must fail before it does.
pub(crate) const SERVE: &[&str] = &["serve", "--listen", "127.0.0.1:0"];

/// A temporary directory that holds a data directory named `data`.
pub(crate) struct Foundation {
    dir: tempfile::TempDir,
}

impl Foundation {
    /// A directory with nothing in it yet.
    pub(crate) fn unused() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary directory") }
    }

    /// Set up with `probity init`.
    pub(crate) fn set_up() -> Self {
        let this = Self::unused();
        this.expect(0, &["init"]);
        this
    }

    /// Set up, with that many generated members.
    pub(crate) fn with_members(members: usize) -> Self {
        let this = Self::set_up();
        this.enrol(members);
        this
    }

    /// Enrols that many generated members.
    pub(crate) fn enrol(&self, members: usize) {
        let open = self.open();
        seed::enrol(&open.vault, open.random.as_ref(), 1, 0..members, &|| {})
            .expect("the members can be enrolled");
    }

    /// The temporary directory.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The SQLite file of the data.
    pub(crate) fn database(&self) -> PathBuf {
        self.data().join("probity.db")
    }

    /// Opens it in this process; nothing else can until the value is dropped.
    ///
    /// A program that another test is just starting holds our files for the moment between its fork
    /// and its exec: until that has passed, it is tried again.
    pub(crate) fn open(&self) -> Installation {
        let mut tries = 0;
        loop {
            match Installation::open(DataDir::at(self.data()), &Overrides::default()) {
                Ok(open) => return open,
                Err(error) if is_in_use(&error) && tries < 10_000 => {
                    tries += 1;
                    std::thread::yield_now();
                }
                Err(error) => panic!("it opens: {error}"),
            }
        }
    }

    /// The member with this number.
    pub(crate) fn member(open: &Installation, number: usize) -> Option<SubjectId> {
        let person = probity::demo::people::person(1, number);
        let email = person.get("email").expect("everybody has one");
        open.vault.lookup("email", email, Purpose::SecureAccess, Role::System).expect("looked up")
    }

    /// Erases the member with this number.
    pub(crate) fn erase(&self, number: usize) {
        let open = self.open();
        let subject = Self::member(&open, number).expect("a member");
        open.vault.erase(subject, &Actor::person("person", subject)).expect("erased");
    }

    /// Runs `probity WORDS --data DIR`.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        let mut command = program();
        command.args(words).arg("--data").arg(self.data()).stdin(Stdio::null());
        command.output().expect("the program starts")
    }

    /// Runs it, fails unless it exits with `status`, and returns all that it printed.
    pub(crate) fn expect(&self, status: i32, words: &[&str]) -> String {
        printed(&self.run(words), status)
    }

    /// Runs it with `--json` and returns what it reported.
    pub(crate) fn report(&self, status: i32, words: &[&str]) -> serde_json::Value {
        let output = self.run(&[words, &["--json"]].concat());
        let all = printed(&output, status);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("not JSON: {all}"))
    }

    /// Writes a version of the policy that is the shipped one with another date and changes.
    pub(crate) fn draft(&self, version: &str, changes: &[(&str, &str, &str)]) -> PathBuf {
        let folder = self.path().join("drafts").join(version);
        std::fs::create_dir_all(&folder).expect("a folder");
        for name in ["policy.md", "data.toml"] {
            let text = std::fs::read_to_string(Path::new(SHIPPED).join(name)).expect("shipped");
            let mut text = text.replace("\"2026-11-23\"", &format!("\"{version}\""));
            for (_, from, to) in changes.iter().filter(|(file, ..)| *file == name) {
                assert!(text.contains(from), "`{from}` stands in {name}");
                text = text.replacen(from, to, 1);
            }
            std::fs::write(folder.join(name), text).expect("written");
        }
        folder
    }
}

fn is_in_use(error: &DataError) -> bool {
    matches!(
        error,
        DataError::Store(StoreError::InUse(_))
            | DataError::Key(KeyError::Store(StoreError::InUse(_)))
    )
}

/// Runs `probity WORDS` anywhere; fails unless it exits with `status`.
pub(crate) fn probity(status: i32, words: &[&str]) -> String {
    let output = program().args(words).stdin(Stdio::null()).output().expect("the program starts");
    printed(&output, status)
}

/// All that it printed; fails unless it exited with `status`.
pub(crate) fn printed(output: &Output, status: i32) -> String {
    let all = text(output);
    assert_eq!(output.status.code(), Some(status), "{all}");
    assert!(!all.contains("panicked"), "{all}");
    all
}

/// A path as an argument.
pub(crate) fn arg(path: &Path) -> &str {
    path.to_str().expect("paths of tests are text")
}
