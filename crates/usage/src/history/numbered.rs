//! The numbers that agents, paths and networks have in a batch, found without comparing texts: by where
//! they stand in memory, since what comes again is mostly the same text in the same place.

use std::sync::Arc;

use super::batch::NONE;
use crate::agents::Agent;

/// How many agents and paths are at hand, as powers of two.
const AGENTS: u32 = 13;
const PATHS: u32 = 14;

/// The numbers of what the rows of a batch share.
pub(super) struct Numbered {
    /// The browser and the system.
    pub(super) agents: ByPlace<Agent, (u32, u32)>,
    pub(super) paths: ByPlace<[u8], u32>,
    /// By the number of the address.
    networks: Vec<u32>,
}

impl Default for Numbered {
    fn default() -> Self {
        Self { agents: ByPlace::new(AGENTS), paths: ByPlace::new(PATHS), networks: Vec::new() }
    }
}

impl Numbered {
    /// Forgets all: another batch begins.
    pub(super) fn clear(&mut self) {
        self.agents.clear();
        self.paths.clear();
        self.networks.clear();
    }

    /// The number of the network of the address of that number.
    pub(super) fn network(&mut self, address: u32, make: impl FnOnce() -> u32) -> u32 {
        let at = address as usize;
        if self.networks.len() <= at {
            self.networks.resize(at + 1, NONE);
        }
        match self.networks.get_mut(at) {
            Some(known) => {
                if *known == NONE {
                    *known = make();
                }
                *known
            }
            None => make(),
        }
    }
}

/// Remembers something of shared values, each in the one place that its address in memory gives; a newer
/// one takes it over. It holds the values, so that no other can come to stand where one was.
pub(super) struct ByPlace<T: ?Sized, N> {
    places: Vec<Option<(Arc<T>, N)>>,
    bits: u32,
}

impl<T: ?Sized, N: Copy> ByPlace<T, N> {
    fn new(bits: u32) -> Self {
        Self { places: Vec::new(), bits }
    }

    /// What is remembered of a value; found if nothing is.
    pub(super) fn get(&mut self, value: &Arc<T>, find: impl FnOnce(&T) -> N) -> N {
        if self.places.is_empty() {
            self.places.resize_with(1 << self.bits, || None);
        }
        let address = Arc::as_ptr(value).cast::<u8>().addr() as u64;
        let place = address.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - self.bits);
        let Some(known) = self.places.get_mut(usize::try_from(place).unwrap_or_default()) else {
            return find(value);
        };
        match known {
            Some((of, found)) if Arc::ptr_eq(of, value) => *found,
            _ => {
                let found = find(value);
                *known = Some((Arc::clone(value), found));
                found
            }
        }
    }

    fn clear(&mut self) {
        self.places.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_own() {
        let mut by_place = ByPlace::<[u8], usize>::new(4);
        let values: Vec<Arc<[u8]>> = (0..100_u8).map(|n| [n].as_slice().into()).collect();
        let mut found = 0;
        for round in 0..3 {
            for (number, value) in values.iter().enumerate() {
                for _ in 0..2 {
                    let got = by_place.get(value, |bytes| {
                        found += 1;
                        bytes[0].into()
                    });
                    assert_eq!(got, number, "{round}");
                }
            }
        }
        // Asked twice in a row, found once at most.
        assert!((100..=300).contains(&found), "{found}");
        // One that is gone makes no room for another one of the same place.
        let mut last = 0;
        for number in 0..1000 {
            let value: Arc<[u8]> = Arc::from([1_u8; 24]);
            assert_eq!(by_place.get(&value, |_| number), number);
            last = number;
        }
        assert_eq!(last, 999);
        by_place.clear();
        assert_eq!(by_place.get(&values[7], |_| 70), 70);
    }
}
