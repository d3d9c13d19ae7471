//! What a run gives: dates, shares and costs of each firm, and the series they come from.

use serde::Serialize;

use super::units::{Day, Usd};

/// One firm's outcome over the horizon.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FirmOutcome {
    /// When the stock on hand first reaches zero while work goes unserved; `None` within the horizon.
    pub stockout: Option<Day>,
    /// When unmet work first exceeds the tolerance; `None` within the horizon.
    pub gap: Option<Day>,
    /// Work served ÷ work demanded, 0..=1.
    pub fill_rate: f64,
    /// Weeks with work unserved, in fractions.
    pub stockout_weeks: f64,
    /// What it costs.
    pub cost: Cost,
    /// Σ work served over the steps, H20e-weeks: the numerator of `fill_rate`.
    pub served_h20e_weeks: f64,
    /// Σ work demanded over the steps, H20e-weeks: its denominator.
    pub demanded_h20e_weeks: f64,
    /// Σ work served by domestic chips over the steps, H20e-weeks.
    pub domestic_h20e_weeks: f64,
}

/// Discounted costs over the horizon, by item.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// The part of the domestic hardware's life that is used within the horizon.
    pub domestic: Usd,
    /// Engineers who port training and inference.
    pub porting: Usd,
    /// Training that stands still.
    pub halt: Usd,
    /// Work that runs twice while it moves.
    pub dual: Usd,
    /// Power beyond what reference chips would draw for the same work.
    pub power: Usd,
    /// Cash paid for domestic hardware; not in the migration total.
    pub domestic_outlay: Usd,
    /// Cash paid for controlled chips as they arrive; not in the migration total.
    pub controlled: Usd,
    /// What unserved work would have been worth; what the migration is held against.
    pub shortfall: Usd,
}

impl Cost {
    /// What moving costs: domestic, porting, halt, dual running and power.
    pub fn migration_total(&self) -> Usd {
        self.domestic + self.porting + self.halt + self.dual + self.power
    }

    /// Adds another firm's costs item by item.
    pub fn add(&mut self, other: &Self) {
        self.domestic += other.domestic;
        self.porting += other.porting;
        self.halt += other.halt;
        self.dual += other.dual;
        self.power += other.power;
        self.domestic_outlay += other.domestic_outlay;
        self.controlled += other.controlled;
        self.shortfall += other.shortfall;
    }
}

/// The earlier of two moments, where `None` never comes.
fn earlier(a: Option<Day>, b: Option<Day>) -> Option<Day> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a <= b { a } else { b }),
        (a, b) => a.or(b),
    }
}

impl FirmOutcome {
    /// What moving costs for each hour of work that domestic chips serve, USD per H20e-hour; `None` where they serve
    /// none.
    pub fn migration_per_h20e_hour(&self) -> Option<Usd> {
        let hours = self.domestic_h20e_weeks * super::units::DAYS_PER_WEEK * super::units::HOURS_PER_DAY;
        (hours > 0.0).then(|| Usd(self.cost.migration_total().0 / hours))
    }

    /// All firms as one: the earliest dates, sums of weeks and costs, work served over work demanded.
    pub fn all(firms: &[Self]) -> Self {
        let mut total = Self::default();
        for firm in firms {
            total.stockout = earlier(total.stockout, firm.stockout);
            total.gap = earlier(total.gap, firm.gap);
            total.stockout_weeks += firm.stockout_weeks;
            total.cost.add(&firm.cost);
            total.served_h20e_weeks += firm.served_h20e_weeks;
            total.demanded_h20e_weeks += firm.demanded_h20e_weeks;
            total.domestic_h20e_weeks += firm.domestic_h20e_weeks;
        }
        total.fill_rate =
            if total.demanded_h20e_weeks > 0.0 { total.served_h20e_weeks / total.demanded_h20e_weeks } else { 1.0 };
        total
    }
}

/// One firm's weekly series; every vector has one entry a step, at the step's end unless said otherwise.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Series {
    /// Day on which the step ends.
    pub week_end_day: Vec<f64>,
    /// Stock on hand, H20e of inference.
    pub stock_h20e: Vec<f64>,
    /// Stock on hand, chips.
    pub stock_units: Vec<f64>,
    /// Controlled chips owned.
    pub controlled_units: Vec<f64>,
    /// Domestic chips owned.
    pub domestic_units: Vec<f64>,
    /// Training demanded, H20e.
    pub demand_training: Vec<f64>,
    /// Inference demanded, H20e.
    pub demand_inference: Vec<f64>,
    /// Training served by domestic chips, H20e.
    pub domestic_training: Vec<f64>,
    /// Inference served by domestic chips, H20e.
    pub domestic_inference: Vec<f64>,
    /// Training unserved, H20e.
    pub unmet_training: Vec<f64>,
    /// Inference unserved, H20e.
    pub unmet_inference: Vec<f64>,
    /// Training that stands still, H20e.
    pub paused: Vec<f64>,
    /// Work served, H20e.
    pub served: Vec<f64>,
    /// By how much the margin fell in the step, H20e.
    pub drain: Vec<f64>,
    /// Stock on hand ÷ this week's drain; `None` where the stock does not drain.
    pub weeks_of_cover: Vec<Option<f64>>,
}

impl Series {
    /// Empties every series and keeps the room, for a run of `steps`.
    pub(super) fn reset(&mut self, steps: usize) {
        for series in self.numbers_mut() {
            series.clear();
            series.reserve(steps);
        }
        self.weeks_of_cover.clear();
        self.weeks_of_cover.reserve(steps);
    }

    /// Every series of plain numbers, by its name in files.
    pub fn named(&self) -> [(&'static str, &[f64]); 14] {
        [
            ("week_end_day", &self.week_end_day),
            ("stock_h20e", &self.stock_h20e),
            ("stock_units", &self.stock_units),
            ("controlled_units", &self.controlled_units),
            ("domestic_units", &self.domestic_units),
            ("demand_training", &self.demand_training),
            ("demand_inference", &self.demand_inference),
            ("domestic_training", &self.domestic_training),
            ("domestic_inference", &self.domestic_inference),
            ("unmet_training", &self.unmet_training),
            ("unmet_inference", &self.unmet_inference),
            ("paused", &self.paused),
            ("served", &self.served),
            ("drain", &self.drain),
        ]
    }

    fn numbers_mut(&mut self) -> [&mut Vec<f64>; 14] {
        [
            &mut self.week_end_day,
            &mut self.stock_h20e,
            &mut self.stock_units,
            &mut self.controlled_units,
            &mut self.domestic_units,
            &mut self.demand_training,
            &mut self.demand_inference,
            &mut self.domestic_training,
            &mut self.domestic_inference,
            &mut self.unmet_training,
            &mut self.unmet_inference,
            &mut self.paused,
            &mut self.served,
            &mut self.drain,
        ]
    }
}

/// The outcome of a world, firm by firm in the world's order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// One entry a firm.
    pub firms: Vec<FirmOutcome>,
    /// One entry a firm, where the run was asked to keep them.
    pub series: Vec<Series>,
}

impl Outcome {
    /// All firms as one.
    pub fn all(&self) -> FirmOutcome {
        FirmOutcome::all(&self.firms)
    }
}
