//! Unwrapped keys of the persons seen last, so that a release need not ask the key store.
//!
//! Two generations bound it: when the young one is full it becomes the old one, and what was in the
//! old one is wiped. A key that is used moves back to the young one.
use super::SubjectKeys;
use probity_ledger::SubjectId;
use std::collections::HashMap;
use std::sync::Arc;

/// How many keys a generation holds.
const GENERATION: usize = 16_384;

#[derive(Default)]
pub(super) struct Cache {
    young: HashMap<SubjectId, Arc<SubjectKeys>>,
    old: HashMap<SubjectId, Arc<SubjectKeys>>,
    /// Counts what was forgotten.
    forgotten: u64,
}

impl Cache {
    pub(super) fn get(&mut self, subject: SubjectId) -> Option<Arc<SubjectKeys>> {
        if let Some(keys) = self.young.get(&subject) {
            return Some(Arc::clone(keys));
        }
        let keys = self.old.remove(&subject)?;
        self.put(subject, Arc::clone(&keys));
        Some(keys)
    }

    pub(super) fn put(&mut self, subject: SubjectId, keys: Arc<SubjectKeys>) {
        if self.young.len() >= GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(subject, keys);
    }

    /// What [`Self::put_since`] wants: to be asked before a key is fetched.
    pub(super) fn now(&self) -> u64 {
        self.forgotten
    }

    /// Remembers a fetched key, unless some key was forgotten since: it might be this one.
    pub(super) fn put_since(&mut self, then: u64, subject: SubjectId, keys: Arc<SubjectKeys>) {
        if then == self.forgotten {
            self.put(subject, keys);
        }
    }

    pub(super) fn forget(&mut self, subject: SubjectId) {
        self.forgotten += 1;
        self.young.remove(&subject);
        self.old.remove(&subject);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_bounded_and_keeps_what_is_used() {
        let id = |n: usize| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            SubjectId::from_bytes(bytes)
        };
        let keys = || Arc::new(SubjectKeys::derive(&[1; 32]));
        let mut cache = Cache::default();
        for n in 0..5 * GENERATION {
            cache.put(id(n), keys());
            assert!(cache.get(id(0)).is_some(), "used at every step");
        }
        assert!(cache.young.len() + cache.old.len() <= 2 * GENERATION);
        assert!(cache.get(id(1)).is_none());
        let then = cache.now();
        cache.forget(id(0));
        assert!(cache.get(id(0)).is_none());
        cache.put_since(then, id(0), keys());
        assert!(cache.get(id(0)).is_none(), "fetched before it was destroyed");
        cache.put_since(cache.now(), id(0), keys());
        assert!(cache.get(id(0)).is_some());
    }
}
