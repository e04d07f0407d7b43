//! `/desk/me`: what is held on a member of staff, shown to them: staff are people too.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_policy::{Purpose, Role};
use probity_vault::{ReleaseAction, Request, VaultError};

use super::entry::Staff;
use super::frame::Frame;
use super::staff::{self, FIELDS};
use crate::app::App;
use crate::language::words::{self, Phrase};
use crate::sinks::{PageSink, PageValue};
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::moment::Moment;

#[derive(Template)]
#[template(path = "desk/me.html")]
struct Me {
    chrome: Chrome,
    frame: Frame,
    number: String,
    since: Moment,
    values: Vec<(Phrase, Phrase, PageValue)>,
    entries: u64,
}

pub(crate) async fn show(State(app): State<Arc<App>>, staff: Staff) -> Result<Response, Failure> {
    let who = staff.subject;
    let (known, mut values, entries) = app
        .blocking(move |app| {
            let known = staff::find(&app.vault, who)?.ok_or(VaultError::UnknownSubject)?;
            let released = app.vault.release(&Request {
                subject: who,
                fields: FIELDS,
                action: ReleaseAction::Show,
                purpose: Purpose::RightsFulfilment,
                role: Role::Person,
                actor: Some(who),
                partial: true,
                note: Some("desk"),
            })?;
            let mut values = PageSink::default();
            released.pour_all(&mut values)?;
            Ok::<_, VaultError>((known, values, app.vault.entry_count(who)?))
        })
        .await?;
    let policy = app.vault.policy_in_force()?;
    let value = |id: &&str| {
        let field = policy.map().field(id)?;
        let language = staff.visitor.reader.language;
        Some((words::label(language, field), words::why(language, field), values.take(id)?))
    };
    let (chrome, frame) = Frame::new(&app, &staff, "/desk/me", "desk-me-title")?;
    page(&Me {
        number: who.to_string(),
        since: staff.visitor.reader.moment(known.since_ms),
        values: FIELDS.iter().filter_map(value).collect(),
        entries,
        chrome,
        frame,
    })
}
