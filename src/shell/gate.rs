//! A lock that one can stop waiting for.
//!
//! `std::sync::Mutex` has no timed wait, and whoever restores the terminal must not wait forever
//! for a frame that is stuck in a terminal which no longer reads.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lets one holder of a [`Pass`] at a time through.
///
/// Not reentrant: asking twice on one thread waits for oneself. The timed variant gets out of
/// that, which matters to a panic hook.
#[derive(Debug, Default)]
pub struct Gate {
    busy: Mutex<bool>,
    freed: Condvar,
}

/// The right to be past the gate; given back on drop.
#[derive(Debug)]
#[must_use = "the gate opens again as soon as the pass is dropped"]
pub struct Pass<'gate>(&'gate Gate);

impl Gate {
    /// Waits for as long as it takes.
    pub fn pass(&self) -> Pass<'_> {
        let mut busy = self.freed.wait_while(self.lock(), |busy| *busy).unwrap_or_else(PoisonError::into_inner);
        *busy = true;
        Pass(self)
    }

    /// Waits for at most `patience`; `None` means that somebody else is still past the gate.
    #[must_use]
    pub fn pass_within(&self, patience: Duration) -> Option<Pass<'_>> {
        let (mut busy, _) =
            self.freed.wait_timeout_while(self.lock(), patience, |busy| *busy).unwrap_or_else(PoisonError::into_inner);
        if *busy {
            return None;
        }
        *busy = true;
        Some(Pass(self))
    }

    fn lock(&self) -> MutexGuard<'_, bool> {
        // Nothing can panic while the flag is locked, and a flag is never half written.
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.0.lock() = false;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_pass_has_to_wait_for_the_first() {
        let gate = Gate::default();
        let first = gate.pass();
        assert!(gate.pass_within(Duration::from_millis(1)).is_none());
        drop(first);
        assert!(gate.pass_within(Duration::ZERO).is_some());
        drop(gate.pass());
    }
}
