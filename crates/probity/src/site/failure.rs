//! What a page answers instead of what was asked for, and the readable page that says so.
//!
//! Handlers return a [`Failure`]; the layer in `frame` turns it, and every other answer of
//! 400 and above that has no page yet, into a page with the site's frame around it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use probity_vault::VaultError;

use super::throttle::TooMany;

/// Why a request was not answered as asked. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The body is no form of ours: what is wrong with it.
    #[error("the form could not be read: {0}")]
    Unreadable(&'static str),
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
                Self::Unreadable("One of the answers does not fit what was asked.")
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
            Self::SignIn => StatusCode::SEE_OTHER,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the page says: the heading and its paragraphs.
    fn words(&self) -> Words {
        match self {
            Self::Unreadable(why) => Words::new(
                "We could not read what was sent",
                &[why, "Nothing was stored. Go back, load the page again and send it once more."],
            ),
            Self::Foreign => Words::new(
                "This did not come from our pages",
                &[
                    "The request says that another site sent it, so we did nothing and stored nothing.",
                    "If you did mean to send it, open the form on this site and send it from there.",
                ],
            ),
            Self::Stale => Words::new(
                "This form was open for too long",
                &[
                    "Forms work for twelve hours, and only for whom they were shown to. Nothing was stored.",
                    "Go back, load the page again and send it once more.",
                ],
            ),
            Self::Forbidden => {
                Words::new("This page is not for you", &["Only some of our staff may open it."])
            }
            Self::NotFound => Words::new(
                "There is no such page",
                &["If you typed the address, check that it is right. If you followed a link of ours, the mistake is ours."],
            ),
            Self::DeadLink => Words::new(
                "This link does not work any more",
                &[
                    "Links in our messages work once and not for long. Perhaps it was used already, or a newer message has a newer one.",
                    "You can ask for a new link where you sign in.",
                ],
            )
            .back("/signin", "Sign in"),
            Self::TooLarge => Words::new(
                "That is more than our forms take",
                &["What was sent is larger than any answer we ask for. Nothing was stored."],
            ),
            Self::NotAForm => Words::new(
                "We could not read what was sent",
                &["This address takes forms as browsers send them, and nothing else. Nothing was stored."],
            ),
            Self::TooMany(many) => Words::new(
                "Too many attempts",
                &["To keep accounts safe we stop here for a while. Nothing was stored."],
            )
            .line(format!("Try again in {}.", wait(many.retry_after))),
            Self::SignIn => Words::new("Sign in first", &["This page is about you alone."])
                .back("/signin", "Sign in"),
            Self::Refused(sentence) => Words::new(
                "Our privacy policy does not allow this",
                &["So the software refused it, and nothing was done."],
            )
            .line(sentence.clone())
            .back("/privacy", "Read the policy"),
            Self::Unavailable(_) => Words::new(
                "We cannot do this at the moment",
                &["Nothing was stored or changed. Please try again in a few minutes."],
            ),
            Self::Internal(_) => Words::new(
                "Something went wrong on our side",
                &["Nothing was stored or changed by what you sent. Please try again."],
            ),
        }
    }
}

/// How long to wait, for people.
fn wait(seconds: i64) -> String {
    match (seconds + 59) / 60 {
        minutes if minutes <= 1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// What an error page says; travels with the response to the layer that draws it.
#[derive(Debug, Clone)]
pub struct Words {
    /// Title and heading.
    pub title: &'static str,
    /// Paragraphs.
    pub lines: Vec<String>,
    /// Where to go from here: address and label.
    pub back: (&'static str, &'static str),
    /// For the log alone; a reference then stands on the page.
    pub(super) secret: Option<String>,
}

impl Words {
    fn new(title: &'static str, lines: &[&str]) -> Self {
        let lines = lines.iter().map(|line| (*line).to_owned()).collect();
        Self { title, lines, back: ("/", "Go to the home page"), secret: None }
    }

    fn back(mut self, address: &'static str, label: &'static str) -> Self {
        self.back = (address, label);
        self
    }

    fn line(mut self, line: String) -> Self {
        self.lines.push(line);
        self
    }

    /// The words for an answer that some layer below gave without any.
    pub(super) fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Failure::NotFound.words(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                "This address does not work that way",
                &["The page exists, but not for what your browser tried. Nothing was stored."],
            ),
            StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge.words(),
            StatusCode::REQUEST_TIMEOUT => Self::new(
                "That took too long",
                &["Your request did not arrive in time. Nothing was stored. Please try again."],
            ),
            status if status.is_client_error() => {
                Failure::Unreadable("The request has a form we do not know.").words()
            }
            _ => Failure::Internal(String::new()).words(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if matches!(self, Self::SignIn) {
            return Redirect::to("/signin").into_response();
        }
        let mut words = self.words();
        if self.status().is_server_error() {
            words.secret = Some(self.to_string());
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(words);
        if let Self::TooMany(many) = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(many.retry_after));
        }
        response
    }
}
