//! Who asks: taken out of a request before any handler runs.
//!
//! A handler that takes a [`Member`] is thereby for them alone: there is no other way to come by one.
//! Who is at the desk stands in [`crate::desk::entry`].

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use probity_ledger::SubjectId;

use super::failure::Failure;
use super::hex::hex;
use super::reader::Reader;
use super::throttle::{Limit, TooMany};
use crate::app::App;
use crate::language::Say;
use crate::members::session::{Hash, Kind, Session};

/// Anyone, signed in or not.
pub(crate) struct Visitor {
    /// The session, when there is one that goes on.
    pub(crate) session: Option<Session>,
    /// How they read.
    pub(crate) reader: Reader,
    address: Option<IpAddr>,
}

/// A member who is signed in.
pub(crate) struct Member {
    /// Who.
    pub(crate) subject: SubjectId,
    /// As a visitor.
    pub(crate) visitor: Visitor,
}

impl Visitor {
    /// A message in the visitor's language.
    pub(crate) fn say(&self, id: &'static str) -> Say {
        self.reader.say(id)
    }

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
        let network = self.address.map(network).unwrap_or_default();
        app.throttle.attempt(limit, &network, app.now_ms())
    }

    /// Whether a member is signed in.
    pub(crate) fn is_member(&self) -> bool {
        self.session.is_some_and(|session| session.kind == Kind::Member)
    }
}

/// The address as it is counted: a household's whole /64 is one.
pub(crate) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(address) => hex(&address.octets()[..8]),
        IpAddr::V4(address) => address.to_string(),
    }
}

/// Who sent a request: the peer, or if that is one of our proxies, whom it names. Of a list of names
/// the last that is not a proxy counts; those before it anyone could have written.
pub(crate) fn sender(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    let mut sender = peer.to_canonical();
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut named: Vec<&str> = named.flat_map(|value| value.split(',')).map(str::trim).collect();
    while proxies.contains(&sender) {
        let Some(Ok(before)) = named.pop().map(str::parse::<IpAddr>) else { break };
        sender = before.to_canonical();
    }
    sender
}

/// Who sent a request, if the connection says it.
pub(crate) fn sender_of(app: &App, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    peer.map(|peer| sender(peer, headers, &app.config.server.proxies))
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let address = sender_of(app, &parts.extensions, &parts.headers);
        // The layer around every page has found it out already.
        let reader: Reader = parts.extensions.remove().unwrap_or_else(|| Reader::of(app, parts));
        // Whoever refuses the cookie is not signed in by one that is left over.
        let session = match app.cookie_hash(&parts.headers).filter(|_| !reader.refused.signin) {
            Some(hash) => app.blocking(move |app| app.session(hash)).await?,
            None => None,
        };
        Ok(Self { session, reader, address })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_of_ours_says_who_sent_a_request() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        let from = |peer: &str, named: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in named {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            sender(ip(peer), &headers, &proxies)
        };
        assert_eq!(from("192.0.2.1", &["198.51.100.1"]), ip("192.0.2.1"));
        assert_eq!(from("10.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(from("::ffff:10.0.0.1", &["203.0.113.9, 198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &["198.51.100.1", "10.0.0.2"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &[]), ip("10.0.0.1"));
        assert_eq!(from("10.0.0.1", &["nonsense"]), ip("10.0.0.1"));
    }
}
