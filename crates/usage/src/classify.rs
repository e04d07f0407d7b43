//! What a request was: a page that somebody looked at, or something else.
//!
//! The lists stand in `data/lists/`, one word a line. In this order, the first that fits:
//!
//! | Kind | What |
//! | --- | --- |
//! | probe | no HTTP request at all; an agent or a path of those who look for weaknesses; a path that many sites have, and this one has not |
//! | bot | an agent that is a program, or says nothing where the log has agents |
//! | error | no answer, or a status from 400 |
//! | asset | a path that ends like an image, style, script, font, feed, archive; or below `/.well-known/` |
//! | other | no `GET`, or a status that shows nothing (redirects, partial answers) |
//! | page | the rest: `GET` with a status of 200 to 205, or 304 |
//!
//! Pages make visits. All the rest counts for protection, availability and performance.

use aho_corasick::{AhoCorasick, BuildError};

use crate::agents::{Agent, Robot};
use crate::request::Request;

/// What a request was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A page that somebody looked at.
    Page,
    /// A part of a page, or a file that is none.
    Asset,
    /// A program's request.
    Bot,
    /// It was not answered, or with an error.
    Error,
    /// Somebody looked for a weakness.
    Probe,
    /// A form sent, a redirect, a question about the server: nothing to look at.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Page, Self::Asset, Self::Bot, Self::Error, Self::Probe, Self::Other];

    /// Its name, as the history has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Asset => "asset",
            Self::Bot => "bot",
            Self::Error => "error",
            Self::Probe => "probe",
            Self::Other => "other",
        }
    }

    /// The kind of that name.
    pub fn named(name: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().as_bytes() == name)
    }
}

/// What a path alone tells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PathKind {
    is_probe: bool,
    /// If there is no such path.
    is_failed_probe: bool,
    is_asset: bool,
}

/// Tells what requests were.
#[derive(Debug)]
pub struct Classifier {
    assets: Vec<&'static [u8]>,
    probes: AhoCorasick,
    failed: AhoCorasick,
}

impl Classifier {
    /// With the lists.
    ///
    /// # Errors
    ///
    /// Never: the tests read the same lists.
    pub fn new() -> Result<Self, BuildError> {
        Ok(Self {
            assets: words(include_str!("../data/lists/assets.txt")).collect(),
            probes: pieces(include_str!("../data/lists/probes.txt"))?,
            failed: pieces(include_str!("../data/lists/probes-failed.txt"))?,
        })
    }

    /// What a request was. Without an agent the log has none.
    pub fn kind(&self, request: &Request<'_>, agent: Option<&Agent>) -> Kind {
        Self::kind_with(request, agent, self.path(&request.path))
    }

    /// What can be told of a path alone, and remembered.
    pub(crate) fn path(&self, path: &[u8]) -> PathKind {
        PathKind {
            is_probe: self.probes.is_match(path),
            is_failed_probe: self.failed.is_match(path),
            is_asset: self.is_asset(path),
        }
    }

    /// The same, with what was told of its path.
    pub(crate) fn kind_with(
        request: &Request<'_>,
        agent: Option<&Agent>,
        of_path: PathKind,
    ) -> Kind {
        let Request { path, status, .. } = request;
        let robot = agent.map_or(Robot::No, |agent| agent.robot);
        let is_failed_probe = (400..500).contains(status) && of_path.is_failed_probe;
        let is_probe = of_path.is_probe || is_failed_probe;
        if request.is_malformed() || robot == Robot::Scanner || is_probe {
            return Kind::Probe;
        }
        if robot == Robot::Bot {
            return Kind::Bot;
        }
        if *status == 0 || *status >= 400 {
            return Kind::Error;
        }
        if of_path.is_asset {
            return Kind::Asset;
        }
        let shown = matches!(status, 200..=205 | 304);
        if *request.method != *b"GET" || !shown || path.first() != Some(&b'/') {
            return Kind::Other;
        }
        Kind::Page
    }

    fn is_asset(&self, path: &[u8]) -> bool {
        if path.starts_with(b"/.well-known/") {
            return true;
        }
        // No suffix on the list has a slash but at its start: only the last part matters.
        let start = memchr::memrchr(b'/', path).unwrap_or(0);
        let last = path.get(start..).unwrap_or_default();
        if memchr::memchr(b'.', last).is_none() {
            return false;
        }
        self.assets.iter().any(|suffix| {
            last.len()
                .checked_sub(suffix.len())
                .and_then(|at| last.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case(suffix))
        })
    }
}

/// Tells programs from browsers by what they call themselves.
#[derive(Debug)]
pub(crate) struct Robots {
    bots: AhoCorasick,
    scanners: AhoCorasick,
}

impl Robots {
    pub(crate) fn new() -> Result<Self, BuildError> {
        Ok(Self {
            bots: pieces(include_str!("../data/lists/bots.txt"))?,
            scanners: pieces(include_str!("../data/lists/scanners.txt"))?,
        })
    }

    pub(crate) fn kind(&self, agent: &[u8]) -> Robot {
        if self.scanners.is_match(agent) {
            Robot::Scanner
        } else if agent.trim_ascii().is_empty() || ends_in_bot(agent) || self.bots.is_match(agent) {
            Robot::Bot
        } else {
            Robot::No
        }
    }
}

