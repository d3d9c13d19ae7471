//! The inputs: every number that the model sees, resolved. Also the shape of a resolved scenario in JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::units::{Day, Months};

/// A resolved scenario. Every date is in days since `start`, every share and rate a fraction (not a percentage).
///
/// The fields up to `firms` are what the model reads; texts, `as_of`, `source` and `spread` travel with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Title, as shown in the header.
    pub name: String,
    /// What it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What it shows and what it leaves out, in paragraphs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Short name, where the title is too long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Day 0.
    #[schemars(with = "String", regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))]
    pub start: Date,
    /// The date whose knowledge the numbers reflect; drawn on the timeline, read by nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Date>,
    /// Length of the horizon, in weeks.
    #[schemars(range(min = 1, max = 520))]
    pub weeks: u32,
    /// The chip whose work is 1 H20e, for training and for inference.
    pub reference_chip: String,
    /// φ: share of inference time on the reference chip that is bound by arithmetic (prefill).
    #[schemars(range(min = 0.0, max = 1.0))]
    pub compute_bound_share: f64,
    /// Share of the chips in use that fail or retire in a year, as a continuous rate.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub failure_rate: f64,
    /// Share of demand that may go unserved before it counts as a gap.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub gap_tolerance: f64,
    /// A maker holds at most so many weeks of arrivals for a firm.
    #[schemars(range(min = 0.0, max = 520.0))]
    pub allocation_hold_weeks: f64,
    /// Multiplies every firm's opening stock on hand.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub stock_scale: f64,
    /// Multiplies every controlled channel.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub controlled_supply_scale: f64,
    /// Multiplies every domestic channel.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub domestic_supply_scale: f64,
    /// Grey market: a closed gate never falls below this share of nominal supply.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub leakage: f64,
    /// v: what an H20e-hour of work is worth, USD.
    #[schemars(range(min = 0.0, max = 10000.0))]
    pub value_per_h20e_hour: f64,
    /// Discount rate a year.
    #[schemars(range(min = -0.5, max = 5.0))]
    pub discount_rate: f64,
    /// Servers, network and building on top of a chip's price, as a share of it.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub system_overhead: f64,
    /// Years over which hardware is written off, straight line.
    #[schemars(range(min = 0.1, max = 100.0))]
    pub useful_life_years: f64,
    /// USD for a person-month of porting.
    #[schemars(range(min = 0.0, max = 10_000_000.0))]
    pub cost_per_person_month: f64,
    /// Share of migrated work that runs twice during its ramp.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub dual_running: f64,
    /// Power usage effectiveness of the data centre.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub pue: f64,
    /// USD per kWh.
    #[schemars(range(min = 0.0, max = 100.0))]
    pub power_price: f64,
    /// Delivered share of a domestic chip's peak in training, over time.
    pub training_efficiency: Efficiency,
    /// The same for inference.
    pub inference_efficiency: Efficiency,
    /// Chips by id.
    pub chips: BTreeMap<String, Chip>,
    /// Acts of policy; where two have one date, the one further down holds.
    pub policy: Vec<PolicyEvent>,
    /// Supply channels.
    pub supply: Vec<Channel>,
    /// Firms, in the order in which they are shown.
    pub firms: Vec<Firm>,
    /// Lever id → source id. Shared: worlds are copied at every key, and this is most of the text in them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub source: Arc<BTreeMap<String, String>>,
    /// Lever id → spread of its value.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub spread: BTreeMap<String, Spread>,
}

impl World {
    /// Length of the horizon in days (T).
    pub fn horizon_days(&self) -> f64 {
        f64::from(self.weeks) * super::units::DAYS_PER_WEEK
    }

    /// The horizon's end as a date, the first day no longer in it.
    pub fn horizon_end(&self) -> Option<Date> {
        Day(self.horizon_days()).date(self.start)
    }

    /// Whether a firm has, or can get, any controlled chip: installed, in stock, or by a share of a channel.
    pub fn reaches_controlled(&self, firm: &Firm) -> bool {
        let is_controlled = |id: &String| self.chips.get(id).is_some_and(|chip| chip.origin == Origin::Controlled);
        firm.installed.iter().chain(&firm.stock).any(|(id, units)| *units > 0.0 && is_controlled(id))
            || self.supply.iter().any(|channel| {
                is_controlled(&channel.chip) && channel.shares.get(&firm.name).is_some_and(|share| *share > 0.0)
            })
    }

    /// The firm of that name.
    pub fn firm(&self, name: &str) -> Option<&Firm> {
        self.firms.iter().find(|firm| firm.name == name)
    }
}

/// Where a chip comes from, and so which rules it meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Acts of policy decide on its export.
    Controlled,
    /// Made for the home market.
    Domestic,
}

