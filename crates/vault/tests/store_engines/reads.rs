//! A reader sees what is committed, as of one moment, and changes nothing.
use crate::support::{COUNT, DELETE, Engine, add, count, insert, on_both};
use probity_vault::store::{StoreError, Value};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::thread;

on_both!(
    only_what_is_committed_is_seen,
    one_moment_throughout,
    a_reader_cannot_write,
    readers_wait_for_their_turn,
    one_statement_by_itself,
);

fn only_what_is_committed_is_seen(engine: Engine) {
    let (store, _place) = engine.open();
    let (inserted, seen) = channel();
    let (go, wait) = channel::<()>();
    let wait = Mutex::new(wait);
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            store.tx("slow", move |tx| {
                insert(tx, 1)?;
                let _ = inserted.send(());
                let _ = wait.lock().unwrap().recv();
                Ok::<_, StoreError>(())
            })
        });
        seen.recv().unwrap();
        assert_eq!(count(&store), 0);
        drop(go);
        writer.join().unwrap().unwrap();
    });
    assert_eq!(count(&store), 1);
}

fn one_moment_throughout(engine: Engine) {
    let (store, _place) = engine.open();
    add(&store, 1).unwrap();
    let counts = store
        .read("twice", |tx| {
            let before = tx.query_one(&COUNT, &[])?.int(0)?;
            add(&store, before + 1)?;
            Ok::<_, StoreError>((before, tx.query_one(&COUNT, &[])?.int(0)?))
        })
        .unwrap();
    assert_eq!(counts, (1, 1));
    assert_eq!(count(&store), 2);
}

fn a_reader_cannot_write(engine: Engine) {
    let (store, _place) = engine.open();
    add(&store, 1).unwrap();
    store.read("write", |tx| tx.exec(&DELETE, &[Value::from(1)])).unwrap_err();
    assert_eq!(count(&store), 1);
}

fn readers_wait_for_their_turn(engine: Engine) {
    let (store, _place) = engine.open();
    add(&store, 1).unwrap();
    thread::scope(|scope| {
        for _ in 0..32 {
            scope.spawn(|| (0..50).for_each(|_| assert_eq!(count(&store), 1)));
        }
    });
}

fn one_statement_by_itself(engine: Engine) {
    let (store, _place) = engine.open();
    add(&store, 1).unwrap();
    assert_eq!(store.query(&COUNT, &[]).unwrap()[0].int(0).unwrap(), 1);
    store.query(&DELETE, &[Value::from(1)]).unwrap_err();
    store.query(&COUNT, &[Value::from(1)]).unwrap_err();
    assert_eq!(count(&store), 1);
}
