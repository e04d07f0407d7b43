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
    if bytes.len() > 15 {
        return None;
    }
    let (mut octets, mut number, mut digits) = (0_u32, 0_u32, 0_u32);
    let mut dots = 0;
    for byte in bytes {
        match byte {
            // No octet begins with a zero but zero itself.
            b'0'..=b'9' if digits == 0 || number > 0 => {
                number = number * 10 + u32::from(byte - b'0');
                digits += 1;
                if number > 255 {
                    return None;
                }
            }
            b'.' if digits > 0 && dots < 3 => {
                octets = octets << 8 | number;
                (number, digits) = (0, 0);
                dots += 1;
            }
            _ => return None,
        }
    }
    (dots == 3 && digits > 0).then(|| Ipv4Addr::from_bits(octets << 8 | number))
}

fn v6(bytes: &[u8]) -> Option<IpAddr> {
    if bytes.len() > 64 || memchr::memchr(b':', bytes).is_none() {
        return None;
    }
    let end = memchr::memchr(b'%', bytes).unwrap_or(bytes.len());
    let address: Ipv6Addr = std::str::from_utf8(bytes.get(..end)?).ok()?.parse().ok()?;
    Some(IpAddr::V6(address).to_canonical())
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
