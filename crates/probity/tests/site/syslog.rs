//! Logs by syslog: over TLS and plain, in both framings, from those who may send.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use probity::config::Config;
use probity::usage::syslog::Syslog;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use tokio::io::{AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsConnector;

use crate::harness::{Engine, Site, captured, off};
use crate::history::requests;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// An authority with its certificates, in files where the server wants them.
struct Authority {
    dir: tempfile::TempDir,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("ca.pem"), issuer.pem()).unwrap();
        Self { dir, issuer }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A certificate for that name and its key.
    fn issue(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.issuer).unwrap(), key)
    }

    /// Puts the server's into files.
    fn serve(&self, config: &mut Config) {
        let (certificate, key) = self.issue("logs.example.org");
        fs::write(self.file("server.pem"), certificate.pem()).unwrap();
        fs::write(self.file("server.key"), key.serialize_pem()).unwrap();
        config.usage.syslog_certificate = Some(self.file("server.pem"));
        config.usage.syslog_key = Some(self.file("server.key"));
    }

    /// A client that trusts it, with a certificate of `own`, if any.
    fn client(&self, own: Option<&Authority>) -> TlsConnector {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.issuer.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = rustls::ClientConfig::builder_with_provider(provider);
        let builder = builder.with_safe_default_protocol_versions().unwrap();
        let builder = builder.with_root_certificates(roots);
        let config = match own {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let (certificate, key) = authority.issue("web.example.org");
                let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
                builder.with_client_auth_cert(vec![certificate.der().clone()], key).unwrap()
            }
        };
        TlsConnector::from(Arc::new(config))
    }
}

/// A site that takes logs, while `test` runs; returns how many requests are kept at its end.
fn run(engine: Engine, change: impl Fn(&mut Config), test: impl AsyncFnOnce(SocketAddr)) -> usize {
    captured();
    let site = Site::with(engine, |config| {
        config.usage.record = false;
        config.usage.syslog_listen = Some(([127, 0, 0, 1], 0).into());
        config.usage.syslog_site = Some("www.example.org".parse().unwrap());
        config.usage.sites = vec!["www.example.org".parse().unwrap()];
        change(config);
    });
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let door = Syslog::open(&site.app.config().usage).unwrap().unwrap();
        let address = door.address().unwrap();
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(Arc::clone(&site.app).run_syslog(door, stopped));
        test(address).await;
        stop.send(true).unwrap();
        running.await.unwrap();
        off(|| site.app.record_usage()).unwrap();
    });
    let log = captured();
    assert!(!log.contains("198.51.100") && !log.contains("secret"), "{log}");
    requests(site.engine.directory()).len()
}

fn message(n: u32) -> String {
    format!(
        "<190>1 2026-11-24T10:00:00Z web nginx - - - 198.51.100.{} - - [24/Nov/2026:{:02}:{:02}:{:02} \
         +0000] \"GET /page?secret=1 HTTP/1.1\" 200 512 \"-\" \"{FIREFOX}\"",
        n % 200,
        n / 3600,
        n / 60 % 60,
        n % 60
    )
}

/// Messages in turn with their length before them and with a line end.
fn stream(from: u32, count: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for n in from..from + count {
        let message = message(n);
        let framed = match n % 2 {
            0 => format!("{} {message}", message.len()),
            _ => format!("{message}\n"),
        };
        bytes.extend(framed.into_bytes());
    }
    bytes
}

/// Sends it in pieces, ends well, and waits until the server has.
async fn deliver(mut connection: impl AsyncWrite + tokio::io::AsyncRead + Unpin, bytes: &[u8]) {
    for piece in bytes.chunks(1_777) {
        connection.write_all(piece).await.unwrap();
    }
    connection.shutdown().await.unwrap();
    let _ = connection.read_to_end(&mut Vec::new()).await;
}

async fn secured(
    client: &TlsConnector,
    address: SocketAddr,
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let name = ServerName::try_from("logs.example.org").unwrap();
    client.connect(name, TcpStream::connect(address).await?).await
}

