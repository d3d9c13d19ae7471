//! The one place where the state changes.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::{Action, Context};
use super::edit::LineEdit;
use super::history::{Change, Snapshot};
use super::key::{Code, Key};
use super::keymap::resolve;
use super::list::{Command, ListOverlay};
use super::message::{Effect, Msg, SaveError};
use super::overlay::{Confirm, Entry, EntryKind, Overlay};
use super::scale::TrackScale;
use super::state::{Notice, Panel, Screen, State};
use crate::lever::{Assignment, Class, LeverId, Mode, Reading, Reference, Scope, format_value, parse_value};
use crate::scenario::Scenario;
use crate::study::{Focus, LookAhead};

/// Takes a message in; says what is wanted from outside.
pub fn update(state: &mut State, message: Msg) -> Vec<Effect> {
    match message {
        Msg::Key { key, now_ms } => on_key(state, key, now_ms),
        Msg::Paste(text) => on_paste(state, &text),
        Msg::Size(columns, rows) => on_size(state, (columns, rows)),
        Msg::Central(central) => {
            if central.generation == state.generation {
                state.central = Some(central);
            }
            vec![]
        }
        Msg::LookAhead(look_ahead) => {
            on_look_ahead(state, look_ahead);
            vec![]
        }
        Msg::Opened(Ok(scenario)) => open(state, scenario),
        Msg::Reloaded(Ok(scenario)) => on_reload(state, scenario),
        Msg::Opened(Err(error)) | Msg::Reloaded(Err(error)) | Msg::Trouble(error) => {
            state.notice = Some(Notice { text: error, is_error: true });
            vec![]
        }
        Msg::Previewed(preview) => {
            state.picker.preview = Some(*preview);
            vec![]
        }
        Msg::Saved(result) => on_saved(state, result),
        Msg::Recovered { scenario, moves } => {
            state.overlay = Overlay::Confirm(Confirm::Recover(scenario, moves));
            vec![]
        }
    }
}

/// What is wanted after the inputs changed.
fn recompute(state: &mut State) -> Vec<Effect> {
    state.generation = state.generation.next();
    vec![Effect::Central, Effect::LookAhead]
}

/// What is wanted after only the look-ahead's question changed.
fn look_again(state: &mut State) -> Vec<Effect> {
    state.generation = state.generation.next();
    if let Some(central) = &mut state.central {
        central.generation = state.generation;
    }
    vec![Effect::LookAhead]
}

fn on_size(state: &mut State, size: (u16, u16)) -> Vec<Effect> {
    let before = (state.positions(), state.shown_levers().count());
    state.size = size;
    if (state.positions(), state.shown_levers().count()) == before { vec![] } else { look_again(state) }
}

fn on_look_ahead(state: &mut State, look_ahead: Box<LookAhead>) {
    if look_ahead.generation != state.generation {
        return;
    }
    let same_target = state.look_ahead.as_ref().is_some_and(|last| last.target == look_ahead.target);
    state.scale = TrackScale::around(&look_ahead, state.scale.filter(|_| same_target));
    state.look_ahead = Some(look_ahead);
}

fn on_paste(state: &mut State, text: &str) -> Vec<Effect> {
    match &mut state.overlay {
        Overlay::Entry(entry) => {
            entry.line.insert(text);
            entry.error = None;
        }
        Overlay::List(list) => {
            list.query.insert(text);
            list.narrow();
        }
        // Outside a field a paste is not typing: nothing of it is a key.
        _ => {}
    }
    vec![]
}

fn on_key(state: &mut State, key: Key, now_ms: u64) -> Vec<Effect> {
    state.notice = None;
    match std::mem::take(&mut state.overlay) {
        Overlay::Entry(entry) => key_in_entry(state, entry, key, now_ms),
        Overlay::List(list) => key_in_list(state, list, key, now_ms),
        overlay => {
            state.overlay = overlay;
            match resolve(state.context(), key) {
                Some(action) => act(state, action, now_ms),
                None => vec![],
            }
        }
    }
}

fn key_in_entry(state: &mut State, mut entry: Entry, key: Key, now_ms: u64) -> Vec<Effect> {
    match (key.code, key.ctrl) {
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
            if entry.line.key(key) {
                entry.error = None;
            }
            state.overlay = Overlay::Entry(entry);
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
            let value = parse_value(definition, text, Mode::Relative, current, state.start())
                .map_err(|error| error.message)?;
            state.history.end_gesture();
            Ok(set_lever(state, lever, scope, value - offset, now_ms))
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
        EntryKind::Open => {
            if text.is_empty() {
                return Ok(vec![]);
            }
            Ok(ask_to_open(state, text.to_owned()))
        }
    }
}

