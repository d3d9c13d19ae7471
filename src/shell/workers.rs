//! Threads for the engine's workers.

use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Builder};

use super::events::Event;
use crate::engine::{Threaded, threaded};

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
        look_ahead.run(|| drop(wake.send(Event::Wake)));
    })?;
    let wake = sender.clone();
    let ensemble = workers.ensemble;
    Builder::new().name("ensemble".into()).spawn(move || {
        step_back(SECOND);
        ensemble.run(|| drop(wake.send(Event::Wake)));
    })?;
    for (index, helper) in workers.helpers.into_iter().enumerate() {
        Builder::new().name(format!("ensemble-{}", index + 2)).spawn(move || {
            step_back(SECOND);
            helper.run();
        })?;
    }
    Ok(engine)
}

/// Does one piece of work on a thread of its own, leaves what comes of it in `slot`, and sends [`Event::Wake`].
///
/// # Errors
/// If the system has no thread left.
pub fn aside<A: Send + 'static>(
    name: &str,
    sender: &Sender<Event>,
    slot: &Arc<Mutex<Option<A>>>,
    work: impl FnOnce() -> A + Send + 'static,
) -> io::Result<()> {
    let (wake, slot) = (sender.clone(), Arc::clone(slot));
    Builder::new().name(name.to_owned()).spawn(move || {
        step_back(LAST);
        let answer = work();
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
