//! Bytes as hexadecimal digits.

/// Two lower-case digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// Sixteen bytes out of their digits.
pub(crate) fn unhex(text: &str) -> Option<[u8; 16]> {
    let shaped = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = shaped.then(|| u128::from_str_radix(text, 16).ok())?;
    number.map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(super::hex(&[0, 9, 0xa0, 0xff]), "0009a0ff");
        let bytes = [0, 9, 0xa0, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        assert_eq!(super::unhex(&super::hex(&bytes)), Some(bytes));
        for wrong in
            ["", "00", "+0000000000000000000000000000000", "g0000000000000000000000000000000"]
        {
            assert_eq!(super::unhex(wrong), None, "{wrong}");
        }
    }
}
