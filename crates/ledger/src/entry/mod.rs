//! The ledger's entry: who did what with whose data, why, under which clause, and when.
//!
//! An entry's bytes are canonical: each entry has one encoding, and bytes that are not that
//! encoding are refused. [`kind`] lists what can happen; a new kind gets the next code there.
//!
//! Layout, in order: format `1`; kind; flags of the optional parts; subject (16 bytes); sequence;
//! time (8 bytes, big endian); actor's role; actor's id; number of categories and each; purpose;
//! ground; recipient; clause; version; note.

mod kind;
mod wire;

use std::borrow::Cow;

pub use kind::{Kind, UnknownKind};
use wire::{Reader, put_text, put_uint};

use crate::SubjectId;

/// The format that this version writes and reads.
const FORMAT: u8 = 1;

const ACTOR_ID: u8 = 1;
const PURPOSE: u8 = 1 << 1;
const GROUND: u8 = 1 << 2;
const RECIPIENT: u8 = 1 << 3;
const CLAUSE: u8 = 1 << 4;
const VERSION: u8 = 1 << 5;
const NOTE: u8 = 1 << 6;
const FLAGS: u8 = ACTOR_ID | PURPOSE | GROUND | RECIPIENT | CLAUSE | VERSION | NOTE;

/// Who acted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The role in which they acted, as the policy names it (`system`, `person`, ...).
    pub role: Cow<'static, str>,
    /// Which person, where one is known.
    pub id: Option<SubjectId>,
}

impl Actor {
    /// A role that no particular person fills, such as the system itself.
    pub fn role(role: impl Into<Cow<'static, str>>) -> Self {
        Self { role: role.into(), id: None }
    }

    /// A person in a role.
    pub fn person(role: impl Into<Cow<'static, str>>, id: SubjectId) -> Self {
        Self { role: role.into(), id: Some(id) }
    }
}

/// One thing that happened to a person's data (or, for [`SubjectId::FOUNDATION`], to the
/// foundation's own affairs). Holds names of categories and purposes, never a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What happened.
    pub kind: Kind,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// Whose data.
    pub subject: SubjectId,
    /// The how-manieth entry about this subject, from 1 without gaps.
    pub seq: u64,
    /// Who acted.
    pub actor: Actor,
    /// Which categories of data.
    pub categories: Vec<Cow<'static, str>>,
    /// For what purpose.
    pub purpose: Option<Cow<'static, str>>,
    /// On what ground of disclosure.
    pub ground: Option<Cow<'static, str>>,
    /// To whom.
    pub recipient: Option<Cow<'static, str>>,
    /// Under which clause of the policy.
    pub clause: Option<Cow<'static, str>>,
    /// Under which version of the policy, as the number `yyyymmdd`.
    pub version: Option<u32>,
    /// What else needs saying; never a personal value.
    pub note: Option<Cow<'static, str>>,
}

/// The parts of an entry by which it is placed in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// What happened.
    pub kind: Kind,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// Whose data.
    pub subject: SubjectId,
    /// The how-manieth entry about this subject.
    pub seq: u64,
}

/// Why bytes are not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written in a format that this version does not know.
    #[error("the entry has format `{0}`, which this version cannot read: use a newer version")]
    Format(u8),
    /// The kind's code is not assigned.
    #[error("the entry has the unassigned kind `{0}`")]
    Kind(u8),
    /// Flags without a meaning are set.
    #[error("the entry sets flags that have no meaning")]
    Flags,
    /// The bytes end inside a part.
    #[error("the entry ends too early")]
    Truncated,
    /// An integer is too large, or written longer than need be.
    #[error("the entry holds a number that is not in its one valid form")]
    Number,
    /// A text is not UTF-8.
    #[error("the entry holds a text that is not UTF-8")]
    Text,
    /// Bytes follow the last part.
    #[error("the entry has bytes after its end")]
    Trailing,
}

