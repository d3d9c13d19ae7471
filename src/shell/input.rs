//! The thread that reads the keyboard.
//!
//! crossterm has two input sources on Unix, chosen by its `use-dev-tty` feature, which despite its
//! name does not decide where keys come from: both take standard input if it is a terminal and
//! `/dev/tty` if not, and on Linux both can. The difference is how they wait.
//!
//! * Default (mio): edge-triggered epoll. It reads 1,024 bytes, and what is left in the kernel is
//!   not seen before the next key: of 1,000 right arrows written at once, exactly 341 arrive. When
//!   a key and a resize become ready together, one of them is not seen either. On macOS it cannot
//!   wait for `/dev/tty` at all.
//! * `use-dev-tty`: level-triggered poll(2), and none of that. This is the one to build with.
//!
//! Both spin at full speed once the terminal has hung up, which is why
//! [`watch_hangup`](super::signals::watch_hangup) looks at it from outside.
//!
//! Raw mode is set by [`Terminal`], not by crossterm, which therefore reports a line feed (Ctrl-J)
//! as Enter.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{Event as Raw, KeyEventKind, poll, read};

use super::events::Event;
use super::split::{self, Rest, Step};
use super::terminal::Terminal;

/// Panics inside crossterm's parser that are put up with before the keyboard is given up.
const PANICS_ALLOWED: u32 = 100;

/// Starts the thread that forwards keys, mouse reports, pastes and focus changes.
///
/// It is a thread of its own, always reading, because crossterm must not be polled now and then.
/// It is never joined: it ends with the process, or when the keyboard cannot be read.
///
/// # Errors
///
/// If the thread cannot be started.
pub fn spawn(terminal: &Terminal, events: &Sender<Event>) -> io::Result<()> {
    let (terminal, events) = (terminal.clone(), events.clone());
    thread::Builder::new().name("input".into()).spawn(move || forward(&terminal, &events))?;
    Ok(())
}

/// How long the rest of a sequence may take, so long as an Esc waits: shorter than anyone notices.
const REST: Duration = Duration::from_millis(5);

/// Reads what comes next, putting together what came in two pieces.
fn next(pending: &mut Option<Raw>) -> io::Result<Option<Raw>> {
    if let Some(event) = pending.take() {
        return Ok(Some(event));
    }
    let event = read()?;
    if !split::may_go_on(&event) {
        return Ok(Some(event));
    }
    let mut rest = Rest::default();
    let mut escape = Some(event);
    while poll(REST)? {
        match rest.take(read()?) {
            Step::More => escape = None,
            Step::Key(key) => return Ok(Some(Raw::Key(key))),
            Step::Nothing => return Ok(None),
            Step::Apart(event) => {
                *pending = Some(event);
                break;
            }
        }
    }
    // Whoever typed a bracket behind it meant nothing by it.
    Ok(escape)
}

fn forward(terminal: &Terminal, events: &Sender<Event>) {
    let mut panics = 0;
    let mut pending = None;
    loop {
        // crossterm 0.29.0 underflows on a mouse or cursor report at 0;0. With overflow checks on
        // that is a panic, and the program would go deaf. Its next read throws the report away.
        let event = match catch_unwind(AssertUnwindSafe(|| next(&mut pending))) {
            Ok(Ok(event)) => event.and_then(translate),
            Ok(Err(error)) => {
                // crossterm has many words for a terminal that is gone.
                let event = if terminal.is_hung_up() { Event::Hangup } else { Event::InputLost(error.to_string()) };
                // Nobody listening means that the program is ending.
                let _ = events.send(event);
                return;
            }
            Err(_) if panics < PANICS_ALLOWED => {
                panics += 1;
                continue;
            }
            Err(_) => {
                let _ = events.send(Event::InputLost("crossterm keeps panicking".into()));
                return;
            }
        };
        if let Some(event) = event
            && events.send(event).is_err()
        {
            return;
        }
    }
}

fn translate(event: Raw) -> Option<Event> {
    match event {
        Raw::Key(key) if key.kind == KeyEventKind::Release => None,
        Raw::Key(key) => Some(Event::Key(key)),
        Raw::Mouse(mouse) => Some(Event::Mouse(mouse)),
        Raw::Paste(text) => Some(Event::Paste(text)),
        Raw::FocusGained => Some(Event::Focus(true)),
        Raw::FocusLost => Some(Event::Focus(false)),
        // The signal thread reports sizes. crossterm does not while it waits for the rest of an
        // escape sequence, which can be until the next key.
        Raw::Resize(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    fn key(kind: KeyEventKind) -> Raw {
        Raw::Key(KeyEvent::new_with_kind(KeyCode::Left, KeyModifiers::NONE, kind))
    }

    #[test]
    fn releases_and_sizes_are_dropped_and_repeats_kept() {
        assert_eq!(translate(key(KeyEventKind::Release)), None);
        assert_eq!(translate(Raw::Resize(80, 24)), None);
        for kind in [KeyEventKind::Press, KeyEventKind::Repeat] {
            assert!(matches!(translate(key(kind)), Some(Event::Key(key)) if key.kind == kind));
        }
    }
}