fn key_in_list(state: &mut State, mut list: ListOverlay, key: Key, now_ms: u64) -> Vec<Effect> {
    match (key.code, key.ctrl) {
        (Code::Esc, _) | (Code::Char('c'), true) => return vec![],
        (Code::Enter, _) => {
            return match list.rows.get(list.chosen).map(|row| row.command) {
                Some(Command::Lever(id)) => {
                    state.screen = Screen::Explore;
                    state.panel = Panel::Levers;
                    go_to(state, id)
                }
                Some(Command::Action(action)) => act(state, action, now_ms),
                None => {
                    state.overlay = Overlay::List(list);
                    vec![]
                }
            };
        }
        (Code::Down | Code::Tab, _) | (Code::Char('n'), true) => {
            list.chosen = (list.chosen + 1).min(list.rows.len().saturating_sub(1));
        }
        (Code::Up | Code::BackTab, _) | (Code::Char('p'), true) => {
            list.chosen = list.chosen.saturating_sub(1);
        }
        _ => {
            if list.query.key(key) {
                list.narrow();
            }
        }
    }
    state.overlay = Overlay::List(list);
    vec![]
}

#[expect(clippy::too_many_lines, reason = "one line an action: the table of what each does, read top-down")]
fn act(state: &mut State, action: Action, now_ms: u64) -> Vec<Effect> {
    match action {
        Action::LeverUp => step_cursor(state, -1),
        Action::LeverDown => step_cursor(state, 1),
        Action::GroupUp => step_group(state, -1),
        Action::GroupDown => step_group(state, 1),
        Action::StepDown => step_value(state, -1.0, false, now_ms),
        Action::StepUp => step_value(state, 1.0, false, now_ms),
        Action::CoarseDown => step_value(state, -1.0, true, now_ms),
        Action::CoarseUp => step_value(state, 1.0, true, now_ms),
        Action::ToLow => to_end(state, false, now_ms),
        Action::ToHigh => to_end(state, true, now_ms),
        Action::TypeValue => {
            let lever = state.cursor;
            let kind = EntryKind::Value { lever, scope: state.scope(lever), offset: state.offset(lever) };
            state.overlay = Overlay::Entry(Entry { kind, line: LineEdit::default(), error: None });
            vec![]
        }
        Action::ToggleNever => toggle_never(state, now_ms),
        Action::ResetLever => reset_lever(state, now_ms),
        Action::ResetDecisions => reset_class(state, Class::Decision, now_ms),
        Action::ResetAssumptions => reset_class(state, Class::Assumption, now_ms),
        Action::Undo => undo(state, true),
        Action::Redo => undo(state, false),
        Action::NextFirm => step_focus(state, 1),
        Action::PreviousFirm => step_focus(state, -1),
        Action::ToggleAlone => toggle_alone(state),
        Action::NextTarget => {
            state.target = state.target.next();
            look_again(state)
        }
        Action::ToggleAll => {
            state.unfolded = !state.unfolded;
            look_again(state)
        }
        Action::FindLever => {
            state.overlay = Overlay::List(ListOverlay::levers(&state.scenario.catalogue));
            vec![]
        }
        Action::Palette => {
            state.overlay = Overlay::List(ListOverlay::commands(state.context()));
            vec![]
        }
        Action::NextPanel => step_panel(state, 1),
        Action::PreviousPanel => step_panel(state, -1),
        Action::PinReference => {
            let label = if state.moved_count() == 0 { "as loaded" } else { "as pinned" };
            let decisions = Box::new(crate::lever::Decisions::of(&state.present));
            set_reference(state, Reference::Pinned { label: label.to_owned(), decisions }, now_ms)
        }
        Action::FileReference => set_reference(state, state.file_reference.clone(), now_ms),
        Action::CrossHair => {
            let week = state.headlines().stockout / crate::model::units::DAYS_PER_WEEK;
            let last = state.present.weeks.saturating_sub(1) as usize;
            state.cross_hair = Some(if week.is_finite() { (week as usize).min(last) } else { last / 2 });
            state.screen = Screen::Explore;
            if state.panel == Panel::Levers {
                state.panel = Panel::Timeline;
            }
            vec![]
        }
        Action::WeekBefore => step_cross_hair(state, -1),
        Action::WeekAfter => step_cross_hair(state, 1),
        Action::QuarterBefore => step_cross_hair(state, -13),
        Action::QuarterAfter => step_cross_hair(state, 13),
        Action::Explore => {
            state.screen = Screen::Explore;
            vec![]
        }
        Action::Scenarios => {
            state.screen = Screen::Scenarios;
            preview(state)
        }
        Action::RowUp => step_row(state, -1),
        Action::RowDown => step_row(state, 1),
        Action::OpenChosen => match state.library.get(state.picker.row) {
            Some(entry) => ask_to_open(state, entry.name.clone()),
            None => vec![],
        },
        Action::Save => save(state),
        Action::SaveAs => {
            state.overlay = Overlay::Entry(Entry {
                kind: EntryKind::SaveAs,
                line: LineEdit::new(suggested_name(state)),
                error: None,
            });
            vec![]
        }
        Action::Open => {
            state.overlay = Overlay::Entry(Entry { kind: EntryKind::Open, line: LineEdit::default(), error: None });
            vec![]
        }
        Action::Repaint => vec![Effect::Repaint],
        Action::Suspend => vec![Effect::Suspend],
        Action::Help => {
            state.overlay = Overlay::Help(0);
            vec![]
        }
        Action::Back => {
            back(state);
            vec![]
        }
        Action::Yes => yes(state),
        Action::No => no(state),
        Action::Quit => {
            if state.is_unsaved() {
                state.overlay = Overlay::Confirm(Confirm::Quit);
                vec![]
            } else {
                state.ended = true;
                vec![Effect::Quit]
            }
        }
    }
}

