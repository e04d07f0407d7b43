//! A product's version as one text, and back.

use crate::agents::Product;

/// Its parts with dots between them; `None` if none is known.
pub(super) fn written(product: &Product) -> Option<String> {
    let parts: Vec<&str> = product.version.iter().flatten().map(|part| &**part).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

/// A product of a name and a written version. What follows the third dot is one part.
pub(super) fn read(family: &str, version: Option<&str>) -> Product {
    let mut parts = version.map(|version| version.splitn(4, '.')).into_iter().flatten();
    let version = std::array::from_fn(|_| parts.next().map(Into::into));
    Product { family: family.into(), version }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_back() {
        for (version, expected) in [
            ([None, None, None, None], None),
            ([Some("128"), None, None, None], Some("128")),
            ([Some("17"), Some("5"), Some("1"), Some("2b")], Some("17.5.1.2b")),
        ] {
            let version = version.map(|part: Option<&str>| part.map(Into::into));
            let product = Product { family: "Firefox".into(), version };
            assert_eq!(written(&product).as_deref(), expected);
            assert_eq!(read("Firefox", expected), product);
        }
        assert_eq!(written(&read("X", Some("1.2.3.4.5"))).as_deref(), Some("1.2.3.4.5"));
    }
}
