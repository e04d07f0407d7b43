//! A row of the history: what is kept of a request and of a visit. No address stands in it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::agents::Product;
use crate::classify::Kind;

/// One request as it is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RequestRow<'a> {
    /// Milliseconds since 1970.
    pub time: i64,
    /// What it was.
    pub kind: Kind,
    /// The method; empty if it was no HTTP request.
    pub method: &'a [u8],
    /// The path, at most [`crate::MAX_PATH`] bytes.
    pub path: &'a [u8],
    /// The status; 0 if there was no answer.
    pub status: u16,
    /// The size of the answer.
    pub bytes: Option<u64>,
    /// Microseconds that the answer took.
    pub taken: Option<u64>,
    /// The browser.
    pub browser: Option<&'a Product>,
    /// The operating system.
    pub system: Option<&'a Product>,
    /// The block of addresses it came from.
    pub network: Network,
    /// Who it was, for counting within the day: a keyed hash of address and agent, whose key ends
    /// with the day's. It is counted and never stored.
    pub visitor: u64,
    /// The visit it belongs to, if it is a page of one.
    pub visit: Option<u64>,
    /// How long the page was viewed, in milliseconds, if that is known.
    pub duration: Option<i64>,
}

/// One visit as it is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VisitRow<'a> {
    /// Its number, which its pages have too.
    pub visit: u64,
    /// When the first page was viewed, in milliseconds since 1970.
    pub start: i64,
    /// Milliseconds from the first page to the last.
    pub duration: i64,
    /// How many pages were viewed.
    pub pages: u64,
    /// The first page.
    pub entry: &'a [u8],
    /// The last page.
    pub exit: &'a [u8],
    /// The browser.
    pub browser: Option<&'a Product>,
    /// The operating system.
    pub system: Option<&'a Product>,
    /// The block of addresses it came from.
    pub network: Network,
    /// As in [`RequestRow`].
    pub visitor: u64,
}

/// The block of addresses that an address belongs to: what remains of it after its retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Network {
    /// The first three bytes: a /24.
    V4([u8; 3]),
    /// The first six bytes: a /48.
    V6([u8; 6]),
}

impl Network {
    /// The block of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(address) => {
                let bytes = address.octets();
                Self::V6(bytes.first_chunk().copied().unwrap_or_default())
            }
        }
    }
}

impl Network {
    /// Writes it as it is shown, many times as quickly.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        let Self::V4(bytes) = self else {
            return out.extend_from_slice(self.to_string().as_bytes());
        };
        for byte in bytes {
            for (power, digit) in [(100, byte / 100), (10, byte / 10 % 10), (1, byte % 10)] {
                if byte >= power || power == 1 {
                    out.push(b'0' + digit);
                }
            }
            out.push(b'.');
        }
        out.extend_from_slice(b"0/24");
    }
}

/// It is no block of addresses as we write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no network: write it as 192.0.2.0/24 or 2001:db8::/48")]
pub struct NoNetwork;

impl std::str::FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let (address, length) = text.split_once('/').ok_or(NoNetwork)?;
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        // Of IPv6, even what looks like IPv4 in it.
        let network = match address {
            IpAddr::V4(_) => Self::of(address),
            IpAddr::V6(address) => {
                let bytes = address.octets();
                Self::V6(bytes.first_chunk().copied().unwrap_or_default())
            }
        };
        let expected = if matches!(network, Self::V4(_)) { "24" } else { "48" };
        if length == expected { Ok(network) } else { Err(NoNetwork) }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self::V4([a, b, c]) => write!(f, "{}/24", Ipv4Addr::new(a, b, c, 0)),
            Self::V6(block) => {
                let mut bytes = [0; 16];
                bytes.iter_mut().zip(block).for_each(|(byte, of)| *byte = of);
                let address = Ipv6Addr::from(bytes);
                write!(f, "{address}/48")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_written_as_people_write_them() {
        for (address, block) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("10.100.9.1", "10.100.9.0/24"),
            ("0.20.255.1", "0.20.255.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:2::3", "2001:db8:1::/48"),
            ("::1", "::/48"),
        ] {
            let network = Network::of(address.parse().unwrap());
            assert_eq!(network.to_string(), block);
            assert_eq!(block.parse(), Ok(network));
            let mut written = Vec::new();
            network.write(&mut written);
            assert_eq!(written, block.as_bytes());
        }
    }
}
