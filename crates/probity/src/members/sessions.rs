//! `/account/sessions`: the sign-ins of a member that go on; ending one, or all others.
//!
//! A sign-in is named in the form by a short mark made of its hash, which opens nothing.

use std::sync::Arc;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use probity_ledger::{Kind as Event, SubjectId};
use probity_policy::Purpose;
use probity_vault::store::Value;
use probity_vault::{EntryDraft, VaultError};

use super::join::person;
use super::session::{Hash, bytes, hash, subject_value};
use super::side::{Place, SideItem, done, side};
use crate::app::App;
use crate::language::Say;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::moment::Moment;
use crate::site::reader::Reader;
use crate::site::submission::Submission;
use crate::site::visitor::Member;
use crate::store::session;

#[derive(Template)]
#[template(path = "sessions.html")]
struct SignIns {
    chrome: Chrome,
    side: Vec<SideItem>,
    done: Option<Say>,
    sessions: Vec<Line>,
    others: bool,
    token: String,
    hours: u32,
    days: u32,
}

/// One sign-in as the page shows it.
struct Line {
    mark: String,
    how: Say,
    since: Moment,
    used: Moment,
    until: Moment,
    here: bool,
}

/// A sign-in of a member that goes on.
pub(super) struct Ongoing {
    hash: Hash,
    /// When it began, in milliseconds since 1970.
    pub created_ms: i64,
    /// When it was last used, to the hour.
    pub used_ms: i64,
    /// When it ends if it is not used again.
    pub expires_ms: i64,
    /// How the person signed in.
    pub how: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    member: Member,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let (who, reader) = (member.subject, &member.visitor.reader);
    let ongoing = app.blocking(move |app| app.sessions_of(who)).await?;
    let here = member.visitor.binding();
    let line = |session: &Ongoing| Line {
        mark: mark(&session.hash),
        how: how(&session.how, reader),
        since: reader.moment(session.created_ms),
        used: reader.moment(session.used_ms),
        until: reader.moment(session.expires_ms),
        here: here == Some(&session.hash),
    };
    page(&SignIns {
        chrome: Chrome::new(
            &app,
            &member.visitor,
            "/account",
            &reader.say("account-sessions-title").text(),
        )
        .under("/account", &reader.say("account-title")),
        side: side(reader, Place::Sessions),
        done: done(query.as_deref(), reader),
        others: ongoing.len() > 1,
        sessions: ongoing.iter().map(line).collect(),
        token: member.visitor.token(&app, "sessions"),
        hours: app.config.signin.session_hours,
        days: app.config.signin.session_days,
    })
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    member: Member,
    submission: Submission,
) -> Result<Response, Failure> {
    let mut values = submission.open(&app, &member.visitor, "sessions")?;
    let (which, who) = (values.take("end"), member.subject);
    let here = member.visitor.binding().copied().ok_or(Failure::SignIn)?;
    if which.expose() == "others" {
        app.blocking(move |app| app.end_others(who, here)).await?;
        return Ok(Redirect::to("/account/sessions?done=others").into_response());
    }
    let ongoing = app.blocking(move |app| app.sessions_of(who)).await?;
    let found = ongoing.iter().find(|session| mark(&session.hash) == which.expose());
    // One that has ended already is what was asked for.
    let Some(ended) = found.map(|session| session.hash) else {
        return Ok(Redirect::to("/account/sessions?done=ended").into_response());
    };
    app.blocking(move |app| app.end_session(who, ended, ended == here)).await?;
    if ended == here {
        return Ok(([(header::SET_COOKIE, app.no_cookie()?)], Redirect::to("/")).into_response());
    }
    Ok(Redirect::to("/account/sessions?done=ended").into_response())
}

/// What a form calls a sign-in by.
fn mark(session: &Hash) -> String {
    let mut text = b"probity session mark v1\0".to_vec();
    text.extend_from_slice(session);
    hex(&hash(&text)[..8])
}

/// How the person signed in.
fn how(word: &str, reader: &Reader) -> Say {
    match word {
        "password" => reader.say("account-session-password"),
        "link" => reader.say("account-session-link"),
        "confirmation" => reader.say("account-session-confirmation"),
        "new password" => reader.say("account-session-new-password"),
        _ => reader.say("account-session-unknown"),
    }
}

/// The entry of a sign-in that was ended, with which.
fn signed_out(who: SubjectId, which: &'static str) -> EntryDraft {
    EntryDraft::new(Event::SignOut, who, person(who)).purpose(Purpose::SecureAccess).note(which)
}

impl App {
    /// The sign-ins of a member that go on, newest first. Staff's are not among them.
    pub(super) fn sessions_of(&self, who: SubjectId) -> Result<Vec<Ongoing>, VaultError> {
        let now_ms = self.now_ms();
        self.vault.store().read("sessions-of", move |tx| -> Result<_, VaultError> {
            let rows = tx.query(&session::OF_MEMBER, &[subject_value(who), Value::Int(now_ms)])?;
            let mut ongoing = Vec::with_capacity(rows.len());
            for row in rows.iter() {
                let Ok(hash) = Hash::try_from(row.bytes(0)?.as_slice()) else { continue };
                ongoing.push(Ongoing {
                    hash,
                    created_ms: row.int(1)?,
                    used_ms: row.int(2)?,
                    expires_ms: row.int(3)?,
                    how: row.text(4)?,
                });
            }
            Ok(ongoing)
        })
    }

    /// Ends one sign-in of a member, on record.
    pub(super) fn end_session(
        &self,
        who: SubjectId,
        ended: Hash,
        here: bool,
    ) -> Result<(), VaultError> {
        self.vault.tx("end-session", move |v| {
            if v.sql().exec(&session::DELETE_OF, &[bytes(&ended), subject_value(who)])? == 0 {
                return Ok(());
            }
            v.log(signed_out(who, if here { "this device" } else { "another device" }))
        })
    }

    fn end_others(&self, who: SubjectId, here: Hash) -> Result<(), VaultError> {
        self.vault.tx("end-other-sessions", move |v| {
            let others = [subject_value(who), bytes(&here)];
            if v.sql().exec(&session::DELETE_OTHERS, &others)? == 0 {
                return Ok(());
            }
            v.log(signed_out(who, "other devices"))
        })
    }
}
