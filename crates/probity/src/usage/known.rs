//! Which source was read how far, so that nothing counts twice.
//!
//! A source is known by its first line; how far it was read, by the digest of what was read. So the same
//! file under another name, compressed, or grown since is recognised, and only what is new is read. Both
//! are keyed hashes: they tell nothing to whoever has not the key and the very same bytes.

use std::io::{self, Read};

use aws_lc_rs::digest::{Context, SHA256};
use probity_vault::store::{Tx, Value};
use probity_vault::{StoreError, Vault};

use super::UsageError;
use crate::store::usage;

/// The longest part of a first line that counts, in bytes.
pub(crate) const HEAD: usize = 4096;

/// What was read of a source, to be kept with what came out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The stream of logs that it belongs to.
    scope: String,
    head: [u8; 32],
    digest: [u8; 32],
    length: u64,
    /// How many lines were read this time.
    pub(crate) lines: u64,
}

/// A source, told by its first line.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    scope: String,
    head: [u8; 32],
    /// How far it may have been read before, the furthest first, with the digests.
    before: Vec<(u64, [u8; 32])>,
}

/// The bytes of a source as they are read: how many of whole lines, and their digest. What stands behind
/// the last end of a line waits: if the source is cut off there, it was not read.
#[derive(Clone)]
pub(crate) struct Running {
    hash: Context,
    length: u64,
    tail: Vec<u8>,
}

/// How much waits at most; a longer line is no line.
const TAIL: usize = 256 * 1024;

impl Default for Running {
    fn default() -> Self {
        Self { hash: Context::new(&SHA256), length: 0, tail: Vec::new() }
    }
}

impl Source {
    /// Looks a source up by its beginning, of which the first line counts.
    pub(crate) fn look(vault: &Vault, scope: &str, beginning: &[u8]) -> Result<Self, UsageError> {
        let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let head = vault.fingerprint("usage head", line.get(..HEAD).unwrap_or(line));
        let key = [Value::from(scope), Value::from(head.to_vec())];
        let rows = vault
            .store()
            .read("usage_source", move |tx: &mut Tx<'_>| tx.query(&usage::SOURCES_OF_HEAD, &key))?;
        let mut before = Vec::new();
        for row in rows.iter() {
            let digest = row.bytes(1)?.try_into().map_err(|_| damaged())?;
            before.push((row.int(0)?.unsigned_abs(), digest));
        }
        Ok(Self { scope: scope.to_owned(), head, before })
    }

    /// Whether nothing like it was read before, so that it need not be looked through.
    pub(crate) fn is_new(&self) -> bool {
        self.before.is_empty()
    }

    /// How far the source was read before: goes through its bytes as far as need be. What was read is
    /// handed back with the digest as of there, to go on with.
    pub(crate) fn read_before(
        &self,
        vault: &Vault,
        source: &mut dyn Read,
    ) -> Result<Running, UsageError> {
        let mut ends: Vec<_> = self.before.clone();
        ends.sort_unstable();
        let mut running = Running::default();
        let mut known = Running::default();
        let mut buffer = vec![0; 64 * 1024];
        for (end, digest) in ends {
            while running.length < end {
                let left = usize::try_from(end - running.length).unwrap_or(usize::MAX);
                let room = buffer.len().min(left);
                let read = match source.read(&mut buffer[..room]) {
                    Ok(0) => return Ok(known),
                    Ok(read) => read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => {
                        return Err(UsageError::Log(format!("a log can't be read: {error}")));
                    }
                };
                running.enter(&buffer[..read]);
            }
            if running.digest(vault) == digest {
                known = running.clone();
            }
        }
        Ok(known)
    }

    /// What was read of it: `running` from its beginning, `lines` of it now.
    pub(crate) fn reading(self, vault: &Vault, running: &Running, lines: u64) -> Reading {
        Reading {
            scope: self.scope,
            head: self.head,
            digest: running.digest(vault),
            length: running.length,
            lines,
        }
    }
}

impl Running {
    /// Takes what was read next.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        let whole = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => last + 1,
            None if self.tail.len() + bytes.len() > TAIL => bytes.len(),
            None => 0,
        };
        let (whole, rest) = bytes.split_at(whole);
        if !whole.is_empty() {
            self.end();
            self.enter(whole);
        }
        self.tail.extend_from_slice(rest);
    }

    /// The source is over, and not cut off: its last line counts too.
    pub(crate) fn end(&mut self) {
        let tail = std::mem::take(&mut self.tail);
        self.enter(&tail);
    }

    fn enter(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
    }

    /// How many bytes were read.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    fn digest(&self, vault: &Vault) -> [u8; 32] {
        vault.fingerprint("usage digest", self.hash.clone().finish().as_ref())
    }
}

impl Reading {
    /// Writes it down, within the transaction that keeps what came out of it. False when the same was
    /// read meanwhile.
    pub(super) fn keep(&self, tx: &mut Tx<'_>, at_ms: i64) -> Result<bool, StoreError> {
        let (scope, head) = (Value::from(self.scope.as_str()), Value::from(self.head.to_vec()));
        let row = [
            scope,
            head,
            int(self.length),
            Value::from(self.digest.to_vec()),
            int(self.lines),
            Value::from(at_ms),
        ];
        Ok(tx.exec(&usage::SOURCE_INSERT, &row)? == 1)
    }
}

pub(super) fn int(number: u64) -> Value {
    Value::from(i64::try_from(number).unwrap_or(i64::MAX))
}

fn damaged() -> UsageError {
    UsageError::Damaged("a digest of a log has another length".to_owned())
}