fn back(state: &mut State) {
    match state.context() {
        Context::CrossHair => state.cross_hair = None,
        Context::Scenarios => state.screen = Screen::Explore,
        _ => state.overlay = Overlay::None,
    }
}

fn yes(state: &mut State) -> Vec<Effect> {
    let Overlay::Confirm(question) = std::mem::take(&mut state.overlay) else { return vec![] };
    match question {
        Confirm::Quit => {
            state.ended = true;
            vec![Effect::ForgetRecovery, Effect::Quit]
        }
        Confirm::OpenOver(name) => vec![Effect::Open(name)],
        Confirm::Overwrite(path) => vec![Effect::Save { path: Some(path), overwrite: true }],
        Confirm::ReloadOver(scenario) => open(state, scenario),
        Confirm::Recover(scenario, moves) => {
            let mut effects = if state.scenario.origin == scenario.origin { vec![] } else { open(state, scenario) };
            effects.extend(take_moves(state, moves, None, 0));
            state.notice = Some(Notice { text: "the moves of the earlier session are back".to_owned(), is_error: false });
            effects.extend([Effect::ForgetRecovery, Effect::KeepRecovery]);
            effects
        }
    }
}

fn no(state: &mut State) -> Vec<Effect> {
    match std::mem::take(&mut state.overlay) {
        Overlay::Confirm(Confirm::Recover(..)) => vec![Effect::ForgetRecovery],
        _ => vec![],
    }
}

// Levers.

fn go_to(state: &mut State, lever: LeverId) -> Vec<Effect> {
    if lever == state.cursor {
        return vec![];
    }
    state.cursor = lever;
    look_again(state)
}

fn step_cursor(state: &mut State, step: isize) -> Vec<Effect> {
    let shown: Vec<LeverId> = state.shown_levers().collect();
    let Some(at) = shown.iter().position(|id| *id == state.cursor) else { return vec![] };
    let next = at.saturating_add_signed(step).min(shown.len() - 1);
    go_to(state, shown[next])
}

fn step_group(state: &mut State, step: isize) -> Vec<Effect> {
    let shown: Vec<LeverId> = state.shown_levers().collect();
    let group = |id: &LeverId| state.lever(*id).row.group;
    let here = group(&state.cursor);
    let heads: Vec<LeverId> =
        shown.iter().enumerate().filter(|(at, id)| *at == 0 || group(id) != group(&shown[at - 1])).map(|(_, id)| *id).collect();
    let Some(at) = heads.iter().position(|id| group(id) == here) else { return vec![] };
    let next = at.saturating_add_signed(step).min(heads.len() - 1);
    go_to(state, heads[next])
}

