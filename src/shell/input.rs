//! The thread that reads the keyboard, and does nothing else.
//!
//! It reads the terminal itself. crossterm 0.29, which most programs leave this to, loses what was not read at once
//! (its default source) or takes an Esc at the end of a piece for a key (the other), makes letters of the answers that
//! terminals give, panics or misplaces the mouse at a report of 0;0, and spins once the terminal has hung up.

use std::io;
use std::sync::mpsc::{SendError, Sender};
use std::time::Duration;

use super::clock::Clock;
use super::decode::Decoder;
use super::events::{Event, Input};
use super::terminal::Terminal;
use super::threads;

/// What the kernel keeps for us at most.
const PIECE: usize = 4_096;
/// Reads that give nothing before the keyboard is given up: a line that a shell has set its own way gives one at times.
const EMPTY_ALLOWED: u32 = 100;

/// Starts the thread that forwards keys, mouse reports, pastes, focus changes and answers.
///
/// It is never joined: it ends with the process, or when the keyboard cannot be read. A panic loses what was read so far of
/// the piece at hand, and no more.
///
/// # Errors
///
/// If the thread cannot be started.
pub(super) fn spawn(terminal: &Terminal, events: &Sender<Event>, clock: Clock) -> io::Result<()> {
    keep_reading(terminal.clone(), events, clock)
}

/// Where keys come from.
trait Keyboard: Send + 'static {
    /// As [`Terminal::read`].
    fn read(&mut self, piece: &mut [u8], patience: Option<Duration>) -> io::Result<Option<usize>>;
    /// As [`Terminal::is_hung_up`].
    fn is_hung_up(&self) -> bool;
}

impl Keyboard for Terminal {
    fn read(&mut self, piece: &mut [u8], patience: Option<Duration>) -> io::Result<Option<usize>> {
        Terminal::read(self, piece, patience)
    }

    fn is_hung_up(&self) -> bool {
        Terminal::is_hung_up(self)
    }
}

fn keep_reading(mut keyboard: impl Keyboard, events: &Sender<Event>, clock: Clock) -> io::Result<()> {
    let (events, if_lost) = (events.clone(), events.clone());
    // Nobody listening means that the program is ending.
    let work = move || drop(forward(&mut keyboard, &events, clock));
    threads::keep("input", work, move || {
        drop(if_lost.send(Event::InputLost("what reads it failed again and again".to_owned())));
    })
}

fn forward(keyboard: &mut impl Keyboard, events: &Sender<Event>, clock: Clock) -> Result<(), SendError<Event>> {
    let mut decoder = Decoder::default();
    let mut piece = [0; PIECE];
    let mut found: Vec<Input> = Vec::new();
    let mut empty = 0;
    let why = loop {
        match keyboard.read(&mut piece, decoder.patience()) {
            Ok(None) => decoder.silence(|input| found.push(input)),
            Ok(Some(0)) => {
                empty += 1;
                if empty > EMPTY_ALLOWED || keyboard.is_hung_up() {
                    break "it gives nothing any more".to_owned();
                }
            }
            Ok(Some(length)) => {
                empty = 0;
                decoder.take(&piece[..length], |input| found.push(input));
            }
            Err(error) => break error.to_string(),
        }
        let read_ms = clock.now_ms();
        for input in found.drain(..) {
            events.send(Event::Input { input, read_ms })?;
        }
    };
    events.send(if keyboard.is_hung_up() { Event::Hangup } else { Event::InputLost(why) })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::app::Key;

    /// Gives a byte at a time, and panics where there is none.
    struct Failing(&'static [Option<u8>]);

    impl Keyboard for Failing {
        fn read(&mut self, piece: &mut [u8], _: Option<Duration>) -> io::Result<Option<usize>> {
            let Some((byte, rest)) = self.0.split_first() else { return Err(io::Error::other("unplugged")) };
            self.0 = rest;
            piece[0] = byte.unwrap_or_else(|| panic!("on purpose"));
            Ok(Some(1))
        }

        fn is_hung_up(&self) -> bool {
            false
        }
    }

    #[test]
    fn a_panic_loses_no_key_that_comes_later() {
        let (sender, receiver) = channel();
        let keyboard = Failing(&[Some(b'a'), None, Some(b'b'), Some(0x1b), None, Some(b'c')]);
        keep_reading(keyboard, &sender, Clock::start()).unwrap();
        drop(sender);
        // The Esc was not whole when it was lost.
        let mut events: Vec<Event> = receiver.iter().collect();
        assert_eq!(events.pop(), Some(Event::InputLost("unplugged".to_owned())));
        let keys = events.into_iter().map(|event| match event {
            Event::Input { input, .. } => input,
            other => panic!("{other:?}"),
        });
        assert_eq!(keys.collect::<Vec<_>>(), ['a', 'b', 'c'].map(|c| Input::Key(Key::char(c))));
    }

    #[test]
    fn a_keyboard_that_can_only_fail_is_lost() {
        let (sender, receiver) = channel();
        keep_reading(Failing(&[None; 200]), &sender, Clock::start()).unwrap();
        drop(sender);
        let events: Vec<Event> = receiver.iter().collect();
        assert!(matches!(events.as_slice(), [Event::InputLost(_)]), "{events:?}");
    }
}
