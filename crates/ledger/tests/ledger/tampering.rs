//! Every change to a stored ledger is found, and its place named.

use probity_ledger::{Checkpoint, Fault, Flaw, Place, Row, SubjectId, Verifier};
use proptest::prelude::*;

use crate::stored::{Ledger, Stored, binding_key, ledger, salt_key};

const SIZE: u64 = 600;

fn everyone(_: SubjectId) -> bool {
    true
}

fn nobody(_: SubjectId) -> bool {
    false
}

fn at(place: u64) -> usize {
    usize::try_from(place).unwrap()
}

/// The bytes of a stored row, each of which a disk or a hand could change.
const FIELDS: &[(&str, usize)] = &[
    ("index", 8),
    ("subject", 16),
    ("seq", 8),
    ("commitment", 32),
    ("binding", 32),
    ("leaf hash", 32),
    ("body", usize::MAX),
];

/// Flips bits of one byte of a row; `None` when the field has no such byte.
fn flip(row: &mut Stored, field: &str, byte: usize, bits: u8) -> Option<()> {
    let flipped = |mut number: [u8; 8]| {
        number[byte] ^= bits;
        u64::from_be_bytes(number)
    };
    match field {
        "index" => row.index = flipped(row.index.to_be_bytes()),
        "seq" => row.seq = flipped(row.seq.to_be_bytes()),
        "subject" => {
            let mut bytes = *row.subject.as_bytes();
            bytes[byte] ^= bits;
            row.subject = SubjectId::from_bytes(bytes);
        }
        "commitment" => row.leaf.commitment[byte] ^= bits,
        "binding" => row.leaf.binding[byte] ^= bits,
        "leaf hash" => row.leaf_hash[byte] ^= bits,
        _ => *row.body.get_mut(byte)? ^= bits,
    }
    Some(())
}

#[test]
fn a_whole_ledger_holds() {
    let ledger = ledger(SIZE);
    let report = ledger.verify(everyone).unwrap();
    assert_eq!((report.entries, report.root), (SIZE, ledger.root));
    assert_eq!((report.subjects, report.checked_subjects), (3, 3));
    let erased = SubjectId::from_bytes([1; 16]);
    assert_eq!(ledger.verify(|s| s != erased).unwrap().checked_subjects, 2);
    assert_eq!(ledger.verify(nobody).unwrap().checked_subjects, 0);
}

#[test]
fn every_flipped_byte_of_a_row_is_found_there() {
    let whole = ledger(7);
    for index in 0..7 {
        for &(field, length) in FIELDS {
            for byte in 0..length {
                for bits in [1, 0x80, 0xff] {
                    let mut ledger = whole.clone();
                    if flip(&mut ledger.rows[at(index)], field, byte, bits).is_none() {
                        break;
                    }
                    for fault in [ledger.verify(everyone), ledger.verify(nobody)] {
                        let fault = fault.unwrap_err();
                        let named = matches!(fault.place, Place::Entry(found) if found == index);
                        assert!(named, "row {index}, {field} byte {byte}: {fault}");
                    }
                }
                if field == "body" && byte >= whole.rows[at(index)].body.len() {
                    break;
                }
            }
        }
    }
}

#[test]
fn every_flipped_node_is_found_there() {
    let whole = ledger(SIZE);
    assert_eq!(whole.nodes.len(), 2);
    for which in 0..2 {
        for byte in 0..32 {
            let mut ledger = whole.clone();
            ledger.nodes[which].hash[byte] ^= 1;
            let place = Place::Node { level: 1, index: which as u64 };
            assert_eq!(ledger.verify(nobody), Err(Fault { place, flaw: Flaw::NodeHash }));
        }
        let mut ledger = whole.clone();
        ledger.nodes.remove(which);
        let place = Place::Node { level: 1, index: which as u64 };
        assert_eq!(ledger.verify(nobody), Err(Fault { place, flaw: Flaw::Missing }));
    }
    let mut ledger = whole;
    ledger.nodes.push(ledger.nodes[1]);
    let place = Place::Node { level: 1, index: 1 };
    assert_eq!(ledger.verify(nobody), Err(Fault { place, flaw: Flaw::Extra }));
}

