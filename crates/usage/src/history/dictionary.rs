//! The distinct values of a column, each with a number, in the order in which they came.

use std::hash::{BuildHasher as _, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// Distinct byte strings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Hashes and numbers.
    table: HashTable<(u64, u32)>,
    state: RandomState,
}

impl Dictionary {
    /// The number of a value, which is taken in if it is new.
    pub(crate) fn number(&mut self, value: &[u8]) -> u32 {
        let Self { bytes, ends, table, state } = self;
        let hash = state.hash_one(value);
        let known = |(of, number): &(u64, u32)| *of == hash && at(bytes, ends, *number) == value;
        if let Some((_, number)) = table.find(hash, known) {
            return *number;
        }
        let number = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(value);
        ends.push(bytes.len());
        table.insert_unique(hash, (hash, number), |(hash, _)| *hash);
        number
    }

    /// The value of that number; empty if there is none.
    pub(crate) fn get(&self, number: u32) -> &[u8] {
        at(&self.bytes, &self.ends, number)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let numbers = 0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        numbers.map(|number| self.get(number))
    }

    /// Forgets all values.
    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.table.clear();
    }

    /// The bytes of all values.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }
}

fn at<'a>(bytes: &'a [u8], ends: &[usize], number: u32) -> &'a [u8] {
    let number = number as usize;
    let from = number.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let to = ends.get(number).copied().unwrap_or(from);
    bytes.get(from..to).unwrap_or_default()
}

/// Distinct values of any other kind.
#[derive(Debug, Clone)]
pub(crate) struct Distinct<T> {
    values: Vec<T>,
    table: HashTable<(u64, u32)>,
    state: RandomState,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { values: Vec::new(), table: HashTable::new(), state: RandomState::default() }
    }
}

impl<T: Hash + Eq> Distinct<T> {
    /// The number of a value, which is made from it if it is new.
    pub(crate) fn number<Q: Hash + PartialEq<T>>(
        &mut self,
        value: &Q,
        make: impl FnOnce(&Q) -> T,
    ) -> u32 {
        let Self { values, table, state } = self;
        let hash = state.hash_one(value);
        let same = |number: u32| values.get(number as usize).is_some_and(|known| value == known);
        if let Some((_, number)) = table.find(hash, |(of, number)| *of == hash && same(*number)) {
            return *number;
        }
        let number = u32::try_from(values.len()).unwrap_or(u32::MAX);
        values.push(make(value));
        table.insert_unique(hash, (hash, number), |(hash, _)| *hash);
        number
    }

    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }

    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_number() {
        let mut dictionary = Dictionary::default();
        let words = ["", "a", "ab", "b", ""];
        let numbers = words.map(|word| dictionary.number(word.as_bytes()));
        assert_eq!(numbers, [0, 1, 2, 3, 0]);
        for (word, number) in words.iter().zip(numbers) {
            assert_eq!(dictionary.get(number), word.as_bytes());
        }
        assert_eq!((dictionary.size(), dictionary.iter().count()), (4, 4));
        assert_eq!(dictionary.get(9), b"");
        let mut numbers = Distinct::<u64>::default();
        let found: Vec<u32> = (0..1000_u64).map(|n| numbers.number(&(n % 10), |n| *n)).collect();
        assert!(found.iter().zip(0..).all(|(found, n)| *found == n % 10));
        assert_eq!((numbers.values().len(), numbers.get(3), numbers.get(10)), (10, Some(&3), None));
    }
}
