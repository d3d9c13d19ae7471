//! `stockout check`: are scenarios valid, does what they expect come out, and can their stories be told?

mod story;

use std::io::Write;

use jiff::civil::Date;

use super::{Answer, Exit};
use crate::cli::CheckArgs;
use crate::ensemble::{Batch, Columns, Focus, Plan, Sampler, Summariser, spreads_within};
use crate::model::{FirmOutcome, Simulator, World};
use crate::scenario::inputs::Inputs;
use crate::scenario::{self, Expectation, Fault, Files, Scenario, Verdict};
use crate::study::DEFAULT_SEED;

/// The draws of which an expectation `with 90 %` speaks: those of `run --draws 4096`.
const DRAWS: usize = 4096;

/// What is wrong with a scenario that can be read.
struct Finding {
    faults: Vec<Fault>,
    /// What nothing speaks for, and was not said to be on purpose. It fails no check.
    warnings: Vec<Fault>,
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
                let untold = story::faults(&scenario, &args.sizes, &mut simulator);
                let (count, steps) = (scenario.expect.len(), scenario.story.len());
                let told = if steps == 0 { String::new() } else { format!(", a story of {}", counted(steps, "step")) };
                let warned = match finding.warnings.len() {
                    0 => told,
                    count => format!("{told}, {}", counted(count, "warning")),
                };
                match (finding.faults.len(), untold.len()) {
                    (0, 0) => writeln!(out, "{name}: fine, {}{warned}", expectations(count))?,
                    (0, wrong) => {
                        writeln!(out, "{name}: {}{warned}: {}", expectations(count), counted(wrong, "fault"))?;
                    }
                    (wrong, _) => writeln!(out, "{name}: {wrong} of {} fail{warned}", expectations(count))?,
                }
                for note in finding.notes {
                    writeln!(out, "{note}")?;
                }
                for warning in finding.warnings {
                    writeln!(err, "warning: {warning}\n")?;
                }
                failed += usize::from(!finding.faults.is_empty() || !untold.is_empty());
                for fault in finding.faults.into_iter().chain(untold) {
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
    if count == 0 { "nothing expected".to_owned() } else { counted(count, "expectation") }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// Runs a scenario and its reference, and holds the results against what is expected and what was saved.
fn hold(scenario: &Scenario, simulator: &mut Simulator) -> Finding {
    let mut trial = Trial::of(scenario, scenario.world(), simulator);
    let fault = |(index, expectation): (usize, &Expectation)| {
        let message = trial.refuse(expectation)?;
        Some(scenario.at_expectation(index, message))
    };
    let faults = scenario.expect.iter().enumerate().filter_map(fault).collect();
    let notes = scenario.drift(&trial.outcomes.0).map_or_else(Vec::new, |drift| {
        let changes = drift.changes.iter().map(|(name, was, is)| format!("    {name}: {was} → {is}"));
        std::iter::once(format!("  results have moved since they were saved: {}", drift.reason))
            .chain(changes)
            .collect()
    });
    let odd = scenario::warnings(scenario, &Inputs::of(scenario), &trial.present, &scenario.moves);
    let warnings = odd.iter().map(|warning| scenario.at_warning(warning)).collect();
    Finding { faults, warnings, notes }
}

/// A world and its reference, run: what expectations are held against.
struct Trial {
    present: World,
    reference: World,
    outcomes: (Vec<FirmOutcome>, Vec<FirmOutcome>),
    /// Only an expectation that speaks of draws has any run.
    draws: Option<Result<Draws, String>>,
}

impl Trial {
    fn of(scenario: &Scenario, present: World, simulator: &mut Simulator) -> Self {
        let reference = scenario.reference.world(&present);
        let mut run = |world: &World| {
            let mut firms = Vec::new();
            simulator.run_brief(world, &mut firms);
            firms
        };
        let outcomes = (run(&present), run(&reference));
        Self { present, reference, outcomes, draws: None }
    }

    /// Why an expectation does not hold; `None` if it does.
    fn refuse(&mut self, expectation: &Expectation) -> Option<String> {
        let Self { present, reference, outcomes, draws } = self;
        let verdict = if expectation.share.is_some() {
            match draws.get_or_insert_with(|| Draws::run(present, reference)) {
                Ok(draws) => draws.judge(expectation, present.start),
                Err(error) => return Some(format!("{} cannot be judged: {error}", expectation.text)),
            }
        } else {
            expectation.judge(present.start, &outcomes.0, &outcomes.1)
        };
        (!verdict.held).then(|| format!("{} does not hold: it is {}", expectation.text, verdict.found))
    }
}

/// The draws of a scenario and of its reference, each of which meets the same numbers in both.
struct Draws {
    present: Columns,
    reference: Columns,
}

impl Draws {
    fn run(present: &World, reference: &World) -> Result<Self, String> {
        let mut sampler = Sampler::new(DEFAULT_SEED);
        let mut batch = Batch::new();
        let mut run = |world: &World| {
            let spreads = spreads_within(world, &present.spread);
            let plan = Plan::new(world, &spreads, &mut sampler, DRAWS).map_err(|error| error.to_string())?;
            let mut columns = Columns::new();
            batch.run(&plan, 0..DRAWS, &Focus::default(), &mut columns);
            match Summariser::not_numbers(std::slice::from_ref(&columns)) {
                0 => Ok(columns),
                count => Err(format!("{count} results of the draws are no numbers")),
            }
        };
        Ok(Self { present: run(present)?, reference: run(reference)? })
    }

    fn judge(&self, expectation: &Expectation, start: Date) -> Verdict {
        let of = |columns: &Columns, draw, firms: &mut Vec<FirmOutcome>| {
            firms.clear();
            firms.extend((0..columns.firms()).map(|firm| columns.firm_outcome(firm, draw)));
        };
        let (mut present, mut reference) = (Vec::new(), Vec::new());
        let satisfied = (0..DRAWS).filter(|&draw| {
            of(&self.present, draw, &mut present);
            of(&self.reference, draw, &mut reference);
            expectation.relation.holds(expectation.output.evaluate(&present, &reference), start)
        });
        expectation.judge_draws(satisfied.count(), DRAWS)
    }
}
