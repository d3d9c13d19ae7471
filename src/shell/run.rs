//! The loop: sleep until something happens, take all of it, act, paint once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use color_eyre::eyre::eyre;
use ratatui::layout::{Position, Rect};

use super::canvas::{Canvas, Look, say};
use super::clock::Clock;
use super::color::is_dumb;
use super::desk::{self, Desk};
use super::events::{Event, Input, Signal, next_batch};
use super::post::Telling;
use super::storm::Storm;
use super::terminal::{Modes, Paper, Terminal};
use super::tty::Keys;
use super::watch::Watch;
use super::{input, panic, signals, workers};
use crate::app::{Effect, Msg, Notice, Pointer, State};
use crate::engine::Engine;
use crate::scenario::Origin;
use crate::session::{Outside, Session};
use crate::view::{Spoken, render};

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

/// What is written to the terminal for a look.
pub(super) fn paper(look: &Look) -> Result<Paper, NoTerminal> {
    match (look, is_dumb(|name| std::env::var(name).ok())) {
        (Look::Painted(_), true) => Err(NoTerminal::Dumb),
        (Look::Painted(_), false) => Ok(Paper::Frames),
        (Look::Spoken(_), false) => Ok(Paper::Lines),
        (Look::Spoken(_), true) => Ok(Paper::Bare),
    }
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
    /// What is to become of files that are kept for the next session, in order.
    kept: Vec<Effect>,
    sender: Sender<Event>,
    /// What was computed aside.
    late: Arc<Mutex<Option<Msg>>>,
    /// When a file that could not be read is looked at again.
    second_look_ms: Option<u64>,
}

impl Room {
    fn new(desk: Desk, sender: Sender<Event>) -> Self {
        let (asked, kept) = (Vec::new(), Vec::new());
        Self { desk, asked, kept, sender, late: Arc::default(), second_look_ms: None }
    }

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

    /// Reads the scenario's file again. Editors empty a file before they write it: what is wrong with one that has just
    /// changed is told when it is still wrong after a while.
    fn reread(&mut self, state: &State, now_ms: u64) -> Option<Msg> {
        let told = self.desk.reload(state);
        match (&told, self.second_look_ms) {
            (Some(Msg::Reloaded(Err(_))), None) => self.second_look_ms = Some(now_ms + SECOND_LOOK_MS),
            (Some(Msg::Reloaded(Err(_))), Some(at)) if now_ms < at => {}
            _ => {
                self.second_look_ms = None;
                return told;
            }
        }
        None
    }

