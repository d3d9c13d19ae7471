//! One firm, week by week: MODEL's "One week of one firm" and "Cost".
//!
//! Names follow MODEL: O owned, U in use, `M_T` and `M_I` domestic chips by workload, Q the maker's allocation, λ the
//! share of chips in use lost in a step. H20-equivalents are counted apart for training and inference.

use libm::exp;

use super::curves::demand_ratio;
use super::results::{Cost, FirmOutcome, Series};
use super::tables::{Tables, overlap};
use super::units::{DAYS_PER_WEEK, DAYS_PER_YEAR, Day, HOURS_PER_DAY, Usd, larger, smaller};
use super::world::{Firm, Origin, World};

/// A margin this small against demand is rounding, neither a stockout nor weeks of one.
pub(crate) const ROUNDING: f64 = 1e-9;
/// What training leaves of a fleet is rounding, not a chip to serve with, if it is so small against what training takes.
pub(crate) const REMAINDER: f64 = 1e-12;

/// A firm's holding of one controlled chip, with what passed through it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ControlledLot {
    pub chip: usize,
    pub training_ratio: f64,
    pub inference_ratio: f64,
    pub price: f64,
    pub links: (usize, usize),
    /// O.
    pub owned: f64,
    /// U.
    pub in_use: f64,
    /// What training took this week.
    in_training: f64,
    pub opening: f64,
    pub arrived: f64,
    pub failed: f64,
}

/// A firm's holding of one domestic chip, with what passed through it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DomesticLot {
    pub chip: usize,
    pub training_ratio: f64,
    pub inference_ratio: f64,
    pub price: f64,
    pub kilowatts: f64,
    pub links: (usize, usize),
    /// `M_T`.
    pub training: f64,
    /// `M_I`.
    pub inference: f64,
    /// Q.
    pub allocation: f64,
    pub opening: f64,
    pub bought: f64,
    pub failed: f64,
}

/// A firm's holdings while its weeks run; buffers are kept from firm to firm.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    /// In falling order of advantage.
    pub controlled: Vec<ControlledLot>,
    /// In falling order of advantage.
    pub domestic: Vec<DomesticLot>,
    /// (channel, share) of every lot, lot after lot.
    pub links: Vec<(usize, f64)>,
}

impl Holdings {
    /// Lists the chips that the firm has or can get; the others are never visited.
    pub(crate) fn open(&mut self, world: &World, firm: &Firm, tables: &Tables) {
        self.controlled.clear();
        self.domestic.clear();
        self.links.clear();
        for &chip in &tables.falling {
            let terms = tables.chips[chip];
            let Some(id) = world.chips.keys().nth(chip) else { continue };
            let first_link = self.links.len();
            for (channel, supply) in world.supply.iter().enumerate() {
                if tables.channel_chip[channel] == chip
                    && let Some(&share) = supply.shares.get(&firm.name)
                    && share > 0.0
                {
                    self.links.push((channel, share));
                }
            }
            let links = (first_link, self.links.len());
            let installed = firm.installed.get(id).copied().unwrap_or(0.0);
            match terms.origin {
                Origin::Controlled => {
                    let stock = firm.stock.get(id).copied().unwrap_or(0.0) * world.stock_scale;
                    if installed > 0.0 || stock > 0.0 || links.0 < links.1 {
                        self.controlled.push(ControlledLot {
                            chip,
                            training_ratio: terms.training_ratio,
                            inference_ratio: terms.inference_ratio,
                            price: terms.price,
                            links,
                            owned: installed + stock,
                            in_use: installed,
                            opening: installed + stock,
                            ..ControlledLot::default()
                        });
                    }
                }
                Origin::Domestic => {
                    if installed > 0.0 || links.0 < links.1 {
                        self.domestic.push(DomesticLot {
                            chip,
                            training_ratio: terms.training_ratio,
                            inference_ratio: terms.inference_ratio,
                            price: terms.price,
                            kilowatts: terms.kilowatts,
                            links,
                            inference: installed,
                            opening: installed,
                            ..DomesticLot::default()
                        });
                    }
                }
            }
        }
    }

