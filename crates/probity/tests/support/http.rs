//! A plain HTTP/1.0 client that keeps its cookies: what a script, not a browser, would send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A client of one site.
#[derive(Clone)]
pub(crate) struct Client {
    authority: String,
    /// Each as `name=value`.
    cookies: Vec<String>,
}

/// An answer of the site.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// For the site at `base`, like `http://127.0.0.1:8080`.
    pub(crate) fn new(base: &str) -> Self {
        let authority = base.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { authority, cookies: Vec::new() }
    }

    /// Sends that cookie from now on, as `name=value`; without a value, no longer.
    pub(crate) fn set_cookie(&mut self, cookie: String) {
        let end = cookie.find('=').map_or(cookie.len(), |at| at + 1);
        self.cookies.retain(|known| !known.starts_with(&cookie[..end]));
        if end < cookie.len() {
            self.cookies.push(cookie);
        }
    }

    /// The cookie of the session, as `name=value`.
    pub(crate) fn cookie(&self) -> Option<&str> {
        self.cookies.iter().map(String::as_str).find(|cookie| cookie.starts_with("session="))
    }

    /// All cookies, each as `name=value`.
    pub(crate) fn cookies(&self) -> &[String] {
        &self.cookies
    }

    /// Fetches a page; a whole address of this site is taken as well as a path.
    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// The same with more headers, each as name and value.
    pub(crate) fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, b"")
    }

    /// Loads the page with the form, then sends it with its token and those fields to `action`.
    pub(crate) fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.get(page).text();
        let start = form.find(&format!("action=\"{action}\"")).unwrap_or_else(|| {
            panic!("{page} has a form that is sent to {action}: {form}");
        });
        let token = attribute(&form[start..], "name=\"form-token\" value=\"");
        let mut pairs = vec![("form-token", token.as_str())];
        pairs.extend_from_slice(fields);
        self.post(action, &pairs)
    }

    /// Sends fields as a form of the site does.
    pub(crate) fn post(&mut self, action: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let origin = format!("http://{}", self.authority);
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("origin", origin.as_str())];
        self.send("POST", action, &headers, body.join("&").as_bytes())
    }

    fn send(&mut self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
        let host = format!("http://{}", self.authority);
        let path = path.strip_prefix(&host).unwrap_or(path);
        let path = path.split('#').next().unwrap_or("/");
        let length = body.len().to_string();
        let mut headers = vec![("host", self.authority.as_str()), ("content-length", &length)];
        let cookies = self.cookies.join("; ");
        if !cookies.is_empty() {
            headers.push(("cookie", &cookies));
        }
        headers.extend_from_slice(more);
        let lines: Vec<String> =
            headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("{method} {path} HTTP/1.0\r\n{}\r\n", lines.concat());
        let mut stream = TcpStream::connect(&self.authority).expect("the site listens");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a timeout can be set");
        stream.write_all(head.as_bytes()).expect("the request is sent");
        stream.write_all(body).expect("the request's body is sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the site answers");
        let answer = Answer::parse(&bytes);
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                self.set_cookie(value.split(';').next().unwrap_or_default().to_owned());
            }
        }
        answer
    }
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let status = status.and_then(|status| status.parse().ok()).expect("a status");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    /// The first header of that lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Itself, if the status is one of a page or of a way to one.
    pub(crate) fn fine(self) -> Self {
        assert!(matches!(self.status, 200 | 303), "{}: {}", self.status, self.text());
        self
    }
}

/// What stands in `html` after `before` and up to the next quote.
fn attribute(html: &str, before: &str) -> String {
    let rest = html.split_once(before).unwrap_or_else(|| panic!("`{before}` stands in the form")).1;
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// A form's value, every byte but letters and digits escaped.
fn escaped(value: &str) -> String {
    let bytes: Vec<String> = value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    bytes.concat()
}
