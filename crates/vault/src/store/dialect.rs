//! The few words in which the engines differ: parameters, and the types of columns.

/// The statement with SQLite's numbered parameters, and how many parameters it has.
///
/// Each parameter from `$1` to the last one must be used: PostgreSQL can't tell the type of one that
/// is not.
pub(super) fn numbered(text: &str) -> Result<(String, usize), String> {
    let mut used = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = rest.next() {
        quoted ^= c == '\'';
        if quoted || c != '$' {
            out.push(c);
            continue;
        }
        let mut number = 0;
        while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
            number = number * 10 + digit as usize;
            rest.next();
        }
        if number == 0 || number > 999 {
            return Err("a `$` outside quotes must be a parameter, `$1` to `$999`".into());
        }
        if used.len() < number {
            used.resize(number, false);
        }
        if let Some(used) = used.get_mut(number - 1) {
            *used = true;
        }
        out.push('?');
        out.push_str(&number.to_string());
    }
    match used.iter().position(|used| !used) {
        Some(unused) => Err(format!("`${}` is not used, so nothing tells its type", unused + 1)),
        None => Ok((out, used.len())),
    }
}

/// The statements of a migration, one by one. A `;` inside quotes does not end one.
pub(super) fn statements(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '\'';
        c == ';' && !quoted
    })
    .map(str::trim)
    .filter(|statement| !statement.is_empty())
    .collect()
}

/// A statement of a migration for SQLite: its types; tables check types, and lie in the order of their
/// key, so that what is read together lies together.
pub(super) fn sqlite_ddl(statement: &str) -> String {
    let text = words(statement, |word| match word {
        "BYTES" => Some("BLOB"),
        "BIGINT" => Some("INTEGER"),
        _ => None,
    });
    if !text.starts_with("CREATE TABLE") {
        return text;
    }
    // An integer key orders the table as it is.
    let plain = !text.contains("PRIMARY KEY") || text.contains("INTEGER NOT NULL PRIMARY KEY");
    text + if plain { " STRICT" } else { " STRICT, WITHOUT ROWID" }
}

/// A statement of a migration for PostgreSQL.
pub(super) fn postgres_ddl(statement: &str) -> String {
    words(statement, |word| (word == "BYTES").then_some("BYTEA"))
}

/// The text with words outside quotes replaced.
fn words(text: &str, replace: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    for (part, piece) in text.split('\'').enumerate() {
        if part > 0 {
            out.push('\'');
        }
        if part % 2 == 1 {
            out.push_str(piece);
            continue;
        }
        let inner = |c: char| c.is_alphanumeric() || c == '_';
        let mut rest = piece;
        while let Some(start) = rest.find(inner) {
            let end = rest[start..].find(|c| !inner(c)).map_or(rest.len(), |length| start + length);
            let word = &rest[start..end];
            out.push_str(&rest[..start]);
            out.push_str(replace(word).unwrap_or(word));
            rest = &rest[end..];
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_numbers() {
        let (text, count) = numbered("SELECT '$9' WHERE a = $2 AND b = $1 OR c = $2").unwrap();
        assert_eq!((text.as_str(), count), ("SELECT '$9' WHERE a = ?2 AND b = ?1 OR c = ?2", 2));
        assert_eq!(numbered("SELECT 1").unwrap().1, 0);
        assert_eq!(numbered("SELECT $10, $1, $2, $3, $4, $5, $6, $7, $8, $9").unwrap().1, 10);
    }

    #[test]
    fn a_gap_or_a_stray_dollar_is_refused() {
        assert!(numbered("SELECT $2").unwrap_err().contains("`$1`"));
        for text in ["SELECT $", "SELECT $0", "SELECT $x", "SELECT $1000"] {
            assert!(numbered(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_migration_falls_into_statements() {
        let text = "CREATE TABLE a (x TEXT DEFAULT ';');\n  CREATE INDEX b ON a (x); \n";
        assert_eq!(statements(text).len(), 2);
    }

    #[test]
    fn types_are_translated_outside_quotes_only() {
        let table = "CREATE TABLE t (a BYTES NOT NULL PRIMARY KEY, BYTES_b TEXT DEFAULT 'BYTES')";
        assert_eq!(
            postgres_ddl(table),
            "CREATE TABLE t (a BYTEA NOT NULL PRIMARY KEY, BYTES_b TEXT DEFAULT 'BYTES')"
        );
        assert_eq!(
            sqlite_ddl(table),
            "CREATE TABLE t (a BLOB NOT NULL PRIMARY KEY, BYTES_b TEXT DEFAULT 'BYTES') \
             STRICT, WITHOUT ROWID"
        );
        let counted = "CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY)";
        assert!(sqlite_ddl(counted).ends_with("PRIMARY KEY) STRICT"));
    }
}
