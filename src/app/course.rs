//! Sliders on their way from one place to another, on a clock that comes in with the messages.

use super::history::Headlines;
use super::state::State;
use crate::lever::{Assignment, Lever, LeverId, Moves, Reading, Scope};
use crate::scenario::Easing;

/// How long a move takes where nobody says otherwise.
pub(super) const USUAL_MS: u64 = 600;
/// From one frame of a move to the next.
const FRAME_MS: u64 = 25;
/// How long a replay stands still before and behind its move.
const REPLAY_HOLD_MS: u64 = 1_200;

/// A lever on its way.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Way {
    lever: LeverId,
    scope: Scope,
    from: f64,
    to: f64,
}

/// A move in progress. It is the only thing that ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    from: Moves,
    to: Moves,
    ways: Vec<Way>,
    easing: Easing,
    begun_ms: u64,
    /// Stands still so long at the start.
    before_ms: u64,
    over_ms: u64,
    /// And so long at the end.
    after_ms: u64,
    /// Of a replay: what the headline says where it leads back to.
    outcome: Option<Headlines>,
}

/// Where a replay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Still as it was.
    Before,
    /// Between.
    Moving,
    /// As it is.
    After,
}

impl Course {
    /// From the moves of the state to others.
    pub(super) fn to(state: &State, from: &Moves, to: Moves, easing: Easing, over_ms: u64, now_ms: u64) -> Self {
        let ways = ways(state, from, &to);
        // Sliders that do not move themselves have nothing to be watched for.
        let over_ms = if state.reduced_motion || ways.is_empty() { 0 } else { over_ms };
        Self {
            from: from.clone(),
            to,
            ways,
            easing,
            begun_ms: now_ms,
            before_ms: 0,
            over_ms,
            after_ms: 0,
            outcome: None,
        }
    }

    /// The same as a replay, which stands still at both ends: what was is seen, and what came of it.
    pub(super) fn replayed(self, outcome: Option<Headlines>) -> Self {
        Self { before_ms: REPLAY_HOLD_MS, after_ms: REPLAY_HOLD_MS, outcome, ..self }
    }

    /// What the headline says where it leads to, if that is known.
    pub(super) fn outcome(&self) -> Option<Headlines> {
        self.outcome
    }

    pub(super) fn end_ms(&self) -> u64 {
        self.begun_ms + self.before_ms + self.over_ms + self.after_ms
    }

    /// What it leads to.
    pub fn goal(&self) -> &Moves {
        &self.to
    }

    /// The moves at a moment.
    pub(super) fn at(&self, catalogue: &crate::lever::Catalogue, now_ms: u64) -> Moves {
        let gone = now_ms.saturating_sub(self.begun_ms + self.before_ms);
        if gone == 0 && now_ms < self.begun_ms + self.before_ms + self.over_ms.max(1) {
            return self.from.clone();
        }
        let mut moves = self.to.clone();
        if gone >= self.over_ms {
            return moves;
        }
        let share = self.easing.at(gone as f64 / self.over_ms as f64);
        for way in &self.ways {
            let value = between(catalogue.lever(way.lever), way.from, way.to, share);
            moves.set(Assignment { lever: way.lever, scope: way.scope, value });
        }
        moves
    }

    /// Where it is at a moment, if it is a replay.
    pub(super) fn phase(&self, now_ms: u64) -> Option<Phase> {
        let gone = now_ms.saturating_sub(self.begun_ms);
        (self.before_ms > 0).then_some(if gone < self.before_ms {
            Phase::Before
        } else if gone < self.before_ms + self.over_ms {
            Phase::Moving
        } else {
            Phase::After
        })
    }

    /// When it next looks other than at a moment.
    pub(super) fn next_ms(&self, now_ms: u64) -> u64 {
        let (moving, still) = (self.begun_ms + self.before_ms, self.begun_ms + self.before_ms + self.over_ms);
        if now_ms < moving {
            moving
        } else if now_ms < still {
            (moving + ((now_ms - moving) / FRAME_MS + 1) * FRAME_MS).min(still)
        } else {
            self.end_ms()
        }
    }
}

/// The levers that differ between two sets of moves and have one value in both.
fn ways(state: &State, from: &Moves, to: &Moves) -> Vec<Way> {
    let (root, catalogue) = (&state.scenario.root, &state.scenario.catalogue);
    let worlds = [from.apply(root, catalogue), to.apply(root, catalogue)];
    let places = from.iter().chain(to.iter()).map(|assignment| (assignment.lever, assignment.scope));
    let mut ways: Vec<Way> = Vec::new();
    for (lever, scope) in places {
        if ways.iter().any(|way| (way.lever, way.scope) == (lever, scope)) {
            continue;
        }
        let read = |moves: &Moves, world| moves.reading(catalogue, world, root, lever, scope);
        // A value for all firms would take away what one firm has of it.
        let alone = scope == Scope::All && to.iter().any(|a| a.lever == lever && a.scope != Scope::All);
        if let (Reading::One(before), Reading::One(after), false) =
            (read(from, &worlds[0]), read(to, &worlds[1]), alone)
            && before != after
        {
            ways.push(Way { lever, scope, from: before, to: after });
        }
    }
    ways
}

/// A value on its way. Never lies at the end of the track, and is reached at the very end.
fn between(lever: &Lever, from: f64, to: f64, share: f64) -> f64 {
    let edge = lever.track.1;
    let start = if from.is_finite() { from } else { edge.max(to) };
    let end = if to.is_finite() { to } else { edge.max(from) };
    let value = start + (end - start) * share;
    if lever.can_be_never() { value.round() } else { value }
}

impl State {
    /// When something next moves by itself, if anything does: without an answer the program sleeps.
    pub fn wakes_at(&self) -> Option<u64> {
        let course = self.course.as_ref().map(|course| course.next_ms(self.course_ms));
        let stage = self.stage.as_ref().and_then(|stage| stage.wakes_at(self));
        course.into_iter().chain(stage).min()
    }

    /// Where a replay is, if one is under way.
    pub fn replay(&self) -> Option<Phase> {
        self.course.as_ref().and_then(|course| course.phase(self.course_ms))
    }
}
