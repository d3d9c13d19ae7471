//! Who has the terminal: us or the shell.
//!
//! A [`Terminal`] is a cheap handle that every thread may hold; the thread that calls
//! [`Terminal::enter`] owns the screen and keeps the [`Guard`]. Whatever ends the program (return,
//! panic, signal, hang-up), [`Terminal::restore`] is called by whoever notices first and does its
//! work once.
//!
//! Three rules make that safe:
//!
//! * All output goes through one [`Gate`], so a restore never lands inside half a frame. Waiting
//!   at the gate is bounded, because a frame can be stuck in a terminal that does not read.
//! * The original line settings are kept here, and looked at anew after each stop, because the shell
//!   has set the terminal back meanwhile.
//! * One thread alone reads. What the terminal answers comes to the loop as an event like any other.
//!
//! Keys come from standard input if that is a terminal and, where that is wanted, from `/dev/tty` if
//! it is not; so a scenario can be piped in while the keyboard works.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::cursor::Hide;
use crossterm::terminal::EnterAlternateScreen;
use ratatui::layout::Size;
use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
use rustix::termios::{LocalModes, Termios};

use super::ansi;
use super::gate::{Gate, Pass};
use super::tty::{Keys, Tty, is_gone, under_job_control};

/// Pastes in brackets: all that lines ask for.
const PASTES_ON: &[u8] = b"\x1b[?2004h";
/// Pen and scroll region plain. The latter matters because the painter moves down with a line feed.
const PLAIN: &[u8] = b"\x1b[m\x1b[r";
const LEAVE_LINES: &[u8] = b"\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l";
/// Clicks, drags and the wheel, never bare motion; positions as decimal numbers.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";
const FOCUS_ON: &[u8] = b"\x1b[?1004h";
/// A constant, so that nothing can go wrong on the way out. The order is deliberate: first let the terminal show things
/// again (a frame may have been cut in the middle), then undo the modes, and leave the alternate screen last, because
/// some terminals keep modes per screen.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[?25h\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\
\x1b[?1004l\x1b[?1049l";

/// How long a restore waits for a frame that is being written. Handing a frame to the kernel takes
/// well under a millisecond; longer means that the terminal has stopped reading.
const FRAME_PATIENCE: Duration = Duration::from_millis(100);
/// Two rounds do it on an idle machine.
const UNSTICK_ROUNDS: usize = 8;
const UNSTICK_PATIENCE: Duration = Duration::from_millis(40);

const IDLE: u8 = 0;
const ACTIVE: u8 = 1;
const SUSPENDED: u8 = 2;
const ENDED: u8 = 3;

/// What is written to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// Frames, on a screen of their own.
    #[default]
    Frames,
    /// Lines below each other, on the ordinary screen, with the cursor as it is.
    Lines,
    /// The same where the terminal knows no sequences: it is asked for nothing.
    Bare,
}

/// What to ask of the terminal besides the screen and the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Modes {
    /// Report clicks, drags and the wheel.
    pub mouse: bool,
    /// Report when the window gains or loses the focus.
    pub focus: bool,
    /// What is to be written.
    pub paper: Paper,
}

/// A handle on the terminal the program runs in.
#[derive(Debug, Clone)]
pub struct Terminal(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    tty: Tty,
    /// One of `IDLE`, `ACTIVE`, `SUSPENDED`, `ENDED`.
    state: AtomicU8,
    /// The screen could not be left, because a frame was stuck in the way.
    is_half_left: AtomicBool,
    gate: Gate,
    owner: OnceLock<ThreadId>,
    settings: Mutex<Settings>,
}

#[derive(Debug, Default)]
struct Settings {
    /// The line settings to leave behind.
    original: Option<Termios>,
    modes: Modes,
}

/// Keeps the terminal ours; gives it back on drop.
#[derive(Debug)]
#[must_use = "dropping the guard gives the terminal back at once"]
pub struct Guard(Terminal);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.restore();
    }
}

impl Terminal {
    /// Finds the terminal without changing anything about it.
    ///
    /// Give clones to the signal threads and the panic hook before calling [`Terminal::enter`], so
    /// that there is no moment in which the screen is ours and nobody would give it back.
    ///
    /// # Errors
    ///
    /// If standard output is not a terminal, or there is none to read keys from.
    pub fn open(keys: Keys) -> io::Result<Self> {
        Ok(Self(Arc::new(Shared {
            tty: Tty::open(keys)?,
            state: AtomicU8::new(IDLE),
            is_half_left: AtomicBool::new(false),
            gate: Gate::default(),
            owner: OnceLock::new(),
            settings: Mutex::default(),
        })))
    }

