//! Values on the wire, and what the server's errors mean.
use crate::store::{Row, Sql, StoreError, Value};
use std::error::Error;
use std::fmt;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

/// A parameter. Its `Debug` is silent: the driver may log parameters.
pub(super) struct Param<'a>(pub(super) &'a Value);

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("_")
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Value::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Value::Int(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            (Value::Text(value), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => {
                value.to_sql(ty, out)
            }
            (Value::Bytes(value), &Type::BYTEA) => value.to_sql(ty, out),
            _ => Err("a parameter has another type".into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A column, if it has one of the types that the store knows.
struct Cell(Value);

impl<'a> FromSql<'a> for Cell {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(ty, raw)?.into()),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            _ => Value::Text(String::from_sql(ty, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &Type) -> bool {
        is_known(ty)
    }
}

/// Whether values of this type can be sent and read.
pub(super) fn is_known(ty: &Type) -> bool {
    matches!(
        *ty,
        Type::INT8
            | Type::INT4
            | Type::INT2
            | Type::BOOL
            | Type::BYTEA
            | Type::TEXT
            | Type::VARCHAR
            | Type::NAME
    )
}

pub(super) fn row(sql: &Sql, row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let cells = (0..row.len()).map(|column| {
        row.try_get(column)
            .map(|Cell(value)| value)
            .map_err(|_| StoreError::Column { statement: sql.name, column })
    });
    Ok(Row::new(sql.name, cells.collect::<Result<_, _>>()?))
}

/// What an error of the driver or the server means. The server's words are left out: its message and
/// detail may quote a value.
pub(super) fn failed(name: &'static str, error: &tokio_postgres::Error) -> StoreError {
    let Some(code) = error.code() else {
        return if is_mismatch(error) {
            StoreError::Values { statement: name, problem: "one of them has another type" }
        } else {
            StoreError::Lost(name)
        };
    };
    match code.code() {
        "40001" | "40P01" => StoreError::Conflict(name),
        "23505" => StoreError::Unique(name),
        "53100" => StoreError::Full(name),
        "55P03" => StoreError::Busy(name),
        code if code.starts_with("23") => StoreError::Constraint(name),
        // The server is going down, or somebody ended the session.
        code if code.starts_with("08") || code.starts_with("57P") => StoreError::Lost(name),
        code => StoreError::Statement { statement: name, code: format!("SQLSTATE {code}") },
    }
}

/// Whether the driver refused the values before it sent them. Its errors don't tell by a type of
/// their own, and one that came over the wire has a source of the kind `std::io::Error`.
fn is_mismatch(error: &tokio_postgres::Error) -> bool {
    !error.is_closed()
        && error.source().is_some_and(|source| source.downcast_ref::<std::io::Error>().is_none())
}
