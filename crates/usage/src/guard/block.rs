//! Blocks of addresses: what is counted and banned as one, and what is spared.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An IPv4 address or an IPv6 network, such as `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Block {
    /// The first address; an IPv4 address is `::ffff:a.b.c.d`.
    start: u128,
    /// How many bits are fixed, of 128.
    bits: u8,
}

/// It is no block of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no address and no block of them: write it like `192.0.2.1` or `2001:db8::/64`")]
pub struct NoBlock;

impl Block {
    /// What an address is counted as: itself, or its /64.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self { start: address.to_ipv6_mapped().to_bits(), bits: 128 },
            IpAddr::V6(address) => Self { start: address.to_bits() & mask(64), bits: 64 },
        }
    }

    /// Tells what it is counted as apart, together with a scenario's place: of an IPv4 address as of a
    /// /64, the same byte is nought. It is meant for what [`Self::of`] gives.
    pub(super) fn key(self, place: u8) -> [u64; 2] {
        let key = (self.start | u128::from(place) << 56).to_le_bytes();
        let (halves, _) = key.as_chunks();
        [halves.first(), halves.last()]
            .map(|half| half.copied().map(u64::from_le_bytes).unwrap_or_default())
    }

    /// That block, if there is one with so many fixed bits: at most 32 or 128.
    pub fn new(address: IpAddr, bits: u8) -> Option<Self> {
        let (address, bits) = match address.to_canonical() {
            IpAddr::V4(address) => {
                (address.to_ipv6_mapped().to_bits(), (bits <= 32).then_some(bits)? + 96)
            }
            IpAddr::V6(address) => (address.to_bits(), (bits <= 128).then_some(bits)?),
        };
        Some(Self { start: address & mask(bits), bits })
    }

    /// Whether the address is in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = match address {
            IpAddr::V4(address) => address.to_ipv6_mapped(),
            IpAddr::V6(address) => address,
        };
        address.to_bits() & mask(self.bits) == self.start
    }

    /// Whether there is an address in both.
    pub fn meets(&self, other: &Self) -> bool {
        let mask = mask(self.bits.min(other.bits));
        self.start & mask == other.start & mask
    }

    /// Its first address.
    pub fn first(&self) -> IpAddr {
        IpAddr::V6(Ipv6Addr::from_bits(self.start)).to_canonical()
    }

    /// How many bits are fixed: of 32 for IPv4, of 128 for IPv6.
    pub fn bits(&self) -> u8 {
        if self.is_v4() { self.bits.saturating_sub(96) } else { self.bits }
    }

    /// Whether it is of IPv4.
    pub fn is_v4(&self) -> bool {
        self.bits >= 96 && matches!(self.first(), IpAddr::V4(_))
    }
}

/// So many ones from the left.
fn mask(bits: u8) -> u128 {
    u128::MAX.checked_shl(128_u32.saturating_sub(bits.into())).unwrap_or_default()
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first())?;
        if self.bits < 128 { write!(f, "/{}", self.bits()) } else { Ok(()) }
    }
}

impl FromStr for Block {
    type Err = NoBlock;

    /// Reads an address, or an address with a slash and the fixed bits. What stands behind those bits
    /// does not count.
    fn from_str(text: &str) -> Result<Self, NoBlock> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits))
                if bits.len() <= 3 && bits.bytes().all(|b| b.is_ascii_digit()) =>
            {
                (address, Some(bits.parse::<u8>().map_err(|_| NoBlock)?))
            }
            Some(_) => return Err(NoBlock),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NoBlock)?;
        let whole = if address.to_canonical().is_ipv4() { 32 } else { 128 };
        Self::new(address, bits.unwrap_or(whole)).ok_or(NoBlock)
    }
}

/// Whom no decision is ever made about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spared(Vec<Block>);

impl Default for Spared {
    /// Loopback, and addresses that belong to nobody.
    fn default() -> Self {
        Self::new([])
    }
}

impl Spared {
    /// Loopback and addresses that belong to nobody, always; and these: the foundation's proxies, and
    /// whom it wants to spare.
    pub fn new(others: impl IntoIterator<Item = Block>) -> Self {
        let always = [
            (IpAddr::V4(Ipv4Addr::LOCALHOST), 8),
            (IpAddr::V4(Ipv4Addr::UNSPECIFIED), 8),
            (IpAddr::V4(Ipv4Addr::BROADCAST), 32),
            // Loopback and the unspecified address share a /64, which nobody else is in.
            (IpAddr::V6(Ipv6Addr::UNSPECIFIED), 64),
        ];
        let always = always.into_iter().filter_map(|(address, bits)| Block::new(address, bits));
        Self(always.chain(others).collect())
    }

