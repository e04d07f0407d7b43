//! The lines that a child process prints, read as they come and kept for later.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long any one line may let us wait. Generous: a busy machine is not a fault.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// One stream of a child process.
pub(crate) struct Lines {
    coming: Receiver<String>,
    all: Arc<Mutex<String>>,
}

impl Lines {
    /// Reads `stream` to its end in a thread of its own, so that the child never waits for us.
    pub(crate) fn of(stream: impl Read + Send + 'static) -> Self {
        let (sender, coming) = channel();
        let all = Arc::new(Mutex::new(String::new()));
        let kept = Arc::clone(&all);
        std::thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            let mut bytes = Vec::new();
            while stream.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
                let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                let mut all = kept.lock().unwrap_or_else(PoisonError::into_inner);
                all.push_str(&line);
                all.push('\n');
                drop(all);
                // Whoever waited for lines may be gone; what is kept is still wanted.
                sender.send(line).ok();
                bytes.clear();
            }
        });
        Self { coming, all }
    }

    /// The next line, or none when the stream has ended or nothing came in time.
    pub(crate) fn next(&self) -> Option<String> {
        self.coming.recv_timeout(PATIENCE).ok()
    }

    /// The first of the coming lines in which `find` finds something.
    pub(crate) fn find<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        std::iter::from_fn(|| self.next()).find_map(|line| find(&line))
    }

    /// Everything read so far.
    pub(crate) fn so_far(&self) -> String {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
