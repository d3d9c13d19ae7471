//! An engine without threads: the look-ahead is there when it is asked for, the ensemble when the session settles.

use super::crew::crew;
use super::draws::{EnsembleDesk, JobEnd};
use super::{CentralDesk, Engine, Jobs};
use crate::model::Simulator;
use crate::study::{Central, CentralJob, Ensemble, EnsembleJob, LookAhead, LookAheadJob};

/// Computes on the caller's thread.
#[derive(Debug)]
pub struct Inline {
    desk: CentralDesk,
    simulator: Simulator,
    look_ahead: Option<LookAhead>,
    ensemble_desk: EnsembleDesk,
    /// The newest job, not run before someone looks.
    job: Option<EnsembleJob>,
    ensemble: Option<Ensemble>,
    most: usize,
}

impl Inline {
    /// An engine with empty buffers that runs ensembles of so many draws; 0 runs none.
    pub fn new(draws: usize) -> Self {
        Self {
            desk: CentralDesk::default(),
            simulator: Simulator::new(),
            look_ahead: None,
            ensemble_desk: EnsembleDesk::new(crew(0).0),
            job: None,
            ensemble: None,
            most: draws,
        }
    }
}

impl Inline {
    /// Runs ensembles of at most so many draws from now on.
    pub fn set_draws(&mut self, most: usize) {
        self.most = most;
    }
}

impl Engine for Inline {
    fn central(&mut self, job: &CentralJob) -> Central {
        self.desk.run(job)
    }

    fn look_ahead(&mut self, job: LookAheadJob) {
        self.desk.jobs.look_ahead += 1;
        self.look_ahead = LookAhead::compute(&job, &mut self.simulator, &|| false);
    }

    fn ensemble(&mut self, job: EnsembleJob) {
        self.desk.jobs.ensemble += 1;
        self.job = Some(job);
    }

    fn look_ahead_answer(&mut self) -> Option<LookAhead> {
        self.look_ahead.take()
    }

    fn ensemble_answer(&mut self) -> Option<Ensemble> {
        self.ensemble.take()
    }

    fn settle(&mut self) {
        let Some(mut job) = self.job.take().filter(|_| self.most > 0) else { return };
        job.most = job.most.min(self.most);
        let mut last = None;
        let end = self.ensemble_desk.run(&job, &|| false, &mut |ensemble| last = Some(ensemble));
        // A test that meets a failure is to see it.
        assert!(!matches!(end, JobEnd::Failed(_)), "{end:?}");
        self.ensemble = last;
    }

    fn jobs(&self) -> Jobs {
        self.desk.jobs
    }
}
