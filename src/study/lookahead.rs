//! The look-ahead: for every position of a slider, the outcome that it would give.

use std::sync::Arc;

use super::ends::{Changes, Moved, changes};
use super::{Focus, Generation, Target};
use crate::lever::{Assignment, LeverId, Moves, Scope};
use crate::model::{FirmOutcome, Simulator, World};
use crate::scenario::Scenario;
use crate::scenario::inputs::Inputs;

/// The value at position `index` of a track with these ends and so many positions.
pub fn track_value((low, high): (f64, f64), index: usize, positions: usize) -> f64 {
    let last = positions.saturating_sub(1).max(1);
    if index >= last { high } else { low + (high - low) * index as f64 / last as f64 }
}

/// The position at which a value stands on a track; `None` for never, which has a stop of its own.
pub fn track_position((low, high): (f64, f64), value: f64, positions: usize) -> Option<usize> {
    if !value.is_finite() {
        return None;
    }
    let last = positions.saturating_sub(1) as f64;
    Some(((value - low) / (high - low) * last).round().clamp(0.0, last) as usize)
}

/// What is asked of the look-ahead.
#[derive(Debug, Clone)]
pub struct LookAheadJob {
    /// Which request it is.
    pub generation: Generation,
    /// Root world and levers.
    pub scenario: Arc<Scenario>,
    /// The moves as they stand.
    pub moves: Moves,
    /// Whose outcome.
    pub focus: Focus,
    /// Which outcome.
    pub target: Target,
    /// Levers whose tracks are wanted, the most wanted first, each with the scope in which it would move.
    pub levers: Vec<(LeverId, Scope)>,
    /// Positions on a track.
    pub positions: usize,
    /// The lever whose next steps are told in words, with its value.
    pub ahead: Option<(LeverId, Scope, f64)>,
    /// The numbers of which it is wanted what they change.
    pub inputs: Option<Arc<Inputs>>,
}

/// The outcomes along one slider.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Which lever.
    pub lever: LeverId,
    /// The target's value at each position; +∞ for a date that does not come.
    pub outcomes: Vec<f64>,
    /// The same at never, for a date.
    pub never: Option<f64>,
    /// Whether any position gives another outcome than the present state.
    pub matters: bool,
}

/// What a few coarse steps of one lever would give.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// Which lever.
    pub lever: LeverId,
    /// The lever's value that the steps start from.
    pub from: f64,
    /// (coarse steps, the lever's value there, the target there).
    pub steps: Vec<(i32, f64, f64)>,
}

/// The look-ahead of the tracks asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct LookAhead {
    /// Which request it answers.
    pub generation: Generation,
    /// Which outcome.
    pub target: Target,
    /// The target at the present state.
    pub present: f64,
    /// One entry a lever, in the order asked for.
    pub tracks: Vec<Track>,
    /// The next steps of the lever in focus.
    pub ahead: Option<Ahead>,
    /// What each number changes, in the order of the inputs asked for: the target at the low and the high of its range.
    pub ends: Vec<Option<(f64, f64)>>,
    /// Which results move with each of them.
    pub moved: Vec<Moved>,
    /// Worlds run for it.
    pub worlds_run: u32,
}

/// Runs worlds with one lever at another value.
pub(super) struct Probe<'a> {
    job: &'a LookAheadJob,
    simulator: &'a mut Simulator,
    firms: Vec<FirmOutcome>,
    moves: Moves,
    runs: u32,
}

impl Probe<'_> {
    fn target(&mut self) -> f64 {
        let world = self.moves.apply(&self.job.scenario.root, &self.job.scenario.catalogue);
        self.of(&world)
    }

    /// The target in a world.
    fn of(&mut self, world: &World) -> f64 {
        let target = self.job.target;
        self.outcome(world).map_or(f64::NAN, |outcome| target.of(&outcome))
    }

    /// The outcome of the focus in a world, if the world has it.
    pub(super) fn outcome(&mut self, world: &World) -> Option<FirmOutcome> {
        self.runs += 1;
        match self.job.focus {
            Focus::Firm(index) => self.simulator.run_firm(world, index),
            Focus::All => {
                self.simulator.run_brief(world, &mut self.firms);
                Some(FirmOutcome::all(&self.firms))
            }
        }
    }

    fn at(&mut self, lever: LeverId, scope: Scope, value: f64) -> f64 {
        let definition = self.job.scenario.catalogue.lever(lever);
        // What a shift is added to may lie so that the end of the track is out of reach.
        let (low, high) = definition.row.valid;
        let value = if value.is_finite() { value.clamp(low, high) } else { value };
        self.moves.clone_from(&self.job.moves);
        self.moves.set(Assignment { lever, scope, value });
        self.target()
    }
}

impl LookAhead {
    /// Runs a job, unless `stale` says in between that nobody waits for it any more.
    pub fn compute(job: &LookAheadJob, simulator: &mut Simulator, stale: &dyn Fn() -> bool) -> Option<Self> {
        let mut probe = Probe { job, simulator, firms: Vec::new(), moves: job.moves.clone(), runs: 0 };
        let present = probe.target();
        let ahead = job.ahead.map(|(lever, scope, from)| {
            let step = job.scenario.catalogue.lever(lever).coarse;
            let mut at = |steps: i32| {
                let value = from + f64::from(steps) * step;
                (steps, value, probe.at(lever, scope, value))
            };
            let steps = if from.is_finite() { vec![at(1), at(3), at(-1)] } else { Vec::new() };
            Ahead { lever, from, steps }
        });
        let mut tracks = Vec::with_capacity(job.levers.len());
        for &(lever, scope) in &job.levers {
            if stale() {
                return None;
            }
            let definition = job.scenario.catalogue.lever(lever);
            let ends = job.scenario.track(lever, scope);
            let outcomes: Vec<f64> = (0..job.positions)
                .map(|index| probe.at(lever, scope, track_value(ends, index, job.positions)))
                .collect();
            let never = definition.can_be_never().then(|| probe.at(lever, scope, f64::INFINITY));
            let noise = job.target.noise();
            let differs = |outcome: f64| {
                outcome.is_finite() != present.is_finite() || outcome.is_finite() && (outcome - present).abs() > noise
            };
            let matters = outcomes.iter().copied().chain(never).any(differs);
            tracks.push(Track { lever, outcomes, never, matters });
        }
        let Changes { ends, moved } = match &job.inputs {
            Some(inputs) => changes(job, inputs, &mut probe, stale)?,
            None => Changes::default(),
        };
        let worlds_run = probe.runs;
        Some(Self { generation: job.generation, target: job.target, present, tracks, ahead, ends, moved, worlds_run })
    }
}
