//! Bans in force as other programs read them. Each line ends by itself where the program knows how;
//! where it does not, the file says until when it may be used.

use std::fmt::Write as _;

use jiff::Timestamp;
use probity_usage::guard::Block;

use super::threats::Banned;

/// For which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// A table of its own for `nft -f`; each element ends with its ban.
    Nftables,
    /// Lines `deny …;` to be included where nginx allows it.
    Nginx,
    /// A snippet `(probity_banned)` to be imported into a site of a Caddyfile.
    Caddy,
    /// Block, scenario, from, until.
    Csv,
}

/// The bans for that program.
pub(crate) fn write(format: Format, bans: &[Banned], now_ms: i64) -> String {
    let mut text = String::new();
    // Writing into a string can't fail.
    let _ = match format {
        Format::Nftables => nftables(&mut text, bans, now_ms),
        Format::Nginx => nginx(&mut text, bans, now_ms),
        Format::Caddy => caddy(&mut text, bans, now_ms),
        Format::Csv => csv(&mut text, bans),
    };
    text
}

fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn head(text: &mut String, bans: &[Banned], now_ms: i64) -> std::fmt::Result {
    let (now, count) = (moment(now_ms), bans.len());
    writeln!(text, "# bans in force at {now}: {count}; written by probity usage block")?;
    if let Some(first) = bans.iter().map(|ban| ban.until).min() {
        writeln!(text, "# the first ends at {}: write it anew until then", moment(first))?;
    }
    Ok(())
}

fn nftables(text: &mut String, bans: &[Banned], now_ms: i64) -> std::fmt::Result {
    head(text, bans, now_ms)?;
    // Made, so that it can be deleted; then made anew: all in one step, as nft does a file.
    text.push_str("table inet probity {}\ndelete table inet probity\ntable inet probity {\n");
    for (set, kind, v4) in [("banned4", "ipv4_addr", true), ("banned6", "ipv6_addr", false)] {
        writeln!(text, "\tset {set} {{\n\t\ttype {kind}\n\t\tflags interval, timeout")?;
        let mut elements = bans.iter().filter(|ban| ban.block.is_v4() == v4).peekable();
        if elements.peek().is_some() {
            text.push_str("\t\telements = {\n");
            for ban in elements {
                let seconds = ban.until.saturating_sub(now_ms).max(1000) / 1000;
                writeln!(text, "\t\t\t{} timeout {seconds}s,", ban.block)?;
            }
            text.push_str("\t\t}\n");
        }
        text.push_str("\t}\n");
    }
    text.push_str(
        "\tchain input {\n\t\ttype filter hook input priority -10; policy accept;\n\
         \t\tip saddr @banned4 drop\n\t\tip6 saddr @banned6 drop\n\t}\n}\n",
    );
    Ok(())
}

fn nginx(text: &mut String, bans: &[Banned], now_ms: i64) -> std::fmt::Result {
    head(text, bans, now_ms)?;
    for ban in bans {
        writeln!(text, "deny {}; # until {}", ban.block, moment(ban.until))?;
    }
    Ok(())
}

fn caddy(text: &mut String, bans: &[Banned], now_ms: i64) -> std::fmt::Result {
    head(text, bans, now_ms)?;
    text.push_str("(probity_banned) {\n");
    if !bans.is_empty() {
        text.push_str("\t@probity_banned {\n");
        for ban in bans {
            writeln!(text, "\t\t# until {}\n\t\tremote_ip {}", moment(ban.until), ban.block)?;
        }
        text.push_str("\t}\n\trespond @probity_banned 403\n");
    }
    text.push_str("}\n");
    Ok(())
}

fn csv(text: &mut String, bans: &[Banned]) -> std::fmt::Result {
    text.push_str("block,scenario,from,until\n");
    for Banned { block, scenario, from, until } in bans {
        let block: &Block = block;
        writeln!(text, "{block},{scenario},{},{}", moment(*from), moment(*until))?;
    }
    Ok(())
}