#[test]
fn a_wrong_size_is_found() {
    let mut ledger = ledger(5);
    ledger.size = 6;
    let fault = ledger.verify(nobody).unwrap_err();
    let text = "the ledger's head: the stored size is `6`, and there are `5` entries";
    assert_eq!(fault.to_string(), text);
    ledger.size = 5;
    ledger.root[31] ^= 1;
    let fault = ledger.verify(nobody).unwrap_err();
    assert_eq!(fault.to_string(), "the ledger's head: the entries do not lead to its root");
}

/// Puts a row's content at another place as a careful forger would, index and all.
fn renumber(ledger: &mut Ledger) {
    for (index, row) in (0..).zip(&mut ledger.rows) {
        row.index = index;
    }
    ledger.size = ledger.rows.len() as u64;
}

#[test]
fn a_rewritten_ledger_does_not_meet_its_checkpoint() {
    let whole = ledger(SIZE);
    // Without its last entry the ledger is whole in itself; only what was signed tells.
    let mut cut = ledger(SIZE - 1);
    let signed = |ledger: &Ledger| Checkpoint {
        origin: "example.org/ledger".to_owned(),
        size: ledger.size,
        root: ledger.root,
    };
    let verify = |ledger: &Ledger, expected: &[Checkpoint]| {
        let mut verifier = Verifier::new(binding_key());
        expected.iter().cloned().try_for_each(|checkpoint| verifier.expect(checkpoint))?;
        for row in &ledger.rows {
            let &Stored { index, subject, seq, ref body, leaf, leaf_hash } = row;
            verifier.row(&Row { index, subject, seq, body, leaf, leaf_hash }, None)?;
        }
        ledger.nodes.iter().try_for_each(|node| verifier.node(node))?;
        verifier.finish(ledger.size, &ledger.root)
    };
    let [early, late] = [signed(&ledger(300)), signed(&whole)];
    assert!(verify(&whole, &[late.clone(), early.clone(), early.clone()]).is_ok());
    assert!(cut.verify(everyone).is_ok());
    let fault = verify(&cut, &[late.clone(), early.clone()]).unwrap_err();
    let flaw = Flaw::Short { entries: SIZE - 1 };
    assert_eq!(fault, Fault { place: Place::Checkpoint(SIZE), flaw });
    // A ledger rewritten with the keys at hand differs from an early checkpoint already.
    let row = &mut cut.rows[10];
    row.leaf.commitment[0] ^= 1;
    row.leaf_hash = row.leaf.hash();
    let fault = verify(&cut, std::slice::from_ref(&early)).unwrap_err();
    assert_eq!(fault, Fault { place: Place::Checkpoint(300), flaw: Flaw::Root });
    let mut verifier = Verifier::new(binding_key());
    let empty = Checkpoint { size: 0, ..early };
    assert!(verifier.expect(empty).is_err());
}

#[test]
fn a_subjects_last_entry_is_known() {
    let ledger = ledger(7);
    let mut verifier = Verifier::new(binding_key());
    for row in &ledger.rows {
        let &Stored { index, subject, seq, ref body, leaf, leaf_hash } = row;
        let row = Row { index, subject, seq, body, leaf, leaf_hash };
        verifier.row(&row, Some(&salt_key(subject))).unwrap();
    }
    let someone = SubjectId::from_bytes([1; 16]);
    assert_eq!(verifier.subject(someone, 2), Ok(()));
    assert_eq!(verifier.subject(SubjectId::from_bytes([9; 16]), 0), Ok(()));
    let flaw = Flaw::Last { stored: 3, found: 2 };
    assert_eq!(verifier.subject(someone, 3), Err(Fault { place: Place::Subject(someone), flaw }));
}

