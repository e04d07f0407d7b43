//! An answer takes no more than it may, and fails without repeating what it read.

use std::sync::Arc;
use std::time::Duration;

use probity_sql::{Engine, File, Limits, Rule, SqlError};

use crate::history::History;

#[test]
fn memory_time_and_rows_are_bounded() {
    let history = History::new();
    let huge = "SELECT a.path, b.path, c.path, count(*) FROM requests a, requests b, requests c \
                GROUP BY 1, 2, 3, a.time, b.time, c.time";
    let run = |sql: &str, limits: Limits| {
        let engine = history.engine(limits);
        engine.answer(engine.ask(sql, Rule::Rows).unwrap())
    };
    let memory = Limits { memory: 1 << 20, ..Limits::default() };
    let large = "SELECT a.path, b.path FROM requests a, requests b ORDER BY b.time, a.time";
    assert!(matches!(run(large, memory), Err(SqlError::TooMuch(said)) if said.contains("memory")));
    let time = Limits { time: Duration::from_millis(200), memory: 4 << 30, ..Limits::default() };
    assert!(matches!(run(huge, time), Err(SqlError::TooMuch(said)) if said.contains("seconds")));
    let rows = Limits { rows: 7, ..Limits::default() };
    let answer = run("SELECT path FROM requests", rows).unwrap();
    assert_eq!((answer.rows(), answer.is_cut_off()), (7, true));
    let answer = run("SELECT path FROM requests LIMIT 7", rows).unwrap();
    assert_eq!((answer.rows(), answer.is_cut_off()), (7, false));
}

#[test]
fn what_fails_repeats_nothing_of_a_file() {
    let history = History::new();
    let engine = history.engine(Limits::default());
    let question = engine.ask("SELECT CAST(path AS BIGINT) FROM requests", Rule::Rows).unwrap();
    let said = engine.answer(question).err().unwrap();
    assert!(!format!("{said} {said:?}").contains("/alone"), "{said}");
    // A file that is no longer what it was, and one that is gone.
    let mut files = history.files();
    files[0].size -= 9;
    files.push(File { key: "site=a/day=2026-11-20/9.requests.parquet".into(), size: 100 });
    for file in [files[0].clone(), files.pop().unwrap()] {
        let memory: Arc<_> = Arc::clone(&history.memory);
        let engine = Engine::new(&[file], memory, Limits::default()).unwrap();
        let question = engine.ask("SELECT path FROM requests", Rule::Rows).unwrap();
        let said = engine.answer(question).err().unwrap();
        assert!(matches!(said, SqlError::File(_)), "{said}");
    }
}

#[test]
fn an_empty_history_answers_too() {
    let engine =
        Engine::new(&[], Arc::new(crate::history::Memory::default()), Limits::default()).unwrap();
    let answer =
        engine.answer(engine.ask("SELECT path FROM requests", Rule::Rows).unwrap()).unwrap();
    assert_eq!((answer.rows(), answer.json().unwrap()), (0, b"[]".to_vec()));
    assert_eq!(answer.csv().unwrap(), b"path\n");
    assert_eq!(answer.table().unwrap(), [["path"]]);
}
