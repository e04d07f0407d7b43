//! The checked values of `foundation.toml`; each is right once it exists.

use std::fmt;
use std::net::SocketAddr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::colour;
use crate::giving::currency;
use crate::language::Language;

macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The checked text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                let check: fn(&str) -> Result<String, String> = $check;
                check(&text).map(Self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

macro_rules! default {
    ($name:ident) => {
        impl $name {
            /// A default of this program; the tests parse every one.
            pub(super) fn known(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

macro_rules! shown {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    };
}

checked!(
    /// `http://` or `https://`, a host, perhaps a port; no path, no slash at its end.
    BaseUrl,
    base_url
);
default!(BaseUrl);
shown!(BaseUrl);
checked!(
    /// An e-mail address of the foundation itself, never a person's.
    Mailbox,
    mailbox
);
default!(Mailbox);
shown!(Mailbox);
checked!(
    /// The tag of a language that the interface speaks, like `en`.
    LanguageTag,
    language_tag
);
default!(LanguageTag);
shown!(LanguageTag);

checked!(
    /// An address or a block of them: `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`.
    AddressBlock,
    address_block
);
shown!(AddressBlock);

impl LanguageTag {
    /// The language.
    pub(crate) fn language(&self) -> &'static Language {
        Language::tagged(&self.0).unwrap_or_else(Language::english)
    }
}

checked!(
    /// The IANA name of a time zone, like `Europe/Lisbon`.
    ZoneName,
    zone_name
);
default!(ZoneName);
shown!(ZoneName);

impl ZoneName {
    /// The zone.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        crate::site::reader::known_zone(&self.0).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

checked!(
    /// The name of a class of membership, in tables, addresses and on the command line.
    ClassId,
    class_id
);
default!(ClassId);
shown!(ClassId);
checked!(
    /// The code of a currency that payments are made in, after ISO 4217, in capitals: `EUR`.
    Currency,
    currency
);
default!(Currency);
shown!(Currency);
checked!(
    /// The path of a picture below the folder of the pages.
    Logo,
    logo
);
shown!(Logo);
checked!(
    /// A colour like `#0b5563` that can be read on white.
    Colour,
    |text| colour::on_light(text)
);
shown!(Colour);
checked!(
    /// A colour like `#7fd1dd` that can be read on our dark ground.
    DarkColour,
    |text| colour::on_dark(text)
);
shown!(DarkColour);

impl Logo {
    /// Its address on the site.
    pub fn address(&self) -> String {
        format!("/{}", self.0)
    }
}

checked!(
    /// The name of a ledger: like an address without its scheme.
    Origin,
    origin
);
default!(Origin);
shown!(Origin);
checked!(
    /// The address of a PostgreSQL database. It may hold a password: never printed.
    DatabaseUrl,
    database_url
);

checked!(
    /// The name of a site: a host without port, in small letters.
    SiteName,
    site_name
);
shown!(SiteName);

checked!(
    /// A bucket that speaks S3, with a folder in it: `s3://bucket/folder`.
    Bucket,
    bucket
);
shown!(Bucket);
checked!(
    /// Where a bucket answers: as [`BaseUrl`], over TLS unless it is on this machine.
    Endpoint,
    endpoint
);
shown!(Endpoint);

impl Bucket {
    /// The bucket.
    pub fn name(&self) -> &str {
        let rest = self.0.strip_prefix("s3://").unwrap_or_default();
        rest.split_once('/').map_or(rest, |(name, _)| name)
    }

    /// The folder in it; empty for all of it.
    pub fn prefix(&self) -> &str {
        let rest = self.0.strip_prefix("s3://").unwrap_or_default();
        rest.split_once('/').map_or("", |(_, prefix)| prefix)
    }
}

impl Endpoint {
    /// Whether it is reached over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(redacted)")
    }
}

impl BaseUrl {
    /// The name under which this site's own visits are kept: the host, or `localhost` for one that is a
    /// bare IPv6 address.
    pub fn site(&self) -> SiteName {
        let host = self.authority().rsplit_once(':').map_or(self.authority(), |(host, _)| host);
        site_name(host).map_or_else(|_| SiteName("localhost".to_owned()), SiteName)
    }

    /// Whether visitors come over TLS; cookies are then bound to it.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Scheme, host and port as a browser sends them in `Origin`.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest)
    }
}

fn address_block(text: &str) -> Result<String, String> {
    let block: Result<probity_usage::guard::Block, _> = text.parse();
    block.map(|block| block.to_string()).map_err(|_| {
        format!(
            "`{text}` is no block of addresses: write it like `192.0.2.0/24` or `2001:db8::/32`"
        )
    })
}

fn base_url(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let wrong = |why: &str| Err(format!("`{text}` {why}, expected one like `https://example.org`"));
    match rest {
        None => wrong("does not start with http:// or https://"),
        Some("") => wrong("names no host"),
        Some(rest) if rest.contains(['/', '?', '#', '@']) => {
            wrong("has more than a host and a port")
        }
        Some(rest) if !rest.chars().all(is_host_char) => wrong("has a character no host has"),
        Some(_) => Ok(text.to_ascii_lowercase()),
    }
}

fn is_host_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']')
}

