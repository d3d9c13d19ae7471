//! `stockout run`: results without a screen.

use std::io::{IsTerminal, Write};

use super::draws::{Draws, Ensemble};
use super::results::{Central, EnsembleResults, FirmResults, Results, WeeklySeries};
use super::table::{Side, Table, csv_cell};
use super::{Answer, Exit, Trouble, firm, load, reference, write_json};
use crate::cli::{Format, RunArgs};
use crate::ensemble::Of;
use crate::model::{Day, FirmOutcome, Outcome, Output, OutputValue, Quantity, Series, Simulator, World};
use crate::scenario::Files;
use crate::scenario::stamp::Stamp;
use crate::study::DEFAULT_SEED;
/// What a run gave.
struct Run {
    world: World,
    outcome: Outcome,
    /// The reference's outcomes, firm by firm.
    reference: Vec<FirmOutcome>,
    against: String,
    /// Indices of the firms that are printed.
    firms: Vec<usize>,
    stamp: Stamp,
    /// The draws, where there are any.
    draws: Option<Draws>,
    /// What they say: one for each of [`Run::columns`].
    ensembles: Vec<Ensemble>,
}

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
    let mut run = Run { world, outcome, reference: before, against, firms, stamp, draws, ensembles: Vec::new() };
    if let Some(draws) = draws {
        let columns: Vec<Of> = run.columns().iter().map(|(_, firm)| firm.map_or(Of::All, Of::Firm)).collect();
        run.ensembles = draws.run(&run.world, &run.world.spread, &columns, err, std::io::stderr().is_terminal())?;
    }
    match args.format {
        Format::Json => write_json(out, &run.results(args))?,
        Format::Csv if args.series => run.write_series(out)?,
        Format::Csv => run.table_by_firm().write_csv(out)?,
        Format::Table => {
            writeln!(out, "{}", run.world.name)?;
            writeln!(out, "held against: {}\n", run.against)?;
            run.table().write_text(out)?;
            writeln!(out, "\n{}; {}", run.stamp, run.origin())?;
        }
        Format::Markdown => {
            writeln!(out, "**{}**, held against: {}\n", run.world.name, run.against)?;
            run.table().write_markdown(out)?;
            writeln!(out, "\n*{}; {}*", run.stamp, run.origin())?;
        }
    }
    Ok(Exit::Fine)
}

/// Names of the levels of quantiles.
const LEVEL_NAMES: [&str; 5] = ["p5", "p25", "p50", "p75", "p95"];

/// Rows of the table for people: quantity and heading.
const ROWS: [(Quantity, &str); 14] = [
    (Quantity::Stockout, "Stock runs out"),
    (Quantity::Gap, "Work goes unserved from"),
    (Quantity::StockoutWeeks, "Weeks with work unserved"),
    (Quantity::FillRate, "Work served, %"),
    (Quantity::Migration, "Migration, $ M"),
    (Quantity::Domestic, "  chips, used share"),
    (Quantity::Porting, "  porting"),
    (Quantity::Halt, "  halt of training"),
    (Quantity::Dual, "  running twice"),
    (Quantity::Power, "  power"),
    (Quantity::DomesticOutlay, "Domestic hardware, $ M"),
    (Quantity::Controlled, "Controlled chips, $ M"),
    (Quantity::Shortfall, "Shortfall left, $ M"),
    (Quantity::Avoided, "Shortfall avoided, $ M"),
];

impl Run {
    /// The firms that are printed, and all together where all are.
    fn columns(&self) -> Vec<(String, Option<usize>)> {
        let of = |&firm: &usize| (self.world.firms[firm].name.clone(), Some(firm));
        let mut columns: Vec<_> = self.firms.iter().map(of).collect();
        if self.firms.len() > 1 {
            columns.push(("all firms".to_owned(), None));
        }
        columns
    }

    /// Whether a firm neither has nor can get a controlled chip.
    fn has_no_stock(&self, firm: Option<usize>) -> bool {
        firm.and_then(|firm| self.world.firms.get(firm)).is_some_and(|firm| !self.world.reaches_controlled(firm))
    }

