//! Notes, keys, checkpoints and proof files against `signed_note`, `tlog_tiles` and the examples
//! of the specifications.

use base64::{Engine, prelude::BASE64_STANDARD};
use probity_ledger::{
    Algorithm, Checkpoint, CheckpointError, KeyError, Leaf, MAX_SIGNATURES, Note, NoteError,
    Signer, TlogProof, TlogProofError, VerifyingKey, proof, proof::ProofError, sha256,
};
use proptest::prelude::*;
use signed_note::{StandardVerifier, VerifierList};

use crate::stored::{Hashes, numbered};

/// The key pair and note in the documentation of Go's note package.
const VKEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const SEED: &str = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
const NOTE: &str = "If you think cryptography is the answer to your problem,\n\
    then you don't know what your problem is.\n\
    \n\
    \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf\
    qdngotpRZb6KE6RyyBwJnAM=\n";

/// The example of C2SP `tlog-cosignature`.
const COSIGNED: &str = "example.com/behind-the-sofa\n20852163\n\
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/\
    Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJ\
    sX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

fn signer() -> Signer {
    Signer::new("example.org/ledger", &[3; 32]).unwrap()
}

fn key() -> VerifyingKey {
    signer().verifying_key(Algorithm::Ed25519).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint { origin: "example.org/ledger".to_owned(), size: 3, root: [9; 32] }
}

#[test]
fn the_published_example_verifies() {
    let key: VerifyingKey = VKEY.parse().unwrap();
    let note = Note::parse(NOTE.as_bytes()).unwrap();
    assert_eq!(note.to_string(), NOTE);
    assert!(note.verify(&key).is_ok());
    assert_eq!(key.to_string(), VKEY);
    assert_eq!(key.id(), 0xc74f_20a3);
}

#[test]
fn we_sign_the_published_example_alike() {
    let seed: [u8; 32] = BASE64_STANDARD.decode(SEED).unwrap().try_into().unwrap();
    let signer = Signer::new("PeterNeumann", &seed).unwrap();
    assert_eq!(signer.verifying_key(Algorithm::Ed25519).unwrap().to_string(), VKEY);
    let note = Note::new(Note::parse(NOTE.as_bytes()).unwrap().text()).unwrap();
    let signature = signer.sign(&note);
    assert_eq!(note.signed(signature).to_string(), NOTE);
    assert!(!format!("{signer:?}").contains(SEED));
}

#[test]
fn the_cosignature_example_reads() {
    let note = Note::parse(COSIGNED.as_bytes()).unwrap();
    assert_eq!(note.to_string(), COSIGNED);
    let [log, witness] = note.signatures() else { panic!("two signatures") };
    assert_eq!((log.name(), log.cosigned_at()), ("example.com/behind-the-sofa", None));
    assert_eq!(witness.cosigned_at(), Some(1_679_315_147));
    let checkpoint: Checkpoint = note.text().parse().unwrap();
    assert_eq!(checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.to_string(), note.text());
}

#[test]
fn witnesses_cosign() {
    let note = checkpoint().sign(&signer()).unwrap();
    let witness = Signer::new("witness.example/w1", &[4; 32]).unwrap();
    let cosignature = witness.cosign(&note, 1_679_315_147);
    let note = Note::parse(note.signed(cosignature).to_string().as_bytes()).unwrap();
    let witness_key = witness.verifying_key(Algorithm::Cosignature).unwrap();
    assert_eq!(witness_key.to_string().parse(), Ok(witness_key.clone()));
    let found = note.verify(&witness_key).unwrap();
    assert_eq!(found.cosigned_at(), Some(1_679_315_147));
    assert!(Checkpoint::verify(note.to_string().as_bytes(), &key()).is_ok());
    // The same key as a plain signer has another id, and has not signed.
    let plain = witness.verifying_key(Algorithm::Ed25519).unwrap();
    let unsigned = Err(NoteError::Unsigned("witness.example/w1".to_owned()));
    assert_eq!(note.verify(&plain), unsigned);
    // A cosignature of another time or text does not hold.
    let forged = Note::new(note.text())
        .unwrap()
        .signed(witness.cosign(&Note::new("other\n").unwrap(), 1_679_315_147));
    let mismatch = Err(NoteError::Mismatch("witness.example/w1".to_owned()));
    assert_eq!(forged.verify(&witness_key), mismatch);
}

