//! Every statement of the site is prepared on both engines.

use probity_vault::store::Tx;

use crate::harness::{Site, off, on_both};

on_both!(every_statement_is_understood);

async fn every_statement_is_understood(site: &Site) {
    for statement in probity::store::STATEMENTS.iter().flat_map(|table| table.iter()) {
        let done = off(|| {
            site.app
                .vault()
                .store()
                .read("prepare", move |tx: &mut Tx<'_>| tx.prepare(statement).map(|_| ()))
        });
        done.unwrap_or_else(|error| panic!("{}: {error}", statement.name));
    }
    for table in probity::store::TABLES {
        assert!(table.key.iter().all(|column| table.columns.contains(column)), "{}", table.name);
    }
}