/// Moves the lever in focus by steps. Right of a date's track is never; left of never is the end of the track.
fn step_value(state: &mut State, direction: f64, coarse: bool, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    let lever = state.lever(id);
    let Reading::One(value) = state.reading(id) else {
        state.notice = Some(Notice {
            text: "the firms differ here: Enter types one value for all, @ moves one firm alone".to_owned(),
            is_error: false,
        });
        return vec![];
    };
    let step = if coarse { lever.coarse } else { lever.fine };
    let (low, high) = lever.track;
    let next = if value == f64::INFINITY {
        if direction > 0.0 { value } else { high }
    } else {
        let moved = value + direction * step;
        let snapped = if lever.can_be_never() { moved } else { snap(moved, lever.fine) };
        if lever.can_be_never() && direction > 0.0 && value >= high {
            f64::INFINITY
        } else {
            // A value typed outside the track may come back step by step, but does not go further out.
            snapped.clamp(low.min(value), high.max(value))
        }
    };
    let scope = state.scope(id);
    set_lever(state, id, scope, next, now_ms)
}

/// Removes what repeated addition leaves in the last digits.
fn snap(value: f64, step: f64) -> f64 {
    let grid = step / 10.0;
    let steps = (value / grid).round();
    // Division by the reciprocal keeps 0.3 at 0.3 where multiplication would give 0.30000000000000004.
    steps / (1.0 / grid).round().max(1.0) * if grid < 1.0 { 1.0 } else { grid }
}

fn to_end(state: &mut State, upper: bool, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    let (low, high) = state.lever(id).track;
    let scope = state.scope(id);
    set_lever(state, id, scope, if upper { high } else { low }, now_ms)
}

fn toggle_never(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    if !state.lever(id).can_be_never() {
        state.notice = Some(Notice { text: "only a date can be never".to_owned(), is_error: false });
        return vec![];
    }
    let scope = state.scope(id);
    let value = match state.reading(id) {
        Reading::One(f64::INFINITY) => {
            // A strategy that is never came from a date in the file; an event knows its own.
            let file = state.scenario.world();
            let of_file = state.scenario.moves.reading(&state.scenario.catalogue, &file, &state.scenario.root, id, scope);
            match of_file {
                Reading::One(day) if day.is_finite() => day,
                _ => state.scenario.catalogue.dated_default(id).0,
            }
        }
        _ => f64::INFINITY,
    };
    state.history.end_gesture();
    set_lever(state, id, scope, value, now_ms)
}

fn reset_lever(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    let mut moves = state.moves.clone();
    moves.forget(id);
    for assignment in state.scenario.moves.iter().filter(|a| a.lever == id) {
        moves.set(assignment);
    }
    let label = state.lever(id).label.clone();
    let from = shown(state, id);
    let before = state.headlines();
    state.history.end_gesture();
    let mut effects = take_moves(state, moves, None, now_ms);
    if !effects.is_empty() {
        let class = Some(state.lever(id).class());
        state.change = Some(Change { what: label, class, values: Some((from, shown(state, id))), before });
        effects.push(Effect::KeepRecovery);
    }
    effects
}

fn reset_class(state: &mut State, class: Class, now_ms: u64) -> Vec<Effect> {
    let catalogue = &state.scenario.catalogue;
    let mut moves = state.moves.clone();
    moves.forget_class(catalogue, class);
    for assignment in state.scenario.moves.iter().filter(|a| catalogue.lever(a.lever).class() == class) {
        moves.set(assignment);
    }
    let before = state.headlines();
    state.history.end_gesture();
    let mut effects = take_moves(state, moves, None, now_ms);
    if effects.is_empty() {
        state.notice = Some(Notice { text: format!("no {} was moved", class.label()), is_error: false });
    } else {
        let what = format!("All {}s put back", class.label());
        state.change = Some(Change { what, class: Some(class), values: None, before });
        effects.push(Effect::KeepRecovery);
    }
    effects
}

fn shown(state: &State, id: LeverId) -> String {
    state.shown_value(id).map_or_else(|| "mixed".to_owned(), |value| format_value(state.lever(id), value, state.start()))
}

