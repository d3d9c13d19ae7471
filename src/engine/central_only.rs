//! An engine that runs what a key waits for, and nothing else.

use super::{CentralDesk, Engine, Jobs};
use crate::study::{Central, CentralJob, Ensemble, EnsembleJob, LookAhead, LookAheadJob};

/// Runs the central case on the caller's thread. What else is asked for is counted and never comes: for measuring, and
/// for tests of what does not need it.
#[derive(Debug, Default)]
pub struct CentralOnly(CentralDesk);

impl Engine for CentralOnly {
    fn central(&mut self, job: &CentralJob) -> Central {
        self.0.run(job)
    }

    fn look_ahead(&mut self, _: LookAheadJob) {
        self.0.jobs.look_ahead += 1;
    }

    fn ensemble(&mut self, _: EnsembleJob) {
        self.0.jobs.ensemble += 1;
    }

    fn look_ahead_answer(&mut self) -> Option<LookAhead> {
        None
    }

    fn ensemble_answer(&mut self) -> Option<Ensemble> {
        None
    }

    fn settle(&mut self) {}

    fn jobs(&self) -> Jobs {
        self.0.jobs
    }
}
