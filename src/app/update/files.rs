//! Scenarios and files: the picker, opening, reloading, saving.

use std::path::PathBuf;
use std::sync::Arc;

use super::{act, recompute};
use crate::app::action::Action;
use crate::app::message::{Effect, SaveError};
use crate::app::overlay::{Confirm, Overlay};
use crate::app::state::{Notice, State};
use crate::scenario::{Origin, Scenario};
use crate::study::Focus;

pub(super) fn step_row(state: &mut State, step: isize) -> Vec<Effect> {
    choose_row(state, state.picker.row.saturating_add_signed(step))
}

pub(super) fn choose_row(state: &mut State, row: usize) -> Vec<Effect> {
    let row = row.min(state.library.len().saturating_sub(1));
    if row == state.picker.row {
        return vec![];
    }
    state.picker.row = row;
    preview(state)
}

pub(super) fn preview(state: &State) -> Vec<Effect> {
    match state.library.get(state.picker.row) {
        Some(entry) if state.picker.preview.as_ref().is_none_or(|shown| shown.name != entry.name) => {
            vec![Effect::Preview(entry.name.clone())]
        }
        _ => vec![],
    }
}

pub(super) fn ask_to_open(state: &mut State, name: String) -> Vec<Effect> {
    if state.is_unsaved() {
        state.overlay = Overlay::Confirm(Confirm::OpenOver(name));
        return vec![];
    }
    vec![Effect::Open(name)]
}

/// Explores another scenario, keeping what belongs to the person: focus by name, target, panel.
pub(super) fn open(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    let focus = match state.focus {
        Focus::Firm(index) => state.present.firms.get(index).map(|firm| firm.name.clone()),
        Focus::All => None,
    };
    let reference = scenario.reference.clone();
    let mut fresh = State::new(scenario, reference, std::mem::take(&mut state.library));
    fresh.focus = match (state.focus, focus) {
        (Focus::All, _) => Focus::All,
        (_, name) => {
            Focus::Firm(fresh.present.firms.iter().position(|firm| Some(&firm.name) == name.as_ref()).unwrap_or(0))
        }
    };
    fresh.target = state.target;
    fresh.seed = state.seed;
    fresh.unfolded = state.unfolded;
    fresh.panel = state.panel;
    fresh.size = state.size;
    fresh.mouse = state.mouse;
    fresh.picker = std::mem::take(&mut state.picker);
    // Requests go on counting, so that no answer to the old scenario is taken for one to the new.
    fresh.generation = state.generation;
    fresh.draws_generation = state.draws_generation;
    *state = fresh;
    let mut effects = recompute(state);
    effects.push(Effect::KeepRecovery);
    effects
}

pub(super) fn on_reload(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    if scenario.root == state.scenario.root
        && scenario.moves == state.scenario.moves
        && scenario.title == state.scenario.title
    {
        // What was wrong with it, if anything was, has been mended.
        state.notice.take_if(|notice| notice.is_error);
        return vec![];
    }
    if state.is_unsaved() {
        state.overlay = Overlay::Confirm(Confirm::ReloadOver(scenario));
        return vec![];
    }
    let cursor = state.lever(state.cursor).id.clone();
    let effects = open(state, scenario);
    if let Some(id) = state.scenario.catalogue.find(&cursor) {
        state.cursor = id;
    }
    state.notice = Some(Notice { text: "the file changed and was read again".to_owned(), is_error: false });
    effects
}

pub(super) fn save(state: &mut State) -> Vec<Effect> {
    state.overlay = Overlay::None;
    // A resolved JSON file is an export, not a scenario that a person keeps: saving asks for a name.
    let own = state.own_path().filter(|path| path.extension().is_some_and(|extension| extension == "ron"));
    match own {
        Some(_) => vec![Effect::Save { path: None, overwrite: true }],
        None => act(state, Action::SaveAs, 0),
    }
}

pub(super) fn suggested_name(state: &State) -> String {
    match &state.scenario.origin {
        Origin::Embedded(name) => format!("my-{name}.ron"),
        Origin::File(path) => path.with_extension("ron").display().to_string(),
        Origin::Stdin => "mine.ron".to_owned(),
    }
}

pub(super) fn on_saved(state: &mut State, result: Result<(PathBuf, Arc<Scenario>), SaveError>) -> Vec<Effect> {
    match result {
        Ok((path, scenario)) => {
            state.adopt(scenario);
            state.kept = state.snapshot();
            state.notice = Some(Notice { text: format!("saved {}", path.display()), is_error: false });
            // Nothing is left to lose.
            vec![Effect::KeepRecovery]
        }
        Err(SaveError::Exists(path)) => {
            state.overlay = Overlay::Confirm(Confirm::Overwrite(path));
            vec![]
        }
        Err(SaveError::Failed(error)) => {
            state.notice = Some(Notice { text: error, is_error: true });
            vec![]
        }
    }
}
