//! A stream of logs: what comes in, the visits that are open in it, and its commits.
//!
//! Visits go on within a stream: from one file to the next, from one commit to the next, across
//! restarts. Two streams share nothing, even if they tell of the same site. A stream is named by its
//! scope ([`OWN`], [`imported`], [`sent`]).

use probity_policy::{Purpose, Role};
use probity_usage::history::{Collector, Sites};
use probity_usage::{
    Counts, Event, Intake, Kind, Line, PageLeft, Reader, Request, Sessions, Taken,
};
use probity_vault::store::{Tx, Value};
use probity_vault::{UsageAction, UsageRequest, Vault};
use zeroize::Zeroizing;

use super::history::{self, Carry, Commit, Name, Stand};
use super::known::Reading;
use super::rejected::{Log, Rejected};
use super::staging::{Room, unwritten};
use super::{CATEGORIES, Usage, UsageError};
use crate::store::usage;

/// From how many rows on a commit's segments stay as they are. Fewer are held in memory and written anew
/// with the next commit, so that a quiet site has few files a day.
const ENOUGH: usize = 20_000;

/// The scope of the running site's own requests.
pub(crate) const OWN: &str = "own";

/// The scope of logs that are imported: of one site, or of those that they name.
pub(crate) fn imported(site: Option<&str>) -> String {
    format!("import {}", site.unwrap_or("*"))
}

/// The scope of what another server sends of a site.
pub(crate) fn sent(site: &str) -> String {
    format!("sent {site}")
}

/// The scope of what comes by syslog of a site.
pub(crate) fn by_syslog(site: &str) -> String {
    format!("syslog {site}")
}

/// Whether what comes in by a scope comes by itself, and not as a whole log at a time.
pub(crate) fn runs(scope: &str) -> bool {
    scope == OWN || scope.starts_with("syslog ")
}

/// What a commit kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Committed {
    /// How many requests are new.
    pub(crate) requests: u64,
}

/// A stream that is open. One process at a time has it.
pub(crate) struct Stream {
    scope: String,
    sites: Sites,
    intake: Intake,
    /// What came since the last commit whose segments stay.
    rows: Vec<Event>,
    /// How many of them no commit has yet.
    new: u64,
    /// Lines that could not be read and no commit has yet.
    rejected: Rejected,
    /// The segments that the next commit replaces.
    replaced: Vec<Name>,
    revision: i64,
    /// A commit of which nobody knows whether it was done.
    unconfirmed: Option<Attempt>,
}

/// What a commit changes here when it is done.
struct Attempt {
    /// If this counts, all of it does.
    sign: Option<String>,
    /// What the next commit replaces.
    replaced: Vec<Name>,
    /// How many rows it has, and whether they stay.
    rows: usize,
    stays: bool,
    /// How many requests are new in it.
    new: u64,
    /// Its lines that could not be read.
    rejected: Rejected,
}

/// Visits that were open at the last commit, and the segments that show them.
pub(crate) struct TakenUp {
    pub(crate) sessions: Sessions,
    pub(crate) replaced: Vec<Name>,
    pub(crate) revision: i64,
}

/// Takes a scope up where its last commit left it.
pub(crate) fn take_up(vault: &Vault, scope: &str) -> Result<TakenUp, UsageError> {
    let key = Value::from(scope);
    // What another process held in memory is as good as what stays.
    let of = key.clone();
    vault.store().tx("usage_pending_stays", move |tx: &mut Tx<'_>| {
        let change = [Value::from("final"), of.clone(), Value::from("pending")];
        tx.exec(&usage::SEGMENTS_BECOME, &change).map(|_| ())
    })?;
    let rows = vault.store().query(&usage::CARRY_GET, std::slice::from_ref(&key))?;
    let mut revision = 0;
    if let Some(row) = rows.first() {
        let (day, sealed) = (row.int(0)?, row.bytes(3)?);
        revision = row.int(1)?;
        if let Some(sessions) = open_visits(vault, scope, day, &sealed)? {
            let open = [key, Value::from("open")];
            let rows = vault.store().query(&usage::SEGMENTS_OF_KIND, &open)?;
            let name =
                |row: &probity_vault::store::Row| -> Result<Name, probity_vault::StoreError> {
                    Ok(Name { id: row.text(0)?, site: row.text(1)?, day: row.int(2)? })
                };
            let replaced = rows.iter().map(name).collect::<Result<_, _>>()?;
            return Ok(TakenUp { sessions, replaced, revision });
        }
        // Their time is over: they have ended as they stood.
        vault.store().tx("usage_open_stays", move |tx: &mut Tx<'_>| {
            let change = [Value::from("final"), key.clone(), Value::from("open")];
            tx.exec(&usage::SEGMENTS_BECOME, &change).map(|_| ())
        })?;
    }
    Ok(TakenUp { sessions: fresh(vault), replaced: Vec::new(), revision })
}

