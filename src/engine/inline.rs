//! An engine without threads: every answer is there when it is asked for.

use super::{CentralDesk, Engine, Jobs};
use crate::model::Simulator;
use crate::study::{Central, CentralJob, LookAhead, LookAheadJob};

/// Computes on the caller's thread.
#[derive(Debug, Default)]
pub struct Inline {
    desk: CentralDesk,
    simulator: Simulator,
    answer: Option<LookAhead>,
}

impl Inline {
    /// An engine with empty buffers.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Engine for Inline {
    fn central(&mut self, job: &CentralJob) -> Central {
        self.desk.run(job)
    }

    fn look_ahead(&mut self, job: LookAheadJob) {
        self.desk.jobs.look_ahead += 1;
        self.answer = LookAhead::compute(&job, &mut self.simulator, &|| false);
    }

    fn answer(&mut self) -> Option<LookAhead> {
        self.answer.take()
    }

    fn jobs(&self) -> Jobs {
        self.desk.jobs
    }
}
