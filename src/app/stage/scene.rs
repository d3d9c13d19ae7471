//! What a step fixes of the explorer's state: the fold of all steps before it.

use std::collections::BTreeMap;

use crate::app::state::{Panel, Screen, State};
use crate::lever::{Assignment, LeverId, Moves, Reading, Reference, Scope};
use crate::model::Spread;
use crate::scenario::{Front, PointAt, Scenario, Show, Step};
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
        let start = Self::start(scenario, reference, start);
        scenario.story.iter().take(step + 1).fold(start, |scene, step| scene.then(scenario, step))
    }

    fn then(mut self, scenario: &Scenario, step: &Step) -> Self {
        if let Some(lever) = lever_of(scenario, &self.moves, step) {
            self.cursor = lever;
        }
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
            Some(Show::Assumptions) => self.screen = Screen::Assumptions,
            Some(Show::Backtest) => self.screen = Screen::Backtest,
            None => {}
        }
        match step.panel {
            Some(Front::Levers) => self.panel = Panel::Levers,
            Some(Front::Timeline) => self.panel = Panel::Timeline,
            Some(Front::Ways) => self.panel = Panel::Ways,
            None => {}
        }
        self
    }

    /// The same in a scenario whose file has changed: levers and firms go by their names, and what is no longer there is
    /// left out.
    pub(in crate::app) fn carried(self, from: &Scenario, to: &Scenario) -> Self {
        let lever = |id: LeverId| to.catalogue.find(&from.catalogue.lever(id).id);
        let firm = |index: usize| {
            let name = &from.root.firms.get(index)?.name;
            to.root.firms.iter().position(|firm| firm.name == *name)
        };
        let mut moves = Moves::new();
        for Assignment { lever: id, scope, value } in self.moves.iter() {
            let scope = match scope {
                Scope::All => Some(Scope::All),
                Scope::Firm(index) => firm(index).map(Scope::Firm),
            };
            if let (Some(lever), Some(scope)) = (lever(id), scope) {
                moves.set(Assignment { lever, scope, value });
            }
        }
        let focus = match self.focus {
            Focus::All => Focus::All,
            Focus::Firm(index) => firm(index).map_or(Focus::All, Focus::Firm),
        };
        let mut spreads = self.spreads;
        spreads.retain(|id, _| to.catalogue.find(id).is_some());
        Self { moves, spreads, focus, cursor: lever(self.cursor).unwrap_or(LeverId(0)), ..self }
    }
}

/// The lever that a step is about: what it points at; else the first that it moves away from where the story began, before
/// one that it only puts back.
fn lever_of(scenario: &Scenario, before: &Moves, step: &Step) -> Option<LeverId> {
    match &step.point_at {
        Some(PointAt::Lever(lever)) => return Some(*lever),
        Some(PointAt::Event(id)) => return scenario.catalogue.find(&format!("policy.{id}")),
        Some(PointAt::Firm(_) | PointAt::Cost(_) | PointAt::Observation(_)) | None => {}
    }
    if step.set.is_empty() {
        return None;
    }
    let (root, catalogue) = (&scenario.root, &scenario.catalogue);
    let other_than = |moves: &Moves| {
        let world = moves.apply(root, catalogue);
        let reads = |assignment: &Assignment| {
            moves.reading(catalogue, &world, root, assignment.lever, assignment.scope) == Reading::One(assignment.value)
        };
        step.set.iter().map(|assignment| !reads(assignment)).collect::<Vec<_>>()
    };
    let (moves, leaves) = (other_than(before), other_than(&scenario.moves));
    let first = |is_it: &dyn Fn(usize) -> bool| (0..step.set.len()).find(|at| is_it(*at));
    let at = first(&|at| moves[at] && leaves[at]).or_else(|| first(&|at| moves[at]))?;
    step.set.get(at).map(|assignment| assignment.lever)
}
