//! What all firms share in a week: `model::tables` in lanes.

use super::super::deck::{ChannelDeck, Curve, Deck, Discount, Gate, Group, MOST_LANES, Param, PlanDeck, Rate, STEP};
use super::super::lanes::Lane;
use super::super::plan_week::{PlanLanes, PlanWeek};
use crate::model::curves::{Logistic, compound};
use crate::model::policy::{Turn, levy_at, mean_gate};
use crate::model::units::{DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR, HOURS_PER_DAY};
use libm::exp;

/// An efficiency curve under way.
pub(super) enum CurveLanes<'d, V> {
    Same(&'d [f64]),
    Drawn { start: V, rise: V, anchor: V, ratio: V, u: V },
}

impl<'d, V: Lane> CurveLanes<'d, V> {
    #[inline(always)]
    pub(super) fn new(curve: &'d Curve, group: &Group) -> Self {
        match curve {
            Curve::Same(table) => Self::Same(table),
            Curve::Drawn(params) => {
                let mut starts = [[0.0; MOST_LANES]; 5];
                for lane in 0..V::WIDTH {
                    let efficiency = Curve::efficiency(params, group.draw(lane));
                    let Logistic { anchor, u, ratio } = Logistic::new(&efficiency, STEP);
                    let row = [efficiency.start, efficiency.end - efficiency.start, anchor, ratio, u];
                    for (column, value) in starts.iter_mut().zip(row) {
                        column[lane] = value;
                    }
                }
                let [start, rise, anchor, ratio, u] = starts.map(|column| V::load(&column));
                Self::Drawn { start, rise, anchor, ratio, u }
            }
        }
    }

    /// The efficiency at the end of `step` steps; asked for one after the other from 0 on.
    #[inline(always)]
    pub(super) fn at(&mut self, step: usize) -> V {
        match self {
            Self::Same(table) => V::splat(table[step]),
            Self::Drawn { start, rise, anchor, ratio, u } => {
                let flat = V::splat(step as f64).lt(*anchor);
                let value = V::select(flat, *start, *start + *rise / (V::splat(1.0) + *u));
                *u = V::select(flat, *u, *u * *ratio);
                value
            }
        }
    }
}

/// Discount factors under way.
pub(super) enum DiscountLanes<'d, V> {
    Same(&'d [f64]),
    Drawn { value: V, ratio: V },
}

impl<'d, V: Lane> DiscountLanes<'d, V> {
    #[inline(always)]
    pub(super) fn new(discount: &'d Discount, group: &Group) -> Self {
        match discount {
            Discount::Same(table) => Self::Same(table),
            Discount::Drawn(rate) => Self::Drawn {
                value: group.each(|draw| compound(rate.at(draw), -0.5 * STEP / DAYS_PER_YEAR)),
                ratio: group.each(|draw| compound(rate.at(draw), -STEP / DAYS_PER_YEAR)),
            },
        }
    }

    /// The factor of a step; asked for one after the other.
    #[inline(always)]
    pub(super) fn at(&mut self, step: usize) -> V {
        match self {
            Self::Same(table) => V::splat(table[step]),
            Self::Drawn { value, ratio } => {
                let now = *value;
                *value = now * *ratio;
                now
            }
        }
    }
}

/// Numbers of a world that stay from week to week.
pub(super) struct Rates<V> {
    pub loss: V,
    pub hold: V,
    pub hours: V,
    pub value: V,
    pub system: V,
    pub life_days: V,
    pub person_month: V,
    pub dual_running: V,
    pub pue: V,
    pub power_price: V,
    pub tolerance: V,
    pub reference_kilowatts: V,
}

impl<V: Lane> Rates<V> {
    #[inline(always)]
    pub(super) fn new(deck: &Deck, group: &Group) -> Self {
        let loss = |rate: f64| 1.0 - exp(-rate * STEP / DAYS_PER_YEAR);
        Self {
            loss: match deck.failure_rate.same() {
                Some(rate) => V::splat(loss(rate)),
                None => group.each(|draw| loss(deck.failure_rate.at(draw))),
            },
            hold: group.each(|draw| deck.hold_weeks.at(draw) * DAYS_PER_WEEK / STEP),
            hours: V::splat(HOURS_PER_DAY * STEP),
            value: deck.value.lanes(group),
            system: V::splat(1.0) + deck.overhead.lanes(group),
            life_days: deck.life_years.lanes::<V>(group) * V::splat(DAYS_PER_YEAR),
            person_month: deck.person_month.lanes(group),
            dual_running: deck.dual_running.lanes(group),
            pue: deck.pue.lanes(group),
            power_price: deck.power_price.lanes(group),
            tolerance: deck.tolerance.lanes(group),
            reference_kilowatts: V::splat(deck.reference_kilowatts),
        }
    }
}

