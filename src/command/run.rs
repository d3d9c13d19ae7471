//! `stockout run`: results without a screen.

use std::io::Write;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::table::{Side, Table, csv_cell};
use super::{Answer, Exit, Trouble, firm, load, reference, write_json};
use crate::cli::{Format, RunArgs};
use crate::model::{Cost, Day, FirmOutcome, Outcome, Output, OutputValue, Quantity, Series, Simulator, World};
use crate::scenario::Files;
use crate::scenario::stamp::Stamp;

/// The results of a run, as `run --format json` writes them.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Results {
    /// The scenario: an embedded name, a path, or `-`.
    scenario: String,
    /// Its title.
    title: String,
    /// Day 0, from which days are counted.
    start: String,
    /// Length of the horizon.
    weeks: u32,
    /// Draws of the uncertain levers: 1 is the central run alone.
    draws: u32,
    /// What `avoided_usd` is held against.
    reference: String,
    /// What was set on the command line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<String>,
    /// One entry a firm, in the scenario's order.
    firms: Vec<FirmResults>,
    /// Where all this comes from.
    stamp: Stamp,
}

/// One firm's results.
#[derive(Debug, Serialize, JsonSchema)]
struct FirmResults {
    /// The firm.
    name: String,
    /// The run at the central inputs.
    central: Central,
    /// Weekly series, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<WeeklySeries>,
}

/// The run at the central inputs.
#[derive(Debug, Serialize, JsonSchema)]
struct Central {
    /// When the stock runs out, in days since `start`; null if not within the horizon.
    stockout_day: Option<f64>,
    /// The same as a date.
    stockout_date: Option<String>,
    /// When unserved work exceeds the tolerance, in days since `start`; null if not within the horizon.
    gap_day: Option<f64>,
    /// The same as a date.
    gap_date: Option<String>,
    /// Work served ÷ work demanded.
    fill_rate: f64,
    /// Weeks with work unserved.
    stockout_weeks: f64,
    /// Costs by item, discounted to `start`.
    cost_usd: CostUsd,
    /// The reference's shortfall less this one.
    avoided_usd: f64,
}

/// Costs by item, US dollars discounted to `start`.
#[derive(Debug, Serialize, JsonSchema)]
struct CostUsd {
    /// The part of the domestic hardware's life that is used within the horizon.
    domestic: f64,
    /// Engineers who port.
    porting: f64,
    /// Training that stands still.
    halt: f64,
    /// Work that runs twice.
    dual: f64,
    /// Power beyond what reference chips would draw.
    power: f64,
    /// The five items above together.
    migration_total: f64,
    /// Cash paid for domestic hardware; not in the total.
    domestic_outlay: f64,
    /// Cash paid for controlled chips; not in the total.
    controlled: f64,
    /// What unserved work would have been worth; not in the total.
    shortfall: f64,
}

/// One entry a week, at the week's end; work in H20-equivalents.
#[derive(Debug, Serialize, JsonSchema)]
struct WeeklySeries {
    /// Day on which the week ends.
    week_end_day: Vec<f64>,
    /// Stock on hand, in H20e of inference.
    stock_h20e: Vec<f64>,
    /// Stock on hand, in chips.
    stock_units: Vec<f64>,
    /// Controlled chips owned.
    controlled_units: Vec<f64>,
    /// Domestic chips owned.
    domestic_units: Vec<f64>,
    /// Training demanded.
    demand_training: Vec<f64>,
    /// Inference demanded.
    demand_inference: Vec<f64>,
    /// Training served by domestic chips.
    domestic_training: Vec<f64>,
    /// Inference served by domestic chips.
    domestic_inference: Vec<f64>,
    /// Training unserved.
    unmet_training: Vec<f64>,
    /// Inference unserved.
    unmet_inference: Vec<f64>,
    /// Training that stands still.
    paused: Vec<f64>,
    /// Work served.
    served: Vec<f64>,
    /// By how much the margin fell in the week.
    drain: Vec<f64>,
}

impl From<&Series> for WeeklySeries {
    fn from(series: &Series) -> Self {
        Self {
            week_end_day: series.week_end_day.clone(),
            stock_h20e: series.stock_h20e.clone(),
            stock_units: series.stock_units.clone(),
            controlled_units: series.controlled_units.clone(),
            domestic_units: series.domestic_units.clone(),
            demand_training: series.demand_training.clone(),
            demand_inference: series.demand_inference.clone(),
            domestic_training: series.domestic_training.clone(),
            domestic_inference: series.domestic_inference.clone(),
            unmet_training: series.unmet_training.clone(),
            unmet_inference: series.unmet_inference.clone(),
            paused: series.paused.clone(),
            served: series.served.clone(),
            drain: series.drain.clone(),
        }
    }
}

