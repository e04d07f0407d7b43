//! Keeps other sites from sending our forms: a signed token in every form, and the browser's own
//! word on where a request comes from.
//!
//! A token says which form it is for, when it was made and for which session; without a session
//! it is bound to `anon`. Since anyone can fetch an anonymous token, every POST must also come from
//! this site by `Sec-Fetch-Site` or `Origin`; a client that sends neither is no browser.

use aws_lc_rs::{constant_time, hmac};
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use super::moment::HOUR;

/// How long a form may stay open before it has to be loaded again.
pub(crate) const TOKEN_LIFE_MS: i64 = 12 * HOUR;

/// Makes and checks the tokens of forms.
pub(crate) struct FormKey(hmac::Key);

impl FormKey {
    /// From the key store's form-token key.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// A token for `form`, shown now to the holder of `session` (the hash of their cookie).
    pub(crate) fn issue(&self, form: &str, session: Option<&[u8; 32]>, now_ms: i64) -> String {
        let tag = self.tag(form, session, now_ms);
        let mut bytes = now_ms.to_be_bytes().to_vec();
        bytes.extend_from_slice(tag.as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whether `token` was issued for this form and session within [`TOKEN_LIFE_MS`].
    pub(crate) fn holds(
        &self,
        token: &str,
        form: &str,
        session: Option<&[u8; 32]>,
        now_ms: i64,
    ) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
        let Some((issued, tag)) = bytes.split_first_chunk::<8>() else { return false };
        let issued = i64::from_be_bytes(*issued);
        let genuine =
            constant_time::verify_slices_are_equal(self.tag(form, session, issued).as_ref(), tag);
        genuine.is_ok() && issued <= now_ms && now_ms - issued <= TOKEN_LIFE_MS
    }

    /// A mark of what stood in a field when this session was shown it: tells whether the field was
    /// changed since without saying, or asking, what stood there.
    pub(crate) fn mark(&self, field: &str, session: Option<&[u8; 32]>, value: &str) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(b"probity mark v1\0");
        context.update(session.map_or(b"anon".as_slice(), <[u8; 32]>::as_slice));
        context.update(field.as_bytes());
        context.update(&[0]);
        context.update(value.as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign())
    }

    /// Bytes that nobody without the key can work out, the same for the same `what` and `from`.
    pub(crate) fn derive(&self, what: &str, from: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut text = b"probity derive v1\0".to_vec();
        text.extend_from_slice(what.as_bytes());
        text.push(0);
        text.extend_from_slice(from);
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(hmac::sign(&self.0, &text).as_ref());
        bytes
    }

    fn tag(&self, form: &str, session: Option<&[u8; 32]>, issued_ms: i64) -> hmac::Tag {
        let mut text = b"probity form v1\0".to_vec();
        text.extend_from_slice(form.as_bytes());
        text.push(0);
        text.extend_from_slice(&issued_ms.to_be_bytes());
        text.extend_from_slice(session.map_or(b"anon".as_slice(), <[u8; 32]>::as_slice));
        hmac::sign(&self.0, &text)
    }
}

/// Whether the request comes from a page of this site, as far as the client says.
pub(crate) fn same_origin(headers: &HeaderMap, origin: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    headers.get(header::ORIGIN).is_none_or(|sent| {
        sent == origin || headers.get(header::HOST).is_some_and(|host| same_host(sent, host))
    })
}

/// Whether an `Origin` names the host that the request was sent to: a site reached under another
/// name than its configured one (`localhost`) still works.
fn same_host(origin: &axum::http::HeaderValue, host: &axum::http::HeaderValue) -> bool {
    let (Ok(origin), Ok(host)) = (origin.to_str(), host.to_str()) else { return false };
    origin.split_once("://").is_some_and(|(_, authority)| authority == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_form_its_session_and_its_time() {
        let key = FormKey::new(&[7; 32]);
        let token = key.issue("join", None, 1_000);
        assert!(key.holds(&token, "join", None, 1_000));
        assert!(key.holds(&token, "join", None, 1_000 + TOKEN_LIFE_MS));
        assert!(!key.holds(&token, "join", None, 1_001 + TOKEN_LIFE_MS));
        assert!(!key.holds(&token, "join", None, 999));
        assert!(!key.holds(&token, "erase", None, 1_000));
        assert!(!key.holds(&token, "join", Some(&[1; 32]), 1_000));
        assert!(!key.holds("", "join", None, 1_000));
        assert!(!FormKey::new(&[8; 32]).holds(&token, "join", None, 1_000));
    }

    #[test]
    fn a_mark_tells_one_value_of_one_field_in_one_session() {
        let key = FormKey::new(&[7; 32]);
        let mark = key.mark("name", Some(&[1; 32]), "Ada");
        assert_eq!(mark, key.mark("name", Some(&[1; 32]), "Ada"));
        assert_ne!(mark, key.mark("name", Some(&[1; 32]), "Ada "));
        assert_ne!(mark, key.mark("about", Some(&[1; 32]), "Ada"));
        assert_ne!(mark, key.mark("name", Some(&[2; 32]), "Ada"));
        assert_ne!(mark, FormKey::new(&[8; 32]).mark("name", Some(&[1; 32]), "Ada"));
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        let origin = "https://example.org";
        let sent = |pairs: &[(&'static str, &'static str)]| {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect();
            same_origin(&headers, origin)
        };
        assert!(sent(&[]));
        assert!(sent(&[("origin", origin)]));
        assert!(sent(&[("sec-fetch-site", "same-origin"), ("origin", origin)]));
        assert!(sent(&[("origin", "http://localhost:1"), ("host", "localhost:1")]));
        assert!(!sent(&[("origin", "https://evil.example"), ("host", "example.org")]));
        assert!(!sent(&[("origin", "null"), ("host", "example.org")]));
        assert!(!sent(&[("sec-fetch-site", "cross-site"), ("origin", origin)]));
        assert!(!sent(&[("sec-fetch-site", "same-site")]));
    }
}