/// A plan's week in all draws: from the deck where they share it.
#[inline(always)]
pub(super) fn plan_week<V: Lane>(deck: &PlanDeck, plan: &PlanLanes<V>, step: usize) -> PlanWeek<V> {
    let Some(weeks) = &deck.weeks else { return plan.week(deck.porting, step as f64 * STEP) };
    let week = &weeks[step];
    PlanWeek {
        moved: (V::splat(week.moved.0), V::splat(week.moved.1)),
        halted: V::splat(week.halted),
        porting: V::splat(week.porting),
        doubled: (V::splat(week.doubled.0), V::splat(week.doubled.1)),
    }
}

/// A week as all firms meet it.
pub(super) struct Week<V> {
    pub t: f64,
    pub training_efficiency: V,
    pub inference_efficiency: V,
    pub discount: V,
    /// Share of its life that hardware bought now has within the horizon.
    pub used_share: V,
}

impl<V: Lane> Week<V> {
    #[inline(always)]
    pub(super) fn new(step: usize, training: V, inference: V, discount: V, rates: &Rates<V>, deck: &Deck) -> Self {
        let t = step as f64 * STEP;
        let tm = t + 0.5 * STEP;
        Self {
            t,
            training_efficiency: training,
            inference_efficiency: inference,
            discount,
            used_share: (V::splat(deck.horizon - tm) / rates.life_days).smaller(V::splat(1.0)),
        }
    }
}

/// A channel whose gate differs from draw to draw.
#[derive(Default)]
pub(super) struct ChannelLanes {
    turns: Vec<Vec<Turn>>,
    /// For each week the lanes whose gate or levy is not what it was the week before.
    changes: Vec<u32>,
    gate: Vec<f64>,
    levy: Vec<f64>,
    units: Vec<f64>,
    scale: Vec<f64>,
}

impl ChannelLanes {
    /// Makes ready for a group.
    pub(super) fn open(&mut self, channel: &ChannelDeck, group: &Group, width: usize, steps: usize) {
        let column = |to: &mut Vec<f64>, param: &Param| {
            to.clear();
            to.extend((0..width).map(|lane| param.at(group.draw(lane))));
        };
        column(&mut self.scale, &channel.scale);
        if let Rate::Drawn(units, ..) = &channel.rate {
            column(&mut self.units, units);
        }
        let Gate::Drawn(gate) = &channel.gate else { return };
        self.turns.resize_with(width, Vec::new);
        self.changes.clear();
        self.changes.resize(steps, 0);
        self.gate.resize(width, 0.0);
        self.levy.resize(width, 0.0);
        for (lane, turns) in self.turns.iter_mut().enumerate() {
            gate.turns(turns, group.draw(lane));
            self.changes[0] |= 1 << lane;
            for turn in &turns[1..] {
                // The week of the turn and the one after; one before, should the division round up.
                let week = (turn.day / STEP).floor();
                for near in [week - 1.0, week, week + 1.0] {
                    if near >= 0.0 && near < steps as f64 {
                        self.changes[near as usize] |= 1 << lane;
                    }
                }
            }
        }
    }

    /// Gate and levy of the week `step`.
    #[inline(always)]
    fn turn<V: Lane>(&mut self, step: usize) -> (V, V) {
        let mut changed = self.changes[step];
        let t = step as f64 * STEP;
        while changed != 0 {
            let lane = changed.trailing_zeros() as usize;
            changed &= changed - 1;
            self.gate[lane] = mean_gate(&self.turns[lane], t, t + STEP);
            self.levy[lane] = levy_at(&self.turns[lane], t + 0.5 * STEP);
        }
        (V::load(&self.gate), V::load(&self.levy))
    }
}

/// Arrivals of the week in every channel.
#[inline(always)]
pub(super) fn arrive<V: Lane>(channels: &mut [ChannelLanes], arrivals: &mut [(V, V)], deck: &Deck, step: usize) {
    for ((lanes, channel), arriving) in channels.iter_mut().zip(&deck.channels).zip(arrivals) {
        let (gate, levy) = match &channel.gate {
            Gate::Same(weeks) => (V::splat(weeks[step].0), V::splat(weeks[step].1)),
            Gate::Drawn(_) => lanes.turn(step),
        };
        let rate = match &channel.rate {
            Rate::Same(rates) => V::splat(rates[step]),
            Rate::Drawn(_, weeks, cap) => {
                let (grown, running) = weeks[step];
                (V::load(&lanes.units) * V::splat(grown)).smaller(V::splat(*cap)) * V::splat(STEP)
                    / V::splat(DAYS_PER_MONTH)
                    * V::splat(running)
            }
        };
        let arrived = rate * gate * V::load(&lanes.scale);
        *arriving = (arrived, arrived * (V::splat(1.0) + levy));
    }
}
