//! What stands around every page: the name, the menu, the footer.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::assets;
use super::failure::Failure;
use super::left;
use super::reader::Reader;
use super::visitor::Visitor;
use crate::app::App;
use crate::language::{Language, Say};
use crate::members::session::Kind;
use crate::pages::tree::Entry;
use crate::pages::{File, Tree};

/// The frame of one page.
pub(crate) struct Chrome {
    /// The page's own title.
    pub title: String,
    /// The foundation's name.
    pub name: String,
    /// Where to write about privacy.
    pub contact: String,
    /// Address of the style sheet.
    pub css: String,
    /// Address and type of the icon.
    pub icon: (String, &'static str),
    /// The foundation's own mark beside its name.
    pub logo: Option<Arc<File>>,
    /// What stands in the head for searches and shared links.
    pub about: Option<About>,
    /// Address of the script.
    pub script: &'static str,
    /// How the page is read.
    pub reader: Reader,
    /// Where the page reports that it was left; none if it is not to.
    pub left: Option<&'static str>,
    /// Whether this is a demonstration.
    pub demo: bool,
    /// When the policy in force was last updated, in words.
    pub policy_updated: String,
    /// The token of the sign-out button, for whoever is signed in.
    pub sign_out: Option<String>,
    /// The pages above this one, below the first level: address and name.
    pub trail: Vec<(String, String)>,
    kind: Option<Kind>,
    here: String,
    tree: Arc<Tree>,
}

/// What a page says about itself to searches and where its link is shared. Nobody is told who reads.
pub(crate) struct About {
    /// The address, with the site's.
    pub url: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// The address of its own picture, with the site's.
    pub image: Option<String>,
    /// `article` of news, otherwise `website`.
    pub kind: &'static str,
}

/// One entry of the main menu.
pub(crate) struct MenuItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// The language of that, where it is not the reader's.
    pub lang: Option<String>,
    /// `page` where the reader is, `true` where they are below it.
    pub here: Option<&'static str>,
}

impl Chrome {
    /// The frame of a page called `title` that belongs to the menu's entry `here` (an address).
    pub(crate) fn new(app: &App, visitor: &Visitor, here: &str, title: &str) -> Self {
        let mut chrome = Self::plain(app, &visitor.reader, title);
        here.clone_into(&mut chrome.here);
        chrome.kind = visitor.session.map(|session| session.kind);
        chrome.left = left::wanted(app, &visitor.reader).then_some(left::ADDRESS);
        chrome.sign_out = visitor.session.map(|_| visitor.token(app, "signout"));
        chrome
    }

    /// The frame of a page shown to whoever it may be.
    pub(crate) fn plain(app: &App, reader: &Reader, title: &str) -> Self {
        let foundation = &app.config.foundation;
        let updated = app.vault.policy_in_force().map(|policy| reader.long_date(policy.updated()));
        let tree = app.shelf.tree();
        let logo = foundation.logo.as_ref().and_then(|logo| tree.file(&logo.address())).cloned();
        let own = logo.as_ref().map(|logo| (logo.address.clone(), logo.media_type));
        Self {
            title: title.to_owned(),
            name: foundation.name.clone(),
            contact: foundation.privacy_contact.to_string(),
            css: app.look.address().to_owned(),
            icon: own.unwrap_or_else(|| (assets::icon().to_owned(), "image/svg+xml")),
            logo,
            about: None,
            script: assets::script(),
            reader: reader.clone(),
            left: None,
            demo: app.outbox.is_some(),
            policy_updated: updated.unwrap_or_default(),
            sign_out: None,
            trail: Vec::new(),
            kind: None,
            here: String::new(),
            tree,
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

    /// With what the page is about, in a sentence for searches; `path` is where it stands.
    #[must_use]
    pub(crate) fn described(mut self, app: &App, path: &str, description: String) -> Self {
        self.about = Some(About {
            url: format!("{}{path}", app.config.foundation.base_url.as_str()),
            description: Some(description),
            image: None,
            kind: "website",
        });
        self
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

    /// The main menu: the foundation's pages, then what the software has.
    pub(crate) fn menu(&self) -> Vec<MenuItem> {
        let mut items = vec![
            self.item("/privacy", &self.say("frame-privacy")),
            self.item("/ledger", &self.say("frame-ledger")),
        ];
        match self.kind {
            None => {
                items.push(self.item("/join", &self.say("frame-join")));
                items.push(self.item("/signin", &self.say("frame-sign-in")));
            }
            Some(Kind::Member) => items.push(self.item("/account", &self.say("frame-account"))),
            Some(Kind::Staff) => items.push(self.item("/desk", &self.say("frame-desk"))),
        }
        self.entries(self.tree.menu(self.reader.primary())).chain(items).collect()
    }

    /// The footer: what the software has, then the foundation's pages.
    pub(crate) fn footer(&self) -> Vec<MenuItem> {
        let items = [
            self.item("/privacy", &self.say("frame-policy")),
            self.item("/ledger", &self.say("frame-public-ledger")),
            self.item("/join", &self.say("frame-join")),
            self.item("/donate", &self.say("frame-donate")),
        ];
        items.into_iter().chain(self.entries(self.tree.footer(self.reader.primary()))).collect()
    }

    /// Whether there are news to follow.
    pub(crate) fn has_news(&self) -> bool {
        !self.tree.news().is_empty()
    }

    fn entries(&self, entries: Vec<Entry>) -> impl Iterator<Item = MenuItem> {
        entries.into_iter().map(|entry| MenuItem {
            here: self.is_here(&entry.address),
            lang: self.reader.foreign(&entry.language),
            href: entry.address,
            label: entry.title,
        })
    }

    fn item(&self, href: &str, label: &Say) -> MenuItem {
        let here = self.is_here(href);
        MenuItem { href: href.to_owned(), label: label.text(), lang: None, here }
    }

    fn is_here(&self, href: &str) -> Option<&'static str> {
        match self.here.strip_prefix(href) {
            Some("") => Some("page"),
            Some(rest) if rest.starts_with('/') => Some("true"),
            _ => None,
        }
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
