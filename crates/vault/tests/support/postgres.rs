//! A real PostgreSQL for tests: one temporary server a test process, one fresh database a test.
//!
//! The server is that of `PROBITY_TEST_POSTGRES_URL` if the variable is set (`cargo xtask test` sets
//! it), otherwise one that this process starts. It runs under a shell that reads from a pipe: when the
//! test process ends, however it does, the pipe closes, the server stops and its directory goes.
#![allow(dead_code, reason = "each test binary takes the part that it needs")]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio_postgres::NoTls;

/// What to do when there is no PostgreSQL.
const MISSING: &str = "these tests need PostgreSQL: install the Debian package `postgresql`, put \
    `initdb` and `pg_ctl` into PATH, or set PROBITY_TEST_POSTGRES_URL to the address of a superuser";

/// Makes a cluster in $1 with the programs of $2, on port $3, and stops it when its input ends. With a
/// fourth argument it makes certificates and takes TLS.
const KEEPER: &str = r#"
set -e
fail() { cat "$1/log" 2>/dev/null; rm -rf "$1"; exit 1; }
"$2/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$1/log" 2>&1 || fail "$1"
tls=
if [ -n "$4" ]; then
    cd "$1"
    key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    { openssl req -x509 $key -days 2 -subj /CN=authority -keyout ca.key -out ca.pem &&
      openssl req $key -subj /CN=server -addext subjectAltName=DNS:localhost \
          -keyout server.key -out server.csr &&
      openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -days 2 -copy_extensions copy \
          -out server.pem && chmod 600 server.key; } >log 2>&1 || fail "$1"
    tls="-c ssl=on -c ssl_cert_file='$1/server.pem' -c ssl_key_file='$1/server.key'"
fi
"$2/pg_ctl" -D "$1/data" -l "$1/log" -w -t 60 \
    -o "-F -p $3 -h 127.0.0.1 -k '$1' -c max_connections=200 -c shared_buffers=16MB $tls" \
    start >/dev/null 2>&1 || fail "$1"
echo ready
read -r _ || true
"$2/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true
rm -rf "$1"
"#;

/// The server's address; the pipe keeps it alive.
struct Server {
    url: String,
    _alive: Option<ChildStdin>,
}

/// A server of a test's own that takes TLS, for the name `localhost` only; stopped with this value.
pub(crate) struct TlsServer {
    /// Where it listens.
    pub(crate) port: u16,
    /// The authority that its certificate comes from.
    pub(crate) authority: PathBuf,
    _alive: Server,
}

impl TlsServer {
    /// Starts one. The program `openssl` makes its certificate.
    pub(crate) fn start() -> Self {
        let (server, port, directory) = start(true);
        Self { port, authority: directory.join("ca.pem"), _alive: server }
    }
}

/// A database of its own; dropped with this value.
pub(crate) struct Database {
    name: String,
    url: String,
}

impl Database {
    /// Makes an empty database.
    pub(crate) fn create() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("probity_test_{}_{number}", std::process::id());
        sql(&server().url, &format!("CREATE DATABASE {name} TEMPLATE template0"));
        Self { url: with_database(&server().url, &name), name }
    }

    /// Its address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements in it, past the store.
    pub(crate) fn sql(&self, text: &str) {
        sql(&self.url, text);
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A test that fails must show its own failure, not one of cleaning up after it.
        if !std::thread::panicking() {
            sql(&server().url, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("PROBITY_TEST_POSTGRES_URL") {
        Ok(url) => Server { url, _alive: None },
        Err(_) => start(false).0,
    })
}

fn start(tls: bool) -> (Server, u16, PathBuf) {
    let programs = programs().expect(MISSING);
    let directory = tempfile::Builder::new().prefix("probity-postgres-").tempdir().unwrap().keep();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new("sh");
    // PostgreSQL refuses to run as root.
    if run("id", &["-u"]) == "0" {
        let user = if run("id", &["-u", "postgres"]).is_empty() { "nobody" } else { "postgres" };
        run("chown", &[user, directory.to_str().unwrap()]);
        command = Command::new("runuser");
        command.args(["-u", user, "--", "sh"]);
    }
    command
        .arg("-c")
        .arg(KEEPER)
        .arg("keeper")
        .arg(&directory)
        .arg(&programs)
        .arg(port.to_string());
    command.arg(if tls { "tls" } else { "" });
    #[expect(clippy::zombie_processes, reason = "it outlives this process and ends by itself")]
    let mut keeper = command
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(keeper.stdout.take().unwrap()).lines();
    match lines.next() {
        Some(Ok(line)) if line == "ready" => {}
        first => {
            let said: Vec<String> = first.into_iter().chain(lines).map_while(Result::ok).collect();
            panic!("PostgreSQL did not start: {}", said.join("\n"));
        }
    }
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    (Server { url, _alive: keeper.stdin }, port, directory)
}

/// The directory of the newest server's programs.
fn programs() -> Option<PathBuf> {
    let whole = |directory: &Path| {
        ["initdb", "pg_ctl", "postgres"].iter().all(|program| directory.join(program).exists())
    };
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin")))
        })
        .filter(|(_, directory)| whole(directory))
        .collect();
    debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.pop().map(|(_, directory)| directory).or_else(|| {
        let directory = std::env::split_paths(&path).find(|directory| whole(directory))?;
        // The server looks for its parts beside itself, not beside a link to it.
        Some(directory.join("postgres").canonicalize().ok()?.parent()?.to_path_buf())
    })
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn with_database(url: &str, name: &str) -> String {
    let (place, query) =
        url.split_once('?').map_or((url, None), |(place, query)| (place, Some(query)));
    let (server, _) = place.rsplit_once('/').unwrap();
    query.map_or(format!("{server}/{name}"), |query| format!("{server}/{name}?{query}"))
}

fn sql(url: &str, text: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect(MISSING);
        let connection = tokio::spawn(connection);
        client.batch_execute(text).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    });
}
