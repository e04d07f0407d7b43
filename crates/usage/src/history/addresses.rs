//! The addresses of a segment's rows, in plain bytes. They are sealed under the day's key before they
//! are stored, apart from the rows, and end with that key.
//!
//! Layout: a byte for the version (1), the numbers of distinct IPv4 and IPv6 addresses and of request
//! and visit rows (four bytes each, the smallest first), the IPv4 addresses, the IPv6 addresses, and
//! for each row the number of its address in as few bytes as the largest number needs; requests
//! first. IPv6 addresses are numbered after the IPv4 ones.

use std::hash::BuildHasher as _;
use std::net::IpAddr;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 1;

/// How many addresses are at hand: those of the visitors who are here now.
const RECENT: usize = 1 << 12;

/// The addresses of the rows of a segment. They are wiped when they are dropped.
#[derive(Default, ZeroizeOnDrop)]
pub struct Addresses {
    distinct: Vec<Address>,
    requests: Vec<u32>,
    visits: Vec<u32>,
    /// Those that were asked for last, at the place that their last bytes give.
    recent: Vec<(Address, u32)>,
    /// Hashes and numbers; no address stands in it.
    #[zeroize(skip)]
    table: HashTable<(u64, u32)>,
    #[zeroize(skip)]
    state: RandomState,
}

/// Sixteen bytes, and whether only the first four count.
type Address = ([u8; 16], bool);

/// It is no sidecar, or a damaged one. Nothing of it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these are no addresses as a segment has them")]
pub struct BadAddresses;

impl Addresses {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in an address; equal ones have one number.
    pub fn number(&mut self, address: IpAddr) -> u32 {
        let address = plain(address);
        let place = recent(&address);
        match self.recent.get(place) {
            Some((known, number)) if *known == address => return *number,
            Some(_) => {}
            None => self.recent.resize(RECENT, (NOBODY, u32::MAX)),
        }
        let number = self.looked_up(address);
        if let Some(recent) = self.recent.get_mut(place) {
            *recent = (address, number);
        }
        number
    }

    fn looked_up(&mut self, address: Address) -> u32 {
        let Self { distinct, table, state, .. } = self;
        let hash = hash(state, &address);
        let same = |number: u32| distinct.get(number as usize) == Some(&address);
        if let Some((_, number)) = table.find(hash, |(of, number)| *of == hash && same(*number)) {
            return *number;
        }
        let number = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
        if distinct.len() == distinct.capacity() {
            // A vector that grows leaves its old place as it was.
            let mut larger = Vec::with_capacity(distinct.len() * 2 + 64);
            larger.extend_from_slice(distinct);
            std::mem::replace(distinct, larger).zeroize();
        }
        distinct.push(address);
        table.insert_unique(hash, (hash, number), |(hash, _)| *hash);
        number
    }

    /// The next request row is of that address.
    pub fn push_request(&mut self, address: IpAddr) {
        let number = self.number(address);
        self.requests.push(number);
    }

    /// The next visit row is of that address.
    pub fn push_visit(&mut self, address: IpAddr) {
        let number = self.number(address);
        self.visits.push(number);
    }

    /// The next request row is of the address of that number.
    pub(super) fn push_numbered_request(&mut self, number: u32) {
        self.requests.push(number);
    }

    /// The next visit row is of the address of that number.
    pub(super) fn push_numbered_visit(&mut self, number: u32) {
        self.visits.push(number);
    }

    /// The address of a request row, from 0.
    pub fn request(&self, row: usize) -> Option<IpAddr> {
        self.get(*self.requests.get(row)?)
    }

    /// The address of a visit row, from 0.
    pub fn visit(&self, row: usize) -> Option<IpAddr> {
        self.get(*self.visits.get(row)?)
    }

    /// How many request rows there are.
    pub fn requests(&self) -> usize {
        self.requests.len()
    }

    /// How many visit rows there are.
    pub fn visits(&self) -> usize {
        self.visits.len()
    }

    /// How many distinct addresses there are.
    pub fn distinct(&self) -> usize {
        self.distinct.len()
    }

    fn get(&self, number: u32) -> Option<IpAddr> {
        let (bytes, short) = self.distinct.get(number as usize)?;
        Some(match bytes.first_chunk::<4>() {
            Some(bytes) if *short => IpAddr::from(*bytes),
            _ => IpAddr::from(*bytes),
        })
    }

