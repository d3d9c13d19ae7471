//! The terminal device: descriptors, bytes out, line settings. No idea of whose turn it is.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{getpgid, getpgrp, getsid};
use rustix::termios::{
    OptionalActions, QueueSelector, Termios, isatty, tcflush, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr, ttyname,
};

/// How long the last bytes of all wait for room in the terminal.
const ROOM_PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
const NO_PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };

/// Where keys come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// Standard input, and it is a mistake if that is no terminal.
    Stdin,
    /// The controlling terminal if standard input is none, because that has brought something else.
    Terminal,
}

/// The terminal, by its descriptors.
#[derive(Debug)]
pub struct Tty {
    /// Where keys come from and line settings are read and set.
    input: OwnedFd,
    /// The terminal opened once more, without blocking: `O_NONBLOCK` on standard output itself
    /// would be inherited by the shell. `None` if it cannot be opened by its name.
    urgent: Option<OwnedFd>,
}

impl Tty {
    /// Finds the terminal without changing anything about it.
    ///
    /// # Errors
    ///
    /// If standard output is not a terminal, or there is none to read keys from.
    pub fn open(keys: Keys) -> io::Result<Self> {
        if !isatty(output()) {
            return Err(unsupported("standard output is not a terminal"));
        }
        let stdin = rustix::stdio::stdin();
        let input = if isatty(stdin) {
            rustix::io::fcntl_dupfd_cloexec(stdin, 3)?
        } else if keys == Keys::Stdin {
            return Err(unsupported("standard input is not a terminal (- reads a scenario from it)"));
        } else {
            let tty = OpenOptions::new().read(true).write(true).open("/dev/tty");
            tty.map_err(|_| unsupported("there is no terminal to read keys from"))?.into()
        };
        // Keys and screen may be two terminals; it is the screen that is to be left as it was.
        let screen = ttyname(output(), Vec::new())
            .map_or_else(|_| OsString::from("/dev/tty"), |name| OsString::from_vec(name.into_bytes()));
        let urgent = OpenOptions::new()
            .write(true)
            .custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed())
            .open(screen);
        Ok(Self { input, urgent: urgent.ok().map(OwnedFd::from) })
    }

    /// The size of the screen in cells, as the kernel has it now; 0 by 0 if nobody knows.
    #[must_use]
    pub fn size(&self) -> Size {
        tcgetwinsize(output()).map_or(Size::ZERO, |size| Size::new(size.ws_col, size.ws_row))
    }

    /// The line settings as they are now.
    ///
    /// # Errors
    ///
    /// If the terminal is gone.
    pub fn line(&self) -> io::Result<Termios> {
        Ok(tcgetattr(&self.input)?)
    }

    /// Changes the line settings at once.
    ///
    /// Not after draining what is written: a terminal that does not read would hold us forever.
    ///
    /// # Errors
    ///
    /// If the terminal is gone.
    pub fn set_line(&self, settings: &Termios) -> io::Result<()> {
        Ok(tcsetattr(&self.input, OptionalActions::Now, settings)?)
    }

    /// Whether our process group has the terminal. Changing it from the background stops us.
    #[must_use]
    pub fn in_foreground(&self) -> bool {
        tcgetpgrp(&self.input).is_ok_and(|group| group == getpgrp())
    }

    /// Whether another process group has the terminal; `false` if nobody can say.
    #[must_use]
    pub fn in_background(&self) -> bool {
        tcgetpgrp(&self.input).is_ok_and(|group| group != getpgrp())
    }

    /// Throws away what the terminal has not read yet. Does nothing from the background.
    pub fn discard_output(&self) {
        if self.in_foreground() {
            // On failure there is just less room; the caller finds out.
            let _ = tcflush(&self.input, QueueSelector::OFlush);
        }
    }

    /// Writes all of `bytes`, in one write(2) unless the terminal takes less, for as long as
    /// `wanted` says so. `Ok(false)` means that it stopped saying so before the end.
    ///
    /// # Errors
    ///
    /// Whatever write(2) reports, apart from interruptions and a lack of room.
    pub fn write_all(&self, mut bytes: &[u8], wanted: impl Fn() -> bool) -> io::Result<bool> {
        while !bytes.is_empty() {
            if !wanted() {
                return Ok(false);
            }
            match rustix::io::write(output(), bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = &bytes[written..],
                Err(Errno::INTR) => {}
                // Somebody has left the terminal non-blocking; that is not an error of ours.
                Err(Errno::AGAIN) => {
                    wait_for_room(output(), None);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(true)
    }

    /// Writes `bytes` if that is possible within about a fifth of a second, at the cost of
    /// whatever the terminal has not read yet. It is for when all is ending: why it did not work matters to nobody.
    pub fn write_last(&self, mut bytes: &[u8]) -> bool {
        let fd = self.urgent.as_ref().map_or(output(), AsFd::as_fd);
        let mut discarded = false;
        while !bytes.is_empty() {
            match rustix::io::write(fd, bytes) {
                Ok(written) if written > 0 => bytes = &bytes[written..],
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if !discarded => {
                    if !wait_for_room(fd, Some(&ROOM_PATIENCE)) {
                        self.discard_output();
                        discarded = true;
                    }
                }
                _ => return false,
            }
        }
        true
    }

    /// Reads what was typed, after waiting for it for at most so long; `None` if nothing was.
    ///
    /// Waits with poll(2) even if it may take for ever: a read(2) that waits would stop the program as soon as it is in
    /// the background, typed or not.
    ///
    /// # Errors
    ///
    /// Whatever read(2) and poll(2) report, apart from interruptions. A length of 0 is for the caller to think about.
    pub fn read(&self, piece: &mut [u8], patience: Option<Duration>) -> io::Result<Option<usize>> {
        let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
        loop {
            let mut fds = [PollFd::new(&self.input, PollFlags::IN)];
            match poll(&mut fds, patience.as_ref()) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(Errno::INTR | Errno::AGAIN) => continue,
                Err(error) => return Err(error.into()),
            }
            match rustix::io::read(&self.input, &mut *piece) {
                Ok(length) => return Ok(Some(length)),
                // Another program may have left the terminal non-blocking, or have been quicker.
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Sleeps until the terminal is gone. Costs nothing meanwhile: keys do not wake it.
    pub fn wait_for_hangup(&self) {
        while !self.hung_up_within(None) {}
    }

    /// Whether the terminal is gone.
    #[must_use]
    pub fn is_hung_up(&self) -> bool {
        self.hung_up_within(Some(&NO_PATIENCE))
    }

    /// Asking poll(2) for no event at all leaves only those it always reports: hang-up and error.
    ///
    /// Both ends, because standard output may be another terminal than the one with the keys.
    fn hung_up_within(&self, patience: Option<&Timespec>) -> bool {
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        let output = output();
        let mut fds = [PollFd::new(&self.input, PollFlags::empty()), PollFd::new(&output, PollFlags::empty())];
        match poll(&mut fds, patience) {
            Ok(_) => fds.iter().any(|fd| fd.revents().intersects(gone)),
            Err(Errno::INTR | Errno::AGAIN) => false,
            // Nothing can be learnt about it, which is no better.
            Err(_) => true,
        }
    }
}

/// Standard output, past the standard library's own buffer and its 1,024-byte flushes.
fn output() -> BorrowedFd<'static> {
    rustix::stdio::stdout()
}

/// Whether the error is what every use of a terminal reports once that has hung up.
///
/// Also reported to a background process that nobody can bring to the foreground any more, for
/// which the terminal is as good as gone.
#[must_use]
pub fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::IO.raw_os_error())
}

fn unsupported(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, why)
}

/// Whether there is room, after waiting for at most `patience`. An interruption counts as none,
/// so that the caller looks again whether it still wants to write.
fn wait_for_room(fd: BorrowedFd<'_>, patience: Option<&Timespec>) -> bool {
    let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::OUT)];
    let waited = poll(&mut fds, patience);
    let waited = if waited == Err(Errno::INTR) { poll(&mut fds, Some(&NO_PATIENCE)) } else { waited };
    waited.is_ok_and(|ready| ready > 0)
}

/// Whether a shell will notice that we stopped, and can continue us.
///
/// A shell with job control leads the session and gives every job its own process group. Where we
/// are in the leader's group ourselves (`xterm -e`, a container, a script), stopping would be for
/// good.
#[must_use]
pub fn under_job_control() -> bool {
    getsid(None).and_then(|leader| getpgid(Some(leader))).is_ok_and(|group_of_leader| group_of_leader != getpgrp())
}
