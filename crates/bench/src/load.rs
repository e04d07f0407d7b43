//! Load on an HTTP server: keep-alive connections on the loopback interface, each asking again as
//! soon as it is answered.

use std::{net::SocketAddr, time::Instant};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
};

use crate::{Failure, measure::rate};

/// How many connections ask at a time.
const CONNECTIONS: u64 = 64;

/// How a server stood it.
pub(crate) struct Served {
    /// Answers a second.
    pub(crate) a_second: f64,
    /// What 99 of 100 answers took at most, in milliseconds.
    pub(crate) p99_ms: f64,
}

/// Asks `count` times for a page in all, compressed.
#[expect(clippy::disallowed_methods, reason = "a measurement is of the real time")]
pub(crate) async fn on(address: SocketAddr, path: &str, count: u64) -> Result<Served, Failure> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address, path).await?);
    }
    let share = count / CONNECTIONS;
    let mut all = JoinSet::new();
    let start = Instant::now();
    for mut connection in connections {
        all.spawn(async move {
            let mut took = Vec::new();
            for _ in 0..share {
                let asked = Instant::now();
                connection.ask().await?;
                took.push(asked.elapsed());
            }
            Ok::<_, Failure>(took)
        });
    }
    let mut took = Vec::new();
    while let Some(ended) = all.join_next().await {
        took.extend(ended??);
    }
    let a_second = rate(share * CONNECTIONS, start.elapsed());
    took.sort_unstable();
    let p99 = took.get(took.len() * 99 / 100).ok_or("nothing was asked")?;
    Ok(Served { a_second, p99_ms: p99.as_secs_f64() * 1000.0 })
}

/// Asks once; returns the bytes of the answer.
pub(crate) async fn once(address: SocketAddr, path: &str) -> Result<Vec<u8>, Failure> {
    let mut connection = Connection::open(address, path).await?;
    connection.ask().await?;
    Ok(connection.body)
}

/// One keep-alive connection.
struct Connection {
    stream: BufReader<TcpStream>,
    request: String,
    line: String,
    body: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr, path: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\naccept-encoding: gzip\r\n\r\n"
        );
        Ok(Self { stream: BufReader::new(stream), request, line: String::new(), body: Vec::new() })
    }

    /// Asks, and reads the whole answer, which must be 200 and of a stated length.
    async fn ask(&mut self) -> Result<(), Failure> {
        self.stream.get_mut().write_all(self.request.as_bytes()).await?;
        self.read_line().await?;
        if !self.line.starts_with("HTTP/1.1 200") {
            return Err(format!("the server answered `{}`", self.line.trim_end()).into());
        }
        let mut length = None;
        loop {
            self.read_line().await?;
            match self.line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = Some(value.trim().parse()?);
                }
                Some(_) => {}
                None => break,
            }
        }
        self.body.resize(length.ok_or("the answer does not state its length")?, 0);
        self.stream.read_exact(&mut self.body).await?;
        Ok(())
    }

    async fn read_line(&mut self) -> Result<(), Failure> {
        self.line.clear();
        match self.stream.read_line(&mut self.line).await? {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }
}
