//! Logs that servers send by syslog: RFC 5424 (or RFC 3164) over TLS (RFC 5425) or plain TCP (RFC 6587).
//!
//! Who may send, certificate and configuration say. A sender is never answered, and syslog has no
//! acknowledgement: what was read off a connection is stored with the next commit. A connection holds a
//! message and a piece in memory; of what is too long it is counted that it was.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use probity_usage::{BadFrame, Format, Frames, Line, Reader};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::live::told_to;
use super::rejected::Log;
use super::{AHEAD, stream};
use crate::app::App;
use crate::config;

/// How many senders are connected at most.
const MOST_SENDERS: usize = 64;
/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_hours(1);
/// How much is read of a sender at once.
const PIECE: usize = 64 << 10;

/// Why logs can't be taken by syslog.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyslogError {
    /// The address is taken, or not ours.
    #[error("`usage.syslog_listen`: `{0}` can't be listened on: {1}; stop what listens there")]
    Listen(SocketAddr, io::Error),
    /// A file of keys or certificates.
    #[error("`{key}`: the file can't be used: {why}; give a PEM file")]
    File {
        /// The setting that names it.
        key: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The configuration is not whole.
    #[error("`{0}` is missing in the section [usage]")]
    Missing(&'static str),
}

/// A door that is open for logs.
pub struct Syslog {
    listener: std::net::TcpListener,
    tls: Option<Arc<ServerConfig>>,
    peers: Vec<IpAddr>,
    site: String,
    format: Format,
}

impl Syslog {
    /// Opens it, if the configuration wants one.
    ///
    /// # Errors
    /// When the address is taken, or a file of keys can't be used.
    pub fn open(config: &config::Usage) -> Result<Option<Self>, SyslogError> {
        let Some(listen) = config.syslog_listen else { return Ok(None) };
        let site = config.syslog_site.as_ref().ok_or(SyslogError::Missing("syslog_site"))?;
        let format = config.syslog_format.parse();
        let format = format.map_err(|_| SyslogError::Missing("syslog_format"))?;
        let fault = |error| SyslogError::Listen(listen, error);
        let listener = std::net::TcpListener::bind(listen).map_err(fault)?;
        listener.set_nonblocking(true).map_err(fault)?;
        Ok(Some(Self {
            listener,
            tls: tls(config)?.map(Arc::new),
            peers: config.syslog_peers.clone(),
            site: site.as_str().to_owned(),
            format,
        }))
    }

    /// Looks at the files without opening the door. Says whether it would be one with TLS.
    ///
    /// # Errors
    /// When a file of keys can't be used.
    pub fn check(config: &config::Usage) -> Result<bool, SyslogError> {
        tls(config).map(|tls| tls.is_some())
    }

    /// Where it is.
    ///
    /// # Errors
    /// When the socket does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    fn lets_in(&self, peer: SocketAddr) -> bool {
        self.peers.is_empty() || self.peers.contains(&peer.ip().to_canonical())
    }
}

