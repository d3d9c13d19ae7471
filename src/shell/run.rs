//! The loop: sleep until something happens, take all of it, act, paint once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use color_eyre::eyre::eyre;
use ratatui::layout::{Position, Rect};

use super::background::Question;
use super::clock::Clock;
use super::color::{is_dumb, theme_of};
use super::desk::{self, Desk};
use super::events::{Event, Signal, next_batch};
use super::painter::Painter;
use super::terminal::{Modes, Paper, Terminal};
use super::tty::Keys;
use super::watch::Watch;
use super::{background, input, panic, signals, workers};
use crate::app::{Effect, Msg, Notice, Pointer, State};
use crate::engine::Engine;
use crate::export::file;
use crate::export::frame::{Glyphs, limit_colors};
use crate::scenario::Origin;
use crate::session::{Outside, Session};
use crate::view::{Depth, Spoken, Theme, ThemeName, render};

/// There is no terminal to explore on.
#[derive(Debug, thiserror::Error)]
pub enum NoTerminal {
    /// None at all.
    #[error("{0}: the explorer needs a terminal; `stockout run` prints results, `stockout frame` a frame")]
    None(#[source] std::io::Error),
    /// One that can show no frames.
    #[error("TERM is dumb, and such a terminal shows no frames: --screen-reader tells the same in lines")]
    Dumb,
}

/// How the explorer is seen.
#[derive(Debug, Clone, Copy)]
pub enum Look {
    /// As frames.
    Painted(Painted),
    /// As lines for a screen reader: what changed, once, on the ordinary screen.
    Spoken,
}

/// How frames look.
#[derive(Debug, Clone, Copy)]
pub struct Painted {
    /// The theme; without one, that which suits the terminal's ground.
    pub theme: Option<ThemeName>,
    /// How many colours there are.
    pub depth: Depth,
    /// With which characters.
    pub glyphs: Glyphs,
}

/// Paints the state as the terminal can show it.
struct Canvas {
    painter: Painter<Terminal>,
    theme: Theme,
    depth: Depth,
    glyphs: Glyphs,
    /// Whether the terminal is still to be asked for its ground, or its answer is awaited.
    question: Question,
}

impl Canvas {
    fn new(terminal: &Terminal, look: Painted) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let asks = look.theme.is_none() && look.depth != Depth::None && background::may_ask(variable);
        let name = look.theme.unwrap_or_else(|| theme_of(variable));
        Self {
            painter: Painter::new(terminal.clone()),
            theme: Theme::new(name).at(look.depth),
            depth: look.depth,
            glyphs: look.glyphs,
            question: if asks { Question::ToBeAsked } else { Question::Settled },
        }
    }

    fn paint(&mut self, terminal: &Terminal, state: &State, area: Rect) -> std::io::Result<usize> {
        let Self { painter, theme, depth, glyphs, .. } = self;
        let bytes = painter.paint(area, |buffer| {
            let cursor = render(state, theme, area, buffer);
            limit_colors(buffer, *depth);
            glyphs.limit(buffer);
            cursor
        })?;
        if let Some(question) = self.question.ask() {
            // Behind the first frame, which waits for nothing. An answer may come at any time, or never.
            terminal.write_frame(question)?;
        }
        Ok(bytes)
    }

    /// How an export of the screen is to look.
    fn look(&self) -> file::Look {
        file::Look { theme: self.theme.clone(), depth: self.depth, glyphs: self.glyphs }
    }

    /// Forgets what the screen shows.
    fn invalidate(&mut self) {
        self.painter.invalidate();
    }

    /// Takes an answer of the terminal's, if it is the one that was asked for.
    fn answered(&mut self, answer: &[u8]) {
        if let Some(name) = self.question.answered(answer) {
            self.theme = Theme::new(name).at(self.depth);
            tracing::info!(theme = name.id(), "the terminal told its ground");
        }
    }
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

/// Gives a text to the terminal's clipboard, in one write. Terminals that have none, or do not let programs at it, say
/// nothing.
fn copy(terminal: &Terminal, text: &str) -> std::io::Result<()> {
    if is_dumb(|name| std::env::var(name).ok()) {
        // What is copied is told too, and can be taken from there.
        return Ok(());
    }
    let sequence = format!("\x1b]52;c;{}\x1b\\", STANDARD.encode(text));
    terminal.write_frame(sequence.as_bytes()).map(drop)
}

/// How the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Quit,
    Signal(Signal),
}

