//! Who runs what is computed: the central case at once, the look-ahead and the ensemble behind the frame; newest wins.

mod central_only;
mod crew;
mod draws;
mod exchange;
mod inline;
mod worker;

pub use central_only::CentralOnly;
pub use crew::Helper;
pub(crate) use crew::panic_message;
pub use inline::Inline;
pub use worker::{EnsembleWorker, LookAheadWorker, Threaded, Workers, threaded};

use crate::study::{Central, CentralJob, Ensemble, EnsembleJob, LookAhead, LookAheadJob};

/// Runs jobs. The kinds behind one interface: [`Inline`] for tests, frames and headless commands, [`Threaded`] for
/// people, [`CentralOnly`] for what needs no more.
pub trait Engine {
    /// Runs the central case now.
    fn central(&mut self, job: &CentralJob) -> Central;

    /// Asks for a look-ahead; an older one that is not answered yet is dropped.
    fn look_ahead(&mut self, job: LookAheadJob);

    /// Asks for an ensemble; an older one that is not settled yet is dropped.
    fn ensemble(&mut self, job: EnsembleJob);

    /// The newest look-ahead, if one has come; older ones are never given.
    fn look_ahead_answer(&mut self) -> Option<LookAhead>;

    /// The newest stage of the ensemble, if one has come.
    fn ensemble_answer(&mut self) -> Option<Ensemble>;

    /// Someone is about to look: what waits for that is run now.
    fn settle(&mut self);

    /// Why a worker's last job came to nothing, once. The worker goes on with the next.
    fn take_failure(&mut self) -> Option<String> {
        None
    }

    /// Central jobs and look-ahead batches run so far.
    fn jobs(&self) -> Jobs;
}

/// How much was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Jobs {
    /// Central jobs.
    pub central: u64,
    /// Worlds run in central jobs.
    pub central_worlds: u64,
    /// Look-ahead batches asked for.
    pub look_ahead: u64,
    /// Ensembles asked for.
    pub ensemble: u64,
}

/// The central half of an engine: a simulator and the last result, from which what has not changed is taken.
#[derive(Debug, Default)]
struct CentralDesk {
    simulator: crate::model::Simulator,
    last: Option<Central>,
    jobs: Jobs,
}

impl CentralDesk {
    fn run(&mut self, job: &CentralJob) -> Central {
        let central = Central::compute(job, &mut self.simulator, self.last.as_ref());
        self.jobs.central += 1;
        self.jobs.central_worlds += u64::from(central.worlds_run);
        self.last = Some(central.clone());
        central
    }
}
