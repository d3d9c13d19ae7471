//! Threads for the engine's workers.

use std::io;
use std::sync::mpsc::Sender;
use std::thread::{self, Builder};

use super::events::Event;
use crate::engine::{Threaded, threaded};

/// Most threads of an ensemble: beyond it a stage has too few parts to share.
const MOST_THREADS: usize = 8;

/// Starts the workers; gives the engine that they serve. They end with the engine.
///
/// # Errors
/// If the system has no thread left.
pub(super) fn spawn(sender: &Sender<Event>) -> io::Result<Threaded> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let (engine, workers) = threaded(threads);
    // A loop that has ended needs no answer.
    let wake = sender.clone();
    let look_ahead = workers.look_ahead;
    Builder::new().name("look-ahead".into()).spawn(move || look_ahead.run(|| drop(wake.send(Event::Wake))))?;
    let wake = sender.clone();
    let ensemble = workers.ensemble;
    Builder::new().name("ensemble".into()).spawn(move || {
        yield_to_others();
        ensemble.run(|| drop(wake.send(Event::Wake)));
    })?;
    for (index, helper) in workers.helpers.into_iter().enumerate() {
        Builder::new().name(format!("ensemble-{}", index + 2)).spawn(move || {
            yield_to_others();
            helper.run();
        })?;
    }
    Ok(engine)
}

/// The thread that paints goes first where cores are few: this one steps back.
fn yield_to_others() {
    // On Linux niceness is a thread's own; elsewhere it would be the whole program's.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICENESS);
}

#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;
