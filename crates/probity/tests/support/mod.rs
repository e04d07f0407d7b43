//! What the end-to-end tests stand on: the real program, a real mail server, a plain HTTP client.
//!
//! Each value ends what it started when it is dropped. Nothing here waits by the clock: it reads a
//! line, or fails after a deadline.
#![allow(dead_code, reason = "each of the test binaries uses its part of this")]

pub(crate) mod http;
pub(crate) mod hunt;
pub(crate) mod lines;
pub(crate) mod mail;
pub(crate) mod member;
pub(crate) mod postgres;
pub(crate) mod program;
pub(crate) mod s3;
pub(crate) mod staff;
pub(crate) mod tools;

use std::net::TcpListener;

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it has an address").port()
}
