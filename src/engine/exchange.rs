//! Two slots between who asks and who answers: one job waiting, one answer to be taken, the newest wins in both.
//!
//! Putting a job overwrites the one that waits and makes the running one stale; a slow reader finds the newest answer.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::study::Generation;

#[derive(Debug)]
struct Slots<J, A> {
    job: Option<(Generation, J)>,
    answer: Option<A>,
    closed: bool,
}

/// The slots and what wakes who waits for a job.
#[derive(Debug)]
pub(super) struct Exchange<J, A> {
    slots: Mutex<Slots<J, A>>,
    wake: Condvar,
    /// Generation of the newest job, read inside the running one.
    newest: AtomicU64,
}

impl<J, A> Exchange<J, A> {
    /// Nothing asked yet.
    pub(super) fn new() -> Self {
        Self {
            slots: Mutex::new(Slots { job: None, answer: None, closed: false }),
            wake: Condvar::new(),
            newest: AtomicU64::new(0),
        }
    }

    /// A panic while the lock is held leaves plain slots behind, so poison is nothing to fear.
    fn lock(&self) -> MutexGuard<'_, Slots<J, A>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks; whatever was asked before is answered no more.
    pub(super) fn put(&self, generation: Generation, job: J) {
        self.newest.store(generation.0, Ordering::Relaxed);
        let mut slots = self.lock();
        slots.job = Some((generation, job));
        slots.answer = None;
        drop(slots);
        self.wake.notify_one();
    }

    /// Whether nobody waits for that request any more.
    pub(super) fn is_stale(&self, generation: Generation) -> bool {
        self.newest.load(Ordering::Relaxed) != generation.0
    }

    /// Sleeps until there is a job; `None` once the exchange is closed.
    pub(super) fn next_job(&self) -> Option<(Generation, J)> {
        let mut slots = self.lock();
        loop {
            if slots.closed {
                return None;
            }
            if let Some(job) = slots.job.take() {
                return Some(job);
            }
            slots = self.wake.wait(slots).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Leaves an answer unless nobody waits for it; says whether it is there to be taken and was not before.
    pub(super) fn answer(&self, generation: Generation, answer: A) -> bool {
        let mut slots = self.lock();
        // Under the lock: a job that is put later empties the slot again.
        if self.is_stale(generation) {
            return false;
        }
        slots.answer.replace(answer).is_none()
    }

    /// The newest answer, once.
    pub(super) fn take(&self) -> Option<A> {
        self.lock().answer.take()
    }

    /// No more jobs: who waits for one is sent home, and what runs is stale.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.newest.store(u64::MAX, Ordering::Relaxed);
        self.wake.notify_all();
    }
}