    fn value(&self, quantity: Quantity, firm: Option<usize>) -> OutputValue {
        Output { quantity, firm }.evaluate(&self.outcome.firms, &self.reference)
    }

    /// Which runs the numbers are of.
    fn origin(&self) -> String {
        match self.draws {
            None => "central run".to_owned(),
            Some(Draws { count, seed }) => format!("central run, and {count} draws of seed {seed}"),
        }
    }

    /// The month in which the horizon ends.
    fn last_month(&self) -> Option<String> {
        self.world.horizon_end().map(|end| end.strftime("%Y-%m").to_string())
    }

    /// For people: a column a firm.
    fn table(&self) -> Table {
        let end = self.last_month().map_or_else(|| "none".to_owned(), |month| format!("after {month}"));
        let columns = self.columns();
        let titles = columns.iter().map(|(name, _)| (name.clone(), Side::Right));
        let mut table = Table::new(std::iter::once((String::new(), Side::Left)).chain(titles));
        for (quantity, title) in ROWS {
            let cell = |(_, firm): &(String, Option<usize>)| match self.value(quantity, *firm) {
                OutputValue::Date(None) if quantity == Quantity::Stockout && self.has_no_stock(*firm) => {
                    "no stock".to_owned()
                }
                OutputValue::Date(None) => end.clone(),
                value @ OutputValue::Date(Some(_)) => value.show(self.world.start).to_string(),
                OutputValue::Share(share) => format!("{:.1}", share * 100.0),
                OutputValue::Weeks(weeks) => format!("{weeks:.1}"),
                OutputValue::Usd(usd) => millions(usd),
            };
            table.row(std::iter::once(title.to_owned()).chain(columns.iter().map(cell)));
        }
        if self.draws.is_some() {
            self.rows_of_draws(&mut table, &columns, &end);
        }
        table
    }

    /// What the draws add to the table: medians, 90 % intervals, how likely the stock runs out.
    fn rows_of_draws(&self, table: &mut Table, columns: &[(String, Option<usize>)], end: &str) {
        let mut row = |title: &str, cell: &dyn Fn(&Ensemble, Option<usize>) -> String| {
            let cells = self.ensembles.iter().zip(columns).map(|(of, (_, firm))| cell(of, *firm));
            table.row(std::iter::once(title.to_owned()).chain(cells));
        };
        let date = |day: Option<f64>, firm| match day {
            None if self.has_no_stock(firm) => "no stock".to_owned(),
            None => end.to_owned(),
            Some(day) => OutputValue::Date(Some(Day(day))).show(self.world.start).to_string(),
        };
        let usd = |usd: Option<f64>| usd.map_or_else(|| "none".to_owned(), millions);
        let by = self.last_month().map_or_else(|| "within the horizon".to_owned(), |month| format!("by {month}"));
        row("Over the draws:", &|_, _| String::new());
        row("Stock runs out, median", &|of, firm| date(of.stockout_day.p50, firm));
        row("  90 % interval from", &|of, firm| date(of.stockout_day.p5, firm));
        row("  to", &|of, firm| date(of.stockout_day.p95, firm));
        row(&format!("Runs out {by}, % of draws"), &|of, _| format!("{:.1}", of.stockout_probability * 100.0));
        row("Migration, $ M, median", &|of, _| usd(of.migration_total.p50));
        row("  90 % interval from", &|of, _| usd(of.migration_total.p5));
        row("  to", &|of, _| usd(of.migration_total.p95));
    }

