//! The results of a run in JSON.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Summary;
use crate::ensemble::Quantiles;
use crate::model::{Cost, Day, FirmOutcome, Series};
use crate::scenario::stamp::Stamp;

/// The results of a run, as `run --format json` writes them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Results {
    /// The scenario: an embedded name, a path, or `-`.
    pub(super) scenario: String,
    /// Its title.
    pub(super) title: String,
    /// Day 0, from which days are counted.
    pub(super) start: String,
    /// Length of the horizon.
    pub(super) weeks: u32,
    /// Draws of the uncertain levers: 1 is the central run alone.
    pub(super) draws: u32,
    /// Seed of the draws, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<u64>,
    /// What `avoided_usd` is held against.
    pub(super) reference: String,
    /// What was set on the command line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) set: Vec<String>,
    /// One entry a firm, in the scenario's order.
    pub(super) firms: Vec<FirmResults>,
    /// Where all this comes from.
    pub(super) stamp: Stamp,
}

/// One firm's results.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FirmResults {
    /// The firm.
    pub(super) name: String,
    /// The run at the central inputs.
    pub(super) central: Central,
    /// What the draws say, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ensemble: Option<EnsembleResults>,
    /// Weekly series, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) series: Option<WeeklySeries>,
}

/// The run at the central inputs.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Central {
    /// When the stock runs out, in days since `start`; null if not within the horizon.
    pub(super) stockout_day: Option<f64>,
    /// The same as a date.
    pub(super) stockout_date: Option<String>,
    /// When unserved work exceeds the tolerance, in days since `start`; null if not within the horizon.
    pub(super) gap_day: Option<f64>,
    /// The same as a date.
    pub(super) gap_date: Option<String>,
    /// Work served ÷ work demanded.
    pub(super) fill_rate: f64,
    /// Weeks with work unserved.
    pub(super) stockout_weeks: f64,
    /// Costs by item, discounted to `start`.
    pub(super) cost_usd: CostUsd,
    /// The reference's shortfall less this one.
    pub(super) avoided_usd: f64,
}

/// What the draws say.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct EnsembleResults {
    /// Share of the draws in which the stock runs out within the horizon.
    stockout_probability: f64,
    /// Share of the draws in which unserved work exceeds the tolerance within the horizon.
    gap_probability: f64,
    /// When the stock runs out, in days since `start`; null where not within the horizon.
    stockout_day: QuantileResults,
    /// When unserved work exceeds the tolerance, in days since `start`; null where not within the horizon.
    gap_day: QuantileResults,
    /// Work served ÷ work demanded.
    fill_rate: QuantileResults,
    /// What moving costs, US dollars discounted to `start`.
    migration_total: QuantileResults,
    /// What unserved work would have been worth, US dollars discounted to `start`.
    shortfall: QuantileResults,
}

/// Quantiles over the draws; `p5` to `p95` is the 90 % interval.
#[derive(Debug, Serialize, JsonSchema)]
struct QuantileResults {
    /// 5 %.
    p5: Option<f64>,
    /// 25 %.
    p25: Option<f64>,
    /// The median.
    p50: Option<f64>,
    /// 75 %.
    p75: Option<f64>,
    /// 95 %.
    p95: Option<f64>,
}

/// Costs by item, US dollars discounted to `start`.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CostUsd {
    /// The part of the domestic hardware's life that is used within the horizon.
    pub(super) domestic: f64,
    /// Engineers who port.
    pub(super) porting: f64,
    /// Training that stands still.
    pub(super) halt: f64,
    /// Work that runs twice.
    pub(super) dual: f64,
    /// Power beyond what reference chips would draw.
    pub(super) power: f64,
    /// The five items above together.
    pub(super) migration_total: f64,
    /// Cash paid for domestic hardware; not in the total.
    pub(super) domestic_outlay: f64,
    /// Cash paid for controlled chips; not in the total.
    pub(super) controlled: f64,
    /// What unserved work would have been worth; not in the total.
    pub(super) shortfall: f64,
}

/// One entry a week, at the week's end; work in H20-equivalents.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct WeeklySeries {
    /// Day on which the week ends.
    pub(super) week_end_day: Vec<f64>,
    /// Stock on hand, in H20e of inference.
    pub(super) stock_h20e: Vec<f64>,
    /// Stock on hand, in chips.
    pub(super) stock_units: Vec<f64>,
    /// Controlled chips owned.
    pub(super) controlled_units: Vec<f64>,
    /// Domestic chips owned.
    pub(super) domestic_units: Vec<f64>,
    /// Training demanded.
    pub(super) demand_training: Vec<f64>,
    /// Inference demanded.
    pub(super) demand_inference: Vec<f64>,
    /// Training served by domestic chips.
    pub(super) domestic_training: Vec<f64>,
    /// Inference served by domestic chips.
    pub(super) domestic_inference: Vec<f64>,
    /// Training unserved.
    pub(super) unmet_training: Vec<f64>,
    /// Inference unserved.
    pub(super) unmet_inference: Vec<f64>,
    /// Training that stands still.
    pub(super) paused: Vec<f64>,
    /// Work served.
    pub(super) served: Vec<f64>,
    /// By how much the margin fell in the week.
    pub(super) drain: Vec<f64>,
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

impl From<&Summary> for EnsembleResults {
    fn from(of: &Summary) -> Self {
        Self {
            stockout_probability: of.stockout_probability,
            gap_probability: of.gap_probability,
            stockout_day: of.stockout_day.into(),
            gap_day: of.gap_day.into(),
            fill_rate: of.fill_rate.into(),
            migration_total: of.migration_total.into(),
            shortfall: of.shortfall.into(),
        }
    }
}

impl From<Quantiles> for QuantileResults {
    fn from(Quantiles { p5, p25, p50, p75, p95 }: Quantiles) -> Self {
        Self { p5, p25, p50, p75, p95 }
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
    pub(super) fn new(outcome: &FirmOutcome, reference: &FirmOutcome, start: Date) -> Self {
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