/// No open visits; the first that begins has a number that no other has.
pub(crate) fn fresh(vault: &Vault) -> Sessions {
    let mut first = [0; 8];
    vault.random().fill(&mut first);
    Sessions::numbered(u64::from_be_bytes(first) >> 2)
}

/// Opens the sealed visits of a scope, on record; none when they may no longer be opened.
fn open_visits(
    vault: &Vault,
    scope: &str,
    day: i64,
    sealed: &[u8],
) -> Result<Option<Sessions>, UsageError> {
    if sealed.is_empty() {
        return Ok(None);
    }
    let categories: Vec<&str> = CATEGORIES.iter().copied().chain(["ip-address"]).collect();
    let grant = vault.read_usage(&UsageRequest {
        action: UsageAction::Use,
        role: Role::System,
        actor: None,
        purpose: Purpose::IntrusionProtection,
        categories: &categories,
        days: day..=day,
        note: Some("open visits go on".into()),
    })?;
    let opened = vault.open_of_day(&grant, day, &history::carry_place(scope), sealed)?;
    let Some(bytes) = opened else { return Ok(None) };
    let sessions = Sessions::load(&bytes);
    sessions.map(Some).map_err(|error| UsageError::Damaged(error.to_string()))
}

/// The open visits as segments and as what the next commit goes on from.
pub(crate) fn carry(
    usage: &Usage,
    room: Room,
    scope: &str,
    sites: &Sites,
    sessions: &Sessions,
    revision: i64,
) -> Result<(Room, Vec<history::Staged>, Carry), UsageError> {
    let mut open = Collector::new(room, sites.clone());
    let mut failed = None;
    sessions.as_if_ended(&mut |event| {
        if failed.is_none() {
            failed = open.event(&event).err();
        }
    });
    let done = failed.map_or_else(|| open.finish(), Err);
    let mut room = done.map_err(|error| unwritten(&usage.data, &error))?;
    let segments = room.take(scope, Stand::Open);
    let newest = sessions.newest().unwrap_or_default();
    let oldest = segments.iter().map(|segment| segment.day).min();
    let carry = Carry {
        scope: scope.to_owned(),
        day: oldest.unwrap_or_else(|| Vault::day_of(newest)),
        newest,
        revision,
        state: Zeroizing::new(sessions.save()),
    };
    Ok((room, segments, carry))
}

impl Stream {
    /// Opens a stream of logs: of the sites that these name.
    pub(crate) fn open(usage: &Usage, scope: &str, sites: Sites) -> Result<Self, UsageError> {
        let TakenUp { sessions, replaced, revision } = take_up(&usage.vault, scope)?;
        let intake = Intake::going_on(sessions);
        let intake = intake.map_err(|error| UsageError::Log(error.to_string()))?;
        Ok(Self {
            scope: scope.to_owned(),
            sites,
            intake,
            rows: Vec::new(),
            new: 0,
            rejected: Rejected::new(&usage.vault),
            replaced,
            revision,
            unconfirmed: None,
        })
    }

    /// Takes a request of the running site. Says what it was.
    pub(crate) fn request(&mut self, request: &Request<'_>) -> Kind {
        let Self { intake, rows, new, .. } = self;
        *new += 1;
        intake.request(request, &mut |event| rows.push(event))
    }

