//! What paths and agents were found to fulfil: most come again and again.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;

use super::atoms::Atoms;

/// Places, and the longest text that is remembered: at most about three megabytes.
const PLACES: usize = 1 << 12;
const LONGEST: usize = 512;

/// Remembers texts, each in the one place that its hash gives; a newer one takes it over.
#[derive(Debug)]
pub(super) struct Memory {
    places: Vec<Option<(Box<[u8]>, Atoms)>>,
    hasher: RandomState,
}

impl Memory {
    pub(super) fn new() -> Self {
        Self { places: vec![None; PLACES], hasher: RandomState::default() }
    }

    /// What the text fulfils, found out if it is not remembered.
    pub(super) fn get(&mut self, text: &[u8], find: impl FnOnce() -> Atoms) -> Atoms {
        if text.len() > LONGEST {
            return find();
        }
        let hash = usize::try_from(self.hasher.hash_one(text) >> 32).unwrap_or_default();
        let Some(place) = self.places.get_mut(hash % PLACES) else { return find() };
        match place {
            Some((known, atoms)) if **known == *text => *atoms,
            _ => {
                let atoms = find();
                *place = Some((text.into(), atoms));
                atoms
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_found() {
        let mut memory = Memory::new();
        let found = |number: usize| {
            let mut atoms = Atoms::NONE;
            atoms.add(u8::try_from(number % 251).unwrap());
            atoms
        };
        for round in 0..3 {
            for number in 0..3 * PLACES {
                let text = number.to_string();
                assert_eq!(memory.get(text.as_bytes(), || found(number)), found(number), "{round}");
            }
        }
        let mut asked = 0;
        for _ in 0..5 {
            memory.get(b"again", || {
                asked += 1;
                Atoms::NONE
            });
        }
        assert_eq!(asked, 1);
        assert_eq!(memory.places.len(), PLACES);
    }
}
