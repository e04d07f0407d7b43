//! `/.well-known/`: where programs look for what they need to know of a site.
//!
//! `security.txt` after RFC 9116, `gpc.json` after Global Privacy Control, `change-password` after the
//! W3C's draft. Every other address there is not found, which is how programs tell that these are real.

use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};

use super::failure::Failure;
use super::moment::HOUR;
use crate::app::App;
use crate::language::Language;

/// The operator's own signed text, in the data directory.
pub(crate) const SIGNED: &str = "security.txt.asc";

/// The most bytes of it that are read.
const MOST_BYTES: u64 = 64 * 1024;

/// How long a text holds that the software writes itself: less than a year, as RFC 9116 advises.
const DAYS: i64 = 350;

/// `GET /.well-known/change-password`
pub(super) async fn change_password() -> Redirect {
    Redirect::to("/account/password")
}

/// `GET /.well-known/gpc.json`
pub(super) async fn gpc(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let updated = app.vault.policy_in_force()?.updated().to_string();
    Ok(Json(serde_json::json!({"gpc": true, "lastUpdate": updated})).into_response())
}

/// `GET /.well-known/security.txt`
pub(super) async fn security(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let signed = app.blocking(|app| Ok::<_, Failure>(app.signed_security_text())).await?;
    let text = signed.unwrap_or_else(|| app.security_text());
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

impl App {
    /// The operator's signed text, if there is one that holds now.
    fn signed_security_text(&self) -> Option<String> {
        let text = Signed::read(self.data.as_deref()?)?.ok()?;
        (text.expires_ms > self.now_ms()).then_some(text.text)
    }

    /// The text as the software writes it, the same for a whole day.
    fn security_text(&self) -> String {
        const DAY: i64 = 24 * HOUR;
        let foundation = &self.config.foundation;
        let base = foundation.base_url.as_str();
        let contact = foundation.security_contact.as_ref().unwrap_or(&foundation.privacy_contact);
        let until = (self.now_ms().div_euclid(DAY) + DAYS) * DAY;
        let expires = Timestamp::from_millisecond(until).unwrap_or_default();
        let languages: Vec<&str> = Language::all(false).map(|language| language.tag).collect();
        format!(
            "Contact: mailto:{contact}\nExpires: {expires}\nPreferred-Languages: {}\n\
             Canonical: {base}/.well-known/security.txt\nPolicy: {base}/privacy\n",
            languages.join(", "),
            expires = expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
    }
}

/// A text that its operator signed with OpenPGP. Whether the signature holds is for those to check who
/// know the key; here it is looked at only for what RFC 9116 wants in it.
pub(crate) struct Signed {
    text: String,
    /// When it stops to hold, in milliseconds since 1970.
    pub(crate) expires_ms: i64,
}

impl Signed {
    /// The text in a data directory: none when there is no such file, and what is wrong with it.
    pub(crate) fn read(dir: &Path) -> Option<Result<Self, String>> {
        let path = dir.join(SIGNED);
        let size = match std::fs::metadata(&path) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => return Some(Err(error.to_string())),
        };
        if size > MOST_BYTES {
            return Some(Err(format!("it has {size} bytes, more than {MOST_BYTES}")));
        }
        let text = std::fs::read_to_string(&path).map_err(|error| error.to_string());
        Some(text.and_then(Self::parse))
    }

    fn parse(text: String) -> Result<Self, String> {
        let body = text
            .strip_prefix("-----BEGIN PGP SIGNED MESSAGE-----")
            .and_then(|rest| rest.split_once("-----BEGIN PGP SIGNATURE-----"))
            .filter(|(_, signature)| signature.trim_end().ends_with("-----END PGP SIGNATURE-----"))
            .map(|(body, _)| body)
            .ok_or("it is no cleartext signed with OpenPGP; make one with `gpg --clearsign`")?;
        let mut fields = body.lines().filter_map(|line| line.split_once(':'));
        let named = |name: &str| {
            fields.clone().filter(|(found, _)| found.eq_ignore_ascii_case(name)).count()
        };
        if named("contact") == 0 {
            return Err("it names no `Contact`".to_owned());
        }
        if named("expires") != 1 {
            return Err("it needs exactly one `Expires`".to_owned());
        }
        let expires = fields.find(|(name, _)| name.eq_ignore_ascii_case("expires"));
        let expires = expires.map_or("", |(_, value)| value.trim());
        let at: Timestamp = expires
            .parse()
            .map_err(|_| "its `Expires` is no moment like `2027-11-01T00:00:00Z`".to_owned())?;
        Ok(Self { expires_ms: at.as_millisecond(), text })
    }

    /// Whether less than `days` are left at `now_ms`.
    pub(crate) fn ends_within(&self, days: i64, now_ms: i64) -> bool {
        let left = SignedDuration::from_millis(self.expires_ms.saturating_sub(now_ms));
        left < SignedDuration::from_hours(24 * days)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n\
        Contact: mailto:security@example.org\nExpires: 2027-01-01T00:00:00Z\n\
        -----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n";

    #[test]
    fn a_signed_text_is_looked_at() {
        let text = Signed::parse(SIGNED.to_owned()).unwrap();
        assert_eq!(text.expires_ms, 1_798_761_600_000);
        assert!(text.ends_within(30, 1_798_761_600_000 - 29 * 24 * HOUR));
        assert!(!text.ends_within(30, 1_798_761_600_000 - 31 * 24 * HOUR));
        let date = "2027-01-01T00:00:00Z";
        for (from, to) in [
            ("-----BEGIN PGP SIGNED MESSAGE-----", ""),
            ("-----END PGP SIGNATURE-----", ""),
            ("Contact:", "Kontakt:"),
            (date, "soon"),
            (date, "2027-01-01T00:00:00Z\nExpires: 2028-01-01T00:00:00Z"),
        ] {
            let wrong = SIGNED.replace(from, to);
            assert!(Signed::parse(wrong).is_err(), "{from}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,200}", cut in 0..SIGNED.len()) {
            let _ = Signed::parse(text.clone());
            let _ = Signed::parse(format!("{}{text}{}", &SIGNED[..cut], &SIGNED[cut..]));
        }
    }
}
