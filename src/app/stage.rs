//! On stage: which step of the story is shown, and what a step fixes. A step is the fold of all steps before it, so that
//! it looks the same however it was reached.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::follow::ToldTimer;
use super::history::History;
use super::key::Key;
use super::state::{Panel, Screen, State};
use crate::lever::{LeverId, Moves, Reference, Scope};
use crate::model::Spread;
use crate::scenario::{Binding, Front, PointAt, Scenario, Show, Step};
use crate::study::{DEFAULT_SEED, Focus, Target};

/// What a step fixes of the explorer's state.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// The moves.
    pub moves: Moves,
    /// The spreads.
    pub spreads: BTreeMap<String, Spread>,
    /// What it is held against.
    pub reference: Reference,
    /// Whose outcome is in focus.
    pub focus: Focus,
    /// Whether levers move that firm alone.
    pub alone: bool,
    /// The target of the look-ahead.
    pub target: Target,
    /// The lever in focus.
    pub cursor: LeverId,
    /// Whether all levers are shown.
    pub unfolded: bool,
    /// The screen.
    pub screen: Screen,
    /// The panel in front.
    pub panel: Panel,
    /// Seed of the draws.
    pub seed: u64,
}

/// Where a story starts from that neither it nor its scenario fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Who is in focus.
    pub focus: Focus,
    /// Seed of the draws.
    pub seed: u64,
}

impl Default for Start {
    fn default() -> Self {
        DEFAULT_SEED.into()
    }
}

impl From<u64> for Start {
    /// With that seed, and otherwise as where nothing is asked for.
    fn from(seed: u64) -> Self {
        Self { focus: Focus::Firm(0), seed }
    }
}

impl Scene {
    /// What the state is now.
    pub fn of(state: &State) -> Self {
        Self {
            moves: state.moves.clone(),
            spreads: state.spreads.clone(),
            reference: state.reference.clone(),
            focus: state.focus,
            alone: state.alone,
            target: state.target,
            cursor: state.cursor,
            unfolded: state.unfolded,
            screen: state.screen,
            panel: state.panel,
            seed: state.seed,
        }
    }

    /// A scenario before its story begins.
    pub fn start(scenario: &Scenario, reference: &Reference, start: impl Into<Start>) -> Self {
        let Start { focus, seed } = start.into();
        Self {
            moves: scenario.moves.clone(),
            spreads: scenario.root.spread.clone(),
            reference: reference.clone(),
            focus,
            alone: false,
            target: Target::default(),
            cursor: LeverId(0),
            unfolded: false,
            screen: Screen::Explore,
            panel: Panel::Timeline,
            seed,
        }
    }

    /// A step of its story: the fold from the start.
    pub fn at(scenario: &Scenario, reference: &Reference, start: impl Into<Start>, step: usize) -> Self {
        scenario.story.iter().take(step + 1).fold(Self::start(scenario, reference, start), Self::then)
    }

    fn then(mut self, step: &Step) -> Self {
        for assignment in &step.set {
            self.moves.set(*assignment);
        }
        match step.firm {
            Some(Scope::All) => self.focus = Focus::All,
            Some(Scope::Firm(index)) => self.focus = Focus::Firm(index),
            None => {}
        }
        match step.show {
            Some(Show::Explore) => self.screen = Screen::Explore,
            Some(Show::Uncertainty) => self.screen = Screen::Uncertainty,
            None => {}
        }
        match step.panel {
            Some(Front::Levers) => self.panel = Panel::Levers,
            Some(Front::Timeline) => self.panel = Panel::Timeline,
            Some(Front::Ways) => self.panel = Panel::Ways,
            None => {}
        }
        match (&step.point_at, step.set.first()) {
            (Some(PointAt::Lever(lever)), _) => self.cursor = *lever,
            (_, Some(assignment)) => self.cursor = assignment.lever,
            _ => {}
        }
        self
    }
}

/// A screen without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blank {
    /// Dark.
    Black,
    /// Bright.
    White,
}

/// The speaker's timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timer {
    /// Whether it is shown.
    pub is_shown: bool,
    /// When the story first went on.
    pub begun_ms: Option<u64>,
    /// What was used of the talk before that, in a session that was cut off.
    pub before_ms: u64,
    /// The time that it shows.
    pub now_ms: u64,
}