    /// Demand that the installed fleet can meet when training takes the share τ of its whole training capability:
    /// (training, inference), H20e. Splits the installed domestic chips into those that train and those that serve.
    fn opening_demand(&mut self, firm: &Firm, domestic_training: f64, domestic_inference: f64) -> (f64, f64) {
        let tau = firm.training_demand_share;
        let training = tau * total(self.controlled.iter().map(|lot| lot.in_use * lot.training_ratio));
        let mut left = training;
        let mut inference = 0.0;
        for lot in &self.controlled {
            let x = trained(lot.in_use, left, training, lot.training_ratio);
            left = larger(left - x * lot.training_ratio, 0.0);
            inference += (lot.in_use - x) * lot.inference_ratio;
        }
        let need = tau * total(self.domestic.iter().map(|lot| lot.opening * lot.training_ratio));
        let mut left = need;
        let mut serving = 0.0;
        for lot in &mut self.domestic {
            let x = trained(lot.opening, left, need, lot.training_ratio);
            left = larger(left - x * lot.training_ratio, 0.0);
            lot.training = x;
            lot.inference = lot.opening - x;
            serving += lot.inference * lot.inference_ratio;
        }
        (training + domestic_training * need, inference + domestic_inference * serving)
    }
}

/// The sum, 0 for none: `Iterator::sum` starts at −0, which a file or a screen would show.
fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// How many of `installed` chips train where `left` of `need` is to be met: all of them where τ is 1, not all but rounding.
fn trained(installed: f64, left: f64, need: f64, ratio: f64) -> f64 {
    if left < installed * ratio - REMAINDER * need { left / ratio } else { installed }
}

/// The firm's plan in days.
struct Plan {
    start: f64,
    halt_end: f64,
    training_ramp: f64,
    inference_ramp: f64,
    training_share: f64,
    inference_share: f64,
}

impl Plan {
    fn new(firm: &Firm) -> Self {
        let strategy = &firm.strategy;
        let start = strategy.start.0;
        Self {
            start,
            halt_end: start + strategy.halt_months.days(),
            // A ramp shorter than a week counts as a week.
            training_ramp: larger(strategy.training_ramp_months.days(), DAYS_PER_WEEK),
            inference_ramp: larger(strategy.inference_ramp_months.days(), DAYS_PER_WEEK),
            training_share: strategy.training_share,
            inference_share: strategy.inference_share,
        }
    }

