//! The formats by their names.

use std::fmt;
use std::str::FromStr;

/// A format of access logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The common log format.
    Common,
    /// Common with referrer and agent: what Apache and nginx write as they come.
    Combined,
    /// Combined with the site before it.
    VhostCombined,
    /// Combined with the time taken behind it, in seconds (`$request_time`, `%T`).
    CombinedSeconds,
    /// Combined with the time taken behind it, in microseconds (`%D`).
    CombinedMicros,
    /// nginx writing JSON.
    Nginx,
    /// Caddy.
    Caddy,
    /// Traefik writing JSON.
    Traefik,
    /// W3C extended, as IIS writes it.
    Iis,
    /// CloudFront.
    CloudFront,
    /// An Application Load Balancer of AWS.
    Alb,
    /// JSON lines after a mapping.
    Mapped,
}

/// No format has that name.
#[derive(Debug, thiserror::Error)]
#[error("no format is named `{0}`: there are {names}", names = names())]
pub struct UnknownFormat(String);

impl Format {
    /// Every format that has a name of its own on the command line.
    pub const ALL: [Self; 11] = [
        Self::Common,
        Self::Combined,
        Self::VhostCombined,
        Self::CombinedSeconds,
        Self::CombinedMicros,
        Self::Nginx,
        Self::Caddy,
        Self::Traefik,
        Self::Iis,
        Self::CloudFront,
        Self::Alb,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Combined => "combined",
            Self::VhostCombined => "vhost-combined",
            Self::CombinedSeconds => "combined-seconds",
            Self::CombinedMicros => "combined-microseconds",
            Self::Nginx => "nginx-json",
            Self::Caddy => "caddy",
            Self::Traefik => "traefik",
            Self::Iis => "iis",
            Self::CloudFront => "cloudfront",
            Self::Alb => "alb",
            Self::Mapped => "mapping",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn names() -> String {
    Format::ALL.map(Format::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_lead_back() {
        for format in Format::ALL {
            assert_eq!(format.name().parse::<Format>().unwrap(), format);
        }
        let wrong = "mapping".parse::<Format>().unwrap_err().to_string();
        assert!(wrong.contains("`mapping`") && wrong.contains("vhost-combined"), "{wrong}");
    }
}
