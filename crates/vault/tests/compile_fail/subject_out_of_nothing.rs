//! Nobody can be enrolled whose key was not made.
use probity_ledger::SubjectId;
use probity_vault::NewSubject;

fn main() {
    let _ = NewSubject { id: SubjectId::from_bytes([1; 16]), made_at_ms: 0 };
}
