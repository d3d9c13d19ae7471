//! `stockout backtest`: the prediction of May 2025 against what came.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::table::{Side, Table, write_wrapped};
use super::{Answer, Exit, Trouble, write_json};
use crate::cli::{BacktestArgs, Format};
use crate::model::Day;
use crate::scenario::{self, Unit};
use crate::study::{Agreement, BACKTEST_DRAWS, Backtest, BacktestRow};

pub(super) fn backtest(args: &BacktestArgs, out: &mut dyn Write) -> Answer {
    let backtest = Backtest::run(BACKTEST_DRAWS).map_err(Trouble::Use)?;
    match args.format {
        Format::Table => {
            writeln!(out, "{}\n", backtest.heading())?;
            table(&backtest).write_text(out)?;
            notes(&backtest, "", out)?;
        }
        Format::Markdown => {
            writeln!(out, "# {}\n", backtest.heading())?;
            table(&backtest).write_markdown(out)?;
            notes(&backtest, "## ", out)?;
        }
        Format::Csv => table(&backtest).write_csv(out)?,
        Format::Json => write_json(out, &Whole::of(&backtest))?,
    }
    // A record has no failure: what missed is what it is kept for.
    Ok(Exit::Fine)
}

fn table(backtest: &Backtest) -> Table {
    let mut table = Table::new([
        ("what came", Side::Left),
        ("predicted", Side::Right),
        ("90 %", Side::Right),
        ("observed", Side::Right),
        ("predicted − observed", Side::Right),
        ("verdict", Side::Left),
        ("source", Side::Left),
    ]);
    for row in &backtest.rows {
        let texts = &row.texts;
        table.row([
            &row.observation.what,
            &texts.predicted,
            &texts.interval,
            &texts.observed,
            &texts.difference,
            &texts.verdict,
            &row.observation.source,
        ]);
    }
    table
}

/// What stands below the table.
fn notes(backtest: &Backtest, mark: &str, out: &mut dyn Write) -> io::Result<()> {
    let record = scenario::record();
    writeln!(out)?;
    write_wrapped(&backtest.summary, "", out)?;
    writeln!(out, "\n{mark}What it says\n")?;
    for (index, paragraph) in record.reading.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_wrapped(paragraph, "", out)?;
    }
    writeln!(out, "\n{mark}What is not compared\n")?;
    for (what, why) in &record.left_out {
        write_wrapped(&format!("- {what}: {why}"), "  ", out)?;
    }
    Ok(())
}

/// The whole record for programs. Dates are dates, never is null.
#[derive(Serialize)]
struct Whole {
    scenario: &'static str,
    known_on: Date,
    draws: usize,
    seed: u64,
    hits: usize,
    tests: usize,
    rows: Vec<Entry>,
    reading: &'static [String],
    not_compared: Vec<LeftOut>,
}

#[derive(Serialize)]
struct LeftOut {
    what: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    what: &'static str,
    unit: Unit,
    predicted: Number,
    /// The 5 % and 95 % quantiles.
    interval: [Number; 2],
    observed: Number,
    observed_low: Number,
    observed_high: Number,
    /// Predicted less observed, in the unit; days for dates.
    difference: Option<f64>,
    verdict: &'static str,
    /// By how much what was seen lies outside the interval.
    missed_by: Option<f64>,
    /// The figure bounds the prediction from above.
    at_most: bool,
    /// Inputs that were set with later figures in sight: the row is no test.
    in_sight: Vec<&'static str>,
    source: &'static str,
}

/// A number in the row's unit.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Date(Option<Date>),
}

impl Whole {
    fn of(backtest: &Backtest) -> Self {
        let record = scenario::record();
        let (hits, tests) = backtest.score();
        Self {
            scenario: &record.scenario,
            known_on: record.known_on,
            draws: backtest.draws,
            seed: backtest.seed,
            hits,
            tests,
            rows: backtest.rows.iter().map(|row| Entry::of(row, backtest.start)).collect(),
            reading: &record.reading,
            not_compared: record.left_out.iter().map(|(what, why)| LeftOut { what, why }).collect(),
        }
    }
}

impl Entry {
    fn of(row: &BacktestRow, start: Date) -> Self {
        let number = |value: f64| match row.observation.unit {
            Unit::Date => Number::Date(Day(value).date(start)),
            _ => Number::Plain(value),
        };
        let finite = |value: f64| value.is_finite().then_some(value);
        let (verdict, missed_by) = match row.verdict {
            Agreement::WithinInterval => ("within_interval", None),
            Agreement::WithinRange => ("within_range", None),
            Agreement::WithinBound => ("within_bound", None),
            Agreement::Missed(by) => ("missed", finite(by)),
        };
        Self {
            id: &row.observation.id,
            what: &row.observation.what,
            unit: row.observation.unit,
            predicted: number(row.predicted),
            interval: [number(row.interval.0), number(row.interval.1)],
            observed: number(row.observed),
            observed_low: number(row.range.0),
            observed_high: number(row.range.1),
            difference: finite(row.difference()),
            verdict,
            missed_by,
            at_most: row.observation.at_most,
            in_sight: row.in_sight.clone(),
            source: &row.observation.source,
        }
    }
}