impl From<&Cost> for CostUsd {
    fn from(cost: &Cost) -> Self {
        Self {
            domestic: cost.domestic.0,
            porting: cost.porting.0,
            halt: cost.halt.0,
            dual: cost.dual.0,
            power: cost.power.0,
            migration_total: cost.migration_total().0,
            domestic_outlay: cost.domestic_outlay.0,
            controlled: cost.controlled.0,
            shortfall: cost.shortfall.0,
        }
    }
}

impl Central {
    fn new(outcome: &FirmOutcome, reference: &FirmOutcome, start: Date) -> Self {
        let date = |day: Option<Day>| day.and_then(|day| day.date(start)).map(|date| date.to_string());
        Self {
            stockout_day: outcome.stockout.map(|day| day.0),
            stockout_date: date(outcome.stockout),
            gap_day: outcome.gap.map(|day| day.0),
            gap_date: date(outcome.gap),
            fill_rate: outcome.fill_rate,
            stockout_weeks: outcome.stockout_weeks,
            cost_usd: CostUsd::from(&outcome.cost),
            avoided_usd: (reference.cost.shortfall - outcome.cost.shortfall).0,
        }
    }
}

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
}

pub(super) fn run(args: &RunArgs, files: &dyn Files, out: &mut dyn Write) -> Answer {
    if args.draws != 1 {
        let draws = args.draws;
        return Err(Trouble::Use(format!(
            "--draws {draws}: this version knows the central run alone, which is --draws 1; the ensemble comes later"
        )));
    }
    if args.series && !matches!(args.format, Format::Json | Format::Csv) {
        return Err(Trouble::Use("--series goes with --format json or csv; no screen is wide enough".to_owned()));
    }
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
    let run = Run { world, outcome, reference: before, against: reference.label().to_owned(), firms, stamp };
    match args.format {
        Format::Json => write_json(out, &run.results(args))?,
        Format::Csv if args.series => run.write_series(out)?,
        Format::Csv => run.table_by_firm().write_csv(out)?,
        Format::Table => {
            writeln!(out, "{}", run.world.name)?;
            writeln!(out, "held against: {}\n", run.against)?;
            run.table().write_text(out)?;
            writeln!(out, "\n{}; central run", run.stamp)?;
        }
        Format::Markdown => {
            writeln!(out, "**{}**, held against: {}\n", run.world.name, run.against)?;
            run.table().write_markdown(out)?;
            writeln!(out, "\n*{}; central run*", run.stamp)?;
        }
    }
    Ok(Exit::Fine)
}

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

    /// For people: a column a firm.
    fn table(&self) -> Table {
        let end = self.world.horizon_end();
        let end = end.map_or_else(|| "none".to_owned(), |end| format!("after {}", end.strftime("%Y-%m")));
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
        table
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
            "reference",
            "scenario",
            "hash",
            "program",
            "model",
        ];
        let mut table = Table::new(titles.map(|title| (title, Side::Left)));
        for (name, firm) in self.columns() {
            let number = |quantity| self.value(quantity, firm).number().map_or_else(String::new, |n| n.to_string());
            let date = |quantity| match self.value(quantity, firm) {
                OutputValue::Date(None) => String::new(),
                value => value.show(self.world.start).to_string(),
            };
            let Stamp { program, model, scenario, hash } = &self.stamp;
            let name = if firm.is_none() { "all".to_owned() } else { name };
            table.row([
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
                self.against.clone(),
                scenario.clone(),
                hash.clone(),
                program.clone(),
                model.clone(),
            ]);
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
        let firm = |&index: &usize| FirmResults {
            name: self.world.firms[index].name.clone(),
            central: Central::new(&self.outcome.firms[index], &self.reference[index], self.world.start),
            series: args.series.then(|| WeeklySeries::from(&self.outcome.series[index])),
        };
        Results {
            scenario: self.stamp.scenario.clone(),
            title: self.world.name.clone(),
            start: self.world.start.to_string(),
            weeks: self.world.weeks,
            draws: 1,
            reference: self.against.clone(),
            set: args.scenario.set.clone(),
            firms: self.firms.iter().map(firm).collect(),
            stamp: self.stamp.clone(),
        }
    }
}

/// Millions of dollars, with a decimal; what is nothing is 0.
fn millions(usd: f64) -> String {
    let text = format!("{:.1}", usd / 1e6);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}
