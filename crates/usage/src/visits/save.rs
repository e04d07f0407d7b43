//! What is open, as bytes, and back.
//!
//! Layout: a byte for the version (1); the number of the next visit; the time of the newest page; the
//! names of sites; the agents as far as they are known; what waits for its turn, in its order; the open
//! visits, in the order of their last page. Numbers are LEB128, those with a sign zigzag; texts stand
//! behind their length. It holds addresses, so whoever stores it seals it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::{Left, Open, PageView, Sessions, WINDOW, Waiting, Window};
use crate::agents::{Agent, Product, Robot};

const VERSION: u8 = 1;

/// Times beyond these are no log's.
const TIMES: std::ops::Range<i64> = -(1 << 53)..1 << 53;

/// It is nothing that was saved, or damaged. Nothing of it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no state of open visits")]
pub struct BadCarry;

impl Sessions {
    /// What is open, as bytes. It holds addresses.
    pub fn save(&self) -> Vec<u8> {
        let mut names = Names::default();
        let mut body = Vec::new();
        let waiting: Vec<_> = self.window.waiting().collect();
        put(waiting.len() as u64, &mut body);
        for (time, waiting) in waiting {
            match waiting {
                Waiting::Page(view) => {
                    body.push(0);
                    names.page(view, &mut body);
                }
                Waiting::Left(Left { site, address, agent, path }) => {
                    body.push(1);
                    put_signed(*time, &mut body);
                    put(names.site(site), &mut body);
                    put_address(*address, &mut body);
                    body.push(agent.is_some().into());
                    body.extend(agent.iter().flat_map(|id| id.to_le_bytes()));
                    put_text(path, &mut body);
                }
            }
        }
        put(self.open.len() as u64, &mut body);
        for visit in self.open.iter() {
            put(visit.visit, &mut body);
            put_signed(visit.start, &mut body);
            put(visit.pages, &mut body);
            put_text(&visit.entry, &mut body);
            put_maybe(visit.page.duration.map(i64::cast_unsigned), &mut body);
            names.page(&visit.page, &mut body);
        }
        let mut out = vec![VERSION];
        put(self.open.next, &mut out);
        put_signed(self.window.newest(), &mut out);
        names.write(&mut out);
        out.extend(body);
        out
    }

    /// Takes up what was saved.
    ///
    /// # Errors
    ///
    /// [`BadCarry`] if that is not what the bytes are, to the last one. Whatever they are, no more memory
    /// is taken than some forty times theirs.
    pub fn load(bytes: &[u8]) -> Result<Self, BadCarry> {
        loaded(bytes).ok_or(BadCarry)
    }
}

/// The sites and agents that were met, numbered.
#[derive(Default)]
struct Names<'a> {
    sites: Vec<&'a [u8]>,
    of_sites: HashMap<&'a [u8], u64>,
    agents: Vec<&'a Agent>,
    of_agents: HashMap<u64, u64>,
}

impl<'a> Names<'a> {
    fn site(&mut self, site: &'a [u8]) -> u64 {
        let next = self.sites.len() as u64;
        *self.of_sites.entry(site).or_insert_with(|| {
            self.sites.push(site);
            next
        })
    }

    fn agent(&mut self, agent: &'a Agent) -> u64 {
        let next = self.agents.len() as u64;
        *self.of_agents.entry(agent.id).or_insert_with(|| {
            self.agents.push(agent);
            next
        })
    }

    fn page(&mut self, view: &'a PageView, out: &mut Vec<u8>) {
        put_signed(view.start, out);
        put(self.site(&view.site), out);
        put_address(view.address, out);
        put(view.agent.as_deref().map_or(0, |agent| self.agent(agent) + 1), out);
        put_text(&view.path, out);
        put(view.status.into(), out);
        put_maybe(view.bytes, out);
        put_maybe(view.taken, out);
    }

    fn write(&self, out: &mut Vec<u8>) {
        put(self.sites.len() as u64, out);
        self.sites.iter().for_each(|site| put_text(site, out));
        put(self.agents.len() as u64, out);
        for agent in &self.agents {
            out.extend(agent.id.to_le_bytes());
            out.push(match agent.robot {
                Robot::No => 0,
                Robot::Bot => 1,
                Robot::Scanner => 2,
            });
            for product in [&agent.browser, &agent.system] {
                let Some(product) = product else {
                    out.push(0);
                    continue;
                };
                out.push(1);
                put_text(product.family.as_bytes(), out);
                for part in &product.version {
                    out.push(part.is_some().into());
                    part.iter().for_each(|part| put_text(part.as_bytes(), out));
                }
            }
        }
    }
}

fn put(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7f).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

fn put_signed(number: i64, out: &mut Vec<u8>) {
    put(((number << 1) ^ (number >> 63)).cast_unsigned(), out);
}

fn put_maybe(number: Option<u64>, out: &mut Vec<u8>) {
    out.push(number.is_some().into());
    number.into_iter().for_each(|number| put(number, out));
}

fn put_text(text: &[u8], out: &mut Vec<u8>) {
    put(text.len() as u64, out);
    out.extend_from_slice(text);
}