    /// The addresses as bytes.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let short = self.distinct.iter().filter(|(_, short)| *short).count();
        let long = self.distinct.len() - short;
        let width = width(self.distinct.len());
        let rows = self.requests.len() + self.visits.len();
        // Made as large as it gets: growing would leave copies behind.
        let mut out = Vec::with_capacity(17 + short * 4 + long * 16 + rows * width);
        out.push(VERSION);
        for count in [short, long, self.requests.len(), self.visits.len()] {
            out.extend(u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
        }
        let mut numbers = vec![0_u32; self.distinct.len()];
        let mut next = 0_u32;
        for wanted in [true, false] {
            for ((bytes, short), number) in self.distinct.iter().zip(&mut numbers) {
                if *short == wanted {
                    out.extend(bytes.iter().take(if wanted { 4 } else { 16 }));
                    *number = next;
                    next += 1;
                }
            }
        }
        for row in self.requests.iter().chain(&self.visits) {
            let number = numbers.get(*row as usize).copied().unwrap_or_default();
            out.extend(number.to_le_bytes().iter().take(width));
        }
        Zeroizing::new(out)
    }

    /// The addresses of those bytes.
    ///
    /// # Errors
    ///
    /// [`BadAddresses`] if that is not what they are, to the last byte. Whatever they are, no more memory
    /// is taken than ten times theirs.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadAddresses> {
        Self::decoded(bytes).ok_or(BadAddresses)
    }

    fn decoded(bytes: &[u8]) -> Option<Self> {
        let (version, mut rest) = bytes.split_first()?;
        if *version != VERSION {
            return None;
        }
        let mut counts = [0_usize; 4];
        for count in &mut counts {
            let (number, after) = rest.split_first_chunk::<4>()?;
            *count = usize::try_from(u32::from_le_bytes(*number)).ok()?;
            rest = after;
        }
        let [short, long, requests, visits] = counts;
        let width = width(short.checked_add(long)?);
        let size = short.checked_mul(4)?.checked_add(long.checked_mul(16)?)?;
        let rows = requests.checked_add(visits)?.checked_mul(width)?;
        if rest.len() != size.checked_add(rows)? {
            return None;
        }
        let (addresses, rows) = rest.split_at_checked(size)?;
        let (fours, sixteens) = addresses.split_at_checked(short * 4)?;
        let mut found = Self::new();
        found.distinct.reserve_exact(short + long);
        let fours = fours.chunks_exact(4).map(|four| {
            let mut bytes = [0; 16];
            bytes.iter_mut().zip(four).for_each(|(to, from)| *to = *from);
            (bytes, true)
        });
        let sixteens =
            sixteens.chunks_exact(16).filter_map(|bytes| Some((*bytes.first_chunk()?, false)));
        found.distinct.extend(fours.chain(sixteens));
        let (of_requests, of_visits) = rows.split_at_checked(requests * width)?;
        for (bytes, numbers) in [(of_requests, &mut found.requests), (of_visits, &mut found.visits)]
        {
            numbers.reserve_exact(bytes.len() / width);
            for bytes in bytes.chunks_exact(width) {
                let number = bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte));
                if number as usize >= found.distinct.len() {
                    return None;
                }
                numbers.push(number);
            }
        }
        let Self { distinct, table, state, .. } = &mut found;
        for (number, address) in (0_u32..).zip(distinct.iter()) {
            let hash = hash(state, address);
            table.insert_unique(hash, (hash, number), |(hash, _)| *hash);
        }
        Some(found)
    }
}

/// As [`RandomState`] hashes numbers: quicker than bytes.
fn hash(state: &RandomState, (bytes, is_short): &Address) -> u64 {
    state.hash_one((u128::from_le_bytes(*bytes), *is_short))
}

/// The place of an address among the recent ones.
fn recent(address: &Address) -> usize {
    let (low, high) = (u64::from_le_bytes(half(address, 0)), u64::from_le_bytes(half(address, 8)));
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 52).unwrap_or_default()
}

fn half(address: &Address, from: usize) -> [u8; 8] {
    address.0.get(from..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default()
}

/// No address: of four bytes the other twelve are zero.
const NOBODY: Address = ([0xff; 16], true);

/// How many bytes the number of an address takes.
fn width(distinct: usize) -> usize {
    match distinct {
        0..=0x100 => 1,
        0x101..=0x1_0000 => 2,
        0x1_0001..=0x100_0000 => 3,
        _ => 4,
    }
}

fn plain(address: IpAddr) -> Address {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            ([a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], true)
        }
        IpAddr::V6(address) => (address.octets(), false),
    }
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addresses")
            .field("distinct", &self.distinct.len())
            .field("requests", &self.requests.len())
            .field("visits", &self.visits.len())
            .finish_non_exhaustive()
    }
}
