//! Jobs of one kind are done together, and none spoils another.
use crate::support::{Engine, INSERT, asked, count, hold, on_both, thing};
use probity_vault::store::{Batcher, Store, StoreError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

on_both!(
    all_that_wait_are_done_in_one_call,
    each_gets_its_own_answer,
    one_bad_job_fails_alone,
    a_panic_fails_only_its_job,
    answers_must_be_complete,
    batches_and_closures_share_a_commit,
);

#[derive(Debug, PartialEq)]
enum Refusal {
    Odd(i64),
    Store(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

/// Inserts the ids it is given; counts its calls.
fn adding(store: &Store, calls: &Arc<AtomicUsize>) -> Batcher<i64, i64, Refusal> {
    let calls = Arc::clone(calls);
    Batcher::new(store, "adding", move |tx, ids: &[i64]| {
        calls.fetch_add(1, Ordering::Relaxed);
        let rows: Vec<_> = ids.iter().map(|id| thing(*id)).collect();
        tx.exec_many(&INSERT, &rows)?;
        if let Some(odd) = ids.iter().find(|id| **id % 10 == 7) {
            return Err(Refusal::Odd(*odd));
        }
        assert!(!ids.iter().any(|id| id % 10 == 9), "on purpose");
        Ok(ids.iter().map(|id| id * 2).collect())
    })
}

/// Hands in jobs while the writer is held, so that they are done together.
fn together(
    store: &Store,
    batch: &Batcher<i64, i64, Refusal>,
    ids: &[i64],
) -> Vec<Result<i64, Refusal>> {
    let before = store.work().jobs;
    let (release, holder) = hold(store);
    let results = thread::scope(|scope| {
        // The first one alone asks the writer.
        let (first, rest) = ids.split_first().unwrap();
        let mut waiting = vec![scope.spawn(|| batch.submit(*first))];
        asked(store, before + 2);
        waiting.extend(rest.iter().map(|id| scope.spawn(|| batch.submit(*id))));
        while batch.waiting() < ids.len() {
            thread::yield_now();
        }
        drop(release);
        waiting.into_iter().map(|job| job.join().unwrap()).collect()
    });
    holder.join().unwrap();
    results
}

fn all_that_wait_are_done_in_one_call(engine: Engine) {
    let (store, _place) = engine.open();
    let calls = Arc::default();
    let batch = adding(&store, &calls);
    let ids: Vec<i64> = (0..64).map(|n| n * 10).collect();
    let results = together(&store, &batch, &ids);
    assert!(results.iter().all(Result::is_ok));
    assert_eq!((calls.load(Ordering::Relaxed), count(&store)), (1, 64));
}

fn each_gets_its_own_answer(engine: Engine) {
    let (store, _place) = engine.open();
    let batch = adding(&store, &Arc::default());
    thread::scope(|scope| {
        for writer in 0..16 {
            let batch = batch.clone();
            scope.spawn(move || {
                for n in 0..20 {
                    let id = (writer * 20 + n) * 10;
                    assert_eq!(batch.submit(id), Ok(id * 2));
                }
            });
        }
    });
    assert_eq!(count(&store), 320);
}

fn one_bad_job_fails_alone(engine: Engine) {
    let (store, _place) = engine.open();
    let calls = Arc::default();
    let batch = adding(&store, &calls);
    let results = together(&store, &batch, &[10, 7, 20, 20, 30]);
    assert_eq!(results[0], Ok(20));
    assert_eq!(results[1], Err(Refusal::Odd(7)));
    assert_eq!(results[4], Ok(60));
    // Of the two that collide one is kept.
    assert!(results[2].is_ok() != results[3].is_ok(), "{results:?}");
    assert_eq!(count(&store), 3);
    assert_eq!(calls.load(Ordering::Relaxed), 6);
}

fn a_panic_fails_only_its_job(engine: Engine) {
    let (store, _place) = engine.open();
    let batch = adding(&store, &Arc::default());
    let results = together(&store, &batch, &[10, 9, 20]);
    assert!(matches!(&results[1], Err(Refusal::Store(text)) if text.contains("`adding`")));
    assert_eq!((&results[0], &results[2]), (&Ok(20), &Ok(40)));
    assert_eq!(count(&store), 2);
    assert!(batch.submit(9).is_err());
    assert_eq!(batch.submit(30), Ok(60));
}

fn answers_must_be_complete(engine: Engine) {
    let (store, _place) = engine.open();
    let forgetful: Batcher<i64, (), StoreError> =
        Batcher::new(&store, "forgetful", |tx, ids: &[i64]| {
            tx.exec_many(&INSERT, &ids.iter().map(|id| thing(*id)).collect::<Vec<_>>())?;
            Ok(vec![])
        });
    assert!(matches!(forgetful.submit(1), Err(StoreError::Unanswered("forgetful"))));
    assert_eq!(count(&store), 0);
}

fn batches_and_closures_share_a_commit(engine: Engine) {
    let (store, _place) = engine.open();
    let batch = adding(&store, &Arc::default());
    let before = store.work();
    let (release, holder) = hold(&store);
    thread::scope(|scope| {
        for id in 1..=5 {
            let (store, batch) = (&store, &batch);
            scope.spawn(move || crate::support::add(store, id));
            scope.spawn(move || batch.submit(id * 10));
        }
        asked(&store, before.jobs + 7);
        while batch.waiting() < 5 {
            thread::yield_now();
        }
        drop(release);
    });
    holder.join().unwrap();
    assert_eq!(count(&store), 10);
    assert_eq!(store.work().commits - before.commits, 2);
}