fn put_address(address: IpAddr, out: &mut Vec<u8>) {
    match address {
        IpAddr::V4(address) => {
            out.push(4);
            out.extend(address.octets());
        }
        IpAddr::V6(address) => {
            out.push(6);
            out.extend(address.octets());
        }
    }
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                // One way to write each number.
                return (byte > 0 || shift == 0).then_some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    fn time(&mut self) -> Option<i64> {
        self.signed().filter(|time| TIMES.contains(time))
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    #[expect(clippy::option_option, reason = "whether it can be read, and whether it is there")]
    fn maybe(&mut self) -> Option<Option<u64>> {
        if self.flag()? { Some(Some(self.number()?)) } else { Some(None) }
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }

    fn string(&mut self) -> Option<Box<str>> {
        std::str::from_utf8(self.text()?).ok().map(Into::into)
    }

    fn address(&mut self) -> Option<IpAddr> {
        match self.byte()? {
            4 => Some(self.array::<4>()?.into()),
            6 => Some(self.array::<16>()?.into()),
            _ => None,
        }
    }

    /// How many things follow, each of at least a byte.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.0.len())
    }

    #[expect(clippy::option_option, reason = "whether it can be read, and whether it is there")]
    fn product(&mut self) -> Option<Option<Product>> {
        if !self.flag()? {
            return Some(None);
        }
        let family = self.string()?;
        let mut version = [None, None, None, None];
        for part in &mut version {
            if self.flag()? {
                *part = Some(self.string()?);
            }
        }
        Some(Some(Product { family, version }))
    }

    fn agent(&mut self) -> Option<Arc<Agent>> {
        let id = u64::from_le_bytes(self.array()?);
        let robot = match self.byte()? {
            0 => Robot::No,
            1 => Robot::Bot,
            2 => Robot::Scanner,
            _ => return None,
        };
        let (browser, system) = (self.product()?, self.product()?);
        Some(Arc::new(Agent { id, browser, system, robot }))
    }

    fn page(&mut self, sites: &[Arc<[u8]>], agents: &[Arc<Agent>]) -> Option<PageView> {
        let start = self.time()?;
        let site = Arc::clone(sites.get(usize::try_from(self.number()?).ok()?)?);
        let address = self.address()?;
        let agent = match usize::try_from(self.number()?).ok()?.checked_sub(1) {
            Some(agent) => Some(Arc::clone(agents.get(agent)?)),
            None => None,
        };
        Some(PageView {
            site,
            address,
            agent,
            start,
            duration: None,
            path: self.text()?.into(),
            status: u16::try_from(self.number()?).ok()?,
            bytes: self.maybe()?,
            taken: self.maybe()?,
            visit: None,
        })
    }
}

fn loaded(bytes: &[u8]) -> Option<Sessions> {
    let mut rest = Rest(bytes);
    if rest.byte()? != VERSION {
        return None;
    }
    let next = rest.number()?;
    let newest = rest.signed()?;
    if newest != i64::MIN && !TIMES.contains(&newest) {
        return None;
    }
    let mut sites: Vec<Arc<[u8]>> = Vec::new();
    for _ in 0..rest.count()? {
        sites.push(rest.text()?.into());
    }
    let mut agents = Vec::new();
    for _ in 0..rest.count()? {
        agents.push(rest.agent()?);
    }
    let mut window = Window::after(WINDOW, newest);
    // What waits is in order, within the window or, since a second is a place, hardly before it.
    let mut earliest = newest.saturating_sub(WINDOW + 1_000);
    for _ in 0..rest.count()? {
        let (time, waiting) = if rest.flag()? {
            let time = rest.time()?;
            let site = Arc::clone(sites.get(usize::try_from(rest.number()?).ok()?)?);
            let address = rest.address()?;
            let agent = if rest.flag()? { Some(u64::from_le_bytes(rest.array()?)) } else { None };
            (time, Waiting::Left(Left { site, address, agent, path: rest.text()?.into() }))
        } else {
            let view = rest.page(&sites, &agents)?;
            (view.start, Waiting::Page(view))
        };
        if time < earliest || time > newest {
            return None;
        }
        earliest = time;
        window.push(time, waiting);
    }
    let latest = window.waiting().next().map_or(newest, |(time, _)| *time);
    let mut open = Open::new(next);
    let mut before = i64::MIN;
    for _ in 0..rest.count()? {
        let visit = rest.number()?;
        let (start, pages) = (rest.time()?, rest.number()?);
        let entry = rest.text()?.into();
        let duration = rest.maybe()?.map(u64::cast_signed);
        let page = PageView { duration, visit: Some(visit), ..rest.page(&sites, &agents)? };
        let in_order = start <= page.start && before <= page.start && page.start <= latest;
        if !in_order || pages == 0 || duration.is_some_and(|ms| !(0..1 << 54).contains(&ms)) {
            return None;
        }
        before = page.start;
        if !open.resume(visit, start, pages, entry, page) {
            return None;
        }
    }
    rest.0.is_empty().then(|| Sessions::with(window, open))
}
