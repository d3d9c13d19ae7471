//! The engine for people: the central case at once, the rest on threads of its own; the newest job wins.
//!
//! This module holds the loops; the shell gives each a thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::crew::{Crew, Helper, crew, panic_message};
use super::draws::{EnsembleDesk, JobEnd};
use super::exchange::Exchange;
use super::{CentralDesk, Engine, Jobs};
use crate::model::Simulator;
use crate::study::{Central, CentralJob, Ensemble, EnsembleJob, LookAhead, LookAheadJob};

/// An answer, or why there is none.
type Answer<A> = Result<A, String>;
type LookAheads = Exchange<LookAheadJob, Answer<LookAhead>>;
type Ensembles = Exchange<EnsembleJob, Answer<Ensemble>>;

/// The caller's half.
pub struct Threaded {
    desk: CentralDesk,
    look_aheads: Arc<LookAheads>,
    ensembles: Arc<Ensembles>,
    failure: Option<String>,
}

impl std::fmt::Debug for Threaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Threaded").finish_non_exhaustive()
    }
}

/// The look-ahead's half: give its [`LookAheadWorker::run`] a thread.
#[derive(Debug)]
pub struct LookAheadWorker(Arc<LookAheads>);

/// The ensemble's half: give its [`EnsembleWorker::run`] a thread.
#[derive(Debug)]
pub struct EnsembleWorker {
    exchange: Arc<Ensembles>,
    crew: Crew,
}

/// Everything that wants a thread.
#[derive(Debug)]
pub struct Workers {
    /// Serves look-aheads.
    pub look_ahead: LookAheadWorker,
    /// Serves ensembles, and leads the helpers.
    pub ensemble: EnsembleWorker,
    /// Take parts of an ensemble.
    pub helpers: Vec<Helper>,
}

/// An engine and the workers that serve it, with so many threads for the ensemble.
pub fn threaded(ensemble_threads: usize) -> (Threaded, Workers) {
    let (look_aheads, ensembles) = (Arc::new(Exchange::new()), Arc::new(Exchange::new()));
    let (crew, helpers) = crew(ensemble_threads.saturating_sub(1));
    let workers = Workers {
        look_ahead: LookAheadWorker(Arc::clone(&look_aheads)),
        ensemble: EnsembleWorker { exchange: Arc::clone(&ensembles), crew },
        helpers,
    };
    (Threaded { desk: CentralDesk::default(), look_aheads, ensembles, failure: None }, workers)
}

impl LookAheadWorker {
    /// Serves jobs until the engine is dropped; calls `tell` when an answer is there to be taken.
    ///
    /// The job slot is looked at again whichever way a job ended: done, stale or panicked.
    pub fn run(self, tell: impl Fn()) {
        let mut simulator = Simulator::new();
        while let Some((generation, job)) = self.0.next_job() {
            let stale = || self.0.is_stale(generation);
            let answer = match catch_unwind(AssertUnwindSafe(|| LookAhead::compute(&job, &mut simulator, &stale))) {
                Ok(Some(look_ahead)) => Ok(look_ahead),
                Ok(None) => continue,
                Err(panic) => {
                    // Its buffers may be half written.
                    simulator = Simulator::new();
                    Err(format!("the look-ahead failed: {}", panic_message(panic.as_ref())))
                }
            };
            if self.0.answer(generation, answer) {
                tell();
            }
        }
    }
}

impl EnsembleWorker {
    /// Serves jobs until the engine is dropped; calls `tell` when an answer is there to be taken and none was before.
    pub fn run(self, tell: impl Fn()) {
        let Self { exchange, crew } = self;
        let mut desk = EnsembleDesk::new(crew);
        while let Some((generation, job)) = exchange.next_job() {
            let stale = || exchange.is_stale(generation);
            let answer = |answer| {
                if exchange.answer(generation, answer) {
                    tell();
                }
            };
            let end = catch_unwind(AssertUnwindSafe(|| desk.run(&job, &stale, &mut |ensemble| answer(Ok(ensemble)))));
            match end {
                Ok(JobEnd::Done | JobEnd::Stale) => {}
                Ok(JobEnd::Failed(message)) => answer(Err(format!("the ensemble failed: {message}"))),
                Err(panic) => {
                    desk.forget();
                    answer(Err(format!("the ensemble failed: {}", panic_message(panic.as_ref()))));
                }
            }
        }
    }
}

impl Threaded {
    fn keep_failure<A>(&mut self, answer: Answer<A>) -> Option<A> {
        answer.map_err(|message| self.failure = Some(message)).ok()
    }
}

impl Drop for Threaded {
    fn drop(&mut self) {
        self.look_aheads.close();
        self.ensembles.close();
    }
}

impl Engine for Threaded {
    fn central(&mut self, job: &CentralJob) -> Central {
        self.desk.run(job)
    }

    fn look_ahead(&mut self, job: LookAheadJob) {
        self.desk.jobs.look_ahead += 1;
        self.look_aheads.put(job.generation, job);
    }

    fn ensemble(&mut self, job: EnsembleJob) {
        self.desk.jobs.ensemble += 1;
        self.ensembles.put(job.generation, job);
    }

    fn look_ahead_answer(&mut self) -> Option<LookAhead> {
        let answer = self.look_aheads.take()?;
        self.keep_failure(answer)
    }

    fn ensemble_answer(&mut self) -> Option<Ensemble> {
        let answer = self.ensembles.take()?;
        self.keep_failure(answer)
    }

    fn settle(&mut self) {}

    fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }

    fn jobs(&self) -> Jobs {
        self.desk.jobs
    }
}
