//! The engine beside the plain way: one line after the other, on one thread.

use std::cell::RefCell;
use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use probity_usage::engine::{Engine, Hooks, Rejected, Source};
use probity_usage::guard::{Crawlers, Decision, Guard, Matcher, Scenarios, Spared};
use probity_usage::history::{Collector, Sites};
use probity_usage::{
    Agents, Classifier, Counts, Format, Found, Intake, Line, Lines, Reader, Reason, Sessions,
    Taken, WINDOW,
};
use proptest::prelude::*;

use crate::collecting::{Days, Memory, stored};
use crate::formats::LATEST;
use crate::logs::{Made, made, written};

/// A log: its bytes, its format, how many of its lines were taken before.
#[derive(Clone)]
struct Log {
    bytes: Vec<u8>,
    format: Format,
    known: usize,
    damaged: bool,
}

/// What came of it.
struct Outcome {
    counts: Counts,
    days: Days,
    open: Vec<u8>,
    rejected: Vec<(usize, u64, Reason, Vec<u8>)>,
    decided: Vec<Decision>,
    lines: Vec<(u64, bool)>,
}

#[derive(Default)]
struct Noted {
    rejected: Vec<(usize, u64, Reason, Vec<u8>)>,
    decided: Vec<Decision>,
}

impl Hooks for Noted {
    fn rejected(&mut self, line: &Rejected<'_>) -> io::Result<()> {
        self.rejected.push((line.source, line.line, line.reason, line.text.to_vec()));
        Ok(())
    }

    fn decided(&mut self, decision: Decision) -> io::Result<()> {
        self.decided.push(decision);
        Ok(())
    }
}

/// Ends in a failure if it is damaged.
struct Bytes(io::Cursor<Vec<u8>>, bool);

impl Read for Bytes {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into) {
            Ok(0) if self.1 && !into.is_empty() => Err(io::Error::other("damaged")),
            read => read,
        }
    }
}

impl std::fmt::Debug for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { format, known, damaged, .. } = self;
        let short = self.bytes.split(|byte| *byte == b'\n');
        let short = short.map(|line| line.escape_ascii().to_string().chars().take(200).collect());
        let lines: Vec<String> = short.collect();
        write!(f, "{format:?} known {known} damaged {damaged} {lines:#?}")
    }
}

impl Log {
    fn reader(&self) -> Reader {
        Reader::new(self.format, LATEST).unwrap()
    }

    /// The bytes of the lines that are known.
    fn skip(&self) -> usize {
        let mut ends = self.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let nth = self.known.checked_sub(1).and_then(|nth| ends.nth(nth));
        nth.map_or(0, |(at, _)| at + 1)
    }

    fn skipped_lines(&self) -> u64 {
        let known = &self.bytes[..self.skip()];
        (known.split(|byte| *byte == b'\n').count() - 1) as u64
    }

    fn first(&self) -> i64 {
        let mut reader = self.reader();
        let mut lines = Lines::new(&self.bytes[..]);
        while let Some(line) = lines.next().unwrap() {
            if let Line::Whole(line) = line
                && let Ok(Found::Request(request)) = reader.read(line)
            {
                return request.time;
            }
        }
        i64::MIN
    }
}

/// What threads share.
struct Tools {
    matcher: Arc<Matcher>,
    classifier: Classifier,
    agents: RefCell<Agents>,
    intake: RefCell<Intake>,
    engine: Engine,
}

impl Tools {
    fn new() -> Self {
        let matcher = Matcher::new(&Scenarios::shipped().unwrap(), &Crawlers::default()).unwrap();
        let matcher = Arc::new(matcher);
        let engine = Engine::new().unwrap().with_matcher(Arc::clone(&matcher));
        let agents = RefCell::new(Agents::new().unwrap());
        let intake = RefCell::new(Intake::new().unwrap());
        Self { matcher, classifier: Classifier::new().unwrap(), agents, intake, engine }
    }

    fn guard(&self) -> Guard {
        Guard::new(Arc::clone(&self.matcher), Spared::default())
    }

