//! The full import: a generated log read, its agents told, its visits found, its attackers noticed, its
//! rows written as Parquet and counted up; beside GoAccess on the same file, if it is there.
//!
//! Each run is a process of its own, which says how long it took, how much of the processor's time, and
//! how much memory it had at most. `PROBITY_BENCH_LINES` says how many lines, instead of two million.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use probity_usage::engine::{Engine, Hooks, Source};
use probity_usage::guard::{Crawlers, Decision, Guard, Matcher, Scenarios, Spared};
use probity_usage::history::{Collector, Day, Part, Segment, Sites, Staging};
use probity_usage::{Format, Reader, Sessions};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::Failure;
use crate::figure::{Figure, Goal, Unit};
use crate::measure::{median, rate, timed};
use crate::usage::LATEST;
use crate::usage_log;

/// Has this program import a log once: a file, a folder, and on how many threads.
pub(crate) const ONCE: &str = "PROBITY_BENCH_IMPORT";

/// Says how many lines.
const HOW_MANY: &str = "PROBITY_BENCH_LINES";
const LINES: u32 = 2_000_000;

/// How often each is measured, in turn.
const ROUNDS: usize = 3;

/// What a run came to.
struct Ran {
    /// Lines a second, and a second of the processor's time.
    rate: f64,
    core: f64,
    /// Megabytes at most.
    peak: f64,
    visits: u64,
}

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let lines = match std::env::var(HOW_MANY) {
        Ok(wanted) => wanted.parse().map_err(|_| format!("`{HOW_MANY}` is no number"))?,
        Err(_) => LINES,
    };
    let dir = tempfile::tempdir()?;
    let log = dir.path().join("access.log");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&log)?);
    usage_log::write(lines, &mut out)?;
    out.into_inner()?.sync_all()?;
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        one.push(imported(&log, dir.path(), 1)?);
        two.push(imported(&log, dir.path(), 2)?);
    }
    if one.iter().chain(&two).any(|ran| ran.visits != one[0].visits || ran.visits == 0) {
        return Err("the runs found different visits".into());
    }
    let of = |runs: &[Ran], what: fn(&Ran) -> f64| median(runs.iter().map(what).collect());
    let (alone, both) = (of(&one, |ran| ran.rate), of(&two, |ran| ran.rate));
    let core = of(&one, |ran| ran.core);
    let figure = |engine, ours, plain, unit, goal| Figure {
        bench: "usage-import",
        engine,
        n: lines.into(),
        ours,
        plain,
        unit,
        goal,
    };
    let goaccess = goaccess(&log, dir.path(), lines)?;
    let plain = goaccess.unwrap_or(f64::NAN);
    show(figure("1 thread", alone, plain, Unit::PerSecond, Goal::AtLeast(1_000_000.0)));
    show(figure("1 core", core, plain, Unit::PerSecond, Goal::AtLeast(1_000_000.0)));
    show(figure("2 threads", both, alone, Unit::PerSecond, Goal::Ratio(1.7)));
    if goaccess.is_some() {
        show(figure("goaccess", both, plain, Unit::PerSecond, Goal::Ratio(15.0)));
    }
    // Beside the bytes of the log itself.
    let peak = one.iter().chain(&two).map(|ran| ran.peak).fold(0.0, f64::max);
    let size = megabytes(std::fs::metadata(&log)?.len() / 1024);
    show(figure("memory", peak, size, Unit::Megabytes, Goal::AtMost(500.0)));
    Ok(())
}

/// Lines a second of GoAccess; `None` if it is not here.
#[expect(clippy::print_stderr, reason = "why a figure misses is for whoever measures")]
fn goaccess(log: &Path, dir: &Path, lines: u32) -> Result<Option<f64>, Failure> {
    let mut command = Command::new("goaccess");
    command.arg(log).args(["--log-format=COMBINED", "--no-progress", "-o"]);
    command.arg(dir.join("out.json")).stdin(Stdio::null()).stdout(Stdio::null());
    let (status, took) = timed(|| Ok(command.stderr(Stdio::null()).status()))?;
    match status {
        Ok(status) if status.success() => Ok(Some(rate(lines.into(), took))),
        Ok(status) => Err(format!("goaccess ended with {status}").into()),
        Err(error) => {
            eprintln!("  goaccess is not measured ({error}); type: apt-get install goaccess");
            Ok(None)
        }
    }
}

