//! What a session knows about the output of its program, shared with the thread that reads it.

use std::fs;
use std::io::{ErrorKind, Read};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use vt100::{MouseProtocolMode, Parser, Screen};

use super::ledger::left_set;

pub(crate) const END_FRAME: &[u8] = b"\x1b[?2026l";

pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) changed: Condvar,
}

/// Whether what is printed is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    On,
    /// What was begun to be read is still read.
    ToPause,
    Paused,
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
    pub(crate) reading: Reading,
    /// Read so much at a time and then nothing for so long, as over a slow line.
    pub(crate) pace: Option<(usize, Duration)>,
    pub(crate) hang_up: bool,
    pub(crate) reader_gone: bool,
    /// Where the system tells what the thread that reads does, once it has begun.
    pub(crate) reader: Option<PathBuf>,
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
            reading: Reading::On,
            pace: None,
            hang_up: false,
            reader_gone: false,
            reader: None,
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
        self.lock().reader = fs::read_link("/proc/thread-self").ok().map(|thread| Path::new("/proc").join(thread));
        loop {
            let pace = self.lock().pace;
            let most = pace.map_or(chunk.len(), |(bytes, _)| bytes);
            match reader.read(&mut chunk[..most]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Linux says EIO when the last program has closed its side.
                Ok(0) | Err(_) => break,
                Ok(length) => self.lock().take(&chunk[..length]),
            }
            self.changed.notify_all();
            if let Some((_, pause)) = pace {
                drop(self.wait(pause, |state| state.pace.is_none()));
            }
            let mut state = self.lock();
            if state.reading == Reading::ToPause {
                state.reading = Reading::Paused;
            }
            let state = self
                .changed
                .wait_while(state, |state| state.reading != Reading::On)
                .unwrap_or_else(PoisonError::into_inner);
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
        let inks = (screen.fgcolor(), screen.bgcolor()) != (vt100::Color::Default, vt100::Color::Default);
        let looks = screen.bold() || screen.dim() || screen.italic() || screen.underline() || screen.inverse();
        let mut left: Vec<String> = [
            ("alternate screen", screen.alternate_screen()),
            ("hidden cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("mouse", screen.mouse_protocol_mode() != MouseProtocolMode::None),
            ("pen", inks || looks),
        ]
        .iter()
        .filter(|(_, set)| *set)
        .map(|(name, _)| (*name).to_owned())
        .collect();
        left.extend(left_set(&self.bytes));
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

pub(crate) fn nonzero(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("at least one cell")
}

/// What a person sees of each cell: its glyph and its looks. A blank has none but its ground.
pub(crate) fn looks(screen: &Screen) -> Vec<String> {
    let (rows, columns) = screen.size();
    let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    cells
        .filter_map(|(row, column)| screen.cell(row, column))
        .map(|cell| match cell.contents().trim() {
            "" if !cell.inverse() && !cell.underline() => format!("{:?}", cell.bgcolor()),
            glyph => format!(
                "{glyph} {:?} {:?} {} {} {} {}",
                cell.fgcolor(),
                cell.bgcolor(),
                cell.bold(),
                cell.dim(),
                cell.underline(),
                cell.inverse()
            ),
        })
        .collect()
}
