//! Connections that only read, lent to the thread that asks.
use super::StoreError;
use super::engine::{Conn, Target};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A bounded number of readers; each is opened when it is first needed.
pub(super) struct Pool {
    target: Target,
    idle: Mutex<Idle>,
    returned: Condvar,
}

struct Idle {
    conns: Vec<Conn>,
    /// How many more may be opened.
    unopened: usize,
}

/// A reader on loan. It goes back by itself, its transaction ended.
pub(super) struct Lent<'p> {
    pool: &'p Pool,
    conn: Option<Conn>,
}

impl Pool {
    pub(super) fn new(target: Target, readers: usize) -> Self {
        let idle = Mutex::new(Idle { conns: Vec::new(), unopened: readers.max(1) });
        Self { target, idle, returned: Condvar::new() }
    }

    /// Lends a reader, when one is free.
    pub(super) fn lend(&self) -> Lent<'_> {
        let mut idle = self.idle();
        loop {
            if let Some(conn) = idle.conns.pop() {
                return Lent { pool: self, conn: Some(conn) };
            }
            if idle.unopened > 0 {
                idle.unopened -= 1;
                return Lent { pool: self, conn: None };
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent<'_> {
    /// The connection, made anew if it was lost.
    pub(super) fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        let usable = self.conn.take().filter(|conn| !conn.is_spent());
        Ok(self.conn.insert(match usable {
            Some(conn) => conn,
            None => self.pool.target.connect(false)?,
        }))
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut conn = self.conn.take();
        if let Some(conn) = &mut conn {
            conn.rollback();
        }
        let mut idle = self.pool.idle();
        match conn.filter(|conn| !conn.is_spent()) {
            Some(conn) => idle.conns.push(conn),
            None => idle.unopened += 1,
        }
        drop(idle);
        self.pool.returned.notify_one();
    }
}
