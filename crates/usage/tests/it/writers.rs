//! Writes a request as each server would: the inverse of the readers.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::json;

/// What is written, and must be read again as far as the format holds it.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) time: i64,
    pub(crate) offset_minutes: i32,
    pub(crate) address: IpAddr,
    pub(crate) site: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) status: u16,
    pub(crate) bytes: u64,
    pub(crate) agent: String,
    /// Microseconds.
    pub(crate) taken: u64,
}

impl Wanted {
    pub(crate) fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }

    fn line(&self) -> String {
        format!("{} {} HTTP/1.1", self.method, self.target())
    }

    /// The time in a format of strftime, in UTC or the server's own zone.
    pub(crate) fn written(&self, format: &str, own_zone: bool) -> String {
        let minutes = if own_zone { self.offset_minutes } else { 0 };
        let zone = TimeZone::fixed(Offset::from_seconds(minutes * 60).unwrap());
        let time = Timestamp::from_millisecond(self.time).unwrap().to_zoned_datetime(zone);
        time.strftime(format).to_string()
    }

    pub(crate) fn seconds(&self) -> String {
        format!("{}.{:06}", self.taken / 1_000_000, self.taken % 1_000_000)
    }
}

/// How Apache escapes: quotes and backslashes by a backslash, what is not ASCII in hexadecimal.
pub(crate) fn apache(text: &str) -> String {
    let escape = |byte: &u8| match byte {
        b'"' => "\\\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\t' => "\\t".to_owned(),
        b' '..=b'~' => char::from(*byte).to_string(),
        other => format!("\\x{other:02x}"),
    };
    text.as_bytes().iter().map(escape).collect()
}

/// How nginx escapes: quotes, backslashes and what is not ASCII in hexadecimal.
pub(crate) fn nginx(text: &str) -> String {
    let escape = |byte: &u8| match byte {
        b'"' | b'\\' => format!("\\x{byte:02X}"),
        b' '..=b'~' => char::from(*byte).to_string(),
        other => format!("\\x{other:02X}"),
    };
    text.as_bytes().iter().map(escape).collect()
}

/// The common log format, with the agent and what may stand before and behind it.
pub(crate) fn common(
    wanted: &Wanted,
    escape: fn(&str) -> String,
    site: bool,
    agent: bool,
    behind: &str,
) -> String {
    let site = if site { format!("{}:443 ", wanted.site) } else { String::new() };
    let time = wanted.written("%d/%b/%Y:%H:%M:%S %z", true);
    let bytes = if wanted.bytes == 0 { "-".to_owned() } else { wanted.bytes.to_string() };
    let sent = if wanted.agent.is_empty() { "-".to_owned() } else { escape(&wanted.agent) };
    let agent =
        if agent { format!(" \"https://elsewhere.example/\" \"{sent}\"") } else { String::new() };
    format!(
        "{site}{} - somebody [{time}] \"{}\" {} {bytes}{agent}{behind}",
        wanted.address,
        escape(&wanted.line()),
        wanted.status,
    )
}

/// nginx with `escape=json`.
pub(crate) fn nginx_json(wanted: &Wanted) -> String {
    json!({
        "time_iso8601": wanted.written("%Y-%m-%dT%H:%M:%S%:z", true),
        "remote_addr": wanted.address.to_string(),
        "remote_user": "somebody",
        "server_name": wanted.site,
        "request": wanted.line(),
        "status": wanted.status.to_string(),
        "body_bytes_sent": wanted.bytes,
        "http_referer": "https://elsewhere.example/",
        "http_user_agent": wanted.agent,
        "request_time": wanted.seconds(),
    })
    .to_string()
}

/// Caddy.
pub(crate) fn caddy(wanted: &Wanted) -> String {
    let seconds: f64 = wanted.seconds().parse().unwrap();
    let mut line = json!({
        "level": "info", "logger": "http.log.access.log0", "msg": "handled request",
        "request": {
            "remote_ip": "203.0.113.99", "client_ip": wanted.address.to_string(), "remote_port": "1",
            "proto": "HTTP/1.1", "method": wanted.method, "host": wanted.site, "uri": wanted.target(),
            "headers": {"User-Agent": [wanted.agent], "Cookie": ["REDACTED"]},
        },
        "bytes_read": 0, "user_id": "somebody", "duration": seconds, "size": wanted.bytes,
        "status": wanted.status, "resp_headers": {"Server": ["Caddy"]},
    })
    .to_string();
    let time = format!("{{\"ts\":{}.{:03},", wanted.time / 1000, wanted.time % 1000);
    line.replace_range(..1, &time);
    line
}

