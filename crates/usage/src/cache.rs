//! What was worked out for bytes that come again and again, in bounded memory.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Keeps at most twice its size: when the newer half is full, the older half is forgotten. What is
/// asked for again moves to the newer half, so that what is common stays whatever passes through.
#[derive(Debug)]
pub(crate) struct Cache<V> {
    newer: HashTable<Known<V>>,
    older: HashTable<Known<V>>,
    size: usize,
    state: RandomState,
}

#[derive(Debug)]
struct Known<V> {
    hash: u64,
    bytes: Box<[u8]>,
    value: V,
}

impl<V> Known<V> {
    fn is(&self, hash: u64, bytes: &[u8]) -> bool {
        self.hash == hash && *self.bytes == *bytes
    }
}

impl<V: Clone> Cache<V> {
    /// The value for those bytes, made if it is not there.
    pub(crate) fn get(&mut self, bytes: &[u8], make: impl FnOnce() -> V) -> V {
        self.look(bytes, make).clone()
    }
}

impl<V> Cache<V> {
    pub(crate) fn new(size: usize) -> Self {
        let state = RandomState::default();
        Self { newer: HashTable::new(), older: HashTable::new(), size, state }
    }

    /// The value for those bytes, made if it is not there, to look at or to change.
    pub(crate) fn look(&mut self, bytes: &[u8], make: impl FnOnce() -> V) -> &mut V {
        let Self { newer, older, size, state } = self;
        let hash = state.hash_one(bytes);
        if newer.len() >= *size && newer.find(hash, |known| known.is(hash, bytes)).is_none() {
            let known = older.find_entry(hash, |known| known.is(hash, bytes)).ok();
            let known = known.map(|known| known.remove().0);
            *older = std::mem::take(newer);
            if let Some(known) = known {
                newer.insert_unique(hash, known, |known| known.hash);
            }
        }
        match newer.entry(hash, |known| known.is(hash, bytes), |known| known.hash) {
            Entry::Occupied(entry) => entry.into_mut().value_mut(),
            Entry::Vacant(place) => {
                let known = older.find_entry(hash, |known| known.is(hash, bytes)).ok();
                let known = known.map(|known| known.remove().0);
                let fresh = || Known { hash, bytes: bytes.into(), value: make() };
                place.insert(known.unwrap_or_else(fresh)).into_mut().value_mut()
            }
        }
    }
}

impl<V> Known<V> {
    fn value_mut(&mut self) -> &mut V {
        &mut self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_is_common_stays_and_the_rest_is_bounded() {
        let mut cache = Cache::<Arc<[u8]>>::new(10);
        let mut made = 0;
        for round in 0..1000_u32 {
            for bytes in [b"common".to_vec(), round.to_be_bytes().to_vec()] {
                let value = cache.get(&bytes, || {
                    made += 1;
                    Arc::from(bytes.as_slice())
                });
                assert_eq!(&*value, bytes);
            }
            assert!(cache.newer.len() + cache.older.len() <= 20);
        }
        assert_eq!(made, 1001);
    }
}
