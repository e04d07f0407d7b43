//! What was worked out for bytes that come again and again, in bounded memory.

use std::collections::HashMap;
use std::sync::Arc;

/// Keeps at most twice its size: when the newer half is full, the older half is forgotten. What is
/// asked for again moves to the newer half, so that what is common stays whatever passes through.
#[derive(Debug)]
pub(crate) struct Cache<V: ?Sized> {
    newer: HashMap<Box<[u8]>, Arc<V>>,
    older: HashMap<Box<[u8]>, Arc<V>>,
    size: usize,
}

impl<V: ?Sized> Cache<V> {
    pub(crate) fn new(size: usize) -> Self {
        Self { newer: HashMap::new(), older: HashMap::new(), size }
    }

    /// The value for those bytes, made if it is not there.
    pub(crate) fn get(&mut self, bytes: &[u8], make: impl FnOnce() -> Arc<V>) -> Arc<V> {
        if let Some(value) = self.newer.get(bytes) {
            return Arc::clone(value);
        }
        let value = self.older.remove(bytes).unwrap_or_else(make);
        if self.newer.len() >= self.size {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(bytes.into(), Arc::clone(&value));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_common_stays_and_the_rest_is_bounded() {
        let mut cache = Cache::new(10);
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
