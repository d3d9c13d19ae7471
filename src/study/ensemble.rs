//! The ensemble of the present world and its reference: what is asked, what is shown of it, and when it is settled.

use std::collections::BTreeMap;

use super::{Focus, Generation};
use crate::ensemble::{FirmSummary, Of, Quantiles};
use crate::model::{Spread, World};

/// The seed where none is asked for.
pub const DEFAULT_SEED: u64 = 1;
/// Draws of the first stage: enough for a first band.
pub const FIRST_STAGE: usize = 256;
/// Draws before which nothing counts as settled: two coarse stages may agree by chance.
pub const LEAST_SETTLED: usize = 4096;
/// The most draws that are run for a screen.
pub const MOST_DRAWS: usize = 65_536;

/// What is asked of the ensemble.
#[derive(Debug, Clone, PartialEq)]
pub struct EnsembleJob {
    /// Which request it is.
    pub generation: Generation,
    /// The world as moved.
    pub present: World,
    /// What it is held against, on the same draws.
    pub reference: World,
    /// How uncertain each lever is.
    pub spreads: BTreeMap<String, Spread>,
    /// Seed of the scramble: the same seed is the same draws.
    pub seed: u64,
    /// Whose weekly bands are wanted.
    pub bands: Option<Focus>,
    /// Draws before which nothing counts as settled.
    pub least: usize,
    /// Where to stop, a power of two from [`FIRST_STAGE`] on.
    pub most: usize,
}

/// Bands of the weekly series of one firm, or of all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bands {
    /// Week indices of the rows, ascending; week k ends on day 7·(k+1).
    pub weeks: Vec<u32>,
    /// Stock on hand, H20e.
    pub stock: Vec<Quantiles>,
    /// Work served, H20e.
    pub served: Vec<Quantiles>,
    /// Work unserved, H20e.
    pub unmet: Vec<Quantiles>,
}

/// What the draws so far say.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    /// Which request it answers.
    pub generation: Generation,
    /// Seed of the draws.
    pub seed: u64,
    /// How many draws.
    pub draws: usize,
    /// Firm by firm.
    pub firms: Vec<FirmSummary>,
    /// All firms together: the earliest date, the sum of the rest.
    pub all: FirmSummary,
    /// Weekly bands, and whose.
    pub bands: Option<(Focus, Bands)>,
    /// Nothing is uncertain: every draw is the central run.
    pub is_exact: bool,
    /// Levers whose interval reaches beyond their hard limits, to which draws beyond are set.
    pub clamped: Vec<String>,
    /// Results that are no numbers: 0, or the model was not made for these inputs.
    pub not_numbers: usize,
    /// More draws would move no shown number by more than its rounding, or none are to be run.
    pub settled: bool,
}

impl Focus {
    /// The same in the ensemble's words.
    pub fn of(self) -> Of {
        match self {
            Self::Firm(index) => Of::Firm(index),
            Self::All => Of::All,
        }
    }
}

impl Ensemble {
    /// The summary of the firm in focus, or of all firms.
    pub fn of(&self, focus: Focus) -> &FirmSummary {
        match focus {
            Focus::Firm(index) => self.firms.get(index).unwrap_or(&self.all),
            Focus::All => &self.all,
        }
    }

    /// The bands, if they are of that focus.
    pub fn bands_of(&self, focus: Focus) -> Option<&Bands> {
        self.bands.as_ref().filter(|(of, _)| *of == focus).map(|(_, bands)| bands)
    }

    /// Whether nothing is left to be found out, now that `before`, the stage before, says what it says.
    pub fn settles(&self, before: Option<&Self>, job: &EnsembleJob) -> bool {
        if self.is_exact || self.draws >= job.most {
            return true;
        }
        let Some(before) = before.filter(|_| self.draws >= job.least) else { return false };
        self.firms.iter().chain([&self.all]).zip(before.firms.iter().chain([&before.all])).all(|(a, b)| reads_as(a, b))
            && match (&self.bands, &before.bands) {
                (Some((_, a)), Some((_, b))) => bands_read_as(a, b),
                _ => true,
            }
    }
}

/// By how much numbers may differ and still read the same: intervals of dates are shown by month, the median with its
/// standard error, shares in whole percent, money by [`usd_step`].
mod rounding {
    pub(super) const MONTH_DAYS: f64 = 15.0;
    pub(super) const SHARE: f64 = 0.01;
    /// Of the height of a chart: a dot of some forty.
    pub(super) const HEIGHT: f64 = 0.025;
}

/// What the last digit is worth with which draws show an amount, in USD: billions from ten billion on, hundredths of one
/// below a tenth, tenths between.
pub fn usd_step(usd: f64) -> f64 {
    match usd.abs() {
        size if size >= 10e9 => 1e9,
        size if size >= 0.1e9 => 0.1e9,
        _ => 0.01e9,
    }
}

fn close(a: Option<f64>, b: Option<f64>, rounding: f64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= rounding,
        (None, None) => true,
        _ => false,
    }
}

fn all_close(a: &Quantiles, b: &Quantiles, rounding: f64) -> bool {
    a.values().into_iter().zip(b.values()).all(|(a, b)| close(a, b, rounding))
}

/// Whether two summaries read the same.
fn reads_as(a: &FirmSummary, b: &FirmSummary) -> bool {
    let share = |a: f64, b: f64| (a - b).abs() <= rounding::SHARE;
    let date = |a: &Quantiles, b: &Quantiles, error: Option<f64>| {
        all_close(a, b, rounding::MONTH_DAYS) && close(a.p50, b.p50, error.unwrap_or(0.0).max(1.0))
    };
    let money = |a: &Quantiles, b: &Quantiles| {
        a.values().into_iter().zip(b.values()).all(|(a, b)| close(a, b, usd_step(a.unwrap_or(0.0))))
    };
    share(a.stockout_probability, b.stockout_probability)
        && share(a.gap_probability, b.gap_probability)
        && date(&a.stockout_day, &b.stockout_day, a.stockout_error)
        && date(&a.gap_day, &b.gap_day, a.gap_error)
        && all_close(&a.fill_rate, &b.fill_rate, rounding::SHARE)
        && money(&a.migration_total, &b.migration_total)
        && money(&a.domestic_outlay, &b.domestic_outlay)
        && money(&a.shortfall, &b.shortfall)
        && match (&a.against, &b.against) {
            (Some(a), Some(b)) => {
                money(&a.avoided, &b.avoided)
                    && money(&a.net, &b.net)
                    && share(a.outlasts_probability, b.outlasts_probability)
                    && share(a.pays_probability, b.pays_probability)
            }
            _ => true,
        }
}

fn bands_read_as(a: &Bands, b: &Bands) -> bool {
    let same = |a: &[Quantiles], b: &[Quantiles]| {
        let top = a.iter().filter_map(|band| band.p95).fold(0.0, f64::max);
        a.iter().zip(b).all(|(a, b)| all_close(a, b, top * rounding::HEIGHT))
    };
    a.weeks == b.weeks && same(&a.stock, &b.stock) && same(&a.served, &b.served) && same(&a.unmet, &b.unmet)
}
