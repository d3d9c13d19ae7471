//! The screen of assumptions: going there, about there, and back to a slider.

use strum::IntoEnumIterator;

use super::{levers, look_again, screens};
use crate::app::assumptions::{Asked, Only, Results};
use crate::app::edit::LineEdit;
use crate::app::message::Effect;
use crate::app::overlay::{Entry, EntryKind, Overlay};
use crate::app::record::Part;
use crate::app::state::{Notice, Panel, Screen, State};
use crate::scenario::inputs::{Input, Number};
use crate::scenario::{Grade, Predicts};
use crate::study::{Focus, Moved};

/// Goes there, to what is in focus: to its number, or to those that it rests on.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    state.overlay = Overlay::None;
    if state.screen == Screen::Assumptions {
        return vec![];
    }
    match state.asked() {
        Some(Asked::Number(row)) => go_to_all(state, row),
        Some(Asked::Of(results)) => show_results(state, results),
        Some(Asked::Record(place)) => {
            if !show_record(state, place) {
                let text = "no number of the model: what was seen has its source below, with Enter".to_owned();
                state.notice = Some(Notice { text, is_error: false });
                return vec![];
            }
        }
        None => state.assumptions.widen(&state.inputs),
    }
    // What each number changes is computed where it is shown.
    screens::enter(state, Screen::Assumptions)
}

/// Brings a number into focus, among all that fit what was typed.
fn go_to_all(state: &mut State, row: usize) {
    state.assumptions.only = None;
    state.assumptions.narrow(&state.inputs);
    state.assumptions.go_to(row, &state.inputs);
}

/// Shows what results of the firm in focus rest on.
fn show_results(state: &mut State, results: Results) {
    let first = state.first_of(results);
    state.assumptions.show_only(Only::Of(results), first, &state.inputs);
}

/// Shows what a part of the backtest rests on; `false` where that is none of the numbers.
fn show_record(state: &mut State, place: usize) -> bool {
    let Some(part) = state.backtest.part(place) else { return false };
    if let Part::Row(row) = part
        && let Predicts::Event(id) = &row.observation.predicts
    {
        // Nobody had announced it: the number is that it never comes.
        let path = format!("policy.{id}");
        let Some(row) = state.inputs.rows.iter().position(|row| row.path == path) else { return false };
        go_to_all(state, row);
        return true;
    }
    let ids = part.rests_on();
    let is_there = |row: &Input| row.evidence.is_some_and(|(id, _)| ids.contains(&id));
    if !state.inputs.rows.iter().any(is_there) {
        return false;
    }
    let only = Only::Sources { of: part.name().to_owned(), ids };
    state.assumptions.show_only(only, 0, &state.inputs);
    true
}

/// All numbers, those that dates rest on, those that costs rest on, in a ring.
pub(super) fn next_results(state: &mut State) -> Vec<Effect> {
    match state.assumptions.only {
        Some(Only::Of(Results::Dates)) => show_results(state, Results::Costs),
        Some(Only::Of(Results::Costs)) => {
            state.assumptions.widen(&state.inputs);
            return vec![];
        }
        _ => show_results(state, Results::Dates),
    }
    look_again(state)
}

/// Takes in which results move with each number.
pub(super) fn found(state: &mut State, moved: Vec<Moved>) {
    if moved.len() == state.inputs.rows.len() {
        state.assumptions.moved = moved;
        state.assumptions.narrow(&state.inputs);
    }
}

/// Back to what was typed away, or to where one came from.
pub(super) fn back(state: &mut State) -> Vec<Effect> {
    if state.assumptions.is_narrowed() {
        state.assumptions.forget_typed(&state.inputs);
        return vec![];
    }
    screens::leave(state)
}

/// Goes to a row, by its place among those shown.
fn choose(state: &mut State, place: usize) {
    let last = state.assumptions.shown.len().saturating_sub(1);
    if let Some(row) = state.assumptions.shown.get(place.min(last)) {
        state.assumptions.row = *row;
    }
    state.grip = None;
}

pub(super) fn step_row(state: &mut State, step: isize) -> Vec<Effect> {
    if let Some(place) = state.assumptions.position() {
        choose(state, place.saturating_add_signed(step));
    }
    vec![]
}

/// Goes to the head of a group: of this one, or of one above; or of the next one below.
pub(super) fn step_group(state: &mut State, step: isize) -> Vec<Effect> {
    let Some(at) = state.assumptions.position() else { return vec![] };
    let shown = &state.assumptions.shown;
    let group = |place: usize| state.inputs.rows[shown[place]].group;
    let is_head = |place: &usize| *place == 0 || group(*place) != group(place - 1);
    let next = if step > 0 { (at + 1..shown.len()).find(is_head) } else { (0..at).rev().find(is_head) };
    if let Some(place) = next {
        choose(state, place);
    }
    vec![]
}

pub(super) fn go_to(state: &mut State, row: Option<usize>) -> Vec<Effect> {
    if let Some(row) = row {
        state.assumptions.go_to(row, &state.inputs);
        state.grip = None;
    }
    vec![]
}

/// Goes to the next number that is warned of, in a ring.
pub(super) fn next_warning(state: &mut State) -> Vec<Effect> {
    let mut rows: Vec<usize> = state.warnings.iter().filter_map(|warning| warning.rows.first().copied()).collect();
    rows.sort_unstable();
    let next = rows.iter().find(|row| **row > state.assumptions.row).or(rows.first()).copied();
    if next.is_none() {
        state.notice = Some(Notice { text: "nothing here is outside the evidence".to_owned(), is_error: false });
    }
    go_to(state, next)
}

/// Opens the line that narrows the list.
pub(super) fn search(state: &mut State) -> Vec<Effect> {
    let line = LineEdit::new(state.assumptions.search.clone());
    state.overlay = Overlay::Entry(Entry { kind: EntryKind::Search, line, error: None });
    vec![]
}

/// Narrows the list to what stands in the line.
pub(super) fn follow_search(state: &mut State) {
    if let Overlay::Entry(Entry { kind: EntryKind::Search, line, .. }) = &state.overlay
        && line.text() != state.assumptions.search
    {
        state.assumptions.search = line.text().to_owned();
        state.assumptions.narrow(&state.inputs);
    }
}

/// Shows again what the search left out.
pub(super) fn leave_search(state: &mut State) {
    state.assumptions.search.clear();
    state.assumptions.narrow(&state.inputs);
}

/// All grades, then one after the other.
pub(super) fn next_grade(state: &mut State) -> Vec<Effect> {
    state.assumptions.grade = match state.assumptions.grade {
        None => Grade::iter().next(),
        Some(grade) => Grade::iter().skip_while(|other| *other != grade).nth(1),
    };
    state.assumptions.narrow(&state.inputs);
    vec![]
}

/// Goes to the slider of the number in focus; of a firm's own value, with that firm in focus.
pub(super) fn go_to_slider(state: &mut State) -> Vec<Effect> {
    let Some(row) = state.input() else { return vec![] };
    let firm = match row.number {
        Number::Own(_, firm) => Some(firm),
        _ => None,
    };
    let Some(lever) = row.lever else {
        let text = format!("no lever moves this; a scenario file sets {}", row.path);
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    };
    let mut effects = screens::enter(state, Screen::Explore);
    state.panel = Panel::Levers;
    state.cross_hair = None;
    effects.extend(levers::go_to(state, lever));
    if let Some(firm) = firm {
        effects.extend(screens::focus_on(state, Focus::Firm(firm)));
    }
    effects
}
