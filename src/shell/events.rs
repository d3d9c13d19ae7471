//! What the outside world can tell the main loop, and how the loop takes it.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use super::post::wire::Letter;
use crate::app::{Drive, Gesture, Key};

/// Most events handed over in one batch.
///
/// Only a bound: a thread that sends faster than the loop acts must not keep it from painting.
const LARGEST_BATCH: usize = 1_024;

/// Something that the terminal sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key went down or repeated. Releases are never sent.
    Key(Key),
    /// The mouse did something at a cell: column and row as the terminal claimed, which may lie outside the frame.
    Mouse {
        /// What it did.
        gesture: Gesture,
        /// Column and row, from 0.
        cell: (u16, u16),
    },
    /// Text that was pasted, as one piece, control characters included.
    Paste(String),
    /// The terminal window gained (`true`) or lost the focus. Sent only if asked for at entry.
    Focus(bool),
    /// The terminal answered a question, asked or not: the whole of it behind its Esc, without the mark of its end, such
    /// as `]11;rgb:1e1e/1e1e/1e1e` or `[?62;22c`.
    Answer(Vec<u8>),
}

/// Something that happened outside the main loop.
///
/// Every thread of the shell sends into one channel of these, so that the main loop has a single
/// place to sleep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The terminal sent something.
    Input {
        /// What.
        input: Input,
        /// When it was read: a loop that is held up by a disk or a slow terminal would take two deliberate presses for
        /// one key that is held down, and one gesture for two.
        read_ms: u64,
    },
    /// The terminal may have a new size. Carries none on purpose: read it when painting, so that
    /// a storm of these ends with the newest size and not with a queue of old ones.
    Resize,
    /// Something outside asked the program to stop as Ctrl-Z would (SIGTSTP).
    Suspend,
    /// The program runs again after a stop (SIGCONT): claim the terminal and repaint everything.
    Continued,
    /// A signal asked the program to end. The terminal is restored already.
    Terminate(Signal),
    /// The terminal is gone. There is nobody left to talk to.
    Hangup,
    /// A worker has left something in its outbox. It carries nothing, so a slow loop can take ten
    /// of these as one.
    Wake,
    /// The scenario's file may have changed on disk.
    FileChanged,
    /// Whoever follows the talk asks this of it.
    Drive {
        /// What.
        drive: Drive,
        /// When it was read, as with [`Event::Input`].
        read_ms: u64,
    },
    /// The talk that is followed tells this.
    Told {
        /// Over which line, by its number: one that was left may still have had something to say.
        line: u64,
        /// What.
        letter: Box<Letter>,
    },
    /// The talk that was followed tells nothing any more.
    TalkOver {
        /// Over which line.
        line: u64,
        /// Why, if not because it ended.
        why: Option<String>,
    },
    /// A talk may have begun, or ended.
    TalksChanged,
    /// A thread other than the one that owns the terminal panicked; the screen is untouched.
    ThreadPanicked {
        /// The thread's name, or `?` if it has none.
        thread: String,
        /// The full report, several lines, without colours.
        report: String,
        /// Whether it goes on all the same.
        goes_on: bool,
    },
    /// The keyboard can no longer be read, and why. No more keys will come.
    InputLost(String),
}

/// A signal that ends the program, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signal(pub i32);

impl Signal {
    /// SIGHUP, also used when the terminal vanished without one.
    pub const HANGUP: Self = Self(signal_hook::consts::SIGHUP);

    /// The exit code that shells report for this signal: 128 + its number.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        u8::try_from(self.0).map_or(u8::MAX, |number| number.saturating_add(128))
    }
}

/// Every sender is gone, so nothing can ever happen again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("every source of events has ended")
    }
}

impl std::error::Error for Closed {}

/// Sleeps until something happens, then takes everything that is waiting into `batch`.
///
/// `patience` is how long the loop can afford to sleep: `None` is forever, which is what an idle
/// program must ask for. On a time-out the batch is empty. The batch is emptied first; keep one
/// and pass it again, so that the loop allocates nothing once it is warm.
///
/// # Errors
///
/// [`Closed`] when no sender is left.
pub fn next_batch(events: &Receiver<Event>, patience: Option<Duration>, batch: &mut Vec<Event>) -> Result<(), Closed> {
    batch.clear();
    let first = match patience {
        None => events.recv().map_err(|_| Closed)?,
        Some(patience) => match events.recv_timeout(patience) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => return Ok(()),
            Err(RecvTimeoutError::Disconnected) => return Err(Closed),
        },
    };
    batch.push(first);
    batch.extend(events.try_iter().take(LARGEST_BATCH - 1));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn batch_holds_everything_that_was_queued() {
        let (sender, receiver) = channel();
        for _ in 0..7 {
            sender.send(Event::Wake).unwrap();
        }
        let mut batch = vec![Event::Hangup];
        assert_eq!(next_batch(&receiver, None, &mut batch), Ok(()));
        assert_eq!(batch, vec![Event::Wake; 7]);
    }

    #[test]
    fn batch_is_bounded() {
        let (sender, receiver) = channel();
        for _ in 0..2_000 {
            sender.send(Event::Wake).unwrap();
        }
        let mut batch = Vec::new();
        next_batch(&receiver, None, &mut batch).unwrap();
        assert_eq!(batch.len(), LARGEST_BATCH);
    }

    #[test]
    fn time_out_gives_an_empty_batch_and_a_dead_channel_an_error() {
        let (sender, receiver) = channel();
        let mut batch = Vec::new();
        assert_eq!(next_batch(&receiver, Some(Duration::ZERO), &mut batch), Ok(()));
        assert!(batch.is_empty());
        drop(sender);
        assert_eq!(next_batch(&receiver, None, &mut batch), Err(Closed));
        assert_eq!(next_batch(&receiver, Some(Duration::ZERO), &mut batch), Err(Closed));
    }

    #[test]
    fn exit_codes_are_those_of_a_shell() {
        assert_eq!(Signal::HANGUP.exit_code(), 129);
        assert_eq!(Signal(15).exit_code(), 143);
        assert_eq!(Signal(-1).exit_code(), 255);
    }
}
