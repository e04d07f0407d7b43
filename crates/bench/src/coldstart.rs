//! A cold start: the policy's files read, parsed, validated and tabulated in a new process, beside
//! Cedar's own parsing and validation of the same rules.

use std::{ffi::OsStr, hint::black_box, process::Command};

use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};
use probity_policy::{Policy, SCHEMA};

use crate::{
    Failure,
    figure::{Figure, Goal, Unit},
    measure::{in_turn, timed},
    shipped,
};

/// Set in a process that starts once and says how long it took: `ours` or `plain`.
pub(crate) const ONCE: &str = "PROBITY_BENCH_ONCE";

pub(crate) fn run(show: &mut dyn FnMut(Figure)) -> Result<(), Failure> {
    let policy = Policy::load(&shipped::newest()?)?;
    let rules: usize = policy.clauses().iter().map(|clause| clause.rules.len()).sum();
    let (ours, plain) = in_turn(|| in_new_process("ours"), || in_new_process("plain"))?;
    show(Figure {
        bench: "coldstart",
        engine: "memory",
        n: rules as u64,
        ours,
        plain,
        unit: Unit::Millis,
        goal: Goal::AtMost(300.0),
    });
    Ok(())
}

fn in_new_process(way: &str) -> Result<f64, Failure> {
    let output = Command::new(std::env::current_exe()?).env(ONCE, way).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Starts once, in this process, and prints the milliseconds it took.
pub(crate) fn once(way: &OsStr) -> Result<(), Failure> {
    let folder = shipped::newest()?;
    let took = if way == "ours" {
        timed(|| Ok(black_box(Policy::load(&folder)?)))?.1
    } else {
        let rules = rules(&std::fs::read_to_string(folder.join("policy.md"))?);
        timed(|| plain(&rules))?.1
    };
    println!("{}", took.as_secs_f64() * 1000.0);
    Ok(())
}

/// The text of the fenced blocks.
fn rules(prose: &str) -> String {
    let blocks = prose.split("```cedar\n").skip(1);
    blocks.filter_map(|block| Some(block.split_once("```")?.0)).collect()
}

fn plain(rules: &str) -> Result<(), Failure> {
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA)?;
    let policies: PolicySet = rules.parse()?;
    let result = Validator::new(schema).validate(&policies, ValidationMode::Strict);
    if result.validation_passed() { Ok(()) } else { Err(result.to_string().into()) }
}
