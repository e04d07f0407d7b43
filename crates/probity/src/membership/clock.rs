//! What a day brings by itself, looked at each hour: memberships that end, reminders that are due, what
//! is left of those who are gone.

use std::collections::BTreeSet;
use std::sync::Arc;

use probity_ledger::SubjectId;
use probity_vault::StoreError;
use probity_vault::store::Value;

use super::act::Acts;
use super::calendar::number;
use crate::app::App;
use crate::members::session::subject_of;
use crate::site::failure::Failure;
use crate::store::{certification, membership};

/// Persons read in one go.
const PAGE: i64 = 500;

impl App {
    /// Does what is due by today, person by person: a stop in between leaves the others as they were,
    /// and nobody is reminded twice. Gives how many memberships were looked at.
    ///
    /// # Errors
    /// When the database can't be written; what is done by then stays done.
    pub(crate) async fn turn_memberships(self: &Arc<Self>) -> Result<usize, Failure> {
        self.blocking(Self::forget_memberships).await?;
        let mut done = BTreeSet::new();
        loop {
            let due = self.blocking(Self::due_memberships).await?;
            let fresh: BTreeSet<SubjectId> = due.difference(&done).copied().collect();
            // What was looked at is due later; if it is not, another time is early enough.
            if fresh.is_empty() {
                break;
            }
            for who in &fresh {
                let who = *who;
                self.blocking(move |app| {
                    let scheme = Arc::clone(&app.scheme);
                    let mail = [(); 4].map(|()| app.mail_id());
                    app.vault
                        .tx("membership-day", move |v| Acts::system(&scheme, who).day(v, &mail))
                })
                .await?;
            }
            done.extend(fresh);
        }
        if !done.is_empty() {
            self.wake_mail();
        }
        Ok(done.len())
    }

    fn due_memberships(&self) -> Result<BTreeSet<SubjectId>, StoreError> {
        let today = number(self.scheme.today(self.now_ms()));
        self.vault.store().read("memberships-due", move |tx| -> Result<_, StoreError> {
            let rows = tx.query(&membership::DUE, &[Value::Int(today), Value::Int(PAGE)])?;
            rows.iter()
                .filter_map(|row| row.bytes(0).map(|id| subject_of(&id)).transpose())
                .collect()
        })
    }

    /// Removes what is left of those who were erased, and certifications whose time is over.
    fn forget_memberships(&self) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().tx("memberships-forget", move |tx| -> Result<_, StoreError> {
            tx.exec(&membership::ORPHANS, &[])?;
            tx.exec(&certification::ORPHANS, &[])?;
            tx.exec(&certification::EXPIRE, &[Value::Int(now_ms)])?;
            Ok(())
        })
    }
}