impl Entry {
    /// The entry's bytes: compact, and the same for equal entries only.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(160);
        self.encode_into(&mut out);
        out
    }

    /// Appends the entry's bytes to a buffer.
    pub fn encode_into(&self, out: &mut Vec<u8>) {
        let flag = |bit, set| if set { bit } else { 0 };
        let texts = [&self.purpose, &self.ground, &self.recipient, &self.clause];
        let [purpose, ground, recipient, clause] = texts.map(Option::is_some);
        out.push(FORMAT);
        out.push(self.kind.code());
        out.push(
            flag(ACTOR_ID, self.actor.id.is_some())
                | flag(PURPOSE, purpose)
                | flag(GROUND, ground)
                | flag(RECIPIENT, recipient)
                | flag(CLAUSE, clause)
                | flag(VERSION, self.version.is_some())
                | flag(NOTE, self.note.is_some()),
        );
        out.extend_from_slice(self.subject.as_bytes());
        put_uint(out, self.seq);
        out.extend_from_slice(&self.at_ms.to_be_bytes());
        put_text(out, &self.actor.role);
        if let Some(id) = &self.actor.id {
            out.extend_from_slice(id.as_bytes());
        }
        put_uint(out, self.categories.len() as u64);
        for category in &self.categories {
            put_text(out, category);
        }
        for text in texts.into_iter().flatten() {
            put_text(out, text);
        }
        if let Some(version) = self.version {
            put_uint(out, version.into());
        }
        if let Some(note) = &self.note {
            put_text(out, note);
        }
    }

    /// Reads an entry's bytes.
    ///
    /// `decode(b)` is `Ok(e)` exactly when `e.encode() == b`.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let parts = Parts::read(bytes)?;
        let owned = |text: &str| Cow::Owned(text.to_owned());
        let Header { kind, at_ms, subject, seq } = parts.header;
        let mut categories = Vec::new();
        let mut reader = parts.categories;
        for _ in 0..parts.category_count {
            categories.push(owned(reader.text()?));
        }
        Ok(Self {
            kind,
            at_ms,
            subject,
            seq,
            actor: Actor { role: owned(parts.role), id: parts.actor_id },
            categories,
            purpose: parts.purpose.map(owned),
            ground: parts.ground.map(owned),
            recipient: parts.recipient.map(owned),
            clause: parts.clause.map(owned),
            version: parts.version,
            note: parts.note.map(owned),
        })
    }
}

impl Header {
    /// Checks that the bytes are an entry, as strictly as [`Entry::decode`], and returns its
    /// header without allocating.
    pub fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        Ok(Parts::read(bytes)?.header)
    }
}

/// An entry whose texts still lie in its bytes.
struct Parts<'a> {
    header: Header,
    role: &'a str,
    actor_id: Option<SubjectId>,
    category_count: u64,
    categories: Reader<'a>,
    purpose: Option<&'a str>,
    ground: Option<&'a str>,
    recipient: Option<&'a str>,
    clause: Option<&'a str>,
    version: Option<u32>,
    note: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader(bytes);
        let format = reader.byte()?;
        if format != FORMAT {
            return Err(DecodeError::Format(format));
        }
        let code = reader.byte()?;
        let kind = Kind::from_code(code).ok_or(DecodeError::Kind(code))?;
        let flags = reader.byte()?;
        if flags & !FLAGS != 0 {
            return Err(DecodeError::Flags);
        }
        let subject = SubjectId::from_bytes(reader.array()?);
        let seq = reader.uint()?;
        let at_ms = i64::from_be_bytes(reader.array()?);
        let role = reader.text()?;
        let actor_id =
            if flags & ACTOR_ID == 0 { None } else { Some(SubjectId::from_bytes(reader.array()?)) };
        let category_count = reader.uint()?;
        let categories = reader;
        for _ in 0..category_count {
            reader.text()?;
        }
        let mut text = |flag| if flags & flag == 0 { Ok(None) } else { reader.text().map(Some) };
        let (purpose, ground) = (text(PURPOSE)?, text(GROUND)?);
        let (recipient, clause) = (text(RECIPIENT)?, text(CLAUSE)?);
        let version = if flags & VERSION == 0 {
            None
        } else {
            Some(u32::try_from(reader.uint()?).map_err(|_| DecodeError::Number)?)
        };
        let note = if flags & NOTE == 0 { None } else { Some(reader.text()?) };
        if !reader.0.is_empty() {
            return Err(DecodeError::Trailing);
        }
        let header = Header { kind, at_ms, subject, seq };
        Ok(Self {
            header,
            role,
            actor_id,
            category_count,
            categories,
            purpose,
            ground,
            recipient,
            clause,
            version,
            note,
        })
    }
}
