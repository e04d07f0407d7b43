//! The log: to standard error, one line an event. It names subjects by id at most, never by value.

use std::io;

use tracing_subscriber::EnvFilter;

/// Starts logging. Only what this program itself says is ever made more detailed: what libraries say
/// of a statement or a message might hold a value.
/// `PROBITY_LOG` (like `probity=debug`) has precedence over `-v`.
pub(super) fn start(verbose: u8) {
    let level = match verbose {
        0 => "warn,probity=info,probity_vault=info",
        1 => "info,probity=debug,probity_vault=debug",
        _ => "info,probity=trace,probity_vault=trace",
    };
    let filter = EnvFilter::try_from_env("PROBITY_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::IsTerminal::is_terminal(&io::stderr()))
        .with_target(false);
    // A second start (tests) keeps the first log.
    let _ = log.try_init();
}