/// Certificate, key and whose certificates senders must have.
fn tls(config: &config::Usage) -> Result<Option<ServerConfig>, SyslogError> {
    let (Some(certificate), Some(key)) = (&config.syslog_certificate, &config.syslog_key) else {
        return Ok(None);
    };
    let chain = certificates("usage.syslog_certificate", certificate)?;
    let wrong = |key, why: &dyn std::fmt::Display| SyslogError::File { key, why: why.to_string() };
    let key = PrivateKeyDer::from_pem_file(key).map_err(|why| wrong("usage.syslog_key", &why))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|why| wrong("usage.syslog_certificate", &why))?;
    let builder = match &config.syslog_client_ca {
        None => builder.with_no_client_auth(),
        Some(file) => {
            let named = "usage.syslog_client_ca";
            let mut roots = RootCertStore::empty();
            for certificate in certificates(named, file)? {
                roots.add(certificate).map_err(|why| wrong(named, &why))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = verifier.build().map_err(|why| wrong(named, &why))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let config = builder.with_single_cert(chain, key);
    config.map(Some).map_err(|why| wrong("usage.syslog_certificate", &why))
}

fn certificates(
    key: &'static str,
    file: &Path,
) -> Result<Vec<CertificateDer<'static>>, SyslogError> {
    let wrong = |why: String| SyslogError::File { key, why };
    let found = CertificateDer::pem_file_iter(file).map_err(|why| wrong(why.to_string()))?;
    let found: Result<Vec<_>, _> = found.collect();
    let found = found.map_err(|why| wrong(why.to_string()))?;
    if found.is_empty() { Err(wrong("no certificate stands in it".to_owned())) } else { Ok(found) }
}

impl App {
    /// Takes logs by syslog until told to stop. What came then waits for the next commit.
    pub async fn run_syslog(self: Arc<Self>, door: Syslog, mut stop: watch::Receiver<bool>) {
        let listener = door.listener.try_clone().and_then(TcpListener::from_std);
        let listener = match listener {
            Ok(listener) => listener,
            Err(error) => return tracing::error!(%error, "no logs are taken by syslog"),
        };
        let door = Arc::new(door);
        let mut senders = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                () = told_to(&mut stop) => break,
                Some(_) = senders.join_next() => continue,
                accepted = listener.accept(), if senders.len() < MOST_SENDERS => accepted,
            };
            match accepted {
                Ok((_, peer)) if !door.lets_in(peer) => {
                    tracing::warn!(
                        "a sender of logs was refused that `usage.syslog_peers` does not name"
                    );
                }
                Ok((connection, _)) => {
                    let talk = Arc::clone(&self).talk(Arc::clone(&door), connection, stop.clone());
                    senders.spawn(talk);
                }
                Err(error) => {
                    // Out of files, most likely: let some go first.
                    tracing::warn!(%error, "a sender of logs could not be let in");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        // Each takes in what it has read.
        while senders.join_next().await.is_some() {}
    }

    /// One sender, to its end.
    async fn talk(
        self: Arc<Self>,
        door: Arc<Syslog>,
        connection: TcpStream,
        stop: watch::Receiver<bool>,
    ) {
        let ended = match &door.tls {
            None => self.listen(&door, connection, stop).await,
            Some(tls) => {
                let accept = TlsAcceptor::from(Arc::clone(tls)).accept(connection);
                match timeout(HANDSHAKE, accept).await {
                    Ok(Ok(connection)) => self.listen(&door, connection, stop).await,
                    Ok(Err(error)) => Err(format!("no TLS: {error}")),
                    Err(_) => Err("no TLS in time".to_owned()),
                }
            }
        };
        match ended {
            Ok(lines) => tracing::debug!(lines, "a sender of logs has ended"),
            Err(why) => tracing::warn!(why, "a sender of logs was cut off"),
        }
    }

    /// Takes messages until the sender ends. Says how many.
    async fn listen(
        self: &Arc<Self>,
        door: &Arc<Syslog>,
        mut connection: impl AsyncRead + Unpin,
        mut stop: watch::Receiver<bool>,
    ) -> Result<u64, String> {
        let latest = self.now_ms().saturating_add(AHEAD);
        let reader = Reader::new(door.format, latest).map_err(|error| error.to_string())?;
        let mut state = (Frames::new(), reader.behind_syslog(true), 0);
        let mut piece = vec![0; PIECE];
        loop {
            let read = tokio::select! {
                read = timeout(SILENCE, connection.read(&mut piece)) => read,
                () = told_to(&mut stop) => Ok(Ok(0)),
            };
            let read = match read.map_err(|_| "silent for too long".to_owned())? {
                // Many end without a word.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => 0,
                read => read.map_err(|error| error.to_string())?,
            };
            let bytes = piece[..read].to_vec();
            let door = Arc::clone(door);
            let taken = self.blocking(move |app| {
                let taken = app.messages(&door.site, &mut state, &bytes);
                Ok::<_, super::UsageError>((taken?, state))
            });
            let (taken, held) = taken.await.map_err(|error| error.to_string())?;
            taken.map_err(|error| error.to_string())?;
            if read == 0 {
                return Ok(held.2);
            }
            state = held;
        }
    }

    /// Takes what a piece completes in; without a piece, what waits for its end.
    fn messages(
        &self,
        site: &str,
        (frames, reader, count): &mut (Frames, Reader, u64),
        bytes: &[u8],
    ) -> Result<Result<(), BadFrame>, super::UsageError> {
        let Some(usage) = &self.usage else { return Ok(Ok(())) };
        // A connection may stay open for days.
        reader.until(self.now_ms().saturating_add(AHEAD));
        let stream = usage.stream(&stream::by_syslog(site), site)?;
        let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
        let mut log = Log::called("syslog");
        log.behind(*count);
        let mut take = |line: Line<'_>| {
            stream.line(reader, line, &mut log);
            *count += 1;
        };
        frames.push(bytes);
        loop {
            match frames.next() {
                Ok(Some(line)) => take(line),
                Ok(None) => break,
                Err(error) => return Ok(Err(error)),
            }
        }
        if bytes.is_empty()
            && let Some(line) = frames.end()
        {
            take(line);
        }
        Ok(Ok(()))
    }
}