/// One kind of chip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chip {
    /// Controlled or domestic.
    pub origin: Origin,
    /// Dense BF16 TFLOP/s.
    #[schemars(range(min = 0.001, max = 1_000_000.0))]
    pub tflops: f64,
    /// Memory bandwidth, TB/s.
    #[schemars(range(min = 0.0001, max = 10000.0))]
    pub bandwidth: f64,
    /// Board power, W.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub power: f64,
    /// USD a chip.
    #[schemars(range(min = 0.0, max = 10_000_000.0))]
    pub price: f64,
    /// The gate before any event: 1 open, 0 closed.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub initially_open: f64,
}

/// A logistic from `start` to `end` through the middle at `mid`; `ramp_days` lie between a tenth and nine tenths of the way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Efficiency {
    /// Efficiency long before `mid`.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub start: f64,
    /// Efficiency long after `mid`.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub end: f64,
    /// The day half-way; never keeps `start` for good.
    pub mid: Day,
    /// Days from 10 % to 90 % of the way.
    #[schemars(range(min = 0.0, max = 36525.0))]
    pub ramp_days: f64,
}

/// An act of policy that sets a chip's gate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyEvent {
    /// Stable id; its lever is `policy.<id>`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9_]*$"))]
    pub id: String,
    /// As shown on the timeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The chip whose gate it sets.
    pub chip: String,
    /// When, or never.
    pub day: Day,
    /// Share of nominal supply that passes from then on.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub fraction: f64,
    /// Added to the price from then on, as a share of it.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub levy: f64,
}

impl PolicyEvent {
    /// The label, or the id where there is none.
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.id)
    }
}

/// A stream of one chip to the firms that share it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The chip's id.
    pub chip: String,
    /// Units a month at `from`.
    #[schemars(range(min = 0.0, max = 1_000_000_000.0))]
    pub units_per_month: f64,
    /// The first day of the stream.
    pub from: Day,
    /// Growth of the rate a month, after `from`.
    #[schemars(range(min = -0.9, max = 2.0))]
    pub growth_per_month: f64,
    /// The rate never exceeds this.
    #[schemars(range(min = 0.0, max = 1_000_000_000.0))]
    pub cap_units_per_month: f64,
    /// A policy event reaches this stream so many weeks later.
    #[schemars(range(min = 0.0, max = 520.0))]
    pub lead_weeks: f64,
    /// Share of the stream by firm name.
    #[schemars(inner(range(min = 0.0, max = 1.0)))]
    pub shares: BTreeMap<String, f64>,
}

/// Person-months to port a whole workload.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonMonths {
    /// For all training.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub training: f64,
    /// For all inference.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub inference: f64,
}

/// A firm: what it owns, what it needs, what it plans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Firm {
    /// Its name, unique.
    pub name: String,
    /// Chips at work on day 0, by chip id.
    #[schemars(inner(range(min = 0.0, max = 1_000_000_000.0)))]
    pub installed: BTreeMap<String, f64>,
    /// Controlled chips on hand beyond those at work, by chip id; multiplied by `stock_scale`.
    #[schemars(inner(range(min = 0.0, max = 1_000_000_000.0)))]
    pub stock: BTreeMap<String, f64>,
    /// τ: of all that the fleet could train, the share that is asked of it on day 0.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub training_demand_share: f64,
    /// Growth of the training workload a month.
    #[schemars(range(min = -0.5, max = 2.0))]
    pub training_growth: f64,
    /// Growth of the inference workload a month.
    #[schemars(range(min = -0.5, max = 2.0))]
    pub inference_growth: f64,
    /// Gain in work done per chip a year.
    #[schemars(range(min = -0.9, max = 20.0))]
    pub usage_gain: f64,
    /// Effort to port everything.
    pub porting_person_months: PersonMonths,
    /// The plan to move.
    pub strategy: Strategy,
    /// Has moved long ago: levers on all firms leave its strategy alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub migrated: bool,
}

/// How and when a firm moves to domestic chips.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// First day of the move, or never.
    pub start: Day,
    /// Share of training that moves.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub training_share: f64,
    /// Share of inference that moves.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub inference_share: f64,
    /// How long training stands still before it moves.
    pub halt_months: Months,
    /// Then it moves over so long.
    pub training_ramp_months: Months,
    /// Inference moves over so long, from `start`.
    pub inference_ramp_months: Months,
}

/// How uncertain a lever's value is; moving the value moves the whole distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Known exactly.
    Exact,
    /// Normal; value ± x is the 90 % interval, in the lever's own unit (days for a date).
    PlusMinus(#[schemars(range(min = 0.0))] f64),
    /// Lognormal; value ÷ f … value · f is the 90 % interval.
    Factor(#[schemars(range(min = 1.0))] f64),
}

impl Spread {
    /// Whether it spreads nothing.
    pub fn is_exact(self) -> bool {
        match self {
            Self::Exact => true,
            Self::PlusMinus(x) => x == 0.0,
            Self::Factor(f) => f == 1.0,
        }
    }
}

/// One of the two kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum Workload {
    /// Making models.
    Training,
    /// Serving them.
    Inference,
}