fn imported(log: &Path, dir: &Path, threads: usize) -> Result<Ran, Failure> {
    let asked = json!({ "log": log, "dir": dir, "threads": threads });
    let ran = Command::new(std::env::current_exe()?).env(ONCE, asked.to_string()).output()?;
    if !ran.status.success() {
        return Err(format!("the import ended with {}", ran.status).into());
    }
    let said: Value = serde_json::from_slice(&ran.stdout)?;
    let number = |name: &str| said[name].as_u64().ok_or_else(|| format!("no `{name}` was said"));
    let lines = number("lines")?;
    let took = |name: &str| Ok::<_, String>(Duration::from_millis(number(name)?.max(1)));
    Ok(Ran {
        rate: rate(lines, took("millis")?),
        core: rate(lines, took("cpu_millis")?),
        peak: megabytes(number("peak_kib")?),
        visits: number("visits")?,
    })
}

#[expect(clippy::cast_precision_loss, reason = "a size of this kind is exact enough")]
fn megabytes(kib: u64) -> f64 {
    kib as f64 * 1024.0 / 1e6
}

/// Imports once and says what it took.
pub(crate) fn once(asked: &str) -> Result<(), Failure> {
    let asked: Value = serde_json::from_str(asked)?;
    let path = |name: &str| asked[name].as_str().map(PathBuf::from).ok_or("a path is missing");
    let (log, dir) = (path("log")?, path("dir")?);
    let threads = usize::try_from(asked["threads"].as_u64().unwrap_or(1))?;
    let matcher = Matcher::new(&Scenarios::shipped()?, &Crawlers::default())?;
    let matcher = Arc::new(matcher);
    let engine = Engine::new()?.with_threads(threads).ending_visits();
    let engine = engine.with_matcher(Arc::clone(&matcher));
    let source = Source {
        open: Box::new(move || Ok(Box::new(File::open(log)?))),
        reader: Reader::new(Format::Combined, LATEST)?,
        first: i64::MIN,
        skip: 0,
        skipped_lines: 0,
    };
    let mut guard = Guard::new(matcher, Spared::default());
    let mut decided = Decided(0);
    let mut sessions = Sessions::new();
    let collector = Collector::new(Files { dir, rows: 0 }, Sites::forced("www.example.org"));
    let seen = AtomicU64::new(0);
    let observe = |_: usize, bytes: &[u8]| {
        seen.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    };
    let before = cpu_millis()?;
    let ((summary, files), took) = timed(|| {
        let guard = Some(&mut guard);
        let sources = vec![source];
        Ok(engine.run(sources, &mut sessions, guard, collector, &mut decided, &observe)?)
    })?;
    let cpu = cpu_millis()? - before;
    if files.rows != summary.counts.accepted || decided.0 == 0 {
        return Err("rows are missing, or nobody attacked".into());
    }
    let said = json!({
        "lines": summary.counts.lines, "visits": summary.counts.visits,
        "millis": u64::try_from(took.as_millis())?, "cpu_millis": cpu, "peak_kib": peak_kib()?,
    });
    writeln!(io::stdout(), "{said}")?;
    Ok(())
}

struct Decided(u64);

impl Hooks for Decided {
    fn decided(&mut self, _: Decision) -> io::Result<()> {
        self.0 += 1;
        Ok(())
    }
}

/// Writes segments as files.
struct Files {
    dir: PathBuf,
    rows: u64,
}

impl Staging for Files {
    fn secret(&mut self, day: Day) -> io::Result<Zeroizing<[u8; 32]>> {
        let mut secret = Zeroizing::new([7; 32]);
        secret[..4].copy_from_slice(&day.number().to_le_bytes());
        Ok(secret)
    }

    fn create(
        &mut self,
        segment: u64,
        _: &str,
        day: Day,
        part: Part,
    ) -> io::Result<Box<dyn Write + Send>> {
        let name = format!("{day}-{segment}-{part:?}.parquet");
        Ok(Box::new(File::create(self.dir.join(name))?))
    }

    fn finished(&mut self, segment: Segment) -> io::Result<()> {
        self.rows += segment.requests;
        let name = format!("{}-{}.rollup", segment.day, segment.number);
        std::fs::write(self.dir.join(name), segment.rollup.encode())
    }
}

/// The processor's time of this process, in milliseconds. The kernel counts hundredths of a second.
fn cpu_millis() -> Result<u64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, behind) = stat.rsplit_once(')').ok_or("no process")?;
    let ticks = |at: usize| behind.split_whitespace().nth(at).and_then(|n| n.parse::<u64>().ok());
    let (user, system) = ticks(11).zip(ticks(12)).ok_or("no times of the process")?;
    Ok((user + system) * 10)
}

/// The most memory that this process had.
fn peak_kib() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    Ok(kib.ok_or("the kernel does not say how much memory there was")?)
}
