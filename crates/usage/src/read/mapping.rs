//! Which value of a JSON line is what: tables of keys, for the servers we know and for any other.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;

use super::json::{self, NoJson, Path, Value};
use crate::address;
use crate::number::{self, Unit};
use crate::reject::Reason;
use crate::request::{Asked, Request};
use crate::time;

/// Where the parts of a request stand in a JSON line.
///
/// It is read from TOML. Each key names a value, with dots into objects, or several, of which the
/// first that is there counts:
///
/// ```toml
/// time = "time"                   # RFC 3339, the common log format, or a number since 1970
/// address = ["client", "req.ip"]
/// status = "res.status"
/// method = "req.method"           # these two, or `request` for "GET / HTTP/1.1"
/// target = "req.url"
/// protocol = "req.protocol"       # optional, as all that follow
/// site = "req.host"
/// bytes = "res.size"
/// agent = "req.headers.user-agent"
/// time-taken = "ms"
/// time-taken-unit = "ms"          # s, ms, us or ns
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Each key with what it is; earlier ones of the same part count more.
    keys: Vec<(Vec<u8>, Part, u8)>,
    taken: Unit,
}

/// What is wrong with a mapping.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// It is no TOML, or has other keys.
    #[error("{0}")]
    Toml(String),
    /// Something needed is not named.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// The unit of the time taken is not named.
    #[error("`time-taken-unit` is missing: it is `s`, `ms`, `us` or `ns`")]
    MissingUnit,
    /// A part names more keys than anyone needs.
    #[error("`{0}` names more than 16 keys")]
    TooMany(&'static str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Time,
    Address,
    Status,
    Request,
    Method,
    Target,
    Protocol,
    Site,
    Bytes,
    Agent,
    Taken,
}

const PARTS: usize = 11;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    time: Keys,
    address: Keys,
    status: Keys,
    request: Option<Keys>,
    method: Option<Keys>,
    target: Option<Keys>,
    protocol: Option<Keys>,
    site: Option<Keys>,
    bytes: Option<Keys>,
    agent: Option<Keys>,
    time_taken: Option<Keys>,
    time_taken_unit: Option<Unit>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Keys {
    One(String),
    Several(Vec<String>),
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    ///
    /// When it is no TOML of that form, or names too little to make a request of.
    pub fn parse(toml: &str) -> Result<Self, MappingError> {
        let file: File = toml::from_str(toml)
            .map_err(|error| MappingError::Toml(error.to_string().trim().to_owned()))?;
        let parts = file.method.is_some() && file.target.is_some();
        if !parts && file.request.is_none() {
            return Err(MappingError::Missing("request"));
        }
        if file.time_taken.is_some() && file.time_taken_unit.is_none() {
            return Err(MappingError::MissingUnit);
        }
        let named = [
            (Part::Time, "time", Some(file.time)),
            (Part::Address, "address", Some(file.address)),
            (Part::Status, "status", Some(file.status)),
            (Part::Request, "request", file.request),
            (Part::Method, "method", file.method),
            (Part::Target, "target", file.target),
            (Part::Protocol, "protocol", file.protocol),
            (Part::Site, "site", file.site),
            (Part::Bytes, "bytes", file.bytes),
            (Part::Agent, "agent", file.agent),
            (Part::Taken, "time-taken", file.time_taken),
        ];
        let mut keys = Vec::new();
        for (part, name, named) in named {
            let named = match named {
                Some(Keys::One(key)) => vec![key],
                Some(Keys::Several(keys)) => keys,
                None => continue,
            };
            if named.len() > 16 {
                return Err(MappingError::TooMany(name));
            }
            keys.extend(
                named.into_iter().zip(0..).map(|(key, rank)| (key.into_bytes(), part, rank)),
            );
        }
        Ok(Self { keys, taken: file.time_taken_unit.unwrap_or(Unit::Seconds) })
    }

    /// A line as a request.
    pub(super) fn read<'a>(&self, line: &'a [u8]) -> Result<Request<'a>, Reason> {
        let mut found = Parts::default();
        json::walk(line, &mut |path: &Path<'a, '_>, value| {
            let value = match value {
                Value::Text(text) => text,
                Value::Number(number) => number,
                Value::Word => return,
            };
            for (key, part, rank) in &self.keys {
                if is_at(path, key) {
                    found.offer(*part, *rank, value);
                }
            }
        })
        .map_err(|NoJson| Reason::Json)?;
        found.request(self.taken)
    }
}

/// Whether a key, with dots, is this path.
fn is_at(path: &Path<'_, '_>, key: &[u8]) -> bool {
    match path.above {
        None => path.key == key,
        Some(above) => key
            .strip_suffix(path.key)
            .and_then(|before| before.strip_suffix(b"."))
            .is_some_and(|before| is_at(above, before)),
    }
}

