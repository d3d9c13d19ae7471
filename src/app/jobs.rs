//! What a state asks of the engine.

use std::sync::Arc;

use super::state::{Screen, State};
use crate::lever::{LeverId, Scope};
use crate::study::{CentralJob, Ensemble, EnsembleJob, LEAST_SETTLED, LookAheadJob, MOST_DRAWS};

/// Positions on a track, and where there is much room.
const POSITIONS: usize = 12;
const WIDE_POSITIONS: usize = 24;
/// Columns from which there is much room.
const WIDE_COLUMNS: u16 = 160;

impl State {
    /// Positions on every track.
    pub fn positions(&self) -> usize {
        if self.size.0 >= WIDE_COLUMNS { WIDE_POSITIONS } else { POSITIONS }
    }

    /// What is asked of the central case.
    pub fn central_job(&self) -> CentralJob {
        CentralJob { generation: self.generation, present: self.present.clone(), reference: self.reference.clone() }
    }

    /// What is asked of the ensemble.
    pub fn ensemble_job(&self) -> EnsembleJob {
        EnsembleJob {
            generation: self.draws_generation,
            present: self.present.clone(),
            reference: self.reference.world(&self.present),
            spreads: self.spreads.clone(),
            seed: self.seed,
            bands: self.bands_wanted().then_some(self.focus),
            least: LEAST_SETTLED,
            most: MOST_DRAWS,
        }
    }

    /// Whether weekly bands are on screen.
    pub fn bands_wanted(&self) -> bool {
        self.screen == Screen::Uncertainty
    }

    /// The ensemble, and whether it is of the state as it stands and needs no more draws.
    pub fn draws(&self) -> Option<(&Ensemble, bool)> {
        let ensemble = self.ensemble.as_deref()?;
        Some((ensemble, ensemble.settled && ensemble.generation == self.draws_generation))
    }

    /// What is asked of the look-ahead.
    pub fn look_ahead_job(&self) -> LookAheadJob {
        let mut levers: Vec<(LeverId, Scope)> = self.shown_levers().map(|id| (id, self.scope(id))).collect();
        // The nearest to the cursor first: they are on screen even where not all are.
        let cursor = i32::from(self.cursor.0);
        levers.sort_by_key(|(id, _)| (i32::from(id.0) - cursor).abs());
        LookAheadJob {
            generation: self.generation,
            scenario: Arc::clone(&self.scenario),
            moves: self.moves.clone(),
            focus: self.focus,
            target: self.target,
            levers,
            positions: self.positions(),
            inputs: (self.screen == Screen::Assumptions).then(|| Arc::clone(&self.inputs)),
            ahead: self.reading(self.cursor).value().map(|value| (self.cursor, self.scope(self.cursor), value)),
        }
    }
}
