//! What is written in a format is read back, as far as the format holds it.

use std::net::IpAddr;

use probity_usage::{Detected, Format, Found, Mapping, Reader, Request, detect};
use proptest::prelude::*;

use crate::writers::{self, Wanted, apache, nginx};

/// After everything that is written here.
pub(crate) const LATEST: i64 = 4_102_444_800_000;

/// What a format does not hold.
#[derive(Clone, Copy, Default)]
struct Lacks {
    site: bool,
    agent: bool,
    taken: bool,
    protocol: bool,
    millis: bool,
    /// The time taken is held to the millisecond only.
    fine: bool,
    /// An empty query is as none.
    empty_query: bool,
}

fn read(reader: &mut Reader, text: &str) -> Request<'static> {
    let mut found = None;
    for line in text.lines() {
        match reader.read(line.as_bytes()) {
            Ok(Found::Request(request)) => found = Some(owned(&request)),
            Ok(Found::Directive) => {}
            Err(reason) => panic!("{reason}: {line}"),
        }
    }
    found.expect("a request")
}

/// The same, free of the line.
pub(crate) fn owned(request: &Request<'_>) -> Request<'static> {
    let own = |bytes: &[u8]| std::borrow::Cow::Owned(bytes.to_vec());
    Request {
        time: request.time,
        address: request.address,
        site: request.site.as_deref().map(own),
        method: own(&request.method),
        path: own(&request.path),
        query: request.query.as_deref().map(own),
        protocol: own(&request.protocol),
        status: request.status,
        bytes: request.bytes,
        agent: request.agent.as_deref().map(own),
        taken: request.taken,
    }
}

fn check(wanted: &Wanted, lacks: Lacks, found: &Request<'_>) -> Result<(), TestCaseError> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let second = |time: i64| if lacks.millis { time.div_euclid(1000) * 1000 } else { time };
    prop_assert_eq!(found.time, second(wanted.time));
    prop_assert_eq!(found.address, wanted.address.to_canonical());
    prop_assert_eq!(text(&found.method), wanted.method.clone());
    prop_assert_eq!(text(&found.path), wanted.path.clone());
    let query = wanted.query.clone().filter(|query| !(lacks.empty_query && query.is_empty()));
    prop_assert_eq!(found.query.as_deref().map(text), query);
    prop_assert_eq!(found.status, wanted.status);
    prop_assert_eq!(found.bytes, Some(wanted.bytes));
    let agent = if wanted.agent == "-" { String::new() } else { wanted.agent.clone() };
    prop_assert_eq!(found.agent.as_deref().map(text), (!lacks.agent).then_some(agent));
    let taken = if lacks.fine { wanted.taken / 1000 * 1000 } else { wanted.taken };
    prop_assert_eq!(found.taken, (!lacks.taken).then_some(taken));
    prop_assert_eq!(found.protocol.is_empty(), lacks.protocol);
    let site = found.site.as_deref().map(|site| text(site).trim_end_matches(":443").to_owned());
    prop_assert_eq!(site, (!lacks.site).then(|| wanted.site.clone()));
    Ok(())
}

fn address() -> impl Strategy<Value = IpAddr> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(IpAddr::from),
        any::<[u16; 8]>().prop_map(IpAddr::from),
        any::<[u8; 4]>().prop_map(|v4| IpAddr::V6(std::net::Ipv4Addr::from(v4).to_ipv6_mapped())),
    ]
}

/// Requests as they come: percent-encoded UTF-8, `|`, quotes, letters of anywhere.
fn wanted(agent: &'static str) -> impl Strategy<Value = Wanted> {
    let path = "/[a-z/.|%C3%A9\"\\\\é漢~;,'()-]{0,30}";
    let query = proptest::option::of("[a-z=&?%\"é/<>]{0,20}");
    let method = prop_oneof![Just("GET"), Just("POST"), Just("HEAD"), Just("M-SEARCH")];
    let rest = (0_u64..1 << 40, agent, 0_u64..100_000_000, 100_u16..=599, -14 * 60..14 * 60);
    let time = 631_152_000_000_i64..LATEST;
    (time, address(), "[a-z]{1,8}\\.example\\.org", method, path, query, rest).prop_map(
        |(time, address, site, method, path, query, rest)| Wanted {
            time,
            offset_minutes: rest.4,
            address,
            site,
            method: method.to_owned(),
            path,
            query,
            status: rest.3,
            bytes: rest.0,
            agent: rest.1,
            taken: rest.2,
        },
    )
}

fn detected(text: &str) -> Option<Detected> {
    detect(text.as_bytes()).unwrap_or_else(|refusal| panic!("{refusal}: {text}"))
}

