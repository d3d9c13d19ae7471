//! Scenarios and files: the picker, opening, reloading, saving.

use std::path::PathBuf;
use std::sync::Arc;

use super::{act, recompute};
use crate::app::action::Action;
use crate::app::export::ExportKind;
use crate::app::message::{Effect, SaveError};
use crate::app::overlay::{Confirm, Overlay};
use crate::app::state::{Notice, State};
use crate::scenario::{Origin, Scenario};
use crate::study::Focus;

pub(super) fn step_row(state: &mut State, step: isize) -> Vec<Effect> {
    if matches!(state.overlay, Overlay::None) {
        return choose_row(state, state.picker.row.saturating_add_signed(step));
    }
    vec![]
}

/// The line of the text in front that comes first, and which part of the backtest is then in focus.
pub(super) fn scroll_to(state: &mut State, line: usize, part: Option<usize>) {
    if let Overlay::Help(_, first) = &mut state.overlay {
        *first = line;
    } else {
        state.backtest.scroll = line;
        state.backtest.row = part.unwrap_or(state.backtest.row);
    }
}

pub(super) fn choose_row(state: &mut State, row: usize) -> Vec<Effect> {
    let row = row.min(state.library.len().saturating_sub(1));
    if row == state.picker.row {
        return vec![];
    }
    state.picker.row = row;
    vec![]
}

/// Asks for what the picker tells of the library, once.
pub(super) fn preview(state: &State) -> Vec<Effect> {
    if state.picker.previews.is_empty() { vec![Effect::Preview] } else { vec![] }
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
    fresh.opened = state.opened;
    fresh.unfolded = state.unfolded;
    fresh.panel = state.panel;
    fresh.size = state.size;
    fresh.mouse = state.mouse;
    fresh.reduced_motion = state.reduced_motion;
    fresh.picker = std::mem::take(&mut state.picker);
    fresh.backtest = std::mem::take(&mut state.backtest);
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
        && scenario.story == state.scenario.story
    {
        // What was wrong with it, if anything was, has been mended.
        state.notice.take_if(|notice| notice.is_error);
        return vec![];
    }
    if state.is_unsaved() {
        state.overlay = Overlay::Confirm(Confirm::ReloadOver(scenario));
        return vec![];
    }
    if let Some(stage) = state.stage.take() {
        let mut effects = open(state, scenario);
        effects.extend(super::stage::reloaded(state, stage));
        return effects;
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

/// A picture of what is open, in the working folder.
pub(super) fn suggested_export(state: &State) -> String {
    let stem = match &state.scenario.origin {
        Origin::Embedded(name) => name.as_str(),
        Origin::File(path) => path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("screen"),
        Origin::Stdin => "screen",
    };
    format!("{stem}.{}", ExportKind::Svg.extension())
}

/// What to write there, by its ending.
pub(super) fn export(text: &str) -> Result<Vec<Effect>, String> {
    let path = PathBuf::from(text);
    let kind = ExportKind::of(&path).ok_or_else(|| {
        let (screens, results) = (ExportKind::endings(false), ExportKind::endings(true));
        format!("the ending says what is written: {screens} the screen, {results} the results")
    })?;
    Ok(vec![Effect::Export { path, kind, overwrite: false }])
}

pub(super) fn on_exported(state: &mut State, result: Result<PathBuf, (ExportKind, SaveError)>) -> Vec<Effect> {
    match result {
        Ok(path) => state.notice = Some(Notice { text: format!("wrote {}", path.display()), is_error: false }),
        Err((kind, SaveError::Exists(path))) => {
            state.overlay = Overlay::Confirm(Confirm::Overwrite { path, export: Some(kind) });
        }
        Err((_, SaveError::Failed(error))) => state.notice = Some(Notice { text: error, is_error: true }),
    }
    vec![]
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
            state.overlay = Overlay::Confirm(Confirm::Overwrite { path, export: None });
            vec![]
        }
        Err(SaveError::Failed(error)) => {
            state.notice = Some(Notice { text: error, is_error: true });
            vec![]
        }
    }
}
