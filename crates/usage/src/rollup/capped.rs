//! Parts by name, no more than so many: the rest is one part.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::bytes::{Bytes, RollupError, put};
use super::part::Part;

/// Parts by name. Which names have a part of their own follows from the names alone: those of up to
/// `LONGEST` bytes, and of these the `MOST` shortest, of equal length the first by their bytes. So it
/// does not matter in which order rows come or rollups are merged, and who invents names (long ones,
/// many of a kind) finds them in the rest.
#[derive(Debug, Clone)]
pub(super) struct Capped<T, const MOST: usize, const LONGEST: usize> {
    held: Vec<(Arc<[u8]>, T)>,
    /// The place of each name; as long as `held`, or not made yet.
    places: HashMap<Arc<[u8]>, usize, RandomState>,
    /// The last name first; all names, or not made yet.
    last: BinaryHeap<Name>,
    /// Counts how often a name lost its place.
    lost: u64,
    /// All others.
    pub(super) rest: T,
}

/// No place yet.
const UNSEEN: usize = usize::MAX - 1;

/// The places of names in one [`Capped`], by numbers that somebody gave them.
#[derive(Debug, Default)]
pub(super) struct Notes {
    places: Vec<usize>,
    /// How often a name had lost its place when these were noted.
    lost: u64,
}

/// One of the parts.
#[derive(Debug)]
pub(super) struct Item<'a, T> {
    /// Its name; of the rest none.
    pub(super) name: &'a [u8],
    pub(super) part: &'a T,
    /// Whether it is no rest.
    pub(super) own: bool,
}

/// A name, in the order of who may stay.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name(Arc<[u8]>);

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

fn order(one: &[u8], other: &[u8]) -> std::cmp::Ordering {
    one.len().cmp(&other.len()).then_with(|| one.cmp(other))
}

impl<T: Default, const MOST: usize, const LONGEST: usize> Default for Capped<T, MOST, LONGEST> {
    fn default() -> Self {
        Self {
            held: Vec::new(),
            places: HashMap::default(),
            last: BinaryHeap::new(),
            lost: 0,
            rest: T::default(),
        }
    }
}

impl<T: PartialEq, const MOST: usize, const LONGEST: usize> PartialEq for Capped<T, MOST, LONGEST> {
    fn eq(&self, other: &Self) -> bool {
        self.rest == other.rest && self.sorted() == other.sorted()
    }
}

impl<T, const MOST: usize, const LONGEST: usize> Capped<T, MOST, LONGEST> {
    fn sorted(&self) -> Vec<&(Arc<[u8]>, T)> {
        let mut all: Vec<_> = self.held.iter().collect();
        all.sort_unstable_by(|(one, _), (other, _)| order(one, other));
        all
    }

    /// All of them in no order, and the rest.
    pub(super) fn all(&self) -> Vec<Item<'_, T>> {
        let own = self.held.iter().map(|(name, part)| Item { name, part, own: true });
        own.chain([Item { name: b"", part: &self.rest, own: false }]).collect()
    }

    /// All that have a part of their own, in no order.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &T)> {
        self.held.iter().map(|(name, part)| (&**name, part))
    }
}

impl<T: Part, const MOST: usize, const LONGEST: usize> Capped<T, MOST, LONGEST> {
    /// The place of the rest.
    pub(super) const REST: usize = usize::MAX;

    /// The part of a name, or the rest.
    pub(super) fn of(&mut self, name: &[u8]) -> &mut T {
        let place = self.place(name);
        self.at(place)
    }

    /// The place that is noted under a number, or that is found and noted now.
    pub(super) fn noted(
        &mut self,
        notes: &mut Notes,
        number: u32,
        find: impl FnOnce(&mut Self) -> usize,
    ) -> usize {
        if notes.lost != self.lost {
            notes.places.clear();
            notes.lost = self.lost;
        }
        let at = number as usize;
        match notes.places.get(at) {
            Some(place) if *place != UNSEEN => *place,
            _ => {
                let place = find(self);
                if notes.places.len() <= at {
                    notes.places.resize(at + 1, UNSEEN);
                }
                if let Some(note) = notes.places.get_mut(at) {
                    *note = place;
                }
                place
            }
        }
    }

    /// The part at a place, as [`Self::place`] gave it since a name last lost its own.
    pub(super) fn at(&mut self, place: usize) -> &mut T {
        self.held.get_mut(place).map_or(&mut self.rest, |(_, part)| part)
    }

    /// Where a name is counted: none's place, if that is the rest.
    pub(super) fn place(&mut self, name: &[u8]) -> usize {
        if name.len() > LONGEST {
            return Self::REST;
        }
        if self.places.len() < self.held.len() {
            let names = self.held.iter().enumerate();
            self.places = names.map(|(at, (name, _))| (Arc::clone(name), at)).collect();
        }
        match self.places.get(name) {
            Some(place) => *place,
            None => self.fresh(name),
        }
    }

