//! What it costs to watch a request: shipped scenarios and buckets; beside the plain way, which looks
//! for each word of a list in the path and counts by address and minute.

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use probity_usage::guard::{Crawlers, Guard, Matcher, Scenarios, Spared};
use probity_usage::{Agents, Classifier, Format, Found, Kind, Reader, Request};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    measure::{in_turn, timed},
    usage::{LATEST, generated},
};

/// Requests of the generated log.
const LINES: u32 = 200_000;

/// The words that the plain way looks for.
const WORDS: [&str; 2] = [
    include_str!("../../usage/data/lists/probes.txt"),
    include_str!("../../usage/data/lists/probes-failed.txt"),
];

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let log = generated(LINES)?;
    let requests = requests(&log)?;
    let matcher = Arc::new(Matcher::new(&Scenarios::shipped()?, &Crawlers::default())?);
    let words: Vec<&str> = WORDS.iter().flat_map(|list| list.lines()).collect();
    let (ours, plain) = in_turn(
        || {
            let mut guard = Guard::new(Arc::clone(&matcher), Spared::default());
            let (decisions, took) = timed(|| {
                let mut decisions = 0_u64;
                for (request, kind) in &requests {
                    guard.watch(request, *kind, &mut |_| decisions += 1);
                }
                Ok(decisions)
            })?;
            black_box(decisions);
            Ok(each(took))
        },
        || {
            let ((), took) = timed(|| {
                let mut counts: HashMap<_, u64> = HashMap::new();
                for (request, _) in &requests {
                    let path = String::from_utf8_lossy(&request.path).to_lowercase();
                    if words.iter().any(|word| path.contains(word)) {
                        *counts.entry((request.address, request.time / 60_000)).or_default() += 1;
                    }
                }
                black_box(&counts);
                Ok(())
            })?;
            Ok(each(took))
        },
    )?;
    show(Figure {
        bench: "guard",
        engine: "memory",
        n: LINES.into(),
        ours,
        plain,
        unit: Unit::Nanos,
        goal: Goal::AtMost(20_000.0),
    });
    Ok(())
}

fn each(took: Duration) -> f64 {
    took.as_secs_f64() * 1e9 / f64::from(LINES)
}

fn requests(log: &[u8]) -> Result<Vec<(Request<'_>, Kind)>, Failure> {
    let (mut agents, classifier) = (Agents::new()?, Classifier::new()?);
    let mut found = Vec::new();
    for line in log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let mut reader = Reader::new(Format::Combined, LATEST)?;
        let Ok(Found::Request(request)) = reader.read(line) else {
            return Err("a generated line is no request".into());
        };
        let agent = request.agent.as_deref().map(|agent| agents.get(agent));
        let kind = classifier.kind(&request, agent.as_deref());
        found.push((request, kind));
    }
    Ok(found)
}
