//! Broken commits: "failed" keeps nothing, "failed but persisted" keeps all, and both report an error.
use crate::support::{Engine, add, asked, count, hold, insert, on_both};
use probity_vault::store::{Faults, Outcome, StoreError, guarded};
use std::sync::Mutex;
use std::thread;

on_both!(a_broken_commit_says_so, a_broken_commit_fails_the_whole_group);

/// Breaks the writes of one name.
struct Break(&'static str, Outcome);

impl Faults for Break {
    fn before(&self, write: &str) -> Outcome {
        if write == self.0 { self.1 } else { Outcome::Done }
    }
}

fn a_broken_commit_says_so(engine: Engine) {
    for (outcome, kept) in [(Outcome::Failed, 0), (Outcome::FailedButPersisted, 1)] {
        let place = engine.place();
        let store = place.open_with(Break("bad", outcome));
        let result = store.tx("bad", |tx| insert(tx, 1));
        assert!(matches!(&result, Err(StoreError::Broken(name)) if name == "bad"), "{result:?}");
        assert_eq!(count(&store), kept);
        add(&store, 2).unwrap();
        drop(store);
        assert_eq!(count(&place.open()), kept + 1);
    }
}

fn a_broken_commit_fails_the_whole_group(engine: Engine) {
    let place = engine.place();
    let store = place.open_with(Break("bad", Outcome::Failed));
    let (release, holder) = hold(&store);
    let results: Vec<Result<(), StoreError>> = thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|id| {
                let store = &store;
                let name = if id == 2 { "bad" } else { "good" };
                scope.spawn(move || store.tx(name, move |tx| insert(tx, id)))
            })
            .collect();
        asked(&store, 5);
        drop(release);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    holder.join().unwrap();
    assert!(
        results.iter().all(|result| matches!(result, Err(StoreError::Broken(_)))),
        "{results:?}"
    );
    assert_eq!(count(&store), 0);
}

#[test]
fn a_file_is_broken_like_a_commit() {
    let written = Mutex::new(0);
    let write =
        |outcome| guarded(Some(&Break("file", outcome)), "file", || *written.lock().unwrap() += 1);
    assert!(write(Outcome::Done).is_ok());
    assert!(write(Outcome::Failed).is_err());
    assert!(write(Outcome::FailedButPersisted).is_err());
    assert!(guarded(None, "file", || ()).is_ok());
    assert_eq!(*written.lock().unwrap(), 2);
}
