//! Many writers share a commit, and each stands for itself within it.
use crate::support::{Engine, add, asked, count, hold, insert, on_both};
use probity_vault::store::StoreError;
use std::thread;

on_both!(many_writers_share_commits, one_that_fails_is_undone_alone, later_ones_see_earlier_ones);

fn many_writers_share_commits(engine: Engine) {
    let (store, _place) = engine.open();
    let before = store.work();
    thread::scope(|scope| {
        for writer in 0..64 {
            let store = &store;
            scope.spawn(move || (0..20).for_each(|n| add(store, writer * 20 + n).unwrap()));
        }
    });
    let work = store.work();
    let (jobs, commits) = (work.jobs - before.jobs, work.commits - before.commits);
    assert_eq!((jobs, count(&store)), (1280, 1280));
    assert!(commits * 4 <= jobs, "{commits} commits for {jobs} jobs");
}

fn one_that_fails_is_undone_alone(engine: Engine) {
    let (store, _place) = engine.open();
    let before = store.work();
    let (release, holder) = hold(&store);
    let results: Vec<Result<(), StoreError>> = thread::scope(|scope| {
        let writers: Vec<_> = (0..30)
            .map(|id| {
                let store = &store;
                scope.spawn(move || {
                    store.tx("third", move |tx| {
                        insert(tx, id)?;
                        match id % 3 {
                            0 => Ok(()),
                            1 => Err(StoreError::Closed),
                            _ => panic!("on purpose"),
                        }
                    })
                })
            })
            .collect();
        asked(&store, before.jobs + 31);
        drop(release);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    holder.join().unwrap();
    for (id, result) in results.iter().enumerate() {
        match id % 3 {
            0 => assert!(result.is_ok(), "{result:?}"),
            1 => assert!(matches!(result, Err(StoreError::Closed)), "{result:?}"),
            _ => assert!(matches!(result, Err(StoreError::Panicked("third"))), "{result:?}"),
        }
    }
    assert_eq!(count(&store), 10);
    // The one that held the writer, and the thirty together.
    assert_eq!(store.work().commits - before.commits, 2);
}

fn later_ones_see_earlier_ones(engine: Engine) {
    let (store, _place) = engine.open();
    let (release, holder) = hold(&store);
    let seen: Vec<i64> = thread::scope(|scope| {
        let writers: Vec<_> = (0..10)
            .map(|id| {
                let store = &store;
                scope.spawn(move || {
                    store
                        .tx("see", move |tx| -> Result<i64, StoreError> {
                            insert(tx, id)?;
                            tx.query_one(&crate::support::COUNT, &[])?.int(0)
                        })
                        .unwrap()
                })
            })
            .collect();
        asked(&store, 11);
        drop(release);
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    holder.join().unwrap();
    let mut seen = seen;
    seen.sort_unstable();
    assert_eq!(seen, (1..=10).collect::<Vec<_>>());
}