    /// After the frame, because a slow disk must not hold up what a key shows.
    fn see_to_kept(&mut self, state: &State) {
        for effect in self.kept.drain(..) {
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
            effect @ (Effect::KeepRecovery
            | Effect::ForgetRecovery
            | Effect::ForgetEarlier
            | Effect::KeepPlace
            | Effect::ForgetPlace) => {
                // However many moves a batch has, they are kept once.
                if self.kept.last() != Some(&effect) {
                    self.kept.push(effect);
                }
            }
            Effect::Reload => {
                let now_ms = self.desk.clock.map_or(0, Clock::now_ms);
                return self.reread(state, now_ms).into_iter().collect();
            }
            // A key never waits for it; where there is no thread it has to.
            Effect::Backtest => {
                let failed = |why| Msg::Backtested(Err(format!("the backtest failed: {why}")));
                if workers::aside("backtest", &self.sender, &self.late, desk::backtest, failed).is_err() {
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
    let paper = paper(&look)?;
    let (sender, receiver) = channel();
    panic::install(&terminal, &sender)?;
    signals::watch_signals(&terminal, &sender)?;
    signals::watch_hangup(&terminal, &sender)?;
    let engine = engine(&sender)?;
    let clock = Clock::start();
    let ending = {
        let _guard = terminal.enter(Modes { mouse: state.mouse, focus: false, paper })?;
        input::spawn(&terminal, &sender, clock)?;
        explore(state, look, desk, engine, clock, (&terminal, &sender, &receiver))?
    };
    tracing::info!(?ending, "ended");
    Ok(match ending {
        Ending::Quit => 0,
        Ending::Signal(signal) => signal.exit_code(),
    })
}

/// How long a file that cannot be read may be one that is still being written.
const SECOND_LOOK_MS: u64 = 250;

/// Sleeps until something happens, until something moves by itself or a file is to be looked at again, and takes all that
/// came; gives the tick that is then due. With nothing on its way the loop sleeps for as long as nothing comes.
fn sleep(
    receiver: &Receiver<Event>,
    state: &State,
    room: &mut Room,
    clock: Clock,
    storm: &mut Storm,
    batch: &mut Vec<Event>,
) -> color_eyre::Result<Option<Msg>> {
    let (wakes_at, looks_at) = (state.wakes_at(), room.second_look_ms);
    loop {
        let due = [wakes_at, looks_at].into_iter().flatten().map(Duration::from_millis);
        let next = due.chain(storm.wakes_at()).min();
        next_batch(receiver, next.map(|at| at.saturating_sub(clock.now())), batch)?;
        let (now, now_ms) = (clock.now(), clock.now_ms());
        if looks_at.is_some_and(|at| at <= now_ms) {
            batch.push(Event::FileChanged);
        }
        let tick = wakes_at.filter(|at| *at <= now_ms).map(|_| Msg::Tick { now_ms });
        if tick.is_some() || !storm.holds(batch, now) {
            storm.release(batch, now);
            return Ok(tick);
        }
    }
}

/// What is told of a thread that panicked.
fn panicked(thread: &str, report: &str, goes_on: bool) -> Msg {
    let what = report.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let how = if goes_on { "failed, and goes on" } else { "failed" };
    Msg::Trouble(format!("{thread} {how}: {what}"))
}

/// Does what the session asks of the loop; whether it asks to end.
fn see_to_asked<E: Engine>(
    session: &mut Session<E, Room>,
    terminal: &Terminal,
    canvas: &mut Option<Canvas>,
) -> std::io::Result<bool> {
    let mut quits = false;
    for asked in std::mem::take(&mut session.outside.asked) {
        match asked {
            Asked::Quit => quits = true,
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
                // Who is stopped may be killed.
                session.outside.see_to_kept(&session.state);
                if !terminal.suspend()? {
                    let text = "there is no shell to go back to".to_owned();
                    session.state.notice = Some(Notice { text, is_error: false });
                }
            }
        }
    }
    Ok(quits)
}

fn explore<E: Engine>(
    mut state: State,
    look: Look,
    mut desk: Desk,
    engine: E,
    clock: Clock,
    (terminal, sender, receiver): (&Terminal, &Sender<Event>, &Receiver<Event>),
) -> color_eyre::Result<Ending> {
    tracing::info!(version = env!("CARGO_PKG_VERSION"), scenario = %state.scenario.title, ?look, size = ?terminal.size(), "started");
    let size = terminal.size();
    let earlier = desk.earlier_session();
    desk.clock = Some(clock);
    state.size = (size.width, size.height);
    let mut session = Session::begin(state, engine, Room::new(desk, sender.clone()));
    if session.state.stage.is_some() {
        session.outside.kept.push(Effect::KeepPlace);
    }
    if let Some(unsaved) = earlier {
        session.act([Msg::Recovered(unsaved)]);
    }
    let ended = live(&mut session, look, clock, terminal, sender, receiver);
    if session.state.stage.is_some() && !matches!(ended, Ok(Ending::Quit)) {
        // It was cut off, and its time ran on since it was last kept.
        session.outside.kept.push(Effect::KeepPlace);
    }
    session.outside.see_to_kept(&session.state);
    ended
}

/// Until it ends: paints, sleeps, and acts on what came.
fn live<E: Engine>(
    session: &mut Session<E, Room>,
    look: Look,
    clock: Clock,
    terminal: &Terminal,
    sender: &Sender<Event>,
    receiver: &Receiver<Event>,
) -> color_eyre::Result<Ending> {
    let glyphs = look.glyphs();
    let mut canvas = Canvas::of(terminal, look);
    let mut spoken = Spoken::new();
    let mut batch = Vec::new();
    let mut messages = Vec::new();
    let mut size = terminal.size();
    let mut storm = Storm::default();
    let mut watch = Watch::of(&session.state, sender);
    let mut telling = Telling::default();
    let mut ending = None;
    loop {
        let area = Rect::from((Position::ORIGIN, size));
        match &mut canvas {
            Some(canvas) => {
                let begun = clock.now();
                let state = &session.state;
                let bytes = canvas.paint(terminal, area, |theme, buffer| render(state, theme, area, buffer))?;
                tracing::debug!(bytes, took = ?clock.since(begun), "painted");
            }
            // What is said to nobody would not be said again.
            None if terminal.is_active() => say(terminal, glyphs, &spoken.news(&session.state))?,
            None => {}
        }
        session.post();
        telling.tell(&session.state, sender, clock);
        session.outside.see_to_kept(&session.state);
        let tick = sleep(receiver, &session.state, &mut session.outside, clock, &mut storm, &mut batch)?;
        let begun = clock.now();
        tracing::debug!(events = batch.len(), first = ?batch.first(), "woken");
        for event in batch.drain(..) {
            match event {
                Event::Input { input, read_ms: now_ms } => match input {
                    Input::Key(key) => messages.push(Msg::Key { key, now_ms }),
                    Input::Paste(text) => messages.push(Msg::Paste(text)),
                    Input::Mouse { gesture, cell } => messages.push(Msg::Pointer(Pointer { gesture, cell, now_ms })),
                    Input::Answer(answer) => canvas.iter_mut().for_each(|canvas| canvas.answered(&answer)),
                    // Not asked for.
                    Input::Focus(_) => {}
                },
                Event::Resize => {
                    size = terminal.size();
                    messages.push(Msg::Size(size.width, size.height));
                }
                // The engine's answer is taken below.
                Event::Wake => messages.extend(session.outside.take_late()),
                Event::Drive { drive, read_ms: now_ms } => messages.push(Msg::Drive { drive, now_ms }),
                // For whoever follows a talk, not for the talk.
                Event::Told { .. } | Event::TalkOver { .. } | Event::TalksChanged => {}
                Event::FileChanged => messages.push(Msg::FileChanged),
                Event::Suspend => session.outside.asked.push(Asked::Suspend),
                Event::Continued => {
                    terminal.resume()?;
                    canvas.iter_mut().for_each(Canvas::invalidate);
                    // While we were stopped, the shell was told of a new size, and we were not.
                    size = terminal.size();
                    messages.push(Msg::Size(size.width, size.height));
                }
                // Not at once: keys that came before are moves to be kept.
                Event::Terminate(signal) => ending = Some(Ok(Ending::Signal(signal))),
                Event::Hangup => ending = Some(Ok(Ending::Signal(Signal::HANGUP))),
                Event::ThreadPanicked { thread, report, goes_on } => {
                    messages.push(panicked(&thread, &report, goes_on));
                }
                Event::InputLost(why) => ending = Some(Err(eyre!("the keyboard is lost: {why}"))),
            }
        }
        session.outside.sees(canvas.as_ref());
        session.act(messages.drain(..).chain(tick));
        tracing::debug!(took = ?clock.since(begun), draws = session.state.ensemble.as_ref().map(|of| of.draws), "acted");
        if let Some(why) = session.engine.take_failure() {
            session.act([Msg::Trouble(why)]);
        }
        if see_to_asked(session, terminal, &mut canvas)? {
            ending = ending.or(Some(Ok(Ending::Quit)));
        }
        if let Some(ending) = ending {
            return ending;
        }
        if !watch.is_of(&session.state) {
            watch = Watch::of(&session.state, sender);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::{Stroke, parse_macro};
    use crate::engine::Inline;
    use crate::scenario;
    use crate::shell::files::Disk;

    /// Editors empty a file and then write it: in between it is broken, and nobody is told.
    #[test]
    fn a_file_that_is_being_written_is_looked_at_again_before_anything_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.ron");
        let write = |text: &str| std::fs::write(&path, text).unwrap();
        let whole = "(format: 1, extends: \"baseline\", title: \"Mine\", set: {\"policy.leakage\": \"3%\"})";
        write(whole);
        let scenario = Arc::new(scenario::load_from(&Origin::File(path.clone()), &Disk).unwrap());
        let reference = scenario.reference.clone();
        let state = State::new(scenario, reference, vec![]);
        let (sender, _receiver) = channel();
        let mut room = Room::new(Desk::new(), sender);
        let look = |now_ms: u64, room: &mut Room| match room.reread(&state, now_ms) {
            None => "nothing",
            Some(Msg::Reloaded(Ok(_))) => "read",
            Some(Msg::Reloaded(Err(_))) => "broken",
            Some(_) => "?",
        };
        write("");
        assert_eq!((look(1_000, &mut room), room.second_look_ms), ("nothing", Some(1_250)));
        write("(format: 1, ext");
        assert_eq!(look(1_100, &mut room), "nothing");
        write(whole);
        assert_eq!((look(1_200, &mut room), room.second_look_ms), ("read", None));
        // One that stays broken is told of, once.
        write("(format: 1, ext");
        assert_eq!((look(5_000, &mut room), room.second_look_ms), ("nothing", Some(5_250)));
        assert_eq!((look(5_250, &mut room), room.second_look_ms), ("broken", None));
        write(whole);
        assert_eq!(look(6_000, &mut room), "read");
    }

    /// News of a file that come late, behind keys that save it, must not bring back what they wrote over.
    #[test]
    fn a_change_that_is_told_behind_a_save_is_read_behind_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.ron");
        std::fs::write(&path, "(format: 1, extends: \"baseline\", title: \"Mine\")").unwrap();
        let scenario = Arc::new(scenario::load_from(&Origin::File(path.clone()), &Disk).unwrap());
        let reference = scenario.reference.clone();
        let (sender, _receiver) = channel();
        let room = Room::new(Desk::new(), sender);
        let mut session = Session::start(State::new(scenario, reference, vec![]), Inline::new(0), room);
        let first = session.state.present.clone();
        let typed = parse_macro("<right>s").unwrap().into_iter().filter_map(|stroke| match stroke {
            Stroke::Key(key) => Some(Msg::Key { key, now_ms: 0 }),
            Stroke::Pause(_) => None,
        });
        session.take(typed.chain([Msg::FileChanged]));
        assert_ne!(session.state.present.policy, first.policy);
        assert_eq!(session.state.notice.as_ref().unwrap().text, format!("saved {}", path.display()));
        let saved = scenario::load_from(&Origin::File(path), &Disk).unwrap();
        assert_eq!(session.state.present.policy, saved.world().policy);
        assert!(saved.drift(&session.state.central.as_ref().unwrap().present.firms).is_none());
    }
}