    /// For spreadsheets: a row a firm, every number in full precision, none where there is none.
    fn table_by_firm(&self) -> Table {
        let titles = [
            "firm",
            "stockout_date",
            "stockout_day",
            "gap_date",
            "gap_day",
            "fill_rate",
            "stockout_weeks",
            "domestic_usd",
            "porting_usd",
            "halt_usd",
            "dual_usd",
            "power_usd",
            "migration_usd",
            "domestic_outlay_usd",
            "controlled_usd",
            "shortfall_usd",
            "avoided_usd",
        ];
        let mut titles = titles.map(str::to_owned).to_vec();
        if self.draws.is_some() {
            titles.extend(["draws", "seed", "stockout_probability", "gap_probability"].map(str::to_owned));
            let measures = ["stockout_day", "gap_day", "fill_rate", "migration_usd", "shortfall_usd"];
            titles.extend(measures.iter().flat_map(|of| LEVEL_NAMES.map(|level| format!("{of}_{level}"))));
        }
        titles.extend(["reference", "scenario", "hash", "program", "model"].map(str::to_owned));
        let mut table = Table::new(titles.into_iter().map(|title| (title, Side::Left)));
        for (column, (name, firm)) in self.columns().into_iter().enumerate() {
            let number = |quantity| self.value(quantity, firm).number().map_or_else(String::new, |n| n.to_string());
            let date = |quantity| match self.value(quantity, firm) {
                OutputValue::Date(None) => String::new(),
                value => value.show(self.world.start).to_string(),
            };
            let Stamp { program, model, scenario, hash } = &self.stamp;
            let name = if firm.is_none() { "all".to_owned() } else { name };
            let mut cells = vec![
                name,
                date(Quantity::Stockout),
                number(Quantity::Stockout),
                date(Quantity::Gap),
                number(Quantity::Gap),
                number(Quantity::FillRate),
                number(Quantity::StockoutWeeks),
                number(Quantity::Domestic),
                number(Quantity::Porting),
                number(Quantity::Halt),
                number(Quantity::Dual),
                number(Quantity::Power),
                number(Quantity::Migration),
                number(Quantity::DomesticOutlay),
                number(Quantity::Controlled),
                number(Quantity::Shortfall),
                number(Quantity::Avoided),
            ];
            if let (Some(Draws { count, seed }), Some(of)) = (self.draws, self.ensembles.get(column)) {
                cells.extend([count.to_string(), seed.to_string()]);
                cells.extend([of.stockout_probability, of.gap_probability].map(|share| share.to_string()));
                let all = [of.stockout_day, of.gap_day, of.fill_rate, of.migration_total, of.shortfall];
                let cell = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
                cells.extend(all.iter().flat_map(|quantiles| quantiles.values().map(cell)));
            }
            cells.extend([&self.against, scenario, hash, program, model].map(Clone::clone));
            table.row(cells);
        }
        table
    }

    /// For spreadsheets: a row a firm and week.
    fn write_series(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let titles = Series::default().named().map(|(title, _)| title).join(",");
        writeln!(out, "firm,week_end_date,{titles},scenario,hash,program,model")?;
        let Stamp { program, model, scenario, hash } = &self.stamp;
        let stamp = [scenario, hash, program, model].map(|cell| csv_cell(cell)).join(",");
        for &firm in &self.firms {
            let name = csv_cell(&self.world.firms[firm].name);
            let named = self.outcome.series[firm].named();
            for (week, day) in self.outcome.series[firm].week_end_day.iter().enumerate() {
                let date = Day(*day).date(self.world.start).map_or_else(String::new, |date| date.to_string());
                let numbers = named.map(|(_, series)| series[week].to_string()).join(",");
                writeln!(out, "{name},{date},{numbers},{stamp}")?;
            }
        }
        Ok(())
    }

    fn results(&self, args: &RunArgs) -> Results {
        let firm = |(place, &index): (usize, &usize)| FirmResults {
            name: self.world.firms[index].name.clone(),
            central: Central::new(&self.outcome.firms[index], &self.reference[index], self.world.start),
            ensemble: self.ensembles.get(place).map(EnsembleResults::from),
            series: args.series.then(|| WeeklySeries::from(&self.outcome.series[index])),
        };
        Results {
            scenario: self.stamp.scenario.clone(),
            title: self.world.name.clone(),
            start: self.world.start.to_string(),
            weeks: self.world.weeks,
            draws: self.draws.map_or(1, |draws| draws.count),
            seed: self.draws.map(|draws| draws.seed),
            reference: self.against.clone(),
            set: args.scenario.set.clone(),
            firms: self.firms.iter().enumerate().map(firm).collect(),
            stamp: self.stamp.clone(),
        }
    }
}

/// Millions of dollars, with a decimal; what is nothing is 0.
fn millions(usd: f64) -> String {
    let text = format!("{:.1}", usd / 1e6);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}
