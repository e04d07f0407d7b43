//! Who asks: taken out of a request before any handler runs.
//!
//! A handler that takes a [`Member`] or a [`Staff`] is thereby for them alone: there is no other way
//! to come by one.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use probity_ledger::SubjectId;

use super::failure::Failure;
use super::hex::hex;
use super::throttle::{Limit, TooMany};
use crate::app::App;
use crate::members::session::{Hash, Kind, Session};

/// Anyone, signed in or not.
pub(crate) struct Visitor {
    /// The session, when there is one that goes on.
    pub(crate) session: Option<Session>,
    address: Option<IpAddr>,
}

/// A member who is signed in.
pub(crate) struct Member {
    /// Who.
    pub(crate) subject: SubjectId,
    /// As a visitor.
    pub(crate) visitor: Visitor,
}

/// Staff who are signed in at the desk.
pub(crate) struct Staff {
    /// As a visitor.
    pub(crate) visitor: Visitor,
}

impl Visitor {
    /// What binds a form to this visitor.
    pub(crate) fn binding(&self) -> Option<&Hash> {
        self.session.as_ref().map(|session| &session.hash)
    }

    /// A token for a form shown to this visitor.
    pub(crate) fn token(&self, app: &App, form: &str) -> String {
        app.forms.issue(form, self.binding(), app.now_ms())
    }

    /// Counts an attempt from this visitor's address.
    pub(crate) fn attempt(&self, app: &App, limit: Limit) -> Result<(), TooMany> {
        app.throttle.attempt(limit, &self.network(), app.now_ms())
    }

    /// The address as it is counted: a household's whole /64 is one.
    fn network(&self) -> String {
        match self.address {
            Some(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(address) => address.to_string(),
                None => hex(&address.octets()[..8]),
            },
            Some(IpAddr::V4(address)) => address.to_string(),
            None => String::new(),
        }
    }

    /// Whether a member is signed in.
    pub(crate) fn is_member(&self) -> bool {
        self.session.is_some_and(|session| session.kind == Kind::Member)
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let address = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip().to_canonical());
        let session = match app.cookie_hash(&parts.headers) {
            Some(hash) => app.blocking(move |app| app.session(hash)).await?,
            None => None,
        };
        Ok(Self { session, address })
    }
}

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        match visitor.session {
            Some(Session { kind: Kind::Member, subject, .. }) => Ok(Self { subject, visitor }),
            _ => Err(Failure::SignIn),
        }
    }
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        match visitor.session {
            Some(Session { kind: Kind::Staff, .. }) => Ok(Self { visitor }),
            _ => Err(Failure::Forbidden),
        }
    }
}
