//! What stands around every page: the name, the menu, the footer.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::assets;
use super::failure::Failure;
use super::moment::long_date;
use super::visitor::Visitor;
use crate::app::App;
use crate::members::session::Kind;

/// The frame of one page.
pub(crate) struct Chrome {
    /// The page's own title.
    pub title: String,
    /// The foundation's name.
    pub name: String,
    /// Where to write about privacy.
    pub contact: String,
    /// Address of the style sheet.
    pub css: &'static str,
    /// Address of the icon.
    pub icon: &'static str,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// When the policy in force was last updated, in words.
    pub policy_updated: String,
    /// The token of the sign-out button, for whoever is signed in.
    pub sign_out: Option<String>,
    kind: Option<Kind>,
    here: &'static str,
}

/// One entry of the main menu.
pub(crate) struct MenuItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub label: &'static str,
    /// Whether it leads to where the reader is.
    pub here: bool,
}

impl Chrome {
    /// The frame of a page called `title` that belongs to the menu's entry `here` (an address).
    pub(crate) fn new(app: &App, visitor: &Visitor, here: &'static str, title: &str) -> Self {
        let mut chrome = Self::plain(app, title);
        chrome.here = here;
        chrome.kind = visitor.session.map(|session| session.kind);
        chrome.sign_out = visitor.session.map(|_| visitor.token(app, "signout"));
        chrome
    }

    /// The frame of a page shown to whoever it may be.
    pub(crate) fn plain(app: &App, title: &str) -> Self {
        let foundation = &app.config.foundation;
        let updated = app.vault.policy_in_force().map(|policy| long_date(policy.updated()));
        Self {
            title: title.to_owned(),
            name: foundation.name.clone(),
            contact: foundation.privacy_contact.to_string(),
            css: assets::css(),
            icon: assets::icon(),
            demo: app.outbox.is_some(),
            policy_updated: updated.unwrap_or_else(|_| "never".to_owned()),
            sign_out: None,
            kind: None,
            here: "",
        }
    }

    /// Whether someone is signed in as a member.
    pub(crate) fn signed_in(&self) -> bool {
        self.kind == Some(Kind::Member)
    }

    /// The main menu.
    pub(crate) fn menu(&self) -> Vec<MenuItem> {
        let mut items = vec![("/privacy", "Privacy"), ("/ledger", "Ledger")];
        items.extend_from_slice(match self.kind {
            None => &[("/join", "Join"), ("/signin", "Sign in")],
            Some(Kind::Member) => &[("/account", "Account")],
            Some(Kind::Staff) => &[("/desk", "Desk")],
        });
        let item = |(href, label)| MenuItem { href, label, here: href == self.here };
        items.into_iter().map(item).collect()
    }
}

/// A finished page.
///
/// # Errors
/// When the template can't be written.
pub(crate) fn page(template: &impl Template) -> Result<Response, Failure> {
    Ok(html(Body::from(template.render()?)))
}

/// HTML that is already written.
pub(crate) fn html(body: Body) -> Response {
    let mut response = body.into_response();
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
