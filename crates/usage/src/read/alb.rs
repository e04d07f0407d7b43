//! The access log of AWS Application Load Balancers.

use std::borrow::Cow;

use super::quoted;
use crate::address;
use crate::number::{self, Unit};
use crate::reject::Reason;
use crate::request::{Asked, Request, split_at_byte};
use crate::time;

/// A line: `https TIME NAME CLIENT:PORT TARGET:PORT T1 T2 T3 STATUS STATUS IN OUT "REQUEST" "AGENT" …`.
pub(super) fn read(line: &[u8]) -> Result<Request<'_>, Reason> {
    let mut rest = line;
    let mut word = || {
        let (word, after) = split_at_byte(rest, b' ').ok_or(Reason::Layout)?;
        rest = after;
        Ok(word)
    };
    let kind: &[u8] = word()?;
    if !matches!(kind, b"http" | b"https" | b"h2" | b"grpcs" | b"ws" | b"wss") {
        return Err(Reason::Layout);
    }
    let time: &[u8] = word()?;
    let _balancer = word()?;
    let client = word()?;
    let _target = word()?;
    let took = [word()?, word()?, word()?];
    let status = word()?;
    let _of_target = word()?;
    let _received = word()?;
    let sent = word()?;
    let (request, after) = quoted::field(rest).ok_or(Reason::Layout)?;
    let (agent, _) = quoted::field(after.trim_ascii_start()).ok_or(Reason::Layout)?;

    let Asked { method, path, query, protocol } = Asked::line(quoted::unescaped(request));
    let (site, path) = without_site(path);
    // Where a part is unknown (-1), so is the whole.
    let took = took
        .iter()
        .try_fold(0_u64, |sum, part| sum.checked_add(number::micros(part, Unit::Seconds)?));
    Ok(Request {
        time: time::checked(time::iso(time))?,
        address: address::with_port(client).ok_or(Reason::Address)?,
        site,
        method,
        path,
        query,
        protocol,
        status: super::status(status)?,
        bytes: number::whole(sent),
        agent: Some(quoted::unescaped(if agent == b"-" { &[] } else { agent })),
        taken: took,
    })
}

/// The log gives whole URLs; the site is in them.
fn without_site(target: Cow<'_, [u8]>) -> (Option<Cow<'_, [u8]>>, Cow<'_, [u8]>) {
    let Some(scheme) = memchr::memmem::find(&target, b"://") else { return (None, target) };
    let start = scheme + 3;
    let end = target.get(start..).and_then(|rest| memchr::memchr(b'/', rest));
    let end = end.map_or(target.len(), |at| start + at);
    match target {
        Cow::Borrowed(target) => {
            let (site, path) = (target.get(start..end), target.get(end..));
            (site.map(Cow::Borrowed), path.filter(|path| !path.is_empty()).unwrap_or(b"/").into())
        }
        Cow::Owned(target) => {
            let (site, path) = (target.get(start..end), target.get(end..));
            let path = path.filter(|path| !path.is_empty()).unwrap_or(b"/").to_vec();
            (site.map(|site| Cow::Owned(site.to_vec())), path.into())
        }
    }
}
