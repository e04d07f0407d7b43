//! Sessions: who is signed in, on which device, until when.
//!
//! The browser holds a random number in a cookie; the database holds its hash. A session ends when
//! it is signed out, here or from another device, when it was not used for a while, when its longest
//! time is over, when the password changes and when the person is erased. Neither while it is used
//! nor unused does it last longer than the policy keeps it.

use aws_lc_rs::digest;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use probity_ledger::SubjectId;
use probity_policy::{Flow, Giver, Period, Purpose, Retention};
use probity_vault::store::{Tx, Value};
use probity_vault::{StoreError, VaultError};

use crate::app::App;
use crate::site::failure::Failure;
use crate::site::moment::{DAY, HOUR};
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
    /// Who.
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
    life: Life,
    how: &'static str,
}

/// When a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Life {
    /// If it is not used again.
    expires_ms: i64,
    /// At the latest.
    ends_ms: i64,
}

/// The fewest milliseconds between two notes that a session was used: reading a page costs no write.
const NOTED: i64 = HOUR;

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
        let life = self.life(kind, now_ms)?;
        let number = URL_SAFE_NO_PAD.encode(secret.as_slice());
        // The cookie stays until the latest end, so that it need not be set anew with every use;
        // what it opens ends earlier, here.
        let most = (life.ends_ms - now_ms) / 1000;
        let mut cookie = self.cookie(self.cookie_name(), &number, Some(most))?;
        cookie.set_sensitive(true);
        let hash = hash(secret.as_slice());
        Ok(Fresh { cookie, hash, kind, subject, now_ms, life, how: "" })
    }

    /// When a session that begins now ends. Staff's is over after the hours of one sitting, however
    /// much it is used.
    fn life(&self, kind: Kind, now_ms: i64) -> Result<Life, VaultError> {
        let expires_ms = self.idle_end(now_ms)?;
        let ends_ms = match kind {
            Kind::Member => now_ms + i64::from(self.config.signin.session_days) * DAY,
            Kind::Staff => now_ms + i64::from(self.config.signin.staff_hours) * HOUR,
        };
        Ok(Life { expires_ms: expires_ms.min(ends_ms), ends_ms })
    }

    /// When a session used at `now_ms` ends without another use: never later than the policy in
    /// force keeps it.
    fn idle_end(&self, now_ms: i64) -> Result<i64, VaultError> {
        let field = self.vault.policy_in_force()?.map().field("session");
        let kept = match field.map(|field| field.keep) {
            Some(Retention::For(period, _)) => Some(Period::after_ms(period, now_ms)),
            _ => None,
        };
        let idle = now_ms + i64::from(self.config.signin.session_hours) * HOUR;
        Ok(kept.map_or(idle, |kept| kept.min(idle)))
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

    /// The session with this hash, if it goes on. Asking is using it: that it was used is noted, at
    /// most once an hour, and moves its end.
    pub(crate) fn session(&self, hash: Hash) -> Result<Option<Session>, StoreError> {
        let now_ms = self.now_ms();
        let found = self.vault.store().read("session", move |tx| -> Result<_, StoreError> {
            let Some(row) = tx.query_opt(&session::GET, &[bytes(&hash), Value::Int(now_ms)])?
            else {
                return Ok(None);
            };
            let kind = Kind::named(&row.text(0)?);
            let subject = subject_of(&row.bytes(1)?);
            let session = kind.zip(subject).map(|(kind, subject)| Session { kind, subject, hash });
            let (used_ms, ends_ms) = (row.int(2)?, row.int(3)?);
            Ok(session.map(|session| (session, used_ms, ends_ms)))
        })?;
        let Some((session, used_ms, ends_ms)) = found else { return Ok(None) };
        if now_ms - used_ms >= NOTED {
            // If it can't be noted now, the session ends as it would have; the page is shown.
            if let Err(error) = self.note_use(hash, now_ms, ends_ms) {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
        }
        Ok(Some(session))
    }

    fn note_use(&self, hash: Hash, now_ms: i64, ends_ms: i64) -> Result<(), VaultError> {
        let expires_ms = self.idle_end(now_ms)?.min(ends_ms);
        self.vault.store().tx("session-used", move |tx| -> Result<_, StoreError> {
            tx.exec(&session::USE, &[Value::Int(now_ms), Value::Int(expires_ms), bytes(&hash)])
        })?;
        Ok(())
    }
}

impl Fresh {
    /// With a word on how the person signed in.
    #[must_use]
    pub(crate) fn by(mut self, how: &'static str) -> Self {
        self.how = how;
        self
    }

    /// Stores the session; it is real when the transaction is.
    pub(crate) fn store(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        tx.exec(
            &session::INSERT,
            &[
                bytes(&self.hash),
                Value::from(self.kind.name()),
                subject_value(self.subject),
                Value::Int(self.now_ms),
                Value::Int(self.life.expires_ms),
                Value::Int(self.life.ends_ms),
                Value::from(self.how),
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