#[test]
fn a_wrong_salt_key_is_found() {
    let ledger = ledger(1);
    let Stored { index, subject, seq, body, leaf, leaf_hash } = &ledger.rows[0];
    let (&index, &subject, &seq, &leaf, &leaf_hash) = (index, subject, seq, leaf, leaf_hash);
    let row = Row { index, subject, seq, body, leaf, leaf_hash };
    let other = salt_key(SubjectId::from_bytes([8; 16]));
    let fault = Verifier::new(binding_key()).row(&row, Some(&other)).unwrap_err();
    assert_eq!(fault, Fault { place: Place::Entry(0), flaw: Flaw::Commitment });
}

proptest! {
    #[test]
    fn a_dropped_entry_is_found(index in 0..SIZE, careful: bool) {
        let mut ledger = ledger(SIZE);
        ledger.rows.remove(at(index));
        if careful {
            renumber(&mut ledger);
        }
        let fault = ledger.verify(everyone).unwrap_err();
        // The last of a subject leaves no gap in a sequence; the tree shows the loss.
        let expected = match careful {
            false if index == SIZE - 1 => Place::Head,
            false => Place::Entry(index),
            true if index + 3 < SIZE => Place::Entry(index + 2),
            true => Place::Head,
        };
        prop_assert_eq!(fault.place, expected, "{}", fault);
    }

    #[test]
    fn swapped_entries_are_found(one in 0..SIZE, other in 0..SIZE, careful: bool) {
        prop_assume!(one != other && (!careful || one % 3 == other % 3));
        let mut ledger = ledger(SIZE);
        ledger.rows.swap(at(one), at(other));
        if careful {
            renumber(&mut ledger);
        }
        let fault = ledger.verify(everyone).unwrap_err();
        prop_assert_eq!(fault.place, Place::Entry(one.min(other)), "{}", fault);
    }

    #[test]
    fn a_doubled_entry_is_found(index in 0..SIZE, careful: bool) {
        let mut ledger = ledger(SIZE);
        ledger.rows.insert(at(index) + 1, ledger.rows[at(index)].clone());
        if careful {
            renumber(&mut ledger);
        }
        let fault = ledger.verify(everyone).unwrap_err();
        prop_assert_eq!(fault.place, Place::Entry(index + 1), "{}", fault);
    }

    #[test]
    fn entries_swapped_between_subjects_are_found(index in 0..SIZE - 1) {
        // Each subject's own order still holds, so only the tree can tell.
        let mut ledger = ledger(SIZE);
        ledger.rows.swap(at(index), at(index) + 1);
        renumber(&mut ledger);
        let fault = ledger.verify(everyone);
        if index < 512 {
            let place = Place::Node { level: 1, index: index / 256 };
            prop_assert_eq!(fault, Err(Fault { place, flaw: Flaw::NodeHash }));
        } else {
            prop_assert_eq!(fault, Err(Fault { place: Place::Head, flaw: Flaw::Root }));
        }
    }

    #[test]
    fn a_truncated_body_is_found(index in 0..SIZE, length: prop::sample::Index) {
        let mut ledger = ledger(SIZE);
        let body = &mut ledger.rows[at(index)].body;
        body.truncate(length.index(body.len()));
        let fault = ledger.verify(nobody).unwrap_err();
        prop_assert_eq!(fault.place, Place::Entry(index), "{}", fault);
    }

    #[test]
    fn any_flipped_byte_of_a_larger_ledger_is_found(
        index in 0..SIZE,
        field in prop::sample::select(FIELDS),
        byte: prop::sample::Index,
        bits in 1_u8..,
    ) {
        let mut ledger = ledger(SIZE);
        let row = &mut ledger.rows[at(index)];
        let byte = byte.index(field.1.min(row.body.len()));
        flip(row, field.0, byte, bits);
        let fault = ledger.verify(nobody).unwrap_err();
        prop_assert_eq!(fault.place, Place::Entry(index), "{}", fault);
    }
}
