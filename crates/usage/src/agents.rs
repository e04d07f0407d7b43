//! Browsers and operating systems, told from the user agent.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde::Deserialize;
use ua_parser::{os, user_agent};

use crate::cache::Cache;
use crate::classify::Robots;

/// How much of an agent is looked at, and how many are remembered at least.
const LONGEST: usize = 2048;
const REMEMBERED: usize = 16 * 1024;

/// What a user agent says of who asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Agent {
    /// Tells agents apart that read alike: a hash of the whole text.
    pub id: u64,
    /// The browser, if it is one we know.
    pub browser: Option<Product>,
    /// The operating system, if it is one we know.
    pub system: Option<Product>,
    /// Whether it is a program.
    pub robot: Robot,
}

/// Whether somebody's browser asked, or a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robot {
    /// A browser, as far as it says.
    No,
    /// A program that says so: a crawler, a monitor, a library; or one that says nothing.
    Bot,
    /// A tool that looks for weaknesses.
    Scanner,
}

/// A browser or operating system with its version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Product {
    /// Its name: `Firefox`, `Mac OS X`.
    pub family: Box<str>,
    /// The parts of its version, as far as they are known.
    pub version: [Option<Box<str>>; 4],
}

/// Tells browsers and systems, and remembers what it told.
pub struct Agents {
    expressions: Arc<Compiled>,
    known: Cache<Arc<Agent>>,
}

/// What agents are told by.
struct Compiled {
    browsers: user_agent::Extractor<'static>,
    systems: os::Extractor<'static>,
    robots: Robots,
}

/// What is wrong with the expressions: never, as the tests see to.
#[derive(Debug, thiserror::Error)]
#[error("the expressions for user agents: {0}")]
pub struct BadExpressions(String);

#[derive(Deserialize)]
struct Expressions {
    user_agent_parsers: Vec<user_agent::Parser<'static>>,
    os_parsers: Vec<os::Parser<'static>>,
}

impl Agents {
    /// With the expressions of uap-core.
    ///
    /// # Errors
    ///
    /// Never: the tests read the same expressions.
    pub fn new() -> Result<Self, BadExpressions> {
        let bad = |error: &dyn std::fmt::Display| BadExpressions(error.to_string());
        let text = include_str!("../data/uap-core/regexes.json");
        let expressions: Expressions = serde_json::from_str(text).map_err(|error| bad(&error))?;
        let browsers = user_agent::Builder::new()
            .push_all(expressions.user_agent_parsers)
            .map_err(|error| bad(&error))?;
        let systems =
            os::Builder::new().push_all(expressions.os_parsers).map_err(|error| bad(&error))?;
        let expressions = Compiled {
            browsers: browsers.build().map_err(|error| bad(&error))?,
            systems: systems.build().map_err(|error| bad(&error))?,
            robots: Robots::new().map_err(|error| bad(&error))?,
        };
        Ok(Self { expressions: Arc::new(expressions), known: Cache::new(REMEMBERED) })
    }

    /// The same for another thread: what was compiled is shared, what is remembered is not.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { expressions: Arc::clone(&self.expressions), known: Cache::new(REMEMBERED) }
    }

    /// What an agent says.
    pub fn get(&mut self, agent: &[u8]) -> Arc<Agent> {
        let Self { expressions, known } = self;
        if agent.len() > LONGEST {
            // No browser's: not worth remembering, and what is remembered is bounded.
            return Arc::new(expressions.told(agent));
        }
        known.get(agent, || Arc::new(expressions.told(agent)))
    }

    /// The browser of an agent, not remembered.
    pub fn browser(&self, agent: &str) -> Option<Product> {
        browser(&self.expressions.browsers, agent)
    }

    /// The operating system of an agent, not remembered.
    pub fn system(&self, agent: &str) -> Option<Product> {
        system(&self.expressions.systems, agent)
    }
}

impl std::fmt::Debug for Agents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Agents").finish_non_exhaustive()
    }
}

impl Compiled {
    fn told(&self, agent: &[u8]) -> Agent {
        let mut hasher = DefaultHasher::new();
        agent.hash(&mut hasher);
        let start = agent.get(..LONGEST).unwrap_or(agent);
        let text = String::from_utf8_lossy(start);
        Agent {
            id: hasher.finish(),
            browser: browser(&self.browsers, &text),
            system: system(&self.systems, &text),
            robot: self.robots.kind(start),
        }
    }
}

fn browser(browsers: &user_agent::Extractor<'_>, agent: &str) -> Option<Product> {
    let found = browsers.extract(agent)?;
    let version = [found.major, found.minor, found.patch, found.patch_minor];
    Some(Product { family: (&*found.family).into(), version: version.map(|v| v.map(Into::into)) })
}

fn system(systems: &os::Extractor<'_>, agent: &str) -> Option<Product> {
    let found = systems.extract(agent)?;
    let version = [found.major, found.minor, found.patch, found.patch_minor];
    Some(Product { family: (&*found.os).into(), version: version.map(|v| v.map(|v| (*v).into())) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_systems_and_robots() {
        let mut agents = Agents::new().unwrap();
        for (text, browser, system, robot) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/131.0.0.0 Safari/537.36",
                Some("Chrome"),
                Some("Windows"),
                Robot::No,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
                Some("Firefox"),
                Some("Mac OS X"),
                Robot::No,
            ),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                Some("Googlebot"),
                None,
                Robot::Bot,
            ),
            ("Mozilla/5.00 (Nikto/2.1.5) (Evasions:None)", None, None, Robot::Scanner),
            ("", None, None, Robot::Bot),
            ("\u{0}\u{1}", None, None, Robot::No),
        ] {
            let agent = agents.get(text.as_bytes());
            let family = |product: &Option<Product>| product.as_ref().map(|p| p.family.to_string());
            if robot != Robot::Scanner {
                assert_eq!(family(&agent.browser).as_deref(), browser, "{text}");
                assert_eq!(family(&agent.system).as_deref(), system, "{text}");
            }
            assert_eq!(agent.robot, robot, "{text}");
            assert!(Arc::ptr_eq(&agent, &agents.get(text.as_bytes())));
        }
        let firefox = agents
            .browser("Mozilla/5.0 (X11; Linux x86_64; rv:128.5) Gecko/20100101 Firefox/128.5");
        assert_eq!(firefox.unwrap().version[0].as_deref(), Some("128"));
    }

    #[test]
    fn agents_that_read_alike_stay_apart() {
        let mut agents = Agents::new().unwrap();
        let (one, other) = (agents.get(b"Nobody's browser 1"), agents.get(b"Nobody's browser 2"));
        assert_eq!(one.browser, other.browser);
        assert_ne!(one.id, other.id);
        let long = "x".repeat(100_000);
        assert_ne!(agents.get(long.as_bytes()).id, agents.get(&long.as_bytes()[1..]).id);
        agents.get(b"\xff\xfe\x00");
    }
}
