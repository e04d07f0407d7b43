//! Words as a search compares them: without case, without accents.

use std::ops::Range;

/// Adds a letter or digit in its plain form, if it is one.
pub fn fold(c: char, to: &mut String) -> bool {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            to.push(c.to_ascii_lowercase());
        }
        return c.is_ascii_alphanumeric();
    }
    if !c.is_alphanumeric() {
        return false;
    }
    for c in c.to_lowercase() {
        match plain(c) {
            Some(plain) => to.push_str(plain),
            None => to.push(c),
        }
    }
    true
}

/// Letters of Latin scripts without what stands above or below them.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        // What is left of letters that were taken apart.
        '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

/// The words of a text, each in its plain form with where it stands.
pub fn words(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let mut word = String::new();
        let mut from = None;
        while let Some((at, c)) = letters.peek().copied() {
            let mark = from.is_some() && ('\u{300}'..='\u{36f}').contains(&c);
            if !fold(c, &mut word) && !mark {
                if let Some(from) = from {
                    return Some((from..at, word));
                }
                letters.next();
                continue;
            }
            from.get_or_insert(at);
            letters.next();
        }
        from.map(|from| (from..text.len(), word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_and_accents() {
        let text = "Größe, e\u{301}te\u{301} – Çà 42!";
        let found: Vec<_> = words(text).collect();
        let plain: Vec<&str> = found.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(plain, ["grosse", "ete", "ca", "42"]);
        assert_eq!(&text[found[0].0.clone()], "Größe");
        assert_eq!(&text[found[1].0.clone()], "e\u{301}te\u{301}");
    }
}
