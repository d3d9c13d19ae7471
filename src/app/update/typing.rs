//! Fields and lists: what a key does while something is typed.

use std::path::PathBuf;

use super::{act, assumptions, files, keep, levers, screens, stage};
use crate::app::edit::LineEdit;
use crate::app::key::{Code, Key};
use crate::app::list::{Command, ListKind, ListOverlay};
use crate::app::message::Effect;
use crate::app::overlay::{Entry, EntryKind, Overlay};
use crate::app::state::{Panel, Screen, State};
use crate::lever::{Mode, Reading, ShownSpread, other_form, parse_spread, parse_value};

pub(super) fn key_in_entry(state: &mut State, mut entry: Entry, key: Key, now_ms: u64) -> Vec<Effect> {
    match (key.code, key.ctrl) {
        (Code::Esc, _) | (Code::Char('c'), true) if entry.kind == EntryKind::Search => {
            assumptions::leave_search(state);
            vec![]
        }
        (Code::Esc, _) | (Code::Char('c'), true) => vec![],
        (Code::Enter, _) => match enter(state, &entry, now_ms) {
            Ok(effects) => effects,
            Err(error) => {
                entry.error = Some(error);
                state.overlay = Overlay::Entry(entry);
                vec![]
            }
        },
        _ => {
            let form = match key.code {
                Code::Down | Code::Tab => 1,
                Code::Up | Code::BackTab => -1,
                _ => 0,
            };
            let catalogue = &state.scenario.catalogue;
            if let (EntryKind::Spread { lever, typed }, 1 | -1) = (entry.kind, form) {
                let (present, definition) = (state.spread(lever), catalogue.lever(lever));
                let spread = other_form(definition, typed.unwrap_or(present), present, form);
                entry.line = LineEdit::new(ShownSpread { lever: definition, spread }.to_string());
                entry.retyped(catalogue);
            } else if entry.line.key(key) {
                entry.retyped(catalogue);
            }
            state.overlay = Overlay::Entry(entry);
            assumptions::follow_search(state);
            vec![]
        }
    }
}

/// Takes what was typed.
fn enter(state: &mut State, entry: &Entry, now_ms: u64) -> Result<Vec<Effect>, String> {
    let text = entry.line.text().trim();
    match entry.kind {
        EntryKind::Value { lever, scope, offset } => {
            if text.is_empty() {
                return Ok(vec![]);
            }
            let definition = state.scenario.catalogue.lever(lever);
            let current = state.shown_value(lever).map_or(Reading::Mixed, Reading::One);
            let value =
                parse_value(definition, text, Mode::Relative, current, state.start()).map_err(|error| error.message)?;
            state.history.end_gesture();
            Ok(levers::set_lever(state, lever, scope, value - offset, now_ms))
        }
        EntryKind::Spread { lever, .. } => {
            if text.is_empty() {
                return Ok(vec![]);
            }
            let definition = state.scenario.catalogue.lever(lever);
            let spread = parse_spread(definition, text).map_err(|error| error.message)?;
            // What was left as it stood may have lost digits on its way through the text.
            let shown = |spread| ShownSpread { lever: definition, spread }.to_string();
            if shown(spread) == shown(state.spread(lever)) {
                return Ok(vec![]);
            }
            Ok(levers::set_spread(state, lever, spread, now_ms))
        }
        // The list follows as it is typed.
        EntryKind::Search => Ok(vec![]),
        EntryKind::Seed => {
            if text.is_empty() {
                return Ok(vec![]);
            }
            let seed = text.parse().map_err(|_| format!("{text} is no seed: a whole number from 0 to {}", u64::MAX))?;
            Ok(screens::set_seed(state, seed))
        }
        EntryKind::StepTitle => {
            if text.is_empty() {
                return Err("a step has a title, a few words".to_owned());
            }
            Ok(vec![Effect::KeepStep(keep::draft(state, text))])
        }
        EntryKind::SaveAs => {
            if text.is_empty() {
                return Err("a name is needed, such as mine.ron".to_owned());
            }
            let mut path = PathBuf::from(text);
            if path.extension().is_none() {
                path.set_extension("ron");
            }
            Ok(vec![Effect::Save { path: Some(path), overwrite: false }])
        }
        EntryKind::Export => files::export(text),
        EntryKind::Open => {
            if text.is_empty() {
                return Ok(vec![]);
            }
            Ok(files::ask_to_open(state, text.to_owned()))
        }
    }
}

pub(super) fn key_in_list(state: &mut State, mut list: ListOverlay, key: Key, now_ms: u64) -> Vec<Effect> {
    match (key.code, key.ctrl) {
        (Code::Esc, _) | (Code::Char('c'), true) => return vec![],
        (Code::Enter, _) => {
            state.overlay = Overlay::List(list);
            return take_chosen(state, now_ms);
        }
        (Code::Down | Code::Tab, _) | (Code::Char('n'), true) => {
            list.step(1);
        }
        (Code::Up | Code::BackTab, _) | (Code::Char('p'), true) => {
            list.step(-1);
        }
        (Code::PageDown, _) => list.step(page(&list)),
        (Code::PageUp, _) => list.step(-page(&list)),
        _ => {
            let before = list.query.text().to_owned();
            // Going about in the line changes nothing of what fits.
            if list.query.key(key) && list.query.text() != before {
                list.narrow();
            }
        }
    }
    state.overlay = Overlay::List(list);
    vec![]
}

/// Rows that a page of a list has. Of steps it has one: a clicker knows no other key.
fn page(list: &ListOverlay) -> isize {
    if list.kind == ListKind::Steps { 1 } else { 10 }
}

/// Does what the chosen row of the list stands for, and closes it; where nothing fits it stays open.
pub(super) fn take_chosen(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let Some(command) = state.list().and_then(|list| list.rows.get(list.chosen)).map(|row| row.command) else {
        return vec![];
    };
    state.overlay = Overlay::None;
    match command {
        Command::Lever(id) => {
            let mut effects = vec![];
            if state.screen == Screen::Scenarios {
                effects = super::screens::enter(state, Screen::Explore);
            }
            state.panel = Panel::Levers;
            effects.extend(levers::go_to(state, id));
            effects
        }
        Command::Action(action) => act(state, action, now_ms),
        Command::Step(step) => stage::go(state, step, now_ms),
    }
}
