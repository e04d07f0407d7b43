//! Sessions: who is signed in, on which device, until when.
//!
//! The browser holds a random number in a cookie; the database holds its hash. A session ends when
//! it is signed out, when its time is over, when the password changes and when the person is erased.

use aws_lc_rs::digest;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use probity_ledger::SubjectId;
use probity_policy::{Flow, Giver, Purpose};
use probity_vault::store::{Tx, Value};
use probity_vault::{StoreError, VaultError};

use crate::app::App;
use crate::site::failure::Failure;
use crate::site::moment::HOUR;
use crate::site::reader::cookie;
use crate::store::session;

/// The field of the data map that the cookie is.
pub(crate) const FIELD: &str = "session";

/// The SHA-256 of a cookie's or a link's number: what is stored of it.
pub type Hash = [u8; 32];

/// For whom a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person with an account.
    Member,
    /// Staff at the desk.
    Staff,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Staff => "staff",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Member, Self::Staff].into_iter().find(|kind| kind.name() == name)
    }
}

/// Someone who is signed in.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// As what.
    pub kind: Kind,
    /// Who; the foundation itself for staff that have no record of their own yet.
    pub subject: SubjectId,
    /// What its cookie hashes to.
    pub hash: Hash,
}

/// A session about to begin: what goes to the browser and what goes to the database.
pub struct Fresh {
    cookie: HeaderValue,
    hash: Hash,
    kind: Kind,
    subject: SubjectId,
    now_ms: i64,
    expires_ms: i64,
}

/// Hashes a cookie's or a link's number.
pub fn hash(secret: &[u8]) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, secret).as_ref());
    hash
}

impl App {
    /// Prepares a session; [`Fresh::store`] in the transaction of the sign-in makes it real.
    ///
    /// # Errors
    /// When the policy in force does not allow the cookie for this purpose.
    pub(crate) fn fresh_session(&self, kind: Kind, subject: SubjectId) -> Result<Fresh, Failure> {
        let policy = self.vault.policy_in_force()?;
        let field =
            policy.map().field(FIELD).ok_or(VaultError::Undeclared { field: FIELD.to_owned() })?;
        let giver = if kind == Kind::Staff { Giver::Staff } else { Giver::Member };
        // Signing in asks for the cookie: that is the consent.
        let _allowed = policy
            .grant(&Flow::Collect {
                category: &field.category,
                giver,
                purpose: Purpose::SecureAccess,
                consent: true,
            })
            .map_err(VaultError::from)?;
        let secret = self.secret();
        let now_ms = self.now_ms();
        let life = i64::from(self.config.signin.session_hours) * HOUR;
        let number = URL_SAFE_NO_PAD.encode(secret.as_slice());
        let mut cookie = self.cookie(self.cookie_name(), &number, Some(life / 1000))?;
        cookie.set_sensitive(true);
        let hash = hash(secret.as_slice());
        Ok(Fresh { cookie, hash, kind, subject, now_ms, expires_ms: now_ms + life })
    }

    /// The cookie that ends a session in the browser.
    pub(crate) fn no_cookie(&self) -> Result<HeaderValue, Failure> {
        self.cookie(self.cookie_name(), "", Some(0))
    }

    /// A cookie of ours; without a length of life it ends with the browser.
    pub(crate) fn cookie(
        &self,
        name: &str,
        value: &str,
        seconds: Option<i64>,
    ) -> Result<HeaderValue, Failure> {
        let life = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let secure = if self.config.foundation.base_url.is_https() { "; Secure" } else { "" };
        HeaderValue::from_str(&format!(
            "{name}={value}; Path=/; HttpOnly; SameSite=Lax{life}{secure}"
        ))
        .map_err(|_| Failure::Internal("a cookie could not be written".to_owned()))
    }

    /// Over TLS the name itself binds the cookie to this host.
    pub(crate) fn cookie_name(&self) -> &'static str {
        if self.config.foundation.base_url.is_https() { "__Host-session" } else { "session" }
    }

    /// The hash of the number that a request's cookie holds, if it has one that could be ours.
    pub(crate) fn cookie_hash(&self, headers: &HeaderMap) -> Option<Hash> {
        let name = self.cookie_name();
        cookie(headers, name)
            .and_then(|number| URL_SAFE_NO_PAD.decode(number).ok())
            .filter(|secret| secret.len() == 32)
            .map(|secret| hash(&secret))
    }

    /// The session with this hash, if it goes on.
    pub(crate) fn session(&self, hash: Hash) -> Result<Option<Session>, StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().read("session", move |tx| -> Result<_, StoreError> {
            let Some(row) = tx.query_opt(&session::GET, &[bytes(&hash), Value::Int(now_ms)])?
            else {
                return Ok(None);
            };
            let kind = Kind::named(&row.text(0)?);
            let subject = subject_of(&row.bytes(1)?);
            Ok(kind.zip(subject).map(|(kind, subject)| Session { kind, subject, hash }))
        })
    }
}

impl Fresh {
    /// Stores the session; it is real when the transaction is.
    pub(crate) fn store(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.exec(
            &session::INSERT,
            &[
                bytes(&self.hash),
                Value::from(self.kind.name()),
                subject_value(self.subject),
                Value::Int(self.now_ms),
                Value::Int(self.expires_ms),
            ],
        )?;
        Ok(())
    }

    /// What the browser is told to keep.
    pub(crate) fn cookie(&self) -> HeaderValue {
        self.cookie.clone()
    }
}

/// Bytes as a parameter.
pub(crate) fn bytes(bytes: &[u8]) -> Value {
    Value::Bytes(bytes.to_vec())
}

/// A person's id as a parameter.
pub(crate) fn subject_value(subject: SubjectId) -> Value {
    bytes(subject.as_bytes())
}

/// A person's id out of a row.
pub(crate) fn subject_of(bytes: &[u8]) -> Option<SubjectId> {
    <[u8; 16]>::try_from(bytes).ok().map(SubjectId::from_bytes)
}
