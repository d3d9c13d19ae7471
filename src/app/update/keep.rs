//! Making a story while exploring: what is on screen becomes its next step.

use std::sync::Arc;

use crate::app::assumptions::Asked;
use crate::app::edit::LineEdit;
use crate::app::message::Effect;
use crate::app::overlay::{Entry, EntryKind, Overlay};
use crate::app::stage::Scene;
use crate::app::state::{Notice, Panel, Screen, State};
use crate::lever::Scope;
use crate::scenario::{Front, Scenario, Show, StepDraft};
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
    let (now, before) = (Scene::of(state), last(state));
    let firm = match now.focus {
        Focus::All => Scope::All,
        Focus::Firm(index) => Scope::Firm(index),
    };
    let show = match now.screen {
        Screen::Uncertainty => Show::Uncertainty,
        Screen::Assumptions => Show::Assumptions,
        Screen::Backtest => Show::Backtest,
        Screen::Explore | Screen::Scenarios => Show::Explore,
    };
    let panel = match now.panel {
        Panel::Levers => Front::Levers,
        Panel::Timeline => Front::Timeline,
        Panel::Ways => Front::Ways,
    };
    // The one that the explorer begins with nobody has chosen.
    let is_chosen = now.panel != Panel::default();
    StepDraft {
        title: title.to_owned(),
        firm: (now.focus != before.focus).then_some(firm),
        show: (now.screen != before.screen).then_some(show),
        panel: (now.panel != before.panel && is_chosen).then_some(panel),
        observation: match state.asked() {
            Some(Asked::Record(place)) => crate::scenario::record().observations.get(place).map(|row| row.id.as_str()),
            _ => None,
        },
    }
}

/// What the story leads to so far.
fn last(state: &State) -> Scene {
    match state.scenario.story.len().checked_sub(1) {
        Some(last) => Scene::at(&state.scenario, &state.file_reference, state.seed, last),
        None => Scene::start(&state.scenario, &state.file_reference, state.seed),
    }
}

/// What is on screen and a step has no place for.
fn not_kept(state: &State) -> Vec<&'static str> {
    let (now, before) = (Scene::of(state), last(state));
    let parts = [
        (now.spreads != before.spreads, "how uncertain levers are"),
        (now.reference != before.reference, "the reference"),
        (now.target != before.target, "the target"),
    ];
    parts.into_iter().filter_map(|(differs, what)| differs.then_some(what)).collect()
}

/// The file holds one more step. What is explored is as it was.
pub(super) fn kept(state: &mut State, result: Result<Arc<Scenario>, String>) -> Vec<Effect> {
    let (text, is_error) = match result {
        Ok(scenario) => {
            let without = not_kept(state);
            state.adopt(scenario);
            let count = state.scenario.story.len();
            let without =
                if without.is_empty() { String::new() } else { format!(". Not in it: {}", without.join(", ")) };
            (format!("kept as step {count}; its caption is for you to write{without}"), false)
        }
        Err(error) => (error, true),
    };
    state.notice = Some(Notice { text, is_error });
    vec![]
}
