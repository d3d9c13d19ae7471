//! The loop: sleep until something happens, take all of it, act, paint once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use color_eyre::eyre::eyre;
use ratatui::layout::{Position, Rect};

use super::clock::Clock;
use super::color::depth_of;
use super::desk::Desk;
use super::events::{Event, Signal, next_batch};
use super::keys::{key, pointer};
use super::painter::Painter;
use super::terminal::{Modes, Terminal};
use super::tty::Keys;
use super::watch::Watch;
use super::{input, panic, signals, workers};
use crate::app::{Effect, Msg, Notice, State};
use crate::engine::Threaded;
use crate::export::frame::{limit_colors, limit_glyphs};
use crate::scenario::Origin;
use crate::session::{Outside, Session};
use crate::view::{Depth, Spoken, Theme, render};

/// There is no terminal to explore on.
#[derive(Debug, thiserror::Error)]
#[error("{0}: the explorer needs a terminal; `stockout run` prints results, `stockout frame` a frame")]
pub struct NoTerminal(#[source] std::io::Error);

/// How the explorer is seen.
#[derive(Debug, Clone, Copy)]
pub enum Look<'a> {
    /// As frames.
    Painted {
        /// Their colours.
        theme: &'a Theme,
        /// In ASCII characters alone.
        ascii: bool,
    },
    /// As lines for a screen reader: what changed, once, on the ordinary screen.
    Spoken,
}

/// Paints the state as the terminal can show it.
fn paint(
    painter: &mut Painter<Terminal>,
    state: &State,
    area: Rect,
    theme: &Theme,
    depth: Depth,
    ascii: bool,
) -> std::io::Result<()> {
    let painted = painter.paint(area, |buffer| {
        let cursor = render(state, theme, area, buffer);
        limit_colors(buffer, depth);
        if ascii {
            limit_glyphs(buffer);
        }
        cursor
    });
    painted.map(drop)
}

/// Writes lines below what stands there, in one write.
fn say(terminal: &Terminal, lines: &[String]) -> std::io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for line in lines {
        // Raw mode takes the carriage return for nothing.
        text.push_str(line);
        text.push_str("\r\n");
    }
    terminal.write_frame(text.as_bytes()).map(drop)
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Quit,
    Signal(Signal),
}

/// What the loop itself has to do for the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Quit,
    Repaint,
    Suspend,
    Mouse(bool),
}

/// The outside of a session in a terminal: files through the desk, the rest through the loop.
struct Room {
    desk: Desk,
    asked: Vec<Asked>,
    /// What is to become of recovery files, in order.
    recovery: Vec<Effect>,
}

impl Room {
    /// After the frame, because a slow disk must not hold up what a key shows.
    fn see_to_recovery(&mut self, state: &State) {
        for effect in self.recovery.drain(..) {
            self.desk.perform(effect, state);
        }
    }
}

impl Outside for Room {
    fn perform(&mut self, effect: Effect, state: &State) -> Vec<Msg> {
        match effect {
            Effect::Quit => self.asked.push(Asked::Quit),
            Effect::Repaint => self.asked.push(Asked::Repaint),
            Effect::Mouse(on) => self.asked.push(Asked::Mouse(on)),
            Effect::Suspend => self.asked.push(Asked::Suspend),
            effect @ (Effect::KeepRecovery | Effect::ForgetRecovery | Effect::ForgetEarlier) => {
                // However many moves a batch has, they are kept once.
                if self.recovery.last() != Some(&effect) {
                    self.recovery.push(effect);
                }
            }
            effect => return self.desk.perform(effect, state),
        }
        vec![]
    }
}

/// Explores `state`, or presents its story, in the terminal until the person quits or a signal ends it; gives the exit code.
///
/// # Errors
/// If there is no terminal, or it is lost in a way that is no hang-up.
pub fn run(state: State, look: Look<'_>, desk: Desk) -> color_eyre::Result<u8> {
    let keys = if state.scenario.origin == Origin::Stdin { Keys::Terminal } else { Keys::Stdin };
    let terminal = Terminal::open(keys).map_err(NoTerminal)?;
    let (sender, receiver) = channel();
    panic::install(&terminal, &sender)?;
    signals::watch_signals(&terminal, &sender)?;
    signals::watch_hangup(&terminal, &sender)?;
    let engine = workers::spawn(&sender, workers::ensemble_threads())?;
    let ending = {
        let is_spoken = matches!(look, Look::Spoken);
        let _guard = terminal.enter(Modes { mouse: state.mouse, focus: false, lines: is_spoken })?;
        input::spawn(&terminal, &sender)?;
        explore(state, look, desk, engine, &terminal, &sender, &receiver)?
    };
    Ok(match ending {
        Ending::Quit => 0,
        Ending::Signal(signal) => signal.exit_code(),
    })
}

