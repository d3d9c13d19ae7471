//! On what a prediction rests: found out by moving inputs, not by thinking about them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::runs::Runs;
use crate::model::valid;
use crate::scenario::inputs::{Input, Inputs, Number};
use crate::scenario::{Record, Scenario, source};
use crate::study::nudge::nudged;

/// A source on whose inputs a prediction rests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rest {
    /// Its id.
    pub source: &'static str,
    /// By how much of itself the prediction moves when the inputs move by a tenth.
    pub moves: f64,
    /// It became known after the prediction was made: whoever set the inputs had later figures in sight.
    pub in_sight: bool,
}

/// What moves a prediction by less is not what it rests on.
const LEAST: f64 = 0.01;

/// For each observation, the sources whose inputs move its prediction, what moves it most first.
pub(super) fn rests(record: &Record, scenario: &Scenario, central: &[f64], runs: &mut Runs) -> Vec<Vec<Rest>> {
    let mut found = vec![Vec::new(); central.len()];
    let inputs = Inputs::of(scenario);
    for (id, rows) in by_source(scenario, &inputs) {
        let mut most = vec![0.0f64; central.len()];
        for way in [1.0, -1.0] {
            let moved: Vec<(&Input, f64)> =
                rows.iter().filter_map(|row| Some((*row, nudged(row, row.filed?, way)?))).collect();
            if moved.is_empty() {
                continue;
            }
            let mut world = Inputs::world_with(scenario, &scenario.moves, &moved);
            world.source = Arc::default();
            if !valid::check(&world).is_empty() {
                continue;
            }
            for ((most, before), after) in most.iter_mut().zip(central).zip(runs.read(record, &world)) {
                *most = most.max(change(*before, after));
            }
        }
        let in_sight = source(id).is_some_and(|source| source.is_younger(record.known_on));
        for (found, moves) in found.iter_mut().zip(most).filter(|(_, moves)| *moves >= LEAST) {
            found.push(Rest { source: id, moves, in_sight });
        }
    }
    for of_row in &mut found {
        of_row.sort_by(|a, b| b.moves.total_cmp(&a.moves));
    }
    found
}

/// The numbers of a world by the source that they come from, each once: a lever on all firms has a row of its own for each
/// of them.
fn by_source<'i>(scenario: &Scenario, inputs: &'i Inputs) -> BTreeMap<&'static str, Vec<&'i Input>> {
    let mut found: BTreeMap<&'static str, Vec<&Input>> = BTreeMap::new();
    for row in &inputs.rows {
        if let Number::Lever(id) = row.number {
            let lever = scenario.catalogue.lever(id);
            if lever.row.per_firm && !lever.is_stock_scale() {
                continue;
            }
        }
        if let Some((id, _)) = row.source {
            found.entry(id).or_default().push(row);
        }
    }
    found
}

/// The change of a prediction as a share of the larger; of what never comes there is none.
fn change(before: f64, after: f64) -> f64 {
    let most = before.abs().max(after.abs());
    if most == 0.0 || before == after {
        0.0
    } else if most.is_finite() {
        (after - before).abs() / most
    } else {
        1.0
    }
}
