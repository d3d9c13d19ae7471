//! Scenarios and files: the picker, opening, reloading, saving.

use std::path::PathBuf;
use std::sync::Arc;

use super::{act, fold, recompute};
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

/// Explores another scenario, keeping what belongs to the person: focus by name, target, panel, keys.
pub(super) fn open(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    let reference = scenario.reference.clone();
    let fresh = State::new(scenario, reference, Vec::new());
    // Every field by its name: whoever adds one says here whose it is.
    let State {
        // The person's, and what the terminal has.
        library,
        picker,
        backtest,
        focus,
        target,
        seed,
        opened,
        unfolded,
        panel,
        keymap,
        reduced_motion,
        mouse,
        size,
        // Requests go on counting, so that no answer to the old scenario is taken for one to the new.
        generation,
        draws_generation,
        // Tells who was in focus.
        present,
        // The scenario's: it begins anew.
        scenario: _,
        moves: _,
        spreads: _,
        reference: _,
        file_reference: _,
        against: _,
        history: _,
        kept: _,
        alone: _,
        cursor: _,
        screen: _,
        trail: _,
        overlay: _,
        cross_hair: _,
        inputs: _,
        assumptions: _,
        warnings: _,
        central: _,
        look_ahead: _,
        ensemble: _,
        scale: _,
        unmoved: _,
        change: _,
        notice: _,
        stage: _,
        course: _,
        course_ms: _,
        reached: _,
        grip: _,
        is_pointing: _,
        declined: _,
        file_waits: _,
        ended: _,
    } = std::mem::replace(state, fresh);
    state.focus = match focus {
        Focus::All => Focus::All,
        Focus::Firm(index) => {
            let name = present.firms.get(index).map(|firm| &firm.name);
            Focus::Firm(state.present.firms.iter().position(|firm| Some(&firm.name) == name).unwrap_or(0))
        }
    };
    (state.library, state.picker, state.backtest) = (library, picker, backtest);
    (state.target, state.seed, state.opened) = (target, seed, opened);
    (state.unfolded, state.panel, state.size) = (unfolded, panel, size);
    (state.keymap, state.reduced_motion, state.mouse) = (keymap, reduced_motion, mouse);
    (state.generation, state.draws_generation) = (generation, draws_generation);
    let mut effects = recompute(state);
    effects.push(Effect::KeepRecovery);
    effects
}

/// Whether two readings of a file give one world, moves and all, so that what is explored of the one is of the other.
pub(super) fn is_same_world(before: &Scenario, now: &Scenario) -> bool {
    before.root == now.root
        && before.moves == now.moves
        && before.reference == now.reference
        && before.title == now.title
}

/// Takes a scenario in as its file now has it: where one was, one is, as far as it is still there.
pub(super) fn reread(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    let cursor = state.lever(state.cursor).id.clone();
    let number = state.inputs.rows.get(state.assumptions.row).map(|row| row.path.clone());
    let screen = state.screen;
    // What the command line names goes before the file.
    let against = state.against.take().map(|name| (name, state.file_reference.clone()));
    let effects = open(state, scenario);
    if let Some((name, reference)) = against {
        state.against = Some(name);
        state.file_reference = reference.clone();
        state.kept.reference = reference.clone();
        state.reference = reference;
    }
    state.screen = screen;
    if let Some(id) = state.scenario.catalogue.find(&cursor) {
        state.cursor = id;
    }
    if let Some(row) = number.and_then(|path| state.inputs.rows.iter().position(|row| row.path == path)) {
        state.assumptions.row = row;
    }
    effects
}

/// Whether somebody is typing, choosing or answering, so that nothing else may come in front.
fn is_busy(overlay: &Overlay) -> bool {
    match overlay {
        Overlay::None | Overlay::Help(..) | Overlay::Confirm(Confirm::ReloadOver(_)) => false,
        Overlay::Entry(_) | Overlay::List(_) | Overlay::Command(_) | Overlay::Confirm(_) => true,
    }
}

/// Takes back the question whether a file is to be taken that is as it was again.
fn withdraw(state: &mut State) {
    if let Overlay::Confirm(Confirm::ReloadOver(_)) = state.overlay {
        state.overlay = Overlay::None;
    }
}

/// Reads a file that had to wait, once nothing is in front any more.
pub(super) fn read_what_waits(state: &mut State) -> Option<Effect> {
    let is_due = state.file_waits && !is_busy(&state.overlay);
    state.file_waits &= !is_due;
    is_due.then_some(Effect::Reload)
}

pub(super) fn on_reload(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    let is_same = is_same_world(&state.scenario, &scenario);
    if is_same && scenario.story == state.scenario.story {
        // What was wrong with it, if anything was, has been mended; its words may be others, and saving keeps them.
        state.adopt(scenario);
        state.notice.take_if(|notice| notice.is_error);
        withdraw(state);
        return vec![];
    }
    if let Some(stage) = state.stage.take() {
        return super::stage::reloaded(state, stage, scenario);
    }
    if is_same {
        // Moves are moves of this world, whatever is told of it.
        state.adopt(scenario);
        withdraw(state);
        state.notice = Some(Notice { text: "the file changed: its story was read again".to_owned(), is_error: false });
        return vec![];
    }
    let is_it = |other: &Arc<Scenario>| is_same_world(other, &scenario) && other.story == scenario.story;
    if state.is_unsaved() && state.declined.as_ref().is_some_and(is_it) {
        return vec![];
    }
    if is_busy(&state.overlay) {
        // The next key is meant for what is in front.
        state.file_waits = true;
        let text = "the file changed: it is read once this is done".to_owned();
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    }
    if state.is_unsaved() {
        state.overlay = Overlay::Confirm(Confirm::ReloadOver(scenario));
        return vec![];
    }
    let overlay = std::mem::take(&mut state.overlay);
    let effects = reread(state, scenario);
    if let Overlay::Help(..) = overlay {
        state.overlay = overlay;
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
        Err((_, SaveError::Changed(path))) => {
            let text = format!("{} was changed meanwhile", path.display());
            state.notice = Some(Notice { text, is_error: true });
        }
        Err((_, SaveError::Failed(error))) => state.notice = Some(Notice { text: error, is_error: true }),
    }
    vec![]
}

pub(super) fn on_saved(state: &mut State, result: Result<(PathBuf, Arc<Scenario>), SaveError>) -> Vec<Effect> {
    match result {
        Ok((path, scenario)) => {
            let before = Arc::clone(&state.scenario);
            state.adopt(scenario);
            fold::carry_over(state, &before);
            state.kept = state.snapshot();
            state.notice = Some(Notice { text: format!("saved {}", path.display()), is_error: false });
            // Nothing is left to lose.
            vec![Effect::KeepRecovery]
        }
        Err(SaveError::Exists(path)) => {
            state.overlay = Overlay::Confirm(Confirm::Overwrite { path, export: None });
            vec![]
        }
        Err(SaveError::Changed(path)) => {
            state.overlay = Overlay::Confirm(Confirm::SaveOver(path));
            vec![]
        }
        Err(SaveError::Failed(error)) => {
            state.notice = Some(Notice { text: error, is_error: true });
            vec![]
        }
    }
}
