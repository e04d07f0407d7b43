//! `[[usage.alerts]]` of `foundation.toml`: what of the sites staff are told of by mail.
//!
//! What an alert says of itself is checked when it is read, and the error points at it.

use std::fmt;

use probity_policy::Role;
use serde::{Deserialize, Serialize, Serializer};

use super::SiteName;
use crate::desk::staff::ROLES;

/// The longest time that an alert looks at, in minutes: a day.
const LONGEST: u32 = 24 * 60;

/// Something that staff are told of when it begins, and when it is over.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "Written")]
pub struct Alert {
    /// What is looked at.
    pub what: What,
    /// Of which site; attackers are those of all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteName>,
    /// Above how much it begins: a percentage of requests, milliseconds, attackers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<Above>,
    /// Over how many minutes.
    pub over: u32,
    /// How many requests have to come in that time for it to begin; of attackers none.
    #[serde(skip_serializing_if = "is_none")]
    pub requests: u32,
    /// Whom it is told.
    #[serde(serialize_with = "names")]
    pub to: Vec<Role>,
}

/// What an alert looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The share of requests that fail.
    ErrorRate,
    /// The time within which nine in ten answers come.
    TimeTakenP90,
    /// Whether any request is answered.
    Down,
    /// How many attackers there are.
    Threats,
}

/// A threshold, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Above(pub(crate) u64);

/// An alert as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    what: What,
    site: Option<SiteName>,
    above: Option<f64>,
    over: u32,
    requests: Option<u32>,
    to: Vec<String>,
}

impl What {
    /// As it is written.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ErrorRate => "error-rate",
            Self::TimeTakenP90 => "time-taken-p90",
            Self::Down => "down",
            Self::Threats => "threats",
        }
    }

    /// The most that a threshold can be, and what it counts.
    const fn most(self) -> (f64, &'static str) {
        match self {
            Self::ErrorRate => (99.999, "a percentage of requests, like 5"),
            Self::TimeTakenP90 => (3_600_000.0, "milliseconds, like 800"),
            Self::Threats => (1_000_000.0, "a number of attackers, like 20"),
            Self::Down => (0.0, ""),
        }
    }

    /// How many requests have to come unless the alert says so.
    const fn requests(self) -> u32 {
        match self {
            Self::ErrorRate | Self::TimeTakenP90 => 20,
            Self::Down => 5,
            Self::Threats => 0,
        }
    }
}

impl Alert {
    /// What tells it from all others: what it looks at, of which site, above and over how much.
    pub fn name(&self) -> String {
        let mut name = self.what.name().to_owned();
        if let Some(site) = &self.site {
            name.push(' ');
            name.push_str(site.as_str());
        }
        if let Some(above) = self.above {
            name.push_str(&format!(" above {above}"));
        }
        name.push_str(&format!(" over {}", self.over));
        name
    }
}

impl TryFrom<Written> for Alert {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { what, site, above, over, requests, to } = written;
        let name = what.name();
        if (what == What::Threats) == site.is_some() {
            return Err(match what {
                What::Threats => format!("an alert on `{name}` is of all sites: leave `site` out"),
                _ => format!("an alert on `{name}` needs a `site`: name the one it is of"),
            });
        }
        let (most, unit) = what.most();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in bounds")]
        let above = match above {
            None if what == What::Down => None,
            Some(_) if what == What::Down => {
                return Err(format!(
                    "an alert on `{name}` has no threshold: leave `above` out, and say for how many \
                     minutes in `over`"
                ));
            }
            Some(above) if (0.001..=most).contains(&above) => {
                Some(Above((above * 1000.0).round() as u64))
            }
            _ => return Err(format!("an alert on `{name}` needs `above`: {unit}, up to {most}")),
        };
        if over == 0 || over > LONGEST {
            return Err(format!("`over = {over}`: give from 1 to {LONGEST} minutes"));
        }
        if what == What::TimeTakenP90 && !over.is_multiple_of(60) {
            return Err(format!(
                "`over = {over}`: the time that answers take is added up by the hour; give whole \
                 hours, like 60"
            ));
        }
        if what == What::Threats && requests.is_some() {
            return Err(format!("an alert on `{name}` counts no requests: leave `requests` out"));
        }
        if requests == Some(0) {
            return Err(
                "`requests = 0`: give at least 1, since nothing is known of none".to_owned()
            );
        }
        if to.is_empty() {
            return Err("an alert is told nobody: name a role in `to`, like \
                        [\"infrastructure-staff\"]"
                .to_owned());
        }
        let role = |name: &String| {
            let role = name.parse::<Role>().ok().filter(|role| ROLES.contains(role));
            role.ok_or_else(|| {
                let known: Vec<_> = ROLES.iter().map(|role| role.name()).collect();
                format!("`{name}` is no role of staff: name one of {}", known.join(", "))
            })
        };
        let to = to.iter().map(role).collect::<Result<_, _>>()?;
        Ok(Self { what, site, above, over, requests: requests.unwrap_or(what.requests()), to })
    }
}

