//! What a lever stands at without its own move.

use std::sync::Arc;

use crate::lever::{LeverId, Moves, Reading, Scope};
use crate::scenario::Scenario;

/// The reading that was found last. All steps of a gesture ask for the same one, and it takes a whole world to find.
#[derive(Debug, Clone)]
pub(super) struct Unmoved {
    scenario: Arc<Scenario>,
    moves: Moves,
    of: (LeverId, Scope),
    reading: Reading,
}

impl Unmoved {
    /// What a lever stands at under these moves, none of which is its own.
    pub(super) fn reading(
        known: &mut Option<Self>,
        scenario: &Arc<Scenario>,
        moves: &Moves,
        of: (LeverId, Scope),
    ) -> Reading {
        if let Some(known) = known
            && Arc::ptr_eq(&known.scenario, scenario)
            && (known.of, &known.moves) == (of, moves)
        {
            return known.reading;
        }
        let Scenario { root, catalogue, .. } = &**scenario;
        let reading = moves.reading(catalogue, &moves.apply(root, catalogue), root, of.0, of.1);
        *known = Some(Self { scenario: Arc::clone(scenario), moves: moves.clone(), of, reading });
        reading
    }
}
