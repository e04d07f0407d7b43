//! The guard: a bucket for each address and scenario, and what to do when one runs over.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::net::IpAddr;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::block::{Block, Spared};
use super::bucket::Bucket;
use super::matcher::{Marks, Matcher};
use super::memory::Memory;
use super::scenario::{Distinct, Sanction, Scenario};
use crate::classify::Kind;
use crate::request::Request;
use crate::visits::{MAX_PATH, WINDOW};

/// How many buckets there are at most, unless somebody says otherwise. One takes about 120 bytes, and
/// where events have to differ 8 more for each event in it.
const BUCKETS: usize = 1 << 17;

/// With how many buckets it is first looked which of them are empty for good.
const SWEEP: usize = 1 << 12;

/// What the guard has to know of a request, or of something else that happened.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Milliseconds since 1970.
    pub time: i64,
    /// Who did it.
    pub address: IpAddr,
    /// The site.
    pub site: &'a [u8],
    /// The path.
    pub path: &'a [u8],
    /// The query.
    pub query: Option<&'a [u8]>,
    /// The user agent.
    pub agent: &'a [u8],
}

impl<'a> From<&'a Request<'_>> for Seen<'a> {
    fn from(request: &'a Request<'_>) -> Self {
        Self {
            time: request.time,
            address: request.address,
            site: request.site.as_deref().unwrap_or_default(),
            path: &request.path,
            query: request.query.as_deref(),
            agent: request.agent.as_deref().unwrap_or_default(),
        }
    }
}

/// Somebody acted out a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who: an address, or a /64.
    pub block: Block,
    /// The scenario's id.
    pub scenario: String,
    /// When the first of its events came, in milliseconds since 1970.
    pub first: i64,
    /// When the bucket ran over: from when it holds.
    pub from: i64,
    /// Until when it holds.
    pub until: i64,
    /// What follows.
    pub sanction: Sanction,
    /// How many events there were.
    pub count: u64,
    /// The address of the last event; of IPv6 the block is wider.
    pub address: IpAddr,
    /// The path of the last event, at most [`MAX_PATH`] bytes.
    pub path: Box<[u8]>,
}

/// Watches requests.
#[derive(Debug)]
pub struct Guard {
    matcher: Arc<Matcher>,
    spared: Spared,
    /// By [`Block::key`].
    buckets: HashMap<[u64; 2], Bucket, RandomState>,
    /// What paths and agents fulfil, for [`Self::watch`].
    memory: Option<Box<(Memory, Memory)>>,
    /// Tells paths and the like apart; nobody outside can foresee which look alike.
    hasher: RandomState,
    most: usize,
    newest: i64,
    /// With how many buckets those that are empty for good go.
    sweep: usize,
}

impl Guard {
    /// Nothing seen yet.
    pub fn new(matcher: Arc<Matcher>, spared: Spared) -> Self {
        Self {
            matcher,
            spared,
            buckets: HashMap::default(),
            memory: None,
            hasher: RandomState::default(),
            most: BUCKETS,
            newest: i64::MIN,
            sweep: SWEEP,
        }
    }

    /// With at most so many buckets. Where one more is needed, those that are empty go, and then those
    /// that are the next to be: whoever did the least is forgotten first.
    #[must_use]
    pub fn with_most(self, most: usize) -> Self {
        Self { most: most.max(4), ..self }
    }

    /// Whom it spares.
    pub fn spared(&self) -> &Spared {
        &self.spared
    }

    /// What it matches with.
    pub fn matcher(&self) -> &Arc<Matcher> {
        &self.matcher
    }

    /// How many buckets there are.
    pub fn buckets(&self) -> usize {
        self.buckets.len()
    }

