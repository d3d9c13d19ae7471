//! Running draws.

use std::collections::BTreeMap;
use std::ops::Range;

use super::columns::{Columns, Focus, Item, Of};
use super::deck::{Deck, Group};
use super::drawn::{Draws, SpreadError};
use super::kernel::{self, Job, Space};
use super::sampler::Sampler;
use super::width::Width;
#[cfg(target_arch = "x86_64")]
use super::x86;
use crate::model::{FirmOutcome, Outcome, Simulator, Spread, World};

/// A world and its draws, laid out to be run. Shared by all threads that run slices of it.
#[derive(Debug)]
pub struct Plan {
    world: World,
    draws: Draws,
    deck: Deck,
    count: usize,
}

impl Plan {
    /// Lays out the first `count` draws of a valid world. `sampler` keeps the numbers from plan to plan.
    ///
    /// # Errors
    /// If a spread names no lever of the world or is not allowed.
    pub fn new(
        world: &World,
        spreads: &BTreeMap<String, Spread>,
        sampler: &mut Sampler,
        count: usize,
    ) -> Result<Self, SpreadError> {
        let draws = Draws::new(world, spreads, sampler, count)?;
        let deck = Deck::new(world, &draws);
        Ok(Self { world: world.clone(), draws, deck, count })
    }

    /// The layout alone, for tests of the kernel.
    #[cfg(test)]
    pub(super) fn deck(&self) -> &Deck {
        &self.deck
    }

    /// How many draws it has.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The world without any spread.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Whether all draws are the same: nothing is uncertain.
    pub fn is_exact(&self) -> bool {
        self.draws.fields.is_empty()
    }

    /// The world of one draw: what the kernel computes, for the scalar model.
    pub fn draw_world(&self, draw: usize) -> World {
        let mut world = self.world.clone();
        self.draws.impose(&mut world, draw);
        world
    }
}

/// The buffers of whichever width is in use.
enum Spaces {
    One(Space<f64>),
    #[cfg(target_arch = "x86_64")]
    Vector(x86::Spaces),
}

/// Runs draws. One a thread; keeps its buffers.
pub struct Batch {
    spaces: Spaces,
    width: Width,
    strays: Vec<Group>,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("width", &self.width).finish_non_exhaustive()
    }
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Batch {
    /// With the widest vectors that this processor has.
    pub fn new() -> Self {
        Self::with_width(Width::best())
    }

    /// With vectors of `width`, or one draw at a time if this processor has none such.
    pub fn with_width(width: Width) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(spaces) = x86::Spaces::new(width) {
            return Self { spaces: Spaces::Vector(spaces), width, strays: Vec::new() };
        }
        let _ = width;
        Self { spaces: Spaces::One(Space::default()), width: Width::One, strays: Vec::new() }
    }

    /// The width in use.
    pub fn width(&self) -> Width {
        self.width
    }

    /// Runs the draws of `range` that the plan has, and leaves their outcomes, and the series of `focus`, in `columns`.
    ///
    /// The result of a draw does not depend on the range in which it is run.
    pub fn run(&mut self, plan: &Plan, range: Range<usize>, focus: &Focus, columns: &mut Columns) {
        let draws = range.start.min(plan.count)..range.end.min(plan.count);
        columns.reset(draws.clone(), plan.deck.firms.len(), plan.deck.steps, focus);
        self.strays.clear();
        let mut job = Job { deck: &plan.deck, draws, columns, strays: &mut self.strays };
        match &mut self.spaces {
            Spaces::One(space) => kernel::run(space, &mut job),
            #[cfg(target_arch = "x86_64")]
            Spaces::Vector(spaces) => x86::run(spaces, &mut job),
        }
        if !self.strays.is_empty() {
            run_strays(plan, &self.strays, columns);
        }
    }
}

/// Runs groups whose draws disagree on the order of chips, one by one in the scalar model.
fn run_strays(plan: &Plan, strays: &[Group], columns: &mut Columns) {
    let mut simulator = Simulator::new();
    let mut world = plan.world.clone();
    let mut outcome = Outcome::default();
    for group in strays {
        for draw in group.first..group.first + group.count {
            plan.draws.impose(&mut world, draw);
            simulator.run(&world, &mut outcome);
            let one = Group { first: draw, count: 1 };
            for (firm, of) in outcome.firms.iter().enumerate() {
                for (item, value) in items(of) {
                    columns.put_outcome(firm, item, &one, &[value]);
                }
            }
            for row in 0..columns.weeks().len() {
                let week = columns.weeks()[row] as usize;
                let mut sums = [0.0; 3];
                for (firm, series) in outcome.series.iter().enumerate() {
                    if columns.focus() == Of::All || columns.focus() == Of::Firm(firm) {
                        let unmet = series.unmet_training[week] + series.unmet_inference[week];
                        for (sum, value) in sums.iter_mut().zip([series.stock_h20e[week], series.served[week], unmet]) {
                            *sum += value;
                        }
                    }
                }
                for (quantity, sum) in sums.into_iter().enumerate() {
                    columns.put_series(quantity, row, &one, &[sum]);
                }
            }
        }
    }
}

/// A scalar outcome as the columns hold it.
pub(super) fn items(of: &FirmOutcome) -> [(Item, f64); 15] {
    [
        (Item::Stockout, of.stockout.map_or(f64::INFINITY, |day| day.0)),
        (Item::Gap, of.gap.map_or(f64::INFINITY, |day| day.0)),
        (Item::FillRate, of.fill_rate),
        (Item::StockoutWeeks, of.stockout_weeks),
        (Item::Served, of.served_h20e_weeks),
        (Item::Demanded, of.demanded_h20e_weeks),
        (Item::DomesticServed, of.domestic_h20e_weeks),
        (Item::Domestic, of.cost.domestic.0),
        (Item::Porting, of.cost.porting.0),
        (Item::Halt, of.cost.halt.0),
        (Item::Dual, of.cost.dual.0),
        (Item::Power, of.cost.power.0),
        (Item::DomesticOutlay, of.cost.domestic_outlay.0),
        (Item::Controlled, of.cost.controlled.0),
        (Item::Shortfall, of.cost.shortfall.0),
    ]
}
