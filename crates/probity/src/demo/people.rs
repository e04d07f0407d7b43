//! Generated people: the same seed gives the same people, in the same order, on every machine.

use aws_lc_rs::digest;

use super::words;

/// One generated person, as a join form would have carried them: field and value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What this person gives.
    pub fields: Vec<(&'static str, String)>,
    /// Which kind of member they are.
    pub membership: Membership,
}

/// The kind of membership of a generated person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// A member who does not vote.
    Member,
    /// A contributing member: votes, and therefore gave a postal address.
    Contributing,
    /// A managing member: votes, and therefore gave a postal address.
    Managing,
    /// A supporting member.
    Supporting,
}

impl Person {
    /// The value of a field, if this person gave it.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|(id, _)| *id == field).map(|(_, value)| value.as_str())
    }
}

/// The person at place `number` of the people of `seed`.
pub fn person(seed: u64, number: usize) -> Person {
    let mut draw = Draw::new(seed, "person", number as u64);
    let first = draw.pick(words::FIRST);
    let last = draw.pick(words::LAST);
    let membership = match draw.below(10) {
        0 | 1 => Membership::Contributing,
        2 => Membership::Managing,
        3 | 4 => Membership::Supporting,
        _ => Membership::Member,
    };
    let country = draw.pick(words::COUNTRIES);
    let mut fields = vec![
        ("name", format!("{first} {last}")),
        ("email", email(first, last, number)),
        ("country", country.to_owned()),
    ];
    if draw.below(3) == 0 {
        fields.push(("about", draw.pick(words::ABOUT).to_owned()));
    }
    if draw.below(2) == 0 {
        let (one, two) = (draw.pick(words::INTERESTS), draw.pick(words::INTERESTS));
        let both = if one == two { one.to_owned() } else { format!("{one}, {two}") };
        fields.push(("interests", both));
    }
    if draw.below(5) == 0 {
        fields.push(("website", format!("https://{}.example/", plain(first, last))));
    }
    if matches!(membership, Membership::Contributing | Membership::Managing) {
        let house = 1 + draw.below(180);
        let street = draw.pick(words::STREETS);
        let town = draw.pick(words::TOWNS);
        let code = 10_000 + draw.below(89_999);
        fields.push(("postal-address", format!("{house} {street}\n{code} {town}")));
    }
    Person { fields, membership }
}

/// The password of the sample member of `seed`, the only one who has one: four words and a number,
/// the same after every start.
pub fn sample_password(seed: u64) -> String {
    let mut draw = Draw::new(seed, "password", 0);
    let words: Vec<_> = (0..4).map(|_| draw.pick(words::PASSWORD)).collect();
    format!("{}-{}", words.join("-"), 10 + draw.below(90))
}

/// An address nobody has: the number keeps it apart from every other person's.
fn email(first: &str, last: &str, number: usize) -> String {
    let host = ["example.org", "example.com", "example.net"][number % 3];
    format!("{}.{}@{host}", plain(first, last), number + 1)
}

/// A name in the letters a host name has.
fn plain(first: &str, last: &str) -> String {
    format!("{first}.{last}")
        .chars()
        .filter_map(|c| match c.to_lowercase().next()? {
            'å' | 'ä' => Some('a'),
            'ø' | 'ö' => Some('o'),
            'ü' => Some('u'),
            'é' | 'ë' => Some('e'),
            'ł' => Some('l'),
            c if c.is_ascii_alphanumeric() || c == '.' => Some(c),
            _ => None,
        })
        .collect()
}

/// A stream of numbers that depends on the seed, the purpose and the place, and on nothing else.
pub(super) struct Draw {
    start: [u8; 32],
    step: u64,
}

impl Draw {
    pub(super) fn new(seed: u64, purpose: &str, number: u64) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(b"probity demo v1\0");
        context.update(&seed.to_be_bytes());
        context.update(&number.to_be_bytes());
        context.update(purpose.as_bytes());
        Self { start: bytes(&context.finish()), step: 0 }
    }

    fn next(&mut self) -> u64 {
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&self.start);
        context.update(&self.step.to_be_bytes());
        self.step += 1;
        let block = bytes(&context.finish());
        u64::from_be_bytes([
            block[0], block[1], block[2], block[3], block[4], block[5], block[6], block[7],
        ])
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        let place = self.below(list.len() as u64);
        list[usize::try_from(place).unwrap_or(0)]
    }
}

fn bytes(digest: &digest::Digest) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest.as_ref());
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let people = |seed| (0..50).map(|n| person(seed, n)).collect::<Vec<_>>();
        assert_eq!(people(7), people(7));
        assert_ne!(people(7), people(8));
        assert_eq!(sample_password(7), sample_password(7));
        assert_ne!(sample_password(7), sample_password(8));
    }

    #[test]
    fn no_two_share_an_address_and_all_have_what_the_policy_requires() {
        let mut seen = HashSet::new();
        for number in 0..5_000 {
            let person = person(1, number);
            for field in ["name", "email", "country"] {
                assert!(person.get(field).is_some_and(|value| !value.is_empty()));
            }
            let email = person.get("email").unwrap().to_owned();
            assert!(email.is_ascii() && email.split('@').count() == 2, "{email}");
            assert!(seen.insert(email));
            let votes =
                matches!(person.membership, Membership::Contributing | Membership::Managing);
            assert_eq!(votes, person.get("postal-address").is_some());
        }
    }

    #[test]
    fn the_sample_password_is_long_enough_to_be_accepted() {
        assert!((0..1_000).all(|seed| sample_password(seed).len() >= 12));
    }
}
