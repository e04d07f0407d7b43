//! What an import comes to: what is noted on the way, and what is reported of it.

use std::collections::HashMap;
use std::io;

use probity_usage::engine::{Hooks, Rejected as Bad};
use probity_usage::guard::{Block, Decision};
use probity_usage::{Counts, Kind};
use probity_vault::Vault;
use serde::Serialize;

use super::merge::Damaged;
use crate::cli::out;
use crate::guard::book;
use crate::usage::rejected::{Log, Rejected};

/// The interface that other programs rely on.
#[derive(Serialize)]
pub(super) struct Report {
    /// Logs that had something new, and the names of those that had not.
    files: usize,
    known: Vec<String>,
    /// New lines; `accepted` and `rejected` of them.
    lines: u64,
    accepted: u64,
    rejected: u64,
    /// How many of those that were rejected are kept.
    rejected_kept: usize,
    /// Lines that were read before.
    duplicates: u64,
    requests: u64,
    /// Of the requests, by what they were.
    pages: u64,
    assets: u64,
    bots: u64,
    errors: u64,
    /// Visits that began in these lines.
    visits: u64,
    /// How many are open now.
    open_visits: u64,
    late: u64,
    segments: usize,
    threats: usize,
    damaged: Vec<String>,
    seconds: f64,
}

/// What an import found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) counts: Counts,
    pub(super) damaged: Vec<Damaged>,
    /// Visits that are open, and those that were when it began.
    pub(super) open: u64,
    pub(super) open_before: u64,
    pub(super) segments: usize,
    pub(super) threats: usize,
    pub(super) rejected_kept: usize,
}

/// What is noted while lines are read.
pub(super) struct Noted {
    pub(super) decided: Decided,
    pub(super) rejected: Rejected,
    /// The logs, by their place.
    logs: Vec<Log>,
}

impl Noted {
    /// Nothing yet.
    pub(super) fn new(vault: &Vault, logs: impl Iterator<Item = Log>) -> Self {
        let (decided, rejected) = (Decided::default(), Rejected::new(vault));
        Self { decided, rejected, logs: logs.collect() }
    }
}

impl Hooks for Noted {
    fn rejected(&mut self, line: &Bad<'_>) -> io::Result<()> {
        if let Some(log) = self.logs.get_mut(line.source) {
            log.behind(line.line);
            self.rejected.add(log, line.reason, line.text);
        }
        Ok(())
    }

    fn decided(&mut self, decision: Decision) -> io::Result<()> {
        self.decided.take(decision);
        Ok(())
    }
}

/// What the guard decided on the way: at most so many, the last of each block and scenario.
#[derive(Default)]
pub(super) struct Decided(HashMap<(Block, String), Decision>);

/// Blocks and scenarios remembered at most.
const MOST_DECIDED: usize = 100_000;

impl Decided {
    fn take(&mut self, decision: Decision) {
        let key = (decision.block, decision.scenario.clone());
        if let Some(known) = self.0.get_mut(&key) {
            let (first, count) = (known.first, known.count);
            *known = decision;
            known.first = known.first.min(first);
            known.count = known.count.saturating_add(count);
        } else if self.0.len() < MOST_DECIDED {
            self.0.insert(key, decision);
        }
    }

    /// The decisions, each with a name.
    pub(super) fn found(self, vault: &Vault) -> Vec<book::Found> {
        let named = |decision| {
            let mut id = [0; 16];
            vault.random().fill(&mut id);
            book::Found::imported(decision, id)
        };
        self.0.into_values().map(named).collect()
    }
}

impl Report {
    /// Of so many logs with something new, and those without, which were known to hold so many lines.
    pub(super) fn new(
        files: usize,
        known: Vec<String>,
        duplicates: u64,
        found: &Found,
        seconds: f64,
    ) -> Self {
        let counts = &found.counts;
        Self {
            files,
            known,
            lines: counts.lines,
            accepted: counts.accepted,
            rejected: counts.rejected(),
            rejected_kept: found.rejected_kept,
            duplicates,
            requests: counts.accepted,
            pages: counts.of(Kind::Page),
            assets: counts.of(Kind::Asset),
            bots: counts.of(Kind::Bot),
            errors: counts.of(Kind::Error),
            visits: (counts.visits + found.open).saturating_sub(found.open_before),
            open_visits: found.open,
            late: counts.late,
            segments: found.segments,
            threats: found.threats,
            damaged: found.damaged.iter().map(|damaged| damaged.name.clone()).collect(),
            seconds,
        }
    }

    /// The report for people.
    pub(super) fn shown(&self, damaged: &[Damaged]) -> String {
        let mut text = String::new();
        for name in &self.known {
            text.push_str(&format!("`{name}` was read before: nothing new in it\n"));
        }
        if self.files == 0 {
            return text;
        }
        let row = |name: &str, count: u64, what: &str| {
            vec![name.to_owned(), out::grouped(count), what.to_owned()]
        };
        let mut rows = vec![
            row("lines", self.lines, "new ones"),
            row("requests", self.accepted, "kept for protection, availability and performance"),
            row(
                "rejected",
                self.rejected,
                "could not be read; `probity usage rejected` shows them",
            ),
            row("pages", self.pages, "viewed by people"),
            row("threats", self.threats as u64, "acted out; `probity usage threats` lists them"),
            row("visits", self.visits, "new ones"),
            row("open", self.open_visits, "of all visits, and go on with the next log"),
        ];
        if self.duplicates > 0 {
            rows.insert(1, row("duplicates", self.duplicates, "lines that were read before"));
        }
        let table = out::table(&rows);
        text.push_str(
            &table.lines().map(|line| format!("{}\n", line.trim_end())).collect::<String>(),
        );
        for Damaged { name, lines, why } in damaged {
            let lines = out::grouped(*lines);
            text.push_str(&format!("`{name}`: {why}; the {lines} lines before that were taken\n"));
        }
        text.push_str(&format!("imported in {:.1} s\n", self.seconds));
        text
    }
}
