//! What stands around every page: the name, the menu, the footer.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::assets;
use super::failure::Failure;
use super::reader::Reader;
use super::visitor::Visitor;
use crate::app::App;
use crate::language::{Language, Say};
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
    /// Address of the script.
    pub script: &'static str,
    /// How the page is read.
    pub reader: Reader,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// When the policy in force was last updated, in words.
    pub policy_updated: String,
    /// The token of the sign-out button, for whoever is signed in.
    pub sign_out: Option<String>,
    /// The pages above this one, below the first level: address and name.
    pub trail: Vec<(String, String)>,
    kind: Option<Kind>,
    here: &'static str,
}

/// One entry of the main menu.
pub(crate) struct MenuItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub label: String,
    /// Whether it leads to where the reader is.
    pub here: bool,
}

impl Chrome {
    /// The frame of a page called `title` that belongs to the menu's entry `here` (an address).
    pub(crate) fn new(app: &App, visitor: &Visitor, here: &'static str, title: &str) -> Self {
        let mut chrome = Self::plain(app, &visitor.reader, title);
        chrome.here = here;
        chrome.kind = visitor.session.map(|session| session.kind);
        chrome.sign_out = visitor.session.map(|_| visitor.token(app, "signout"));
        chrome
    }

    /// The frame of a page shown to whoever it may be.
    pub(crate) fn plain(app: &App, reader: &Reader, title: &str) -> Self {
        let foundation = &app.config.foundation;
        let updated = app.vault.policy_in_force().map(|policy| reader.long_date(policy.updated()));
        Self {
            title: title.to_owned(),
            name: foundation.name.clone(),
            contact: foundation.privacy_contact.to_string(),
            css: assets::css(),
            icon: assets::icon(),
            script: assets::script(),
            reader: reader.clone(),
            demo: app.outbox.is_some(),
            policy_updated: updated.unwrap_or_default(),
            sign_out: None,
            trail: Vec::new(),
            kind: None,
            here: "",
        }
    }

    /// Below a page: adds it to the path that leads back.
    #[must_use]
    pub(crate) fn under(mut self, href: impl Into<String>, name: &Say) -> Self {
        self.trail.push((href.into(), name.text()));
        self
    }

    /// Whether someone is signed in as a member.
    pub(crate) fn signed_in(&self) -> bool {
        self.kind == Some(Kind::Member)
    }

    /// A message in the reader's language.
    pub(crate) fn say(&self, id: &'static str) -> Say {
        self.reader.say(id)
    }

    /// The languages that can be chosen.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &'static Language> {
        Language::all(self.demo)
    }

    /// Whether the reader chose this language.
    pub(crate) fn chose(&self, language: &Language) -> bool {
        self.reader.settings.language.is_some_and(|chosen| chosen == language)
    }

    /// The main menu.
    pub(crate) fn menu(&self) -> Vec<MenuItem> {
        let mut items =
            vec![("/privacy", self.say("frame-privacy")), ("/ledger", self.say("frame-ledger"))];
        match self.kind {
            None => items.extend([
                ("/join", self.say("frame-join")),
                ("/signin", self.say("frame-sign-in")),
            ]),
            Some(Kind::Member) => items.push(("/account", self.say("frame-account"))),
            Some(Kind::Staff) => items.push(("/desk", self.say("frame-desk"))),
        }
        let item = |(href, label): (_, Say)| MenuItem {
            href,
            label: label.text(),
            here: href == self.here,
        };
        items.into_iter().map(item).collect()
    }
}

/// The media type of pages.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

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
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    response
}
