//! Checks what a person typed, by the format and length that the data map gives the field.

use probity_policy::{Field, Format, Giver};

use super::{countries, credential};
use crate::language::{Language, Say, words};
use crate::site::field::FieldError;
use crate::site::typed::Typed;

/// The value to keep, or what is wrong with it. An empty answer to an optional question is `None`.
///
/// # Errors
/// The sentence for the person in their language, without what they typed.
pub fn check(
    language: &'static Language,
    field: &Field,
    giver: Giver,
    typed: &Typed,
) -> Result<Option<Typed>, FieldError> {
    let label = || words::label(language, field).text().to_owned();
    let wrong = |say: Say| Err(FieldError { id: field.id.clone(), text: say.text() });
    if typed.is_blank() {
        return if field.is_optional_for(giver) {
            Ok(None)
        } else {
            wrong(missing(language, field))
        };
    }
    let text = typed.expose();
    let multiline = field.format == Format::Multiline;
    if text.chars().any(|c| c.is_control() && !(multiline && matches!(c, '\n' | '\r' | '\t'))) {
        return wrong(language.say("check-characters").with("label", label()));
    }
    let text = if field.format == Format::PasswordHash { text } else { text.trim() };
    let (least, most) = match field.format {
        Format::PasswordHash => (credential::SHORTEST, credential::LONGEST),
        _ => (0, field.max_length),
    };
    let length = text.chars().count();
    if length > most {
        return wrong(language.say("check-too-long").with("label", label()).with("most", most));
    }
    if length < least {
        return wrong(language.say("check-too-short").with("label", label()).with("least", least));
    }
    let fits = match field.format {
        Format::Email => is_email(text),
        Format::Country => countries::name(text).is_some(),
        Format::Url => is_url(text),
        _ => true,
    };
    if !fits {
        return wrong(misshapen(language, field));
    }
    let text =
        if multiline { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    Ok(Some(Typed::new(text)))
}

fn missing(language: &'static Language, field: &Field) -> Say {
    match field.format {
        Format::Name => language.say("check-missing-name"),
        Format::Email => language.say("check-missing-email"),
        Format::Country => language.say("check-missing-country"),
        Format::PasswordHash => language.say("check-missing-password"),
        _ => {
            let label = words::label(language, field);
            language.say("check-missing").with("label", label.text())
        }
    }
}

fn misshapen(language: &'static Language, field: &Field) -> Say {
    match field.format {
        Format::Email => language.say("check-shape-email"),
        Format::Country => language.say("check-shape-country"),
        Format::Url => language.say("check-shape-url"),
        _ => {
            let label = words::label(language, field);
            language.say("check-shape").with("label", label.text())
        }
    }
}

/// Whether mail could be sent there: one `@`, a local part that needs no quoting, a domain with a
/// dot. Whether it arrives, the confirmation shows.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && local.split('.').all(|part| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c))
        });
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    local_fits && text.len() <= 254 && domain.contains('.') && domain.split('.').all(label_fits)
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| {
        host.len() > 2 && !host.contains('@') && !text.chars().any(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_mail_can_reach() {
        for good in ["a@b.org", "ada.lovelace+x@mail.example.org", "o'neil@example.co.uk"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.org",
            "a@",
            "a b@c.org",
            "a@b..org",
            "a@-b.org",
            "a..b@c.org",
            "a@b.org\r\nBcc: c@d.org",
            "\"a\"@b.org",
            "a@b@c.org",
            "<a@b.org>",
            "a@exa_mple.org",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn web_addresses() {
        for good in ["https://example.org", "http://example.org/a?b#c"] {
            assert!(is_url(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "https://",
            "https://a",
            "ftp://a.b",
            "https://a.b c",
            "https://u:p@a",
        ] {
            assert!(!is_url(bad), "{bad}");
        }
    }
}
