//! `/cookies`: which cookies there are, out of the data map; refusing them, and allowing them again.
//!
//! A refusal is remembered by a value that is the same for everyone who refuses the same. It asks for
//! no account and tells nobody apart (promise C3).

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use probity_policy::{Field, Policy};

use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::reader::{COOKIE_NAME, Reader, Refused, cookie};
use super::settings::{self, came_from};
use super::submission::Submission;
use super::visitor::Visitor;
use crate::app::App;
use crate::language::Say;
use crate::language::words::{self, Phrase, sentence};
use crate::members::{session, signout};

/// The group of the data map whose categories are cookies.
const GROUP: &str = "cookies";

#[derive(Template)]
#[template(path = "cookies.html")]
struct CookiesPage {
    chrome: Chrome,
    cookies: Vec<Cookie>,
    refused: Refused,
    /// Whether this site records visits at all.
    records: bool,
}

/// One cookie as pages describe it, out of the data map.
pub(crate) struct Cookie {
    /// What it is called.
    pub(crate) label: Phrase,
    /// Why it is set.
    pub(crate) why: Phrase,
    /// What it is for.
    purposes: String,
    /// How long it is kept.
    pub(crate) life: String,
    /// The ones this software sets; a data map may declare others.
    known: Option<Known>,
}

/// What only the software knows of a cookie.
struct Known {
    /// Its name in the browser.
    name: &'static str,
    /// The word for it in the forms of the page.
    word: &'static str,
    /// What is in it.
    holds: Say,
    /// What is missing without it.
    missing: Say,
    /// Whether the browser has it now.
    here: bool,
    /// Its value, where it can be read by people.
    value: Option<String>,
    refused: bool,
}

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let policy = app.vault.policy_in_force()?;
    let cookies = declared(policy).map(|field| describe(&app, &visitor.reader, &headers, field));
    page(&CookiesPage {
        cookies: cookies.collect(),
        refused: visitor.reader.refused,
        records: app.records(),
        chrome: Chrome::new(&app, &visitor, "/cookies", &visitor.say("cookies-title").text()),
    })
}

/// The fields of the data map that are cookies.
fn declared(policy: &Policy) -> impl Iterator<Item = &Field> {
    policy.map().fields().iter().filter(|field| {
        let category = policy.map().category(&field.category);
        category.is_some_and(|category| category.groups.iter().any(|group| group == GROUP))
    })
}

/// The cookie that a sign-in sets, to be explained where that happens.
pub(crate) fn of_signin(app: &App, reader: &Reader) -> Result<Option<Cookie>, Failure> {
    let field = app.vault.policy_in_force()?.map().field(session::FIELD);
    Ok(field.map(|field| describe(app, reader, &HeaderMap::new(), field)))
}

fn describe(app: &App, reader: &Reader, headers: &HeaderMap, field: &Field) -> Cookie {
    let known = match field.id.as_str() {
        session::FIELD => Some(Known {
            name: app.cookie_name(),
            word: "signin",
            holds: reader.say("cookies-signin-holds"),
            missing: reader.say("cookies-signin-missing"),
            here: cookie(headers, app.cookie_name()).is_some(),
            value: None,
            refused: reader.refused.signin,
        }),
        settings::FIELD => Some(Known {
            name: COOKIE_NAME,
            word: "settings",
            holds: reader.say("cookies-settings-holds"),
            missing: reader.say("cookies-settings-missing"),
            here: cookie(headers, COOKIE_NAME).is_some(),
            // Read and written again: what the browser sent could be anything.
            value: Some(reader.settings.value()).filter(|value| !value.is_empty()),
            refused: reader.refused.settings,
        }),
        _ => None,
    };
    let language = reader.language;
    let purposes = field.purposes.iter().map(|purpose| words::purpose(language, *purpose));
    let mut life = sentence(&words::retention(language, field.keep));
    if field.id == session::FIELD {
        let signin = &app.config.signin;
        let ends = reader
            .say("cookies-signin-life")
            .with("hours", signin.session_hours)
            .with("days", signin.session_days);
        life = format!("{life} {}", ends.text());
    }
    Cookie {
        label: words::label(language, field),
        why: words::why(language, field),
        purposes: sentence(&words::list(language, purposes)),
        life,
        known,
    }
}

pub(super) async fn send(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.wish();
    let (refuse, allow) = (values.take("refuse"), values.take("allow"));
    let mut refused = visitor.reader.refused;
    change(&mut refused, refuse.expose(), true);
    change(&mut refused, allow.expose(), false);
    let mut cookies = vec![app.settings_cookie(&visitor.reader.settings.refusing(refused))?];
    if refused.signin {
        if let Some(session) = visitor.session {
            signout::end(&app, session).await?;
        }
        cookies.push(app.no_cookie()?);
    }
    let back = came_from(&app, &headers).unwrap_or_else(|| "/cookies".to_owned());
    Ok((set(cookies), Redirect::to(&back)).into_response())
}

fn set(cookies: Vec<HeaderValue>) -> AppendHeaders<Vec<(HeaderName, HeaderValue)>> {
    AppendHeaders(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect())
}

/// Refuses or allows the cookie of that word, or all; another word changes nothing.
fn change(refused: &mut Refused, word: &str, now: bool) {
    match word {
        "signin" => refused.signin = now,
        "settings" => refused.settings = now,
        "all" => *refused = Refused { signin: now, settings: now },
        _ => {}
    }
}

#[derive(Template)]
#[template(path = "signin_refused.html")]
struct SignInRefused {
    chrome: Chrome,
}

/// What stands in place of a sign-in for whoever refuses its cookie: why, and how to allow it. None
/// for everyone else.
pub(crate) fn signin_refused(
    app: &App,
    visitor: &Visitor,
    status: StatusCode,
) -> Result<Option<Response>, Failure> {
    if !visitor.reader.refused.signin {
        return Ok(None);
    }
    let title = visitor.say("cookies-signin-title").text();
    let mut response =
        page(&SignInRefused { chrome: Chrome::new(app, visitor, "/signin", &title) })?;
    *response.status_mut() = status;
    Ok(Some(response))
}
