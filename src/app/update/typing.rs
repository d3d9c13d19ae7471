//! Fields and lists: what a key does while something is typed.

use std::path::PathBuf;

use super::{act, assumptions, files, keep, levers, screens, stage};
use crate::app::action::{Action, Context};
use crate::app::edit::{LONGEST, LineEdit};
use crate::app::key::{Code, Key};
use crate::app::list::{Command, ListKind, ListOverlay};
use crate::app::message::Effect;
use crate::app::overlay::{Entry, EntryKind, Overlay};
use crate::app::state::{Notice, Panel, Screen, State};
use crate::lever::{Mode, Reading, ShownSpread, other_form, parse_spread, parse_value};

pub(super) fn key_in_entry(state: &mut State, mut entry: Entry, key: Key, now_ms: u64) -> Vec<Effect> {
    let action = state.keymap.resolve(Context::Field, key);
    match action {
        Some(Action::Back) => {
            if entry.kind == EntryKind::Search {
                assumptions::leave_search(state);
            }
            return vec![];
        }
        Some(Action::Accept) => match enter(state, &entry, now_ms) {
            Ok(effects) => return effects,
            Err(error) => entry.error = Some(error),
        },
        _ => {
            let form = match action {
                Some(Action::FormAfter) => 1,
                Some(Action::FormBefore) => -1,
                _ => 0,
            };
            let catalogue = &state.scenario.catalogue;
            if let (EntryKind::Spread { lever, typed }, 1 | -1) = (entry.kind, form) {
                let (present, definition) = (state.spread(lever), catalogue.lever(lever));
                let spread = other_form(definition, typed.unwrap_or(present), present, form);
                entry.line = LineEdit::new(ShownSpread { lever: definition, spread }.to_string());
                entry.retyped(catalogue);
            } else {
                match edit(&mut entry.line, action, key) {
                    Ok(true) => entry.retyped(catalogue),
                    Ok(false) => {}
                    Err(error) => entry.error = Some(error),
                }
            }
        }
    }
    state.overlay = Overlay::Entry(entry);
    assumptions::follow_search(state);
    vec![]
}

/// Does what a key does in a line; whether that was anything.
fn edit(line: &mut LineEdit, action: Option<Action>, key: Key) -> Result<bool, String> {
    match (action, key) {
        (Some(action), _) => Ok(line.act(action)),
        (None, Key { code: Code::Char(c), ctrl: false, .. }) => {
            if line.insert(c.encode_utf8(&mut [0; 4])) {
                Ok(true)
            } else {
                Err(too_long())
            }
        }
        (None, _) => Ok(false),
    }
}

/// What is said where a line would be longer than lines are.
pub(super) fn too_long() -> String {
    format!("more than {LONGEST} bytes are no value, name or path: nothing was put in")
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
    let action = state.keymap.resolve(Context::List, key);
    match action {
        Some(Action::Back) => return vec![],
        Some(Action::Accept) => {
            state.overlay = Overlay::List(list);
            return take_chosen(state, now_ms);
        }
        Some(Action::RowDown) => list.step(1),
        Some(Action::RowUp) => list.step(-1),
        Some(Action::PageDown) => list.step(page(&list)),
        Some(Action::PageUp) => list.step(-page(&list)),
        action => {
            let before = list.query.text().to_owned();
            match edit(&mut list.query, action, key) {
                // Another place in the same words is the same list.
                Ok(_) if list.query.text() != before => list.narrow(),
                Ok(_) => {}
                Err(error) => state.notice = Some(Notice { text: error, is_error: true }),
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
