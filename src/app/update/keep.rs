//! Making a story while exploring: what is on screen becomes its next step.

use std::sync::Arc;

use crate::app::edit::LineEdit;
use crate::app::message::Effect;
use crate::app::overlay::{Entry, EntryKind, Overlay};
use crate::app::stage::Scene;
use crate::app::state::{Notice, Screen, State};
use crate::lever::Scope;
use crate::scenario::{Scenario, Show, StepDraft};
use crate::study::Focus;

/// Asks for the title of a new step.
pub(super) fn ask_title(state: &mut State) -> Vec<Effect> {
    let is_own = state.own_path().is_some_and(|path| path.extension().is_some_and(|extension| extension == "ron"));
    if is_own {
        state.overlay = Overlay::Entry(Entry { kind: EntryKind::StepTitle, line: LineEdit::default(), error: None });
    } else {
        let text = "a story is kept in a scenario's own file: S saves one".to_owned();
        state.notice = Some(Notice { text, is_error: false });
    }
    vec![]
}

/// What a step that shows the state would say beside its moves.
pub(super) fn draft(state: &State, title: &str) -> StepDraft {
    let now = Scene::of(state);
    let story = &state.scenario.story;
    let before = match story.len().checked_sub(1) {
        Some(last) => Scene::at(&state.scenario, &state.file_reference, state.seed, last),
        None => Scene::start(&state.scenario, &state.file_reference, state.seed),
    };
    let firm = match now.focus {
        Focus::All => Scope::All,
        Focus::Firm(index) => Scope::Firm(index),
    };
    let show = if now.screen == Screen::Uncertainty { Show::Uncertainty } else { Show::Explore };
    StepDraft {
        title: title.to_owned(),
        firm: (now.focus != before.focus).then_some(firm),
        show: (now.screen != before.screen).then_some(show),
    }
}

/// The file holds one more step. What is explored is as it was.
pub(super) fn kept(state: &mut State, result: Result<Arc<Scenario>, String>) -> Vec<Effect> {
    let (text, is_error) = match result {
        Ok(scenario) => {
            state.scenario = scenario;
            (format!("kept as step {}; its caption is for you to write", state.scenario.story.len()), false)
        }
        Err(error) => (error, true),
    };
    state.notice = Some(Notice { text, is_error });
    vec![]
}
