//! `foundation.toml`: what the operator decides that the policy does not.
//!
//! A new setting is one field here with its default, and one row in [`sample`], from which the
//! commented file that `probity init` writes is generated; a test fails when either is missing.
//! Unknown keys are errors. Nothing here can loosen what the policy says.

pub mod alert;
pub mod colour;
pub mod membership;
pub mod sample;
mod types;
mod usage;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use alert::Alert;
pub use membership::{Class, Membership};
pub use types::{
    AddressBlock, BaseUrl, Bucket, ClassId, Colour, Currency, DarkColour, DatabaseUrl, Endpoint,
    LanguageTag, Logo, Mailbox, Origin, SiteName, ZoneName,
};
pub use usage::Usage;

/// The file's name inside the data directory.
pub const FILE: &str = "foundation.toml";

/// Everything `foundation.toml` can say, with its defaults filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Who runs this: shown on every page and in every message.
    pub foundation: Foundation,
    /// Where the site answers.
    pub server: Server,
    /// Where data and keys rest.
    pub database: Database,
    /// How messages leave.
    pub mail: Mail,
    /// The public name of the ledger.
    pub ledger: Ledger,
    /// How long sessions and links live.
    pub signin: SignIn,
    /// Protection against attacks.
    pub guard: Guard,
    /// Whose logs are read.
    pub usage: Usage,
    /// Which classes of membership there are.
    pub membership: Membership,
    /// How gifts are paid.
    pub payment: Payment,
}

/// Who runs this installation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Foundation {
    /// The name people know.
    pub name: String,
    /// The postal address, one line.
    pub address: String,
    /// Where a person writes who believes that something about them is wrong (promise S4).
    pub privacy_contact: Mailbox,
    /// Where a weakness of the site is reported; without it, at the address above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_contact: Option<Mailbox>,
    /// The address under which visitors reach the site; links in messages start with it.
    pub base_url: BaseUrl,
    /// The language of letters, and of pages for readers whose own language we do not have.
    pub language: LanguageTag,
    /// Where the foundation's days begin and end: memberships are counted in its days.
    pub time_zone: ZoneName,
    /// A picture in the folder of the pages that stands beside the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// The foundation's colour on a light ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// The foundation's colour on a dark ground; without it, one is made of the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour_dark: Option<DarkColour>,
}

impl Default for Foundation {
    fn default() -> Self {
        Self {
            name: "The Example Foundation".into(),
            address: "1 Example Street, Example Town".into(),
            privacy_contact: Mailbox::known("privacy@example.org"),
            security_contact: None,
            base_url: BaseUrl::known("http://127.0.0.1:8080"),
            language: LanguageTag::known("en"),
            time_zone: ZoneName::known("UTC"),
            logo: None,
            colour: None,
            colour_dark: None,
        }
    }
}

/// Where the site answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port, like `127.0.0.1:8080`; port 0 takes any free one.
    #[serde(deserialize_with = "types::socket_address")]
    pub listen: std::net::SocketAddr,
    /// Reverse proxies in front of the site. What they say of a visitor's address is believed
    /// (`X-Forwarded-For`), and nobody else's word.
    pub proxies: Vec<std::net::IpAddr>,
}

impl Default for Server {
    fn default() -> Self {
        let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
        Self { listen, proxies: Vec::new() }
    }
}

/// Where data and keys rest. Without addresses both are SQLite files in the data directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// A PostgreSQL address for the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<DatabaseUrl>,
    /// Another PostgreSQL database for the keys; never the one above, or erasure would not
    /// reach its backups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys_url: Option<DatabaseUrl>,
}

