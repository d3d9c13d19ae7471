//! What a session knows about the output of its program, shared with the thread that reads it.

use std::io::{ErrorKind, Read};
use std::num::NonZeroU16;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use vt100::{MouseProtocolMode, Parser, Screen};

pub(crate) const END_FRAME: &[u8] = b"\x1b[?2026l";
/// Private modes that vt100 does not follow.
const OTHER_MODES: [&str; 6] = ["2026", "1004", "1000", "1002", "1003", "1006"];

pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) changed: Condvar,
}

pub(crate) struct State {
    pub(crate) bytes: Vec<u8>,
    pub(crate) live: Parser,
    /// The screen as it was at the end of the last whole frame.
    pub(crate) frame: Option<Screen>,
    /// The text of every whole frame.
    pub(crate) pictures: Vec<String>,
    /// When each was whole.
    pub(crate) times: Vec<Instant>,
    /// Do not read on; also the way to make the reader let go of the terminal.
    pub(crate) paused: bool,
    pub(crate) hang_up: bool,
    pub(crate) reader_gone: bool,
    pub(crate) exit: Option<(u32, Option<String>)>,
}

impl Shared {
    pub(crate) fn new(columns: u16, rows: u16) -> Self {
        let state = State {
            bytes: Vec::new(),
            live: Parser::new(nonzero(rows), nonzero(columns), 100),
            frame: None,
            pictures: Vec::new(),
            times: Vec::new(),
            paused: false,
            hang_up: false,
            reader_gone: false,
            exit: None,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state when `ready` says so, or the one at the deadline as an error.
    pub(crate) fn wait(
        &self,
        patience: Duration,
        mut ready: impl FnMut(&State) -> bool,
    ) -> Result<MutexGuard<'_, State>, MutexGuard<'_, State>> {
        let (mut state, _) = self
            .changed
            .wait_timeout_while(self.lock(), patience, |state| !ready(state))
            .unwrap_or_else(PoisonError::into_inner);
        if ready(&mut state) { Ok(state) } else { Err(state) }
    }

    pub(crate) fn read_all(&self, mut reader: Box<dyn Read + Send>) {
        let mut chunk = vec![0; 65_536];
        loop {
            match reader.read(&mut chunk) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Linux says EIO when the last program has closed its side.
                Ok(0) | Err(_) => break,
                Ok(length) => self.lock().take(&chunk[..length]),
            }
            self.changed.notify_all();
            let state =
                self.changed.wait_while(self.lock(), |state| state.paused).unwrap_or_else(PoisonError::into_inner);
            if state.hang_up {
                break;
            }
        }
        drop(reader);
        self.lock().reader_gone = true;
        self.changed.notify_all();
    }
}

impl State {
    #[expect(clippy::disallowed_methods, reason = "frames are timed")]
    fn take(&mut self, mut chunk: &[u8]) {
        let now = Instant::now();
        while !chunk.is_empty() {
            // The end of a frame may be split over two pieces, so look at all of the output.
            let start = self.bytes.len().saturating_sub(END_FRAME.len() - 1);
            let before = self.bytes.len();
            self.bytes.extend_from_slice(chunk);
            let end = find(&self.bytes[start..], END_FRAME).map(|at| start + at + END_FRAME.len());
            let taken = end.map_or(chunk.len(), |end| end - before);
            self.bytes.truncate(before + taken);
            self.live.process(&chunk[..taken]);
            if end.is_some() {
                self.times.push(now);
                self.pictures.push(picture(&self.live.screen().contents()));
                self.frame = Some(self.live.screen().clone());
            }
            chunk = &chunk[taken..];
        }
    }

    pub(crate) fn modes_left(&self) -> Vec<String> {
        let screen = self.live.screen();
        let pen = (screen.fgcolor(), screen.bgcolor(), screen.bold(), screen.inverse());
        let plain = (vt100::Color::Default, vt100::Color::Default, false, false);
        let mut left: Vec<String> = [
            ("alternate screen", screen.alternate_screen()),
            ("hidden cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("mouse", screen.mouse_protocol_mode() != MouseProtocolMode::None),
            ("pen", pen != plain),
        ]
        .iter()
        .filter(|(_, set)| *set)
        .map(|(name, _)| (*name).to_owned())
        .collect();
        for mode in OTHER_MODES {
            let last = |letter| rfind(&self.bytes, format!("\x1b[?{mode}{letter}").as_bytes());
            if last('h') > last('l') {
                left.push(mode.to_owned());
            }
        }
        left
    }

    pub(crate) fn describe(&self) -> String {
        let tail = &self.bytes[self.bytes.len().saturating_sub(300)..];
        format!(
            "; {} frames, exit {:?}, screen:\n{}\nlast bytes: {:?}",
            self.pictures.len(),
            self.exit,
            self.live.screen().contents(),
            String::from_utf8_lossy(tail)
        )
    }
}

/// A screen's text without what nobody sees: blanks at the ends of its lines, and blank lines at its end.
pub(crate) fn picture(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Where `needle` first is.
pub(crate) fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

fn rfind(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).rposition(|window| window == needle)
}

pub(crate) fn nonzero(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("at least one cell")
}
