//! `stockout run`: results without a screen.

use std::io::Write;

use super::results::{Central, FirmResults, Results, WeeklySeries};
use super::table::{Side, Table, csv_cell};
use super::{Answer, Exit, Trouble, firm, load, reference, write_json};
use crate::cli::{Format, RunArgs};
use crate::model::{Day, FirmOutcome, Outcome, Output, OutputValue, Quantity, Series, Simulator, World};
use crate::scenario::Files;
use crate::scenario::stamp::Stamp;

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
