//! What only a server has: connections that are lost, collisions with other programs, full disks of
//! its own.
use crate::support::{COUNT, Engine, INSERT, add, count, insert, thing};
use probity_vault::store::{Sql, Store, StoreConfig, StoreError, StoreUrl};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Ends the session it runs in.
const END: Sql = Sql { name: "end", text: "SELECT pg_terminate_backend(pg_backend_pid())" };
/// Ends all other sessions of the database.
const END_OTHERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[test]
fn a_connection_lost_between_transactions_is_made_anew() {
    let (store, place) = Engine::Postgres.open();
    add(&store, 1).unwrap();
    assert_eq!(count(&store), 1);
    for id in 2..5 {
        place.database.as_ref().unwrap().sql(END_OTHERS);
        assert_eq!(count(&store), id - 1);
        place.database.as_ref().unwrap().sql(END_OTHERS);
        assert_eq!(store.query(&COUNT, &[]).unwrap()[0].int(0).unwrap(), id - 1);
        add(&store, id).unwrap();
    }
}

#[test]
fn a_connection_lost_within_a_transaction_is_tried_again() {
    let (store, _place) = Engine::Postgres.open();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    store
        .tx("once", move |tx| {
            insert(tx, 1)?;
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                tx.query(&END, &[])?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!((runs.load(Ordering::Relaxed), count(&store)), (2, 1));
}

#[test]
fn a_connection_lost_each_time_is_an_error_and_the_next_works() {
    let (store, _place) = Engine::Postgres.open();
    let result = store.tx("always", |tx| {
        insert(tx, 1)?;
        tx.query(&END, &[]).map(|_| ())
    });
    assert!(matches!(result, Err(StoreError::Lost(_))), "{result:?}");
    let result = store.read("always", |tx| tx.query(&END, &[]).map(|_| ()));
    assert!(matches!(result, Err(StoreError::Lost(_))), "{result:?}");
    assert_eq!(count(&store), 0);
    add(&store, 1).unwrap();
}

#[test]
fn a_connection_lost_while_committing_is_not_taken_for_a_success() {
    let (store, place) = Engine::Postgres.open();
    place.database.as_ref().unwrap().sql(
        "CREATE FUNCTION goodbye() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); \
            RETURN NULL; END $$; \
         CREATE CONSTRAINT TRIGGER goodbye AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW WHEN (NEW.id = 13) EXECUTE FUNCTION goodbye()",
    );
    let result = add(&store, 13);
    assert!(matches!(result, Err(StoreError::Unconfirmed("add"))), "{result:?}");
    add(&store, 14).unwrap();
    assert_eq!(count(&store), 1);
}

/// Makes inserting the id 13 fail with a code, as often as told.
fn trouble(store: &Store, place: &crate::support::Place, code: &str, times: u32) {
    drop(store.clone());
    place.database.as_ref().unwrap().sql(&format!(
        "CREATE SEQUENCE tried; \
         CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS \
         $$ BEGIN IF nextval('tried') <= {times} THEN \
            RAISE EXCEPTION 'value %', NEW.name USING ERRCODE = '{code}'; END IF; \
            RETURN NEW; END $$; \
         CREATE TRIGGER trouble BEFORE INSERT ON thing \
         FOR EACH ROW WHEN (NEW.id = 13) EXECUTE FUNCTION trouble()"
    ));
}

#[test]
fn a_collision_is_tried_again_until_it_is_an_error() {
    let (store, place) = Engine::Postgres.open();
    trouble(&store, &place, "40001", 2);
    add(&store, 13).unwrap();
    assert_eq!(count(&store), 1);
    let (store, place) = Engine::Postgres.open();
    trouble(&store, &place, "40P01", 1000);
    let result = add(&store, 13);
    assert!(matches!(result, Err(StoreError::Conflict("thing_insert"))), "{result:?}");
    assert!(!result.unwrap_err().to_string().contains("thing 13"));
}

#[test]
fn a_full_disk_of_the_server_passes() {
    let (store, place) = Engine::Postgres.open();
    trouble(&store, &place, "53100", 1);
    assert!(matches!(add(&store, 13), Err(StoreError::Full("thing_insert"))));
    assert_eq!(count(&store), 0);
    add(&store, 13).unwrap();
}

#[test]
fn an_unreachable_server_is_an_error_without_the_password() {
    let url = StoreUrl::Postgres("postgres://ada:secret@127.0.0.1:1/nowhere".to_owned());
    let error = Store::open(StoreConfig::data(url, &[])).unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(matches!(error, StoreError::Connect(_)) && !text.contains("secret"), "{text}");
    assert!(text.contains("ada@127.0.0.1:1/nowhere"), "{text}");
}

#[test]
fn two_processes_may_share_a_server() {
    let (store, place) = Engine::Postgres.open();
    let other = place.open();
    std::thread::scope(|scope| {
        for (start, store) in [(0, &store), (1000, &other)] {
            scope.spawn(move || (start..start + 200).for_each(|id| add(store, id).unwrap()));
        }
    });
    assert_eq!((count(&store), count(&other)), (400, 400));
    assert!(!store.is_exclusive());
}

#[test]
fn it_can_be_called_from_a_blocking_thread_of_an_async_program() {
    let (store, _place) = Engine::Postgres.open();
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let inner = store.clone();
    let read = runtime.block_on(async {
        tokio::task::spawn_blocking(move || {
            let rows = (0..10).map(thing).collect::<Vec<_>>();
            inner.tx("rows", move |tx| tx.exec_many(&INSERT, &rows)).unwrap();
            inner.read("count", |tx| tx.query_one(&COUNT, &[])?.int(0))
        })
        .await
        .unwrap()
    });
    assert_eq!(read.map_err(|error: StoreError| error.to_string()), Ok(10));
}

#[test]
fn a_read_leaves_no_transaction_open() {
    let open = Sql {
        name: "open",
        text: "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() \
               AND state LIKE 'idle in transaction%'",
    };
    let (store, place) = Engine::Postgres.open();
    add(&store, 1).unwrap();
    for _ in 0..5 {
        assert_eq!(count(&store), 1);
        // The server hears of the end a moment later.
        let other = place.open();
        while other.query(&open, &[]).unwrap()[0].int(0).unwrap() > 0 {
            std::thread::yield_now();
        }
    }
}

#[test]
fn tls_is_used_and_the_server_must_prove_who_it_is() {
    let encrypted =
        Sql { name: "encrypted", text: "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()" };
    let server = crate::postgres::TlsServer::start();
    let open = |host: &str, query: &str| {
        let url = format!("postgres://postgres@{host}:{}/postgres{query}", server.port);
        Store::open(StoreConfig::data(StoreUrl::Postgres(url), &[]))
    };
    let authority = format!("sslrootcert={}", server.authority.display());
    for (query, ssl) in [
        (format!("?sslmode=verify-full&{authority}"), 1),
        (format!("?{authority}&sslmode=require"), 1),
        ("?sslmode=disable".to_owned(), 0),
        (String::new(), 0),
    ] {
        let store = open("localhost", &query).unwrap();
        assert_eq!(store.query(&encrypted, &[]).unwrap()[0].int(0).unwrap(), ssl, "{query}");
    }
    // Another name than the certificate's, and an authority that nobody vouched for.
    let named = format!("?sslmode=require&{authority}");
    for (host, query) in [("127.0.0.1", named.as_str()), ("localhost", "?sslmode=require")] {
        let error = open(host, query).unwrap_err();
        assert!(matches!(error, StoreError::Connect(_)), "{error}");
        assert!(error.to_string().contains("certificate"), "{error}");
    }
}