fn mailbox(text: &str) -> Result<String, String> {
    let good = text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && host.chars().all(is_host_char)
            && text.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';'))
    });
    if good && text.len() <= 254 {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is not an e-mail address, expected one like `privacy@example.org`"))
    }
}

fn origin(text: &str) -> Result<String, String> {
    let good = !text.is_empty()
        && text.len() <= 200
        && !text.contains("://")
        && text.chars().all(|c| c.is_ascii_graphic() && c != '+');
    if good {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is not a ledger's name, expected a host and a path without scheme, \
             like `example.org/ledger`"
        ))
    }
}

fn language_tag(text: &str) -> Result<String, String> {
    let known: Vec<&str> = Language::all(false).map(|language| language.tag).collect();
    if known.contains(&text) {
        Ok(text.to_owned())
    } else {
        let known = known.join("`, `");
        Err(format!("`{text}` is no language of the interface, expected one of `{known}`"))
    }
}

fn zone_name(text: &str) -> Result<String, String> {
    match crate::site::reader::known_zone(text) {
        Some(_) => Ok(text.to_owned()),
        None => {
            Err(format!("`{text}` is no time zone, expected one like `Europe/Lisbon` or `UTC`"))
        }
    }
}

fn class_id(text: &str) -> Result<String, String> {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.len() <= 24
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.chars().all(inside)
    {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is no id of a class, expected small letters, digits and hyphens, like `contributing`"
        ))
    }
}

fn currency(text: &str) -> Result<String, String> {
    let known = currency::Currency::named(text).filter(|currency| currency.code() == text);
    known.map(|currency| currency.code().to_owned()).ok_or_else(|| {
        format!("`{text}` is no currency that payments are made in, expected a code like `EUR`")
    })
}

fn site_name(text: &str) -> Result<String, String> {
    let name = text.trim_end_matches('.').to_ascii_lowercase();
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if !name.is_empty() && name.len() <= 253 && name.split('.').all(label) {
        Ok(name)
    } else {
        Err(format!(
            "`{text}` is no name of a site, expected a host without port, like `www.example.org` \
             (in letters of ASCII: `xn--…` for others)"
        ))
    }
}

fn logo(text: &str) -> Result<String, String> {
    let picture = crate::pages::kind::media_type(text).is_some_and(crate::pages::kind::is_picture);
    let inside =
        !text.starts_with('/') && text.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if picture && inside && crate::pages::address::of_file(text).is_ok() {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "`{text}` is not the path of a picture in the folder `site`, expected one like `logo.svg`"
        ))
    }
}

fn database_url(text: &str) -> Result<String, String> {
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return Ok(text.to_owned());
    }
    // Not quoted: a password may stand in it.
    Err("this is not the address of a PostgreSQL database, expected one like \
         `postgres://user@host/database`"
        .into())
}

fn bucket(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("s3://").map(|rest| rest.trim_end_matches('/'));
    let (name, prefix) = rest.map_or(("", ""), |rest| rest.split_once('/').unwrap_or((rest, "")));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let folder = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(plain);
    let good = (3..=63).contains(&name.len())
        && name.chars().all(|c| plain(c) && !c.is_ascii_uppercase())
        && (prefix.is_empty() || prefix.split('/').all(folder));
    match rest {
        Some(rest) if good => Ok(format!("s3://{rest}")),
        // Not quoted: somebody may have put a password in.
        _ => Err("this is not the address of a bucket, expected one like `s3://bucket/folder`; \
                  credentials stand elsewhere"
            .into()),
    }
}