    /// A place for a new name; that of the rest, if there is no room for it.
    fn fresh(&mut self, name: &[u8]) -> usize {
        if self.held.len() < MOST {
            let name: Arc<[u8]> = name.into();
            self.places.insert(Arc::clone(&name), self.held.len());
            if !self.last.is_empty() {
                self.last.push(Name(Arc::clone(&name)));
            }
            self.held.push((name, T::default()));
            return self.held.len() - 1;
        }
        if self.last.is_empty() {
            self.last = self.held.iter().map(|(name, _)| Name(Arc::clone(name))).collect();
        }
        if self.last.peek().is_none_or(|last| order(name, &last.0).is_gt()) {
            return Self::REST;
        }
        let goes = self.last.pop().and_then(|last| self.places.remove(&last.0));
        let Some((place, (held, part))) =
            goes.and_then(|place| Some((place, self.held.get_mut(place)?)))
        else {
            return Self::REST;
        };
        let name: Arc<[u8]> = name.into();
        self.lost += 1;
        self.rest.merge(&std::mem::take(part));
        held.clone_from(&name);
        self.places.insert(Arc::clone(&name), place);
        self.last.push(Name(name));
        place
    }
}

impl<T: Part, const MOST: usize, const LONGEST: usize> Part for Capped<T, MOST, LONGEST> {
    fn merge(&mut self, other: &Self) {
        for (name, part) in &other.held {
            self.of(name).merge(part);
        }
        self.rest.merge(&other.rest);
    }

    /// Each name as how much of the one before it begins with, and what follows.
    fn write(&self, out: &mut Vec<u8>) {
        put(out, self.held.len() as u64);
        let mut before: &[u8] = b"";
        for (name, part) in self.sorted() {
            let same = before.iter().zip(&**name).take_while(|(one, other)| one == other).count();
            put(out, same as u64);
            put(out, (name.len() - same) as u64);
            out.extend(name.get(same..).unwrap_or_default());
            part.write(out);
            before = name;
        }
        self.rest.write(out);
    }

    fn read(from: &mut Bytes<'_>) -> Result<Self, RollupError> {
        let broken = RollupError::Broken("names");
        let count = from.count(MOST, "names")?;
        let mut held: Vec<(Arc<[u8]>, T)> = Vec::with_capacity(count);
        let mut name = Vec::new();
        for _ in 0..count {
            let same = from.at_most(name.len() as u64, "names")?;
            let same = usize::try_from(same).map_err(|_| broken)?;
            let more = from.count(LONGEST - same.min(LONGEST), "names")?;
            let new = from.take(more)?;
            // As much as can be is told by the one before.
            if name.get(same).is_some_and(|next| new.first() == Some(next)) {
                return Err(broken);
            }
            name.truncate(same);
            name.extend(new);
            if held.last().is_some_and(|(last, _)| order(last, &name).is_ge()) {
                return Err(broken);
            }
            held.push((name.as_slice().into(), T::read(from)?));
        }
        let rest = T::read(from)?;
        Ok(Self { held, rest, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Three = Capped<u64, 3, 4>;

    fn of(names: &[String]) -> Three {
        let mut capped = Three::default();
        names.iter().for_each(|name| *capped.of(name.as_bytes()) += 1);
        capped
    }

    proptest! {
        #[test]
        fn who_stays_does_not_depend_on_the_order(
            one in prop::collection::vec("[ab]{0,5}", 0..30),
            other in prop::collection::vec("[ab]{0,5}", 0..30),
        ) {
            let all = [one.clone(), other.clone()].concat();
            let mut names: Vec<_> = all.iter().filter(|name| name.len() <= 4).collect();
            names.sort_by_key(|name| (name.len(), (*name).clone()));
            names.dedup();
            names.truncate(3);
            let whole = of(&all);
            for name in &names {
                let count = all.iter().filter(|other| other == name).count() as u64;
                prop_assert!(whole.iter().any(|(held, part)| held == name.as_bytes() && *part == count));
            }
            let (mut noted, mut notes) = (Three::default(), Notes::default());
            let mut numbers: Vec<&String> = all.iter().collect();
            numbers.sort();
            numbers.dedup();
            for name in &all {
                let number = numbers.binary_search(&name).unwrap();
                let number = u32::try_from(number).unwrap();
                let place = noted.noted(&mut notes, number, |all| all.place(name.as_bytes()));
                *noted.at(place) += 1;
            }
            prop_assert_eq!(&noted, &whole);
            let rest = all.iter().filter(|name| !names.contains(name)).count() as u64;
            prop_assert_eq!((whole.held.len(), whole.rest), (names.len(), rest));
            let (mut merged, mut bytes) = (of(&one), Vec::new());
            of(&other).write(&mut bytes);
            merged.merge(&Three::read(&mut Bytes(&bytes)).unwrap());
            prop_assert_eq!(&merged, &whole);
            bytes.clear();
            merged.write(&mut bytes);
            let mut read = Three::read(&mut Bytes(&bytes)).unwrap();
            prop_assert_eq!(&read, &whole);
            read.merge(&of(&one));
            merged.merge(&of(&one));
            prop_assert_eq!(read, merged);
        }
    }
}