/// What was found on a line, each part with how good a place it stood in.
#[derive(Default)]
struct Parts<'a>([Option<(u8, &'a [u8])>; PARTS]);

impl<'a> Parts<'a> {
    /// Takes a value unless a better one is there. An empty one or `-` says nothing.
    fn offer(&mut self, part: Part, rank: u8, value: &'a [u8]) {
        let empty = matches!(value, b"" | b"-") && part != Part::Agent;
        if let Some(slot) = self.0.get_mut(part as usize)
            && !empty
            && slot.is_none_or(|(better, _)| rank < better)
        {
            *slot = Some((rank, value));
        }
    }

    fn get(&self, part: Part) -> Option<&'a [u8]> {
        self.0.get(part as usize).copied().flatten().map(|(_, value)| value)
    }

    fn request(&self, unit: Unit) -> Result<Request<'a>, Reason> {
        let text = |part| self.get(part).map(json::unescaped);
        let asked = match (text(Part::Method), text(Part::Target)) {
            (Some(method), Some(target)) => Asked::parts(method, target),
            (None, None) if self.get(Part::Request).is_none() => {
                // Another message of the same server.
                return Err(Reason::OtherJson);
            }
            _ => Asked::line(text(Part::Request).unwrap_or_default()),
        };
        let address = text(Part::Address).ok_or(Reason::OtherJson)?;
        let address = address::with_port(&address).ok_or(Reason::Address)?;
        let time = text(Part::Time).ok_or(Reason::Time)?;
        let time = time::checked(time::any(&time))?;
        let status = super::status(self.get(Part::Status).ok_or(Reason::Status)?)?;
        let Asked { method, path, query, protocol } = asked;
        let agent = text(Part::Agent);
        Ok(Request {
            time,
            address,
            site: text(Part::Site),
            method,
            path,
            query,
            protocol: text(Part::Protocol).unwrap_or(protocol),
            status,
            bytes: self.get(Part::Bytes).and_then(number::whole),
            // An agent that the client did not send is left out by some and empty with others.
            agent: match agent {
                Some(agent) if *agent == *b"-" => Some(Cow::Borrowed(&[])),
                None if self.get(Part::Agent).is_none() => None,
                agent => agent,
            },
            taken: self.get(Part::Taken).and_then(|taken| number::micros(taken, unit)),
        })
    }
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keys", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_says_what_it_lacks() {
        let wrong = |toml: &str| Mapping::parse(toml).unwrap_err().to_string();
        assert!(wrong("time = \"t\"").contains("address"));
        let three = "time='t'\naddress='a'\nstatus='s'\n";
        assert_eq!(wrong(three), "`request` is missing");
        assert_eq!(wrong(&format!("{three}method='m'")), "`request` is missing");
        assert!(wrong(&format!("{three}request='r'\ntime-taken='x'")).contains("time-taken-unit"));
        assert!(wrong(&format!("{three}request='r'\nreferrer='x'")).contains("referrer"));
        assert!(
            wrong(&format!("{three}request='r'\ntime-taken='x'\ntime-taken-unit='h'"))
                .contains("time-taken-unit")
        );
        let many = ["'k'"; 17].join(",");
        assert!(wrong(&format!("{three}request=[{many}]")).contains("16"));
        assert!(Mapping::parse(&format!("{three}request='r'")).is_ok());
    }

    #[test]
    fn the_first_key_that_is_there_counts_and_dots_go_into_objects() {
        let mapping = Mapping::parse(
            "time='t'\naddress=['x.ip','a']\nstatus='s'\nmethod='r.m'\ntarget='r.u'\nagent='h.ua'\n\
             time-taken='ms'\ntime-taken-unit='ms'",
        )
        .unwrap();
        let line = br#"{"a":"192.0.2.1","x":{"ip":"192.0.2.2"},"t":1700000000,"s":"404","r.m":"GET","r":{"u":"/a\u00e9?q"},"ms":1.5,"h":{"ua":["A","B"]}}"#;
        let request = mapping.read(line).unwrap();
        assert_eq!(request.address, "192.0.2.2".parse::<std::net::IpAddr>().unwrap());
        assert_eq!((request.status, request.taken), (404, Some(1500)));
        assert_eq!(&*request.path, "/a\u{e9}".as_bytes());
        assert_eq!(request.query.as_deref(), Some(&b"q"[..]));
        assert_eq!(request.agent.as_deref(), Some(&b"A"[..]));
        assert_eq!(mapping.read(b"{}"), Err(Reason::OtherJson));
        assert_eq!(mapping.read(b"{"), Err(Reason::Json));
    }
}
