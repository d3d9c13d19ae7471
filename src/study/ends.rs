//! What each number changes: the target with the number at either end of what its source gives.

use super::lookahead::{LookAheadJob, Probe};
use crate::model::valid;
use crate::scenario::inputs::{Input, Inputs, Number};
use crate::study::Focus;

/// For each number, the target with it at the low and at the high of its range; `None` for a number that has none, or
/// where the world would then be none. `None` as a whole if nobody waits for it any more.
pub(super) fn ends(
    job: &LookAheadJob,
    inputs: &Inputs,
    probe: &mut Probe<'_>,
    stale: &dyn Fn() -> bool,
) -> Option<Vec<Option<(f64, f64)>>> {
    let mut all = Vec::with_capacity(inputs.rows.len());
    for row in &inputs.rows {
        if stale() {
            return None;
        }
        all.push(span(job, row).and_then(|(low, high)| Some((at(job, row, probe, low)?, at(job, row, probe, high)?))));
    }
    Some(all)
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

fn at(job: &LookAheadJob, row: &Input, probe: &mut Probe<'_>, value: f64) -> Option<f64> {
    let world = row.world_at(&job.scenario, &job.moves, value);
    // At the far end of several ranges at once a world may leave its limits: shares beyond all that is made.
    valid::check(&world).is_empty().then(|| probe.of(&world))
}
