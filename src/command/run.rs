//! `stockout run`: results without a screen.

use std::io::{IsTerminal, Write};

use super::{Answer, Exit, Trouble, firm, load, reference};
use crate::cli::{Format, RunArgs};
use crate::ensemble::Of;
use crate::export::results::{Draws, Report};
use crate::model::{Outcome, Simulator};
use crate::scenario::Files;
use crate::scenario::stamp::Stamp;
use crate::study::DEFAULT_SEED;

pub(super) fn run(args: &RunArgs, files: &dyn Files, out: &mut dyn Write, err: &mut dyn Write) -> Answer {
    if args.series && !matches!(args.format, Format::Json | Format::Csv) {
        return Err(Trouble::Use("--series goes with --format json or csv; no screen is wide enough".to_owned()));
    }
    if args.series && args.format == Format::Csv && args.draws > 1 {
        return Err(Trouble::Use(
            "--series with --format csv prints the weeks of the central run, which has no place for --draws; json has"
                .to_owned(),
        ));
    }
    let draws = Draws::new(args.draws, args.seed.unwrap_or(DEFAULT_SEED), err)?;
    let scenario = load(&args.scenario, files)?;
    let reference = reference(&scenario, args.against.as_deref(), files)?;
    let world = scenario.world();
    let firms = match args.firm.as_deref() {
        None => (0..world.firms.len()).collect(),
        Some(name) => vec![firm(&scenario, name)?],
    };
    let mut simulator = Simulator::new();
    let (mut outcome, mut before) = (Outcome::default(), Vec::new());
    simulator.run(&world, &mut outcome);
    simulator.run_brief(&reference.world(&world), &mut before);
    let stamp = Stamp::of(&scenario.origin.name(), &world);
    let against = reference.label().to_owned();
    let mut report = Report {
        world,
        outcome,
        reference: before,
        against,
        firms,
        stamp,
        set: args.scenario.set.clone(),
        series: args.series,
        draws,
        ensembles: Vec::new(),
    };
    if let Some(draws) = draws {
        let columns: Vec<Of> = report.columns().iter().map(|(_, firm)| firm.map_or(Of::All, Of::Firm)).collect();
        report.ensembles =
            draws.run(&report.world, &report.world.spread, &columns, err, std::io::stderr().is_terminal())?;
    }
    match args.format {
        Format::Json => report.write_json(out)?,
        Format::Csv => report.write_csv(out)?,
        Format::Table => report.write_text(out)?,
        Format::Markdown => report.write_markdown(out)?,
    }
    Ok(Exit::Fine)
}
