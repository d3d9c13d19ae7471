//! What each number changes: the target with the number at either end of what its source gives, and which results move.

use strum::IntoEnumIterator;

use super::lookahead::{LookAheadJob, Probe};
use super::nudge::nudged;
use crate::model::{FirmOutcome, OutputValue, Quantity, World, valid};
use crate::scenario::inputs::{Input, Inputs, Number};
use crate::study::Focus;

/// Which results of the firm in focus move with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// When its stock ends, from when work goes unserved, and how much is served.
    pub dates: bool,
    /// What moving costs, what is paid for chips, and the shortfall.
    pub costs: bool,
}

/// What numbers change, in the order of the inputs asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Changes {
    /// The target with each at the low and at the high of its range; `None` for a number that has none, or where the world
    /// would then be none.
    pub ends: Vec<Option<(f64, f64)>>,
    /// Which results move with each within its range; of one that is known to the digit, with a tenth of it.
    pub moved: Vec<Moved>,
}

/// What each number changes; `None` if nobody waits for it any more.
pub(super) fn changes(
    job: &LookAheadJob,
    inputs: &Inputs,
    probe: &mut Probe<'_>,
    stale: &dyn Fn() -> bool,
) -> Option<Changes> {
    let mut all = Changes::default();
    let present = job.moves.apply(&job.scenario.root, &job.scenario.catalogue);
    let before = probe.outcome(&present)?;
    for row in &inputs.rows {
        if stale() {
            return None;
        }
        let mut moved = Moved::default();
        let mut at = |value: f64| {
            let outcome = at(job, row, probe, value)?;
            moved.see(&before, &outcome);
            Some(job.target.of(&outcome))
        };
        let span = span(job, row);
        all.ends.push(span.and_then(|(low, high)| Some((at(low)?, at(high)?))));
        if span.is_none_or(|(low, high)| low == high) {
            let now = row.value(&job.scenario, &present, &job.moves);
            for value in [1.0, -1.0].into_iter().filter_map(|way| nudged(row, now?, way)) {
                at(value);
            }
        }
        all.moved.push(moved);
    }
    Some(all)
}

impl Moved {
    /// Takes in what an outcome has other than before.
    fn see(&mut self, before: &FirmOutcome, after: &FirmOutcome) {
        for quantity in Quantity::iter() {
            let (was, is) = (quantity.of(before, before), quantity.of(after, after));
            // An hour, a hundredth of a percent, a thousand dollars.
            let (noise, is_cost) = match is {
                OutputValue::Date(_) => (1.0 / 24.0, false),
                OutputValue::Share(_) => (1e-4, false),
                OutputValue::Weeks(_) => (1e-2, false),
                OutputValue::Usd(_) => (1e3, true),
            };
            let differs = match (was.number(), is.number()) {
                (Some(was), Some(is)) => (is - was).abs() > noise,
                (was, is) => was.is_some() != is.is_some(),
            };
            let of = if is_cost { &mut self.costs } else { &mut self.dates };
            *of |= differs;
        }
    }
}

/// The low and high that a number is set to: its source's, or without that the ends of its lever's track.
fn span(job: &LookAheadJob, row: &Input) -> Option<(f64, f64)> {
    let track = || row.lever.map(|id| job.scenario.catalogue.lever(id).track);
    let (low, high) = match row.range {
        Some(range) => (range.low, range.high),
        // The track of a shift says what is added already.
        None => return track().filter(|_| !matches!(row.number, Number::Own(..))),
    };
    let Some(lever) = row.lever.filter(|_| row.is_shift) else { return Some((low, high)) };
    let lever = job.scenario.catalogue.lever(lever);
    let firm = match job.focus {
        Focus::Firm(firm) => firm,
        Focus::All => 0,
    };
    let own = lever.own(&job.scenario.root, firm)?;
    Some((low - own, high - own))
}

fn at(job: &LookAheadJob, row: &Input, probe: &mut Probe<'_>, value: f64) -> Option<FirmOutcome> {
    let world: World = row.world_at(&job.scenario, &job.moves, value);
    // At the far end of several ranges at once a world may leave its limits: shares beyond all that is made.
    if valid::check(&world).is_empty() { probe.outcome(&world) } else { None }
}
