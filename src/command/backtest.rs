//! `stockout backtest`: the prediction of May 2025 against what came.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::table::{Side, Table, write_wrapped};
use super::{Answer, Exit, Trouble, write_json};
use crate::cli::{BacktestArgs, Format};
use crate::model::Day;
use crate::scenario::{self, LeftOut, Unit};
use crate::study::{Agreement, BACKTEST_DRAWS, Backtest, BacktestRow, Tally, Worth};

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
        write_wrapped(&paragraph.text, "", out)?;
    }
    writeln!(out, "\n{mark}What is not compared\n")?;
    for LeftOut { what, why, .. } in &record.left_out {
        write_wrapped(&format!("- {what}: {why}"), "  ", out)?;
    }
    writeln!(out, "\n{mark}What to know of the comparison\n")?;
    for observation in &record.observations {
        if let Some(note) = &observation.note {
            write_wrapped(&format!("- {}: {note}", observation.what), "  ", out)?;
        }
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
    score: Score,
    rows: Vec<Entry>,
    reading: Vec<&'static str>,
    not_compared: Vec<NotCompared>,
}

/// How many stood, by what they are worth.
#[derive(Serialize)]
struct Score {
    tests: Tally,
    bounds: Tally,
    zeros: Tally,
    in_sight: Tally,
}

#[derive(Serialize)]
struct NotCompared {
    what: &'static str,
    why: &'static str,
    sources: &'static [String],
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
    /// What it is worth as a test.
    worth: Worth,
    /// Sources of the inputs that move the prediction, most first.
    rests_on: Vec<&'static str>,
    /// Those of them that were set with later figures in sight.
    in_sight: Vec<&'static str>,
    source: &'static str,
    /// Source of the figure from which growth is counted.
    first_source: Option<&'static str>,
    note: Option<&'static str>,
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
        let of = |worth| backtest.score(worth);
        Self {
            scenario: &record.scenario,
            known_on: record.known_on,
            draws: backtest.draws,
            seed: backtest.seed,
            score: Score {
                tests: of(Worth::Test),
                bounds: of(Worth::Bound),
                zeros: of(Worth::Zero),
                in_sight: of(Worth::InSight),
            },
            rows: backtest.rows.iter().map(|row| Entry::of(row, backtest.start)).collect(),
            reading: record.reading.iter().map(|paragraph| paragraph.text.as_str()).collect(),
            not_compared: record
                .left_out
                .iter()
                .map(|LeftOut { what, why, sources }| NotCompared { what, why, sources })
                .collect(),
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
            worth: row.worth(),
            rests_on: row.rests_on.iter().map(|rest| rest.source).collect(),
            in_sight: row.in_sight().collect(),
            source: &row.observation.source,
            first_source: row.observation.sources().nth(1),
            note: row.observation.note.as_deref(),
        }
    }
}