#[test]
fn keys_that_are_none_are_refused() {
    for (text, error) in [
        ("", KeyError::Form),
        ("PeterNeumann", KeyError::Form),
        ("PeterNeumann+c74f20a3", KeyError::Form),
        ("PeterNeumann+c74f20a3+", KeyError::Form),
        ("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Form),
        ("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", KeyError::Form),
        ("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Id),
        ("PeterNeumanx+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Id),
        ("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Name),
        ("a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", KeyError::Name),
        (
            "PeterNeumann+c74f20a3+AhpcxAcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            KeyError::Algorithm(2),
        ),
        ("a+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", KeyError::Point),
    ] {
        assert_eq!(text.parse::<VerifyingKey>(), Err(error), "{text}");
    }
    assert_eq!(Signer::new("a+b", &[0; 32]).unwrap_err(), KeyError::Name);
}

#[test]
fn notes_that_are_none_are_refused() {
    let signature = NOTE.lines().last().unwrap();
    for (text, error) in [
        (String::new(), NoteError::Form),
        ("text\n".to_owned(), NoteError::Form),
        ("text\n\n".to_owned(), NoteError::Form),
        (format!("text\n{signature}\n"), NoteError::Form),
        (format!("text\n\n{signature}"), NoteError::Form),
        (format!("te\txt\n\n{signature}\n"), NoteError::Characters),
        (format!("text\n\n{signature}\nmore\n"), NoteError::Signature(2)),
        ("text\n\n\u{2014} name AAAA\n".to_owned(), NoteError::Signature(1)),
        ("text\n\n\u{2014} name AAAAAA==\n".to_owned(), NoteError::Signature(1)),
        ("text\n\n\u{2014} na+me AAAAAAAA\n".to_owned(), NoteError::Signature(1)),
        ("text\n\n- name AAAAAAAA\n".to_owned(), NoteError::Signature(1)),
        (format!("text\n\n{}", format!("{signature}\n").repeat(101)), NoteError::TooLarge),
        ("x".repeat(1 << 21), NoteError::TooLarge),
    ] {
        let shown: String = text.chars().take(60).collect();
        assert_eq!(Note::parse(text.as_bytes()), Err(error), "{shown}");
    }
    let most = format!("text\n\n{}", format!("{signature}\n").repeat(MAX_SIGNATURES));
    assert!(Note::parse(most.as_bytes()).is_ok());
    assert_eq!(Note::parse(b"\xff\n\n"), Err(NoteError::Characters));
    assert_eq!(Note::new("text"), Err(NoteError::Form));
}

#[test]
fn checkpoints_that_are_none_are_refused() {
    let root = BASE64_STANDARD.encode([9; 32]);
    for (text, error) in [
        (String::new(), CheckpointError::Lines),
        ("o\n3\n".to_owned(), CheckpointError::Root),
        (format!("\n3\n{root}\n"), CheckpointError::Origin),
        (format!("o\n03\n{root}\n"), CheckpointError::Size),
        (format!("o\n+3\n{root}\n"), CheckpointError::Size),
        (format!("o\n-3\n{root}\n"), CheckpointError::Size),
        (format!("o\n18446744073709551616\n{root}\n"), CheckpointError::Size),
        ("o\n3\nAAAA\n".to_owned(), CheckpointError::Root),
        (format!("o\n3\n{root}"), CheckpointError::Lines),
        (format!("o\n3\n{root}\n\n"), CheckpointError::Lines),
        (format!("o\n3\n{root}\nx\n\ny\n"), CheckpointError::Lines),
    ] {
        assert_eq!(text.parse::<Checkpoint>(), Err(error), "{text}");
    }
    let extended = format!("o\n3\n{root}\nextension\n").parse::<Checkpoint>().unwrap();
    assert_eq!(extended.size, 3);
}

#[test]
fn another_logs_checkpoint_is_refused() {
    let other = Checkpoint { origin: "example.com/other".to_owned(), ..checkpoint() };
    let note = other.sign(&signer()).unwrap().to_string();
    let error = Checkpoint::verify(note.as_bytes(), &key()).unwrap_err();
    assert_eq!(error, CheckpointError::OtherLog("example.com/other".to_owned()));
}

#[test]
fn a_proof_file_verifies_offline() {
    let leaves: Vec<Leaf> =
        numbered(300).map(|hash| Leaf { commitment: hash, binding: sha256(&hash) }).collect();
    let hashes = Hashes::of(leaves.iter().map(Leaf::hash));
    let root = hashes.frontier.root();
    let checkpoint = Checkpoint { size: 300, root, ..checkpoint() };
    let path = proof::inclusion(77, 300, |level, range| hashes.read(level, range)).unwrap();
    let note = checkpoint.sign(&signer()).unwrap().to_string();
    let proof = TlogProof { index: 77, hashes: path, checkpoint: note };
    let text = proof.to_string();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 77\n"));
    let read: TlogProof = text.parse().unwrap();
    assert_eq!(read, proof);
    assert_eq!(read.verify(&leaves[77], &key()), Ok(checkpoint));
    let wrong = read.verify(&leaves[78], &key());
    assert_eq!(wrong, Err(TlogProofError::Path(ProofError::Root)));
    let extra = text.replacen("\nindex", "\nextra AAAA\nindex", 1);
    assert_eq!(extra.parse::<TlogProof>().as_ref(), Ok(&proof));
    for (change, line) in [
        (text.replacen("v1", "v2", 1), 1),
        (text.replacen("\nindex", "\nextra !\nindex", 1), 2),
        (text.replacen("index 77", "index 077", 1), 2),
        (text.replacen("index 77\n", "index 77\nAAAA\n", 1), 3),
        (text.replacen("\n\n", "\n", 2), 1),
    ] {
        assert_eq!(change.parse::<TlogProof>(), Err(TlogProofError::Line(line)), "{change}");
    }
}

/// Any one change to a byte of a signed checkpoint.
fn changed(index: prop::sample::Index, bit: u8) -> (Vec<u8>, Vec<u8>) {
    let note = checkpoint().sign(&signer()).unwrap().to_string().into_bytes();
    let mut other = note.clone();
    other[index.index(note.len())] ^= 1 << bit;
    (note, other)
}

proptest! {
    #[test]
    fn no_changed_checkpoint_verifies(index: prop::sample::Index, bit in 0_u8..8) {
        let (note, other) = changed(index, bit);
        prop_assert!(Checkpoint::verify(&note, &key()).is_ok());
        prop_assert!(Checkpoint::verify(&other, &key()).is_err());
    }

    #[test]
    fn signed_note_verifies_our_checkpoints(seed: [u8; 32], size: u64, root: [u8; 32]) {
        let signer = Signer::new("example.org/ledger", &seed).unwrap();
        let key = signer.verifying_key(Algorithm::Ed25519).unwrap();
        let ours = Checkpoint { size, root, ..checkpoint() };
        let bytes = ours.sign(&signer).unwrap().to_string();
        let verified = Checkpoint::verify(bytes.as_bytes(), &key);
        prop_assert_eq!(verified.as_ref(), Ok(&ours));
        let verifier = StandardVerifier::new(&key.to_string()).unwrap();
        let note = signed_note::Note::from_bytes(bytes.as_bytes()).unwrap();
        let known = VerifierList::new(vec![Box::new(verifier)]);
        prop_assert_eq!(note.verify(&known).unwrap().0.len(), 1);
        let theirs = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
        prop_assert_eq!(theirs.origin(), &ours.origin);
        prop_assert_eq!(theirs.size(), size);
        prop_assert_eq!(theirs.hash().0, root);
        prop_assert_eq!(theirs.to_bytes(), ours.to_string().into_bytes());
    }

    #[test]
    fn any_text_is_read_as_it_stands_or_not_at_all(text in "[a\n\u{2014} =]{0,60}") {
        if let Ok(note) = Note::parse(text.as_bytes()) {
            prop_assert_eq!(note.to_string(), text.clone());
        }
        let theirs = signed_note::Note::from_bytes(text.as_bytes()).is_ok();
        prop_assert_eq!(Note::parse(text.as_bytes()).is_ok(), theirs);
    }
}
