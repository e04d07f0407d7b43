//! What time undoes by itself: joins nobody confirmed, links and sessions that have run out, values
//! past their retention. Memberships have a file of their own: `membership/clock.rs`.

use std::sync::Arc;

use probity_ledger::SubjectId;
use probity_vault::StoreError;
use probity_vault::store::Value;

use super::session::subject_of;
use crate::app::App;
use crate::site::failure::Failure;
use crate::site::moment::HOUR;
use crate::store::{desk_case, mail, pending, session, token};

/// How long a message that was given up stays in the count of such.
const GIVEN_UP: i64 = 30 * 24 * HOUR;

/// Values past their retention cleared away in one go; the rest waits an hour.
const SWEPT: u32 = 10_000;

impl App {
    /// Erases joins that were not confirmed in time, and clears away what has run out. Returns how
    /// many were erased.
    ///
    /// # Errors
    /// When the database can't be written; what is done by then stays done.
    pub async fn housekeep(self: &Arc<Self>) -> Result<usize, Failure> {
        let mut erased = 0;
        loop {
            let due = self.blocking(Self::expired_joins).await?;
            if due.is_empty() {
                break;
            }
            for subject in due {
                erased += usize::from(self.blocking(move |app| app.drop_pending(subject)).await?);
            }
        }
        self.blocking(Self::clear_away).await?;
        self.turn_memberships().await?;
        self.blocking(|app| app.vault.sweep(SWEPT)).await?;
        self.blocking(|app| match &app.usage {
            Some(usage) => usage.forget().map(|_| ()),
            None => Ok(app.vault.forget_days().map(|_| ())?),
        })
        .await?;
        Ok(erased)
    }

    fn expired_joins(&self) -> Result<Vec<SubjectId>, StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().read("expired-joins", move |tx| -> Result<_, StoreError> {
            let rows = tx.query(&pending::EXPIRED, &[Value::Int(now_ms)])?;
            rows.iter()
                .filter_map(|row| row.bytes(0).map(|id| subject_of(&id)).transpose())
                .collect()
        })
    }

    fn clear_away(&self) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        self.vault.store().tx("clear-away", move |tx| -> Result<_, StoreError> {
            tx.exec(&session::EXPIRE, &[Value::Int(now_ms)])?;
            tx.exec(&token::EXPIRE, &[Value::Int(now_ms)])?;
            tx.exec(&desk_case::EXPIRE, &[Value::Int(now_ms)])?;
            tx.exec(&mail::EXPIRE, &[Value::Int(now_ms - GIVEN_UP)])?;
            Ok(())
        })
    }
}
