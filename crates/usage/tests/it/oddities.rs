//! The odd lines that real logs hold. The addresses and names are made up.

use probity_usage::{
    Classifier, Format, Found, Kind, Line, Lines, MAX_LINE, Reader, Reason, Request,
};

use crate::formats::{LATEST, owned};

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

fn combined(line: &[u8]) -> Result<Request<'static>, Reason> {
    match Reader::new(Format::Combined, LATEST).unwrap().read(line)? {
        Found::Request(request) => Ok(owned(&request)),
        Found::Directive => panic!("no directive in this format"),
    }
}

/// A combined line with that request and agent, both as they stand in the log.
fn line(request: &str, agent: &str) -> Vec<u8> {
    format!("192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] \"{request}\" 200 5 \"-\" {agent}")
        .into_bytes()
}

#[test]
fn an_agent_without_its_closing_quote_goes_to_the_end() {
    let request = combined(&line("GET / HTTP/1.1", &format!("\"{AGENT}"))).unwrap();
    assert_eq!(request.agent.as_deref(), Some(AGENT.as_bytes()));
}

#[test]
fn doubled_quotes_are_single_ones() {
    let text = line("\"GET /a HTTP/1.1\"", &format!("\"\"{AGENT}\"\""));
    let request = combined(&text).unwrap();
    assert_eq!(&*request.path, b"/a");
    assert_eq!(request.agent.as_deref(), Some(AGENT.as_bytes()));
}

#[test]
fn a_trailing_field_or_blank_changes_nothing() {
    let plain = combined(&line("GET /a HTTP/1.1", &format!("\"{AGENT}\""))).unwrap();
    for behind in [" ", " \"192.0.2.77\"", " \"-\" extra", " 17", "\t"] {
        let text = line("GET /a HTTP/1.1", &format!("\"{AGENT}\"{behind}"));
        assert_eq!(combined(&text).unwrap(), plain, "{behind}");
    }
}

#[test]
fn what_is_no_request_is_taken_as_such() {
    let classifier = Classifier::new().unwrap();
    for request in [
        r"\x16\x03\x01\x01 \x02",
        "\u{16}\u{3}\u{1}\u{2}",
        "-",
        "",
        "HELP",
        r"Gh0st\xAD\x00\x00",
        "lv|'|'|VHJvamFu|'|'|[endof]",
        r"SSH-2.0-x\r\n",
    ] {
        let request = combined(&line(request, "\"-\"")).unwrap();
        assert!(request.is_malformed());
        assert_eq!(request.agent.as_deref(), Some(&b""[..]));
        assert_eq!(classifier.kind(&request, None), Kind::Probe);
    }
    let bytes = [
        &b"192.0.2.1 - - [10/Oct/2025:13:55:36 +0000] \"\x16\x03\x01\x00\xff\x80\" 400 0"[..],
        b"",
    ];
    assert!(combined(&bytes.concat()).unwrap().is_malformed());
}

#[test]
fn the_servers_own_requests_are_no_pages() {
    let text = line("OPTIONS * HTTP/1.0", "\"Apache/2.4 (Debian) (internal dummy connection)\"");
    let request = combined(&text).unwrap();
    assert_eq!((&*request.method, &*request.path), (&b"OPTIONS"[..], &b"*"[..]));
    let agent = probity_usage::Agents::new().unwrap().get(request.agent.as_deref().unwrap());
    assert_eq!(Classifier::new().unwrap().kind(&request, Some(&agent)), Kind::Bot);
}

#[test]
fn paths_are_as_they_were_sent() {
    for path in ["/a|b", "/%C3%BCber", "/über", "/a b", "/\u{0}", "/[x]", "/a'b", "/?"] {
        let request = combined(&line(&format!("GET {path} HTTP/1.1"), "\"-\"")).unwrap();
        let expected = path.split('?').next().unwrap();
        assert_eq!(&*request.path, expected.as_bytes());
    }
    let mut bytes = line("GET /X HTTP/1.1", "\"agent \x7f\"");
    let at = bytes.iter().position(|byte| *byte == b'X').unwrap();
    bytes.splice(at..=at, *b"\xff\xfe\x00");
    assert_eq!(&*combined(&bytes).unwrap().path, b"/\xff\xfe\x00");
}

#[test]
fn a_user_cannot_forge_what_comes_after_the_name() {
    let forged = "192.0.2.1 - x [01/Jan/2020:00:00:00 +0000] \\\"GET /forged HTTP/1.1\\\" \
                  [10/Oct/2025:13:55:36 +0000] \"GET /true HTTP/1.1\" 200 5";
    assert_eq!(&*combined(forged.as_bytes()).unwrap().path, b"/true");
    let plain = "192.0.2.1 - x [y] [10/Oct/2025:13:55:36 +0000] \"GET /true HTTP/1.1\" 200 5";
    assert_eq!(&*combined(plain.as_bytes()).unwrap().path, b"/true");
}

#[test]
fn names_with_blanks_missing_names_and_sites_are_read() {
    for start in [
        "192.0.2.1 - -",
        "192.0.2.1 - Jane Doe",
        "192.0.2.1 -",
        "192.0.2.1",
        "www.example.org 192.0.2.1 - -",
        "www.example.org:8080 192.0.2.1 - -",
        "[2001:db8::1]:443 192.0.2.1 - -",
        "- 192.0.2.1 - -",
    ] {
        let text = format!("{start} [10/Oct/2025:13:55:36 +0000] \"GET / HTTP/1.1\" 200 -");
        let request =
            combined(text.as_bytes()).unwrap_or_else(|reason| panic!("{reason}: {start}"));
        assert_eq!(request.address.to_string(), "192.0.2.1");
        assert_eq!((request.bytes, request.agent.is_none()), (Some(0), true));
    }
}

