//! Whether a value fits what the data map says of its field; what is looked up, in one form.
//!
//! Problems are said without the value. Control characters are refused everywhere but for line ends
//! in text of several lines.
use crate::VaultError;
use probity_policy::{Field, Format};
use std::net::IpAddr;

/// Checks a value against its field's format and length; returns it without outer white space.
pub(crate) fn check<'v>(field: &Field, value: &'v str) -> Result<&'v str, VaultError> {
    let value = value.trim();
    let problem = problem(field, value);
    problem
        .map_or(Ok(value), |problem| Err(VaultError::Invalid { field: field.id.clone(), problem }))
}

fn problem(field: &Field, value: &str) -> Option<&'static str> {
    let multiline = field.format == Format::Multiline;
    let control = |c: char| c.is_control() && !(multiline && matches!(c, '\n' | '\r' | '\t'));
    if value.is_empty() {
        return Some("is empty; enter a value or leave the field out");
    }
    if value.chars().count() > field.max_length {
        return Some("is too long; enter a shorter value");
    }
    if value.chars().any(control) {
        return Some("holds control characters; type it anew");
    }
    let fits = match field.format {
        Format::Name | Format::Text | Format::Multiline | Format::Opaque => true,
        Format::Email => is_email(value),
        Format::Country => value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase()),
        Format::Url => ["https://", "http://"].iter().any(|scheme| {
            value.strip_prefix(scheme).is_some_and(|rest| rest.len() > 2 && !has_space(rest))
        }),
        Format::PasswordHash => value.starts_with("$argon2id$") && !has_space(value),
        Format::Ip => value.parse::<IpAddr>().is_ok(),
        Format::Timestamp => is_number(value, 0) || is_date(value),
        // Three decimals: as many as any currency in use has.
        Format::Amount => is_number(value, 3),
    };
    if fits { None } else { Some(wanted(field.format)) }
}

const fn wanted(format: Format) -> &'static str {
    match format {
        Format::Email => "is not an e-mail address; write it like name@example.org",
        Format::Country => "is not a country; choose one, by its code of two capital letters",
        Format::Url => "is not a web address; write it like https://example.org",
        Format::PasswordHash => "is not an argon2id hash; hash the password first",
        Format::Ip => "is not an IP address",
        Format::Timestamp => "is not a time; write it like 2026-11-23T12:00:00Z",
        Format::Amount => "is not an amount; write it like 25.00",
        Format::Name | Format::Text | Format::Multiline | Format::Opaque => "does not fit",
    }
}

fn has_space(text: &str) -> bool {
    text.chars().any(char::is_whitespace)
}

/// One `@`, a local part, and a domain of at least two labels; the mail system judges the rest.
fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.rsplit_once('@') else { return false };
    let label = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.len() <= 63
    };
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    !local.is_empty()
        && local.len() <= 64
        && !local.contains('@')
        && !value.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ','))
        && domain.chars().all(allowed)
        && domain.contains('.')
        && domain.split('.').all(label)
}

fn is_date(value: &str) -> bool {
    value.get(..10).is_some_and(|day| day.parse::<probity_policy::Version>().is_ok())
        && value.get(10..).is_some_and(|rest| {
            rest.is_empty() || (rest.starts_with('T') && rest.is_ascii() && !has_space(rest))
        })
}

fn is_number(value: &str, decimals: usize) -> bool {
    let (whole, part) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && (part.len() <= decimals || !value.contains('.'))
}

/// The form of a value under which it is found again: an e-mail address in any case is the same.
pub(crate) fn normal_form(format: Format, value: &str) -> String {
    let value = value.trim();
    match format {
        Format::Email | Format::Name | Format::Country => value.to_lowercase(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(format: Format, value: &str) -> bool {
        let field = Field {
            id: "x".to_owned(),
            category: "c".to_owned(),
            label: String::new(),
            collected: vec![],
            from: vec![],
            required_for: vec![],
            purposes: vec![],
            why: String::new(),
            keep: probity_policy::Retention::Account,
            lookup: false,
            history: false,
            format,
            max_length: 40,
        };
        check(&field, value).is_ok()
    }

    #[test]
    fn values_fit_their_format_or_are_refused() {
        for (format, good, bad) in [
            (
                Format::Email,
                &["a@b.example", "A.b+c@sub.example.org", "jürgen@müller.example", " a@b.example "]
                    [..],
                &[
                    "",
                    "a",
                    "a@b",
                    "@b.example",
                    "a@",
                    "a@b..example",
                    "a b@c.example",
                    "a@-b.example",
                    "a@b.example\nBcc: x",
                    "<a@b.example>",
                    "a@@b.example",
                    "a,b@c.example",
                ][..],
            ),
            (Format::Country, &["DE", "TW"], &["de", "Germany", "D", "D1", ""]),
            (Format::Name, &["Ada", "Ōe 健三郎", "O'Neil"], &["", "  ", "A\0", "A\u{7f}", "A\nB"]),
            (Format::Text, &["a line"], &["two\nlines", "esc \u{1b}[2J"]),
            (Format::Multiline, &["two\r\nlines"], &["a\u{8}b"]),
            (
                Format::Url,
                &["https://example.org/x"],
                &["javascript:alert(1)", "example.org", "https://", "http://a b"],
            ),
            (
                Format::PasswordHash,
                &["$argon2id$v=19$m=1$x"],
                &["hunter2", "$2b$12$x", "$argon2id$ x"],
            ),
            (Format::Ip, &["192.0.2.1", "2001:db8::1"], &["192.0.2", "localhost"]),
            (
                Format::Timestamp,
                &["2026-11-23", "2026-11-23T10:00:00Z", "1763895600000"],
                &["yesterday", "2026-13-01", "2026-11-23 10:00"],
            ),
            (
                Format::Amount,
                &["25", "25.00", "0.5", "1.250"],
                &["-1", "1,5", "1.2345", "1.", ".5", "1e3"],
            ),
        ] {
            for value in good {
                assert!(fits(format, value), "{format} should take {value:?}");
            }
            for value in bad {
                assert!(!fits(format, value), "{format} should refuse {value:?}");
            }
        }
        assert!(!fits(Format::Text, &"x".repeat(41)));
        assert!(fits(Format::Text, &"ß".repeat(40)), "length is in characters");
    }

    #[test]
    fn the_normal_form_ignores_case_and_outer_space() {
        assert_eq!(normal_form(Format::Email, " Ada@Example.ORG "), "ada@example.org");
        assert_eq!(normal_form(Format::Opaque, "AbC"), "AbC");
    }
}
