//! The visits that are open: found by who they are of, ended in the order of their last page.

use std::hash::BuildHasher as _;
use std::net::IpAddr;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

use super::{DAY, Event, PageView, Visit};
use crate::agents::Agent;

/// Whose visit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key<'a> {
    pub(super) site: &'a [u8],
    pub(super) agent: Option<u64>,
    pub(super) address: IpAddr,
}

impl Key<'_> {
    /// Numbers are hashed, not bytes: it is quicker.
    fn hash(&self, state: &RandomState) -> u64 {
        let address = match self.address {
            IpAddr::V4(address) => address.to_bits().into(),
            IpAddr::V6(address) => address.to_bits(),
        };
        state.hash_one((address, self.agent.unwrap_or_default(), self.site))
    }
}

/// An open visit: its last page, and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) visit: u64,
    pub(super) start: i64,
    pub(super) pages: u64,
    pub(super) entry: Arc<[u8]>,
    /// The last page, whose duration is what its own report says.
    pub(super) page: PageView,
    hash: u64,
    /// The visits whose last page came just before and just after.
    before: u32,
    after: u32,
}

/// No visit's place.
const NONE: u32 = u32::MAX;

/// All open visits. Each has a place; the places form a list by the time of the last page.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// Places by the hash of the key.
    of: HashTable<u32>,
    state: RandomState,
    places: Vec<Option<Opened>>,
    free: Vec<u32>,
    oldest: u32,
    newest: u32,
    /// The number of the next visit.
    pub(super) next: u64,
}

impl PageView {
    pub(super) fn key(&self) -> Key<'_> {
        let agent = self.agent.as_deref().map(|agent: &Agent| agent.id);
        Key { site: &self.site, agent, address: self.address }
    }
}

impl Open {
    /// None; the first will have that number.
    pub(super) fn new(next: u64) -> Self {
        Self {
            of: HashTable::new(),
            state: RandomState::default(),
            places: Vec::new(),
            free: Vec::new(),
            oldest: NONE,
            newest: NONE,
            next,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    /// The open visits, in the order of their last page.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Opened> {
        let get = |place: u32| self.places.get(place as usize)?.as_ref();
        std::iter::successors(get(self.oldest), move |visit| get(visit.after))
    }

    /// A page is viewed, not earlier than any before.
    pub(super) fn view(&mut self, view: PageView, out: &mut impl FnMut(Event)) {
        let (hash, found) = self.find(&view.key());
        let Some(place) = found else { return self.begin(hash, view) };
        if let Some(visit) = at(&mut self.places, place)
            && view.start.saturating_sub(visit.start) <= DAY
        {
            visit.pages += 1;
            let next = view.start;
            let mut page =
                std::mem::replace(&mut visit.page, PageView { visit: Some(visit.visit), ..view });
            page.duration = Some(next.saturating_sub(page.start));
            out(Event::Page(page));
            if self.newest != place {
                self.unlink(place);
                self.link(place);
            }
        } else {
            self.end(place, out);
            self.begin(hash, view);
        }
    }

    /// A page was left. Reports of other pages than the last say nothing new.
    pub(super) fn left(&mut self, key: &Key<'_>, path: &[u8], time: i64) {
        let (_, place) = self.find(key);
        if let Some(visit) = place.and_then(|place| at(&mut self.places, place))
            && *visit.page.path == *path
            && time >= visit.page.start
        {
            visit.page.duration = Some(time.saturating_sub(visit.page.start));
        }
    }

    /// Ends the visits whose last page is older.
    pub(super) fn end_before(&mut self, time: i64, out: &mut impl FnMut(Event)) {
        while at(&mut self.places, self.oldest).is_some_and(|visit| visit.page.start < time) {
            self.end(self.oldest, out);
        }
    }

    /// Ends all visits.
    pub(super) fn end_all(&mut self, out: &mut impl FnMut(Event)) {
        while self.oldest != NONE {
            self.end(self.oldest, out);
        }
    }

    /// Takes back a visit that was open, after all whose last page is older. `false` if one of the
    /// same key is open.
    pub(super) fn resume(
        &mut self,
        visit: u64,
        start: i64,
        pages: u64,
        entry: Arc<[u8]>,
        page: PageView,
    ) -> bool {
        let (hash, found) = self.find(&page.key());
        if found.is_some() {
            return false;
        }
        let opened = Opened { visit, start, pages, entry, page, hash, before: NONE, after: NONE };
        self.place(opened);
        true
    }

    fn find(&self, key: &Key<'_>) -> (u64, Option<u32>) {
        let hash = key.hash(&self.state);
        let same = |place: &u32| {
            let visit = self.places.get(*place as usize).and_then(Option::as_ref);
            visit.is_some_and(|visit| visit.hash == hash && visit.page.key() == *key)
        };
        (hash, self.of.find(hash, same).copied())
    }

    fn begin(&mut self, hash: u64, page: PageView) {
        let visit = self.next;
        self.next = self.next.wrapping_add(1);
        self.place(Opened {
            visit,
            start: page.start,
            pages: 1,
            entry: Arc::clone(&page.path),
            page: PageView { visit: Some(visit), ..page },
            hash,
            before: NONE,
            after: NONE,
        });
    }

    fn place(&mut self, visit: Opened) {
        let fresh = u32::try_from(self.places.len()).unwrap_or(NONE);
        let place = self.free.pop().unwrap_or(fresh);
        let hash = visit.hash;
        match self.places.get_mut(place as usize) {
            Some(free) => *free = Some(visit),
            None => self.places.push(Some(visit)),
        }
        let Self { of, places, .. } = self;
        of.insert_unique(hash, place, |place| {
            places.get(*place as usize).and_then(Option::as_ref).map_or(0, |visit| visit.hash)
        });
        self.link(place);
    }

    fn end(&mut self, place: u32, out: &mut impl FnMut(Event)) {
        self.unlink(place);
        let Some(visit) = self.places.get_mut(place as usize).and_then(Option::take) else {
            return;
        };
        self.free.push(place);
        if let Ok(entry) = self.of.find_entry(visit.hash, |other| *other == place) {
            entry.remove();
        }
        let Opened { visit, start, pages, entry, page, .. } = visit;
        let ended = Visit {
            visit,
            site: Arc::clone(&page.site),
            address: page.address,
            agent: page.agent.clone(),
            start,
            last: page.start,
            pages,
            entry,
            exit: Arc::clone(&page.path),
        };
        out(Event::Page(page));
        out(Event::Visit(ended));
    }

    /// Puts a visit at the end of the list.
    fn link(&mut self, place: u32) {
        let newest = std::mem::replace(&mut self.newest, place);
        if let Some(visit) = at(&mut self.places, place) {
            visit.before = newest;
            visit.after = NONE;
        }
        match at(&mut self.places, newest) {
            Some(visit) => visit.after = place,
            None => self.oldest = place,
        }
    }

    /// Takes a visit out of the list.
    fn unlink(&mut self, place: u32) {
        let Some(visit) = at(&mut self.places, place) else { return };
        let (before, after) = (visit.before, visit.after);
        match at(&mut self.places, before) {
            Some(visit) => visit.after = after,
            None => self.oldest = after,
        }
        match at(&mut self.places, after) {
            Some(visit) => visit.before = before,
            None => self.newest = before,
        }
    }
}

fn at(places: &mut [Option<Opened>], place: u32) -> Option<&mut Opened> {
    places.get_mut(place as usize)?.as_mut()
}
