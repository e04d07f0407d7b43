//! Everything the program logs while a test runs.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Sink {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Starts to keep every line at every level, once a process, and returns all so far.
pub(crate) fn captured() -> String {
    static LOG: OnceLock<Sink> = OnceLock::new();
    let sink = LOG.get_or_init(|| {
        let sink = Sink::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(sink.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        sink
    });
    String::from_utf8_lossy(&sink.0.lock().unwrap()).into_owned()
}
