//! The mail server of the tests, and the messages it took.

use std::process::{Child, Command, Stdio};

use super::lines::Lines;

/// A running SMTP server.
pub(crate) struct MailServer {
    child: Child,
    lines: Lines,
    port: u16,
}

/// One message as its reader sees it.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl MailServer {
    /// Starts it on a free port. Needs Debian's `python3-aiosmtpd`.
    pub(crate) fn start() -> Self {
        let mut child = Command::new("/usr/bin/python3")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/smtp_server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Debian's python3 starts");
        let lines = Lines::of(child.stdout.take().expect("its output is piped"));
        let port = lines.next().and_then(|line| line.parse().ok());
        let port = port.expect("the mail server starts: is python3-aiosmtpd installed?");
        Self { child, lines, port }
    }

    /// Where it listens on the loopback interface.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The next message to `address`; messages to others before it are passed over.
    pub(crate) fn message_to(&self, address: &str) -> Message {
        let found = self.lines.find(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
            text("to").eq_ignore_ascii_case(address).then(|| Message {
                to: text("to"),
                subject: text("subject"),
                text: text("text"),
                html: text("html"),
            })
        });
        found.unwrap_or_else(|| panic!("no message to {address} has come"))
    }

    /// The link whose path starts with `path`, out of the next message to `address` that has one.
    pub(crate) fn link_to(&self, address: &str, path: &str) -> String {
        std::iter::repeat_with(|| self.message_to(address))
            .find_map(|message| message.link(path))
            .expect("messages come until one has the link, or none comes")
    }
}

impl Message {
    /// The message's link whose path starts with `path`.
    pub(crate) fn link(&self, path: &str) -> Option<String> {
        let mut words = self.text.split_whitespace();
        let link = words.find(|word| {
            let after_host = word.strip_prefix("http://").and_then(|rest| rest.split_once('/'));
            after_host.is_some_and(|(_, rest)| format!("/{rest}").starts_with(path))
        });
        link.map(str::to_owned)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