/// How messages leave.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// The way out.
    pub transport: Transport,
    /// The sender of every message.
    pub from: Mailbox,
    /// For `eml`: the directory for the files; outside the data directory, because they hold
    /// plain text. Without it: the data directory's name with `-outbox` at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<PathBuf>,
    /// For `smtp`: the server's name.
    pub host: String,
    /// For `smtp`: the server's port.
    pub port: u16,
    /// For `smtp`: how the connection is protected.
    pub tls: Tls,
    /// For `smtp`: the account, when the server wants one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// For `smtp`: a file that holds the account's password on its first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: Transport::Eml,
            from: Mailbox::known("no-reply@example.org"),
            directory: None,
            host: "localhost".into(),
            port: 587,
            tls: Tls::Starttls,
            user: None,
            password_file: None,
        }
    }
}

/// The way a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Messages wait in the queue until a transport is set.
    None,
    /// To a mail server.
    Smtp,
    /// As `.eml` files in a directory.
    Eml,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tls {
    /// Begin in plain, then upgrade; refused by us when the server does not offer it.
    Starttls,
    /// Encrypted from the first byte.
    Implicit,
    /// Not at all: only to a server on this machine.
    None,
}

/// The ledger's public name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ledger {
    /// First line of every checkpoint: a name without scheme, like `example.org/ledger`. It never
    /// changes once the ledger has entries.
    pub origin: Origin,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { origin: Origin::known("example.org/ledger") }
    }
}

/// How long sessions and links live.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignIn {
    /// Hours without use until a session ends; for staff, hours until it ends whatever happens.
    #[serde(deserialize_with = "types::hours")]
    pub session_hours: u32,
    /// Days until a member's session ends, however much it is used.
    #[serde(deserialize_with = "types::days")]
    pub session_days: u32,
    /// Hours until a session at the desk ends.
    #[serde(deserialize_with = "types::hours")]
    pub staff_hours: u32,
    /// Minutes for which a sign-in link works.
    #[serde(deserialize_with = "types::minutes")]
    pub link_minutes: u32,
    /// Hours for which the link works that confirms an e-mail address.
    #[serde(deserialize_with = "types::hours")]
    pub confirm_hours: u32,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            session_hours: 12,
            session_days: 30,
            staff_hours: 8,
            link_minutes: 15,
            confirm_hours: 48,
        }
    }
}

/// Protection of the site against attacks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Whether the site protects itself.
    pub enabled: bool,
    /// Addresses and blocks of them that are never refused, besides loopback and the proxies.
    pub allow: Vec<AddressBlock>,
    /// A folder of scenarios of the foundation's own, in the data directory or anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<PathBuf>,
    /// Scenarios that are not watched for.
    pub off: Vec<String>,
    /// Where known crawlers really come from, by a piece of their user agent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub crawlers: BTreeMap<String, Vec<AddressBlock>>,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            enabled: true,
            allow: Vec::new(),
            scenarios: None,
            off: Vec::new(),
            crawlers: BTreeMap::new(),
        }
    }
}

/// How gifts are paid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Payment {
    /// Who takes cards. Whoever it is, none is taken without an agreement on record.
    pub provider: PaymentProvider,
    /// The currencies that can be given in, the first one first.
    pub currencies: Vec<Currency>,
    /// Above so many whole units of its currency, a payment that staff put on record needs a second
    /// one of them to look at it.
    pub second_look_above: u32,
    /// Whether real money is moved; otherwise the keys are those of the provider's tests.
    pub live: bool,
    /// A file with the provider's secret key on its first line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// A file with the secret that webhooks are signed with; two, one a line, while it is replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub webhook_secret_file: Option<PathBuf>,
}

impl Default for Payment {
    fn default() -> Self {
        Self {
            provider: PaymentProvider::None,
            currencies: vec![Currency::known("EUR")],
            second_look_above: 1000,
            live: true,
            key_file: None,
            webhook_secret_file: None,
        }
    }
}

/// Who takes cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentProvider {
    /// Nobody.
    None,
    /// Stripe.
    Stripe,
}

