//! From a file's path to the address of its page, and from a link in a page to where it leads.

use std::sync::LazyLock;

/// What a Markdown file is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The address of the page.
    pub address: String,
    /// The language that the name says, for a translation.
    pub language: Option<String>,
}

/// The page that a Markdown file is: `about/people.md` is `/about/people`, `about/index.md` is
/// `/about`, `about.de.md` is the German `/about`.
///
/// # Errors
/// Why the name cannot be part of an address, and what to call the file instead.
pub fn of_page(path: &str) -> Result<Place, (String, String)> {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let (name, language) = match name.split_once('.') {
        Some((name, language)) => (name, Some(language)),
        None => (name, None),
    };
    if let Some(language) = language.filter(|language| !is_language(language)) {
        return Err((
            format!("`{language}` is no language"),
            format!("call the page `{name}.md`, or its translation `{name}.de.md`"),
        ));
    }
    let parts = folder.split('/').filter(|part| !part.is_empty()).chain([name]);
    for part in parts.clone() {
        if !is_part(part) {
            let better = slug(part);
            return Err((
                format!("`{part}` cannot stand in an address"),
                format!("use small letters, digits and hyphens: `{better}`"),
            ));
        }
    }
    let parts: Vec<&str> = parts.collect();
    let parts = match parts.as_slice() {
        [folders @ .., "index"] => folders,
        parts => parts,
    };
    let address = format!("/{}", parts.join("/"));
    Ok(Place { address, language: language.map(str::to_owned) })
}

/// The address of any other file.
///
/// # Errors
/// Why not, and what to do.
pub fn of_file(path: &str) -> Result<String, (String, String)> {
    let odd = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
    match path.find(odd) {
        None => Ok(format!("/{path}")),
        Some(at) => {
            let c = path[at..].chars().next().unwrap_or_default();
            Err((
                format!("`{c}` cannot stand in an address"),
                "use letters, digits, dots, hyphens and underscores".to_owned(),
            ))
        }
    }
}

/// Whether it looks like a language: two or three small letters.
pub fn is_language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_part(part: &str) -> bool {
    !part.is_empty()
        && part.len() <= 80
        && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Words as they may stand in an address or be the id of a heading.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if !super::words::fold(c, &mut out) && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() > 60 {
            break;
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "section".to_owned() } else { out.to_owned() }
}

/// The address above: `/about/people` is below `/about`, `/about` below `/`.
pub fn above(address: &str) -> Option<&str> {
    let (above, last) = address.rsplit_once('/')?;
    match (above, last) {
        ("", "") => None,
        ("", _) => Some("/"),
        (above, _) => Some(above),
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To another site, or into the mail program.
    External(String),
    /// To an address of this site, perhaps to a place on it.
    Internal {
        /// The address; empty for the same page.
        address: String,
        /// What stands behind `?`.
        query: Option<String>,
        /// What stands behind `#`.
        fragment: Option<String>,
    },
    /// Nowhere that a page may lead, and why.
    Refused(&'static str),
}

impl Target {
    /// As it stands in `href`.
    pub fn href(&self) -> Option<String> {
        match self {
            Self::External(url) => Some(url.clone()),
            Self::Internal { address, query, fragment } => {
                let query = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
                let fragment = fragment.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
                Some(format!("{address}{query}{fragment}"))
            }
            Self::Refused(_) => None,
        }
    }
}

/// Where a link in the file at `path` leads. Authors may write addresses (`/about/people`) or paths
/// of files beside theirs (`people.md`, `../logo.svg`).
pub fn target(path: &str, link: &str) -> Target {
    let link = link.trim();
    if link.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return Target::Refused("it holds a character that no address has");
    }
    if link.len() > 2_000 {
        return Target::Refused("it is longer than 2,000 characters");
    }
    if let Some(scheme) = scheme(link) {
        return match scheme.as_str() {
            "https" | "http" | "mailto" | "tel" => Target::External(link.to_owned()),
            _ => Target::Refused("pages may link with https, http, mailto and tel"),
        };
    }
    if link.starts_with("//") {
        return Target::Refused("it leads to another site without saying how; write https://");
    }
    let (rest, fragment) = split(link, '#');
    let (rest, query) = split(rest, '?');
    let address = if rest.is_empty() { Some(String::new()) } else { absolute(path, rest) };
    match address {
        Some(address) => Target::Internal { address, query, fragment },
        None => Target::Refused("it leads out of the site"),
    }
}

fn split(text: &str, at: char) -> (&str, Option<String>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after.to_owned())),
        None => (text, None),
    }
}

