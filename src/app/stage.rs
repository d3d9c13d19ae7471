//! On stage: which step of the story is shown, and how it is presented. A step is the fold of all steps before it, so that
//! it looks the same however it was reached.

mod scene;
mod speed;
mod timer;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::assumptions::Assumptions;
use super::history::{History, Snapshot};
use super::key::Key;
use super::overlay::Overlay;
use super::state::{Screen, State};
use crate::lever::Reference;
use crate::scenario::{Binding, PointAt, Scenario, Show, Step};
use crate::study::Focus;

pub use scene::{Scene, Start};
pub use speed::Speed;
pub(super) use timer::pace_ms;
pub use timer::{Timer, Used};

/// A screen without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// Dark.
    Black,
    /// Bright.
    White,
}

/// A story that goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Auto {
    /// It begins again at its end.
    pub loops: bool,
    /// It waits.
    pub is_paused: bool,
    /// How fast it goes on.
    pub speed: Speed,
    /// Since when the time of the step runs; none while it stands still.
    pub(super) since_ms: Option<u64>,
    /// How much of what the step is meant to last was over before that.
    pub(super) shown_ms: u64,
}

impl Auto {
    /// The time of the step stands still from now on; what ran is counted at the speed that it had.
    pub(super) fn stand(&mut self, now_ms: u64) {
        if let Some(since) = self.since_ms.take() {
            self.shown_ms += self.speed.of_what_is_meant(now_ms.saturating_sub(since));
        }
    }
}

/// A key that is or was held down: its repeats are no steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) key: Key,
    pub(super) last_ms: u64,
    /// The step before the last press, if that press may have been a repeat.
    pub(super) doubtful: Option<usize>,
    /// The last press did something: a slow one after it may be its first repeat.
    pub(super) has_acted: bool,
}

/// How a story is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presenting {
    /// The step to begin at, from 0.
    pub from: usize,
    /// Who is in focus where no step has named a firm yet; without it the first firm.
    pub focus: Option<Focus>,
    /// What was used of its time before it was cut off: with it the timer goes on at once.
    pub used: Option<Used>,
    /// It goes on by itself.
    pub auto: bool,
    /// So fast, if it does.
    pub speed: Speed,
    /// It begins again at its end.
    pub loops: bool,
    /// Leaving is asked about, and nothing can be pasted or clicked.
    pub is_safe: bool,
}

/// What was explored before a story, to go back to.
#[derive(Debug, Clone)]
pub(super) struct Explorer {
    pub(super) scene: Scene,
    pub(super) history: History,
    pub(super) assumptions: Assumptions,
    /// The part of the backtest that was in focus, and the first line of its page.
    pub(super) record: (usize, usize),
    /// The scenario that it is of, where that is another than the one on stage: its file has changed meanwhile, and
    /// there were moves that nobody had saved.
    pub(super) left: Option<Left>,
}

/// A scenario with unsaved moves whose file has changed.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub(super) scenario: Arc<Scenario>,
    pub(super) kept: Snapshot,
    pub(super) file_reference: Reference,
    pub(super) against: Option<String>,
}

/// A story on stage: a mode of the explorer.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The step, from 0.
    pub step: usize,
    /// A lever was taken: the explorer's keys act until one goes back to the script.
    pub detour: bool,
    /// It was left to read where a number comes from, and nothing else: Esc goes back at once.
    pub(super) reads: bool,
    /// Nothing is shown.
    pub blank: Option<Blank>,
    /// The number that is being typed.
    pub typed: Option<usize>,
    /// The speaker's timer.
    pub timer: Timer,
    /// It goes on by itself.
    pub auto: Option<Auto>,
    /// Leaving is asked about, and nothing can be pasted or clicked.
    pub is_safe: bool,
    /// Where its first step starts from: what is done off the script is forgotten.
    pub(super) start: Start,
    pub(super) held: Option<Held>,
    /// The latest moment that a message told.
    pub(super) heard_ms: u64,
    /// Without it the story is all there is.
    pub(super) explorer: Option<Box<Explorer>>,
}

/// More digits than any story has steps.
pub(super) const MOST_TYPED: usize = 9_999;

/// The least that a step is shown by itself, and what each word of its caption adds.
const LEAST_SHOWN_MS: u64 = 4_000;
const WORD_MS: u64 = 400;

/// How long a step is meant to be shown.
pub fn lasts_ms(step: &Step) -> u64 {
    step.lasts_ms.unwrap_or_else(|| LEAST_SHOWN_MS + WORD_MS * step.caption.words() as u64)
}

impl Stage {
    pub(super) fn wakes_at(&self, state: &State) -> Option<u64> {
        // On a blank screen nobody sees the timer, though it runs.
        let second = self.timer.next_ms().filter(|_| self.blank.is_none());
        second.into_iter().chain(self.goes_on_at(state)).min()
    }

    /// Whether the time of the step does not run: while it cannot be seen, and while somebody speaks of something else.
    pub(super) fn stands_still(&self, overlay: &Overlay) -> bool {
        let waits = self.auto.is_none_or(|auto| auto.is_paused);
        waits || self.detour || self.blank.is_some() || !matches!(overlay, Overlay::None)
    }

    /// When the next step comes by itself.
    pub(super) fn goes_on_at(&self, state: &State) -> Option<u64> {
        let auto = self.auto.filter(|_| !self.stands_still(&state.overlay))?;
        let is_last = self.step + 1 >= state.scenario.story.len();
        let lasts = lasts_ms(state.scenario.story.get(self.step)?);
        let rest = auto.speed.on_the_clock(lasts.saturating_sub(auto.shown_ms));
        (!is_last || auto.loops).then(|| auto.since_ms.map(|since| since + rest))?
    }
}

impl State {
    /// The step that is on stage.
    pub fn step(&self) -> Option<&Step> {
        self.scenario.story.get(self.stage.as_ref()?.step)
    }

    /// Whether a step is shown as its story has it: nobody has taken a lever.
    pub fn is_on_script(&self) -> bool {
        self.stage.as_ref().is_some_and(|stage| !stage.detour)
    }

    /// What is pointed at. Off the script nothing is.
    pub fn pointed(&self) -> Option<&PointAt> {
        self.step().filter(|_| self.is_on_script())?.point_at.as_ref()
    }

    /// Whether the lever in focus stands out: on the script only one that moves, or is pointed at.
    pub fn shows_cursor(&self) -> bool {
        match self.step().filter(|_| self.is_on_script()) {
            Some(step) => !step.set.is_empty() || matches!(step.point_at, Some(PointAt::Lever(_) | PointAt::Event(_))),
            None => true,
        }
    }

    /// Whether the backtest is shown, or will be by the story on stage, and was not computed yet.
    pub fn wants_backtest(&self) -> bool {
        let is_told = || self.scenario.story.iter().any(|step| step.show == Some(Show::Backtest));
        let is_shown = self.screen == Screen::Backtest || (self.stage.is_some() && is_told());
        is_shown && self.backtest.told.is_none()
    }

    /// The number in large digits.
    pub fn figure(&self) -> Option<Binding> {
        let step = self.step()?;
        step.figure.or_else(|| step.caption.bindings().next())
    }
}
