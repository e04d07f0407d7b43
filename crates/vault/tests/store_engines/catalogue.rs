//! The check of a catalogue finds what would fail at run time.
use crate::support::{COUNT, DELETE, Engine, GET, INSERT, PART_INSERT, RENAME, on_both};
use probity_vault::store::{Sql, StoreError, check_catalogue};

on_both!(every_statement_is_prepared, what_cannot_work_is_found);

fn every_statement_is_prepared(engine: Engine) {
    let (store, _place) = engine.open();
    let checked =
        check_catalogue(&store, &[&[INSERT, GET, COUNT], &[DELETE, RENAME, PART_INSERT]]).unwrap();
    assert_eq!(checked, 6);
}

fn what_cannot_work_is_found(engine: Engine) {
    let (store, _place) = engine.open();
    let broken = [
        Sql { name: "table", text: "SELECT id FROM nowhere" },
        Sql { name: "unused", text: "SELECT id FROM thing WHERE id = $2" },
        Sql { name: "question", text: "SELECT id FROM thing WHERE id = ?1" },
        Sql { name: "syntax", text: "SELEKT 1" },
        Sql { name: "dollar", text: "SELECT id FROM thing WHERE name = $name" },
    ];
    for sql in broken {
        let error = check_catalogue(&store, &[&[sql]]).unwrap_err();
        assert!(error.to_string().contains(sql.name), "{error}");
        // One that is broken does not break the next one.
        check_catalogue(&store, &[&[COUNT]]).unwrap();
    }
    let error = check_catalogue(&store, &[&[COUNT], &[COUNT]]).unwrap_err();
    assert!(matches!(error, StoreError::Statement { statement: "thing_count", .. }), "{error}");
    if engine == Engine::Postgres {
        let sum = Sql { name: "sum", text: "SELECT SUM(id) FROM thing" };
        let error = check_catalogue(&store, &[&[sum]]).unwrap_err().to_string();
        assert!(error.contains("numeric") && error.contains("BIGINT"), "{error}");
    }
}