    /// Takes the next line of a log.
    pub(crate) fn line(&mut self, reader: &mut Reader, line: Line<'_>, log: &mut Log) {
        let Self { intake, rows, new, rejected, .. } = self;
        log.step();
        let before = intake.counts().accepted;
        match intake.line(reader, line, i64::MAX, &mut |event| rows.push(event)) {
            Taken::Yes => *new += intake.counts().accepted - before,
            Taken::Rejected(reason) => {
                let text = if let Line::Whole(text) = line { text } else { b"" };
                rejected.add(log, reason, text);
            }
            Taken::After(_) => debug_assert!(false, "no line is after the end of time"),
        }
    }

    /// Takes a page's report that it was left, by a browser of that user agent.
    pub(crate) fn left(&mut self, left: &PageLeft<'_>, agent: Option<&[u8]>) {
        let Self { intake, rows, new, .. } = self;
        *new += 1;
        intake.left(left, agent, &mut |event| rows.push(event));
    }

    /// What was counted since it was opened.
    pub(crate) fn counts(&self) -> Counts {
        self.intake.counts()
    }

    /// Whether something came that no commit has yet.
    pub(crate) fn is_behind(&self) -> bool {
        self.new > 0 || !self.rejected.is_empty() || self.unconfirmed.is_some()
    }

    /// Keeps everything that came, durably, with what was read of which source; or nothing of it, and the
    /// next commit tries again. The note stands on the ledger.
    pub(crate) fn commit(
        &mut self,
        usage: &Usage,
        readings: Vec<Reading>,
        note: String,
    ) -> Result<Committed, UsageError> {
        if let Some(attempt) = self.unconfirmed.take() {
            let sign = attempt.sign.as_deref();
            match sign.map_or(Ok(false), |sign| history::counts(&usage.vault, sign)) {
                Ok(true) => self.done(attempt),
                Ok(false) => self.rejected.put_back(attempt.rejected),
                Err(error) => {
                    self.unconfirmed = Some(attempt);
                    return Err(error);
                }
            }
        }
        if !self.is_behind() && readings.is_empty() {
            return Ok(Committed::default());
        }
        let stays = self.rows.len() >= ENOUGH;
        let mut rows = Collector::new(Room::new(&usage.vault, &usage.data)?, self.sites.clone());
        let unwritten = |error| unwritten(&usage.data, &error);
        for event in &self.rows {
            rows.event(event).map_err(unwritten)?;
        }
        let mut rows = rows.finish().map_err(unwritten)?;
        let stand = if stays { Stand::Final } else { Stand::Pending };
        let mut segments = rows.take(&self.scope, stand);
        let kept = segments.len();
        let room = Room::new(&usage.vault, &usage.data)?;
        let sessions = self.intake.sessions();
        let (room, open, carry) =
            carry(usage, room, &self.scope, &self.sites, sessions, self.revision)?;
        segments.extend(open);
        let commit = Commit {
            segments,
            replaced: self.replaced.clone(),
            carries: vec![carry],
            readings,
            rejected: self.rejected.stage(&self.scope, self.sites.of(b""))?,
            note,
            ..Commit::default()
        };
        let names: Vec<Name> = commit.segments.iter().map(history::Staged::name).collect();
        let attempt = Attempt {
            sign: commit.sign(),
            replaced: names.into_iter().skip(if stays { kept } else { 0 }).collect(),
            rows: self.rows.len(),
            stays,
            new: self.new,
            rejected: std::mem::replace(&mut self.rejected, Rejected::new(&usage.vault)),
        };
        let committed = history::commit(&usage.vault, &usage.files, &commit);
        drop((rows, room));
        match committed {
            Ok(()) => {
                let requests = attempt.new;
                self.done(attempt);
                Ok(Committed { requests })
            }
            Err(error) => {
                if error.is_unconfirmed() {
                    self.unconfirmed = Some(attempt);
                } else {
                    self.rejected.put_back(attempt.rejected);
                }
                Err(error)
            }
        }
    }

    /// A commit is done.
    fn done(&mut self, attempt: Attempt) {
        self.revision += 1;
        self.replaced = attempt.replaced;
        self.new -= attempt.new;
        if attempt.stays {
            self.rows.drain(..attempt.rows);
        }
    }
}
