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
    let mut octets = [0_u8; 4];
    let mut parts = bytes.split(|byte| *byte == b'.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.is_empty() || part.len() > 3 || (part.len() > 1 && part.first() == Some(&b'0')) {
            return None;
        }
        let number = crate::number::digits(Some(part))?;
        *octet = u8::try_from(number).ok()?;
    }
    parts.next().is_none().then(|| octets.into())
}

fn v6(bytes: &[u8]) -> Option<IpAddr> {
    if bytes.len() > 64 || !bytes.contains(&b':') {
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
