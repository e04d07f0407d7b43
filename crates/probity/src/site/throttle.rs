//! Slows down guessing: counts attempts by account and by address, in memory, for a while.
//!
//! What is counted is a keyed hash; the key lives as long as the process, so that neither an
//! address nor an account can be read out of this table, and none of it is ever written down.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::hmac;

use super::moment::MINUTE;

/// Entries kept at most; about four megabytes.
const CAPACITY: usize = 65_536;

/// What is counted, and how much of it is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limit {
    name: &'static str,
    most: u32,
    window_ms: i64,
}

/// Wrong or right passwords for one account.
pub(crate) const PASSWORD_BY_ACCOUNT: Limit = Limit { name: "pa", most: 5, window_ms: 15 * MINUTE };
/// Password attempts from one address.
pub(crate) const PASSWORD_BY_ADDRESS: Limit =
    Limit { name: "pi", most: 30, window_ms: 15 * MINUTE };
/// Links or confirmations mailed to one account.
pub(crate) const MAIL_BY_ACCOUNT: Limit = Limit { name: "ma", most: 4, window_ms: 15 * MINUTE };
/// Messages caused from one address.
pub(crate) const MAIL_BY_ADDRESS: Limit = Limit { name: "mi", most: 30, window_ms: 15 * MINUTE };
/// Links tried from one address.
pub(crate) const LINK_BY_ADDRESS: Limit = Limit { name: "li", most: 60, window_ms: 15 * MINUTE };

/// Payments begun from one address.
pub(crate) const PAY_BY_ADDRESS: Limit = Limit { name: "py", most: 20, window_ms: 15 * MINUTE };

/// Passwords tried for one member of staff.
pub(crate) const STAFF_BY_ACCOUNT: Limit = Limit { name: "sa", most: 5, window_ms: 15 * MINUTE };
/// Second factors tried for one member of staff.
pub(crate) const CODE_BY_ACCOUNT: Limit = Limit { name: "ca", most: 5, window_ms: 15 * MINUTE };
/// Pages reported as left from one address.
pub(crate) const LEFT_BY_ADDRESS: Limit = Limit { name: "le", most: 900, window_ms: 15 * MINUTE };
/// Wrong tokens for logs from one address.
pub(crate) const TOKEN_BY_ADDRESS: Limit = Limit { name: "to", most: 30, window_ms: 15 * MINUTE };
/// People searched for by one member of staff.
pub(crate) const SEARCH_BY_STAFF: Limit = Limit { name: "ss", most: 40, window_ms: 15 * MINUTE };

/// Too many attempts: how many seconds to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// Seconds until the window is over.
    pub retry_after: i64,
}

struct Window {
    since_ms: i64,
    until_ms: i64,
    count: u32,
}

/// The counts of this process.
pub(crate) struct Throttle {
    key: hmac::Key,
    windows: Mutex<HashMap<[u8; 16], Window>>,
}

impl Throttle {
    /// An empty table under a key that is never stored.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key), windows: Mutex::default() }
    }

    /// Counts one attempt by `who` (an address as the connection has it, or what was typed for an
    /// account, whether it exists or not). Refuses once the limit's window is full.
    pub(crate) fn attempt(&self, limit: Limit, who: &str, now_ms: i64) -> Result<(), TooMany> {
        let slot = self.slot(limit, who);
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= CAPACITY && !windows.contains_key(&slot) {
            make_room(&mut windows, now_ms);
        }
        let fresh = Window { since_ms: now_ms, until_ms: now_ms + limit.window_ms, count: 0 };
        let window = windows.entry(slot).or_insert(fresh);
        if window.until_ms <= now_ms {
            *window = Window { since_ms: now_ms, until_ms: now_ms + limit.window_ms, count: 0 };
        }
        if window.count >= limit.most {
            return Err(TooMany { retry_after: (window.until_ms - now_ms).div_euclid(1000) + 1 });
        }
        window.count += 1;
        Ok(())
    }

    /// Forgets the attempts of `who`, after one that succeeded.
    pub(crate) fn forget(&self, limit: Limit, who: &str) {
        let slot = self.slot(limit, who);
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).remove(&slot);
    }

    fn slot(&self, limit: Limit, who: &str) -> [u8; 16] {
        let text = [limit.name.as_bytes(), b"\0", who.trim().to_lowercase().as_bytes()].concat();
        let mut slot = [0; 16];
        slot.copy_from_slice(&hmac::sign(&self.key, &text).as_ref()[..16]);
        slot
    }
}

/// Drops what has run out; if nothing has, the oldest eighth.
fn make_room(windows: &mut HashMap<[u8; 16], Window>, now_ms: i64) {
    windows.retain(|_, window| window.until_ms > now_ms);
    if windows.len() < CAPACITY {
        return;
    }
    let mut ages: Vec<i64> = windows.values().map(|window| window.since_ms).collect();
    ages.sort_unstable();
    let cut = ages.get(CAPACITY / 8).copied().unwrap_or(now_ms);
    let mut over = CAPACITY / 8;
    windows.retain(|_, window| {
        let goes = over > 0 && window.since_ms <= cut;
        over -= usize::from(goes);
        !goes
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { name: "t", most: 2, window_ms: 10_000 };

    #[test]
    fn attempts_are_counted_until_their_window_is_over() {
        let throttle = Throttle::new(&[1; 32]);
        assert_eq!(throttle.attempt(LIMIT, "a", 0), Ok(()));
        assert_eq!(throttle.attempt(LIMIT, " A ", 1), Ok(()));
        assert_eq!(throttle.attempt(LIMIT, "a", 500), Err(TooMany { retry_after: 10 }));
        assert_eq!(throttle.attempt(LIMIT, "b", 500), Ok(()));
        assert_eq!(throttle.attempt(LIMIT, "a", 10_000), Ok(()));
        throttle.attempt(LIMIT, "a", 10_001).unwrap();
        throttle.forget(LIMIT, "a");
        assert_eq!(throttle.attempt(LIMIT, "a", 10_002), Ok(()));
    }

    #[test]
    fn the_table_never_outgrows_its_room() {
        let throttle = Throttle::new(&[1; 32]);
        for n in 0..i64::try_from(CAPACITY).unwrap() + 500 {
            throttle.attempt(LIMIT, &n.to_string(), 0).unwrap();
        }
        assert!(throttle.windows.lock().unwrap().len() <= CAPACITY);
    }
}
