//! A form that was sent: refused unless it is ours, whole, and meant.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::failure::Failure;
use super::guard::same_origin;
use super::typed::Typed;
use super::urlencoded::{Unreadable, parse};
use super::visitor::Visitor;
use crate::app::App;

/// The most bytes a form may have.
pub const MOST_BYTES: usize = 64 * 1024;

/// The name of the field that holds a form's token.
pub const TOKEN: &str = "form-token";

/// A form as it was sent, from one of our own pages. Its values come out of [`Self::open`] only.
pub struct Submission(Vec<(String, Typed)>);

/// The values of a form that this visitor was shown.
pub struct Values(Vec<(String, Typed)>);

impl FromRequest<Arc<App>> for Submission {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Failure> {
        let headers = request.headers();
        if !same_origin(headers, app.config.foundation.base_url.origin()) {
            return Err(Failure::Foreign);
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Failure::NotAForm);
        }
        let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        if announced.is_some_and(|length| length.parse().is_ok_and(|n: u64| n > MOST_BYTES as u64)) {
            return Err(Failure::TooLarge);
        }
        let body = axum::body::to_bytes(request.into_body(), MOST_BYTES).await;
        let body: Bytes = body.map_err(|_| Failure::TooLarge)?;
        parse(&body).map(Self).map_err(|unreadable| {
            Failure::Unreadable(match unreadable {
                Unreadable::Encoding => "The text was not encoded as forms are.",
                Unreadable::Duplicate => "One of the fields was sent twice.",
                Unreadable::TooMany => "It has more fields than any of our forms.",
            })
        })
    }
}

impl Submission {
    /// The values, if the form carries a token made for `form` and this visitor.
    ///
    /// # Errors
    /// [`Failure::Stale`] without such a token.
    pub fn open(self, app: &App, visitor: &Visitor, form: &str) -> Result<Values, Failure> {
        let mut values = Values(self.0);
        let token = values.take(TOKEN);
        if app.forms.holds(token.expose(), form, visitor.binding(), app.now_ms()) {
            Ok(values)
        } else {
            Err(Failure::Stale)
        }
    }
}

impl Values {
    /// Takes a field's value out; empty when it was not sent.
    pub fn take(&mut self, name: &str) -> Typed {
        let at = self.0.iter().position(|(known, _)| known == name);
        at.map(|at| self.0.swap_remove(at).1).unwrap_or_default()
    }

    /// Whether a field was sent with exactly this value.
    pub fn says(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, typed)| known == name && typed.expose() == value)
    }
}
