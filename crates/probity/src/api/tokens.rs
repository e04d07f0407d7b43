//! The tokens of servers that send their logs: a file with a site and a token on each line.
//!
//! The file is read anew each time, so that a token can be added and taken away while the service runs.
//! Only digests are compared, all of them, each in constant time.

use std::path::Path;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use crate::config::SiteName;

/// The shortest token that counts, in bytes: what is shorter can be guessed.
pub(crate) const SHORTEST: usize = 24;

/// What is wrong with a file of tokens; no token stands in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokensError {
    #[error("the file of tokens can't be read: {0}")]
    Unreadable(std::io::Error),
    #[error(
        "line {0} of the file of tokens is not a site and a token of at least {SHORTEST} letters and \
         digits with a blank between; `openssl rand -hex 24` makes one"
    )]
    Line(usize),
}

/// The sites and the digests of their tokens.
pub(crate) struct Tokens(Vec<(SiteName, [u8; 32])>);

impl Tokens {
    /// Reads the file.
    pub(crate) fn read(file: &Path) -> Result<Self, TokensError> {
        let text = std::fs::read_to_string(file).map_err(TokensError::Unreadable)?;
        Self::parse(&Zeroizing::new(text))
    }

    fn parse(text: &str) -> Result<Self, TokensError> {
        let mut tokens = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut words = line.split_whitespace();
            let site = words.next().and_then(|site| site.parse::<SiteName>().ok());
            let token = words.next().filter(|token| token.len() >= SHORTEST);
            match (site, token, words.next()) {
                (Some(site), Some(token), None) => tokens.push((site, hashed(token))),
                _ => return Err(TokensError::Line(number)),
            }
        }
        Ok(Self(tokens))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The sites that a token is of.
    pub(crate) fn sites(&self, token: &str) -> Vec<&SiteName> {
        let sent = hashed(token);
        let holds = |known: &[u8; 32]| verify_slices_are_equal(known, &sent).is_ok();
        let mut sites = Vec::new();
        for (site, known) in &self.0 {
            if holds(known) {
                sites.push(site);
            }
        }
        sites
    }
}

fn hashed(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "0123456789abcdef01234567";
    const OTHER: &str = "76543210fedcba9876543210";

    #[test]
    fn a_token_is_of_its_sites() {
        let text = format!("# servers\n\nwww.example.org {ONE}\nshop.example.org\t{OTHER}\n");
        let tokens = Tokens::parse(&format!("{text}wiki.example.org {ONE}\n")).unwrap();
        let sites = |token| -> Vec<String> {
            tokens.sites(token).into_iter().map(ToString::to_string).collect()
        };
        assert_eq!(sites(ONE), ["www.example.org", "wiki.example.org"]);
        assert_eq!(sites(OTHER), ["shop.example.org"]);
        assert!(sites("").is_empty() && sites(&ONE[1..]).is_empty());
    }

    #[test]
    fn a_wrong_line_is_named_and_not_shown() {
        for line in ["www.example.org", "www.example.org short", "a/b 0123456789abcdef01234567"] {
            let error = Tokens::parse(&format!("\n{line}\n")).err().unwrap().to_string();
            assert!(error.starts_with("line 2 ") && !error.contains(line), "{error}");
        }
        assert!(Tokens::parse(&format!("www.example.org {ONE} more")).is_err());
    }
}