proptest! {
    #[test]
    fn the_common_family(wanted in wanted("[ -~é\u{1}]{0,40}"), old in any::<bool>()) {
        let escape = if old { apache } else { nginx };
        let lacks = Lacks { site: true, taken: true, millis: true, ..Lacks::default() };
        let seconds = format!(" \"192.0.2.9, 192.0.2.8\" {}", wanted.seconds());
        let micros = format!(" {}", wanted.taken);
        for (format, site, agent, behind, lacks) in [
            (Format::Common, false, false, "", Lacks { agent: true, ..lacks }),
            (Format::Combined, false, true, "", lacks),
            (Format::Combined, false, true, " \"192.0.2.9\"", lacks),
            (Format::VhostCombined, true, true, "", Lacks { site: false, ..lacks }),
            (Format::CombinedSeconds, false, true, &*seconds, Lacks { taken: false, ..lacks }),
            (Format::CombinedSeconds, true, true, &*seconds, Lacks { site: false, taken: false, ..lacks }),
            (Format::CombinedMicros, false, true, &*micros, Lacks { taken: false, ..lacks }),
        ] {
            let line = writers::common(&wanted, escape, site, agent, behind);
            if format != Format::CombinedMicros {
                prop_assert_eq!(detected(&line), Some(Detected { format, syslog: false }), "{}", line);
            }
            let mut reader = Reader::new(format, LATEST).unwrap();
            check(&wanted, lacks, &read(&mut reader, &line))?;

            for header in ["Jul  8 11:07:07 host nginx[28]: ", "<190>1 2026-01-01T00:00:00Z h nginx - - - "] {
                let line = format!("{header}{line}");
                if format != Format::CombinedMicros {
                    prop_assert_eq!(detected(&line), Some(Detected { format, syslog: true }));
                }
                let mut reader = Reader::new(format, LATEST).unwrap().behind_syslog(true);
                check(&wanted, lacks, &read(&mut reader, &line))?;
            }
        }
    }

    #[test]
    fn json_of_servers_and_of_others(wanted in wanted("\\PC{0,40}")) {
        let nginx = Lacks { millis: true, ..Lacks::default() };
        let traefik = Lacks::default();
        for (format, line, lacks) in [
            (Format::Nginx, writers::nginx_json(&wanted), nginx),
            (Format::Caddy, writers::caddy(&wanted), Lacks { protocol: false, ..nginx }),
            (Format::Traefik, writers::traefik(&wanted), traefik),
        ] {
            let lacks = Lacks { millis: format == Format::Nginx, ..lacks };
            prop_assert_eq!(detected(&line), Some(Detected { format, syslog: false }), "{}", line);
            let mut reader = Reader::new(format, LATEST).unwrap();
            let found = read(&mut reader, &line);
            // Floats of seconds may lose the last microsecond.
            let taken = found.taken.unwrap();
            prop_assert!(taken.abs_diff(wanted.taken) <= 1, "{} {}", taken, wanted.taken);
            check(&wanted, lacks, &Request { taken: Some(wanted.taken), ..found })?;
        }
        let (line, mapping) = writers::mapped(&wanted);
        let mut reader = Reader::mapped(Mapping::parse(mapping).unwrap(), LATEST);
        check(&wanted, Lacks { protocol: true, ..Lacks::default() }, &read(&mut reader, &line))?;
    }

    #[test]
    fn columns_and_the_load_balancer(wanted in wanted("[!-$&-*,-~é][ -$&-*,-~é]{0,40}|")) {
        let wanted = Wanted { path: wanted.path.replace('"', "%22"), ..wanted };
        let lacks = Lacks { millis: true, fine: true, empty_query: true, ..Lacks::default() };
        for (format, text, lacks) in [
            (Format::Iis, writers::iis(&wanted), Lacks { protocol: true, ..lacks }),
            (Format::CloudFront, writers::cloudfront(&wanted), lacks),
            (Format::Alb, writers::alb(&wanted), Lacks::default()),
        ] {
            // IIS writes no blank as itself, so an agent that begins with a quote is rare and ambiguous.
            if format == Format::Iis && wanted.agent.starts_with('"') {
                continue;
            }
            prop_assert_eq!(detected(&text), Some(Detected { format, syslog: false }), "{}", text);
            let mut reader = Reader::new(format, LATEST).unwrap();
            check(&wanted, lacks, &read(&mut reader, &text))?;
        }
    }

    /// Whatever stands on a line, every reader says a request or a reason.
    #[test]
    fn any_bytes_are_a_request_or_a_reason(line in proptest::collection::vec(any::<u8>(), 0..200)) {
        anything(&line);
    }

    /// The same where the line is nearly one.
    #[test]
    fn a_damaged_line_is_a_request_or_a_reason(
        wanted in wanted("[ -~]{0,20}"),
        cut in 0_usize..400,
        strange in any::<[u8; 3]>(),
    ) {
        let (mapped, _) = writers::mapped(&wanted);
        for line in [
            writers::common(&wanted, apache, true, true, " 0.5"), writers::nginx_json(&wanted),
            writers::caddy(&wanted), writers::traefik(&wanted), writers::iis(&wanted),
            writers::cloudfront(&wanted), writers::alb(&wanted), mapped,
        ] {
            let mut line = line.into_bytes();
            let at = cut.min(line.len());
            anything(&line[..at]);
            line.splice(at..at, strange);
            anything(&line);
        }
    }
}

/// Every reader on these lines, and detection.
fn anything(text: &[u8]) {
    let _ = detect(text);
    for format in Format::ALL {
        for syslog in [false, true] {
            let mut reader = Reader::new(format, LATEST).unwrap().behind_syslog(syslog);
            for line in text.split(|byte| *byte == b'\n') {
                if let Ok(Found::Request(request)) = reader.read(line) {
                    assert!(request.status < 1000);
                }
            }
        }
    }
}