fn explore(
    state: State,
    look: Look<'_>,
    mut desk: Desk,
    engine: Threaded,
    terminal: &Terminal,
    sender: &Sender<Event>,
    receiver: &Receiver<Event>,
) -> color_eyre::Result<Ending> {
    let clock = Clock::start();
    let is_painted = matches!(look, Look::Painted { .. });
    let depth = depth_of(|name| std::env::var(name).ok());
    let painted = match look {
        Look::Painted { theme, ascii } => Some((theme.at(depth), ascii)),
        Look::Spoken => None,
    };
    let mut painter = Painter::new(terminal.clone());
    let mut spoken = Spoken::new();
    let mut batch = Vec::new();
    let mut messages = Vec::new();
    let mut size = terminal.size();
    let earlier = desk.earlier_session();
    let mut session = Session::start_sized(
        state,
        (size.width, size.height),
        engine,
        Room { desk, asked: Vec::new(), recovery: Vec::new() },
    );
    let mut watch = Watch::of(&session.state, sender);
    let mut ending = None;
    if let Some(unsaved) = earlier {
        session.take([Msg::Recovered(unsaved)]);
    }
    loop {
        let area = Rect::from((Position::ORIGIN, size));
        match &painted {
            Some((theme, ascii)) => paint(&mut painter, &session.state, area, theme, depth, *ascii)?,
            None => say(terminal, &spoken.news(&session.state))?,
        }
        session.outside.see_to_recovery(&session.state);
        // With nothing on its way the loop sleeps for as long as nothing comes.
        let wakes_at = session.state.wakes_at();
        let patience = wakes_at.map(|at| Duration::from_millis(at.saturating_sub(clock.now_ms())));
        next_batch(receiver, patience, &mut batch)?;
        for event in batch.drain(..) {
            match event {
                Event::Key(event) => {
                    if let Some(key) = key(event) {
                        messages.push(Msg::Key { key, now_ms: clock.now_ms() });
                    }
                }
                Event::Paste(text) => messages.push(Msg::Paste(text)),
                Event::Resize => {
                    size = terminal.size();
                    messages.push(Msg::Size(size.width, size.height));
                }
                Event::Mouse(event) => {
                    let pointer = pointer(event, clock.now_ms());
                    messages.extend(pointer.map(Msg::Pointer));
                }
                // The engine's answer is taken below; the focus is not asked for.
                Event::Wake | Event::Focus(_) => {}
                Event::FileChanged => messages.extend(session.outside.desk.reload(&session.state)),
                Event::Suspend => session.outside.asked.push(Asked::Suspend),
                Event::Continued => {
                    terminal.resume()?;
                    painter.invalidate();
                    // While we were stopped, the shell was told of a new size, and we were not.
                    size = terminal.size();
                    messages.push(Msg::Size(size.width, size.height));
                }
                // Not at once: keys that came before are moves to be kept.
                Event::Terminate(signal) => ending = Some(Ending::Signal(signal)),
                Event::Hangup => ending = Some(Ending::Signal(Signal::HANGUP)),
                Event::ThreadPanicked { thread, report } => {
                    let what = report.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                    messages.push(Msg::Trouble(format!("{thread} failed and was started again: {what}")));
                }
                Event::InputLost(why) => return Err(eyre!("the keyboard is lost: {why}")),
            }
        }
        let now_ms = clock.now_ms();
        if wakes_at.is_some_and(|at| at <= now_ms) {
            messages.push(Msg::Tick { now_ms });
        }
        session.take(messages.drain(..));
        if let Some(why) = session.engine.take_failure() {
            session.take([Msg::Trouble(why)]);
        }
        for asked in std::mem::take(&mut session.outside.asked) {
            match asked {
                Asked::Quit => ending = ending.or(Some(Ending::Quit)),
                Asked::Repaint => painter.invalidate(),
                Asked::Mouse(on) if is_painted => terminal.set_mouse(on)?,
                Asked::Mouse(_) => {
                    // Lines have no places to point at, and a screen reader may want the mouse.
                    session.state.mouse = false;
                    let text = "the mouse stays the terminal's: there is no screen to point at".to_owned();
                    session.state.notice = Some(Notice { text, is_error: false });
                }
                Asked::Suspend => {
                    if !terminal.suspend()? {
                        let text = "there is no shell to go back to".to_owned();
                        session.state.notice = Some(Notice { text, is_error: false });
                    }
                }
            }
        }
        if let Some(ending) = ending {
            session.outside.see_to_recovery(&session.state);
            return Ok(ending);
        }
        if !watch.is_of(&session.state) {
            watch = Watch::of(&session.state, sender);
        }
    }
}
