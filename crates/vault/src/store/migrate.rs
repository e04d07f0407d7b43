//! Bringing the schema to the version that this release knows, in one transaction.
use super::engine::Conn;
use super::{Migration, Sql, StoreError, Value, dialect};
use std::collections::BTreeMap;

const INSERT: Sql = Sql {
    name: "schema_version_insert",
    text: "INSERT INTO schema_version (component, version) VALUES ($1, $2)",
};
const FOUND: Sql = Sql {
    name: "schema_version_found",
    text: "SELECT component, MAX(version) FROM schema_version GROUP BY component",
};

/// Runs the steps that are missing; either all of them or none. A database that a newer release wrote
/// is left alone.
pub(super) fn migrate(conn: &mut Conn, migrations: &[Migration]) -> Result<(), StoreError> {
    conn.begin()?;
    let done = steps(conn, migrations).and_then(|()| conn.commit("migrate"));
    if done.is_err() {
        conn.rollback();
    }
    done
}

/// Refuses a database that is not at the version that this release knows; changes nothing.
pub(super) fn check(conn: &mut Conn, migrations: &[Migration]) -> Result<(), StoreError> {
    conn.begin()?;
    let found = found(conn, migrations);
    conn.rollback();
    let found = found?;
    for step in migrations {
        if found.get(step.component).is_none_or(|at| i64::from(step.version) > *at) {
            return Err(StoreError::Migration {
                component: step.component,
                version: step.version,
                problem: "it was not reached yet; start the service once, which does it".to_owned(),
            });
        }
    }
    Ok(())
}

/// The version that each component has reached; one that a newer release wrote is refused.
fn found(conn: &mut Conn, migrations: &[Migration]) -> Result<BTreeMap<String, i64>, StoreError> {
    let mut found = BTreeMap::new();
    for row in conn.query(&FOUND, &[])? {
        found.insert(row.text(0)?, row.int(1)?);
    }
    for (component, &found) in &found {
        let ours = migrations.iter().filter(|step| step.component == component);
        let known = ours.map(|step| i64::from(step.version)).max().unwrap_or(0);
        if found > known {
            return Err(StoreError::Newer { component: component.clone(), found, known });
        }
    }
    Ok(found)
}

fn steps(conn: &mut Conn, migrations: &[Migration]) -> Result<(), StoreError> {
    conn.lock_schema();
    conn.ddl(
        "CREATE TABLE IF NOT EXISTS schema_version (component TEXT NOT NULL, version BIGINT NOT NULL, \
         PRIMARY KEY (component, version))",
    )
    .map_err(|problem| StoreError::Migration { component: "store", version: 1, problem })?;
    let mut found = found(conn, migrations)?;
    for step in migrations {
        let at = found.get(step.component).copied().unwrap_or(0);
        if i64::from(step.version) <= at {
            continue;
        }
        let failed = |problem| StoreError::Migration {
            component: step.component,
            version: step.version,
            problem,
        };
        if i64::from(step.version) != at + 1 {
            return Err(failed(format!("the step after version {at} is missing")));
        }
        for statement in dialect::statements(step.sql) {
            conn.ddl(statement).map_err(failed)?;
        }
        conn.exec(&INSERT, &[Value::from(step.component), Value::from(step.version)])?;
        found.insert(step.component.to_owned(), i64::from(step.version));
    }
    Ok(())
}
