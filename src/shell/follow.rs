//! Following a talk from a terminal of its own: the loop, and the line to the talk.
//!
//! The line is one thread that reads. Where there is no talk, or it ends, nothing is asked again and again: the folder of
//! talks is watched, and a socket that comes there is knocked at.

use std::io::{BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;
use std::time::Duration;

use color_eyre::eyre::eyre;
use ratatui::layout::{Position, Rect};

use super::canvas::{Canvas, Look, say};
use super::clock::Clock;
use super::events::{Event, Input, Signal, next_batch};
use super::post::{folder, wire};
use super::run::{NoTerminal, paper};
use super::terminal::{Modes, Terminal};
use super::tty::Keys;
use super::watch::watch_talks;
use super::{input, panic, signals};
use crate::app::{Drive, FollowEffect, FollowMsg, Following, Keymap, Silence};
use crate::view::{SpokenNotes, notes, notes_scrolled};

/// There is no talk of the process that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("--notes={wanted}: no talk of that process is on{}", others(.on))]
pub struct NoTalk {
    /// The process that was asked for.
    pub wanted: u32,
    /// The processes whose talks are on.
    pub on: Vec<u32>,
}

fn others(on: &[u32]) -> String {
    let on: Vec<String> = on.iter().map(u32::to_string).collect();
    if on.is_empty() { String::new() } else { format!("; there are {}", on.join(", ")) }
}

/// How long a talk may take to take what is asked of it. It has a thread for nothing else.
const PATIENCE: Duration = Duration::from_millis(500);

/// Follows a talk in the terminal until the person quits or a signal ends it: that of a process, or the newest; and when
/// it is over, the next that begins. Gives the exit code.
///
/// # Errors
/// If there is no terminal, it is lost in a way that is no hang-up, or there is no such talk.
pub fn follow(process: Option<u32>, look: Look, keymap: Keymap, troubles: &[String]) -> color_eyre::Result<u8> {
    let folder = folder::folder().map_err(|error| eyre!("there is no folder for talks: {error}"))?;
    if let Some(wanted) = process {
        let on = folder::talks(&folder);
        if !on.contains(&wanted) {
            return Err(NoTalk { wanted, on }.into());
        }
    }
    let terminal = Terminal::open(Keys::Stdin).map_err(NoTerminal::None)?;
    let paper = paper(&look)?;
    let (sender, receiver) = channel();
    panic::install(&terminal, &sender)?;
    signals::watch_signals(&terminal, &sender)?;
    signals::watch_hangup(&terminal, &sender)?;
    let clock = Clock::start();
    let signal = {
        let _guard = terminal.enter(Modes { mouse: false, focus: false, paper })?;
        input::spawn(&terminal, &sender, clock)?;
        let mut following = Following::new(Arc::new(keymap));
        // Who listens is not to hear a clock.
        following.is_timer_hidden = matches!(look, Look::Spoken(_));
        following.trouble = (!troubles.is_empty()).then(|| troubles.join("; "));
        let room = Room { folder, wanted: process, refused: vec![], line: None, lines: 0, sender, terminal: &terminal };
        read_along(following, look, room, clock, &receiver)?
    };
    Ok(signal.map_or(0, Signal::exit_code))
}

/// What is outside: the talk and the terminal.
struct Room<'a> {
    folder: PathBuf,
    /// The talk that is wanted, until it was found.
    wanted: Option<u32>,
    /// Talks that told nothing, or nothing that can be read: asked again they would do the same.
    refused: Vec<u32>,
    line: Option<Line>,
    /// Lines so far.
    lines: u64,
    sender: Sender<Event>,
    terminal: &'a Terminal,
}

/// A line to a talk. Its reader ends with it.
struct Line {
    number: u64,
    process: u32,
    has_told: bool,
    stream: UnixStream,
}

impl Drop for Line {
    fn drop(&mut self) {
        // It may be dead already.
        drop(self.stream.shutdown(Shutdown::Both));
    }
}

impl Room<'_> {
    /// Takes up a line to the talk that is wanted, or the newest that answers, if there is none yet.
    fn look_for_talk(&mut self) {
        if self.line.is_some() {
            return;
        }
        let talks = self.wanted.take().map_or_else(|| folder::talks(&self.folder), |process| vec![process]);
        let refused = &self.refused;
        self.line = talks.into_iter().filter(|process| !refused.contains(process)).find_map(|process| {
            self.lines += 1;
            line_to(&self.folder, process, self.lines, &self.sender).ok()
        });
    }

    /// The line of that number, if it is the one that is held.
    fn line(&mut self, number: u64) -> Option<&mut Line> {
        self.line.as_mut().filter(|line| line.number == number)
    }

    /// The talk tells nothing any more: there may be another.
    fn over(&mut self, number: u64, why: Option<String>) -> Option<Silence> {
        let Line { process, has_told, .. } = self.line(number)?;
        if why.is_some() || !*has_told {
            let process = *process;
            self.refused.push(process);
        }
        self.line = None;
        self.look_for_talk();
        Some(why.map_or(Silence::Over, Silence::Unreadable))
    }

    fn ask(&mut self, drive: Drive) {
        let Some(line) = &mut self.line else { return };
        let asked = wire::line(&wire::Wish::new(drive)).and_then(|wish| line.stream.write_all(&wish));
        if let Err(error) = asked {
            // Its reader tells that it is over.
            tracing::warn!(%error, "the talk does not listen");
            drop(line.stream.shutdown(Shutdown::Both));
        }
    }
}