/// Traefik with `format: json`.
pub(crate) fn traefik(wanted: &Wanted) -> String {
    json!({
        "ClientAddr": "203.0.113.99:1", "ClientHost": wanted.address.to_string(),
        "ClientUsername": "-", "DownstreamContentSize": wanted.bytes,
        "DownstreamStatus": wanted.status, "Duration": wanted.taken * 1000,
        "RequestHost": wanted.site, "RequestMethod": wanted.method,
        "RequestPath": wanted.target(), "RequestProtocol": "HTTP/1.1",
        "ServiceURL": {"Scheme": "http", "User": null, "ForceQuery": false},
        "StartUTC": wanted.written("%Y-%m-%dT%H:%M:%S.%f000Z", false),
        "request_User-Agent": wanted.agent, "time": "2030-01-01T00:00:00Z",
    })
    .to_string()
}

/// IIS, with the lines that come first.
pub(crate) fn iis(wanted: &Wanted) -> String {
    let agent = if wanted.agent.is_empty() { "-".into() } else { wanted.agent.replace(' ', "+") };
    let query = wanted.query.as_deref().filter(|query| !query.is_empty()).unwrap_or("-");
    format!(
        "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n\
         #Date: 2026-01-01 00:00:00\n\
         #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip \
         cs(User-Agent) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes time-taken\n\
         {} 198.51.100.1 {} {} {query} 443 - {} {agent} https://elsewhere.example/ {} {} 0 0 {} {}",
        wanted.written("%Y-%m-%d %H:%M:%S", false),
        wanted.method,
        wanted.path,
        wanted.address,
        wanted.site,
        wanted.status,
        wanted.bytes,
        wanted.taken / 1000,
    )
}

/// CloudFront, with the lines that come first.
pub(crate) fn cloudfront(wanted: &Wanted) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'(' | b')' | b';' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    let agent: String = wanted.agent.bytes().map(encode).collect();
    let agent = if agent.is_empty() { "-".to_owned() } else { agent };
    let query = wanted.query.as_deref().filter(|query| !query.is_empty()).unwrap_or("-");
    format!(
        "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem \
         sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type \
         x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol \
         ssl-cipher x-edge-response-result-type cs-protocol-version\n\
         {}\tFRA2\t{}\t{}\t{}\td111111abcdef8.cloudfront.net\t{}\t{:03}\thttps://elsewhere.example/\t\
         {agent}\t{query}\t-\tHit\tid==\t{}\thttps\t23\t{}.{:03}\t-\tTLSv1.3\tTLS\tHit\tHTTP/1.1",
        wanted.written("%Y-%m-%d\t%H:%M:%S", false),
        wanted.bytes,
        wanted.address,
        wanted.method,
        wanted.path,
        wanted.status,
        wanted.site,
        wanted.taken / 1_000_000,
        wanted.taken / 1000 % 1000,
    )
}

/// A load balancer of AWS.
pub(crate) fn alb(wanted: &Wanted) -> String {
    let address = match wanted.address {
        IpAddr::V6(address) => format!("[{address}]:4711"),
        IpAddr::V4(address) => format!("{address}:4711"),
    };
    let agent = if wanted.agent.is_empty() { "-".to_owned() } else { apache(&wanted.agent) };
    format!(
        "h2 {} app/web/50dc6c495c0c9188 {address} 10.0.0.1:80 0.000 {} 0.000 {} 200 34 {} \
         \"{} https://{}:443{} HTTP/2.0\" \"{agent}\" ECDHE TLSv1.2 arn:aws:x \"Root=1-x\" \
         \"www.example.org\" \"arn\" 0 2026-01-01T00:00:00.000000Z \"forward\" \"-\" \"-\" \
         \"10.0.0.1:80\" \"200\" \"-\" \"-\"",
        wanted.written("%Y-%m-%dT%H:%M:%S.%fZ", false),
        wanted.seconds(),
        wanted.status,
        wanted.bytes,
        wanted.method,
        wanted.site,
        apache(&wanted.target()),
    )
}

/// JSON lines of some program, and the mapping for them.
pub(crate) fn mapped(wanted: &Wanted) -> (String, &'static str) {
    let line = json!({
        "t": wanted.time, "from": {"ip": wanted.address.to_string()},
        "req": {"m": wanted.method, "u": wanted.target(), "h": {"user-agent": wanted.agent}},
        "site": wanted.site, "res": {"code": wanted.status, "size": wanted.bytes}, "us": wanted.taken,
    });
    let mapping = "time = 't'\naddress = 'from.ip'\nmethod = 'req.m'\ntarget = 'req.u'\n\
        agent = 'req.h.user-agent'\nsite = 'site'\nstatus = 'res.code'\nbytes = 'res.size'\n\
        time-taken = 'us'\ntime-taken-unit = 'us'\n";
    (line.to_string(), mapping)
}
