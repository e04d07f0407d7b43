//! The commented `foundation.toml` that `probity init` writes, generated from one table.

use std::fmt::Write as _;

use super::Config;

/// One row: a section's opening, or a key in it.
struct Row {
    /// `[section]` or `key`.
    name: &'static str,
    /// What it is for, in the words of the file.
    help: &'static str,
    /// The value written behind a key; none opens a section.
    value: Option<Written>,
}

/// How a key stands in the file.
enum Written {
    /// The default, out of [`Config::default`].
    Default,
    /// Commented out, with this example.
    Example(&'static str),
    /// The default, a list: each of its items as a table of its own.
    Tables,
}

const fn section(name: &'static str, help: &'static str) -> Row {
    Row { name, help, value: None }
}

const fn key(name: &'static str, help: &'static str) -> Row {
    Row { name, help, value: Some(Written::Default) }
}

const fn example(name: &'static str, value: &'static str, help: &'static str) -> Row {
    Row { name, help, value: Some(Written::Example(value)) }
}

const fn tables(name: &'static str, help: &'static str) -> Row {
    Row { name, help, value: Some(Written::Tables) }
}

/// Every key there is, in the order of the file.
const ROWS: &[Row] = &[
    section("foundation", "Who runs this: shown on every page and in every message."),
    key("name", "The name people know."),
    key("address", "The postal address, on one line."),
    key("privacy_contact", "Where people write who believe that something about them is wrong."),
    example(
        "security_contact",
        "\"security@example.org\"",
        "Where a weakness is reported, for /.well-known/security.txt; else to the address above.",
    ),
    key("base_url", "The address visitors type; links in messages start with it."),
    key("language", "The language of letters, and of pages when a reader's own is not there."),
    key(
        "time_zone",
        "Where your days begin and end, like \"Europe/Lisbon\": memberships end by them.",
    ),
    example(
        "logo",
        "\"logo.svg\"",
        "A picture in site/ that stands beside the name on every page.",
    ),
    example(
        "colour",
        "\"#0b5563\"",
        "Your colour on white: buttons and marks. Dark enough to be read, 4.5 to 1.",
    ),
    example(
        "colour_dark",
        "\"#7fd1dd\"",
        "Your colour where readers prefer dark; without it a lighter one of the above.",
    ),
    section("server", "Where the site answers."),
    key("listen", "Address and port. Port 0 takes any free one."),
    key(
        "proxies",
        "Addresses of reverse proxies in front of it; their X-Forwarded-For is believed.",
    ),
    section("database", "Without these, data and keys are SQLite files in this directory."),
    example("url", "\"postgres://probity@localhost/probity\"", "PostgreSQL, for the data."),
    example(
        "keys_url",
        "\"postgres://probity@localhost/probity_keys\"",
        "Another database, for the keys: a backup of the data must never hold them.",
    ),
    section("mail", "How messages leave."),
    key(
        "transport",
        "\"smtp\" to a mail server, \"eml\" as files in a directory, \"none\" to let them wait.",
    ),
    key("from", "The sender of every message."),
    example(
        "directory",
        "\"/var/spool/probity\"",
        "eml: where the files go. Never inside this directory: they hold plain text.",
    ),
    key("host", "smtp: the server."),
    key("port", "smtp: its port."),
    key("tls", "smtp: \"starttls\", \"implicit\", or \"none\" to a server on this machine."),
    example("user", "\"probity\"", "smtp: the account, when the server wants one."),
    example(
        "password_file",
        "\"/etc/probity/mail-password\"",
        "smtp: the file with its password on the first line.",
    ),
    section("ledger", "The public record of every use of personal information."),
    key("origin", "Its name, first line of every checkpoint. Never change it afterwards."),
    section("signin", "How long sessions and links live."),
    key("session_hours", "Hours without use until a member's sign-in ends."),
    key("session_days", "Days until a member's sign-in ends, however much it is used."),
    key("staff_hours", "Hours until a sign-in at the desk ends, however much it is used."),
    key("link_minutes", "Minutes for which a link to sign in works."),
    key("confirm_hours", "Hours for which a link works that confirms an e-mail address."),
    section("guard", "Protection of the site against attacks."),
    key("enabled", "Whether senders are refused for a while who act out a scenario of attack."),
    key(
        "allow",
        "Addresses never refused, like [\"192.0.2.0/24\"]; loopback and proxies never are.",
    ),
    example(
        "scenarios",
        "\"scenarios\"",
        "A folder with scenarios of your own; one with the id of ours takes its place.",
    ),
    key("off", "Scenarios that are not watched for, like [\"crawling\"]."),
    example(
        "crawlers",
        "{ examplebot = [\"192.0.2.0/24\"] }",
        "Where crawlers come from, as they publish it; who poses as one is refused.",
    ),
    section("usage", "Whose logs are read, for protection and for availability and performance."),
    key("record", "Whether this site records its own requests: true or false."),
    key(
        "commit_seconds",
        "Seconds after which what came in is stored; a crash loses what came since.",
    ),
    key("sites", "Names of your other sites, like [\"www.example.org\"]; others count as `other`."),
    example(
        "history",
        "\"s3://example-history/usage\"",
        "A bucket that speaks S3, for the files of the history; else they lie in usage/ here.",
    ),
    example(
        "history_endpoint",
        "\"https://s3.example.org\"",
        "Where the bucket answers, when it is not one of AWS's.",
    ),
    example("history_region", "\"eu-central-1\"", "The bucket's region."),
    example(
        "history_credentials",
        "\"/etc/probity/s3-credentials\"",
        "A file of credentials as AWS's programs write them; else AWS_ACCESS_KEY_ID and so on.",
    ),
    example(
        "push_tokens_file",
        "\"/etc/probity/usage-tokens\"",
        "Servers may send their logs to /api/v1/usage: a file with a site and a token a line.",
    ),
    example("syslog_listen", "\"127.0.0.1:6514\"", "Take logs by syslog over TCP or TLS here."),
    example("syslog_site", "\"www.example.org\"", "syslog: the site that these logs are of."),
    key("syslog_format", "syslog: how the messages are written, as `usage read --format` has it."),
    example(
        "syslog_certificate",
        "\"/etc/probity/syslog.pem\"",
        "syslog: the certificate with its chain; without it the connection is plain.",
    ),
    example("syslog_key", "\"/etc/probity/syslog.key\"", "syslog: the key of the certificate."),
    example(
        "syslog_client_ca",
        "\"/etc/probity/senders.pem\"",
        "syslog: whose certificates the senders must have.",
    ),
    key("syslog_peers", "syslog: the addresses of those who may send, if not all."),
    example(
        "alerts",
        "[{ what = \"threats\", above = 20, over = 60, to = [\"infrastructure-staff\"] }]",
        "What staff are told of by mail, when it begins and when it is over; docs/operations.md.",
    ),
    section("payment", "How gifts are paid. `probity processor add` puts the agreement on record."),
    key("provider", "Who takes cards: \"stripe\", or \"none\"."),
    key("currencies", "What can be given in, the first one first, like [\"EUR\", \"USD\"]."),
    key(
        "second_look_above",
        "Payments put on record by hand above so many whole units need a second one of the staff.",
    ),
    key("live", "Whether real money is moved; false with the keys of the provider's tests."),
    example(
        "key_file",
        "\"/etc/probity/stripe-key\"",
        "The file with the provider's secret key on its first line.",
    ),
    example(
        "webhook_secret_file",
        "\"/etc/probity/stripe-webhook\"",
        "The file with the secret that its webhooks are signed with.",
    ),
    section("membership", "Which classes of membership there are, and the days around their end."),
    key("grace_days", "Days after the last one in which a membership goes on and can be renewed."),
    key("remind_days_before", "Days before the last one at which its owner is reminded."),
    key("remind_days_after", "Days after the last one at which they are reminded once more."),
    tables(
        "class",
        "The classes, in the order in which they are offered. kind: basic, supporting, sponsoring,\n\
         # contributing, managing or fellow. fee: a year, in the smallest unit of its currency. votes.\n\
         # hours: the fewest a month that members certify; recertify: each year. address: a postal\n\
         # address is asked for. granted: by staff alone. Never change an id that somebody holds.",
    ),
];

/// The file's text: every section and key, explained, with the values of `config`.
///
/// A key without a default stands as a comment unless `config` sets it.
pub fn render(config: &Config) -> String {
    let values = toml::Table::try_from(config).unwrap_or_default();
    let mut text = String::from(
        "# foundation.toml: what the foundation decides that its policy does not.\n\
         # Unknown keys are errors. `probity doctor` checks this file.\n",
    );
    let mut current = "";
    for row in ROWS {
        let Some(written) = &row.value else {
            current = row.name;
            let _ = write!(text, "\n# {}\n[{current}]\n", row.help);
            continue;
        };
        let value = values.get(current).and_then(|section| section.get(row.name));
        let _ = write!(text, "\n# {}\n", row.help);
        // Writing into a string can't fail.
        let _ = match (value, written) {
            (Some(toml::Value::Array(items)), Written::Tables) if !items.is_empty() => {
                let whole = |item: &toml::Value| {
                    let mut keys: Vec<_> = item.as_table().into_iter().flatten().collect();
                    let first = ["id", "label", "kind"];
                    keys.sort_by_key(|(key, _)| first.iter().position(|f| f == key).unwrap_or(3));
                    let lines: String =
                        keys.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
                    write!(text, "[[{current}.{}]]\n{lines}\n", row.name)
                };
                let done = items.iter().try_for_each(whole);
                text.truncate(text.trim_end().len());
                text.push('\n');
                done
            }
            (Some(toml::Value::Array(items)), Written::Example(value)) if items.is_empty() => {
                writeln!(text, "#{} = {value}", row.name)
            }
            (Some(value), _) => writeln!(text, "{} = {value}", row.name),
            (None, Written::Example(value)) => writeln!(text, "#{} = {value}", row.name),
            (None, Written::Default | Written::Tables) => Ok(()),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_says_the_defaults() {
        let text = render(&Config::default());
        assert_eq!(Config::parse("sample", text.as_bytes()).unwrap(), Config::default());
    }

    #[test]
    fn each_example_in_the_sample_is_a_valid_setting() {
        let text: String = render(&Config::default())
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let config = Config::parse("sample", text.as_bytes()).unwrap();
        assert!(config.database.keys_url.is_some() && config.mail.password_file.is_some());
        // Every key of the configuration has its row.
        for (section, keys) in toml::Table::try_from(&config).unwrap() {
            for key in keys.as_table().unwrap().keys() {
                let (plain, table) = (format!("\n{key} = "), format!("\n[[{section}.{key}]]\n"));
                assert!(
                    text.contains(&plain) || text.contains(&table),
                    "{section}.{key} has no row"
                );
            }
        }
        let again = render(&config);
        assert_eq!(Config::parse("again", again.as_bytes()).unwrap(), config);
        assert!(!again.lines().any(|line| line.starts_with('#') && !line.starts_with("# ")));
    }
}
