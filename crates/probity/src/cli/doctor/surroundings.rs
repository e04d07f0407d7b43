//! What is around an installation: its configuration, the disk, the way in for logs, the scenarios of
//! attack, the way out for mail.

use std::path::Path;

use super::Finding;
use crate::api::tokens::Tokens;
use crate::cli::out;
use crate::config::{self, Config, Foundation};
use crate::data::DataDir;
use crate::guard::Protection;
use crate::mail::Transport;
use crate::site::well_known::{SIGNED, Signed};
use crate::usage::syslog::Syslog;

/// Below this much room the service is about to stop taking anything in, in MiB.
const LEAST: u64 = 100;
/// Below this much room somebody should look, in MiB.
const LITTLE: u64 = 1_024;

/// What reads well and is still not what an operator wants in public.
pub(super) fn configuration(config: &Config) -> Finding {
    const CHECK: &str = "configuration";
    let example = Foundation::default();
    let own = &config.foundation;
    let public = !config.server.listen.ip().is_loopback();
    if public && own.base_url == example.base_url {
        return Finding::warn(
            CHECK,
            format!(
                "the site listens on `{}`, and links in messages lead to `{}`; set \
                 `foundation.base_url`",
                config.server.listen, own.base_url
            ),
        );
    }
    if own.base_url.is_https() && own.privacy_contact == example.privacy_contact {
        return Finding::warn(
            CHECK,
            "`foundation.privacy_contact` is still the example; people write there about their data",
        );
    }
    Finding::fine(CHECK, format!("{}, at {}", own.name, own.base_url))
}

/// The operator's own `security.txt`, when there is one, still holds.
pub(super) fn security(dir: &DataDir, now_ms: i64) -> Vec<Finding> {
    const CHECK: &str = "security.txt";
    /// Days before its end from which it is to be renewed.
    const SOON: i64 = 30;
    let Some(signed) = Signed::read(dir.path()) else { return Vec::new() };
    vec![match signed {
        Ok(signed) if signed.ends_within(0, now_ms) => Finding::warn(
            CHECK,
            format!("`{SIGNED}` has expired, so the site shows an unsigned one; sign a new one"),
        ),
        Ok(signed) if signed.ends_within(SOON, now_ms) => {
            Finding::warn(CHECK, format!("`{SIGNED}` expires within {SOON} days; sign a new one"))
        }
        Ok(_) => Finding::fine(CHECK, format!("`{SIGNED}` is shown")),
        Err(error) => Finding::warn(
            CHECK,
            format!("`{SIGNED}` is not shown: {error}; the site shows an unsigned one"),
        ),
    }]
}

/// Room on the disks of the data and of the messages.
pub(super) fn space(dir: &DataDir, config: &Config) -> Vec<Finding> {
    const CHECK: &str = "disk";
    let outbox = config.mail.directory.clone().unwrap_or_else(|| dir.outbox());
    let places = [dir.path().to_owned(), outbox];
    let here = places.iter().filter(|place| place.exists());
    here.map(|place| match free_mib(place) {
        Some(free) => {
            let detail = format!("{} MiB free at `{}`", out::grouped(free), place.display());
            match free {
                0..LEAST => Finding::fail(CHECK, format!("{detail}; make room")),
                LEAST..LITTLE => Finding::warn(CHECK, format!("{detail}; make room soon")),
                _ => Finding::fine(CHECK, detail),
            }
        }
        None => Finding::skip(CHECK, format!("`{}` does not say", place.display())),
    })
    .collect()
}

#[cfg(unix)]
fn free_mib(place: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(place).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) >> 20)
}

#[cfg(not(unix))]
fn free_mib(_: &Path) -> Option<u64> {
    None
}

/// Where logs come in can be used. Nothing is listened on.
pub(super) fn logs(config: &Config) -> Vec<Finding> {
    const CHECK: &str = "logs of other servers";
    let mut found = Vec::new();
    if let Some(file) = &config.usage.push_tokens_file {
        found.push(match Tokens::read(file) {
            Ok(tokens) => Finding::fine(CHECK, out::counted(tokens.count(), "token", "tokens")),
            Err(error) => Finding::fail(CHECK, error.to_string()),
        });
    }
    if let Some(listen) = config.usage.syslog_listen {
        found.push(match Syslog::check(&config.usage) {
            Ok(true) => Finding::fine(CHECK, format!("syslog over TLS on `{listen}`")),
            Ok(false) => Finding::fine(CHECK, format!("syslog in plain on `{listen}`")),
            Err(error) => Finding::fail(CHECK, error.to_string()),
        });
    }
    found
}

/// The scenarios of attack, the foundation's own with them, can be used.
pub(super) fn protection(config: &Config, dir: &DataDir) -> Finding {
    const CHECK: &str = "scenarios of attack";
    match Protection::check(config, dir.path()) {
        Ok(Some(count)) => {
            let own = config.guard.scenarios.as_ref();
            let own =
                own.map_or_else(String::new, |of| format!(", with those in `{}`", of.display()));
            Finding::fine(CHECK, format!("{}{own}", out::grouped(count as u64)))
        }
        Ok(None) => Finding::warn(CHECK, "none are looked for: set `enabled` in `[guard]`"),
        Err(error) => Finding::fail(CHECK, error.to_string()),
    }
}

/// The way out for mail can be used. Nothing is sent, and no directory made.
pub(super) fn transport(config: &Config, dir: &DataDir) -> Finding {
    const CHECK: &str = "mail transport";
    match config.mail.transport {
        config::Transport::None => {
            Finding::warn(CHECK, "none: messages wait in the queue; set `mail.transport`")
        }
        config::Transport::Eml => {
            let place = config.mail.directory.clone().unwrap_or_else(|| dir.outbox());
            let detail = format!("files in `{}`", place.display());
            let made = if place.exists() { "" } else { ", which is made at the start" };
            Finding::fine(CHECK, format!("{detail}{made}"))
        }
        config::Transport::Smtp => match Transport::from_config(config, dir.path()) {
            Ok(_) => {
                Finding::fine(CHECK, format!("smtp, {}:{}", config.mail.host, config.mail.port))
            }
            Err(error) => Finding::fail(CHECK, error),
        },
    }
}
