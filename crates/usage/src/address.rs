//! Client addresses as logs write them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address and nothing else; brackets and a zone (`fe80::1%eth0`) are taken off.
pub(crate) fn plain(bytes: &[u8]) -> Option<IpAddr> {
    if let Some(address) = v4(bytes) {
        return Some(IpAddr::V4(address));
    }
    let bytes = match bytes {
        [b'[', inner @ .., b']'] => inner,
        whole => whole,
    };
    v6(bytes)
}

/// The address that a line begins with, as nearly all are (without brackets, zones and other things that
/// [`plain`] takes off), and what follows from the blank behind it on.
pub(crate) fn leading(line: &[u8]) -> Option<(IpAddr, &[u8])> {
    if let Some((address, rest @ [b' ', ..])) = octets(line) {
        return Some((IpAddr::V4(address), rest));
    }
    let end = line.iter().take(46).position(|byte| *byte == b' ')?;
    let (word, rest) = line.split_at_checked(end)?;
    Some((IpAddr::V6(groups(word)?).to_canonical(), rest))
}

/// The same, or followed by a port: `192.0.2.1:80`, `[2001:db8::1]:80`.
pub(crate) fn with_port(bytes: &[u8]) -> Option<IpAddr> {
    plain(bytes).or_else(|| {
        let (address, port) = bytes.split_at_checked(memchr::memrchr(b':', bytes)?)?;
        let port = port.get(1..)?;
        if port.is_empty() || port.len() > 5 || !port.iter().all(u8::is_ascii_digit) {
            return None;
        }
        plain(address)
    })
}

fn v4(bytes: &[u8]) -> Option<Ipv4Addr> {
    match octets(bytes)? {
        (address, []) => Some(address),
        _ => None,
    }
}

/// Four octets with points between them, and what follows.
fn octets(bytes: &[u8]) -> Option<(Ipv4Addr, &[u8])> {
    let (one, rest) = octet(bytes)?;
    let (two, rest) = octet(rest.strip_prefix(b".")?)?;
    let (three, rest) = octet(rest.strip_prefix(b".")?)?;
    let (four, rest) = octet(rest.strip_prefix(b".")?)?;
    Some((Ipv4Addr::new(one, two, three, four), rest))
}

/// As many digits as belong to it. No octet begins with a zero but zero itself.
fn octet(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let digit = |byte: &u8| byte - b'0';
    match bytes {
        [a @ b'1'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..] => {
            let number = digit(a).checked_mul(100)?.checked_add(digit(b) * 10)?;
            Some((number.checked_add(digit(c))?, rest))
        }
        [a @ b'1'..=b'9', b @ b'0'..=b'9', rest @ ..] => Some((digit(a) * 10 + digit(b), rest)),
        [a @ b'0'..=b'9', rest @ ..] => Some((digit(a), rest)),
        _ => None,
    }
}

fn v6(bytes: &[u8]) -> Option<IpAddr> {
    if bytes.len() > 64 || memchr::memchr(b':', bytes).is_none() {
        return None;
    }
    let address = match groups(bytes) {
        Some(address) => address,
        // An IPv4 address or a zone in it, or none at all.
        None => {
            let end = memchr::memchr(b'%', bytes).unwrap_or(bytes.len());
            std::str::from_utf8(bytes.get(..end)?).ok()?.parse().ok()?
        }
    };
    Some(IpAddr::V6(address).to_canonical())
}

/// Groups of hexadecimal digits with colons between them, `::` once for as many zeros as miss. All of
/// the usual addresses are that; what is not may be one still.
fn groups(bytes: &[u8]) -> Option<Ipv6Addr> {
    let (mut groups, mut count, mut gap) = ([0_u16; 8], 0_usize, None);
    let mut rest = bytes;
    if let Some(after) = rest.strip_prefix(b"::") {
        (gap, rest) = (Some(0), after);
    }
    while !rest.is_empty() {
        let (mut group, mut digits) = (0_u16, 0);
        while let Some((byte, after)) = rest.split_first() {
            let value = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' => byte - b'A' + 10,
                _ => break,
            };
            (group, digits, rest) = (group << 4 | u16::from(value), digits + 1, after);
        }
        if digits == 0 || digits > 4 {
            return None;
        }
        *groups.get_mut(count)? = group;
        count += 1;
        match rest {
            [] => break,
            [b':', b':', after @ ..] if gap.is_none() => (gap, rest) = (Some(count), after),
            [b':', after @ ..] if !after.is_empty() => rest = after,
            _ => return None,
        }
    }
    match gap {
        None => (count == 8).then(|| groups.into()),
        // What stands behind the gap goes to the end. The gap is one group at least.
        Some(before) if count < 8 => {
            groups.get_mut(before..)?.rotate_right(8 - count);
            Some(groups.into())
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_both_kinds() {
        for (text, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("0.0.0.0", "0.0.0.0"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("fe80::1%eth0", "fe80::1"),
            ("::1", "::1"),
        ] {
            assert_eq!(plain(text.as_bytes()), Some(expected.parse().unwrap()), "{text}");
            assert_eq!(with_port(text.as_bytes()), Some(expected.parse().unwrap()), "{text}");
        }
        assert_eq!(with_port(b"192.0.2.1:8080"), Some("192.0.2.1".parse().unwrap()));
        assert_eq!(with_port(b"[2001:db8::1]:8080"), Some("2001:db8::1".parse().unwrap()));
    }

    #[test]
    fn groups_are_read_as_the_standard_library_reads_them() {
        use proptest::prelude::*;
        let piece = prop_oneof![
            4 => Just(":".to_owned()),
            1 => Just("::".to_owned()),
            6 => "[0-9a-fA-F]{1,4}",
            1 => "[0-9a-g]{1,6}",
        ];
        let text = proptest::collection::vec(piece, 0..18).prop_map(|pieces| pieces.concat());
        let written = any::<(u128, u128)>().prop_map(|(one, other)| {
            Ipv6Addr::from_bits(one & other & one.rotate_left(40)).to_string()
        });
        let config = ProptestConfig { cases: 2_000, ..ProptestConfig::default() };
        proptest!(config, |(text in text, written in written)| {
            for text in [text, written] {
                let expected = text.parse::<Ipv6Addr>().ok();
                if !text.contains('.') {
                    prop_assert_eq!(groups(text.as_bytes()), expected, "{}", text);
                }
                let canonical = expected.map(|address| IpAddr::V6(address).to_canonical());
                prop_assert_eq!(v6(text.as_bytes()), canonical, "{}", text);
            }
        });
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "",
            "-",
            "localhost",
            "256.1.1.1",
            "1.2.3",
            "1.2.3.4.5",
            "01.2.3.4",
            "1.2.3.4,",
            "::g",
            "%",
            "1.2.3.4:",
            "1.2.3.4:x",
            ":",
            "[",
            "[]",
            "a:80",
            "\u{0}",
            "1..2.3",
        ] {
            assert_eq!(with_port(text.as_bytes()), None, "{text}");
        }
    }
}
