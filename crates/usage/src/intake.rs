//! Everything together: lines in, events out, and a count of all of it.

use std::sync::Arc;

use crate::agents::{Agent, Agents};
use crate::classify::{Classifier, Kind};
use crate::lines::Line;
use crate::read::{Found, Reader};
use crate::reject::Reason;
use crate::request::Request;
use crate::visits::{Event, PageLeft, Sessions};

/// How much there was of what. Nothing is left out: `lines` is `accepted` and `rejected`, and each
/// accepted line is of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines, without those of the log about itself.
    pub lines: u64,
    /// Lines of the log about itself.
    pub directives: u64,
    /// Lines that tell of a request.
    pub accepted: u64,
    /// The others, by reason, in the order of [`Reason::ALL`].
    rejected: [u64; Reason::ALL.len()],
    /// Requests by kind, in the order of [`Kind::ALL`].
    kinds: [u64; Kind::ALL.len()],
    /// Visits that have ended.
    pub visits: u64,
    /// Page views that came too late to join a visit.
    pub late: u64,
}

impl Counts {
    /// Lines that could not be read for that reason.
    pub fn rejected_for(&self, reason: Reason) -> u64 {
        self.rejected.get(reason as usize).copied().unwrap_or_default()
    }

    /// Lines that could not be read.
    pub fn rejected(&self) -> u64 {
        self.rejected.iter().sum()
    }

    /// Requests of that kind.
    pub fn of(&self, kind: Kind) -> u64 {
        self.kinds.get(kind as usize).copied().unwrap_or_default()
    }

    /// Counts a line that could not be read.
    pub fn reject(&mut self, reason: Reason) {
        self.lines += 1;
        if let Some(count) = self.rejected.get_mut(reason as usize) {
            *count += 1;
        }
    }

    pub(crate) fn accept(&mut self, kind: Kind) {
        self.lines += 1;
        self.accepted += 1;
        if let Some(count) = self.kinds.get_mut(kind as usize) {
            *count += 1;
        }
    }

    pub(crate) fn event(&mut self, event: &Event) {
        match event {
            Event::Page(page) => self.late += u64::from(page.is_late()),
            Event::Visit(_) => self.visits += 1,
            Event::Request(_) => {}
        }
    }
}

/// Takes the lines of logs, in time order, and hands out page views, visits, and all other requests.
#[derive(Debug)]
pub struct Intake {
    agents: Agents,
    classifier: Classifier,
    sessions: Sessions,
    counts: Counts,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is counted.
    Yes,
    /// It is counted as one that could not be read.
    Rejected(Reason),
    /// It tells of this time, which is after the one asked for, and is not counted.
    After(i64),
}

impl Intake {
    /// Nothing taken yet.
    ///
    /// # Errors
    ///
    /// Never: the tests read the same lists and expressions.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Self::going_on(Sessions::new())
    }

    /// Nothing taken yet, but visits are open.
    ///
    /// # Errors
    ///
    /// Never: the tests read the same lists and expressions.
    pub fn going_on(sessions: Sessions) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self {
            agents: Agents::new()?,
            classifier: Classifier::new()?,
            sessions,
            counts: Counts::default(),
        })
    }

    /// Goes on with other visits, and begins to count anew.
    pub fn go_on_with(&mut self, sessions: Sessions) {
        self.sessions = sessions;
        self.counts = Counts::default();
    }

    /// The visits that are open: to save them, or to see them as if they had ended.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Takes a line, unless it tells of a time after `until`.
    pub fn line(
        &mut self,
        reader: &mut Reader,
        line: Line<'_>,
        until: i64,
        out: &mut impl FnMut(Event),
    ) -> Taken {
        let read = match line {
            Line::Whole(line) => reader.read(line),
            Line::TooLong => Err(Reason::TooLong),
        };
        match read {
            Ok(Found::Request(request)) if request.time > until => {
                return Taken::After(request.time);
            }
            Ok(Found::Request(request)) => {
                self.request(&request, out);
            }
            Ok(Found::Directive) => self.counts.directives += 1,
            Err(reason) => {
                self.counts.reject(reason);
                return Taken::Rejected(reason);
            }
        }
        Taken::Yes
    }

    /// Takes a request that stood on no line: one of the running site's own. Says what it was.
    pub fn request(&mut self, request: &Request<'_>, out: &mut impl FnMut(Event)) -> Kind {
        let Self { agents, classifier, sessions, counts } = self;
        let agent: Option<Arc<Agent>> = request.agent.as_deref().map(|agent| agents.get(agent));
        let kind = classifier.kind(request, agent.as_deref());
        counts.accept(kind);
        if kind == Kind::Page {
            sessions.push(request, agent.as_ref(), &mut |event| {
                counts.event(&event);
                out(event);
            });
        } else {
            sessions.pass(request, kind, agent.as_ref(), out);
        }
        kind
    }

    /// Takes a page's report that it was left, by a browser of that user agent.
    pub fn left(&mut self, left: &PageLeft<'_>, agent: Option<&[u8]>, out: &mut impl FnMut(Event)) {
        let Self { agents, sessions, counts, .. } = self;
        let agent = agent.map(|agent| agents.get(agent));
        let left = PageLeft { agent: agent.as_deref(), ..*left };
        sessions.left(&left, &mut |event| {
            counts.event(&event);
            out(event);
        });
    }

    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many visits are open.
    pub fn open(&self) -> usize {
        self.sessions.open()
    }

    /// Ends all visits, says what was counted, and begins anew.
    pub fn finish(&mut self, out: &mut impl FnMut(Event)) -> Counts {
        let mut counts = std::mem::take(&mut self.counts);
        std::mem::take(&mut self.sessions).finish(&mut |event| {
            counts.event(&event);
            out(event);
        });
        counts
    }
}