    /// Claims the screen and the keyboard for the calling thread, which becomes the owner.
    ///
    /// It should be the main thread: a restore that finds a frame stuck gets it unstuck by a
    /// signal, and the kernel prefers the main thread for those.
    ///
    /// If a signal has already ended the program this changes nothing; the message is in the
    /// event channel, and whatever is painted until it is read is dropped.
    ///
    /// # Errors
    ///
    /// If the line settings cannot be changed or the terminal cannot be written to. It has been
    /// restored then, as far as possible.
    pub fn enter(&self, modes: Modes) -> io::Result<Guard> {
        let guard = Guard(self.clone());
        self.0.owner.get_or_init(|| thread::current().id());
        self.settings(|settings| settings.modes = modes);
        let pass = self.0.gate.pass();
        let claimed = if self.transition(IDLE, ACTIVE) { self.claim(&pass) } else { Ok(()) };
        // If this failed, the guard is dropped next and needs the gate.
        drop(pass);
        claimed.map(|()| guard)
    }

    /// Gives the terminal back for good. Any thread may call it, any number of times.
    ///
    /// Returns once the terminal is restored, also if another thread is doing it. Every step is
    /// tried even if one before it failed, and failures are not reported: there is nobody left to
    /// report them to. Takes at most about half a second, and that only if the terminal does not
    /// read.
    pub fn restore(&self) {
        let before = self.0.state.swap(ENDED, Ordering::SeqCst);
        // Whatever the state was: with the pass in hand, nobody else is in the middle of anything.
        let pass = self.0.gate.pass_within(FRAME_PATIENCE).or_else(|| self.unstick());
        if before == ACTIVE || self.0.is_half_left.load(Ordering::SeqCst) {
            // While a frame is stuck in the kernel nothing else gets in: whoever restores it next tries again.
            self.0.is_half_left.store(!self.release(), Ordering::SeqCst);
        }
        drop(pass);
    }

    /// Gives the terminal back and stops the program's process group, as Ctrl-Z does elsewhere.
    ///
    /// Raw mode makes Ctrl-Z an ordinary key, so the program calls this itself. `Ok(false)` means
    /// that there is no shell to come back from; nothing was done and the user should be told.
    /// After `Ok(true)` the program may still run for a moment. It goes on when
    /// [`Event::Continued`](super::events::Event::Continued) arrives: call [`Terminal::resume`].
    ///
    /// # Errors
    ///
    /// If the stop signal could not be sent. The terminal is ours again then.
    pub fn suspend(&self) -> io::Result<bool> {
        if !under_job_control() {
            return Ok(false);
        }
        let pass = self.0.gate.pass();
        if self.transition(ACTIVE, SUSPENDED) {
            self.release();
            drop(pass);
            // SIGSTOP and not SIGTSTP: our own signal thread catches the latter. The whole group,
            // because the shell waits for all of a pipeline to stop.
            if let Err(error) = kill_current_process_group(Signal::STOP) {
                self.resume()?;
                return Err(error.into());
            }
        }
        Ok(true)
    }

    /// Claims the terminal again after a stop. Invalidate the painter afterwards.
    ///
    /// Right for stops that nobody announced (`kill -STOP`) as well: those leave the program
    /// thinking that the terminal is raw, while the shell has set it back.
    ///
    /// If the program was continued in the background (`bg`), it stops again, as everything does
    /// there that needs the terminal.
    ///
    /// # Errors
    ///
    /// As [`Terminal::enter`], except that a terminal that is gone is none: a hang-up comes with a
    /// SIGCONT, and the watcher reports it.
    pub fn resume(&self) -> io::Result<()> {
        let pass = self.0.gate.pass();
        if self.0.tty.in_background() {
            // Left to itself, the kernel would stop us inside tcsetattr, past the gate, and again
            // at each SIGCONT, so that not even SIGTERM would get through.
            if self.transition(ACTIVE, SUSPENDED) {
                self.release();
            }
            drop(pass);
            // Asked once more: the kernel may have stopped us meanwhile, because the input thread read from the
            // background, and `fg` continued us here.
            if self.is_suspended() && under_job_control() && self.0.tty.in_background() {
                kill_current_process_group(Signal::STOP)?;
            }
        } else if self.transition(SUSPENDED, ACTIVE) || self.is_active() {
            match self.claim(&pass) {
                Err(error) if is_gone(&error) => {}
                claimed => return claimed,
            }
        }
        Ok(())
    }

    /// Turns mouse reports on or off; remembered over a stop.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be written to.
    pub fn set_mouse(&self, on: bool) -> io::Result<()> {
        self.settings(|settings| settings.modes.mouse = on);
        self.write_frame(if on { MOUSE_ON } else { MOUSE_OFF }).map(drop)
    }

    /// Writes one frame, all of it, in one write(2) unless the terminal takes less.
    ///
    /// `Ok(false)` means that the terminal is not ours (any more), and that nothing, or not all of
    /// the frame, was written.
    ///
    /// # Errors
    ///
    /// Whatever write(2) reports, apart from interruptions. A terminal that is gone is none: the
    /// watcher reports that.
    pub fn write_frame(&self, frame: &[u8]) -> io::Result<bool> {
        match self.send(frame, &self.0.gate.pass()) {
            Err(error) if is_gone(&error) => Ok(false),
            sent => sent,
        }
    }

