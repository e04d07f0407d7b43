//! The visits that are open: found by who they are of, ended in the order of their last page.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::{DAY, Event, PageView, Visit};

/// Whose visit it is. Sites and agents stand in it as hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) site: u64,
    pub(super) agent: Option<u64>,
    pub(super) address: IpAddr,
}

/// An open visit: its last page, and what is known of it.
#[derive(Debug)]
pub(super) struct Opened {
    key: Key,
    start: i64,
    pages: u64,
    entry: Arc<[u8]>,
    /// The last page, whose duration is what its own report says.
    page: PageView,
    /// The visits whose last page came just before and just after.
    before: Option<usize>,
    after: Option<usize>,
}

/// All open visits. Each has a place; the places form a list by the time of the last page.
#[derive(Debug, Default)]
pub(super) struct Open {
    of: HashMap<Key, usize>,
    places: Vec<Option<Opened>>,
    free: Vec<usize>,
    oldest: Option<usize>,
    newest: Option<usize>,
}

impl Open {
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }

    /// A page is viewed, not earlier than any before.
    pub(super) fn view(&mut self, key: Key, view: PageView, out: &mut impl FnMut(Event)) {
        let Some(place) = self.of.get(&key).copied() else { return self.begin(key, view) };
        if let Some(visit) = self.at(place)
            && view.start - visit.start <= DAY
        {
            visit.pages += 1;
            let next = view.start;
            let mut page = std::mem::replace(&mut visit.page, view);
            page.duration = Some(next - page.start);
            out(Event::Page(page));
            self.unlink(place);
            self.link(place);
        } else {
            self.end(place, out);
            self.begin(key, view);
        }
    }

    /// A page was left. Reports of other pages than the last say nothing new.
    pub(super) fn left(&mut self, key: &Key, path: &[u8], time: i64) {
        let place = self.of.get(key).copied();
        if let Some(visit) = place.and_then(|place| self.at(place))
            && *visit.page.path == *path
            && time >= visit.page.start
        {
            visit.page.duration = Some(time - visit.page.start);
        }
    }

    /// Ends the visits whose last page is older.
    pub(super) fn end_before(&mut self, time: i64, out: &mut impl FnMut(Event)) {
        while let Some(place) = self.oldest
            && self.at(place).is_some_and(|visit| visit.page.start < time)
        {
            self.end(place, out);
        }
    }

    fn begin(&mut self, key: Key, page: PageView) {
        let visit = Opened {
            key,
            start: page.start,
            pages: 1,
            entry: Arc::clone(&page.path),
            page,
            before: None,
            after: None,
        };
        let place = self.free.pop().unwrap_or(self.places.len());
        match self.places.get_mut(place) {
            Some(free) => *free = Some(visit),
            None => self.places.push(Some(visit)),
        }
        self.of.insert(key, place);
        self.link(place);
    }

    fn end(&mut self, place: usize, out: &mut impl FnMut(Event)) {
        self.unlink(place);
        let Some(visit) = self.places.get_mut(place).and_then(Option::take) else { return };
        self.free.push(place);
        self.of.remove(&visit.key);
        let Opened { start, pages, entry, page, .. } = visit;
        let ended = Visit {
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

    fn at(&mut self, place: usize) -> Option<&mut Opened> {
        self.places.get_mut(place)?.as_mut()
    }

    /// Puts a visit at the end of the list.
    fn link(&mut self, place: usize) {
        let newest = self.newest.replace(place);
        if let Some(visit) = self.at(place) {
            visit.before = newest;
            visit.after = None;
        }
        match newest.and_then(|newest| self.at(newest)) {
            Some(visit) => visit.after = Some(place),
            None => self.oldest = Some(place),
        }
    }

    /// Takes a visit out of the list.
    fn unlink(&mut self, place: usize) {
        let Some(visit) = self.at(place) else { return };
        let (before, after) = (visit.before, visit.after);
        match before.and_then(|before| self.at(before)) {
            Some(visit) => visit.after = after,
            None => self.oldest = after,
        }
        match after.and_then(|after| self.at(after)) {
            Some(visit) => visit.before = before,
            None => self.newest = before,
        }
    }
}
