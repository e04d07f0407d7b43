//! How wide and high a picture is, out of its first bytes, so that a page does not jump when it
//! arrives.

/// Width and height in pixels; none when the file does not say so in a way we read.
pub fn size(bytes: &[u8], media_type: &str) -> Option<(u32, u32)> {
    let size = match media_type {
        "image/png" => png(bytes),
        "image/gif" => gif(bytes),
        "image/jpeg" => jpeg(bytes),
        "image/webp" => webp(bytes),
        "image/svg+xml" => svg(bytes),
        _ => None,
    };
    size.filter(|(width, height)| (1..=20_000).contains(width) && (1..=20_000).contains(height))
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    Some((big(rest.get(8..12)?), big(rest.get(12..16)?)))
}

fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"GIF8")?;
    Some((little(rest.get(2..4)?), little(rest.get(4..6)?)))
}

fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let &[0xff, marker, high, low, ..] = rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            return Some((big(rest.get(7..9)?), big(rest.get(5..7)?)));
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WEBP" {
        return None;
    }
    let data = bytes.get(20..)?;
    match bytes.get(12..16)? {
        b"VP8X" => Some((little(data.get(4..7)?) + 1, little(data.get(7..10)?) + 1)),
        b"VP8 " => Some((little(data.get(6..8)?) & 0x3fff, little(data.get(8..10)?) & 0x3fff)),
        b"VP8L" => {
            let bits = little(data.get(1..5)?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        _ => None,
    }
}

/// The attributes of the first tag: `width` and `height`, or else the `viewBox`.
fn svg(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = String::from_utf8_lossy(bytes.get(..4_096.min(bytes.len()))?).into_owned();
    let (_, tag) = head.split_once("<svg")?;
    let tag = tag.split('>').next()?;
    let number = |text: &str| -> Option<u32> {
        let whole = text.trim().trim_end_matches("px").split('.').next()?;
        whole.parse().ok()
    };
    let attribute = |name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}="))?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    if let (Some(width), Some(height)) = (attribute("width"), attribute("height"))
        && let (Some(width), Some(height)) = (number(width), number(height))
    {
        return Some((width, height));
    }
    let numbers: Vec<u32> = attribute("viewBox")?
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .skip(2)
        .filter_map(number)
        .collect();
    match numbers.as_slice() {
        [width, height] => Some((*width, *height)),
        _ => None,
    }
}

fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_say_how_large_they_are() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x02\0\0\0\x10";
        assert_eq!(size(png, "image/png"), Some((258, 16)));
        assert_eq!(size(b"GIF89a\x02\x01\x10\0", "image/gif"), Some((258, 16)));
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\0\x10\x01\x02\x03";
        assert_eq!(size(jpeg, "image/jpeg"), Some((258, 16)));
        let webp = b"RIFF....WEBPVP8X....\0\0\0\0\x01\x01\0\x0f\0\0";
        assert_eq!(size(webp, "image/webp"), Some((258, 16)));
        let svg = |text: &str| size(text.as_bytes(), "image/svg+xml");
        assert_eq!(svg("<?xml?><svg xmlns='x' width=\"40px\" height='20.5'>"), Some((40, 20)));
        assert_eq!(svg("<svg viewBox=\"0 0 640 320\" width=\"100%\">"), Some((640, 320)));
        assert_eq!(svg("<svg>"), None);
        for kind in ["image/png", "image/gif", "image/jpeg", "image/webp", "image/svg+xml"] {
            for bytes in
                [&b""[..], b"\xff\xd8", b"RIFF", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\0\0"]
            {
                assert_eq!(size(bytes, kind), None, "{kind}");
            }
        }
    }
}
