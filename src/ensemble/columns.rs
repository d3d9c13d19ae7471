//! What a range of draws gives: a column a number.

use std::ops::Range;

use super::deck::Group;
use crate::model::{Cost, Day, FirmOutcome, Usd};

/// A number of a firm's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumCount, strum::EnumIter)]
pub enum Item {
    /// Day of the stockout; +∞ where it doesn't come within the horizon.
    Stockout,
    /// Day of the gap; +∞ likewise.
    Gap,
    /// Work served ÷ work demanded.
    FillRate,
    /// Weeks with work unserved.
    StockoutWeeks,
    /// Σ work served, H20e-weeks.
    Served,
    /// Σ work demanded, H20e-weeks.
    Demanded,
    /// Σ work served by domestic chips, H20e-weeks.
    DomesticServed,
    /// Cost items, as in [`Cost`], USD.
    Domestic,
    /// Cost of porting.
    Porting,
    /// Cost of the halt.
    Halt,
    /// Cost of running twice.
    Dual,
    /// Cost of power.
    Power,
    /// Cash for domestic hardware.
    DomesticOutlay,
    /// Cash for controlled chips.
    Controlled,
    /// Worth of work unserved.
    Shortfall,
}

const ITEMS: usize = <Item as strum::EnumCount>::COUNT;

/// Whose weekly series are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Of {
    /// Nobody's.
    #[default]
    Nobody,
    /// One firm's.
    Firm(usize),
    /// The sum over all firms.
    All,
}

/// A weekly series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumCount, strum::EnumIter)]
pub enum Quantity {
    /// Stock on hand, H20e.
    Stock,
    /// Work served, H20e.
    Served,
    /// Work unserved, H20e.
    Unmet,
}

const QUANTITIES: usize = <Quantity as strum::EnumCount>::COUNT;

/// Which series are wanted: whose, and of which weeks (ascending, week k ends on day 7·(k+1)).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Focus {
    /// Whose.
    pub of: Of,
    /// Week indices, ascending, each once; those beyond the horizon are left out.
    pub weeks: Vec<u32>,
}

impl Focus {
    /// At most `most` weeks spread evenly over the horizon, the last one among them.
    pub fn spread(of: Of, steps: u32, most: u32) -> Self {
        let count = steps.min(most);
        let weeks = (1..=count).map(|k| (u64::from(k) * u64::from(steps)).div_ceil(u64::from(count)) as u32 - 1);
        Self { of, weeks: weeks.collect() }
    }
}

/// The outcomes of a range of draws. Kept and filled again, it allocates nothing once it has grown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    draws: Range<usize>,
    stride: usize,
    firms: usize,
    of: Of,
    weeks: Vec<u32>,
    /// `[firm][item][draw]`.
    outcomes: Vec<f64>,
    /// `[quantity][week][draw]`, for the eye: half the bytes, seven digits.
    series: Vec<f32>,
}

impl Columns {
    /// No draws yet.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn reset(&mut self, draws: Range<usize>, firms: usize, steps: usize, focus: &Focus) {
        // A stride off every multiple of 4 KiB: else all rows would meet in one set of the cache.
        self.stride = draws.len().next_multiple_of(16) + 16;
        self.draws = draws;
        self.firms = firms;
        self.of = focus.of;
        self.weeks.clear();
        if focus.of != Of::Nobody {
            self.weeks.extend(focus.weeks.iter().filter(|week| (**week as usize) < steps));
        }
        self.outcomes.resize(firms * ITEMS * self.stride, 0.0);
        self.series.resize(QUANTITIES * self.weeks.len() * self.stride, 0.0);
    }

    /// Which draws these are.
    pub fn draws(&self) -> Range<usize> {
        self.draws.clone()
    }

    /// How many firms.
    pub fn firms(&self) -> usize {
        self.firms
    }

    /// Whose series are kept.
    pub fn focus(&self) -> Of {
        self.of
    }

    /// The weeks of the series.
    pub fn weeks(&self) -> &[u32] {
        &self.weeks
    }

    /// One number of one firm, draw by draw.
    ///
    /// # Panics
    /// If there is no such firm.
    pub fn outcome(&self, firm: usize, item: Item) -> &[f64] {
        assert!(firm < self.firms, "no firm {firm}");
        let at = (firm * ITEMS + item as usize) * self.stride;
        &self.outcomes[at..at + self.draws.len()]
    }

    /// One week of a series, draw by draw; `row` counts [`Self::weeks`].
    ///
    /// # Panics
    /// If there is no such row.
    pub fn series(&self, quantity: Quantity, row: usize) -> &[f32] {
        assert!(row < self.weeks.len(), "no week {row}");
        let at = (quantity as usize * self.weeks.len() + row) * self.stride;
        &self.series[at..at + self.draws.len()]
    }

    /// One firm's outcome in one of these draws.
    pub fn firm_outcome(&self, firm: usize, draw: usize) -> FirmOutcome {
        let at = draw - self.draws.start;
        let item = |item| self.outcome(firm, item)[at];
        let date = |day: f64| day.is_finite().then_some(Day(day));
        FirmOutcome {
            stockout: date(item(Item::Stockout)),
            gap: date(item(Item::Gap)),
            fill_rate: item(Item::FillRate),
            stockout_weeks: item(Item::StockoutWeeks),
            cost: Cost {
                domestic: Usd(item(Item::Domestic)),
                porting: Usd(item(Item::Porting)),
                halt: Usd(item(Item::Halt)),
                dual: Usd(item(Item::Dual)),
                power: Usd(item(Item::Power)),
                domestic_outlay: Usd(item(Item::DomesticOutlay)),
                controlled: Usd(item(Item::Controlled)),
                shortfall: Usd(item(Item::Shortfall)),
            },
            served_h20e_weeks: item(Item::Served),
            demanded_h20e_weeks: item(Item::Demanded),
            domestic_h20e_weeks: item(Item::DomesticServed),
        }
    }

    /// Writes one number of a group's draws from its lanes.
    pub(super) fn put_outcome(&mut self, firm: usize, item: Item, group: &Group, lanes: &[f64]) {
        let at = (firm * ITEMS + item as usize) * self.stride + group.first - self.draws.start;
        self.outcomes[at..at + group.count].copy_from_slice(&lanes[..group.count]);
    }

    /// Writes one week of a series of a group's draws from its lanes; `quantity` as in [`Quantity`].
    pub(super) fn put_series(&mut self, quantity: usize, row: usize, group: &Group, lanes: &[f64]) {
        let at = (quantity * self.weeks.len() + row) * self.stride + group.first - self.draws.start;
        for (to, from) in self.series[at..at + group.count].iter_mut().zip(lanes) {
            *to = *from as f32;
        }
    }
}
