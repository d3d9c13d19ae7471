//! One week of one firm, and what it adds up to: the body of `model::firm::run` in lanes.

use super::super::columns::{Columns, Item};
use super::super::deck::{FirmDeck, Group, MOST_LANES, STEP};
use super::super::lanes::Lane;
use super::super::plan_week::PlanWeek;
use super::world::{Rates, Week};
use crate::model::firm::ROUNDING;
use crate::model::units::DAYS_PER_WEEK;

/// `model::firm::ControlledLot` in lanes.
#[derive(Clone, Copy)]
pub(super) struct Controlled<V> {
    pub training_ratio: V,
    pub inference_ratio: V,
    pub price: V,
    pub owned: V,
    pub in_use: V,
    pub in_training: V,
}

/// `model::firm::DomesticLot` in lanes.
#[derive(Clone, Copy)]
pub(super) struct Domestic<V> {
    pub training_ratio: V,
    pub inference_ratio: V,
    pub price: V,
    pub kilowatts: V,
    pub training: V,
    pub inference: V,
    pub allocation: V,
}

/// `model::FirmOutcome` in lanes; +∞ for a date that has not come.
pub(super) struct Outcomes<V> {
    stockout: V,
    gap: V,
    stockout_weeks: V,
    served: V,
    demanded: V,
    domestic_served: V,
    domestic: V,
    domestic_outlay: V,
    porting: V,
    halt: V,
    dual: V,
    power: V,
    controlled: V,
    shortfall: V,
}

impl<V: Lane> Outcomes<V> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        let zero = V::zero();
        Self {
            stockout: V::splat(f64::INFINITY),
            gap: V::splat(f64::INFINITY),
            stockout_weeks: zero,
            served: zero,
            demanded: zero,
            domestic_served: zero,
            domestic: zero,
            domestic_outlay: zero,
            porting: zero,
            halt: zero,
            dual: zero,
            power: zero,
            controlled: zero,
            shortfall: zero,
        }
    }
}

/// A firm under way.
pub(super) struct FirmLanes<V> {
    /// Its lots among all firms' controlled lots.
    pub controlled: (usize, usize),
    /// The same, domestic.
    pub domestic: (usize, usize),
    /// Demand of the week before, training and inference.
    pub demand: (V, V),
    /// By which it grows.
    pub growth: (V, V),
    /// Margin of the week before.
    pub margin: V,
    /// Unmet ratio of the week before.
    pub unmet_ratio: V,
    /// 1 where the firm has or gets a controlled chip, else 0.
    pub reaches: V,
    pub out: Outcomes<V>,
}

/// What a week shows of a firm.
pub(super) struct WeekSeries<V> {
    pub stock: V,
    pub served: V,
    pub unmet: V,
}

impl<V: Lane> WeekSeries<V> {
    #[inline(always)]
    pub(super) fn add(&mut self, other: &Self) {
        self.stock = self.stock + other.stock;
        self.served = self.served + other.served;
        self.unmet = self.unmet + other.unmet;
    }
}

