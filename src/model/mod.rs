//! The model: stocks and flows of chips, week by week, firm by firm. No clock, thread, file or terminal.
//!
//! Its results are equal to the bit on all machines: `libm` starts what needs `exp` or `ln`, the rest is plain
//! arithmetic in a fixed order.
//!
//! What follows is also the page of the help: one text for both.
#![doc = include_str!("../../assets/model.md")]

pub(crate) mod curves;
pub(crate) mod firm;
mod output;
pub(crate) mod policy;
mod results;
pub(crate) mod tables;
pub mod units;
pub mod valid;
mod world;

pub use output::{Output, OutputError, OutputValue, Quantity, Shown};
pub use results::{Cost, FirmOutcome, Outcome, Series};
pub use units::{Day, Months, Usd};
pub(crate) use units::{larger, smaller};
pub use world::{
    Channel, Chip, Efficiency, Firm, Origin, PersonMonths, PolicyEvent, Spread, Strategy, Workload, World,
};

/// Version of the equations; a result names it, so that a change of the model is told from a change of the inputs.
pub const MODEL_VERSION: &str = "1";

/// What went through a firm's holding of one chip in the last run, in chips: opening + in = closing + failed.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// The chip's index among the world's chips, in ascending order of id.
    pub chip: usize,
    /// Controlled: installed and stock. Domestic: installed.
    pub opening: f64,
    /// Controlled: arrivals. Domestic: what was bought.
    pub entered: f64,
    /// Failed or retired.
    pub failed: f64,
    /// What is left at the horizon's end.
    pub closing: f64,
    /// What the maker still holds for the firm (domestic chips; 0 for controlled).
    pub allocation: f64,
}

/// Runs worlds. Keeps its buffers, so that a run allocates nothing once they have grown.
#[derive(Debug)]
pub struct Simulator {
    tables: tables::Tables,
    holdings: firm::Holdings,
    step_days: f64,
}

impl Default for Simulator {
    fn default() -> Self {
        Self::with_step_days(units::DAYS_PER_WEEK)
    }
}

impl Simulator {
    /// A simulator with weekly steps.
    pub fn new() -> Self {
        Self::default()
    }

    /// A simulator with another step, to see how much the results hang on it.
    pub fn with_step_days(step_days: f64) -> Self {
        Self { tables: tables::Tables::default(), holdings: firm::Holdings::default(), step_days }
    }

    /// Runs every firm of a valid world (see [`valid::check`]) and leaves outcomes and series in `outcome`.
    pub fn run(&mut self, world: &World, outcome: &mut Outcome) {
        self.tables.fill(world, self.step_days);
        outcome.firms.clear();
        outcome.series.resize_with(world.firms.len(), Series::default);
        for (firm, series) in world.firms.iter().zip(&mut outcome.series) {
            outcome.firms.push(firm::run(world, firm, &self.tables, &mut self.holdings, self.step_days, Some(series)));
        }
    }

    /// Runs one firm of a valid world, without series. `None` if the world has no firm of that index.
    pub fn run_firm(&mut self, world: &World, index: usize) -> Option<FirmOutcome> {
        let firm = world.firms.get(index)?;
        self.tables.fill(world, self.step_days);
        Some(firm::run(world, firm, &self.tables, &mut self.holdings, self.step_days, None))
    }

    /// Runs every firm of a valid world, without series.
    pub fn run_brief(&mut self, world: &World, firms: &mut Vec<FirmOutcome>) {
        self.tables.fill(world, self.step_days);
        firms.clear();
        for firm in &world.firms {
            firms.push(firm::run(world, firm, &self.tables, &mut self.holdings, self.step_days, None));
        }
    }

    /// Chips of one kind that all buyers together get between two days in the world that ran last, spread evenly within
    /// a week.
    pub fn delivered(&self, world: &World, chip: &str, from: Day, to: Day) -> f64 {
        let mut delivered = 0.0;
        for (channel, _) in world.supply.iter().enumerate().filter(|(_, channel)| channel.chip == chip) {
            for (step, arrived) in self.tables.arrivals(channel).iter().enumerate() {
                let t = step as f64 * self.step_days;
                delivered += arrived * tables::overlap(from.0, to.0, t, self.step_days);
            }
        }
        delivered
    }

    /// Power that chips of these kinds draw for a piece of inference, against the reference chip, in the world that ran
    /// last: of those delivered to all buyers by a day within the horizon, at the efficiency of that day.
    pub fn power_per_inference(&self, world: &World, chips: &[String], by: Day) -> f64 {
        let step = (by.0 / self.step_days).clamp(0.0, self.tables.steps as f64) as usize;
        let efficiency = self.tables.inference_efficiency.get(step).copied().unwrap_or(f64::NAN);
        let (mut kilowatts, mut work) = (0.0, 0.0);
        for (terms, id) in self.tables.chips.iter().zip(world.chips.keys()).filter(|(_, id)| chips.contains(id)) {
            let delivered = self.delivered(world, id, Day(0.0), by);
            kilowatts += delivered * terms.kilowatts;
            work += delivered * terms.inference_ratio * efficiency;
        }
        kilowatts / (work * self.tables.reference_kilowatts)
    }

    /// The books of the firm that ran last, chip by chip.
    pub fn ledger(&self) -> Vec<LedgerLine> {
        let controlled = self.holdings.controlled.iter().map(|lot| LedgerLine {
            chip: lot.chip,
            opening: lot.opening,
            entered: lot.arrived,
            failed: lot.failed,
            closing: lot.owned,
            allocation: 0.0,
        });
        let domestic = self.holdings.domestic.iter().map(|lot| LedgerLine {
            chip: lot.chip,
            opening: lot.opening,
            entered: lot.bought,
            failed: lot.failed,
            closing: lot.training + lot.inference,
            allocation: lot.allocation,
        });
        controlled.chain(domestic).collect()
    }
}

/// Runs a valid world once, with series.
pub fn run(world: &World) -> Outcome {
    let mut outcome = Outcome::default();
    Simulator::new().run(world, &mut outcome);
    outcome
}
