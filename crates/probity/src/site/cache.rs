//! Pages that are the same for everyone who is not signed in, kept as bytes, plain and compressed.
//!
//! A handler answers with [`Finished`]; the layer in `frame` picks the form that the browser takes,
//! or tells it that it has the page already (RFC 9110, sections 8.8.3 and 13.1.2).

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::hex::hex;
use crate::members::session::hash;

/// Pages kept at most: a few for each policy version, language and choice of readers.
const CAPACITY: usize = 512;

/// What of a request decides how a page looks.
const DEPENDS: &str = "accept-encoding, accept-language, cookie, sec-gpc";

/// A page as it goes over the wire.
pub(crate) struct Page {
    kind: HeaderValue,
    plain: Bytes,
    /// Compressed; none where that would not be smaller.
    gzip: Option<Bytes>,
    /// Says which page it is: two that differ have different ones.
    tag: HeaderValue,
}

impl Page {
    /// A page of this media type.
    pub(crate) fn new(kind: &'static str, text: impl Into<Bytes>) -> Self {
        let plain = text.into();
        let tag = HeaderValue::try_from(format!("W/\"{}\"", hex(&hash(&plain)[..12])));
        Self {
            kind: HeaderValue::from_static(kind),
            gzip: compressed(&plain).filter(|gzip| gzip.len() < plain.len()).map(Bytes::from),
            tag: tag.unwrap_or(HeaderValue::from_static("W/\"0\"")),
            plain,
        }
    }

    /// The answer to a request with these headers.
    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(ETAG, self.tag.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static(DEPENDS));
        let known = asked.get(IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
        let tag = self.tag.to_str().unwrap_or_default();
        if known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        headers.insert(CONTENT_TYPE, self.kind.clone());
        let body = match &self.gzip {
            Some(gzip) if takes_gzip(asked) => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                gzip.clone()
            }
            _ => self.plain.clone(),
        };
        (headers, Body::from(body)).into_response()
    }
}

/// Whether the browser takes gzip: named, and not with a weight of zero.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let takes = asked.get(ACCEPT_ENCODING).and_then(|takes| takes.to_str().ok());
    takes.is_some_and(|takes| {
        takes.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let named = parts.next() == Some("gzip");
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(Ok(1.0), str::parse::<f32>);
            named && weight.is_ok_and(|weight| weight > 0.0)
        })
    })
}

fn compressed(plain: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok()
}

/// A page that `frame` still has to put into the form the browser takes.
#[derive(Clone)]
pub(crate) struct Finished(pub(super) Arc<Page>);

impl IntoResponse for Finished {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Finished pages by name; the name says everything that the page depends on, but the foundation's own
/// pages, which stand in the menu of every page.
#[derive(Default)]
pub(crate) struct PageCache {
    pages: RwLock<HashMap<(u64, String), Arc<Page>>>,
    /// Which state of the foundation's pages the kept ones were made from.
    generation: AtomicU64,
}

impl PageCache {
    /// The page of that name, made by `make` the first time.
    ///
    /// # Errors
    /// Those of `make`; nothing is kept then.
    pub(crate) fn get_or<E>(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Page, E>,
    ) -> Result<Finished, E> {
        // Read before the page is made: one made meanwhile of newer pages is at worst made again.
        let name = (self.generation.load(Ordering::Acquire), name.to_owned());
        if let Some(page) = self.pages.read().unwrap_or_else(PoisonError::into_inner).get(&name) {
            return Ok(Finished(Arc::clone(page)));
        }
        let page = Arc::new(make()?);
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= CAPACITY {
            pages.clear();
        }
        pages.insert(name, Arc::clone(&page));
        Ok(Finished(page))
    }

    /// From here on the foundation's pages are those of this generation.
    pub(crate) fn turn(&self, generation: u64) {
        if self.generation.swap(generation, Ordering::AcqRel) != generation {
            self.pages.write().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Page {
        Page::new("text/plain", text.to_owned())
    }

    fn asked(name: axum::http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_page_is_made_once_and_the_cache_stays_small() {
        let cache = PageCache::default();
        let page = cache.get_or("a", || Ok::<_, ()>(text("one"))).unwrap();
        let again = cache.get_or("a", || Err("not again")).unwrap();
        assert!(Arc::ptr_eq(&page.0, &again.0));
        cache.turn(1);
        let newer = cache.get_or("a", || Ok::<_, ()>(text("two"))).unwrap();
        assert!(!Arc::ptr_eq(&page.0, &newer.0), "made again once the foundation's pages changed");
        for n in 0..2 * CAPACITY {
            cache.get_or(&n.to_string(), || Ok::<_, ()>(text(""))).unwrap();
        }
        assert!(cache.pages.read().unwrap().len() <= CAPACITY);
    }

    #[test]
    fn a_page_is_compressed_for_whoever_takes_it() {
        let page = text(&"all the same ".repeat(100));
        for takes in ["gzip", "br, gzip;q=0.5", "gzip , deflate"] {
            let answer = page.answer(&asked(ACCEPT_ENCODING, takes));
            assert_eq!(answer.headers()[CONTENT_ENCODING], "gzip", "{takes}");
        }
        for takes in ["br", "gzip;q=0", "x-gzip", ""] {
            let answer = page.answer(&asked(ACCEPT_ENCODING, takes));
            assert!(!answer.headers().contains_key(CONTENT_ENCODING), "{takes}");
        }
        let short = text("short").answer(&asked(ACCEPT_ENCODING, "gzip"));
        assert!(!short.headers().contains_key(CONTENT_ENCODING));
    }

    #[test]
    fn whoever_has_the_page_is_told_so() {
        let page = text("one");
        let tag = page.answer(&HeaderMap::new()).headers()[ETAG].clone();
        let mut known = HeaderMap::new();
        known.insert(IF_NONE_MATCH, tag.clone());
        assert_eq!(page.answer(&known).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(text("two").answer(&known).status(), StatusCode::OK);
    }
}
