//! A PostgreSQL cluster that lives as long as one chore.
//!
//! Started from a new directory on a free port of the loopback interface, and removed when the
//! value is dropped. PostgreSQL refuses to run as root; then it runs as the user `postgres`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::debian::is_root;
use crate::steps::Failure;

/// Where tests and measurements read the cluster's address.
pub(crate) const URL: &str = "PROBITY_TEST_POSTGRES_URL";

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durable {
    /// As in production: what is measured must be.
    Yes,
    /// Quicker, for tests, which never cut the power.
    No,
}

/// A running cluster.
pub(crate) struct Cluster {
    server: Child,
    dir: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster, and returns when it takes connections.
    pub(crate) fn start(durable: Durable) -> Result<Self, Failure> {
        let programs = programs()?;
        let dir = std::env::temp_dir().join(format!("probity-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&dir).map_err(|error| cannot("make a directory", &error))?;
        if is_root() {
            let mut chown = Command::new("chown");
            finish(chown.arg("postgres:").arg(&dir))?;
        }
        let data = dir.join("data");
        let mut initdb = as_server_user(&programs.join("initdb"));
        finish(
            initdb
                .args([
                    "--auth=trust",
                    "--username=postgres",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ])
                .args(["--no-sync", "--pgdata"])
                .arg(&data),
        )?;
        let port = free_port()?;
        let mut command = as_server_user(&programs.join("postgres"));
        command.arg("-D").arg(&data).args(["-c", "listen_addresses=127.0.0.1"]);
        command.args(["-c", &format!("port={port}"), "-c", "max_connections=200"]);
        command.args(["-c", &format!("unix_socket_directories={}", dir.display())]);
        if durable == Durable::No {
            command.args(["-c", "fsync=off", "-c", "full_page_writes=off"]);
        }
        let mut server = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| cannot("start postgres", &error))?;
        let lines = server.stderr.take().map(BufReader::new);
        let cluster = Self { server, dir, port };
        match lines.map(until_ready) {
            Some(true) => {
                eprintln!("PostgreSQL answers at {}", cluster.url());
                Ok(cluster)
            }
            _ => Err(Failure::Failed("postgres ended before it took connections".into())),
        }
    }

    /// The superuser's address of the cluster: the value of `PROBITY_TEST_POSTGRES_URL`.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A cluster that outlives its chore is only untidy: nothing here can fail usefully.
        let pid = self.server.id().to_string();
        Command::new("kill").args(["-INT", &pid]).status().ok();
        self.server.wait().ok();
        std::fs::remove_dir_all(&self.dir).ok();
    }
}

/// Reads the server's log up to the line that says it is ready, then drains the rest in a thread
/// so that the server never waits for a reader. False if the log ends first.
fn until_ready(lines: BufReader<std::process::ChildStderr>) -> bool {
    let mut lines = lines.lines().map_while(Result::ok);
    for line in lines.by_ref() {
        if line.contains("ready to accept connections") {
            std::thread::spawn(move || lines.for_each(drop));
            return true;
        }
        if line.contains("FATAL") || line.contains("ERROR") {
            eprintln!("{line}");
        }
    }
    false
}

/// The newest PostgreSQL's folder of programs.
fn programs() -> Result<PathBuf, Failure> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|dir| {
            let number: u32 = dir.file_name().to_str()?.parse().ok()?;
            let programs = dir.path().join("bin");
            programs.join("initdb").exists().then_some((number, programs))
        })
        .max();
    match newest {
        Some((_, programs)) => Ok(programs),
        None => Err(Failure::Failed("there is no PostgreSQL under `/usr/lib/postgresql`".into())),
    }
}

/// A command of PostgreSQL's, as the user it may run as; it is told to end should we be killed.
fn as_server_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.args(["--pdeathsig=INT", "--"]).arg(program);
    command.current_dir("/");
    command
}

fn free_port() -> Result<u16, Failure> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| cannot("find a free port", &error))
}

/// Runs a command whose output matters only when it fails.
fn finish(command: &mut Command) -> Result<(), Failure> {
    let output = command.output().map_err(|error| cannot("start a command", &error))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "`{}` ended with {}: {}",
        command.get_program().to_string_lossy(),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    )))
}

fn cannot(what: &str, error: &std::io::Error) -> Failure {
    Failure::Failed(format!("cannot {what}: {error}"))
}
