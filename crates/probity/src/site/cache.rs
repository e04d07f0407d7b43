//! Pages that are the same for everyone who is not signed in, kept as bytes.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use axum::body::Bytes;

/// Pages kept at most: a few for each policy version.
const CAPACITY: usize = 256;

/// Finished pages by name; the name says everything that the page depends on.
#[derive(Default)]
pub(crate) struct PageCache(RwLock<HashMap<String, Bytes>>);

impl PageCache {
    /// The page of that name, made by `make` the first time.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept then.
    pub(crate) fn get_or<E>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<Bytes, E> {
        if let Some(page) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(page.clone());
        }
        let page = Bytes::from(make()?);
        let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= CAPACITY {
            pages.clear();
        }
        pages.insert(name.to_owned(), page.clone());
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_made_once_and_the_cache_stays_small() {
        let cache = PageCache::default();
        let page = cache.get_or("a", || Ok::<_, ()>("one".to_owned())).unwrap();
        assert_eq!(cache.get_or("a", || Err("not again")).unwrap(), page);
        for n in 0..2 * CAPACITY {
            cache.get_or(&n.to_string(), || Ok::<_, ()>(String::new())).unwrap();
        }
        assert!(cache.0.read().unwrap().len() <= CAPACITY);
    }
}