    /// Looks at a request and takes it: [`Matcher::marks`] and [`Self::see`] in one, remembering what
    /// paths and agents fulfil. For whoever reads logs in one thread.
    pub fn watch(&mut self, request: &Request<'_>, kind: Kind, out: &mut impl FnMut(Decision)) {
        let memory = self.memory.get_or_insert_with(|| (Memory::new(), Memory::new()).into());
        let (paths, agents) = &mut **memory;
        let matcher = &self.matcher;
        let agent = request.agent.as_deref().unwrap_or_default();
        let agent = agents.get(agent, || matcher.agent(agent).atoms());
        let path = paths.get(&request.path, || matcher.path(&request.path));
        let marks = matcher.all(request, kind, agent, path);
        self.see(&Seen::from(request), marks, out);
    }

    /// Takes what was seen, and hands out a decision for each bucket that runs over.
    pub fn see(&mut self, seen: &Seen<'_>, marks: Marks, out: &mut impl FnMut(Decision)) {
        if marks.is_none() {
            return;
        }
        self.newest = self.newest.max(seen.time);
        let block = Block::of(seen.address);
        if self.buckets.len() >= self.sweep {
            self.sweep(seen.time);
        }
        for place in marks.iter() {
            let Some(scenario) = self.matcher.scenarios().get(place) else { continue };
            let Scenario { distinct, capacity, leak, .. } = *scenario;
            let key = block.key(u8::try_from(place).unwrap_or(u8::MAX));
            if self.buckets.len() >= self.most && !self.buckets.contains_key(&key) {
                self.make_room();
            }
            let bucket = self.buckets.entry(key).or_insert_with(|| Bucket::new(seen.time));
            let differs = seen.differs(distinct, &self.hasher);
            let Some(over) = bucket.pour(seen.time, (capacity, leak), differs) else { continue };
            self.buckets.remove(&key);
            let Some(scenario) = self.matcher.scenarios().get(place) else { continue };
            if self.spared.touches(&block) {
                continue;
            }
            out(Decision {
                block,
                scenario: scenario.id.clone(),
                first: over.first,
                from: over.last,
                until: over.last.saturating_add(scenario.sanction.lasts()),
                sanction: scenario.sanction,
                count: over.events,
                address: seen.address,
                path: seen.path.get(..MAX_PATH).unwrap_or(seen.path).into(),
            });
        }
    }

    /// Lets the buckets go that are as good as new ones for whatever comes in time. So those of the
    /// visitors who are here stay close together, which is most of what watching costs.
    fn sweep(&mut self, time: i64) {
        let empty = time.saturating_sub(WINDOW);
        self.buckets.retain(|_, bucket| bucket.empty_at() > empty);
        if self.buckets.capacity() > 4 * self.buckets.len().max(SWEEP) {
            self.buckets.shrink_to(2 * self.buckets.len());
        }
        self.sweep = (2 * self.buckets.len()).max(SWEEP);
    }

    /// A quarter of the places at least.
    fn make_room(&mut self) {
        let newest = self.newest;
        self.buckets.retain(|_, bucket| bucket.empty_at() > newest);
        let goal = self.most / 4 * 3;
        let Some(over) = self.buckets.len().checked_sub(goal).filter(|over| *over > 0) else {
            return;
        };
        let mut times: Vec<i64> = self.buckets.values().map(Bucket::empty_at).collect();
        let (_, last, _) = times.select_nth_unstable(over - 1);
        let last = *last;
        let mut left = over;
        self.buckets.retain(|_, bucket| {
            let goes = left > 0 && bucket.empty_at() <= last;
            left -= usize::from(goes);
            !goes
        });
    }
}

impl Seen<'_> {
    /// A hash of what makes it differ from others.
    fn differs(&self, distinct: Distinct, hasher: &RandomState) -> Option<u64> {
        let mut hasher = hasher.build_hasher();
        match distinct {
            Distinct::Nothing => return None,
            Distinct::Path => self.path.hash(&mut hasher),
            Distinct::Target => (self.path, self.query).hash(&mut hasher),
            Distinct::Agent => self.agent.hash(&mut hasher),
            Distinct::Site => self.site.hash(&mut hasher),
        }
        Some(hasher.finish())
    }
}
