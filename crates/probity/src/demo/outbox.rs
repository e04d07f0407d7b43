//! Where the demo's mail goes: kept in memory, shown at `/demo/outbox`, gone when it stops.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// How many messages are kept; the oldest go first.
const CAPACITY: usize = 500;

/// One message as it would have left.
#[derive(Clone)]
pub struct Message {
    /// Counts from 1 since the demo started.
    pub number: u64,
    /// When it was delivered, in milliseconds since 1970.
    pub at_ms: i64,
    /// The address it went to.
    pub to: String,
    /// Its subject line.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

/// The delivered messages of a running demo.
#[derive(Default)]
pub struct Outbox {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    delivered: u64,
    messages: VecDeque<Message>,
}

impl Outbox {
    /// Takes a message in; answers with its number.
    pub fn deliver(&self, at_ms: i64, to: String, subject: String, text: String) -> u64 {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.delivered += 1;
        let number = inner.delivered;
        inner.messages.push_back(Message { number, at_ms, to, subject, text });
        if inner.messages.len() > CAPACITY {
            inner.messages.pop_front();
        }
        number
    }

    /// All messages kept, newest first.
    pub fn messages(&self) -> Vec<Message> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.messages.iter().rev().cloned().collect()
    }

    /// The message with this number, unless it is gone.
    pub fn message(&self, number: u64) -> Option<Message> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.messages.iter().find(|message| message.number == number).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_the_oldest_go() {
        let outbox = Outbox::default();
        for n in 0..=CAPACITY {
            outbox.deliver(0, "a@example.org".into(), format!("message {n}"), String::new());
        }
        let all = outbox.messages();
        assert_eq!(all.len(), CAPACITY);
        assert_eq!(all.first().map(|message| message.number), Some(CAPACITY as u64 + 1));
        assert!(outbox.message(1).is_none());
        assert_eq!(outbox.message(2).unwrap().subject, "message 1");
    }
}
