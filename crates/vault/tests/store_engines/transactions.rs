//! A transaction is kept whole or not at all, whatever happens in its closure.
use crate::support::{Engine, GET, add, count, insert, on_both};
use probity_vault::store::{Sql, StoreError, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

on_both!(
    an_error_undoes_all_of_it,
    what_was_done_is_seen_within_and_kept_after,
    a_panic_undoes_it_and_the_store_goes_on,
    a_swallowed_error_still_undoes_it,
    no_row_is_no_doom,
    it_closes_with_its_last_clone,
    a_closure_may_hold_the_store,
    a_broken_statement_names_itself,
);

#[derive(Debug)]
enum Own {
    Changed(&'static str),
    Store(#[expect(dead_code, reason = "shown by Debug")] StoreError),
}

impl From<StoreError> for Own {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn an_error_undoes_all_of_it(engine: Engine) {
    let (store, _place) = engine.open();
    let result = store.tx("own", |tx| -> Result<(), Own> {
        insert(tx, 1)?;
        Err(Own::Changed("mind"))
    });
    assert!(matches!(result, Err(Own::Changed("mind"))), "{result:?}");
    assert_eq!(count(&store), 0);
}

fn what_was_done_is_seen_within_and_kept_after(engine: Engine) {
    let (store, place) = engine.open();
    store
        .tx("seen", |tx| {
            insert(tx, 1)?;
            tx.query_one(&GET, &[Value::from(1)]).map(|_| ())
        })
        .unwrap();
    drop(store);
    assert_eq!(count(&place.open()), 1);
}

fn a_panic_undoes_it_and_the_store_goes_on(engine: Engine) {
    let (store, _place) = engine.open();
    let result = store.tx("panic", |tx| -> Result<(), StoreError> {
        insert(tx, 1)?;
        panic!("on purpose");
    });
    assert!(matches!(result, Err(StoreError::Panicked("panic"))), "{result:?}");
    let result = store.read("panic", |_| -> Result<(), StoreError> { panic!("on purpose") });
    assert!(matches!(result, Err(StoreError::Panicked("panic"))), "{result:?}");
    assert_eq!(count(&store), 0);
    add(&store, 1).unwrap();
}

fn a_swallowed_error_still_undoes_it(engine: Engine) {
    let (store, _place) = engine.open();
    add(&store, 1).unwrap();
    let result = store.tx("swallow", |tx| -> Result<(), StoreError> {
        insert(tx, 2)?;
        assert!(insert(tx, 1).unwrap_err().is_unique());
        assert!(insert(tx, 3).unwrap_err().is_unique());
        Ok(())
    });
    assert!(result.unwrap_err().is_unique());
    assert_eq!(count(&store), 1);
}

fn no_row_is_no_doom(engine: Engine) {
    let (store, _place) = engine.open();
    store
        .tx("none", |tx| {
            assert!(tx.query_one(&GET, &[Value::from(1)]).is_err());
            insert(tx, 1)
        })
        .unwrap();
    assert_eq!(count(&store), 1);
}

fn it_closes_with_its_last_clone(engine: Engine) {
    let place = engine.place();
    for id in 0..20 {
        let store = place.open();
        let clone = store.clone();
        drop(store);
        add(&clone, id).unwrap();
    }
    assert_eq!(count(&place.open()), 20);
}

fn a_closure_may_hold_the_store(engine: Engine) {
    let place = engine.place();
    for id in 0..20 {
        let store = place.open();
        let held = store.clone();
        let runs = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&runs);
        store
            .tx("held", move |tx| {
                counted.fetch_add(1, Ordering::Relaxed);
                assert!(held.work().jobs >= 1);
                insert(tx, id)
            })
            .unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 1);
    }
}

fn a_broken_statement_names_itself(engine: Engine) {
    let (store, _place) = engine.open();
    let broken = Sql { name: "broken", text: "SELECT no_such_column FROM thing" };
    let error = store.tx("broken", move |tx| tx.query(&broken, &[])).unwrap_err().to_string();
    assert!(error.contains("`broken`") && error.contains("no_such_column"), "{error}");
    add(&store, 1).unwrap();
}