    /// Share of the training that is to move which has moved by day `te`.
    fn training_progress(&self, te: f64) -> f64 {
        if self.training_share > 0.0 { ((te - self.halt_end) / self.training_ramp).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// The same for inference.
    fn inference_progress(&self, te: f64) -> f64 {
        if self.inference_share > 0.0 { ((te - self.start) / self.inference_ramp).clamp(0.0, 1.0) } else { 0.0 }
    }

    fn training_end(&self) -> f64 {
        self.halt_end + self.training_ramp
    }

    fn inference_end(&self) -> f64 {
        self.start + self.inference_ramp
    }

    /// Person-months of porting that fall into the step at `t`.
    fn porting(&self, firm: &Firm, t: f64, step_days: f64) -> f64 {
        let spread = |months: f64, share: f64, end: f64| {
            let days = overlap(self.start, end, t, step_days) * step_days;
            if days > 0.0 { months * share * days / (end - self.start) } else { 0.0 }
        };
        spread(firm.porting_person_months.training, self.training_share, self.training_end())
            + spread(firm.porting_person_months.inference, self.inference_share, self.inference_end())
    }
}

/// The line of the margin through one step, for the dates and weeks that hang on its sign.
struct Margin {
    before: f64,
    now: f64,
}

impl Margin {
    /// From the margin before to `now`, where what is within rounding of 0 is 0.
    fn new(before: f64, now: f64, demand: f64) -> Self {
        Self { before, now: if now.abs() <= ROUNDING * demand { 0.0 } else { now } }
    }

    /// Where in the step the line from the margin before to the margin now crosses 0, 0..=1.
    fn crossing(&self) -> f64 {
        (self.before / (self.before - self.now)).clamp(0.0, 1.0)
    }

    /// Share of the step that lies below 0.
    fn share_below(&self) -> f64 {
        match (self.before < 0.0, self.now < 0.0) {
            (true, true) => 1.0,
            (false, false) => 0.0,
            (false, true) => 1.0 - self.crossing(),
            (true, false) => self.crossing(),
        }
    }
}

/// Runs one firm through the horizon.
///
/// Allocates nothing once `holdings` and `series` have grown to the world's size.
#[expect(clippy::too_many_lines, reason = "a week reads top-down as the equations have it")]
pub(super) fn run(
    world: &World,
    firm: &Firm,
    tables: &Tables,
    holdings: &mut Holdings,
    step_days: f64,
    mut series: Option<&mut Series>,
) -> FirmOutcome {
    holdings.open(world, firm, tables);
    if let Some(series) = series.as_deref_mut() {
        series.reset(tables.steps);
    }
    let plan = Plan::new(firm);
    let horizon = world.horizon_days();
    let has_controlled = !holdings.controlled.is_empty();
    let (mut demand_training, mut demand_inference) = holdings.opening_demand(
        firm,
        plan.training_progress(0.0) * tables.training_efficiency[0],
        plan.inference_progress(0.0) * tables.inference_efficiency[0],
    );
    let training_ratio = demand_ratio(firm.training_growth, firm.usage_gain, step_days);
    let inference_ratio = demand_ratio(firm.inference_growth, firm.usage_gain, step_days);
    let loss = 1.0 - exp(-world.failure_rate * step_days / DAYS_PER_YEAR);
    // The allocation is capped by days of arrivals, whatever the step.
    let hold_steps = world.allocation_hold_weeks * DAYS_PER_WEEK / step_days;
    let step_weeks = step_days / DAYS_PER_WEEK;
    let hours = HOURS_PER_DAY * step_days;
    let v = world.value_per_h20e_hour;
    let system = 1.0 + world.system_overhead;
    let life_days = world.useful_life_years * DAYS_PER_YEAR;

    let mut outcome = FirmOutcome::default();
    let mut cost = Cost::default();
    let mut margin_before: f64 =
        total(holdings.controlled.iter().map(|lot| larger(lot.owned - lot.in_use, 0.0) * lot.inference_ratio));
    let mut unmet_ratio_before = 0.0;

    for step in 0..tables.steps {
        let t = step as f64 * step_days;
        let tm = t + 0.5 * step_days;
        let te = t + step_days;
        let discount = tables.discount[step];

        // 1. Arrivals and failures.
        let mut paid = 0.0;
        for lot in &mut holdings.controlled {
            let (mut arrived, mut levied) = (0.0, 0.0);
            for &(channel, share) in &holdings.links[lot.links.0..lot.links.1] {
                arrived += tables.arrivals(channel)[step] * share;
                levied += tables.levied(channel)[step] * share;
            }
            let failed = loss * lot.in_use;
            lot.owned = larger(lot.owned + arrived - failed, 0.0);
            lot.arrived += arrived;
            lot.failed += failed;
            paid += levied * lot.price;
        }
        for lot in &mut holdings.domestic {
            let mut arrived = 0.0;
            for &(channel, share) in &holdings.links[lot.links.0..lot.links.1] {
                arrived += tables.arrivals(channel)[step] * share;
            }
            lot.allocation = smaller(lot.allocation + arrived, hold_steps * arrived);
            lot.failed += loss * (lot.training + lot.inference);
            lot.training -= loss * lot.training;
            lot.inference -= loss * lot.inference;
        }

        // 2. Demand and how much of it is to be served by domestic chips.
        demand_training *= training_ratio;
        demand_inference *= inference_ratio;
        let demand = demand_training + demand_inference;
        let paused = plan.training_share * overlap(plan.start, plan.halt_end, t, step_days) * demand_training;
        let want_training =
            smaller(plan.training_progress(te) * plan.training_share * demand_training, demand_training - paused);
        let want_inference = plan.inference_progress(te) * plan.inference_share * demand_inference;

        // 3. Domestic chips serve what is ported; what they lack is bought from the allocation.
        let (domestic_training, domestic_inference, bought) = serve_domestic(
            &mut holdings.domestic,
            want_training,
            want_inference,
            tables.training_efficiency[step + 1],
            tables.inference_efficiency[step + 1],
        );

        // 4. Controlled chips serve the rest, out of all that is owned.
        let use_of = serve_controlled(
            &mut holdings.controlled,
            demand_training - paused - domestic_training,
            demand_inference - domestic_inference,
        );
        let unmet = use_of.unmet_training + use_of.unmet_inference;

        // 5. Margin, stockout.
        let margin = Margin::new(margin_before, use_of.stock_h20e - unmet, demand);
        if has_controlled {
            if outcome.stockout.is_none() && margin.now < 0.0 {
                outcome.stockout = Some(Day(t + step_days * margin.crossing()));
            }
            outcome.stockout_weeks += margin.share_below() * step_weeks;
        }
        margin_before = margin.now;

        // 6. Gap and fill rate.
        let unmet_ratio = if demand > 0.0 { unmet / demand } else { 0.0 };
        if outcome.gap.is_none() && unmet_ratio > world.gap_tolerance && unmet_ratio_before <= world.gap_tolerance {
            let share = (world.gap_tolerance - unmet_ratio_before) / (unmet_ratio - unmet_ratio_before);
            outcome.gap = Some(Day(t + step_days * share));
        }
        unmet_ratio_before = unmet_ratio;
        let served = larger(demand - paused - unmet, 0.0);
        outcome.served_h20e_weeks += served * step_weeks;
        outcome.demanded_h20e_weeks += demand * step_weeks;
        outcome.domestic_h20e_weeks += (domestic_training + domestic_inference) * step_weeks;

        // Cost.
        let outlay = bought * system * discount;
        let used_share = smaller((horizon - tm) / life_days, 1.0);
        cost.domestic_outlay += Usd(outlay);
        cost.domestic += Usd(outlay * used_share);
        cost.porting += Usd(plan.porting(firm, t, step_days) * world.cost_per_person_month * discount);
        cost.halt += Usd(paused * hours * v * discount);
        let doubled = domestic_training * overlap(plan.halt_end, plan.training_end(), t, step_days)
            + domestic_inference * overlap(plan.start, plan.inference_end(), t, step_days);
        cost.dual += Usd(world.dual_running * doubled * hours * v * discount);
        let kilowatts = total(holdings.domestic.iter().map(|lot| (lot.training + lot.inference) * lot.kilowatts));
        let spared = (domestic_training + domestic_inference) * tables.reference_kilowatts;
        cost.power += Usd((kilowatts - spared) * world.pue * hours * world.power_price * discount);
        cost.controlled += Usd(paid * system * discount);
        cost.shortfall += Usd(unmet * hours * v * discount);

        if let Some(series) = series.as_deref_mut() {
            let drain = margin.before - margin.now;
            series.week_end_day.push(te);
            series.stock_h20e.push(use_of.stock_h20e);
            series.stock_units.push(use_of.stock_units);
            series.controlled_units.push(total(holdings.controlled.iter().map(|lot| lot.owned)));
            series.domestic_units.push(total(holdings.domestic.iter().map(|lot| lot.training + lot.inference)));
            series.demand_training.push(demand_training);
            series.demand_inference.push(demand_inference);
            series.domestic_training.push(domestic_training);
            series.domestic_inference.push(domestic_inference);
            series.unmet_training.push(use_of.unmet_training);
            series.unmet_inference.push(use_of.unmet_inference);
            series.paused.push(paused);
            series.served.push(served);
            series.drain.push(drain);
            series.weeks_of_cover.push((drain > 0.0).then(|| use_of.stock_h20e / drain));
        }
    }
    outcome.fill_rate = if outcome.demanded_h20e_weeks > 0.0 {
        (outcome.served_h20e_weeks / outcome.demanded_h20e_weeks).clamp(0.0, 1.0)
    } else {
        1.0
    };
    outcome.cost = cost;
    outcome
}

/// Takes from a pile what `left` (H20e) needs at `ratio` H20e a chip; an amply filled pile leaves exactly nothing.
fn take(pile: f64, left: &mut f64, ratio: f64) -> f64 {
    let wanted = *left / ratio;
    if wanted <= pile {
        *left = 0.0;
        wanted
    } else {
        *left = larger(*left - pile * ratio, 0.0);
        pile
    }
}

/// Step 3: (training served, inference served, USD of chips bought before overhead).
fn serve_domestic(
    lots: &mut [DomesticLot],
    want_training: f64,
    want_inference: f64,
    training_efficiency: f64,
    inference_efficiency: f64,
) -> (f64, f64, f64) {
    let (mut training_capacity, mut inference_capacity) = (0.0, 0.0);
    for lot in lots.iter() {
        training_capacity += lot.training * lot.training_ratio;
        inference_capacity += lot.inference * lot.inference_ratio;
    }
    let mut bought_usd = 0.0;
    let mut lack = larger(want_training - training_efficiency * training_capacity, 0.0);
    if lack > 0.0 && training_efficiency > 0.0 {
        for lot in lots.iter_mut() {
            let bought = take(lot.allocation, &mut lack, lot.training_ratio * training_efficiency);
            lot.allocation -= bought;
            lot.training += bought;
            lot.bought += bought;
            bought_usd += bought * lot.price;
        }
    }
    let domestic_training = want_training - lack;
    let mut lack = larger(want_inference - inference_efficiency * inference_capacity, 0.0);
    if lack > 0.0 && inference_efficiency > 0.0 {
        for lot in lots.iter_mut().rev() {
            let bought = take(lot.allocation, &mut lack, lot.inference_ratio * inference_efficiency);
            lot.allocation -= bought;
            lot.inference += bought;
            lot.bought += bought;
            bought_usd += bought * lot.price;
        }
    }
    (domestic_training, want_inference - lack, bought_usd)
}

/// What step 4 leaves.
struct UseOf {
    unmet_training: f64,
    unmet_inference: f64,
    stock_h20e: f64,
    stock_units: f64,
}

/// Step 4: training first, in falling order of advantage, then inference in rising order of what is free.
fn serve_controlled(lots: &mut [ControlledLot], need_training: f64, need_inference: f64) -> UseOf {
    let mut unmet_training = larger(need_training, 0.0);
    for lot in lots.iter_mut() {
        lot.in_training = take(lot.owned, &mut unmet_training, lot.training_ratio);
    }
    let mut unmet_inference = larger(need_inference, 0.0);
    let (mut stock_h20e, mut stock_units) = (0.0, 0.0);
    for lot in lots.iter_mut().rev() {
        let free = lot.owned - lot.in_training;
        let serving = take(free, &mut unmet_inference, lot.inference_ratio);
        lot.in_use = lot.in_training + serving;
        let on_hand = free - serving;
        stock_units += on_hand;
        stock_h20e += on_hand * lot.inference_ratio;
    }
    UseOf { unmet_training, unmet_inference, stock_h20e, stock_units }
}
