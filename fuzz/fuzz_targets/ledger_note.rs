//! Whatever reads as a note, checkpoint, key or proof reads as the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use probity_ledger::{Checkpoint, Note, TlogProof, VerifyingKey};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(checkpoint) = text.parse::<Checkpoint>() {
        assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
    }
    if let Ok(key) = text.parse::<VerifyingKey>() {
        assert_eq!(key.to_string(), text);
        assert!(Checkpoint::verify(bytes, &key).is_err());
    }
    if let Ok(proof) = text.parse::<TlogProof>() {
        assert_eq!(proof.to_string().parse(), Ok(proof));
    }
});