/// Sets a lever as one move of a gesture.
fn set_lever(state: &mut State, id: LeverId, scope: Scope, value: f64, now_ms: u64) -> Vec<Effect> {
    let (low, high) = state.lever(id).row.valid;
    let value = if value == f64::INFINITY && state.lever(id).can_be_never() { value } else { value.clamp(low, high) };
    let mut moves = state.moves.clone();
    if state.scenario.moves.get(id, scope).is_none() && Reading::One(value) == file_reading(state, id, scope) {
        // Back where the file has it: not a move.
        if scope == Scope::All { moves.forget(id) } else { moves.forget_scope(id, scope) }
    } else {
        moves.set(Assignment { lever: id, scope, value });
    }
    let (from, before) = (shown(state, id), state.headlines());
    let continued = state.change.clone();
    let depth = state.history.depth();
    let mut effects = take_moves(state, moves, Some((id, scope)), now_ms);
    if effects.is_empty() {
        return effects;
    }
    // Within a gesture the line tells the whole way, from where it began.
    let (from, before) = match continued {
        Some(Change { values: Some((first, _)), before, .. }) if state.history.depth() == depth => (first, before),
        _ => (from, before),
    };
    state.change = Some(Change {
        what: state.lever(id).label.clone(),
        class: Some(state.lever(id).class()),
        values: Some((from, shown(state, id))),
        before,
    });
    effects.push(Effect::KeepRecovery);
    effects
}

/// Where the root has a lever, if no file moves it.
fn file_reading(state: &State, id: LeverId, scope: Scope) -> Reading {
    let scenario = &state.scenario;
    crate::lever::Moves::new().reading(&scenario.catalogue, &scenario.root, &scenario.root, id, scope)
}

/// Takes new moves in, with an entry of history; nothing if they are the same.
fn take_moves(
    state: &mut State,
    moves: crate::lever::Moves,
    gesture: Option<(LeverId, Scope)>,
    now_ms: u64,
) -> Vec<Effect> {
    if moves == state.moves {
        return vec![];
    }
    state.history.record(state.snapshot(), gesture, now_ms);
    state.moves = moves;
    state.present = state.moves.apply(&state.scenario.root, &state.scenario.catalogue);
    recompute(state)
}

fn undo(state: &mut State, backwards: bool) -> Vec<Effect> {
    let present = state.snapshot();
    let taken = if backwards { state.history.undo(present) } else { state.history.redo(present) };
    let Some(Snapshot { moves, reference }) = taken else {
        let text = if backwards { "nothing to undo" } else { "nothing to redo" };
        state.notice = Some(Notice { text: text.to_owned(), is_error: false });
        return vec![];
    };
    let before = state.headlines();
    state.moves = moves;
    state.reference = reference;
    state.present = state.moves.apply(&state.scenario.root, &state.scenario.catalogue);
    let what = if backwards { "Undone" } else { "Done again" };
    state.change = Some(Change { what: what.to_owned(), class: None, values: None, before });
    let mut effects = recompute(state);
    effects.push(Effect::KeepRecovery);
    effects
}

fn set_reference(state: &mut State, reference: Reference, now_ms: u64) -> Vec<Effect> {
    if reference == state.reference {
        return vec![];
    }
    let before = state.headlines();
    state.history.end_gesture();
    state.history.record(state.snapshot(), None, now_ms);
    state.change = Some(Change {
        what: format!("Against: {}", reference.label()),
        class: None,
        values: None,
        before,
    });
    state.reference = reference;
    recompute(state)
}

// Focus, panels, cross-hair.

fn step_focus(state: &mut State, step: isize) -> Vec<Effect> {
    // The ring: every firm, then all firms.
    let count = state.present.firms.len() + 1;
    let at = match state.focus {
        Focus::Firm(index) => index,
        Focus::All => count - 1,
    };
    let next = (at + count).saturating_add_signed(step) % count;
    state.focus = if next == count - 1 { Focus::All } else { Focus::Firm(next) };
    if state.focus == Focus::All {
        state.alone = false;
    }
    // The line told the change of another firm's outcome.
    state.change = None;
    state.history.end_gesture();
    look_again(state)
}

fn toggle_alone(state: &mut State) -> Vec<Effect> {
    if state.focus == Focus::All {
        state.notice = Some(Notice { text: "f brings a firm into focus first".to_owned(), is_error: false });
        return vec![];
    }
    state.alone = !state.alone;
    state.history.end_gesture();
    let text = if state.alone {
        format!("strategy, demand and stock now move {} alone", state.focus_name())
    } else {
        "levers move all firms again".to_owned()
    };
    state.notice = Some(Notice { text, is_error: false });
    look_again(state)
}

