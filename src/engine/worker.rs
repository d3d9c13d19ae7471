//! The look-ahead on a thread of its own: one job running, one waiting, the newest wins.
//!
//! A job is a slot, not a queue: putting a job overwrites the one that waits and makes the running one stale. An
//! answer is a slot too: a slow reader finds the newest. This module holds the two slots and the worker's loop;
//! `shell::threads` gives the loop a thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{CentralDesk, Engine, Jobs};
use crate::model::Simulator;
use crate::study::{Central, CentralJob, LookAhead, LookAheadJob};

/// What comes back from the worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A finished look-ahead.
    Done(LookAhead),
    /// The worker panicked on this request; the message says how.
    Failed(String),
}

#[derive(Default)]
struct Slots {
    job: Option<LookAheadJob>,
    answer: Option<Answer>,
    closed: bool,
}

struct Shared {
    slots: Mutex<Slots>,
    wake: Condvar,
    /// Generation of the newest job, read inside the running one.
    newest: AtomicU64,
}

impl Shared {
    /// A panic while the lock is held leaves plain slots behind, so poison is nothing to fear.
    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The caller's half.
pub struct Threaded {
    desk: CentralDesk,
    shared: Arc<Shared>,
    failure: Option<String>,
}

impl std::fmt::Debug for Threaded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Threaded").finish_non_exhaustive()
    }
}

/// The worker's half: give its [`Worker::run`] a thread.
pub struct Worker {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

/// An engine and the worker that serves it.
pub fn pair() -> (Threaded, Worker) {
    let shared = Arc::new(Shared { slots: Mutex::default(), wake: Condvar::new(), newest: AtomicU64::new(0) });
    (Threaded { desk: CentralDesk::default(), shared: Arc::clone(&shared), failure: None }, Worker { shared })
}

impl Worker {
    /// Serves jobs until the engine is dropped; calls `tell` when an answer is there to be taken.
    ///
    /// The job slot is looked at again whichever way a job ended: done, stale or panicked.
    pub fn run(self, tell: impl Fn()) {
        let mut simulator = Simulator::new();
        while let Some(job) = self.next_job() {
            let generation = job.generation;
            let stale = || self.shared.newest.load(Ordering::Relaxed) != generation.0;
            let result = catch_unwind(AssertUnwindSafe(|| LookAhead::compute(&job, &mut simulator, &stale)));
            let answer = match result {
                Ok(Some(look_ahead)) => Answer::Done(look_ahead),
                Ok(None) => continue,
                Err(panic) => {
                    // Its buffers may be half written.
                    simulator = Simulator::new();
                    Answer::Failed(panic_message(panic.as_ref()))
                }
            };
            let mut slots = self.shared.lock();
            if !stale() {
                slots.answer = Some(answer);
                drop(slots);
                tell();
            }
        }
    }

    fn next_job(&self) -> Option<LookAheadJob> {
        let mut slots = self.shared.lock();
        loop {
            if slots.closed {
                return None;
            }
            if let Some(job) = slots.job.take() {
                return Some(job);
            }
            slots = self.shared.wake.wait(slots).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

impl Threaded {
    /// Why the worker's last job came to nothing, once.
    pub fn take_failure(&mut self) -> Option<String> {
        self.failure.take()
    }
}

impl Drop for Threaded {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.newest.store(u64::MAX, Ordering::Relaxed);
        self.shared.wake.notify_all();
    }
}

impl Engine for Threaded {
    fn central(&mut self, job: &CentralJob) -> Central {
        self.desk.run(job)
    }

    fn look_ahead(&mut self, job: LookAheadJob) {
        self.desk.jobs.look_ahead += 1;
        self.shared.newest.store(job.generation.0, Ordering::Relaxed);
        let mut slots = self.shared.lock();
        slots.job = Some(job);
        slots.answer = None;
        drop(slots);
        self.shared.wake.notify_one();
    }

    fn answer(&mut self) -> Option<LookAhead> {
        match self.shared.lock().answer.take()? {
            Answer::Done(look_ahead) => Some(look_ahead),
            Answer::Failed(message) => {
                self.failure = Some(message);
                None
            }
        }
    }

    fn jobs(&self) -> Jobs {
        self.desk.jobs
    }
}
