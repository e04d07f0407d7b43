//! `[usage]` of `foundation.toml`: whose logs are taken in, where from, and where they rest.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Alert, Bucket, Endpoint, SiteName};

/// Whose logs are read, for protection and for availability and performance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Usage {
    /// Whether this site records the requests that it answers itself.
    pub record: bool,
    /// After how many seconds what came in is stored; what came since is lost when the process is
    /// killed.
    #[serde(deserialize_with = "super::types::seconds")]
    pub commit_seconds: u32,
    /// The foundation's other sites. A log may tell of these and of this site's own name; what it tells
    /// of other names counts under `other`.
    pub sites: Vec<SiteName>,
    /// A bucket for the files of the history; without it they lie in the data directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<Bucket>,
    /// Where the bucket answers, when it is not one of AWS's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_endpoint: Option<Endpoint>,
    /// The bucket's region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_region: Option<String>,
    /// A file of credentials for it, as AWS's programs write them; without it the environment
    /// (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`) has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history_credentials: Option<PathBuf>,
    /// The file with the tokens of servers that send their logs to `/api/v1/usage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub push_tokens_file: Option<PathBuf>,
    /// Where logs are taken by syslog over TCP; without it they are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog_listen: Option<std::net::SocketAddr>,
    /// The site that these logs are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog_site: Option<SiteName>,
    /// The format of the messages.
    pub syslog_format: String,
    /// The certificate with its chain, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog_certificate: Option<PathBuf>,
    /// Its key, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog_key: Option<PathBuf>,
    /// The authority that the senders' certificates must be of, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syslog_client_ca: Option<PathBuf>,
    /// The addresses of those who may send; empty for everyone with such a certificate.
    pub syslog_peers: Vec<std::net::IpAddr>,
    /// What staff are told of by mail.
    pub alerts: Vec<Alert>,
}

impl Default for Usage {
    fn default() -> Self {
        Self {
            record: true,
            commit_seconds: 60,
            sites: Vec::new(),
            history: None,
            history_endpoint: None,
            history_region: None,
            history_credentials: None,
            push_tokens_file: None,
            syslog_listen: None,
            syslog_site: None,
            syslog_format: probity_usage::Format::Combined.name().to_owned(),
            syslog_certificate: None,
            syslog_key: None,
            syslog_client_ca: None,
            syslog_peers: Vec::new(),
            alerts: Vec::new(),
        }
    }
}

impl Usage {
    /// What no single key can tell: the message, and what to do.
    pub(super) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.syslog_format.parse::<probity_usage::Format>().is_err() {
            return Err((
                "`usage.syslog_format` names no format of access logs",
                "`probity usage read --help` lists them",
            ));
        }
        let Some(listen) = self.syslog_listen else { return Ok(()) };
        if self.syslog_site.is_none() {
            return Err((
                "`usage.syslog_listen` is set but `usage.syslog_site` is not",
                "name the site whose logs are sent there",
            ));
        }
        if self.syslog_certificate.is_some() != self.syslog_key.is_some() {
            return Err((
                "`usage.syslog_certificate` and `usage.syslog_key` belong together",
                "set both, or neither for plain TCP on this machine",
            ));
        }
        let is_tls = self.syslog_certificate.is_some();
        if self.syslog_client_ca.is_some() && !is_tls {
            return Err((
                "`usage.syslog_client_ca` needs a certificate of the server",
                "set `usage.syslog_certificate` and `usage.syslog_key`",
            ));
        }
        let is_open = self.syslog_client_ca.is_none() && self.syslog_peers.is_empty();
        if !listen.ip().is_loopback() && is_open {
            return Err((
                "`usage.syslog_listen` takes logs from anybody who can reach it",
                "set `usage.syslog_client_ca`, or name who may send in `usage.syslog_peers`",
            ));
        }
        Ok(())
    }

    /// Whether the alerts are of sites that there are, and each stands once. `own` is this site.
    pub(super) fn check_alerts(&self, own: &SiteName) -> Result<(), (String, &'static str)> {
        for (at, alert) in self.alerts.iter().enumerate() {
            let known = |site: &SiteName| site == own || self.sites.contains(site);
            if let Some(site) = alert.site.as_ref().filter(|site| !known(site)) {
                return Err((
                    format!(
                        "an alert in `usage.alerts` is of `{}`, which is no site of yours",
                        site.as_str()
                    ),
                    "name it in `usage.sites` too, or correct it",
                ));
            }
            let name = alert.name();
            if self.alerts.iter().take(at).any(|other| other.name() == name) {
                return Err((
                    format!("an alert stands twice in `usage.alerts`: {name}"),
                    "keep one of them, with all whom it is told in `to`",
                ));
            }
        }
        Ok(())
    }
}
