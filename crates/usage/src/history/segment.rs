//! A segment while it grows: the rows of a site and day of one commit.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hasher as _;
use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::Arc;

use siphasher::sip::SipHasher13;
use zeroize::Zeroizing;

use super::batch::{RequestBatch, Shared, VisitBatch};
use super::collect::{Part, Staging};
use super::row::{Network, RequestRow, VisitRow};
use super::write::{Encoded, RequestWriter, VisitWriter};
use super::{Addresses, Day};
use crate::agents::Agent;
use crate::classify::Kind;
use crate::rollup::Rollup;
use crate::visits::Visit;

/// A segment whose files are written: what else there is of it.
#[derive(Debug)]
pub struct Segment {
    /// Its number among those of its [`super::Collector`].
    pub number: u64,
    /// The site.
    pub site: Arc<str>,
    /// The day in UTC of its rows.
    pub day: Day,
    /// How many rows the file of requests has; without any there is no file.
    pub requests: u64,
    /// How many rows the file of visits has; without any there is no file.
    pub visits: u64,
    /// How many different addresses there are.
    pub distinct: usize,
    /// The addresses of the rows, to be sealed: what [`Addresses::decode`] reads.
    pub addresses: Zeroizing<Vec<u8>>,
    /// What its rows come to.
    pub rollup: Rollup,
}

/// A request as the collector takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) address: IpAddr,
    pub(crate) agent: Option<&'a Agent>,
    pub(crate) time: i64,
    pub(crate) kind: Kind,
    pub(crate) method: &'a [u8],
    pub(crate) path: &'a [u8],
    pub(crate) status: u16,
    pub(crate) bytes: Option<u64>,
    pub(crate) taken: Option<u64>,
    pub(crate) visit: Option<u64>,
    pub(crate) duration: Option<i64>,
}

/// Work on a segment that needs nothing but its rows, so that any thread can do it.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) segment: u64,
    turn: u64,
    day: Day,
    rows: Rows,
}

#[derive(Debug)]
enum Rows {
    Requests(Box<RequestBatch>),
    Visits(Box<VisitBatch>),
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) segment: u64,
    turn: u64,
    part: Part,
    rows: usize,
    group: Encoded,
    rollup: Rollup,
}

impl Job {
    /// Encodes the rows and counts them up.
    pub(crate) fn run(self) -> io::Result<Done> {
        let Self { segment, turn, day, rows } = self;
        let mut rollup = Rollup::new(day.number().into());
        let (part, rows, group) = match rows {
            Rows::Requests(batch) => {
                batch.rows().for_each(|row| rollup.add_request(&row));
                (Part::Requests, batch.len(), batch.encode()?)
            }
            Rows::Visits(batch) => {
                batch.rows().for_each(|row| rollup.add_visit(&row));
                (Part::Visits, batch.len(), batch.encode()?)
            }
        };
        Ok(Done { segment, turn, part, rows, group, rollup })
    }
}

type Out = Box<dyn Write + Send>;

/// A segment that is open.
pub(super) struct Open {
    pub(super) number: u64,
    pub(super) site: Arc<str>,
    pub(super) day: Day,
    /// When it was used last, counted in rows of all segments.
    pub(super) used: u64,
    /// Takes no more rows, and waits for the jobs to be done.
    pub(super) is_closing: bool,
    /// Knows the day's secret.
    hasher: SipHasher13,
    requests: Box<RequestBatch>,
    visits: Box<VisitBatch>,
    /// The numbers that agents and addresses have in the batch of requests.
    agents: HashMap<u64, (u32, u32), foldhash::fast::RandomState>,
    networks: Vec<u32>,
    addresses: Addresses,
    rollup: Rollup,
    request_file: Option<RequestWriter<Out>>,
    visit_file: Option<VisitWriter<Out>>,
    /// How many jobs there were, how many are done in their turn, and those done before theirs.
    given: u64,
    taken: u64,
    early: BTreeMap<u64, Done>,
}

/// No number yet.
const NONE: u32 = u32::MAX;

impl Open {
    pub(super) fn new(number: u64, site: Arc<str>, day: Day, secret: &[u8; 32]) -> Self {
        let (key, rest) = secret.split_at(16);
        let mut hasher = SipHasher13::new_with_key(key.first_chunk().unwrap_or(&[0; 16]));
        hasher.write(rest);
        Self {
            number,
            site,
            day,
            used: 0,
            is_closing: false,
            hasher,
            requests: Box::default(),
            visits: Box::default(),
            agents: HashMap::default(),
            networks: Vec::new(),
            addresses: Addresses::new(),
            rollup: Rollup::new(day.number().into()),
            request_file: None,
            visit_file: None,
            given: 0,
            taken: 0,
            early: BTreeMap::new(),
        }
    }

    /// Who it was, for the day: address and agent under the day's secret.
    fn visitor(&self, address: IpAddr, agent: Option<&Agent>) -> u64 {
        let mut hasher = self.hasher;
        match address {
            IpAddr::V4(address) => hasher.write(&address.octets()),
            IpAddr::V6(address) => hasher.write(&address.octets()),
        }
        if let Some(agent) = agent {
            hasher.write(&agent.id.to_le_bytes());
        }
        hasher.finish()
    }