#[test]
fn logs_come_over_tls_from_those_who_have_a_certificate() {
    let (ours, theirs, foreign) = (Authority::new(), Authority::new(), Authority::new());
    let kept = run(
        Engine::sqlite(),
        |config| {
            ours.serve(config);
            config.usage.syslog_client_ca = Some(theirs.file("ca.pem"));
        },
        async |address| {
            let connection = secured(&ours.client(Some(&theirs)), address).await.unwrap();
            deliver(connection, &stream(0, 1_000)).await;
            // Without one, or with one of somebody else, nothing is taken.
            for own in [None, Some(&foreign)] {
                let refused = async {
                    let mut connection = secured(&ours.client(own), address).await?;
                    connection.write_all(&stream(5_000, 10)).await?;
                    connection.read_u8().await.map(|_| ())
                };
                assert!(refused.await.is_err());
            }
            // Nor in plain.
            let plain = TcpStream::connect(address).await.unwrap();
            deliver(plain, b"<190>1 - web nginx - - - in plain\n").await;
        },
    );
    assert_eq!(kept, 1_000);
}

#[test]
fn logs_come_in_plain_on_this_machine_and_a_hostile_sender_harms_nobody() {
    let kept = run(
        Engine::sqlite(),
        |_| {},
        async |address| {
            let steady = TcpStream::connect(address).await.unwrap();
            for hostile in [
                b"99999999 <190>".to_vec(),
                vec![b'<'; 3_000_000],
                vec![0; 300_000],
                b"12 <".to_vec(),
                (0..=255).collect::<Vec<u8>>().repeat(900),
            ] {
                let mut connection = TcpStream::connect(address).await.unwrap();
                // It may be cut off meanwhile.
                let _ = connection.write_all(&hostile).await;
                let _ = connection.shutdown().await;
                let _ = connection.read_to_end(&mut Vec::new()).await;
            }
            deliver(steady, &stream(0, 300)).await;
            // The last line has no end, and the connection stays open.
            let mut open = TcpStream::connect(address).await.unwrap();
            open.write_all(message(7_000).as_bytes()).await.unwrap();
            open.write_all(b"\n").await.unwrap();
            open.shutdown().await.unwrap();
            let _ = open.read_to_end(&mut Vec::new()).await;
        },
    );
    assert_eq!(kept, 301);
}

#[test]
fn only_named_peers_send_and_wrong_files_are_named() {
    let kept = run(
        Engine::sqlite(),
        |config| config.usage.syslog_peers = vec!["192.0.2.1".parse().unwrap()],
        async |address| {
            let mut connection = TcpStream::connect(address).await.unwrap();
            let _ = connection.write_all(&stream(0, 10)).await;
            let _ = connection.read_to_end(&mut Vec::new()).await;
        },
    );
    assert_eq!(kept, 0);
    let authority = Authority::new();
    let mut config = Config::default();
    config.usage.syslog_listen = Some(([127, 0, 0, 1], 0).into());
    config.usage.syslog_site = Some("www.example.org".parse().unwrap());
    authority.serve(&mut config);
    let refused = |key: &str, file: &Path| {
        let mut config = config.clone();
        let file = Some(file.to_owned());
        match key {
            "usage.syslog_certificate" => config.usage.syslog_certificate = file,
            "usage.syslog_key" => config.usage.syslog_key = file,
            _ => config.usage.syslog_client_ca = file,
        }
        let error = Syslog::open(&config.usage).err().unwrap().to_string();
        assert!(error.contains(key), "{key}: {error}");
    };
    let nonsense = authority.file("nonsense.pem");
    fs::write(&nonsense, "nonsense").unwrap();
    for key in ["usage.syslog_certificate", "usage.syslog_key", "usage.syslog_client_ca"] {
        refused(key, &nonsense);
        refused(key, &authority.file("nowhere.pem"));
    }
    // A key of another certificate.
    let (_, other) = authority.issue("other.example.org");
    fs::write(authority.file("other.key"), other.serialize_pem()).unwrap();
    let mut mixed = config.clone();
    mixed.usage.syslog_key = Some(authority.file("other.key"));
    assert!(Syslog::open(&mixed.usage).is_err());
}
