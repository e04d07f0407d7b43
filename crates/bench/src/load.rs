//! Load on an HTTP server: keep-alive connections on the loopback interface, each asking again as
//! soon as it is answered.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinSet,
};

use crate::{Failure, measure::rate};

/// How many connections ask at a time.
const CONNECTIONS: u64 = 32;

/// Asks `count` times for a page in all; returns how many answers came a second.
pub(crate) async fn on(address: SocketAddr, path: &str, count: u64) -> Result<f64, Failure> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(Connection::open(address, path).await?);
    }
    let share = count / CONNECTIONS;
    let mut all = JoinSet::new();
    #[expect(clippy::disallowed_methods, reason = "a measurement is of the real time")]
    let start = std::time::Instant::now();
    for mut connection in connections {
        all.spawn(async move {
            for _ in 0..share {
                connection.ask().await?;
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(ended) = all.join_next().await {
        ended??;
    }
    Ok(rate(share * CONNECTIONS, start.elapsed()))
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
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\n\r\n");
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
