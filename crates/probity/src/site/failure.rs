//! What a page answers instead of what was asked for, and the readable page that says so.
//!
//! Handlers return a [`Failure`]; the layer in `frame` turns it, and every other answer of
//! 400 and above that has no page yet, into a page in the reader's language.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_vault::VaultError;

use super::reader::Reader;
use super::throttle::TooMany;
use super::urlencoded::Unreadable;
use crate::language::Say;
use crate::language::words::Phrase;

/// Why a request was not answered as asked. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The body is no form of ours: what is wrong with it.
    #[error("the form could not be read: {0}")]
    Unreadable(Unreadable),
    /// The form came from another site.
    #[error("a form arrived from another site")]
    Foreign,
    /// The form has no token, or one that has run out.
    #[error("a form arrived without a token that holds")]
    Stale,
    /// Signed in, but not as someone who may.
    #[error("not for this visitor")]
    Forbidden,
    /// No such page, or none that this visitor may know of.
    #[error("no such page")]
    NotFound,
    /// The link was used, has run out or never was.
    #[error("a link that does not work (any more)")]
    DeadLink,
    /// The body is larger than any form.
    #[error("the body is too large")]
    TooLarge,
    /// The body is not of the type that forms have.
    #[error("the body is not a form")]
    NotAForm,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany(TooMany),
    /// The page needs a sign-in first.
    #[error("not signed in")]
    SignIn,
    /// The page needs a sign-in at the desk first.
    #[error("not signed in at the desk")]
    DeskSignIn,
    /// The policy does not allow what was asked.
    #[error("refused by the policy: {0}")]
    Refused(String),
    /// The service can't do it now: the database, the disk.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours, for the log; the visitor gets a reference.
    #[error("{0}")]
    Internal(String),
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Refused(refusal) => Self::Refused(refusal.sentence().to_owned()),
            VaultError::Erased | VaultError::UnknownSubject => Self::SignIn,
            VaultError::Invalid { .. } | VaultError::Taken { .. } => {
                Self::Unreadable(Unreadable::Misfit)
            }
            VaultError::Busy | VaultError::Stale | VaultError::NoPolicy => {
                Self::Unavailable(error.to_string())
            }
            VaultError::Store(error) => Self::Unavailable(error.to_string()),
            VaultError::Key(error) => Self::Unavailable(error.to_string()),
            error => Self::Internal(error.to_string()),
        }
    }
}

impl From<probity_vault::StoreError> for Failure {
    fn from(error: probity_vault::StoreError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<TooMany> for Failure {
    fn from(many: TooMany) -> Self {
        Self::TooMany(many)
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("a page could not be written: {error}"))
    }
}

impl Failure {
    /// The status the visitor's browser is told.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::Foreign | Self::Stale | Self::Forbidden | Self::Refused(_) => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound | Self::DeadLink => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::SignIn | Self::DeskSignIn => StatusCode::SEE_OTHER,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the page says to this reader: the heading, its paragraphs, where to go from here.
    pub(super) fn words(&self, reader: &Reader) -> Words {
        let (title, lines) = match self {
            Self::Unreadable(why) => (
                reader.say("failure-unreadable-title"),
                vec![unreadable(reader, *why), reader.say("failure-unreadable-again")],
            ),
            Self::Foreign => (
                reader.say("failure-foreign-title"),
                vec![reader.say("failure-foreign"), reader.say("failure-foreign-again")],
            ),
            Self::Stale => (
                reader.say("failure-stale-title"),
                vec![reader.say("failure-stale"), reader.say("failure-stale-again")],
            ),
            Self::Forbidden => {
                (reader.say("failure-forbidden-title"), vec![reader.say("failure-forbidden")])
            }
            Self::NotFound => {
                (reader.say("failure-not-found-title"), vec![reader.say("failure-not-found")])
            }
            Self::DeadLink => (
                reader.say("failure-dead-link-title"),
                vec![reader.say("failure-dead-link"), reader.say("failure-dead-link-again")],
            ),
            Self::TooLarge => {
                (reader.say("failure-too-large-title"), vec![reader.say("failure-too-large")])
            }
            Self::NotAForm => {
                (reader.say("failure-unreadable-title"), vec![reader.say("failure-not-a-form")])
            }
            Self::TooMany(many) => (
                reader.say("failure-too-many-title"),
                vec![
                    reader.say("failure-too-many"),
                    reader.say("failure-too-many-wait").with("minutes", minutes(many.retry_after)),
                ],
            ),
            Self::SignIn | Self::DeskSignIn => {
                (reader.say("failure-signin-title"), vec![reader.say("failure-signin")])
            }
            Self::Refused(_) => {
                (reader.say("failure-refused-title"), vec![reader.say("failure-refused")])
            }
            Self::Unavailable(_) => {
                (reader.say("failure-unavailable-title"), vec![reader.say("failure-unavailable")])
            }
            Self::Internal(_) => {
                (reader.say("failure-internal-title"), vec![reader.say("failure-internal")])
            }
        };
        let mut words = Words::new(reader, &title, &lines);
        match self {
            Self::DeadLink | Self::SignIn => words.back = ("/signin", reader.say("signin-title")),
            Self::Refused(sentence) => {
                words.lines.push(Phrase::of_policy(reader.language, sentence.as_str()));
                words.back = ("/privacy", reader.say("failure-refused-read"));
            }
            _ => {}
        }
        words
    }
}

/// Why a body is no form, for its sender.
fn unreadable(reader: &Reader, why: Unreadable) -> Say {
    match why {
        Unreadable::Encoding => reader.say("failure-unreadable-encoding"),
        Unreadable::Duplicate => reader.say("failure-unreadable-duplicate"),
        Unreadable::TooMany => reader.say("failure-unreadable-many"),
        Unreadable::Cut => reader.say("failure-unreadable-cut"),
        Unreadable::Misfit => reader.say("failure-unreadable-misfit"),
        Unreadable::Request => reader.say("failure-unreadable-request"),
    }
}

/// How long to wait, for people.
fn minutes(seconds: i64) -> i64 {
    ((seconds + 59) / 60).max(1)
}

/// What an error page says.
pub(super) struct Words {
    /// Title and heading.
    pub(super) title: String,
    /// Paragraphs.
    pub(super) lines: Vec<Phrase>,
    /// Where to go from here: address and label.
    pub(super) back: (&'static str, Say),
}

impl Words {
    fn new(reader: &Reader, title: &Say, lines: &[Say]) -> Self {
        let lines = lines.iter().map(|line| Phrase::here(line.text())).collect();
        Self { title: title.text(), lines, back: ("/", reader.say("failure-home")) }
    }

    /// The words for an answer that some layer below gave without any.
    pub(super) fn of(status: StatusCode, reader: &Reader) -> Self {
        match status {
            StatusCode::NOT_FOUND => Failure::NotFound.words(reader),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                reader,
                &reader.say("failure-method-title"),
                &[reader.say("failure-method")],
            ),
            StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge.words(reader),
            StatusCode::REQUEST_TIMEOUT => Self::new(
                reader,
                &reader.say("failure-timeout-title"),
                &[reader.say("failure-timeout")],
            ),
            status if status.is_client_error() => {
                Failure::Unreadable(Unreadable::Request).words(reader)
            }
            _ => Failure::Internal(String::new()).words(reader),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn => return Redirect::to("/signin").into_response(),
            Self::DeskSignIn => return Redirect::to("/desk/signin").into_response(),
            _ => {}
        }
        let mut response = self.status().into_response();
        if let Self::TooMany(many) = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(many.retry_after));
        }
        // The layer that draws the page knows its reader.
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}
