//! `/desk/mail`: how many messages wait, and those that were given up or of which nobody knows whether
//! they left: by number and kind, never by address.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_vault::StoreError;

use super::entry::Staff;
use super::frame::Frame;
use crate::app::App;
use crate::mail::Waiting;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;
use crate::site::hex::hex;
use crate::site::moment::Moment;
use crate::store::mail;

#[derive(Template)]
#[template(path = "desk/mail.html")]
struct Queue {
    chrome: Chrome,
    frame: Frame,
    mail: Waiting,
    open: Vec<Open>,
}

/// One message that did not leave for certain.
struct Open {
    number: String,
    kind: String,
    doubtful: bool,
    at: Moment,
    attempts: i64,
}

pub(crate) async fn show(State(app): State<Arc<App>>, staff: Staff) -> Result<Response, Failure> {
    let (waiting, rows) = app
        .blocking(|app| {
            let rows = app.vault.store().read("mail-open", |tx| -> Result<_, StoreError> {
                let rows = tx.query(&mail::OPEN, &[])?;
                rows.iter()
                    .map(|row| {
                        Ok((
                            hex(&row.bytes(0)?),
                            row.text(1)?.replace('-', " "),
                            row.text(2)? == "doubt",
                            row.int(3)?,
                            row.int(4)?,
                        ))
                    })
                    .collect::<Result<Vec<_>, StoreError>>()
            })?;
            Ok::<_, StoreError>((app.mail_waiting()?, rows))
        })
        .await?;
    let reader = &staff.visitor.reader;
    let (chrome, frame) = Frame::new(&app, &staff, "/desk/mail", "desk-mail-title")?;
    page(&Queue {
        mail: waiting,
        open: rows
            .into_iter()
            .map(|(number, kind, doubtful, at_ms, attempts)| Open {
                number,
                kind,
                doubtful,
                at: reader.moment(at_ms),
                attempts,
            })
            .collect(),
        chrome,
        frame,
    })
}
