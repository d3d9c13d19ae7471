//! `stockout check`: are scenarios valid, and does what they expect come out?

use std::io::Write;

use super::{Answer, Exit};
use crate::cli::CheckArgs;
use crate::model::{Simulator, World};
use crate::scenario::{self, Fault, Files, Scenario};

/// What is wrong with a scenario that can be read.
struct Finding {
    faults: Vec<Fault>,
    notes: Vec<String>,
}

pub(super) fn check(args: &CheckArgs, files: &dyn Files, out: &mut dyn Write, err: &mut dyn Write) -> Answer {
    let names: Vec<String> = if args.files.is_empty() {
        scenario::library::names().map(str::to_owned).collect()
    } else {
        args.files.clone()
    };
    let mut simulator = Simulator::new();
    let (mut broken, mut failed) = (0, 0);
    for name in &names {
        match scenario::load(name, files) {
            Err(failure) => {
                broken += 1;
                writeln!(out, "{name}: cannot be read")?;
                writeln!(err, "{failure}\n")?;
            }
            Ok(scenario) => {
                let finding = hold(&scenario, &mut simulator);
                let count = scenario.expect.len();
                if finding.faults.is_empty() {
                    writeln!(out, "{name}: fine, {}", expectations(count))?;
                } else {
                    failed += 1;
                    writeln!(out, "{name}: {} of {} fail", finding.faults.len(), expectations(count))?;
                }
                for note in finding.notes {
                    writeln!(out, "{note}")?;
                }
                for fault in finding.faults {
                    writeln!(err, "{fault}\n")?;
                }
            }
        }
    }
    if broken > 0 {
        return Ok(Exit::Wrong);
    }
    Ok(if failed > 0 { Exit::Failed } else { Exit::Fine })
}

fn expectations(count: usize) -> String {
    match count {
        0 => "nothing expected".to_owned(),
        1 => "1 expectation".to_owned(),
        count => format!("{count} expectations"),
    }
}

/// Runs a scenario and its reference, and holds the results against what is expected and what was saved.
fn hold(scenario: &Scenario, simulator: &mut Simulator) -> Finding {
    let present = scenario.world();
    let mut run = |world: &World| {
        let mut firms = Vec::new();
        simulator.run_brief(world, &mut firms);
        firms
    };
    let outcomes = run(&present);
    let reference = run(&scenario.reference.world(&present));
    let judge = |(index, expectation): (usize, &scenario::Expectation)| {
        let verdict = expectation.judge(present.start, &outcomes, &reference);
        let message = || format!("{} does not hold: it is {}", expectation.text, verdict.found);
        (!verdict.held).then(|| scenario.at_expectation(index, message()))
    };
    let faults = scenario.expect.iter().enumerate().filter_map(judge).collect();
    let notes = scenario.drift(&outcomes).map_or_else(Vec::new, |drift| {
        let changes = drift.changes.iter().map(|(name, was, is)| format!("    {name}: {was} → {is}"));
        std::iter::once(format!("  results have moved since they were saved: {}", drift.reason))
            .chain(changes)
            .collect()
    });
    Finding { faults, notes }
}
