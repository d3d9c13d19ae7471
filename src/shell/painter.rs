//! Buffers to frames: at most one write(2) each, and none when nothing changed.

use std::io;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::terminal::Terminal;
use super::{ansi, encode};

/// Begin and end of a synchronized update: terminals that know mode 2026 show what is between as
/// one picture, the others ignore it. A test can take the end for "the frame is complete".
pub const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
/// See [`BEGIN_FRAME`].
pub const END_FRAME: &[u8] = b"\x1b[?2026l";

/// Where frames go.
pub trait Sink {
    /// Takes a whole frame. `Ok(false)` means that it may not have been shown.
    ///
    /// # Errors
    ///
    /// Whatever the destination reports.
    fn send(&mut self, frame: &[u8]) -> io::Result<bool>;
}

impl Sink for Terminal {
    fn send(&mut self, frame: &[u8]) -> io::Result<bool> {
        self.write_frame(frame)
    }
}

/// Frames one after the other, for tests and for recordings.
impl Sink for Vec<u8> {
    fn send(&mut self, frame: &[u8]) -> io::Result<bool> {
        self.extend_from_slice(frame);
        Ok(true)
    }
}

/// Keeps the picture on the screen equal to what was painted last.
///
/// Allocates only when the screen grows or a frame is longer than any before.
#[derive(Debug)]
pub struct Painter<S> {
    sink: S,
    /// What the screen shows.
    front: Buffer,
    /// What it is going to show.
    back: Buffer,
    cursor: Option<Position>,
    /// Whether `front` and `cursor` are not to be believed.
    stale: bool,
    bytes: Vec<u8>,
}

impl<S: Sink> Painter<S> {
    /// A painter that knows nothing about the screen yet.
    #[must_use]
    pub fn new(sink: S) -> Self {
        Self { sink, front: Buffer::default(), back: Buffer::default(), cursor: None, stale: true, bytes: Vec::new() }
    }

    /// Forgets what the screen shows: the next frame clears it and repaints everything.
    pub fn invalidate(&mut self) {
        self.stale = true;
    }

    /// Renders into an empty buffer of `size` and sends what differs from the screen.
    ///
    /// Returns the bytes sent: 0 if nothing changed, if `size` is empty, or if the terminal is not
    /// ours. `render` says where to show the cursor; `None`, or a place outside `size`, hides it.
    ///
    /// # Errors
    ///
    /// Whatever the sink reports. The next frame repaints everything then.
    pub fn paint(&mut self, size: Rect, render: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<usize> {
        if size != self.back.area {
            self.front.resize(size);
            self.back.resize(size);
            self.stale = true;
        }
        if size.is_empty() {
            return Ok(0);
        }
        self.back.reset();
        let cursor = render(&mut self.back);
        if !self.encode(cursor.filter(|&cursor| size.contains(cursor))) {
            return Ok(0);
        }
        let sent = self.sink.send(&self.bytes);
        self.stale = !matches!(sent, Ok(true));
        if sent? {
            std::mem::swap(&mut self.front, &mut self.back);
            Ok(self.bytes.len())
        } else {
            Ok(0)
        }
    }

    /// What the screen shows, if the last frame got there.
    #[must_use]
    pub fn shown(&self) -> &Buffer {
        &self.front
    }

    /// The destination.
    #[must_use]
    pub fn sink(&mut self) -> &mut S {
        &mut self.sink
    }

    /// Puts the frame into `bytes`; `false` if there is nothing to send.
    fn encode(&mut self, cursor: Option<Position>) -> bool {
        let out = &mut self.bytes;
        out.clear();
        ansi::put(out, BeginSynchronizedUpdate);
        let empty = out.len();
        if self.stale {
            self.front.reset();
            // Cleared in the ground of a plain pen.
            out.extend_from_slice(b"\x1b[m");
            ansi::put(out, Clear(ClearType::All));
        }
        if self.stale || (cursor.is_none() && self.cursor.is_some()) {
            ansi::put(out, Hide);
        }
        encode::difference(out, &self.front, &self.back);
        if let Some(position) = cursor {
            // The cells have moved the cursor, so it has to be put back even if it stays.
            if out.len() > empty || self.cursor != cursor {
                ansi::put(out, MoveTo(position.x, position.y));
            }
            if self.stale || self.cursor.is_none() {
                ansi::put(out, Show);
            }
        }
        if out.len() == empty {
            return false;
        }
        ansi::put(out, EndSynchronizedUpdate);
        self.cursor = cursor;
        true
    }
}
