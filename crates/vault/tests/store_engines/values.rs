//! What goes in comes out, and what can't is refused the same on both engines.
use crate::support::{COUNT, Engine, GET, INSERT, PART_INSERT, RENAME, insert, on_both, thing};
use probity_vault::store::{Sql, StoreError, Value};

on_both!(
    values_come_back,
    many_rows_in_one_call,
    a_statement_can_return_what_it_changed,
    a_nul_character_is_refused,
    the_number_of_values_must_fit,
    a_value_of_another_type_is_refused,
    errors_hold_no_values,
);

fn values_come_back(engine: Engine) {
    let (store, _place) = engine.open();
    let bodies = [vec![], vec![0, 255, 0], (0..=255).cycle().take(200_000).collect()];
    let names = ["", "Zoë 名前 \u{1F600}", "quote ' and $1 and ?1 \\ \n\t"];
    for (number, (body, name)) in bodies.iter().zip(names).enumerate() {
        let id = [i64::MIN, i64::MAX, 0][number];
        let row = vec![Value::from(id), Value::from(name), Value::from(body.clone())];
        store.tx("put", move |tx| tx.exec(&INSERT, &row)).unwrap();
        let found = store.read("get", |tx| tx.query_one(&GET, &[Value::from(id)])).unwrap();
        assert_eq!(found.int(0).unwrap(), id);
        assert_eq!(found.text(1).unwrap(), name);
        assert_eq!(&found.bytes(2).unwrap(), body);
    }
    let nothing = vec![Value::from(7), Value::Null, Value::from(None::<Vec<u8>>)];
    store.tx("put", move |tx| tx.exec(&INSERT, &nothing)).unwrap();
    let found = store.read("get", |tx| tx.query_one(&GET, &[Value::from(7)])).unwrap();
    assert_eq!((found.opt_text(1).unwrap(), found.opt_bytes(2).unwrap()), (None, None));
    let none = store.read("get", |tx| tx.query_opt(&GET, &[Value::from(8)])).unwrap();
    assert!(none.is_none());
    let error = store.read("get", |tx| tx.query_one(&GET, &[Value::from(8)])).unwrap_err();
    assert!(matches!(error, StoreError::NoRow("thing_get")), "{error}");
}

fn many_rows_in_one_call(engine: Engine) {
    let (store, _place) = engine.open();
    let rows: Vec<_> = (0..3000).map(thing).collect();
    let changed = store.tx("many", move |tx| tx.exec_many(&INSERT, &rows)).unwrap();
    assert_eq!(changed, 3000);
    // One bad row in the middle undoes them all, and the error says what it was.
    let mut rows: Vec<_> = (3000..6000).map(thing).collect();
    rows[1500] = thing(1);
    let error = store.tx("many", move |tx| tx.exec_many(&INSERT, &rows)).unwrap_err();
    assert!(error.is_unique(), "{error}");
    assert_eq!(crate::support::count(&store), 3000);
}

fn a_statement_can_return_what_it_changed(engine: Engine) {
    let (store, _place) = engine.open();
    let name = store
        .tx("rename", |tx| {
            insert(tx, 1)?;
            insert(tx, 2)?;
            let row = tx.query_one(&RENAME, &[Value::from(1), Value::from("new")])?;
            assert_eq!(tx.exec(&RENAME, &[Value::from(2), Value::from("newer")])?, 1);
            assert_eq!(tx.exec(&RENAME, &[Value::from(3), Value::from("none")])?, 0);
            row.text(0)
        })
        .unwrap();
    assert_eq!(name, "new");
    let second = store.read("get", |tx| tx.query_one(&GET, &[Value::from(2)])).unwrap();
    assert_eq!(second.text(1).unwrap(), "newer");
}

fn a_nul_character_is_refused(engine: Engine) {
    let (store, _place) = engine.open();
    let row = [Value::from(1), Value::from("a\0b"), Value::Null];
    let error = store.tx("nul", move |tx| tx.exec(&INSERT, &row)).unwrap_err();
    assert!(matches!(error, StoreError::Values { statement: "thing_insert", .. }), "{error}");
}

fn the_number_of_values_must_fit(engine: Engine) {
    let (store, _place) = engine.open();
    for values in [vec![], vec![Value::from(1)], [thing(1), thing(2)].concat()] {
        let error = store.tx("few", move |tx| tx.exec(&INSERT, &values)).unwrap_err();
        assert!(matches!(error, StoreError::Values { .. }), "{error}");
    }
    let error = store.read("n", |tx| tx.query(&COUNT, &[Value::Null])).unwrap_err();
    assert!(error.to_string().contains("`thing_count`"), "{error}");
}

fn a_value_of_another_type_is_refused(engine: Engine) {
    let (store, _place) = engine.open();
    let wrong = [
        vec![Value::from("secret"), Value::Null, Value::Null],
        vec![Value::from(1), Value::from(b"secret"), Value::Null],
        vec![Value::from(1), Value::Null, Value::from("secret")],
    ];
    for row in wrong {
        let error = store.tx("wrong", move |tx| tx.exec(&INSERT, &row)).unwrap_err();
        assert!(
            matches!(error, StoreError::Values { .. } | StoreError::Constraint(_)),
            "{error:?}"
        );
    }
    // The connection is still good.
    crate::support::add(&store, 1).unwrap();
}

fn errors_hold_no_values(engine: Engine) {
    let (store, _place) = engine.open();
    let part = |size: i64| vec![Value::from(b"owner-secret"), Value::from("secret"), size.into()];
    let cast = Sql { name: "cast", text: "SELECT CAST(CAST($1 AS TEXT) AS BIGINT)" };
    let rows = part(1);
    store.tx("part", move |tx| tx.exec(&PART_INSERT, &rows)).unwrap();
    let mut errors = Vec::new();
    let again = part(1);
    errors.push(store.tx("part", move |tx| tx.exec(&PART_INSERT, &again)).unwrap_err());
    let negative = part(-1);
    errors.push(store.tx("part", move |tx| tx.exec(&PART_INSERT, &negative)).unwrap_err());
    let nothing = vec![Value::Null, Value::from("secret"), Value::from(1)];
    errors.push(store.tx("part", move |tx| tx.exec(&PART_INSERT, &nothing)).unwrap_err());
    if engine == Engine::Postgres {
        errors
            .push(store.read("cast", |tx| tx.query(&cast, &[Value::from("secret")])).unwrap_err());
    }
    assert!(errors[0].is_unique());
    for error in errors {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("secret"), "{shown}");
        assert!(shown.contains("part_insert") || shown.contains("cast"), "{shown}");
    }
}