fn step_panel(state: &mut State, step: isize) -> Vec<Effect> {
    use strum::IntoEnumIterator;
    let panels: Vec<Panel> = Panel::iter().collect();
    let at = panels.iter().position(|panel| *panel == state.panel).unwrap_or(0);
    state.panel = panels[(at + panels.len()).saturating_add_signed(step) % panels.len()];
    vec![]
}

fn step_cross_hair(state: &mut State, weeks: isize) -> Vec<Effect> {
    let last = state.present.weeks.saturating_sub(1) as usize;
    state.cross_hair = state.cross_hair.map(|week| week.saturating_add_signed(weeks).min(last));
    vec![]
}

// Scenarios and files.

fn step_row(state: &mut State, step: isize) -> Vec<Effect> {
    if let Overlay::Help(scroll) = &mut state.overlay {
        *scroll = scroll.saturating_add_signed(step);
        return vec![];
    }
    let last = state.library.len().saturating_sub(1);
    let row = state.picker.row.saturating_add_signed(step).min(last);
    if row == state.picker.row {
        return vec![];
    }
    state.picker.row = row;
    preview(state)
}

fn preview(state: &State) -> Vec<Effect> {
    match state.library.get(state.picker.row) {
        Some(entry) if state.picker.preview.as_ref().is_none_or(|shown| shown.name != entry.name) => {
            vec![Effect::Preview(entry.name.clone())]
        }
        _ => vec![],
    }
}

fn ask_to_open(state: &mut State, name: String) -> Vec<Effect> {
    if state.is_unsaved() {
        state.overlay = Overlay::Confirm(Confirm::OpenOver(name));
        return vec![];
    }
    vec![Effect::Open(name)]
}

/// Explores another scenario, keeping what belongs to the person: focus by name, target, panel.
fn open(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    let focus = match state.focus {
        Focus::Firm(index) => state.present.firms.get(index).map(|firm| firm.name.clone()),
        Focus::All => None,
    };
    let reference = scenario.reference.clone();
    let mut fresh = State::new(scenario, reference, std::mem::take(&mut state.library));
    fresh.focus = match (state.focus, focus) {
        (Focus::All, _) => Focus::All,
        (_, name) => Focus::Firm(
            fresh.present.firms.iter().position(|firm| Some(&firm.name) == name.as_ref()).unwrap_or(0),
        ),
    };
    fresh.target = state.target;
    fresh.unfolded = state.unfolded;
    fresh.panel = state.panel;
    fresh.size = state.size;
    fresh.picker = std::mem::take(&mut state.picker);
    // Requests go on counting, so that no answer to the old scenario is taken for one to the new.
    fresh.generation = state.generation;
    *state = fresh;
    let mut effects = recompute(state);
    effects.push(Effect::KeepRecovery);
    effects
}

fn on_reload(state: &mut State, scenario: Arc<Scenario>) -> Vec<Effect> {
    if scenario.root == state.scenario.root && scenario.moves == state.scenario.moves && scenario.title == state.scenario.title {
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

fn save(state: &mut State) -> Vec<Effect> {
    state.overlay = Overlay::None;
    // A resolved JSON file is an export, not a scenario that a person keeps: saving asks for a name.
    let own = state.own_path().filter(|path| path.extension().is_some_and(|extension| extension == "ron"));
    match own {
        Some(_) => vec![Effect::Save { path: None, overwrite: true }],
        None => act(state, Action::SaveAs, 0),
    }
}

fn suggested_name(state: &State) -> String {
    match &state.scenario.origin {
        crate::scenario::Origin::Embedded(name) => format!("my-{name}.ron"),
        crate::scenario::Origin::File(path) => path.with_extension("ron").display().to_string(),
        crate::scenario::Origin::Stdin => "mine.ron".to_owned(),
    }
}

fn on_saved(state: &mut State, result: Result<(PathBuf, Arc<Scenario>), SaveError>) -> Vec<Effect> {
    match result {
        Ok((path, scenario)) => {
            state.scenario = scenario;
            state.kept = state.snapshot();
            state.notice = Some(Notice { text: format!("saved {}", path.display()), is_error: false });
            vec![Effect::ForgetRecovery]
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
