//! The speaker's timer: how long a talk has lasted, and how that stands against its plan.

use super::{Stage, lasts_ms};
use crate::app::follow::ToldTimer;
use crate::scenario::{Scenario, Step};

/// The speaker's timer. What it counts is in milliseconds; moments are those of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timer {
    /// Whether it is shown.
    pub is_shown: bool,
    /// When the story first went on, or the timer was let run by hand.
    pub begun_ms: Option<u64>,
    /// The step from which on it counts, from 0: what came before it is no part of the plan.
    pub from: usize,
    /// Since when it stands still; none while it runs.
    pub stopped_ms: Option<u64>,
    /// How long it stood still before that.
    still_ms: u64,
    /// What it had counted before its talk was cut off.
    carried_ms: u64,
    /// What it had counted when the step came that is on stage.
    entered_ms: u64,
    /// The time that it shows.
    pub now_ms: u64,
}

/// What was used of a talk that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// Milliseconds.
    pub ms: u64,
    /// The step from which on it counts, from 0.
    pub from: usize,
    /// Whether the timer was stopped.
    pub is_stopped: bool,
}

impl Timer {
    /// A timer that goes on where another was cut off.
    pub(in crate::app) fn of_used(used: Used, now_ms: u64) -> Self {
        Self {
            begun_ms: Some(now_ms),
            from: used.from,
            stopped_ms: used.is_stopped.then_some(now_ms),
            carried_ms: used.ms,
            now_ms,
            ..Self::default()
        }
    }

    /// What is used at a moment, if the timer has begun.
    pub fn used_at(&self, now_ms: u64) -> Option<Used> {
        self.begun_ms?;
        Some(Used { ms: self.elapsed_at(now_ms), from: self.from, is_stopped: self.stopped_ms.is_some() })
    }

    /// The same for whoever has a clock that goes on from this one's.
    pub fn told(&self) -> ToldTimer {
        let (before_ms, since_ms) = match (self.begun_ms, self.stopped_ms) {
            (Some(begun), None) => (self.carried_ms, Some(begun + self.still_ms)),
            // It is the same at every moment.
            _ => (self.elapsed_at(0), None),
        };
        ToldTimer { is_shown: self.is_shown, has_begun: self.begun_ms.is_some(), before_ms, since_ms }
    }

    fn elapsed_at(&self, now_ms: u64) -> u64 {
        let of_this = |begun: u64| self.stopped_ms.unwrap_or(now_ms).saturating_sub(begun + self.still_ms);
        self.begun_ms.map_or(0, |begun| self.carried_ms + of_this(begun))
    }

    /// How long the talk has lasted, without the time for which the timer was stopped.
    pub fn elapsed_ms(&self) -> u64 {
        self.elapsed_at(self.now_ms)
    }

    /// How much of that belongs to the step that is on stage.
    pub fn step_ms(&self) -> u64 {
        self.elapsed_ms().saturating_sub(self.entered_ms)
    }

    /// Whether it counts.
    pub fn is_running(&self) -> bool {
        self.begun_ms.is_some() && self.stopped_ms.is_none()
    }

    /// Begins to count with a step, if it does not yet.
    pub(in crate::app) fn begin(&mut self, step: usize, now_ms: u64) {
        if self.begun_ms.is_none() {
            (self.begun_ms, self.from, self.now_ms) = (Some(now_ms), step, now_ms);
        }
    }

    /// Stops, or runs on; runs, where it has not begun.
    pub(in crate::app) fn toggle(&mut self, step: usize, now_ms: u64) {
        self.now_ms = now_ms;
        match (self.begun_ms, self.stopped_ms.take()) {
            (None, _) => self.begin(step, now_ms),
            (Some(_), Some(stopped)) => self.still_ms += now_ms.saturating_sub(stopped),
            (Some(_), None) => self.stopped_ms = Some(now_ms),
        }
    }

    /// Another step comes on stage.
    pub(in crate::app) fn enter(&mut self, now_ms: u64) {
        self.entered_ms = self.elapsed_at(now_ms);
    }

    /// When it next shows another second.
    pub(super) fn next_ms(&self) -> Option<u64> {
        let begun = self.begun_ms.filter(|_| self.is_shown && self.is_running())?;
        Some(begun + self.still_ms + (self.elapsed_ms() / 1000 + 1) * 1000 - self.carried_ms)
    }
}

impl Stage {
    /// The step from which on the plan counts.
    fn from(&self) -> usize {
        self.timer.begun_ms.map_or(self.step, |_| self.timer.from)
    }

    /// The steps of the plan.
    fn plan<'a>(&self, scenario: &'a Scenario) -> &'a [Step] {
        scenario.story.get(self.from()..).unwrap_or_default()
    }

    /// How long the talk is meant to last, from the step on where the timer began.
    pub fn planned_ms(&self, scenario: &Scenario) -> u64 {
        self.plan(scenario).iter().map(lasts_ms).sum()
    }

    /// How far the talk is ahead of its plan, in milliseconds: the time meant for the steps that are done less the time
    /// used; below 0 it is behind. Steps before the one where the timer began do not count.
    pub fn ahead_ms(&self, scenario: &Scenario) -> i64 {
        pace_ms(self.step_planned_ms(scenario), self.timer.elapsed_ms())
    }

    /// When the step on stage is meant to begin and to end, in milliseconds from where the timer began.
    pub fn step_planned_ms(&self, scenario: &Scenario) -> (u64, u64) {
        let plan = self.plan(scenario);
        let meant = |steps: usize| plan.iter().take(steps).map(lasts_ms).sum::<u64>();
        let done = self.step.saturating_sub(self.from());
        let shown = (self.step + 1).saturating_sub(self.from());
        (meant(done), meant(shown))
    }
}

/// How far a talk is ahead of its plan that has used so much, with a step on stage that is meant to begin and to end then.
/// Within the time of its step a talk is on time.
pub(in crate::app) fn pace_ms((begins, ends): (u64, u64), used: u64) -> i64 {
    begins.saturating_sub(used).cast_signed() - used.saturating_sub(ends).cast_signed()
}