impl Config {
    /// Reads `foundation.toml` in `dir`.
    pub fn load(dir: &Path) -> Result<Self, ConfigError> {
        let path = dir.join(FILE);
        let bytes = std::fs::read(&path).map_err(|source| ConfigError {
            place: path.display().to_string(),
            excerpt: None,
            message: match source.kind() {
                std::io::ErrorKind::NotFound => "there is no such file".into(),
                _ => format!("cannot be read: {source}"),
            },
            hint: Some("run `probity init` with this data directory to make one".into()),
        })?;
        Self::parse(&path.display().to_string(), &bytes)
    }

    /// Reads the text of a `foundation.toml`; `name` stands in errors.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, ConfigError> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line =
                1 + String::from_utf8_lossy(&bytes[..error.valid_up_to()]).matches('\n').count();
            ConfigError {
                place: format!("{name}:{line}"),
                excerpt: None,
                message: "this line is not UTF-8 text".into(),
                hint: Some("save the file as UTF-8".into()),
            }
        })?;
        let config: Self =
            toml::from_str(text).map_err(|error| ConfigError::from_toml(name, text, &error))?;
        config.check(name)?;
        Ok(config)
    }

    /// What no single key can tell: combinations that must not be.
    fn check(&self, name: &str) -> Result<(), ConfigError> {
        let fault = |message: &str, hint: &str| {
            Err(ConfigError {
                place: name.to_owned(),
                excerpt: None,
                message: message.into(),
                hint: Some(hint.into()),
            })
        };
        if self.database.url.is_some() && self.database.url == self.database.keys_url {
            return fault(
                "`database.url` and `database.keys_url` are the same database",
                "give the keys a database of their own: a backup of the data must not hold keys",
            );
        }
        if self.database.url.is_none() && self.database.keys_url.is_some() {
            return fault(
                "`database.keys_url` is set but `database.url` is not",
                "set both, or neither to keep everything in the data directory",
            );
        }
        if let Err((message, hint)) = self.usage.check() {
            return fault(message, hint);
        }
        if let Err((message, hint)) = self.usage.check_alerts(&self.foundation.base_url.site()) {
            return fault(&message, hint);
        }
        if self.mail.user.is_some() != self.mail.password_file.is_some() {
            return fault(
                "`mail.user` and `mail.password_file` belong together",
                "set both, or neither when the server asks for no account",
            );
        }
        if self.payment.provider != PaymentProvider::None && self.payment.currencies.is_empty() {
            return fault("`payment.currencies` is empty", "name at least one, like [\"EUR\"]");
        }
        if self.mail.transport == Transport::Smtp
            && self.mail.tls == Tls::None
            && !types::is_local(&self.mail.host)
        {
            return fault(
                "`mail.tls = \"none\"` to a server that is not on this machine",
                "messages hold names and addresses: use \"starttls\" or \"implicit\"",
            );
        }
        Ok(())
    }
}

/// Why a `foundation.toml` was refused: the place, the line with a caret, and what to do.
#[derive(Debug)]
pub struct ConfigError {
    place: String,
    excerpt: Option<String>,
    message: String,
    hint: Option<String>,
}

