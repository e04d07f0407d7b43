//! The common log format and what grew out of it: combined, with the site before it, with the time
//! taken behind it.
//!
//! One reader takes them all, line by line, since one file often holds several: an optional site, the
//! address, the user (passed over), the time, the request, status and size, and if they are there the
//! referrer (passed over), the agent and more.

use std::borrow::Cow;

use super::{quoted, usual};
use crate::address;
use crate::number::{self, Unit};
use crate::reject::Reason;
use crate::request::{Asked, Request, split_at_byte};
use crate::time;

/// A line, with the unit of the time taken if there is one behind the agent.
#[inline]
pub(super) fn read<'a>(
    line: &'a [u8],
    taken: Option<Unit>,
    memo: &mut time::Memo,
) -> Result<Request<'a>, Reason> {
    match usual::read(line, taken, memo) {
        Some(request) => Ok(request),
        None => any(line, taken, memo),
    }
}

/// The same for any line.
pub(super) fn any<'a>(
    line: &'a [u8],
    taken: Option<Unit>,
    memo: &mut time::Memo,
) -> Result<Request<'a>, Reason> {
    let (before, time, rest) = around_time(line, |inside| memo.common(inside))?;
    let (site, address) = who(before)?;
    let time = time::checked(time)?;
    let (request, rest) = quoted::field(rest).ok_or(Reason::Layout)?;
    let (status, rest) = word(rest);
    let status = super::status(status)?;
    let (bytes, rest) = word(rest);
    let bytes = match bytes {
        b"-" => Some(0),
        digits => number::whole(digits),
    };
    let (agent, rest) = agent(rest);
    let Asked { method, path, query, protocol } = Asked::line(quoted::unescaped(request));
    Ok(Request {
        time,
        address,
        site: site.map(Cow::Borrowed),
        method,
        path,
        query,
        protocol,
        status,
        bytes,
        agent,
        taken: taken.and_then(|unit| number::micros(behind(rest)?, unit)),
    })
}

/// Whether it is laid out so, whatever the values: what detection counts.
pub(crate) fn layout(line: &[u8]) -> Option<Layout<'_>> {
    let (before, _, rest) = around_time(line, time::common).ok()?;
    let (site, _) = who(before).ok()?;
    let (_, rest) = quoted::field(rest)?;
    let (status, rest) = word(rest);
    super::status(status).ok()?;
    let (_, rest) = word(rest);
    let (agent, rest) = agent(rest);
    Some(Layout { site: site.is_some(), agent: agent.is_some(), behind: behind(rest) })
}

/// What a line of this family has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Layout<'a> {
    pub(crate) site: bool,
    pub(crate) agent: bool,
    /// The first bare word behind the agent: the time taken, if it is one.
    pub(crate) behind: Option<&'a [u8]>,
}

/// What stands around the time, and the time if it is one.
type Around<'a> = (&'a [u8], Option<i64>, &'a [u8]);

/// What stands before the time, the time if it is one, and the request with what follows.
///
/// The user's name is the client's to choose in some logs, so a bracket alone does not make the time:
/// `] "` has to follow, and quotes are escaped in names.
fn around_time<'a>(
    line: &'a [u8],
    mut read: impl FnMut(&'a [u8]) -> Option<(i64, &'a [u8])>,
) -> Result<Around<'a>, Reason> {
    let mut impossible = None;
    for at in memchr::memchr_iter(b'[', line) {
        let Some((before, [_, inside @ ..])) = line.split_at_checked(at) else { break };
        if let Some((time, rest)) = read(inside)
            && let Some(rest) = rest.strip_prefix(b"] ")
            && rest.first() == Some(&b'"')
        {
            return Ok((before, Some(time), rest));
        }
        // A time that can't be is told from a bracket in a name, if no time follows.
        if impossible.is_none()
            && let Some((inside, rest)) = split_at_byte(inside, b']')
            && inside.len() > 10
            && inside.get(2) == Some(&b'/')
            && rest.starts_with(b" \"")
        {
            impossible = Some((before, None, rest.get(1..).unwrap_or_default()));
        }
    }
    impossible.ok_or(Reason::Layout)
}

/// The site, if there is one, and the address.
fn who(before: &[u8]) -> Result<(Option<&[u8]>, std::net::IpAddr), Reason> {
    let (first, rest) = word(before);
    if let Some(address) = address::plain(first) {
        return Ok((None, address));
    }
    let (second, _) = word(rest);
    match address::plain(second) {
        Some(address) if is_site(first) => Ok((Some(first), address)),
        _ => Err(Reason::Address),
    }
}

/// Whether it could be the name of a site: `www.example.org:443`, `[2001:db8::1]`, `-`, `_`.
fn is_site(word: &[u8]) -> bool {
    !word.is_empty()
        && word.len() <= 261
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || b".-:_[]*".contains(byte))
}

/// The agent, behind the referrer, and what follows. Without both there is none in the log.
fn agent(rest: &[u8]) -> (Option<Cow<'_, [u8]>>, &[u8]) {
    let none = (None, rest);
    let Some((_, after)) = quoted::field(rest.trim_ascii_start()) else { return none };
    let Some((agent, after)) = quoted::field(after.trim_ascii_start()) else { return none };
    (Some(quoted::unescaped(if agent == b"-" { &[] } else { agent })), after)
}

/// The first bare word behind the agent; quoted ones (addresses of proxies and the like) are passed
/// over, and a name before it (`rt=0.012`) is taken off.
pub(super) fn behind(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = rest.trim_ascii_start();
        if rest.first()? != &b'"' {
            let (word, _) = word(rest);
            return Some(word.strip_prefix(b"rt=").unwrap_or(word));
        }
        rest = quoted::field(rest)?.1;
    }
}

/// The next word and what follows it.
fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let bytes = bytes.trim_ascii_start();
    split_at_byte(bytes, b' ').unwrap_or((bytes, &[]))
}