/// A line to the talk of a process, with a thread that makes events of what it tells.
fn line_to(folder: &Path, process: u32, number: u64, events: &Sender<Event>) -> std::io::Result<Line> {
    let stream = UnixStream::connect(folder::socket(folder, process))?;
    if !wire::is_own(&stream) {
        return Err(std::io::ErrorKind::PermissionDenied.into());
    }
    stream.set_write_timeout(Some(PATIENCE))?;
    let reader = stream.try_clone()?;
    let events = events.clone();
    Builder::new().name("line".into()).spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut buffer = Vec::new();
        let why = loop {
            match wire::read(&mut reader, wire::LONGEST_LETTER, &mut buffer) {
                Ok(Some(letter)) => {
                    if events.send(Event::Told { line: number, letter: Box::new(letter) }).is_err() {
                        return;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => break Some(error.to_string()),
                Ok(None) | Err(_) => break None,
            }
        };
        drop(events.send(Event::TalkOver { line: number, why }));
    })?;
    Ok(Line { number, process, has_told: false, stream })
}

fn read_along(
    mut following: Following,
    look: Look,
    mut room: Room<'_>,
    clock: Clock,
    receiver: &Receiver<Event>,
) -> color_eyre::Result<Option<Signal>> {
    let terminal = room.terminal;
    let glyphs = look.glyphs();
    let mut canvas = Canvas::of(terminal, look);
    let mut spoken = SpokenNotes::new();
    let mut size = terminal.size();
    let mut batch = Vec::new();
    // Watched before it is looked into, so that nothing comes unseen in between.
    let watcher = watch_talks(&room.folder, &room.sender);
    let _watcher = watcher.inspect_err(|error| tracing::warn!(%error, "talks that begin are not noticed"));
    room.look_for_talk();
    loop {
        let area = Rect::from((Position::ORIGIN, size));
        match &mut canvas {
            Some(canvas) => {
                canvas.paint(terminal, area, |theme, buffer| {
                    notes(&following, theme, area, buffer);
                    None
                })?;
            }
            None if terminal.is_active() => say(terminal, glyphs, &spoken.news(&following))?,
            None => {}
        }
        let wakes_at = following.wakes_at().filter(|_| canvas.is_some());
        let patience = wakes_at.map(|at| Duration::from_millis(at.saturating_sub(clock.now_ms())));
        next_batch(receiver, patience, &mut batch)?;
        let mut wanted = following.update(FollowMsg::Tick { now_ms: clock.now_ms() });
        for event in batch.drain(..) {
            let now_ms = clock.now_ms();
            match event {
                Event::Input { input: Input::Key(key), read_ms } => {
                    wanted.extend(following.update(FollowMsg::Key { key, now_ms: read_ms }));
                }
                Event::Input { input: Input::Answer(answer), .. } => {
                    if let Some(canvas) = &mut canvas {
                        canvas.answered(&answer);
                    }
                }
                Event::Told { line, letter } => {
                    // What comes over a line that was left is old.
                    if let Some(line) = room.line(line) {
                        line.has_told = true;
                        let message = FollowMsg::Told { told: Box::new(letter.told), talk_ms: letter.now_ms, now_ms };
                        wanted.extend(following.update(message));
                    }
                }
                Event::TalkOver { line, why } => {
                    if let Some(silence) = room.over(line, why) {
                        following.update(FollowMsg::Silent(silence));
                    }
                }
                Event::TalksChanged => {
                    room.refused.clear();
                    room.look_for_talk();
                }
                Event::Resize => size = terminal.size(),
                Event::Suspend => wanted.push(FollowEffect::Suspend),
                Event::Continued => {
                    terminal.resume()?;
                    canvas.iter_mut().for_each(Canvas::invalidate);
                    size = terminal.size();
                }
                Event::Terminate(signal) => return Ok(Some(signal)),
                Event::Hangup => return Ok(Some(Signal::HANGUP)),
                Event::ThreadPanicked { thread, report, goes_on: false } => {
                    return Err(eyre!("{thread} failed: {report}"));
                }
                Event::InputLost(why) => return Err(eyre!("the keyboard is lost: {why}")),
                // There is none of this here; and a panic that a thread went on after is in the log.
                Event::ThreadPanicked { .. }
                | Event::Drive { .. }
                | Event::Input { .. }
                | Event::Wake
                | Event::FileChanged => {}
            }
        }
        for effect in wanted {
            match effect {
                FollowEffect::Drive(drive) => room.ask(drive),
                FollowEffect::Scroll(down) => {
                    let area = Rect::from((Position::ORIGIN, size));
                    following.update(FollowMsg::Scrolled(notes_scrolled(&following, area, down)));
                }
                FollowEffect::Repaint => canvas.iter_mut().for_each(Canvas::invalidate),
                FollowEffect::Suspend => {
                    terminal.suspend()?;
                }
                FollowEffect::Quit => return Ok(None),
            }
        }
    }
}
