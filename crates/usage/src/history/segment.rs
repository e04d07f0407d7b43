//! A segment while it grows: the rows of a site and day of one commit.

use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::io::{self, Write};
use std::net::IpAddr;
use std::sync::Arc;

use siphasher::sip::SipHasher13;
use zeroize::Zeroizing;

use super::batch::{NONE, RequestBatch, Shared, VisitBatch};
use super::collect::{Part, Staging};
use super::numbered::Numbered;
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
    pub(crate) agent: Option<&'a Arc<Agent>>,
    pub(crate) time: i64,
    pub(crate) kind: Kind,
    pub(crate) method: &'a [u8],
    pub(crate) path: &'a Arc<[u8]>,
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
    rows: Rows,
    /// What other rows came to: these are added.
    rollup: Box<Rollup>,
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
    rollup: Box<Rollup>,
    /// The batch, to be filled again.
    spare: Option<Box<RequestBatch>>,
}

impl Job {
    /// Encodes the rows and counts them up.
    pub(crate) fn run(self) -> io::Result<Done> {
        let Self { segment, turn, rows, mut rollup } = self;
        let mut spare = None;
        let (part, rows, group) = match rows {
            Rows::Requests(mut batch) => {
                rollup.add_requests(&batch);
                let found = (Part::Requests, batch.len(), batch.encode()?);
                if batch.is_full() {
                    batch.clear();
                    spare = Some(batch);
                }
                found
            }
            Rows::Visits(batch) => {
                batch.rows().for_each(|row| rollup.add_visit(&row));
                (Part::Visits, batch.len(), batch.encode()?)
            }
        };
        Ok(Done { segment, turn, part, rows, group, rollup, spare })
    }
}