    /// Reads what was typed, after waiting for it for at most so long; `None` if nothing was. For one thread alone.
    ///
    /// # Errors
    ///
    /// If the terminal cannot be read. A length of 0 may be a terminal that is gone.
    pub fn read(&self, piece: &mut [u8], patience: Option<Duration>) -> io::Result<Option<usize>> {
        self.0.tty.read(piece, patience)
    }

    /// The size of the screen in cells, as the kernel has it now.
    ///
    /// 0 by 0 if nobody knows, or if the terminal is gone; the painter paints nothing then.
    #[must_use]
    pub fn size(&self) -> Size {
        self.0.tty.size()
    }

    /// Sleeps until the terminal is gone. Costs nothing meanwhile.
    pub fn wait_for_hangup(&self) {
        self.0.tty.wait_for_hangup();
    }

    /// Whether the terminal is gone.
    #[must_use]
    pub fn is_hung_up(&self) -> bool {
        self.0.tty.is_hung_up()
    }

    /// Whether the screen is ours at this moment.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.0.state.load(Ordering::SeqCst) == ACTIVE
    }

    /// Whether the calling thread is the one that entered.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.0.owner.get() == Some(&thread::current().id())
    }

    /// Whether the screen is free for plain text: not entered yet, or given back for good.
    #[must_use]
    pub fn is_released(&self) -> bool {
        matches!(self.0.state.load(Ordering::SeqCst), IDLE | ENDED)
    }

    fn is_suspended(&self) -> bool {
        self.0.state.load(Ordering::SeqCst) == SUSPENDED
    }

    fn transition(&self, from: u8, to: u8) -> bool {
        self.0.state.compare_exchange(from, to, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }

    fn settings<T>(&self, look: impl FnOnce(&mut Settings) -> T) -> T {
        look(&mut self.0.settings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn send(&self, bytes: &[u8], _: &Pass<'_>) -> io::Result<bool> {
        self.0.tty.write_all(bytes, || self.is_active())
    }

    /// Raw mode first, so that nothing typed meanwhile is echoed onto the new screen.
    fn claim(&self, pass: &Pass<'_>) -> io::Result<()> {
        let found = self.0.tty.line()?;
        let mut raw = found.clone();
        raw.make_raw();
        let modes = self.settings(|settings| {
            // After a stop that no shell noticed the terminal is still raw, and that is not what
            // the user wants back. If a shell was there, its settings are the newest truth.
            if settings.original.is_none() || found.local_modes.contains(LocalModes::ICANON) {
                settings.original = Some(found);
            }
            settings.modes
        });
        self.0.tty.set_line(&raw)?;
        let mut bytes = Vec::new();
        match modes.paper {
            Paper::Frames => {
                ansi::put(&mut bytes, EnterAlternateScreen);
                ansi::put(&mut bytes, Hide);
                bytes.extend_from_slice(PLAIN);
            }
            Paper::Lines => {}
            Paper::Bare => return Ok(()),
        }
        bytes.extend_from_slice(PASTES_ON);
        if modes.focus {
            bytes.extend_from_slice(FOCUS_ON);
        }
        if modes.mouse {
            bytes.extend_from_slice(MOUSE_ON);
        }
        self.send(&bytes, pass).map(drop)
    }

    /// Undoes [`Terminal::claim`], every step whatever became of the others; whether the screen was left, as far as it may
    /// be.
    fn release(&self) -> bool {
        let foreground = self.0.tty.in_foreground();
        let (original, modes) = self.settings(|settings| (settings.original.clone(), settings.modes));
        let tostop = original.as_ref().is_some_and(|o| o.local_modes.contains(LocalModes::TOSTOP));
        // From the background, changing the line stops us, and so does writing if TOSTOP is set;
        // then the program could not even end. The shell has set the line its own way by then.
        let is_left = (tostop && !foreground)
            || self.0.tty.write_last(match modes.paper {
                Paper::Frames => LEAVE,
                Paper::Lines => LEAVE_LINES,
                Paper::Bare => b"",
            });
        if let Some(original) = original
            && foreground
        {
            let _ = self.0.tty.set_line(&original);
        }
        is_left
    }

    /// Gets past the gate although a frame is stuck in it, if that is possible at all.
    ///
    /// Nobody will look at that frame: what the terminal has not read of it is thrown away, and
    /// the write(2) is interrupted, by a signal that does no harm. Its writer then sees that the
    /// terminal is not ours any more. It takes several rounds, because a write that has not got
    /// rid of a single byte yet is restarted by the kernel instead.
    fn unstick(&self) -> Option<Pass<'_>> {
        (0..UNSTICK_ROUNDS).find_map(|_| {
            self.0.tty.discard_output();
            let _ = kill_process(getpid(), Signal::WINCH);
            self.0.gate.pass_within(UNSTICK_PATIENCE)
        })
    }
}