fn ends_in_bot(agent: &[u8]) -> bool {
    agent.last_chunk::<3>().is_some_and(|end| end.eq_ignore_ascii_case(b"bot"))
}

/// The words of a list. A blank at the end of a line is part of the word.
fn words(list: &'static str) -> impl Iterator<Item = &'static [u8]> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).map(str::as_bytes)
}

fn pieces(list: &'static str) -> Result<AhoCorasick, BuildError> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(words(list))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agents::Agents;
    use std::borrow::Cow;

    const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

    fn kind(
        agents: &mut Agents,
        (method, path, status, agent): (&str, &str, u16, Option<&str>),
    ) -> Kind {
        let request = Request {
            time: 0,
            address: [192, 0, 2, 1].into(),
            site: None,
            method: Cow::Borrowed(method.as_bytes()),
            path: Cow::Borrowed(path.as_bytes()),
            query: None,
            protocol: Cow::Borrowed(b""),
            status,
            bytes: None,
            agent: None,
            taken: None,
        };
        let agent = agent.map(|agent| agents.get(agent.as_bytes()));
        Classifier::new().unwrap().kind(&request, agent.as_deref())
    }

    #[test]
    fn requests_are_told_apart() {
        let mut agents = Agents::new().unwrap();
        for (method, path, status, agent, expected) in [
            ("GET", "/", 200, Some(BROWSER), Kind::Page),
            ("GET", "/über/uns|x", 304, Some(BROWSER), Kind::Page),
            ("GET", "/paper.pdf", 200, Some(BROWSER), Kind::Page),
            ("GET", "/notes.txt", 200, Some(BROWSER), Kind::Page),
            ("GET", "/v1.2/", 200, Some(BROWSER), Kind::Page),
            ("GET", "/", 200, None, Kind::Page),
            ("GET", "/style.CSS", 200, Some(BROWSER), Kind::Asset),
            ("GET", "/a/robots.txt", 200, Some(BROWSER), Kind::Asset),
            ("GET", "/.well-known/security.txt", 200, Some(BROWSER), Kind::Asset),
            ("GET", "/", 200, Some(""), Kind::Bot),
            ("GET", "/", 200, Some("curl/8.5.0"), Kind::Bot),
            ("GET", "/missing", 404, Some("Twitterbot"), Kind::Bot),
            ("GET", "/missing", 404, Some(BROWSER), Kind::Error),
            ("GET", "/style.css", 500, Some(BROWSER), Kind::Error),
            ("GET", "/", 0, Some(BROWSER), Kind::Error),
            ("POST", "/join", 200, Some(BROWSER), Kind::Other),
            ("HEAD", "/", 200, Some(BROWSER), Kind::Other),
            ("GET", "/", 302, Some(BROWSER), Kind::Other),
            ("GET", "/", 206, Some(BROWSER), Kind::Other),
            ("OPTIONS", "*", 200, Some(BROWSER), Kind::Other),
            ("GET", "http://elsewhere.example/", 200, Some(BROWSER), Kind::Other),
            ("", "", 400, Some(""), Kind::Probe),
            ("GET", "/a/../../etc/passwd", 200, Some(BROWSER), Kind::Probe),
            ("GET", "/%2E%2e/", 404, Some("curl/8"), Kind::Probe),
            ("GET", "/.ENV", 200, Some(BROWSER), Kind::Probe),
            ("GET", "/wp-login.php", 404, Some(BROWSER), Kind::Probe),
            ("GET", "/wp-login.php", 200, Some(BROWSER), Kind::Page),
            ("GET", "/", 200, Some("sqlmap/1.8"), Kind::Probe),
        ] {
            assert_eq!(
                kind(&mut agents, (method, path, status, agent)),
                expected,
                "{method} {path} {status}"
            );
        }
    }

    #[test]
    fn lists_hold_small_letters_and_nothing_twice() {
        for (name, list) in [
            ("assets", include_str!("../data/lists/assets.txt")),
            ("bots", include_str!("../data/lists/bots.txt")),
            ("scanners", include_str!("../data/lists/scanners.txt")),
            ("probes", include_str!("../data/lists/probes.txt")),
            ("probes-failed", include_str!("../data/lists/probes-failed.txt")),
        ] {
            let all: Vec<_> = words(list).collect();
            let distinct: std::collections::HashSet<_> = all.iter().collect();
            assert_eq!(all.len(), distinct.len(), "{name}");
            for word in all {
                assert!(word.len() >= 2, "{name}");
                assert!(!word.iter().any(u8::is_ascii_uppercase), "{name}: {word:?}");
            }
        }
    }

    #[test]
    fn browsers_are_no_bots() {
        let robots = Robots::new().unwrap();
        for agent in [
            BROWSER,
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 14; Cubot P80) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/126.0.0.0 Mobile Safari/537.36",
            "Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18",
            "Lynx/2.9.0 libwww-FM/2.14",
            "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) \
             Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 DuckDuckGo/5",
        ] {
            assert_eq!(robots.kind(agent.as_bytes()), Robot::No, "{agent}");
        }
    }
}
