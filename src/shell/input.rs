//! The thread that reads the keyboard, and does nothing else.
//!
//! It reads the terminal itself. crossterm 0.29, which most programs leave this to, loses what was not read at once
//! (its default source) or takes an Esc at the end of a piece for a key (the other), makes letters of the answers that
//! terminals give, panics or misplaces the mouse at a report of 0;0, and spins once the terminal has hung up.

use std::io;
use std::sync::mpsc::{SendError, Sender};
use std::thread;

use super::decode::Decoder;
use super::events::Event;
use super::terminal::Terminal;

/// What the kernel keeps for us at most.
const PIECE: usize = 4_096;
/// Reads that give nothing before the keyboard is given up: a line that a shell has set its own way gives one at times.
const EMPTY_ALLOWED: u32 = 100;

/// Starts the thread that forwards keys, mouse reports, pastes, focus changes and answers.
///
/// It is never joined: it ends with the process, or when the keyboard cannot be read.
///
/// # Errors
///
/// If the thread cannot be started.
pub fn spawn(terminal: &Terminal, events: &Sender<Event>) -> io::Result<()> {
    let (terminal, events) = (terminal.clone(), events.clone());
    thread::Builder::new().name("input".into()).spawn(move || {
        // Nobody listening means that the program is ending.
        drop(forward(&terminal, &events));
    })?;
    Ok(())
}

fn forward(terminal: &Terminal, events: &Sender<Event>) -> Result<(), SendError<Event>> {
    let mut decoder = Decoder::default();
    let mut piece = [0; PIECE];
    let mut found = Vec::new();
    let mut empty = 0;
    let why = loop {
        match terminal.read(&mut piece, decoder.patience()) {
            Ok(None) => decoder.silence(|event| found.push(event)),
            Ok(Some(0)) => {
                empty += 1;
                if empty > EMPTY_ALLOWED || terminal.is_hung_up() {
                    break "it gives nothing any more".to_owned();
                }
            }
            Ok(Some(length)) => {
                empty = 0;
                decoder.take(&piece[..length], |event| found.push(event));
            }
            Err(error) => break error.to_string(),
        }
        for event in found.drain(..) {
            events.send(event)?;
        }
    };
    events.send(if terminal.is_hung_up() { Event::Hangup } else { Event::InputLost(why) })
}
