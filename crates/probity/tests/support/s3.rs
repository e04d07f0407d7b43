//! A server that speaks S3, with one bucket, in the memory of a process of its own.

use std::process::{Child, Stdio};

use super::lines::Lines;
use super::tools;

/// The bucket that a server has.
pub(crate) const BUCKET: &str = "example-history";

/// A running server.
pub(crate) struct S3Server {
    child: Child,
    port: u16,
}

impl S3Server {
    /// Starts one that takes any credentials.
    pub(crate) fn open() -> Self {
        Self::start("open")
    }

    /// Starts one that knows no credentials.
    pub(crate) fn closed() -> Self {
        Self::start("closed")
    }

    fn start(mode: &str) -> Self {
        let mut child = tools::python()
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/s3_server.py"))
            .args([BUCKET, mode])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Python starts");
        let lines = Lines::of(child.stdout.take().expect("its output is piped"));
        let port = lines.find(|line| line.parse().ok());
        Self { port: port.expect("the S3 server says its port"), child }
    }

    /// Where it answers.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