impl fmt::Display for Above {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1000, format!("{:03}", self.0 % 1000));
        match part.trim_end_matches('0') {
            "" => write!(f, "{whole}"),
            part => write!(f, "{whole}.{part}"),
        }
    }
}

impl Serialize for Above {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[expect(clippy::cast_precision_loss, reason = "at most a few billions")]
        serializer.serialize_f64(self.0 as f64 / 1000.0)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(requests: &u32) -> bool {
    *requests == 0
}

fn names<S: Serializer>(roles: &[Role], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(roles.iter().map(|role| role.name()))
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn read(alert: &str) -> Result<Config, String> {
        let text = format!("[usage]\nsites = [\"www.example.org\"]\n[[usage.alerts]]\n{alert}\n");
        Config::parse("f", text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn alerts_are_read_and_written_alike() {
        for (alert, name) in [
            (
                "what = \"error-rate\"\nabove = 0.5\nover = 15",
                "error-rate www.example.org above 0.5 over 15",
            ),
            (
                "what = \"time-taken-p90\"\nabove = 800\nover = 60",
                "time-taken-p90 www.example.org above 800 over 60",
            ),
            ("what = \"down\"\nover = 5\nrequests = 1", "down www.example.org over 5"),
        ] {
            let text =
                format!("{alert}\nsite = \"www.example.org\"\nto = [\"infrastructure-staff\"]");
            let config = read(&text).unwrap();
            assert_eq!(config.usage.alerts[0].name(), name);
            let again = toml::to_string(&config).unwrap();
            assert_eq!(Config::parse("f", again.as_bytes()).unwrap(), config, "{again}");
        }
        let threats = "what = \"threats\"\nabove = 20\nover = 60\nto = [\"infrastructure-staff\"]";
        let config = read(threats).unwrap();
        assert_eq!(config.usage.alerts[0].name(), "threats above 20 over 60");
        let again = toml::to_string(&config).unwrap();
        assert_eq!(Config::parse("f", again.as_bytes()).unwrap(), config, "{again}");
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_what_to_do() {
        let site = "site = \"www.example.org\"\nto = [\"infrastructure-staff\"]\n";
        for (alert, says) in [
            (
                "what = \"down\"\nover = 5\nto = [\"infrastructure-staff\"]".to_owned(),
                "needs a `site`",
            ),
            (format!("{site}what = \"down\"\nover = 5\nabove = 1"), "leave `above` out"),
            (format!("{site}what = \"error-rate\"\nover = 5"), "a percentage of requests"),
            (format!("{site}what = \"error-rate\"\nover = 5\nabove = 100"), "up to 99.999"),
            (format!("{site}what = \"error-rate\"\nover = 5\nabove = nan"), "a percentage"),
            (format!("{site}what = \"error-rate\"\nover = 0\nabove = 1"), "from 1 to 1440"),
            (format!("{site}what = \"time-taken-p90\"\nover = 90\nabove = 1"), "whole hours"),
            (format!("{site}what = \"threats\"\nover = 90\nabove = 1"), "leave `site` out"),
            (format!("{site}what = \"down\"\nover = 5\nrequests = 0"), "at least 1"),
            (format!("{site}what = \"slow\"\nover = 90\nabove = 1"), "time-taken-p90"),
            (format!("{site}what = \"down\"\nover = 5\nuntil = 1"), "unknown key"),
            ("site = \"www.example.org\"\nwhat = \"down\"\nover = 5\nto = []".to_owned(), "nobody"),
            (
                "site = \"www.example.org\"\nwhat = \"down\"\nover = 5\nto = [\"member\"]"
                    .to_owned(),
                "no role of staff",
            ),
            (
                "site = \"b.example\"\nwhat = \"down\"\nover = 5\nto = [\"infrastructure-staff\"]"
                    .to_owned(),
                "`b.example`",
            ),
            (
                format!(
                    "{site}what = \"down\"\nover = 5\n[[usage.alerts]]\n{site}what = \"down\"\nover = 5"
                ),
                "twice",
            ),
        ] {
            let said = read(&alert).unwrap_err();
            assert!(said.contains(says), "{alert}: {said}");
        }
    }
}
