//! An entry's bytes: reversible, one form each, and any other form refused.

use std::{borrow::Cow, fmt::Write};

use probity_ledger::{Actor, DecodeError, Entry, Header, Kind, SubjectId};
use proptest::{option, prelude::*, sample::select};

use crate::stored::entry;

fn subject() -> impl Strategy<Value = SubjectId> {
    any::<[u8; 16]>().prop_map(SubjectId::from_bytes)
}

fn text() -> impl Strategy<Value = Cow<'static, str>> {
    any::<String>().prop_map(Cow::Owned)
}

prop_compose! {
    fn entries()(
        (kind, at_ms, subject, seq) in (select(Kind::ALL), any::<i64>(), subject(), any::<u64>()),
        (role, id) in (text(), option::of(subject())),
        categories in prop::collection::vec(text(), 0..5),
        [purpose, ground, recipient, clause, note] in prop::array::uniform5(option::of(text())),
        version in any::<Option<u32>>(),
    ) -> Entry {
        Entry {
            kind, at_ms, subject, seq, actor: Actor { role, id },
            categories, purpose, ground, recipient, clause, version, note,
        }
    }
}

#[test]
fn the_bytes_of_an_entry_stay() {
    // Stored ledgers depend on these bytes: a change of them needs a new format number.
    let entry = Entry {
        kind: Kind::Publish,
        actor: Actor::person("membership-staff", SubjectId::from_bytes([7; 16])),
        ground: Some("authorised".into()),
        recipient: Some("processor".into()),
        note: Some("n".into()),
        ..entry(SubjectId::from_bytes([1; 16]), 300)
    };
    let mut hex = String::new();
    entry.encode().iter().for_each(|byte| write!(hex, "{byte:02x}").unwrap());
    let expected = [
        "010c7f",
        "01010101010101010101010101010101",
        "ac02",
        "000001a205b3d12c",
        "106d656d626572736869702d7374616666",
        "07070707070707070707070707070707",
        "02046e616d650d656d61696c2d61646472657373",
        "0d636f6d6d756e69636174696f6e",
        "0a617574686f7269736564",
        "0970726f636573736f72",
        "0455322e31",
        "83d2d409",
        "016e",
    ];
    assert_eq!(hex, expected.concat());
}

#[test]
fn each_flaw_has_its_error() {
    let bytes = entry(SubjectId::FOUNDATION, 1).encode();
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        Entry::decode(&bytes)
    };
    assert_eq!(Entry::decode(&[]), Err(DecodeError::Truncated));
    assert_eq!(with(0, 2), Err(DecodeError::Format(2)));
    assert_eq!(with(1, 0), Err(DecodeError::Kind(0)));
    assert_eq!(with(1, 20), Err(DecodeError::Kind(20)));
    assert_eq!(with(2, 0x80), Err(DecodeError::Flags));
    let trailing = [&bytes[..], &[0]].concat();
    assert_eq!(Entry::decode(&trailing), Err(DecodeError::Trailing));
    let mut many = bytes[..35].to_vec();
    many.extend([0xff; 9]);
    many.push(1);
    assert_eq!(Entry::decode(&many), Err(DecodeError::Truncated));
}

proptest! {
    #[test]
    fn decoding_inverts_encoding(entry in entries()) {
        let bytes = entry.encode();
        let decoded = Entry::decode(&bytes);
        prop_assert_eq!(decoded.as_ref(), Ok(&entry));
        let header = Header::read(&bytes).unwrap();
        prop_assert_eq!((header.kind, header.at_ms), (entry.kind, entry.at_ms));
        prop_assert_eq!((header.subject, header.seq), (entry.subject, entry.seq));
    }

    #[test]
    fn different_entries_have_different_bytes(one in entries(), other in entries()) {
        prop_assert_eq!(one == other, one.encode() == other.encode());
    }

    #[test]
    fn whatever_decodes_is_canonical(
        entry in entries(),
        at: prop::sample::Index,
        byte: u8,
        cut: Option<prop::sample::Index>,
    ) {
        let mut bytes = entry.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let decoded = Entry::decode(&bytes);
        prop_assert_eq!(Header::read(&bytes).err(), decoded.as_ref().err().copied());
        if let Ok(decoded) = decoded {
            prop_assert_eq!(decoded.encode(), bytes);
        }
    }

    #[test]
    fn any_bytes_decode_or_fail(bytes: Vec<u8>) {
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(entry.encode(), bytes);
        }
    }
}