/// What the loop itself has to do for the session.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Quit,
    Repaint,
    Suspend,
    Mouse(bool),
    Copy(String),
}

/// The outside of a session in a terminal: files through the desk, the rest through the loop.
struct Room {
    desk: Desk,
    asked: Vec<Asked>,
    /// What is to become of recovery files, in order.
    recovery: Vec<Effect>,
    sender: Sender<Event>,
    /// What was computed aside.
    late: Arc<Mutex<Option<Msg>>>,
}

impl Room {
    /// An export of the screen is to look as the screen does.
    fn sees(&mut self, canvas: Option<&Canvas>) {
        if let Some(canvas) = canvas {
            self.desk.look = canvas.look();
        }
    }

    /// What was computed aside, once.
    fn take_late(&mut self) -> Option<Msg> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

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
            Effect::Copy(text) => self.asked.push(Asked::Copy(text)),
            Effect::Suspend => self.asked.push(Asked::Suspend),
            effect @ (Effect::KeepRecovery | Effect::ForgetRecovery | Effect::ForgetEarlier) => {
                // However many moves a batch has, they are kept once.
                if self.recovery.last() != Some(&effect) {
                    self.recovery.push(effect);
                }
            }
            // A key never waits for it; where there is no thread it has to.
            Effect::Backtest => {
                if workers::aside("backtest", &self.sender, &self.late, desk::backtest).is_err() {
                    return vec![desk::backtest()];
                }
            }
            effect => return self.desk.perform(effect, state),
        }
        vec![]
    }
}

/// Explores `state`, or presents its story, in the terminal until the person quits or a signal ends it; gives the exit
/// code.
///
/// # Errors
/// If there is no terminal, or it is lost in a way that is no hang-up.
pub fn run(state: State, look: Look, desk: Desk) -> color_eyre::Result<u8> {
    run_on(state, look, desk, |events| workers::spawn(events, workers::ensemble_threads()))
}

/// As [`run`], on an engine of the caller's, which may tell the loop what it has to tell.
///
/// # Errors
/// As [`run`]; and if there is no engine.
pub fn run_on<E: Engine>(
    state: State,
    look: Look,
    desk: Desk,
    engine: impl FnOnce(&Sender<Event>) -> std::io::Result<E>,
) -> color_eyre::Result<u8> {
    let keys = if state.scenario.origin == Origin::Stdin { Keys::Terminal } else { Keys::Stdin };
    let terminal = Terminal::open(keys).map_err(NoTerminal::None)?;
    let is_dumb = is_dumb(|name| std::env::var(name).ok());
    let is_spoken = matches!(look, Look::Spoken);
    if is_dumb && !is_spoken {
        return Err(NoTerminal::Dumb.into());
    }
    let (sender, receiver) = channel();
    panic::install(&terminal, &sender)?;
    signals::watch_signals(&terminal, &sender)?;
    signals::watch_hangup(&terminal, &sender)?;
    let engine = engine(&sender)?;
    let ending = {
        let paper = match (is_spoken, is_dumb) {
            (false, _) => Paper::Frames,
            (true, false) => Paper::Lines,
            (true, true) => Paper::Bare,
        };
        let modes = Modes { mouse: state.mouse, focus: false, paper };
        let _guard = terminal.enter(modes)?;
        input::spawn(&terminal, &sender)?;
        explore(state, look, desk, engine, &terminal, &sender, &receiver)?
    };
    tracing::info!(?ending, "ended");
    Ok(match ending {
        Ending::Quit => 0,
        Ending::Signal(signal) => signal.exit_code(),
    })
}

/// Sleeps until something happens, or until something moves by itself, and takes all that came; gives the tick that is
/// then due. With nothing on its way the loop sleeps for as long as nothing comes.
fn sleep(
    receiver: &Receiver<Event>,
    state: &State,
    clock: Clock,
    batch: &mut Vec<Event>,
) -> color_eyre::Result<Option<Msg>> {
    let wakes_at = state.wakes_at();
    let patience = wakes_at.map(|at| Duration::from_millis(at.saturating_sub(clock.now_ms())));
    next_batch(receiver, patience, batch)?;
    let now_ms = clock.now_ms();
    Ok(wakes_at.filter(|at| *at <= now_ms).map(|_| Msg::Tick { now_ms }))
}

