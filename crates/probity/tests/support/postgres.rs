//! Two databases of a test's own on the PostgreSQL server that `cargo xtask test` starts.

use std::process::Command;

/// Names a superuser's address of the server.
const URL: &str = "PROBITY_TEST_POSTGRES_URL";

/// A database for data and one for keys; dropped with this value.
pub(crate) struct Databases {
    server: String,
    name: String,
}

impl Databases {
    /// Creates them under a name of the test's own.
    pub(crate) fn create(test: &str) -> Self {
        let server = std::env::var(URL)
            .unwrap_or_else(|_| panic!("set {URL}, or run `cargo xtask test`, which does"));
        let name = format!("probity_{test}_{}", std::process::id());
        let this = Self { server, name };
        for database in [this.name.clone(), this.keys_name()] {
            this.command(&format!("CREATE DATABASE {database}"));
        }
        this
    }

    /// The address of the database for the data.
    pub(crate) fn data_url(&self) -> String {
        self.address_of(&self.name)
    }

    /// The address of the database for the keys.
    pub(crate) fn keys_url(&self) -> String {
        self.address_of(&self.keys_name())
    }

    /// Everything that both databases hold, as `pg_dump` writes it: bytes stand in hexadecimal.
    pub(crate) fn dump(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for url in [self.data_url(), self.keys_url()] {
            let output = Command::new("pg_dump").arg(url).output().expect("pg_dump starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            all.extend(output.stdout);
        }
        all
    }

    fn keys_name(&self) -> String {
        format!("{}_keys", self.name)
    }

    fn address_of(&self, database: &str) -> String {
        let (base, _) = self.server.rsplit_once('/').expect("the address names a database");
        format!("{base}/{database}")
    }

    fn command(&self, sql: &str) {
        let output = Command::new("psql").args([self.server.as_str(), "-qc", sql]).output();
        let output = output.expect("psql starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Databases {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            for database in [self.name.clone(), self.keys_name()] {
                self.command(&format!("DROP DATABASE {database} WITH (FORCE)"));
            }
        }
    }
}
