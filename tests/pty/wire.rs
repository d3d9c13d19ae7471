//! A program at the other end of a pseudo-terminal, read on the thread that writes: nothing stands between a byte and the
//! clock. For measuring; tests have [`Session`](super::session::Session).

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use vt100::{Parser, Screen};

use super::start::{Home, pty_size};
use super::state::{END_FRAME, find, nonzero};

/// Longer than any measurement; whoever hangs is killed then, and the measurement ends with a panic.
const PATIENCE: Duration = Duration::from_mins(30);

/// The end of what ratatui sends for a picture: it says each time that the cursor is hidden.
pub(crate) const END_OF_PROBE: &[u8] = b"\x1b[?25l";

/// A program and its terminal.
pub(crate) struct Wire {
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
    /// Held, because the terminal hangs up when it is dropped.
    _master: Box<dyn MasterPty + Send>,
    screen: Parser,
    end: &'static [u8],
    /// The last bytes, in which the end of a picture may lie that comes in two pieces.
    tail: Vec<u8>,
    pid: Pid,
    started: Instant,
    _home: Arc<Home>,
    /// The watchman goes home when it is dropped.
    _done: Sender<()>,
}

impl Wire {
    /// Starts a program whose pictures end with these bytes.
    #[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
    pub(crate) fn spawn(command: CommandBuilder, size: (u16, u16), home: Arc<Home>, end: &'static [u8]) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).expect("a pseudo-terminal");
        let (reader, writer) = (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let started = Instant::now();
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let pid = Pid::from_raw(child.process_id().expect("a process id").cast_signed()).expect("a process id");
        let (done, when_done) = channel();
        thread::spawn(move || {
            let _ = when_done.recv_timeout(PATIENCE);
            let _ = kill_process(pid, Signal::KILL);
            let _ = child.wait();
        });
        Self {
            reader,
            writer,
            _master: pair.master,
            screen: Parser::new(nonzero(size.1), nonzero(size.0), 0),
            end,
            tail: Vec::new(),
            pid,
            started,
            _home: home,
            _done: done,
        }
    }

    /// Types these bytes, in one write, and reads until a picture shows what is wanted; gives when its last byte was
    /// there, and how long that took.
    pub(crate) fn until(&mut self, keys: &str, shows: impl Fn(&Screen) -> bool) -> (Instant, Duration) {
        #[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
        let pressed = Instant::now();
        self.writer.write_all(keys.as_bytes()).expect("keys are taken");
        let whole = self.read_until(shows);
        (whole, whole - pressed)
    }

    /// Reads until a picture shows what is wanted; gives when its last byte was there.
    #[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
    pub(crate) fn read_until(&mut self, shows: impl Fn(&Screen) -> bool) -> Instant {
        let mut piece = vec![0; 65_536].into_boxed_slice();
        loop {
            let length = self.reader.read(&mut piece).unwrap_or(0);
            let now = Instant::now();
            assert!(length > 0, "it ended, or hung; the screen:\n{}", self.screen.screen().contents());
            self.screen.process(&piece[..length]);
            self.tail.extend_from_slice(&piece[..length]);
            let is_whole = find(&self.tail, self.end).is_some();
            let kept = self.tail.len().min(self.end.len() - 1);
            self.tail.drain(..self.tail.len() - kept);
            if is_whole && shows(self.screen.screen()) {
                return now;
            }
        }
    }

    /// From the start to the end of the first picture.
    pub(crate) fn first_picture(&mut self) -> Duration {
        self.read_until(|_| true) - self.started
    }

    /// The program.
    pub(crate) fn pid(&self) -> u32 {
        self.pid.as_raw_nonzero().get().cast_unsigned()
    }
}

/// The end of our own frames.
pub(crate) const END_OF_OURS: &[u8] = END_FRAME;