impl Done {
    /// A batch that can be filled again.
    pub(super) fn spare(&mut self) -> Option<Box<RequestBatch>> {
        self.spare.take()
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
    of_requests: Numbered,
    of_visits: Numbered,
    /// Who came last, by the number of the address and the agent's id.
    visitors: Vec<(u32, u64, u64)>,
    addresses: Addresses,
    /// What the rows of jobs that are done came to, in parts that further jobs add to.
    #[expect(clippy::vec_box, reason = "they come and go in their boxes")]
    rollups: Vec<Box<Rollup>>,
    request_file: Option<RequestWriter<Out>>,
    visit_file: Option<VisitWriter<Out>>,
    /// How many jobs there were, how many are done in their turn, and those done before theirs.
    given: u64,
    taken: u64,
    early: BTreeMap<u64, Done>,
}

/// How many rollups a segment has at most while nothing is done on it.
const ROLLUPS: usize = 2;

/// How many of those who came last are remembered.
const VISITORS: usize = 1 << 10;

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
            of_requests: Numbered::default(),
            of_visits: Numbered::default(),
            visitors: vec![(NONE, 0, 0); VISITORS],
            addresses: Addresses::new(),
            rollups: Vec::new(),
            request_file: None,
            visit_file: None,
            given: 0,
            taken: 0,
            early: BTreeMap::new(),
        }
    }

    /// Who it was, for the day: address and agent under the day's secret.
    fn visitor(&mut self, (address, number): (IpAddr, u32), agent: Option<&Arc<Agent>>) -> u64 {
        let id = agent.map_or(0, |agent| agent.id);
        let place = usize::try_from((u64::from(number) ^ id) % VISITORS as u64).unwrap_or_default();
        let known = self.visitors.get_mut(place);
        if let Some((of, with, visitor)) = &known
            && (*of, *with) == (number, id)
            && agent.is_some()
        {
            return *visitor;
        }
        let mut hasher = self.hasher;
        match address.to_canonical() {
            IpAddr::V4(address) => hasher.write(&address.octets()),
            IpAddr::V6(address) => hasher.write(&address.octets()),
        }
        if agent.is_some() {
            hasher.write(&id.to_le_bytes());
        }
        let visitor = hasher.finish();
        if let Some(known) = known
            && agent.is_some()
        {
            *known = (number, id, visitor);
        }
        visitor
    }

    /// Takes a request; says whether the batch is full.
    pub(super) fn request(&mut self, asked: &Asked<'_>) -> bool {
        let address = self.addresses.number(asked.address);
        self.addresses.push_numbered_request(address);
        let visitor = self.visitor((asked.address, address), asked.agent);
        let Self { requests, of_requests, .. } = self;
        let block = Network::of(asked.address);
        let network =
            of_requests.network(address, || requests.networks.number(&block, |network| *network));
        let (browser, system) = match asked.agent {
            None => (NONE, NONE),
            Some(agent) => of_requests.agents.get(agent, |agent| {
                (
                    requests.browsers.number(agent.browser.as_ref()),
                    requests.systems.number(agent.system.as_ref()),
                )
            }),
        };
        let path = of_requests.paths.get(asked.path, |path| requests.path_number(path));
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
            network: block,
            visitor,
            visit: asked.visit,
            duration: asked.duration,
        };
        requests.push_shared(&row, path, Shared { browser, system, network });
        requests.is_full()
    }

    /// Takes a visit; says whether the batch is full.
    pub(super) fn visit(&mut self, visit: &Visit) -> bool {
        let address = self.addresses.number(visit.address);
        self.addresses.push_numbered_visit(address);
        let visitor = self.visitor((visit.address, address), visit.agent.as_ref());
        let Self { visits, of_visits, .. } = self;
        let block = Network::of(visit.address);
        let network =
            of_visits.network(address, || visits.networks.number(&block, |network| *network));
        let (browser, system) = match &visit.agent {
            None => (NONE, NONE),
            Some(agent) => of_visits.agents.get(agent, |agent| {
                (
                    visits.browsers.number(agent.browser.as_ref()),
                    visits.systems.number(agent.system.as_ref()),
                )
            }),
        };
        let [entry, exit] = [&visit.entry, &visit.exit]
            .map(|path| of_visits.paths.get(path, |path| visits.path_number(path)));
        let row = VisitRow {
            visit: visit.visit,
            start: visit.start,
            duration: visit.duration(),
            pages: visit.pages,
            entry: &visit.entry,
            exit: &visit.exit,
            browser: None,
            system: None,
            network: block,
            visitor,
        };
        visits.push_shared(&row, (entry, exit), Shared { browser, system, network });
        visits.is_full()
    }

    /// How many rows wait in batches.
    pub(super) fn waiting(&self) -> usize {
        self.requests.len() + self.visits.len()
    }

    /// The rows that wait, as jobs.
    #[expect(clippy::vec_box, reason = "they come and go in their boxes")]
    pub(super) fn jobs(
        &mut self,
        spare: &mut Vec<Box<RequestBatch>>,
    ) -> impl Iterator<Item = Job> + use<> {
        let mut jobs = [None, None];
        let [of_requests, of_visits] = &mut jobs;
        if !self.requests.is_empty() {
            self.of_requests.clear();
            let fresh = if self.requests.is_full() { spare.pop() } else { None };
            *of_requests = Some(self.job(|open| {
                Rows::Requests(std::mem::replace(&mut open.requests, fresh.unwrap_or_default()))
            }));
        }
        if !self.visits.is_empty() {
            self.of_visits.clear();
            *of_visits = Some(self.job(|open| Rows::Visits(std::mem::take(&mut open.visits))));
        }
        jobs.into_iter().flatten()
    }

    fn job(&mut self, rows: impl FnOnce(&mut Self) -> Rows) -> Job {
        let turn = self.given;
        self.given += 1;
        let rollup = self.rollups.pop().unwrap_or_else(|| self.no_rollup());
        Job { segment: self.number, turn, rows: rows(self), rollup }
    }

    fn no_rollup(&self) -> Box<Rollup> {
        Rollup::new(self.day.number().into()).into()
    }

    /// Takes what was done, in its turn. Files are made when there is something to write.
    pub(super) fn done(&mut self, done: Done, staging: &mut impl Staging) -> io::Result<()> {
        self.early.insert(done.turn, done);
        while let Some(done) = self.early.remove(&self.taken) {
            self.taken += 1;
            self.rollups.push(done.rollup);
            self.merge(ROLLUPS);
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

    /// Adds up the rollups until there are no more than so many.
    fn merge(&mut self, most: usize) {
        while self.rollups.len() > most
            && let (Some(one), Some(into)) = (self.rollups.pop(), self.rollups.first_mut())
        {
            // The days are the same: both are the segment's.
            let _ = into.merge(&one);
        }
    }

    /// Whether nothing is left to do but to end its files.
    pub(super) fn is_done(&self) -> bool {
        self.is_closing && self.given == self.taken && self.waiting() == 0
    }

    /// Ends the files.
    pub(super) fn finish(mut self) -> io::Result<Segment> {
        self.merge(1);
        let rollup = *self.rollups.pop().unwrap_or_else(|| self.no_rollup());
        let Self { number, site, day, addresses, request_file, visit_file, .. } = self;
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
