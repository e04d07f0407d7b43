//! Owns the way from a category's name to its position: one hash and one comparison.
//!
//! The hash has no secret: the names come from the operator's own file, never from a request.

/// Positions by name. Names are unique.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Index {
    /// A power of two of slots, at most a quarter of them full; a slot holds a position plus one.
    slots: Box<[u16]>,
    names: Box<[Box<str>]>,
}

impl Index {
    /// Takes names in the order of their positions; of two alike the first is found.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let names: Box<[Box<str>]> = names.map(Box::from).collect();
        let mut slots = vec![0_u16; (names.len() * 4).next_power_of_two()].into_boxed_slice();
        for (name, position) in names.iter().zip(1_u16..) {
            let free = probe(name, slots.len()).find(|at| slots.get(*at) == Some(&0));
            if let Some(slot) = free.and_then(|at| slots.get_mut(at)) {
                *slot = position;
            }
        }
        Self { slots, names }
    }

    /// The position of a name.
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        for at in probe(name, self.slots.len()) {
            let position = usize::from(*self.slots.get(at)?).checked_sub(1)?;
            if self.names.get(position)?.as_ref() == name {
                return Some(position);
            }
        }
        None
    }
}

/// The slots in which a name may stand, from the likeliest on.
fn probe(name: &str, slots: usize) -> impl Iterator<Item = usize> {
    let mask = slots.wrapping_sub(1);
    let first = usize::try_from(hash(name) >> 40).unwrap_or_default();
    (0..slots).map(move |step| (first + step) & mask)
}

/// Mixes eight bytes at a time.
fn hash(name: &str) -> u64 {
    let mix =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (words, rest) = name.as_bytes().as_chunks::<8>();
    let hash =
        words.iter().fold(name.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let last = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    mix(hash, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_others_are_not() {
        let names: Vec<String> = (0..200).map(|n| format!("category-{n}")).collect();
        let index = Index::new(names.iter().map(String::as_str));
        for (position, name) in names.iter().enumerate() {
            assert_eq!(index.get(name), Some(position));
            assert_eq!(index.get(&format!("{name}x")), None);
        }
        assert_eq!(index.get(""), None);
        assert_eq!(Index::new(["a", "a"].into_iter()).get("a"), Some(0));
        assert_eq!(Index::new(std::iter::empty()).get("a"), None);
        assert_eq!(Index::default().get("a"), None);
    }
}
