//! Threads for the engine's workers.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Builder};

use super::events::Event;
use super::threads;
use crate::engine::{Threaded, panic_message, threaded};

/// Most threads of an ensemble: beyond it a stage has too few parts to share.
const MOST_THREADS: usize = 8;

/// How many threads an ensemble has on this machine.
pub fn ensemble_threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// Starts the workers, so many for the ensemble; gives the engine that they serve. They end with the engine, and send
/// [`Event::Wake`] when it has an answer.
///
/// # Errors
/// If the system has no thread left.
pub fn spawn(sender: &Sender<Event>, threads: usize) -> io::Result<Threaded> {
    let (engine, workers) = threaded(threads);
    // A loop that has ended needs no answer.
    let wake = sender.clone();
    let look_ahead = workers.look_ahead;
    Builder::new().name("look-ahead".into()).spawn(move || {
        step_back(LAST);
        threads::will_go_on();
        look_ahead.run(|| drop(wake.send(Event::Wake)));
    })?;
    let wake = sender.clone();
    let ensemble = workers.ensemble;
    Builder::new().name("ensemble".into()).spawn(move || {
        step_back(SECOND);
        threads::will_go_on();
        ensemble.run(|| drop(wake.send(Event::Wake)));
    })?;
    for (index, helper) in workers.helpers.into_iter().enumerate() {
        Builder::new().name(format!("ensemble-{}", index + 2)).spawn(move || {
            step_back(SECOND);
            threads::will_go_on();
            helper.run();
        })?;
    }
    Ok(engine)
}

/// Does one piece of work on a thread of its own, leaves what comes of it in `slot`, and sends [`Event::Wake`]. If it
/// panics, that is what `failed` makes of the reason.
///
/// # Errors
/// If the system has no thread left.
pub fn aside<A: Send + 'static>(
    name: &str,
    sender: &Sender<Event>,
    slot: &Arc<Mutex<Option<A>>>,
    work: impl FnOnce() -> A + Send + 'static,
    failed: impl FnOnce(String) -> A + Send + 'static,
) -> io::Result<()> {
    let (wake, slot) = (sender.clone(), Arc::clone(slot));
    Builder::new().name(name.to_owned()).spawn(move || {
        step_back(LAST);
        let answer = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| failed(panic_message(panic.as_ref())));
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        drop(wake.send(Event::Wake));
    })?;
    Ok(())
}

/// Where cores are few the thread that paints goes first, then the intervals of what it painted, then what lies ahead.
/// Niceness of the ensemble's threads.
const SECOND: i32 = 5;
/// Niceness of the look-ahead.
const LAST: i32 = 10;

fn step_back(niceness: i32) {
    // On Linux niceness is a thread's own; elsewhere it would be the whole program's.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(niceness);
    #[cfg(not(target_os = "linux"))]
    let _ = niceness;
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn work_aside_that_panics_has_an_answer_too() {
        let (sender, receiver) = channel();
        for (work, wanted) in
            [((|| "done".to_owned()) as fn() -> String, "done"), (|| panic!("on purpose"), "it failed: on purpose")]
        {
            let slot = Arc::new(Mutex::new(None));
            aside("worker", &sender, &slot, work, |why| format!("it failed: {why}")).unwrap();
            assert_eq!(receiver.recv(), Ok(Event::Wake));
            assert_eq!(slot.lock().unwrap().as_deref(), Some(wanted));
        }
    }
}
