//! The hunt for plaintext: every byte a foundation leaves behind, against every form a value takes.

use std::collections::HashMap;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// One value in one form, with the bytes that give it away.
struct Trace {
    form: &'static str,
    bytes: Vec<u8>,
}

/// Searches bytes for values in every form they could be written in.
pub(crate) struct Hunt {
    traces: Vec<Trace>,
    /// Which traces begin with these bytes: one pass over a file serves all of them.
    by_start: HashMap<[u8; 4], Vec<usize>>,
    /// Whether any trace begins with these two bytes; most places are ruled out here.
    may_start: Vec<bool>,
}

impl Hunt {
    /// For these values. Short ones would be found by chance: fails on less than eight bytes.
    pub(crate) fn for_values<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut traces = Vec::new();
        for value in values {
            assert!(value.len() >= 8, "a value this short proves nothing");
            for spelling in spellings(value) {
                traces.extend(forms(&spelling));
            }
        }
        let mut by_start: HashMap<[u8; 4], Vec<usize>> = HashMap::new();
        let mut may_start = vec![false; 1 << 16];
        for (index, trace) in traces.iter().enumerate() {
            let start = trace.bytes.first_chunk().expect("every form is longer");
            by_start.entry(*start).or_default().push(index);
            may_start[usize::from(u16::from_be_bytes([start[0], start[1]]))] = true;
        }
        Self { traces, by_start, may_start }
    }

    /// Where a value stands in `bytes`: a line of text for each form found, naming `place` and the
    /// form but not the value.
    pub(crate) fn search(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        // ASCII letters are compared in lower case, so that no spelling is missed.
        let bytes = bytes.to_ascii_lowercase();
        let mut found = Vec::new();
        for (at, start) in bytes.windows(4).enumerate() {
            if !self.may_start[usize::from(u16::from_be_bytes([start[0], start[1]]))] {
                continue;
            }
            for &index in self.by_start.get(start).into_iter().flatten() {
                let trace = &self.traces[index];
                if bytes[at..].starts_with(&trace.bytes) {
                    found.push(format!("{place}, byte {at}: a value, {}", trace.form));
                }
            }
        }
        found
    }

    /// The same for every file under `dir`, and for the files' names. Also says how many bytes
    /// were read, so that a caller can tell that there was something to find.
    pub(crate) fn search_dir(&self, dir: &Path) -> (Vec<String>, usize) {
        let (mut found, mut read) = (Vec::new(), 0);
        let mut open = vec![dir.to_path_buf()];
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(&dir).expect("a directory is readable").flatten() {
                let path = entry.path();
                let name = path.display().to_string();
                found.extend(self.search("the name of a file", name.as_bytes()));
                if path.is_dir() {
                    open.push(path);
                } else if path.is_file() {
                    let bytes = std::fs::read(&path).expect("a file is readable");
                    read += bytes.len();
                    found.extend(self.search(&name, &bytes));
                }
            }
        }
        (found, read)
    }
}

/// The ways a person's value is written: as typed, in lower case, its words, escaped for a page.
fn spellings(value: &str) -> Vec<String> {
    let mut all = vec![value.to_owned(), value.to_lowercase(), value.to_uppercase()];
    // Half a name or an address gives a person away as well; a word of a longer text does not.
    let parts: Vec<&str> = value.split([' ', '@']).collect();
    if parts.len() == 2 {
        all.extend(parts.iter().filter(|part| part.len() >= 8).map(|part| (*part).to_owned()));
    }
    all.push(value.replace('&', "&amp;").replace('"', "&quot;"));
    all.push(value.replace('&', "&#38;").replace('"', "&#34;"));
    all.push(value.replace('"', "\\\""));
    all.push(value.chars().map(escaped_in_json).collect());
    all.push(percent(value, "%20"));
    all.push(percent(value, "+"));
    all.sort();
    all.dedup();
    all
}

/// The bytes of one spelling in each encoding, in lower case.
fn forms(text: &str) -> Vec<Trace> {
    let utf8 = text.as_bytes();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![
        Trace { form: "in UTF-8", bytes: utf8.to_vec() },
        Trace { form: "in UTF-16, little-endian", bytes: little },
        Trace { form: "in UTF-16, big-endian", bytes: big },
        Trace { form: "in hexadecimal", bytes: hexadecimal(utf8) },
    ];
    if text.chars().all(|letter| u32::from(letter) < 256) {
        let latin = text.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok());
        all.push(Trace { form: "in Latin-1", bytes: latin.collect() });
    }
    // In base64 a value looks different at each of three offsets; its outer letters depend on its
    // neighbours and are left out.
    for offset in 0..3 {
        let padded: Vec<u8> = vec![0; offset].into_iter().chain(utf8.iter().copied()).collect();
        let start = (offset * 8).div_ceil(6);
        let end = padded.len() * 8 / 6;
        for (form, engine) in [("in base64", STANDARD), ("in base64 for addresses", URL_SAFE)] {
            let written = engine.encode(&padded).into_bytes();
            all.push(Trace { form, bytes: written[start..end].to_vec() });
        }
    }
    for trace in &mut all {
        trace.bytes.make_ascii_lowercase();
    }
    all
}

fn hexadecimal(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn escaped_in_json(letter: char) -> String {
    if letter.is_ascii() {
        return letter.to_string();
    }
    let mut units = [0; 2];
    let units = letter.encode_utf16(&mut units).iter();
    units.map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat()
}

fn percent(value: &str, space: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b' ' => space.to_owned(),
            b'-' | b'.' | b'_' => char::from(byte).to_string(),
            _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
