//! The results of a run, as `run` prints them and as the explorer exports them.

mod json;

use std::io::{self, Write};

use super::table::{Side, Table, csv_cell};
use crate::app::{CommandLine, State};
use crate::ensemble::{FirmSummary, Quantiles};
use crate::model::{Day, FirmOutcome, Outcome, Output, OutputValue, Quantity, Series, World};
use crate::scenario::stamp::Stamp;
use crate::study::Focus;
pub use json::Results;
use json::{Central, EnsembleResults, FirmResults, WeeklySeries};

/// What a run gave.
#[derive(Debug, Clone)]
pub struct Report {
    /// The world that was run.
    pub world: World,
    /// What came out.
    pub outcome: Outcome,
    /// The reference's outcomes, firm by firm.
    pub reference: Vec<FirmOutcome>,
    /// What the reference is called.
    pub against: String,
    /// Indices of the firms that are printed.
    pub firms: Vec<usize>,
    /// Where it comes from.
    pub stamp: Stamp,
    /// What was set beyond the scenario, as the command line says it.
    pub set: Vec<String>,
    /// Whether the weekly series are printed.
    pub series: bool,
    /// The draws, where there are any.
    pub draws: Option<Draws>,
    /// What they say: one for each of [`Report::columns`].
    pub ensembles: Vec<Summary>,
}

/// How many draws, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draws {
    /// A power of two.
    pub count: u32,
    /// Their seed.
    pub seed: u64,
}

/// What the draws say of one firm, or of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Share of the draws in which the stock runs out.
    pub stockout_probability: f64,
    /// Share of the draws in which unserved work exceeds the tolerance.
    pub gap_probability: f64,
    /// When the stock runs out.
    pub stockout_day: Quantiles,
    /// When unserved work exceeds the tolerance.
    pub gap_day: Quantiles,
    /// Work served ÷ work demanded.
    pub fill_rate: Quantiles,
    /// What moving costs.
    pub migration_total: Quantiles,
    /// What unserved work would have been worth.
    pub shortfall: Quantiles,
}

impl From<&FirmSummary> for Summary {
    fn from(of: &FirmSummary) -> Self {
        Self {
            stockout_probability: of.stockout_probability,
            gap_probability: of.gap_probability,
            stockout_day: of.stockout_day,
            gap_day: of.gap_day,
            fill_rate: of.fill_rate,
            migration_total: of.migration_total,
            shortfall: of.shortfall,
        }
    }
}

/// JSON for people and programs alike.
///
/// # Errors
/// Whatever `out` reports.
pub(crate) fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)
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

impl Report {
    /// The results of the state as it stands: all firms, with the draws that are on screen. `None` before the first run.
    pub fn of(state: &State) -> Option<Self> {
        let central = state.central.as_deref()?;
        let stamp = super::about::stamp_of(state);
        let ensemble = state.ensemble.as_deref().filter(|ensemble| ensemble.generation == state.draws_generation);
        let firms = 0..state.present.firms.len();
        let mut report = Self {
            world: state.present.clone(),
            outcome: central.present.clone(),
            reference: central.reference.clone(),
            against: state.reference.label().to_owned(),
            firms: firms.collect(),
            stamp,
            set: CommandLine::of(state).set,
            series: false,
            draws: ensemble.map(|ensemble| Draws { count: ensemble.draws as u32, seed: ensemble.seed }),
            ensembles: Vec::new(),
        };
        if let Some(ensemble) = ensemble {
            let of = |(_, firm): (String, Option<usize>)| match firm {
                Some(firm) => Summary::from(ensemble.of(Focus::Firm(firm))),
                None => Summary::from(&ensemble.all),
            };
            report.ensembles = report.columns().into_iter().map(of).collect();
        }
        Some(report)
    }

    /// For programs.
    ///
    /// # Errors
    /// Whatever `out` reports; so below.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        write_json(out, &self.results())
    }

    /// For spreadsheets: a row a firm, or, with the series, a row a firm and week.
    ///
    /// # Errors
    /// Whatever `out` reports.
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.series { self.write_series(out) } else { self.table_by_firm().write_csv(out) }
    }

    /// For people.
    ///
    /// # Errors
    /// Whatever `out` reports.
    pub fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.world.name)?;
        writeln!(out, "held against: {}\n", self.against)?;
        self.table().write_text(out)?;
        writeln!(out, "\n{}; {}", self.stamp, self.origin())
    }

    /// For documents.
    ///
    /// # Errors
    /// Whatever `out` reports.
    pub fn write_markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "**{}**, held against: {}\n", self.world.name, self.against)?;
        self.table().write_markdown(out)?;
        writeln!(out, "\n*{}; {}*", self.stamp, self.origin())
    }

    /// The firms that are printed, and all together where all are.
    pub fn columns(&self) -> Vec<(String, Option<usize>)> {
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
        let mut row = |title: &str, cell: &dyn Fn(&Summary, Option<usize>) -> String| {
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

    fn results(&self) -> Results {
        let firm = |(place, &index): (usize, &usize)| FirmResults {
            name: self.world.firms[index].name.clone(),
            central: Central::new(&self.outcome.firms[index], &self.reference[index], self.world.start),
            ensemble: self.ensembles.get(place).map(EnsembleResults::from),
            series: self.series.then(|| WeeklySeries::from(&self.outcome.series[index])),
        };
        Results {
            scenario: self.stamp.scenario.clone(),
            title: self.world.name.clone(),
            start: self.world.start.to_string(),
            weeks: self.world.weeks,
            draws: self.draws.map_or(1, |draws| draws.count),
            seed: self.draws.map(|draws| draws.seed),
            reference: self.against.clone(),
            set: self.set.clone(),
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