#[test]
fn each_reason_has_its_line() {
    let time = "[10/Oct/2025:13:55:36 +0000]";
    for (text, reason) in [
        (String::new(), Reason::Blank),
        (" \t".to_owned(), Reason::Blank),
        ("Error line 1".to_owned(), Reason::Layout),
        (format!("192.0.2.1 - - {time} GET / HTTP/1.1 200 5"), Reason::Layout),
        ("192.0.2.1 - - \"GET / HTTP/1.1\" 200 5".to_owned(), Reason::Layout),
        (format!("host.example - - {time} \"GET / HTTP/1.1\" 200 5"), Reason::Address),
        (format!("192.0.2.1, 192.0.2.2 - - {time} \"GET / HTTP/1.1\" 200 5"), Reason::Address),
        (
            "192.0.2.1 - - [30/Feb/2025:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5".into(),
            Reason::Time,
        ),
        (
            "192.0.2.1 - - [01/Jan/1970:00:00:01 +0000] \"GET / HTTP/1.1\" 200 5".into(),
            Reason::TooEarly,
        ),
        (
            "192.0.2.1 - - [01/Jan/2150:00:00:01 +0000] \"GET / HTTP/1.1\" 200 5".into(),
            Reason::Future,
        ),
        (format!("192.0.2.1 - - {time} \"GET / HTTP/1.1\" OK 5"), Reason::Status),
        (format!("192.0.2.1 - - {time} \"GET / HTTP/1.1 200 5 \"-\" \"-\""), Reason::Status),
        (format!("192.0.2.1 - - {time} \"GET / HTTP/1.1\""), Reason::Status),
    ] {
        assert_eq!(combined(text.as_bytes()), Err(reason), "{text}");
    }
    // A reason never holds any of the line.
    for reason in Reason::ALL {
        assert!(!format!("{reason} {reason:?} {}", reason.name()).contains("192"));
    }
}

#[test]
fn messages_of_the_same_server_that_tell_of_no_request_are_refused() {
    for (format, text, reason) in [
        (
            Format::Caddy,
            r#"{"level":"info","ts":1711741827.9,"logger":"tls","msg":"cleaning"}"#,
            Reason::OtherJson,
        ),
        (Format::Caddy, r#"{"level":"info","ts":17"#, Reason::Json),
        (
            Format::Traefik,
            r#"{"level":"info","msg":"Configuration loaded","time":"2026-01-01T00:00:00Z"}"#,
            Reason::OtherJson,
        ),
        (Format::Nginx, "192.0.2.1 - - [x]", Reason::Json),
        (Format::Iis, "2026-01-01 00:00:00 192.0.2.1 GET / 200", Reason::NoFields),
        (Format::Alb, "tcp 2026-01-01T00:00:00Z x", Reason::Layout),
    ] {
        let found = Reader::new(format, LATEST).unwrap().read(text.as_bytes()).err();
        assert_eq!(found, Some(reason), "{text}");
    }
}

#[test]
fn a_load_balancer_that_got_no_answer_says_so() {
    let text = "http 2026-01-01T00:00:00.5Z app/web/1 192.0.2.1:4711 - -1 -1 -1 460 - 0 0 \
                \"- http://www.example.org:80- -\" \"-\" - - -";
    let Ok(Found::Request(request)) =
        Reader::new(Format::Alb, LATEST).unwrap().read(text.as_bytes()).map(|found| match found {
            Found::Request(request) => Found::Request(owned(&request)),
            Found::Directive => Found::Directive,
        })
    else {
        panic!("{text}")
    };
    assert_eq!((request.status, request.taken), (460, None));
    assert!(request.is_malformed());
}

#[test]
fn columns_may_change_in_the_middle_of_a_file() {
    let mut reader = Reader::new(Format::Iis, LATEST).unwrap();
    let text = "#Fields: date time c-ip sc-status\r\n2026-01-01 00:00:00 192.0.2.1 200\r\n\
                #Fields: sc-status c-ip time date\r\n404 2001:db8::1 00:00:01 2026-01-01\r\n";
    let mut lines = Lines::new(text.as_bytes());
    let mut found = Vec::new();
    while let Some(line) = lines.next().unwrap() {
        let Line::Whole(line) = line else { panic!("short lines") };
        if let Found::Request(request) = reader.read(line).unwrap() {
            found.push((request.status, request.address.to_string()));
        }
    }
    assert_eq!(found, [(200, "192.0.2.1".to_owned()), (404, "2001:db8::1".to_owned())]);
}

#[test]
fn a_line_as_long_as_can_be_is_read() {
    let start = line("GET /", "");
    let start = &start[..start.len() - "\" 200 5 \"-\" ".len()];
    let end = b" HTTP/1.1\" 200 5";
    let mut text = start.to_vec();
    text.resize(MAX_LINE - end.len(), b'a');
    text.extend(end);
    let request = combined(&text).unwrap();
    assert_eq!(request.status, 200);
    assert!(request.path.len() > MAX_LINE - 200);
}
