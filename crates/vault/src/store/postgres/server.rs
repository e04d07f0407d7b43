//! How a PostgreSQL server is reached: its address, and TLS when the address asks for it.
use super::Postgres;
use crate::store::StoreError;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a server may take to answer the door, unless the address says otherwise.
const PATIENCE: Duration = Duration::from_secs(10);

/// An address, understood.
#[derive(Clone)]
pub(in crate::store) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// The address without what must not be shown.
    shown: String,
}

impl Server {
    /// Reads an address. Certificates are checked whenever TLS is asked for: encryption to whoever
    /// answers protects nobody.
    pub(in crate::store) fn parse(url: &str) -> Result<Self, StoreError> {
        let (url, authorities) = split(url)?;
        let mut config: Config = url.parse().map_err(|_: tokio_postgres::Error| {
            StoreError::Address(
                "can't be understood; write `postgres://user@host/database`".to_owned(),
            )
        })?;
        if config.get_application_name().is_none() {
            config.application_name("probity");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(tls(authorities)?),
            _ => None,
        };
        let shown = shown(&config);
        Ok(Self { config, tls, shown })
    }

    /// Connects, on a runtime of the connection's own.
    pub(in crate::store) fn connect(&self, writes: bool) -> Result<Postgres, StoreError> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::Connect(format!("`{}`: {error}", self.shown)))?;
        let client = if let Some(tls) = self.tls.clone() {
            let (client, connection) = self.await_on(&runtime, self.config.connect(tls))?;
            runtime.spawn(connection);
            client
        } else {
            let (client, connection) = self.await_on(&runtime, self.config.connect(NoTls))?;
            runtime.spawn(connection);
            client
        };
        self.prepare(&runtime, &client, writes)?;
        Ok(Postgres::new(runtime, client, writes))
    }

    /// Sets what durability, isolation and clear errors rest on, whatever the server's defaults.
    fn prepare(&self, runtime: &Runtime, client: &Client, writes: bool) -> Result<(), StoreError> {
        let (isolation, read_only) =
            if writes { ("read committed", "off") } else { ("repeatable read", "on") };
        self.await_on(
            runtime,
            client.batch_execute(&format!(
                "SET client_min_messages = warning; \
                 SET default_transaction_isolation = '{isolation}'; \
                 SET default_transaction_read_only = {read_only}; \
                 SELECT set_config('synchronous_commit', 'on', false) \
                 WHERE current_setting('synchronous_commit') IN ('off', 'local')"
            )),
        )
    }

    fn await_on<T>(
        &self,
        runtime: &Runtime,
        reply: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, StoreError> {
        runtime.block_on(reply).map_err(|error| {
            let problem = match error.as_db_error() {
                // The server's words on a failed connection name users and databases, nothing else.
                Some(error) => error.message().to_owned(),
                None => std::error::Error::source(&error)
                    .map_or_else(|| error.to_string(), ToString::to_string),
            };
            StoreError::Connect(format!("`{}`: {problem}", self.shown))
        })
    }
}

/// Takes out of the query of an address what the driver does not know: `sslrootcert`, and the modes
/// of `sslmode` that mean no more than `require` does here.
fn split(url: &str) -> Result<(String, Option<PathBuf>), StoreError> {
    let Some((place, query)) = url.split_once('?') else { return Ok((url.to_owned(), None)) };
    let (mut kept, mut authorities) = (Vec::new(), None);
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some(("sslmode", "verify-full")) => kept.push("sslmode=require"),
            Some(("sslmode", "verify-ca" | "allow")) => {
                return Err(StoreError::Address(
                    "asks for an `sslmode` that is half a protection; \
                     write `sslmode=verify-full` or `sslmode=disable`"
                        .to_owned(),
                ));
            }
            Some(("sslrootcert", path)) => authorities = Some(PathBuf::from(unescaped(path))),
            _ => kept.push(pair),
        }
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Ok((format!("{place}{query}"), authorities))
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = code.filter(|_| first == b'%') {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn tls(authorities: Option<PathBuf>) -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = RootCertStore::empty();
    match authorities {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let unusable = |problem: String| {
                let path = path.display();
                StoreError::Address(format!("names the certificates `{path}`: {problem}"))
            };
            let certificates = CertificateDer::pem_file_iter(&path)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| unusable(error.to_string()))?;
            if roots.add_parsable_certificates(certificates).0 == 0 {
                return Err(unusable("no certificate is in there".to_owned()));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError::Connect(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// User, host, port and database: what says which database it is, and no password.
fn shown(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".to_owned(),
    };
    let port = config.get_ports().first().map_or_else(String::new, |port| format!(":{port}"));
    let user = config.get_user().map_or_else(String::new, |user| format!("{user}@"));
    format!("postgres://{user}{host}{port}/{}", config.get_dbname().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let server = Server::parse("postgres://ada:secret@db.example:5433/probity").unwrap();
        assert_eq!(server.shown, "postgres://ada@db.example:5433/probity");
        assert!(server.tls.is_none());
    }

    #[test]
    fn tls_is_used_when_it_is_asked_for() {
        for mode in ["require", "verify-full"] {
            let url = format!("postgres://ada@db/probity?sslmode={mode}&connect_timeout=3");
            assert!(Server::parse(&url).unwrap().tls.is_some(), "{mode}");
        }
    }

    #[test]
    fn an_address_that_is_none_says_what_to_write_and_not_the_password() {
        for url in [
            "postgres://ada:secret@db/x?sslmode=verify-ca",
            "postgres://ada:secret@db/x?sslmode=require&sslrootcert=%2Fno%2Fsuch.pem",
            "postgres://ada:secret@db:notaport/x",
        ] {
            let Err(error) = Server::parse(url) else { panic!("{url} was taken") };
            let text = error.to_string();
            assert!(text.contains('`') && !text.contains("secret"), "{text}");
        }
        assert_eq!(unescaped("%2Fno%2Fsuch%"), "/no/such%");
    }
}