fn endpoint(text: &str) -> Result<String, String> {
    let url = BaseUrl::try_from(text.to_owned())?;
    let host = url.authority();
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let host = port.map_or(host, |(host, _)| host).trim_matches(['[', ']']);
    if url.is_https() || is_local(host) {
        Ok(url.0)
    } else {
        Err(format!("`{text}` is not on this machine, so it must start with `https://`"))
    }
}

/// Whether `host` is this machine.
pub(super) fn is_local(host: &str) -> bool {
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Reads an address with its port.
pub(super) fn socket_address<'de, D: Deserializer<'de>>(from: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| {
        D::Error::custom(format!(
            "`{text}` is not an address with a port, expected one like `127.0.0.1:8080`"
        ))
    })
}

/// Reads a number of seconds: one second to an hour.
pub(super) fn seconds<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    bounded(from, 3600)
}

/// Reads a number of hours: one hour to a year.
pub(super) fn hours<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    bounded(from, 24 * 366)
}

/// Reads a number of days: one day to a year.
pub(super) fn days<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    bounded(from, 366)
}

/// Reads a number of minutes: one minute to a day.
pub(super) fn minutes<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    bounded(from, 24 * 60)
}

pub(super) fn bounded<'de, D: Deserializer<'de>>(from: D, most: u32) -> Result<u32, D::Error> {
    let number = i64::deserialize(from)?;
    u32::try_from(number).ok().filter(|number| (1..=most).contains(number)).ok_or_else(|| {
        D::Error::custom(format!("`{number}` is out of range, expected a number from 1 to {most}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_hosts_and_nothing_more() {
        let url: BaseUrl = "https://Example.org/".parse().unwrap();
        assert_eq!(url.as_str(), "https://example.org");
        assert!(url.is_https());
        assert_eq!(url.authority(), "example.org");
        assert!("http://[::1]:8080".parse::<BaseUrl>().is_ok());
        for wrong in ["example.org", "https://", "https://a/b", "https://me@a", "https://a b"] {
            assert!(wrong.parse::<BaseUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn sites_are_hosts_that_can_name_a_folder() {
        for (text, name) in
            [("www.Example.org", "www.example.org"), ("a.", "a"), ("x-1_y", "x-1_y")]
        {
            assert_eq!(text.parse::<SiteName>().unwrap().as_str(), name);
        }
        for wrong in ["", ".", "..", "a/b", "a..b", "-a", "a-", "a:80", "a b", "é", "a\\b", "a\0"]
        {
            assert!(wrong.parse::<SiteName>().is_err(), "{wrong}");
        }
        assert!("a".repeat(64).parse::<SiteName>().is_err());
    }

    #[test]
    fn buckets_have_a_name_and_perhaps_a_folder_and_their_endpoints_tls() {
        let bucket: Bucket = "s3://example-history/usage/of/all/".parse().unwrap();
        assert_eq!((bucket.name(), bucket.prefix()), ("example-history", "usage/of/all"));
        assert_eq!("s3://example".parse::<Bucket>().unwrap().prefix(), "");
        for wrong in ["", "bucket", "s3://", "s3://ab", "s3://a:b@c", "s3://Upper", "s3://abc/../d"]
        {
            assert!(wrong.parse::<Bucket>().is_err(), "{wrong}");
        }
        for good in [
            "https://s3.example.org",
            "http://127.0.0.1:9000",
            "http://[::1]:9000",
            "http://localhost",
        ] {
            assert!(good.parse::<Endpoint>().is_ok(), "{good}");
        }
        for wrong in ["http://s3.example.org", "http://127.0.0.1.example.org:80", "s3.example.org"]
        {
            assert!(wrong.parse::<Endpoint>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn mailboxes_and_origins_are_checked() {
        assert!("privacy@example.org".parse::<Mailbox>().is_ok());
        for wrong in ["privacy", "@example.org", "a@", "a@b@c", "a b@c", "<a@b>"] {
            assert!(wrong.parse::<Mailbox>().is_err(), "{wrong}");
        }
        assert!("example.org/ledger".parse::<Origin>().is_ok());
        for wrong in ["", "https://example.org", "a b", "a+b", "a\nb"] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
