//! Exploring: a state from what the command line asks for, on a terminal or as one frame.

mod recording;

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::key::Stroke;
use crate::app::{FollowMsg, Following, Keymap, LibraryEntry, Msg, Notice, Opened, Presenting, Screen, State, update};
use crate::engine::Inline;
use crate::lever::{Moves, Reference};
use crate::scenario::{self, Scenario};
use crate::session::Session;
use crate::shell::desk::Desk;
use crate::shell::post;
use crate::shell::{Look, Place};
use crate::study::{DEFAULT_SEED, Focus, Target};
use crate::view::{Theme, notes, render};

pub use recording::{leaves, record};

/// What is to be explored, and how it opens.
#[derive(Debug)]
pub struct Opening {
    /// The scenario.
    pub scenario: Scenario,
    /// Its moves, with those of the command line over them.
    pub moves: Moves,
    /// What it is held against.
    pub reference: Reference,
    /// The name of that, where the command line gives one.
    pub against: Option<String>,
    /// The screen.
    pub screen: Screen,
    /// The firm in focus, or all; the first firm where none is asked for.
    pub focus: Option<Focus>,
    /// Target of the look-ahead.
    pub target: Target,
    /// Seed of the draws.
    pub seed: u64,
    /// Whether the mouse moves levers, rather than selecting text.
    pub mouse: bool,
    /// Whether only what is final is shown.
    pub reduced_motion: bool,
    /// What the keys mean.
    pub keymap: Keymap,
    /// What is wrong with the person's settings.
    pub troubles: Vec<String>,
    /// How its story is put on stage, if it is.
    pub presenting: Option<Presenting>,
    /// Where it is kept how far the story has come.
    pub place: Option<Place>,
}

/// The embedded library, as the picker lists it.
pub fn library() -> Vec<LibraryEntry> {
    scenario::library::names().map(|name| LibraryEntry { name: name.to_owned() }).collect()
}

impl Opening {
    /// A scenario with nothing asked for but that it be opened.
    pub fn new(scenario: Scenario, reference: Reference) -> Self {
        Self {
            moves: scenario.moves.clone(),
            scenario,
            reference,
            against: None,
            screen: Screen::default(),
            focus: None,
            target: Target::default(),
            seed: DEFAULT_SEED,
            mouse: true,
            reduced_motion: false,
            keymap: Keymap::default(),
            troubles: Vec::new(),
            presenting: None,
            place: None,
        }
    }

    /// The state in which it opens.
    pub fn state(self) -> State {
        let mut state = State::new(Arc::new(self.scenario), self.reference, library()).with_moves(self.moves);
        state.against = self.against;
        state.screen = self.screen;
        state.focus = self.focus.unwrap_or(Focus::Firm(0));
        state.target = self.target;
        state.seed = self.seed;
        state.opened = Opened { focus: state.focus, target: state.target, seed: state.seed };
        state.mouse = self.mouse;
        state.reduced_motion = self.reduced_motion;
        state.keymap = Arc::new(self.keymap);
        if let Some(how) = self.presenting {
            // Whoever starts a session with the state computes everything.
            drop(update(&mut state, Msg::Present { how, now_ms: 0 }));
        }
        if let Some(text) = told(&self.troubles) {
            state.notice = Some(Notice { text, is_error: true });
        }
        state
    }
}

/// What is wrong with the settings, in a line. Where that is cut off, its beginning tells how much more there is.
fn told(troubles: &[String]) -> Option<String> {
    match troubles {
        [] => None,
        [only] => Some(only.clone()),
        several => {
            let count = several.len();
            let numbered = (1..).zip(several).map(|(at, trouble)| format!("{at} of {count}: {trouble}"));
            Some(numbered.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Explores in the terminal; gives the exit code.
///
/// # Errors
/// If there is no terminal, or it is lost.
pub fn run(mut opening: Opening, look: Look) -> color_eyre::Result<u8> {
    // A story leaves no moves behind that could be lost.
    let place = opening.place.take();
    let desk = if opening.presenting.is_some() { Desk::for_talk(place) } else { Desk::with_recovery() };
    crate::shell::run(opening.state(), look, desk)
}

/// One frame: size, and the keys pressed before it.
#[derive(Debug)]
pub struct FrameOf {
    /// Columns and rows.
    pub size: (u16, u16),
    /// Keys, pressed on a virtual clock.
    pub keys: Vec<Stroke>,
}

/// Draws of a frame without a terminal.
const FRAME_DRAWS: usize = 4096;

/// Paints one frame without a terminal; gives the place of the text cursor too.
pub fn frame(opening: Opening, of: &FrameOf, theme: &Theme) -> (Buffer, Option<Position>, State) {
    let mut session = Session::start_sized(opening.state(), of.size, Inline::new(FRAME_DRAWS), Desk::new());
    session.play(&of.keys, 0);
    let area = Rect::new(0, 0, of.size.0, of.size.1);
    let mut buffer = Buffer::empty(area);
    let cursor = render(&session.state, theme, area, &mut buffer);
    (buffer, cursor, session.state)
}

/// Paints what the speaker reads at the step that is on stage, as a second terminal would at the beginning of a talk;
/// gives what that has before it, and the state of the first.
pub fn notes_frame(opening: Opening, size: (u16, u16), theme: &Theme) -> (Buffer, Following, State) {
    let session = Session::start(opening.state(), Inline::new(0), Desk::new());
    let mut following = Following::default();
    if let Some(told) = post::told(&session.state) {
        following.update(FollowMsg::Told { told: Box::new(told), talk_ms: 0, now_ms: 0 });
    }
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    notes(&following, theme, area, &mut buffer);
    (buffer, following, session.state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_cut_off_tells_that_there_is_more() {
        let of = |troubles: &[&str]| told(&troubles.iter().map(|trouble| (*trouble).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["keys.ron:1:1: a"]).as_deref(), Some("keys.ron:1:1: a"));
        let both = of(&["config.ron:2:3: a", "keys.ron:1:1: b"]);
        assert_eq!(both.as_deref(), Some("1 of 2: config.ron:2:3: a; 2 of 2: keys.ron:1:1: b"));
    }
}