impl Timer {
    /// Milliseconds since the story first went on.
    pub fn elapsed_ms(&self) -> u64 {
        self.told().elapsed_ms(self.now_ms)
    }

    /// The same for whoever has a clock.
    pub fn told(&self) -> ToldTimer {
        ToldTimer { is_shown: self.is_shown, before_ms: self.before_ms, since_ms: self.begun_ms }
    }
}

/// A story that goes on by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Auto {
    /// It begins again at its end.
    pub loops: bool,
    /// It waits.
    pub is_paused: bool,
    /// When the step that is shown began to be, or what is left of its time began to run.
    pub(super) since_ms: u64,
    /// How long it was shown before.
    pub(super) shown_ms: u64,
}

/// A key that is or was held down: its repeats are no steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) key: Key,
    pub(super) last_ms: u64,
    /// The step before the last press, if that press may have been a repeat.
    pub(super) doubtful: Option<usize>,
}

/// How a story is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presenting {
    /// The step to begin at, from 0.
    pub from: usize,
    /// Who is in focus where no step has named a firm yet; without it the first firm.
    pub focus: Option<Focus>,
    /// What was used of its time before it was cut off: with it the timer runs at once.
    pub used_ms: Option<u64>,
    /// It goes on by itself.
    pub auto: bool,
    /// It begins again at its end.
    pub loops: bool,
    /// Leaving is asked about, and nothing can be pasted or clicked.
    pub is_safe: bool,
}

/// A story on stage: a mode of the explorer.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The step, from 0.
    pub step: usize,
    /// A lever was taken: the explorer's keys act until one goes back to the script.
    pub detour: bool,
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
    /// What was explored before, to go back to; without it the story is all there is.
    pub(super) explorer: Option<Box<(Scene, History)>>,
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
        let timer = self.timer.begun_ms.filter(|_| self.timer.is_shown);
        let second = timer.map(|begun| self.timer.now_ms.max(begun) + 1_000 - self.timer.elapsed_ms() % 1_000);
        second.into_iter().chain(self.goes_on_at(state)).min()
    }

    /// When the next step comes by itself.
    pub(super) fn goes_on_at(&self, state: &State) -> Option<u64> {
        let auto = self.auto.filter(|auto| !auto.is_paused && !self.detour)?;
        let is_last = self.step + 1 >= state.scenario.story.len();
        let lasts = lasts_ms(state.scenario.story.get(self.step)?);
        (!is_last || auto.loops).then(|| auto.since_ms + lasts.saturating_sub(auto.shown_ms))
    }

    /// How far the talk is ahead of its plan, in milliseconds: the time of the steps that are done less the time used.
    pub fn ahead_ms(&self, scenario: &Scenario) -> i64 {
        pace_ms(planned_ms(scenario, self.step), self.timer.elapsed_ms())
    }
}

/// When a step is meant to begin and to end, from the beginning of the talk.
pub(super) fn planned_ms(scenario: &Scenario, step: usize) -> (u64, u64) {
    let until = |count: usize| scenario.story.iter().take(count).map(lasts_ms).sum();
    (until(step), until(step + 1))
}

/// How far a talk is ahead of its plan that has used so much. Within the time of its step it is on time.
pub(super) fn pace_ms((begins, ends): (u64, u64), used: u64) -> i64 {
    begins.saturating_sub(used).cast_signed() - used.saturating_sub(ends).cast_signed()
}

impl State {
    /// The step that is on stage.
    pub fn step(&self) -> Option<&Step> {
        self.scenario.story.get(self.stage.as_ref()?.step)
    }

    /// What is pointed at. Off the script nothing is.
    pub fn pointed(&self) -> Option<&PointAt> {
        let stage = self.stage.as_ref().filter(|stage| !stage.detour)?;
        self.scenario.story.get(stage.step)?.point_at.as_ref()
    }

    /// Whether the lever in focus stands out: on the script only one that moves, or is pointed at.
    pub fn shows_cursor(&self) -> bool {
        match (&self.stage, self.step()) {
            (Some(stage), Some(step)) if !stage.detour => {
                !step.set.is_empty() || matches!(step.point_at, Some(PointAt::Lever(_)))
            }
            _ => true,
        }
    }

    /// The number in large digits.
    pub fn figure(&self) -> Option<Binding> {
        let step = self.step()?;
        step.figure.or_else(|| step.caption.bindings().next())
    }
}