impl ConfigError {
    fn from_toml(name: &str, text: &str, error: &toml::de::Error) -> Self {
        let said = error.message().trim().replace('\n', " ");
        let (said, hint) = match said.split_once(", expected ") {
            Some((head, expected)) => (head, Some(format!("expected {expected}"))),
            None => (said.as_str(), None),
        };
        let message = said.replace("unknown field", "unknown key").replace("variant", "value");
        let Some(span) = error.span() else {
            return Self { place: name.to_owned(), excerpt: None, message, hint };
        };
        let start = span.start.min(text.len());
        let before = text.get(..start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let source = text.lines().nth(line - 1).unwrap_or("");
        let width = text
            .get(span.clone())
            .and_then(|found| found.lines().next())
            .map_or(1, |found| found.chars().count().max(1));
        let gutter = line.to_string();
        let pad = " ".repeat(gutter.len());
        // A secret may stand on the line: an address of a database never goes into a message.
        let excerpt = (!source.contains("://")).then(|| {
            format!("{gutter} | {source}\n{pad} | {}{}", " ".repeat(column - 1), "^".repeat(width))
        });
        Self { place: format!("{name}:{line}:{column}"), excerpt, message, hint }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, "\n{excerpt}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Config::parse("foundation.toml", text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(Config::parse("f", b"").unwrap(), Config::default());
    }

    #[test]
    fn an_unknown_key_is_shown_with_its_place_and_the_known_ones() {
        let text = refused("[foundation]\nname = \"x\"\nnmae = \"y\"\n");
        assert!(text.starts_with("foundation.toml:3:1: unknown key `nmae`"), "{text}");
        assert!(text.contains("3 | nmae = \"y\"\n  | ^^^^"), "{text}");
        assert!(text.contains("hint: expected one of `name`"), "{text}");
    }

    #[test]
    fn a_wrong_value_is_shown_with_its_place_and_what_would_do() {
        let text = refused("[server]\nlisten = \"here\"\n");
        assert!(text.starts_with("foundation.toml:2:10: `here` is not an address"), "{text}");
        let text = refused("[mail]\ntransport = \"pigeon\"\n");
        assert!(text.contains("unknown value `pigeon`"), "{text}");
        assert!(text.contains("hint: expected one of `none`, `smtp`, `eml`"), "{text}");
        let text = refused("[signin]\nlink_minutes = 0\n");
        assert!(text.starts_with("foundation.toml:2:16"), "{text}");
    }

    #[test]
    fn a_password_in_a_database_address_never_reaches_a_message() {
        let text = refused("[database]\nurl = \"mysql://me:hunter2@h/db\"\n");
        assert!(text.contains("foundation.toml:2:7"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        let text = "[database]\nurl = \"postgres://me:hunter2@h/db\"\n";
        let config = Config::parse("f", text.as_bytes()).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn keys_beside_the_data_and_half_an_account_are_refused() {
        let same = "[database]\nurl = \"postgres://h/a\"\nkeys_url = \"postgres://h/a\"\n";
        assert!(refused(same).contains("the same database"));
        assert!(refused("[database]\nkeys_url = \"postgres://h/a\"\n").contains("`database.url`"));
        assert!(refused("[mail]\nuser = \"me\"\n").contains("belong together"));
        let plain = "[mail]\ntransport = \"smtp\"\ntls = \"none\"\nhost = \"mail.example.org\"\n";
        assert!(refused(plain).contains("not on this machine"));
    }

    #[test]
    fn logs_are_not_taken_from_just_anybody() {
        let site = "syslog_site = \"www.example.org\"\n";
        let anywhere = "[usage]\nsyslog_listen = \"0.0.0.0:6514\"\n";
        let tls = "syslog_certificate = \"a\"\nsyslog_key = \"b\"\n";
        assert!(refused(anywhere).contains("`usage.syslog_site`"));
        assert!(refused(&format!("{anywhere}{site}")).contains("from anybody"));
        assert!(refused(&format!("{anywhere}{site}{tls}")).contains("from anybody"));
        let half = "syslog_key = \"b\"\n";
        assert!(refused(&format!("{anywhere}{site}{half}")).contains("belong together"));
        let ca = "syslog_client_ca = \"c\"\n";
        assert!(refused(&format!("{anywhere}{site}{ca}")).contains("needs a certificate"));
        assert!(refused("[usage]\nsyslog_format = \"csv\"\n").contains("names no format"));
        for fine in [
            format!("{anywhere}{site}{tls}{ca}"),
            format!("{anywhere}{site}syslog_peers = [\"192.0.2.1\"]\n"),
            format!("[usage]\nsyslog_listen = \"[::1]:6514\"\n{site}"),
        ] {
            Config::parse("f", fine.as_bytes()).unwrap();
        }
    }

    #[test]
    fn text_that_is_not_utf_8_is_refused_with_its_line() {
        let error = Config::parse("f", b"[server]\n# \xff\n").unwrap_err().to_string();
        assert!(error.starts_with("f:2: "), "{error}");
    }
}
