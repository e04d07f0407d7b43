//! A form that was sent: refused unless it is ours, whole, and meant.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, Request};
use axum::http::header;

use super::failure::Failure;
use super::guard::same_origin;
use super::typed::Typed;
use super::urlencoded::{Unreadable, parse};
use super::visitor::Visitor;
use crate::app::App;

/// The most bytes a form may have.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

/// The most bytes taken off the line of a form that is too large.
const MOST_DROPPED: usize = 128 * 1024 * 1024;

/// The name of the field that holds a form's token.
pub(crate) const TOKEN: &str = "form-token";

/// A form as it was sent, from one of our own pages. Its values come out of [`Self::open`] only.
pub(crate) struct Submission(Vec<(String, Typed)>);

/// The values of a form that this visitor was shown.
pub(crate) struct Values(Vec<(String, Typed)>);

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
        let body = read(request.into_body()).await?;
        parse(&body).map(Self).map_err(Failure::Unreadable)
    }
}

/// Reads a body. What is too long is still taken off the line, up to a point, and dropped: a browser
/// that is cut off while it sends shows no page.
async fn read(mut body: Body) -> Result<Vec<u8>, Failure> {
    let (mut bytes, mut taken) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|_| Failure::Unreadable(Unreadable::Cut))?;
        let Some(data) = frame.data_ref() else { continue };
        taken += data.len();
        if taken <= MOST_BYTES {
            bytes.extend_from_slice(data);
        } else if taken > MOST_DROPPED {
            break;
        }
    }
    if taken > MOST_BYTES { Err(Failure::TooLarge) } else { Ok(bytes) }
}

impl Submission {
    /// The values, if the form carries a token made for `form` and this visitor.
    ///
    /// # Errors
    /// [`Failure::Stale`] without such a token.
    pub(crate) fn open(self, app: &App, visitor: &Visitor, form: &str) -> Result<Values, Failure> {
        let mut values = Values(self.0);
        let token = values.take(TOKEN);
        if app.forms.holds(token.expose(), form, visitor.binding(), app.now_ms()) {
            Ok(values)
        } else {
            Err(Failure::Stale)
        }
    }

    /// The values of a form without a token: one that changes nothing but how pages look in the
    /// browser that sends it, so that the pages it stands on can be the same for everyone.
    pub(crate) fn wish(self) -> Values {
        Values(self.0)
    }
}

impl Values {
    /// As if a form had sent them.
    #[cfg(test)]
    pub(crate) fn of<'a>(values: impl IntoIterator<Item = (&'a str, Typed)>) -> Self {
        Self(values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Takes a field's value out; empty when it was not sent.
    pub(crate) fn take(&mut self, name: &str) -> Typed {
        let at = self.0.iter().position(|(known, _)| known == name);
        at.map(|at| self.0.swap_remove(at).1).unwrap_or_default()
    }

    /// Whether a field was sent at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Whether a field was sent with exactly this value.
    pub(crate) fn says(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, typed)| known == name && typed.expose() == value)
    }
}