    /// Takes a request; says whether the batch is full.
    pub(super) fn request(&mut self, asked: &Asked<'_>) -> bool {
        let visitor = self.visitor(asked.address, asked.agent);
        let address = self.addresses.number(asked.address);
        self.addresses.push_numbered_request(address);
        let Self { requests, agents, networks, .. } = self;
        let (browser, system) = match asked.agent {
            None => (NONE, NONE),
            Some(agent) => *agents.entry(agent.id).or_insert_with(|| {
                (
                    requests.browsers.number(agent.browser.as_ref()),
                    requests.systems.number(agent.system.as_ref()),
                )
            }),
        };
        let at = address as usize;
        if networks.len() <= at {
            networks.resize(at + 1, NONE);
        }
        let network = Network::of(asked.address);
        let known = networks.get_mut(at);
        let number = match known {
            Some(known) if *known != NONE => *known,
            known => {
                let number = requests.networks.number(&network, |network| *network);
                known.into_iter().for_each(|known| *known = number);
                number
            }
        };
        let row = RequestRow {
            time: asked.time,
            kind: asked.kind,
            method: asked.method,
            path: asked.path,
            status: asked.status,
            bytes: asked.bytes,
            taken: asked.taken,
            browser: None,
            system: None,
            network,
            visitor,
            visit: asked.visit,
            duration: asked.duration,
        };
        requests.push_shared(&row, Shared { browser, system, network: number });
        requests.is_full()
    }

    /// Takes a visit; says whether the batch is full.
    pub(super) fn visit(&mut self, visit: &Visit) -> bool {
        let agent = visit.agent.as_deref();
        let visitor = self.visitor(visit.address, agent);
        self.addresses.push_visit(visit.address);
        self.visits.push(&VisitRow {
            visit: visit.visit,
            start: visit.start,
            duration: visit.duration(),
            pages: visit.pages,
            entry: &visit.entry,
            exit: &visit.exit,
            browser: agent.and_then(|agent| agent.browser.as_ref()),
            system: agent.and_then(|agent| agent.system.as_ref()),
            network: Network::of(visit.address),
            visitor,
        });
        self.visits.is_full()
    }

    /// How many rows wait in batches.
    pub(super) fn waiting(&self) -> usize {
        self.requests.len() + self.visits.len()
    }

    /// The rows that wait, as jobs.
    pub(super) fn jobs(&mut self) -> impl Iterator<Item = Job> + use<> {
        let mut jobs = [None, None];
        let [of_requests, of_visits] = &mut jobs;
        if !self.requests.is_empty() {
            self.agents.clear();
            self.networks.clear();
            *of_requests =
                Some(self.job(|open| Rows::Requests(std::mem::take(&mut open.requests))));
        }
        if !self.visits.is_empty() {
            *of_visits = Some(self.job(|open| Rows::Visits(std::mem::take(&mut open.visits))));
        }
        jobs.into_iter().flatten()
    }

    fn job(&mut self, rows: impl FnOnce(&mut Self) -> Rows) -> Job {
        let turn = self.given;
        self.given += 1;
        Job { segment: self.number, turn, day: self.day, rows: rows(self) }
    }

    /// Takes what was done, in its turn. Files are made when there is something to write.
    pub(super) fn done(&mut self, done: Done, staging: &mut impl Staging) -> io::Result<()> {
        self.early.insert(done.turn, done);
        while let Some(done) = self.early.remove(&self.taken) {
            self.taken += 1;
            // The days are the same: both are the segment's.
            let _ = self.rollup.merge(&done.rollup);
            let (number, site, day) = (self.number, &*self.site, self.day);
            let mut create = || staging.create(number, site, day, done.part);
            match done.part {
                Part::Requests => {
                    let file = match self.request_file.take() {
                        Some(file) => file,
                        None => RequestWriter::new(create()?)?,
                    };
                    self.request_file.insert(file).append(done.rows, done.group)?;
                }
                Part::Visits => {
                    let file = match self.visit_file.take() {
                        Some(file) => file,
                        None => VisitWriter::new(create()?)?,
                    };
                    self.visit_file.insert(file).append(done.rows, done.group)?;
                }
            }
        }
        Ok(())
    }

    /// Whether nothing is left to do but to end its files.
    pub(super) fn is_done(&self) -> bool {
        self.is_closing && self.given == self.taken && self.waiting() == 0
    }

    /// Ends the files.
    pub(super) fn finish(self) -> io::Result<Segment> {
        let Self { number, site, day, addresses, rollup, request_file, visit_file, .. } = self;
        let (requests, visits) = (addresses.requests() as u64, addresses.visits() as u64);
        if let Some(file) = request_file {
            file.finish()?.flush()?;
        }
        if let Some(file) = visit_file {
            file.finish()?.flush()?;
        }
        Ok(Segment {
            number,
            site,
            day,
            requests,
            visits,
            distinct: addresses.distinct(),
            addresses: addresses.encode(),
            rollup,
        })
    }
}