    /// Whether an address is spared.
    pub fn spares(&self, address: IpAddr) -> bool {
        // An IPv4 address stands in `::/64` as it is written here, and is not meant by it.
        let v4 = address.to_canonical().is_ipv4();
        self.0.iter().any(|block| block.is_v4() == v4 && block.holds(address.to_canonical()))
    }

    /// Whether any address of a block is spared: then nothing is decided about the block, since
    /// whoever is spared would be hit as well.
    pub fn touches(&self, block: &Block) -> bool {
        self.0.iter().any(|spared| spared.is_v4() == block.is_v4() && spared.meets(block))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn block(text: &str) -> Block {
        text.parse().unwrap()
    }

    proptest! {
        #[test]
        fn keys_are_equal_where_all_is(
            one in prop_oneof![(0_u128..4), (0xffff_0000_0000..0xffff_0000_0004_u128), (1_u128 << 64..(1 << 64) + 9), any::<u128>()],
            other in prop_oneof![(0_u128..4), (0xffff_0000_0000..0xffff_0000_0004_u128), (1_u128 << 64..(1 << 64) + 9), any::<u128>()],
            (place, elsewhere) in (0_u8..64, 0_u8..64),
        ) {
            let [one, other] = [one, other].map(|bits| Block::of(IpAddr::V6(bits.into())));
            let elsewhere = if elsewhere < 32 { place } else { elsewhere };
            let same = (one, place) == (other, elsewhere);
            prop_assert_eq!(one.key(place) == other.key(elsewhere), same);
        }
    }

    #[test]
    fn blocks_are_read_and_written() {
        for (text, written) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1/32", "192.0.2.1"),
            ("192.0.2.77/24", "192.0.2.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("2001:db8:0:0:1::/64", "2001:db8::/64"),
            ("2001:db8:1::/48", "2001:db8:1::/48"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(block(text).to_string(), written, "{text}");
            assert_eq!(block(written), block(text), "{text}");
        }
        for wrong in
            ["", "x", "192.0.2.1/33", "2001:db8::/129", "192.0.2.1/", "1.2.3.4/+8", "1.2.3"]
        {
            assert_eq!(wrong.parse::<Block>(), Err(NoBlock), "{wrong}");
        }
    }

    #[test]
    fn ipv6_is_counted_by_64_and_ipv4_by_address() {
        let of = |text: &str| Block::of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_eq!(of("2001:db8::1").to_string(), "2001:db8::/64");
    }

    #[test]
    fn loopback_is_always_spared_and_neighbours_in_a_block_count() {
        let spared = Spared::new([block("198.51.100.0/24"), block("2001:db8:0:0:5::/96")]);
        for address in
            ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "198.51.100.9", "0.0.0.0"]
        {
            assert!(spared.spares(address.parse().unwrap()), "{address}");
            assert!(spared.touches(&Block::of(address.parse().unwrap())), "{address}");
        }
        for address in ["192.0.2.1", "198.51.101.9", "2001:db8:1::1", "::ffff:192.0.2.1"] {
            assert!(!spared.spares(address.parse().unwrap()), "{address}");
            assert!(!spared.touches(&Block::of(address.parse().unwrap())), "{address}");
        }
        let neighbour = "2001:db8::9".parse().unwrap();
        assert!(!spared.spares(neighbour) && spared.touches(&Block::of(neighbour)));
        assert!(spared.touches(&block("0.0.0.0/0")) && spared.touches(&block("::/0")));
    }

    proptest! {
        #[test]
        fn a_block_holds_what_shares_its_bits(one: u32, other: u32, bits in 0_u8..=32) {
            let (a, b) = (Ipv4Addr::from_bits(one), Ipv4Addr::from_bits(other));
            let block = Block::new(IpAddr::V4(a), bits).unwrap();
            let same = bits == 0 || (one ^ other) >> (32 - u32::from(bits)) == 0;
            prop_assert_eq!(block.holds(IpAddr::V4(b)), same);
            prop_assert_eq!(block.bits(), bits);
            prop_assert_eq!(block.to_string().parse::<Block>().unwrap(), block);
            let other = Block::new(IpAddr::V4(b), bits / 2).unwrap();
            prop_assert_eq!(block.meets(&other), other.holds(IpAddr::V4(a)));
        }
    }
}
