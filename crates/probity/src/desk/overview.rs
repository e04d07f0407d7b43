//! `/desk`: the overview. It counts; it shows nobody.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use probity_vault::{State as Standing, VaultError};

use super::entry::Staff;
use super::frame::Frame;
use super::ledger::kind_name;
use super::staff;
use crate::app::App;
use crate::language::Say;
use crate::mail::Waiting;
use crate::site::chrome::{Chrome, page};
use crate::site::failure::Failure;

#[derive(Template)]
#[template(path = "desk/overview.html")]
struct Overview {
    chrome: Chrome,
    frame: Frame,
    figures: Vec<(Say, u64)>,
    version: String,
    policy_title: String,
    updated_long: String,
    /// Entries by what was done; none while they are still being counted.
    kinds: Option<Vec<(Say, u64)>>,
    /// Whether every check of the promises held at the last look, if there was one.
    holds: Option<bool>,
    mail: Waiting,
    /// How many requests of this site were not recorded; none where none is to be.
    dropped: Option<u64>,
    keys: bool,
    staff: usize,
    open_invitations: usize,
}

pub(crate) async fn show(State(app): State<Arc<App>>, staff: Staff) -> Result<Response, Failure> {
    let (states, tally, mail, head, team) = app
        .blocking(|app| {
            let (states, tally) = (app.vault.people()?, app.tally()?);
            let team = staff::all(&app.vault)?;
            Ok::<_, VaultError>((states, tally, app.mail_waiting()?, app.vault.head()?, team))
        })
        .await?;
    let keys = app.blocking(|app| Ok::<_, VaultError>(app.vault.keys().keyring().is_ok())).await?;
    let people = |state: Standing| states.get(state.name()).copied().unwrap_or(0);
    let policy = app.vault.policy_in_force()?;
    let (chrome, frame) = Frame::new(&app, &staff, "/desk", "desk-overview-title")?;
    let reader = &staff.visitor.reader;
    let count = |id, number| (reader.say(id), number);
    page(&Overview {
        figures: vec![
            count("desk-people-active", people(Standing::Active)),
            count("desk-people-restricted", people(Standing::Restricted)),
            count("desk-people-erased", people(Standing::Erased)),
            count("desk-entries", head.size),
        ],
        version: policy.version().to_string(),
        policy_title: policy.title().to_owned(),
        updated_long: reader.long_date(policy.updated()),
        kinds: tally.map(|tally| {
            tally.by_kind().map(|(kind, count)| (reader.say(kind_name(kind)), count)).collect()
        }),
        holds: app.holds(),
        mail,
        dropped: app.records().then(|| app.live.dropped()),
        keys,
        staff: team.iter().filter(|one| one.works() && one.enrolled_ms.is_some()).count(),
        open_invitations: team
            .iter()
            .filter(|one| one.works() && one.enrolled_ms.is_none())
            .count(),
        chrome,
        frame,
    })
}