fn explore<E: Engine>(
    state: State,
    look: Look,
    mut desk: Desk,
    engine: E,
    terminal: &Terminal,
    sender: &Sender<Event>,
    receiver: &Receiver<Event>,
) -> color_eyre::Result<Ending> {
    let clock = Clock::start();
    tracing::info!(version = env!("CARGO_PKG_VERSION"), scenario = %state.scenario.title, ?look, size = ?terminal.size(), "started");
    let mut canvas = match look {
        Look::Painted(look) => Some(Canvas::new(terminal, look)),
        Look::Spoken => None,
    };
    let mut spoken = Spoken::new();
    let mut batch = Vec::new();
    let mut messages = Vec::new();
    let mut size = terminal.size();
    let earlier = desk.earlier_session();
    let mut session = Session::start_sized(
        state,
        (size.width, size.height),
        engine,
        Room { desk, asked: Vec::new(), recovery: Vec::new(), sender: sender.clone(), late: Arc::default() },
    );
    let mut watch = Watch::of(&session.state, sender);
    let mut ending = None;
    if let Some(unsaved) = earlier {
        session.take([Msg::Recovered(unsaved)]);
    }
    loop {
        let area = Rect::from((Position::ORIGIN, size));
        match &mut canvas {
            Some(canvas) => {
                let begun = clock.now();
                let bytes = canvas.paint(terminal, &session.state, area)?;
                tracing::debug!(bytes, took = ?clock.since(begun), "painted");
            }
            None => say(terminal, &spoken.news(&session.state))?,
        }
        session.outside.see_to_recovery(&session.state);
        let tick = sleep(receiver, &session.state, clock, &mut batch)?;
        let begun = clock.now();
        tracing::debug!(events = batch.len(), first = ?batch.first(), "woken");
        for event in batch.drain(..) {
            match event {
                Event::Key(key) => messages.push(Msg::Key { key, now_ms: clock.now_ms() }),
                Event::Paste(text) => messages.push(Msg::Paste(text)),
                Event::Resize => {
                    size = terminal.size();
                    messages.push(Msg::Size(size.width, size.height));
                }
                Event::Mouse { gesture, cell } => {
                    messages.push(Msg::Pointer(Pointer { gesture, cell, now_ms: clock.now_ms() }));
                }
                Event::Answer(answer) => canvas.iter_mut().for_each(|canvas| canvas.answered(&answer)),
                // The engine's answer is taken below; the focus is not asked for.
                Event::Wake => messages.extend(session.outside.take_late()),
                Event::Focus(_) => {}
                Event::FileChanged => messages.extend(session.outside.desk.reload(&session.state)),
                Event::Suspend => session.outside.asked.push(Asked::Suspend),
                Event::Continued => {
                    terminal.resume()?;
                    canvas.iter_mut().for_each(Canvas::invalidate);
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
        session.outside.sees(canvas.as_ref());
        session.take(messages.drain(..).chain(tick));
        tracing::debug!(took = ?clock.since(begun), draws = session.state.ensemble.as_ref().map(|of| of.draws), "acted");
        if let Some(why) = session.engine.take_failure() {
            session.take([Msg::Trouble(why)]);
        }
        for asked in std::mem::take(&mut session.outside.asked) {
            match asked {
                Asked::Quit => ending = ending.or(Some(Ending::Quit)),
                Asked::Repaint => canvas.iter_mut().for_each(Canvas::invalidate),
                Asked::Mouse(on) if canvas.is_some() => terminal.set_mouse(on)?,
                Asked::Mouse(_) => {
                    // Lines have no places to point at, and a screen reader may want the mouse.
                    session.state.mouse = false;
                    let text = "the mouse stays the terminal's: there is no screen to point at".to_owned();
                    session.state.notice = Some(Notice { text, is_error: false });
                }
                Asked::Copy(text) => copy(terminal, &text)?,
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
