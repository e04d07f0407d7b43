//! `GET /demo/outbox` and `GET /demo/outbox/<n>`: the mail of a demo, in place of a mailbox.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::chrome::{Chrome, page};
use super::failure::Failure;
use super::moment::Moment;
use super::reader::Reader;
use super::visitor::Visitor;
use crate::app::App;
use crate::demo::Message;

struct Shown {
    number: u64,
    to: String,
    subject: String,
    at: Moment,
    pieces: Vec<Piece>,
}

struct Piece {
    text: String,
    is_link: bool,
}

#[derive(Template)]
#[template(path = "outbox.html")]
struct Outbox {
    chrome: Chrome,
    messages: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "outbox_message.html")]
struct OutboxMessage {
    chrome: Chrome,
    message: Shown,
}

pub(super) async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let outbox = app.outbox.as_ref().ok_or(Failure::NotFound)?;
    let shown = |message| shown(&app, &visitor.reader, message);
    let messages = outbox.messages().into_iter().map(shown).collect();
    let title = visitor.say("outbox-title").text();
    page(&Outbox { chrome: Chrome::new(&app, &visitor, "", &title), messages })
}

pub(super) async fn message(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let outbox = app.outbox.as_ref().ok_or(Failure::NotFound)?;
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    let message = outbox.message(number).ok_or(Failure::NotFound)?;
    let chrome = Chrome::new(&app, &visitor, "", &message.subject);
    let chrome = chrome.under("/demo/outbox", &visitor.say("outbox-title"));
    page(&OutboxMessage { chrome, message: shown(&app, &visitor.reader, message) })
}

fn shown(app: &App, reader: &Reader, message: Message) -> Shown {
    let base = app.config.foundation.base_url.as_str();
    let pieces = message
        .text
        .split_inclusive('\n')
        .flat_map(|line| {
            let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
            let is_link = text.strip_prefix(base).is_some_and(|path| !path.contains(' '));
            [
                Piece { text: text.to_owned(), is_link },
                Piece { text: end.to_owned(), is_link: false },
            ]
        })
        .collect();
    Shown {
        number: message.number,
        to: message.to,
        subject: message.subject,
        at: reader.moment(message.at_ms),
        pieces,
    }
}