impl<V: Lane> FirmLanes<V> {
    /// One week.
    #[inline(always)]
    pub(super) fn week(
        &mut self,
        deck: &FirmDeck,
        (controlled, domestic): (&mut [Controlled<V>], &mut [Domestic<V>]),
        arrivals: &[(V, V)],
        plan: &PlanWeek<V>,
        week: &Week<V>,
        rates: &Rates<V>,
    ) -> WeekSeries<V> {
        // 1. Arrivals and failures.
        let mut paid = V::zero();
        for (lot, own) in controlled.iter_mut().zip(&deck.controlled) {
            let (mut arrived, mut levied) = (V::zero(), V::zero());
            for &(channel, share) in &deck.links[own.links.0..own.links.1] {
                arrived = arrived + arrivals[channel].0 * V::splat(share);
                levied = levied + arrivals[channel].1 * V::splat(share);
            }
            lot.owned = (lot.owned + arrived - rates.loss * lot.in_use).positive();
            paid = paid + levied * lot.price;
        }
        for (lot, own) in domestic.iter_mut().zip(&deck.domestic) {
            let mut arrived = V::zero();
            for &(channel, share) in &deck.links[own.links.0..own.links.1] {
                arrived = arrived + arrivals[channel].0 * V::splat(share);
            }
            lot.allocation = (lot.allocation + arrived).smaller(rates.hold * arrived);
            lot.training = lot.training - rates.loss * lot.training;
            lot.inference = lot.inference - rates.loss * lot.inference;
        }

        // 2. Demand and how much of it is to be served by domestic chips.
        self.demand = (self.demand.0 * self.growth.0, self.demand.1 * self.growth.1);
        let (demand_training, demand_inference) = self.demand;
        let demand = demand_training + demand_inference;
        let paused = plan.halted * demand_training;
        let want_training = (plan.moved.0 * demand_training).smaller(demand_training - paused);
        let want_inference = plan.moved.1 * demand_inference;

        // 3. Domestic chips serve what is ported; what they lack is bought from the allocation.
        let (mut training_capacity, mut inference_capacity) = (V::zero(), V::zero());
        for lot in domestic.iter() {
            training_capacity = training_capacity + lot.training * lot.training_ratio;
            inference_capacity = inference_capacity + lot.inference * lot.inference_ratio;
        }
        let mut bought = V::zero();
        let efficiency = week.training_efficiency;
        let mut lack = (want_training - efficiency * training_capacity).positive();
        if let Some(mut order) = Order::new(lack, efficiency) {
            for lot in domestic.iter_mut() {
                let taken = order.take(lot.allocation, lot.training_ratio);
                lot.allocation = lot.allocation - taken;
                lot.training = lot.training + taken;
                bought = bought + taken * lot.price;
            }
            lack = order.left_of(lack);
        }
        let domestic_training = want_training - lack;
        let efficiency = week.inference_efficiency;
        let mut lack = (want_inference - efficiency * inference_capacity).positive();
        if let Some(mut order) = Order::new(lack, efficiency) {
            for lot in domestic.iter_mut().rev() {
                let taken = order.take(lot.allocation, lot.inference_ratio);
                lot.allocation = lot.allocation - taken;
                lot.inference = lot.inference + taken;
                bought = bought + taken * lot.price;
            }
            lack = order.left_of(lack);
        }
        let domestic_inference = want_inference - lack;

        // 4. Controlled chips serve the rest.
        let mut unmet_training = (demand_training - paused - domestic_training).positive();
        for lot in controlled.iter_mut() {
            lot.in_training = take(lot.owned, &mut unmet_training, lot.training_ratio);
        }
        let mut unmet_inference = (demand_inference - domestic_inference).positive();
        let mut stock = V::zero();
        for lot in controlled.iter_mut().rev() {
            let free = lot.owned - lot.in_training;
            let serving = take(free, &mut unmet_inference, lot.inference_ratio);
            lot.in_use = lot.in_training + serving;
            stock = stock + (free - serving) * lot.inference_ratio;
        }
        let unmet = unmet_training + unmet_inference;

        // 5. and 6. Dates, weeks and work served.
        self.watch(week.t, demand, unmet, stock, rates);
        let served = (demand - paused - unmet).positive();
        // The scalar model multiplies by the weeks of a step, which here are one.
        const { assert!(STEP == DAYS_PER_WEEK) };
        self.out.served = self.out.served + served;
        self.out.demanded = self.out.demanded + demand;
        let by_domestic = domestic_training + domestic_inference;
        if by_domestic.any_above_zero() {
            self.out.domestic_served = self.out.domestic_served + by_domestic;
        }

        // Cost.
        let mut kilowatts = V::splat(0.0);
        for lot in domestic.iter() {
            kilowatts = kilowatts + (lot.training + lot.inference) * lot.kilowatts;
        }
        let power = kilowatts - by_domestic * rates.reference_kilowatts;
        self.pay(plan, (domestic_training, domestic_inference), [bought, paid, paused, power, unmet], week, rates);
        WeekSeries { stock, served, unmet }
    }

    /// Stockout, weeks without stock, gap.
    #[inline(always)]
    fn watch(&mut self, t: f64, demand: V, unmet: V, stock: V, rates: &Rates<V>) {
        let (zero, one) = (V::zero(), V::splat(1.0));
        let before = self.margin;
        let now = stock - unmet;
        // What is within rounding of 0 is 0.
        let rounding = now.larger(zero - now).le(V::splat(ROUNDING) * demand);
        let now = V::select(rounding, zero, now);
        self.margin = now;
        let below = (before.lt(zero), now.lt(zero));
        let reaches = zero.lt(self.reaches);
        if V::any(V::and(V::or(below.0, below.1), reaches)) {
            let crossing = (before / (before - now)).unit();
            let out = V::and(V::and(below.1, waiting(self.out.stockout)), reaches);
            let day = V::splat(t) + V::splat(STEP) * crossing;
            self.out.stockout = V::select(out, day, self.out.stockout);
            let share = V::select(below.0, V::select(below.1, one, crossing), V::select(below.1, one - crossing, zero));
            let weeks = self.out.stockout_weeks + share;
            self.out.stockout_weeks = V::select(reaches, weeks, self.out.stockout_weeks);
        }
        let ratio = if unmet.any_above_zero() { V::select(zero.lt(demand), unmet / demand, zero) } else { zero };
        let last = self.unmet_ratio;
        self.unmet_ratio = ratio;
        let opens = V::and(rates.tolerance.lt(ratio), last.le(rates.tolerance));
        let opens = V::and(opens, waiting(self.out.gap));
        if V::any(opens) {
            let share = (rates.tolerance - last) / (ratio - last);
            self.out.gap = V::select(opens, V::splat(t) + V::splat(STEP) * share, self.out.gap);
        }
    }