/// What stands before the first colon, when that is a scheme.
fn scheme(link: &str) -> Option<String> {
    let (scheme, _) = link.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// The address of a path as seen from a file; none when it leads above the top.
fn absolute(path: &str, link: &str) -> Option<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    if !link.starts_with('/') {
        parts.extend(folder.split('/').filter(|part| !part.is_empty()));
    }
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if is_markdown(&joined)
        && let Ok(place) = of_page(&joined)
    {
        return Some(place.address);
    }
    Some(format!("/{joined}"))
}

/// The address of the software that answers at `address`, as a pattern; a page cannot have it.
pub fn of_the_software(address: &str) -> Option<&'static str> {
    static PATTERNS: LazyLock<Vec<&'static str>> = LazyLock::new(crate::site::routes::addresses);
    // The home page has its words from the folder.
    PATTERNS
        .iter()
        .filter(|pattern| **pattern != "/")
        .find(|pattern| fits(pattern, address))
        .copied()
}

fn fits(pattern: &str, address: &str) -> bool {
    let mut parts = address.split('/');
    for expected in pattern.split('/') {
        if expected.starts_with("{*") {
            return parts.next().is_some_and(|part| !part.is_empty());
        }
        match parts.next() {
            Some(part) if expected.starts_with('{') && !part.is_empty() => {
                // `{date}.txt` and the like take a part of a name.
                let rest = expected.split_once('}').map_or("", |(_, rest)| rest);
                if !part.ends_with(rest) {
                    return false;
                }
            }
            Some(part) if part == expected => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// Whether a file is a page: by its ending, in small letters, as its address has it.
#[expect(clippy::case_sensitive_file_extension_comparisons, reason = "`A.MD` is a file, no page")]
pub fn is_markdown(path: &str) -> bool {
    path.ends_with(".md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_an_address() {
        let page = |path| of_page(path).map(|place| (place.address, place.language));
        let plain = |address: &str| Ok((address.to_owned(), None));
        assert_eq!(page("index.md"), plain("/"));
        assert_eq!(page("about/index.md"), plain("/about"));
        assert_eq!(page("about/people.md"), plain("/about/people"));
        assert_eq!(page("about.de.md"), Ok(("/about".into(), Some("de".into()))));
        assert_eq!(page("a/index.de.md"), Ok(("/a".into(), Some("de".into()))));
        for wrong in ["Über uns.md", "a b.md", "a/B/c.md", "a.html.md", "a..md", ".md", "a/.md"] {
            assert!(page(wrong).is_err(), "{wrong}");
        }
        let (_, hint) = page("Über uns.md").unwrap_err();
        assert!(hint.contains("`uber-uns`"), "{hint}");
        assert_eq!(of_file("a/B_c.svg").unwrap(), "/a/B_c.svg");
        assert!(of_file("a b.svg").is_err() && of_file("a%2e.svg").is_err());
    }

    #[test]
    fn links_lead_where_an_author_expects() {
        let leads = |path, link| target(path, link).href();
        for (path, link, href) in [
            ("about/index.md", "people.md", "/about/people"),
            ("about/index.md", "../help.md#how", "/help#how"),
            ("about/index.md", "./index.md", "/about"),
            ("about/people.de.md", "index.de.md", "/about"),
            ("index.md", "images/a.svg", "/images/a.svg"),
            ("index.md", "/join?from=home#form", "/join?from=home#form"),
            ("index.md", "#here", "#here"),
            ("index.md", "about/", "/about"),
            ("index.md", "/", "/"),
            ("index.md", "HTTPS://example.org/x:y", "HTTPS://example.org/x:y"),
            ("index.md", "mailto:a@example.org", "mailto:a@example.org"),
        ] {
            assert_eq!(leads(path, link).as_deref(), Some(href), "{path}: {link}");
        }
        for wrong in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example/x",
            "/\\evil.example",
            "../../x",
            "java\tscript:x",
        ] {
            assert_eq!(leads("a/index.md", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn addresses_of_the_software_are_taken() {
        for taken in ["/join", "/privacy/2026-11-23", "/assets/logo.svg", "/ledger/tile/a/b"] {
            assert!(of_the_software(taken).is_some(), "{taken}");
        }
        for free in ["/", "/about", "/join/us", "/privacy-policy", "/ledger/tile/"] {
            assert_eq!(of_the_software(free), None, "{free}");
        }
        assert_eq!(above("/a/b"), Some("/a"));
        assert_eq!(above("/a"), Some("/"));
        assert_eq!(above("/"), None);
    }
}
