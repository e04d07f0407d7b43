//! The real program: its commands run to their end, and its servers.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::free_port;
use super::lines::Lines;
use super::mail::MailServer;
use super::postgres::Databases;

/// A set-up foundation with everything it writes under one temporary directory.
pub(crate) struct Installation {
    dir: tempfile::TempDir,
    databases: Option<Databases>,
    port: u16,
    /// What servers of it have printed that have ended since.
    printed: String,
}

impl Installation {
    /// Sets one up with `probity init`, its mail going to `mail`, its data in SQLite files.
    pub(crate) fn on_sqlite(mail: &MailServer) -> Self {
        Self::set_up(mail, None)
    }

    /// The same with data and keys in two databases of PostgreSQL.
    pub(crate) fn on_postgres(mail: &MailServer, databases: Databases) -> Self {
        Self::set_up(mail, Some(databases))
    }

    fn set_up(mail: &MailServer, databases: Option<Databases>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let this = Self { dir, databases, port: free_port(), printed: String::new() };
        let output = this.run(&["init"]);
        assert!(output.status.success(), "{}", text(&output));
        std::fs::write(this.data().join("foundation.toml"), this.config(mail))
            .expect("the configuration can be written");
        this
    }

    fn config(&self, mail: &MailServer) -> String {
        let database = self.databases.as_ref().map_or_else(String::new, |databases| {
            format!(
                "[database]\nurl = \"{}\"\nkeys_url = \"{}\"\n",
                databases.data_url(),
                databases.keys_url()
            )
        });
        format!(
            "[foundation]\nbase_url = \"{base}\"\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\n\
             [mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {mail}\ntls = \"none\"\n\
             {database}",
            base = self.base(),
            port = self.port,
            mail = mail.port(),
        )
    }

    /// The address of its site.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The temporary directory that holds it whole: data, keys, backups.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Its databases, when it is not on SQLite.
    pub(crate) fn databases(&self) -> Option<&Databases> {
        self.databases.as_ref()
    }

    /// Runs `probity WORDS --data DIR` to its end.
    pub(crate) fn run(&self, words: &[&str]) -> Output {
        let mut command = program();
        command.args(words).arg("--data").arg(self.data());
        if let (Some(databases), ["init"]) = (&self.databases, words) {
            command.args(["--database", &databases.data_url()]);
            command.args(["--keys-database", &databases.keys_url()]);
        }
        command.stdin(Stdio::null()).output().expect("the program starts")
    }

    /// Runs a command that reports as JSON; fails unless it exits with `status`.
    pub(crate) fn report(&self, words: &[&str], status: i32) -> serde_json::Value {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(status), "{words:?}: {}", text(&output));
        serde_json::from_slice(&output.stdout).expect("it reports JSON")
    }

    /// Starts its server, at the greatest verbosity, and returns when it answers.
    pub(crate) fn serve(&self) -> Server {
        let mut command = program();
        command.args(["-vv", "serve"]).arg("--data").arg(self.data());
        let server = Server::start(&mut command);
        assert_eq!(server.base, self.base(), "it listens where its configuration says");
        server
    }

    /// Keeps what an ended server printed, as part of what this installation has left behind.
    pub(crate) fn keep(&mut self, printed: &str) {
        self.printed.push_str(printed);
    }

    /// What its ended servers have printed.
    pub(crate) fn printed(&self) -> &str {
        &self.printed
    }
}

/// A running server.
pub(crate) struct Server {
    child: Child,
    stdout: Lines,
    stderr: Lines,
    /// The address it printed.
    pub(crate) base: String,
}

impl Server {
    /// Starts the command and waits until it has printed its address.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = Lines::of(child.stdout.take().expect("its output is piped"));
        let stderr = Lines::of(child.stderr.take().expect("its errors are piped"));
        let base = stdout.find(|line| {
            let (_, rest) = line.split_once("http://127.0.0.1:")?;
            let port = rest.split(|letter: char| !letter.is_ascii_digit()).next()?;
            Some(format!("http://127.0.0.1:{port}"))
        });
        let Some(base) = base else {
            child.kill().ok();
            panic!("it printed no address: {}{}", stdout.so_far(), stderr.so_far());
        };
        Self { child, stdout, stderr, base }
    }

    /// The next line of standard output in which `find` finds something.
    pub(crate) fn says<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.stdout.find(find)
    }

    /// Everything it has printed so far.
    pub(crate) fn printed(&self) -> String {
        format!("{}{}", self.stdout.so_far(), self.stderr.so_far())
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as an operator would, and waits until it has; returns what it printed.
    pub(crate) fn stop(self) -> String {
        let pid = self.pid().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().expect("kill can be run");
        self.ended()
    }

    /// Waits until it has ended, and expects that it ended well; returns what it printed.
    pub(crate) fn ended(mut self) -> String {
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "it ends well when asked to: {status}: {}", self.printed());
        self.printed()
    }

    /// Ends it as a crash would, with no chance to tidy up; returns what it printed.
    pub(crate) fn kill(mut self) -> String {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
        self.printed()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The program, without what our own environment would tell it.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_probity"));
    command.env_remove("PROBITY_MASTER_KEY").env_remove("RUST_LOG");
    command
}

/// All that an ended command printed.
pub(crate) fn text(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{}\n{out}{err}", output.status)
}