    /// The plain way: logs are merged as `probity usage read` does it.
    fn plain(&self, logs: &[Log], carry: &[u8], sites: &Sites, ends: bool) -> Outcome {
        struct Open {
            source: usize,
            reader: Reader,
            lines: Lines<Bytes>,
            next: i64,
        }
        let sessions = Sessions::load(carry).unwrap().of_sites(sites.clone());
        let mut intake = self.intake.borrow_mut();
        intake.go_on_with(sessions);
        let mut collector = Collector::new(Memory::default(), sites.clone());
        let mut guard = self.guard();
        let mut noted = Noted::default();
        let mut numbers: Vec<_> = logs.iter().map(|log| (log.skipped_lines(), false)).collect();
        let mut waiting: Vec<_> = logs.iter().enumerate().collect();
        waiting.sort_by_key(|(source, log)| std::cmp::Reverse((log.first(), *source)));
        let mut open: Vec<Open> = Vec::new();
        loop {
            let behind = open.iter().map(|log| log.next).min();
            let due = waiting.pop_if(|(_, log)| behind.is_none_or(|behind| log.first() <= behind));
            if let Some((source, log)) = due {
                let mut reader = log.reader();
                let known = io::Cursor::new(log.bytes[..log.skip()].to_vec());
                let mut known = Lines::new(known);
                while let Some(line) = known.next().unwrap() {
                    if let Line::Whole(line) = line
                        && line.starts_with(b"#")
                    {
                        let _ = reader.read(line);
                    }
                }
                let rest = io::Cursor::new(log.bytes[log.skip()..].to_vec());
                let lines = Lines::new(Bytes(rest, log.damaged));
                open.push(Open { source, reader, lines, next: log.first() });
                continue;
            }
            let furthest = open.iter().enumerate().min_by_key(|(_, log)| log.next);
            let Some((at, _)) = furthest else { break };
            let others = open.iter().enumerate().filter(|(other, _)| *other != at);
            let others = others.map(|(_, log)| log.next);
            let others = others.chain(waiting.last().map(|(_, log)| log.first()));
            let until = others.min().map_or(i64::MAX, |next| next.saturating_add(WINDOW / 4));
            let log = &mut open[at];
            loop {
                let line = match log.lines.next() {
                    Ok(Some(line)) => line,
                    Ok(None) => {
                        open.remove(at);
                        break;
                    }
                    Err(_) => {
                        numbers[log.source].1 = true;
                        open.remove(at);
                        break;
                    }
                };
                let read = match line {
                    Line::Whole(line) => log.reader.clone().read(line).map(|found| match found {
                        Found::Request(request) => Some(request),
                        Found::Directive => None,
                    }),
                    Line::TooLong => Err(Reason::TooLong),
                };
                if !matches!(&read, Ok(Some(request)) if request.time > until) {
                    numbers[log.source].0 += 1;
                    match read {
                        Ok(Some(request)) => {
                            let agent = request.agent.as_deref();
                            let agent = agent.map(|agent| self.agents.borrow_mut().get(agent));
                            let kind = self.classifier.kind(&request, agent.as_deref());
                            let marks = self.matcher.marks(&request, kind);
                            guard.see(&(&request).into(), marks, &mut |it| noted.decided.push(it));
                        }
                        Ok(None) => {}
                        Err(reason) => {
                            let text = if let Line::Whole(line) = line { line } else { b"" };
                            let number = numbers[log.source].0;
                            noted.rejected.push((log.source, number, reason, text.to_vec()));
                        }
                    }
                }
                let mut out = |event| collector.event(&event).unwrap();
                if let Taken::After(time) = intake.line(&mut log.reader, line, until, &mut out) {
                    log.lines.put_back();
                    log.next = time;
                    break;
                }
            }
        }
        let mut counts = intake.counts();
        let mut open = intake.sessions().save();
        if ends {
            counts = intake.finish(&mut |event| collector.event(&event).unwrap());
            open.clear();
        }
        let days = stored(&collector.finish().unwrap());
        let Noted { rejected, decided } = noted;
        Outcome { counts, days, open, rejected, decided, lines: numbers }
    }

    fn engine(
        &self,
        logs: &[Log],
        carry: &[u8],
        sites: &Sites,
        (threads, chunk, ends): (usize, usize, bool),
    ) -> Outcome {
        let sources = logs.iter().map(|log| {
            let bytes = Bytes(io::Cursor::new(log.bytes.clone()), log.damaged);
            Source {
                open: Box::new(move || Ok(Box::new(bytes))),
                reader: log.reader(),
                first: log.first(),
                skip: log.skip() as u64,
                skipped_lines: log.skipped_lines(),
            }
        });
        let engine = self.engine.another().with_threads(threads).with_chunks_of(chunk);
        let engine = if ends { engine.ending_visits() } else { engine };
        let mut sessions = Sessions::load(carry).unwrap().of_sites(sites.clone());
        let mut guard = self.guard();
        let mut noted = Noted::default();
        let observed: Vec<_> = logs.iter().map(|_| Mutex::new(Vec::new())).collect();
        let (summary, memory) = engine
            .run(
                sources.collect(),
                &mut sessions,
                Some(&mut guard),
                Collector::new(Memory::default(), sites.clone()),
                &mut noted,
                &|source, bytes| observed[source].lock().unwrap().extend_from_slice(bytes),
            )
            .unwrap();
        for ((log, seen), of) in logs.iter().zip(&observed).zip(&summary.sources) {
            assert_eq!(*seen.lock().unwrap(), log.bytes);
            let whole = log.bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            assert_eq!((of.bytes, of.whole_bytes), (log.bytes.len() as u64, whole as u64));
        }
        let sources = summary.sources.iter();
        let lines = sources.map(|of| (of.lines, of.damage.is_some())).collect();
        let open = if ends {
            assert_eq!(sessions.open(), 0);
            vec![]
        } else {
            sessions.save()
        };
        let Noted { rejected, decided } = noted;
        let days = stored(&memory);
        Outcome { counts: summary.counts, days, open, rejected, decided, lines }
    }
}

