//! The model of `model::firm`, many draws at once.
//!
//! Week by week, and within a week firm by firm: what firms share (arrivals, curves, discount) is computed once a week
//! and never stored. Every operation has the scalar model's operands in the scalar model's order, so that a draw has
//! the scalar run's bits. What a branch leaves out, it leaves out only where it would add zero in every lane.
//! No vector goes through a closure: one that the compiler leaves standing loses the registers.
#![expect(clippy::inline_always, reason = "a call left standing would lose the caller's vector registers")]

#[cfg(test)]
mod counted;
mod firm;
mod open;
mod world;

use super::columns::{Columns, Of};
use super::deck::{Deck, Group, MOST_LANES};
use super::lanes::Lane;
use super::plan_week::{PlanLanes, PlanWeek};
use firm::{Controlled, Domestic, FirmLanes, WeekSeries};
use world::{ChannelLanes, CurveLanes, Rates, Week};

/// What is asked of the kernel.
pub(super) struct Job<'a> {
    pub deck: &'a Deck,
    /// The draws wanted.
    pub draws: std::ops::Range<usize>,
    pub columns: &'a mut Columns,
    /// Groups that the kernel cannot do, for the scalar model.
    pub strays: &'a mut Vec<Group>,
}

/// What the lanes hold while the weeks run. Buffers are kept from group to group.
pub(super) struct Space<V> {
    firms: Vec<FirmLanes<V>>,
    controlled: Vec<Controlled<V>>,
    domestic: Vec<Domestic<V>>,
    channels: Vec<ChannelLanes>,
    /// Arrivals for all firms together, and the same times (1 + levy).
    arrivals: Vec<(V, V)>,
    /// Training and inference ratio of each chip.
    ratios: Vec<(V, V)>,
    plans: Vec<PlanLanes<V>>,
    /// What each plan says of the week.
    plan_weeks: Vec<PlanWeek<V>>,
}

impl<V> Default for Space<V> {
    fn default() -> Self {
        Self {
            firms: Vec::new(),
            controlled: Vec::new(),
            domestic: Vec::new(),
            channels: Vec::new(),
            arrivals: Vec::new(),
            ratios: Vec::new(),
            plans: Vec::new(),
            plan_weeks: Vec::new(),
        }
    }
}

/// Runs every group of draws.
#[inline(always)]
pub(super) fn run<V: Lane>(space: &mut Space<V>, job: &mut Job<'_>) {
    let mut first = job.draws.start;
    while first < job.draws.end {
        let group = Group { first, count: V::WIDTH.min(job.draws.end - first) };
        first += group.count;
        if space.open_chips(job.deck, &group) {
            run_group(space, job.deck, &group, job.columns);
        } else {
            job.strays.push(group);
        }
    }
}

#[inline(always)]
fn run_group<V: Lane>(space: &mut Space<V>, deck: &Deck, group: &Group, columns: &mut Columns) {
    let rates = Rates::<V>::new(deck, group);
    let mut training = CurveLanes::<V>::new(&deck.training, group);
    let mut inference = CurveLanes::<V>::new(&deck.inference, group);
    let mut discount = world::DiscountLanes::<V>::new(&deck.discount, group);
    let opening = (training.at(0), inference.at(0));
    space.open_channels(deck, group);
    space.open_firms(deck, group, opening);
    let focus = columns.focus();
    let mut row = 0;
    for step in 0..deck.steps {
        let week = Week::new(step, training.at(step + 1), inference.at(step + 1), discount.at(step), &rates, deck);
        world::arrive(&mut space.channels, &mut space.arrivals, deck, step);
        space.plan_weeks.clear();
        for (plan, own) in deck.plans.iter().zip(&space.plans) {
            space.plan_weeks.push(world::plan_week(plan, own, step));
        }
        let mut series = WeekSeries { stock: V::zero(), served: V::zero(), unmet: V::zero() };
        for (index, firm) in space.firms.iter_mut().enumerate() {
            let firm_deck = &deck.firms[index];
            let own = firm.week(
                firm_deck,
                (
                    &mut space.controlled[firm.controlled.0..firm.controlled.1],
                    &mut space.domestic[firm.domestic.0..firm.domestic.1],
                ),
                &space.arrivals,
                &space.plan_weeks[firm_deck.plan],
                &week,
                &rates,
            );
            if focus == Of::All || focus == Of::Firm(index) {
                series.add(&own);
            }
        }
        if columns.weeks().get(row) == Some(&(step as u32)) {
            let mut buffer = [0.0; MOST_LANES];
            for (quantity, lanes) in [series.stock, series.served, series.unmet].into_iter().enumerate() {
                lanes.store(&mut buffer);
                columns.put_series(quantity, row, group, &buffer);
            }
            row += 1;
        }
    }
    for (index, firm) in space.firms.iter().enumerate() {
        firm.close(index, group, columns);
    }
}
