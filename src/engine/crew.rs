//! A crew: a lead and helpers that share a round of work, part by part, whoever is free.
//!
//! Which thread does a part plays no part in its result. Helpers sleep between rounds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::ensemble::{Batch, Summariser};

/// What a thread of the crew keeps from round to round.
#[derive(Debug, Default)]
pub(super) struct Tools {
    pub(super) batch: Batch,
    pub(super) summariser: Summariser,
}

/// Work in parts that do not depend on each other.
pub(super) trait Round: Send + Sync {
    /// How many.
    fn parts(&self) -> usize;
    /// Does one.
    fn part(&self, index: usize, tools: &mut Tools);
}

/// How a round ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RoundEnd {
    /// Every part is done.
    Done,
    /// It was broken off.
    Stale,
    /// A part panicked, with this message.
    Failed(String),
}

/// A round under way.
struct Under {
    round: Arc<dyn Round>,
    next: AtomicUsize,
    broken_off: AtomicBool,
    failure: Mutex<Option<String>>,
}

impl Under {
    /// Does parts until none is left or the round is broken off. A panic spoils the tools, which are made anew.
    fn work(&self, tools: &mut Tools, stale: &dyn Fn() -> bool) {
        let parts = self.round.parts();
        loop {
            if stale() {
                self.broken_off.store(true, Ordering::Relaxed);
            }
            if self.broken_off.load(Ordering::Relaxed) {
                return;
            }
            let part = self.next.fetch_add(1, Ordering::Relaxed);
            if part >= parts {
                return;
            }
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.round.part(part, tools))) {
                *tools = Tools::default();
                self.broken_off.store(true, Ordering::Relaxed);
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                failure.get_or_insert_with(|| panic_message(panic.as_ref()));
            }
        }
    }
}

/// What a panic said.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

#[derive(Default)]
struct Board {
    /// Counts rounds, so that a helper takes each once.
    number: u64,
    under: Option<Arc<Under>>,
    /// Helpers at work on it.
    busy: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    board: Mutex<Board>,
    begins: Condvar,
    ends: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lead's half: gives out rounds and works along.
pub(super) struct Crew {
    shared: Arc<Shared>,
    helpers: usize,
    tools: Tools,
}

/// A helper's half: give its [`Helper::run`] a thread.
pub struct Helper {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Helper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Helper").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Crew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crew").field("helpers", &self.helpers).finish_non_exhaustive()
    }
}

/// A crew of so many helpers; none does everything on the lead's thread.
pub(super) fn crew(helpers: usize) -> (Crew, Vec<Helper>) {
    let shared = Arc::new(Shared::default());
    let halves = (0..helpers).map(|_| Helper { shared: Arc::clone(&shared) }).collect();
    (Crew { shared, helpers, tools: Tools::default() }, halves)
}

impl Helper {
    /// Helps until the crew is disbanded.
    pub fn run(self) {
        let mut tools = Tools::default();
        let mut seen = 0;
        let mut board = self.shared.lock();
        loop {
            if board.closed {
                return;
            }
            match &board.under {
                Some(under) if board.number != seen => {
                    seen = board.number;
                    let under = Arc::clone(under);
                    board.busy += 1;
                    drop(board);
                    under.work(&mut tools, &|| false);
                    // Before the lead is told: it counts on being the last to hold the round.
                    drop(under);
                    board = self.shared.lock();
                    board.busy -= 1;
                    if board.busy == 0 {
                        self.shared.ends.notify_one();
                    }
                }
                _ => board = self.shared.begins.wait(board).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Crew {
    /// Does a round together with the helpers, unless `stale` says in between that nobody waits for it any more. When
    /// it returns nobody holds `round` but the caller.
    pub(super) fn run(&mut self, round: Arc<dyn Round>, stale: &dyn Fn() -> bool) -> RoundEnd {
        let under = Arc::new(Under {
            round,
            next: AtomicUsize::new(0),
            broken_off: AtomicBool::new(false),
            failure: Mutex::new(None),
        });
        if self.helpers > 0 && under.round.parts() > 1 {
            let mut board = self.shared.lock();
            board.number += 1;
            board.under = Some(Arc::clone(&under));
            drop(board);
            self.shared.begins.notify_all();
        }
        under.work(&mut self.tools, stale);
        let mut board = self.shared.lock();
        // Who has not begun yet need not.
        board.under = None;
        while board.busy > 0 {
            board = self.shared.ends.wait(board).unwrap_or_else(PoisonError::into_inner);
        }
        drop(board);
        let failure = under.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        match failure {
            Some(message) => RoundEnd::Failed(message),
            None if under.broken_off.load(Ordering::Relaxed) => RoundEnd::Stale,
            None => RoundEnd::Done,
        }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.begins.notify_all();
    }
}
