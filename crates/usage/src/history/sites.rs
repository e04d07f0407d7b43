//! Which site a request counts for: only those that somebody named.

use std::collections::HashMap;
use std::sync::Arc;

/// What a request counts for whose site nobody named. Whoever forges a name finds itself here.
pub const OTHER: &str = "other";

/// The sites that are known. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Sites {
    known: Arc<HashMap<Box<[u8]>, Arc<str>>>,
    other: Arc<str>,
    is_forced: bool,
}

impl Sites {
    /// Those of that name, in whatever letters; all others count for [`OTHER`].
    pub fn known<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let known = names.into_iter().map(|name| {
            let name = name.as_ref().to_ascii_lowercase();
            (name.as_bytes().into(), Arc::from(name))
        });
        Self { known: Arc::new(known.collect()), other: OTHER.into(), is_forced: false }
    }

    /// Everything counts for that site, whatever the log says.
    pub fn forced(name: &str) -> Self {
        let name = name.to_ascii_lowercase().into();
        Self { known: Arc::default(), other: name, is_forced: true }
    }

    /// The site that a name counts for, as logs have it: small letters, without port.
    pub fn of(&self, name: &[u8]) -> &Arc<str> {
        if self.is_forced {
            return &self.other;
        }
        self.known.get(name).unwrap_or(&self.other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_nobody_gave_are_other() {
        let sites = Sites::known(["www.example.org", "Shop.example.org"]);
        for (name, expected) in [
            ("www.example.org", "www.example.org"),
            ("shop.example.org", "shop.example.org"),
            ("forged.example", "other"),
            ("", "other"),
            ("other", "other"),
        ] {
            assert_eq!(&**sites.of(name.as_bytes()), expected);
            assert_eq!(&**Sites::forced("www.example.org").of(name.as_bytes()), "www.example.org");
        }
    }
}