    /// The week's costs; `amounts` are USD of chips bought and paid for, work paused, kW and unmet work.
    #[inline(always)]
    fn pay(&mut self, plan: &PlanWeek<V>, moved: (V, V), amounts: [V; 5], week: &Week<V>, rates: &Rates<V>) {
        let [bought, paid, paused, power, unmet] = amounts;
        let out = &mut self.out;
        if bought.any_above_zero() {
            let outlay = bought * rates.system * week.discount;
            out.domestic_outlay = out.domestic_outlay + outlay;
            out.domestic = out.domestic + outlay * week.used_share;
        }
        if plan.porting.any_above_zero() {
            out.porting = out.porting + plan.porting * rates.person_month * week.discount;
        }
        if paused.any_above_zero() {
            out.halt = out.halt + paused * rates.hours * rates.value * week.discount;
        }
        if plan.doubled.0.any_above_zero() || plan.doubled.1.any_above_zero() {
            let doubled = moved.0 * plan.doubled.0 + moved.1 * plan.doubled.1;
            out.dual = out.dual + rates.dual_running * doubled * rates.hours * rates.value * week.discount;
        }
        out.power = out.power + power * rates.pue * rates.hours * rates.power_price * week.discount;
        out.controlled = out.controlled + paid * rates.system * week.discount;
        if unmet.any_above_zero() {
            out.shortfall = out.shortfall + unmet * rates.hours * rates.value * week.discount;
        }
    }

    /// Writes the outcomes into the columns.
    #[inline(always)]
    pub(super) fn close(&self, index: usize, group: &Group, columns: &mut Columns) {
        let out = &self.out;
        let some = V::zero().lt(out.demanded);
        let fill = V::select(some, (out.served / out.demanded).unit(), V::splat(1.0));
        let items = [
            (Item::Stockout, out.stockout),
            (Item::Gap, out.gap),
            (Item::FillRate, fill),
            (Item::StockoutWeeks, out.stockout_weeks),
            (Item::Served, out.served),
            (Item::Demanded, out.demanded),
            (Item::DomesticServed, out.domestic_served),
            (Item::Domestic, out.domestic),
            (Item::Porting, out.porting),
            (Item::Halt, out.halt),
            (Item::Dual, out.dual),
            (Item::Power, out.power),
            (Item::DomesticOutlay, out.domestic_outlay),
            (Item::Controlled, out.controlled),
            (Item::Shortfall, out.shortfall),
        ];
        let mut buffer = [0.0; MOST_LANES];
        for (item, lanes) in items {
            lanes.store(&mut buffer);
            columns.put_outcome(index, item, group, &buffer);
        }
    }
}

/// Where a date has not come yet.
#[inline(always)]
fn waiting<V: Lane>(date: V) -> V::Mask {
    V::splat(f64::INFINITY).le(date)
}

/// What is so much more than a pile's worth that no rounding makes the pile suffice.
const CLEARLY: f64 = 1.0 + 1e-12;

/// `model::firm::take` in lanes.
#[inline(always)]
fn take<V: Lane>(pile: V, left: &mut V, ratio: V) -> V {
    if !left.any_above_zero() {
        return V::zero();
    }
    let worth = pile * ratio;
    if !V::any((*left).le(worth * V::splat(CLEARLY))) {
        // Clearly too little in every draw: all of it goes, and no division need say so.
        *left = (*left - worth).positive();
        return pile;
    }
    let wanted = *left / ratio;
    let fits = wanted.le(pile);
    *left = V::select(fits, V::zero(), (*left - worth).positive());
    V::select(fits, wanted, pile)
}

/// Buying what is lacking, in those draws that lack something and whose chips deliver something.
struct Order<V: Lane> {
    left: V,
    efficiency: V,
    buys: V::Mask,
}

impl<V: Lane> Order<V> {
    /// `None` if no draw buys.
    #[inline(always)]
    fn new(lack: V, efficiency: V) -> Option<Self> {
        let delivers = V::zero().lt(efficiency);
        let buys = V::and(V::zero().lt(lack), delivers);
        if !V::any(buys) {
            return None;
        }
        let left = V::select(buys, lack, V::zero());
        // Where nothing is delivered nothing is bought; 1 keeps 0/0 out.
        Some(Self { left, efficiency: V::select(delivers, efficiency, V::splat(1.0)), buys })
    }

    #[inline(always)]
    fn take(&mut self, allocation: V, ratio: V) -> V {
        take(allocation, &mut self.left, ratio * self.efficiency)
    }

    /// What is left of `lack`.
    #[inline(always)]
    fn left_of(&self, lack: V) -> V {
        V::select(self.buys, self.left, lack)
    }
}
