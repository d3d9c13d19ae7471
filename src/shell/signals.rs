//! Threads that wait for the outside to interfere: signals, and the terminal going away.

use std::io;
use std::process;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::events::{Event, Signal};
use super::terminal::Terminal;
use super::threads;

/// How long the main loop may take to write its recovery file and leave. Long enough for a small
/// file on a slow disk, short enough for whoever sent the signal not to send SIGKILL.
const GRACE: Duration = Duration::from_secs(2);

/// Starts the thread that turns signals into events. They are caught from when this returns.
///
/// For a signal that ends the program, the thread restores the terminal first and then sends
/// [`Event::Terminate`]. If the main loop has not ended the process within two seconds, because
/// it hangs, the thread does so.
///
/// # Errors
///
/// If the handlers cannot be installed or the thread cannot be started.
pub fn watch_signals(terminal: &Terminal, events: &Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGCONT, SIGTSTP, SIGWINCH])?;
    let (terminal, events) = (terminal.clone(), events.clone());
    let work = move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGCONT => Event::Continued,
                SIGTSTP => Event::Suspend,
                SIGWINCH => Event::Resize,
                _ => {
                    return end(&terminal, &events, Event::Terminate(Signal(signal)), Signal(signal));
                }
            };
            // If nobody listens any more, the program is ending; signals that end it still count.
            let _ = events.send(event);
        }
    };
    threads::keep("signals", work, || {})
}

/// Starts the thread that notices that the terminal is gone.
///
/// SIGHUP alone is not enough: it may be blocked, or swallowed on the way, and then
/// nobody would end the program. Sends [`Event::Hangup`] and ends the process
/// as [`watch_signals`] does.
///
/// # Errors
///
/// If the thread cannot be started.
pub fn watch_hangup(terminal: &Terminal, events: &Sender<Event>) -> io::Result<()> {
    let (terminal, events) = (terminal.clone(), events.clone());
    let work = move || {
        terminal.wait_for_hangup();
        end(&terminal, &events, Event::Hangup, Signal::HANGUP);
    };
    threads::keep("hangup", work, || {})
}

/// Restores the terminal, lets the main loop end the process, and ends it if that takes too long.
fn end(terminal: &Terminal, events: &Sender<Event>, event: Event, signal: Signal) {
    terminal.restore();
    let _ = events.send(event);
    // Nothing is ever sent here; the process usually ends in the middle of this wait.
    let (keep_open, never) = channel::<()>();
    let _ = never.recv_timeout(GRACE);
    drop(keep_open);
    // Once more, in case the main loop has entered the screen since.
    terminal.restore();
    process::exit(signal.exit_code().into());
}