/// Lines of IIS, whose columns change in the middle.
fn columns(made: &[Made]) -> Vec<u8> {
    let mut log = Vec::new();
    for (number, line) in made.iter().enumerate() {
        if number % 9 == 0 {
            let names: [&[u8]; 2] = [
                b"#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\r\n",
                b"#Fields: sc-status cs-uri-stem cs-method c-ip date time cs(User-Agent)\r\n",
            ];
            log.extend_from_slice(names[number / 9 % 2]);
        }
        match line {
            Made::Broken(bytes, _) => log.extend(bytes),
            Made::Request(wanted, _) => {
                let (date, clock) =
                    (wanted.written("%Y-%m-%d", false), wanted.written("%H:%M:%S", false));
                let agent = wanted.agent.replace(' ', "+");
                let (ip, method) = (wanted.address, &wanted.method);
                let (path, status) = (wanted.path.replace(' ', "+"), wanted.status);
                log.extend(
                    if number / 9 % 2 == 0 {
                        format!("{date} {clock} {ip} {method} {path} {status} {agent}")
                    } else {
                        format!("{status} {path} {method} {ip} {date} {clock} {agent}")
                    }
                    .into_bytes(),
                );
            }
        }
        log.push(b'\n');
    }
    log
}

fn log() -> impl Strategy<Value = Log> {
    (made(), any::<bool>(), 0..30_usize, any::<bool>(), 0..5_u8, 0..2_000_i64).prop_map(
        |(mut made, iis, known, ends, damaged, later)| {
            for line in &mut made {
                if let Made::Request(wanted, _) = line {
                    wanted.time += later * 1000;
                }
            }
            let mut bytes = if iis { columns(&made) } else { written(&made) };
            if !ends {
                bytes.pop();
            }
            let format = if iis { Format::Iis } else { Format::VhostCombined };
            // Half of the logs are new.
            let known = if known < 15 { 0 } else { known };
            Log { bytes, format, known, damaged: damaged == 0 }
        },
    )
}

#[test]
fn it_is_the_same_as_line_after_line_on_any_number_of_threads() {
    let tools = Tools::new();
    let config = ProptestConfig { cases: 64, max_shrink_iters: 200, ..ProptestConfig::default() };
    let logs = proptest::collection::vec(log(), 0..4);
    proptest!(config, |(logs in logs, before in log(), threads in 1..5_usize,
                        chunk in prop_oneof![1..3_000_usize, Just(1 << 20)], ends in any::<bool>(),
                        known in any::<bool>())| {
        let sites =
            if known { Sites::known(["www.example.org"]) } else { Sites::forced("a.example.org") };
        // What was open before goes on.
        let before = Log { known: 0, ..before };
        let carry = tools.plain(&[before], &Sessions::numbered(7).save(), &sites, false).open;
        let plain = tools.plain(&logs, &carry, &sites, ends);
        let found = tools.engine(&logs, &carry, &sites, (threads, chunk, ends));
        prop_assert_eq!(found.counts, plain.counts);
        prop_assert_eq!(&found.lines, &plain.lines);
        prop_assert_eq!(&found.rejected, &plain.rejected);
        prop_assert_eq!(&found.decided, &plain.decided);
        prop_assert_eq!(&found.days, &plain.days);
        prop_assert!(found.open == plain.open, "other visits are open");
    });
}

#[test]
fn what_fails_ends_it() {
    struct Never;
    impl Hooks for Never {
        fn rejected(&mut self, _: &Rejected<'_>) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }
    let engine = Tools::new().engine;
    let source = |text: &'static str, opens: bool| Source {
        open: Box::new(move || {
            let refused = io::ErrorKind::PermissionDenied;
            if opens { Ok(Box::new(text.as_bytes())) } else { Err(refused.into()) }
        }),
        reader: Reader::new(Format::Combined, LATEST).unwrap(),
        first: i64::MIN,
        skip: 0,
        skipped_lines: 0,
    };
    for threads in 1..4 {
        let engine = engine.another().with_threads(threads);
        let run = |source, hooks: &mut dyn Hooks| {
            let collector = Collector::new(Memory::default(), Sites::forced("www.example.org"));
            let sessions = &mut Sessions::new();
            let ran = engine.run(vec![source], sessions, None, collector, hooks, &|_, _| {});
            ran.map(|(summary, _)| summary.counts.lines).map_err(|error| error.kind())
        };
        assert_eq!(run(source("no line\n", true), &mut ()), Ok(1));
        assert_eq!(run(source("no line\n", true), &mut Never), Err(io::ErrorKind::StorageFull));
        assert_eq!(run(source("", false), &mut ()), Err(io::ErrorKind::PermissionDenied));
    }
}
