//! The file of a story changes while it is told: the same step goes on, and nothing of the explorer's is lost.

use std::sync::Arc;

use super::{ahead, end, enter, on_script};
use crate::app::history::History;
use crate::app::list::{ListKind, ListOverlay};
use crate::app::message::Effect;
use crate::app::overlay::{Confirm, Overlay};
use crate::app::stage::{Explorer, Left, Scene, Stage};
use crate::app::state::{Notice, State};
use crate::app::update::{files, recompute};
use crate::model::valid;
use crate::scenario::Scenario;

/// Takes a scenario in that its file now has; `stage` is what was on stage.
pub(in crate::app::update) fn reloaded(
    state: &mut State,
    mut stage: Box<Stage>,
    scenario: Arc<Scenario>,
) -> Vec<Effect> {
    if scenario.story.is_empty() {
        return untold(state, stage, scenario);
    }
    let before = Arc::clone(&state.scenario);
    let overlay = std::mem::take(&mut state.overlay);
    let off_script = stage.detour.then(|| {
        let is_of_file = state.reference == state.file_reference;
        (Scene::of(state), is_of_file, std::mem::take(&mut state.history), state.assumptions.clone(), state.cross_hair)
    });
    if files::is_same_world(&before, &scenario) {
        // What is explored beside the story is of this file as it was of the other.
        state.adopt(scenario);
    } else {
        match &mut stage.explorer {
            Some(explorer) if explorer.left.is_none() => reread_explorer(state, explorer, scenario),
            _ => drop(files::reread(state, scenario)),
        }
    }
    let told = Arc::clone(&state.scenario);
    stage.step = same_step(&before, &told, stage.step);
    let start = stage.start;
    let step = stage.step;
    state.stage = Some(stage);
    let scene = Scene::at(&told, &state.file_reference, start, step);
    enter(state, scene);
    on_script(state);
    if let Some((scene, is_of_file, history, assumptions, cross_hair)) = off_script {
        let mut scene = scene.carried(&before, &told);
        if is_of_file {
            scene.reference = state.file_reference.clone();
        }
        // What somebody tries out may be no world any more with what the file now has.
        if valid::check(&scene.moves.apply(&told.root, &told.catalogue)).is_empty() {
            enter(state, scene);
        }
        let levers = |scenario: &Scenario| -> Vec<String> {
            scenario.catalogue.iter().map(|(_, lever)| lever.id.clone()).collect()
        };
        if levers(&before) == levers(&told) && before.root.firms.len() == told.root.firms.len() {
            state.history = history;
        }
        state.assumptions.row = assumptions.row.min(state.inputs.rows.len().saturating_sub(1));
        state.cross_hair = cross_hair.filter(|week| *week < state.present.weeks as usize);
    }
    state.overlay = match overlay {
        // Its rows may be others.
        Overlay::List(old) if old.kind == ListKind::Steps => {
            let mut list = ListOverlay::steps(&told.story, step);
            if !old.query.text().is_empty() {
                list.query = old.query;
                list.narrow();
            }
            Overlay::List(list)
        }
        stays @ (Overlay::Help(..) | Overlay::Confirm(Confirm::EndStory)) => stays,
        _ => Overlay::None,
    };
    let mut effects = recompute(state);
    effects.extend(ahead(state));
    effects
}

/// The file tells no story any more. Where the story is all there is, its last good state is told on.
fn untold(state: &mut State, stage: Box<Stage>, scenario: Arc<Scenario>) -> Vec<Effect> {
    let is_all = stage.explorer.is_none();
    state.stage = Some(stage);
    let mut effects = vec![];
    if !is_all {
        effects.extend(end(state));
        effects.extend(files::on_reload(state, scenario));
    }
    state.notice = Some(Notice { text: "the file tells no story any more".to_owned(), is_error: true });
    effects
}

/// What is explored beside a story is read again as if nobody told one; where there are unsaved moves, it stays as it is,
/// and is asked about when the story ends.
fn reread_explorer(state: &mut State, explorer: &mut Explorer, scenario: Arc<Scenario>) {
    enter(state, explorer.scene.clone());
    state.assumptions = explorer.assumptions.clone();
    if state.differs_from_file() {
        explorer.left = Some(Left {
            scenario: Arc::clone(&state.scenario),
            kept: state.kept.clone(),
            file_reference: state.file_reference.clone(),
            against: state.against.clone(),
        });
        drop(files::reread(state, scenario));
    } else {
        drop(files::reread(state, scenario));
        explorer.scene = Scene::of(state);
        explorer.assumptions = state.assumptions.clone();
        explorer.history = History::default();
    }
}

/// Where a step stands now: by its title, the nearest of those that have it; else at its number.
fn same_step(before: &Scenario, now: &Scenario, step: usize) -> usize {
    let title = before.story.get(step).map(|step| step.title.as_str());
    let same = now.story.iter().enumerate().filter(|(_, other)| Some(other.title.as_str()) == title);
    let nearest = same.map(|(at, _)| at).min_by_key(|at| at.abs_diff(step));
    nearest.unwrap_or(step).min(now.story.len().saturating_sub(1))
}
