//! Moves: choosing a lever, moving it, taking moves back, and the reference.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{draw_again, look_again, recompute};
use crate::app::action::{Action, Context};
use crate::app::edit::LineEdit;
use crate::app::history::{Change, Headlines, Snapshot};
use crate::app::message::Effect;
use crate::app::overlay::{Entry, EntryKind, Overlay};
use crate::app::state::{Notice, State};
use crate::app::unmoved::Unmoved;
use crate::lever::{
    Assignment, Class, LeverId, Moves, Reading, Reference, Scope, ShownSpread, format_value, takes_spread,
};
use crate::model::Spread;
use crate::scenario::Scenario;

pub(super) fn go_to(state: &mut State, lever: LeverId) -> Vec<Effect> {
    if lever == state.cursor {
        return vec![];
    }
    state.cursor = lever;
    state.grip = None;
    look_again(state)
}

pub(super) fn step_cursor(state: &mut State, step: isize) -> Vec<Effect> {
    let shown: Vec<LeverId> = state.shown_levers().collect();
    let Some(at) = shown.iter().position(|id| *id == state.cursor) else { return vec![] };
    let next = at.saturating_add_signed(step).min(shown.len() - 1);
    go_to(state, shown[next])
}

pub(super) fn step_group(state: &mut State, step: isize) -> Vec<Effect> {
    let shown: Vec<LeverId> = state.shown_levers().collect();
    let group = |id: &LeverId| state.lever(*id).row.group;
    let here = group(&state.cursor);
    let heads: Vec<LeverId> = shown
        .iter()
        .enumerate()
        .filter(|(at, id)| *at == 0 || group(id) != group(&shown[at - 1]))
        .map(|(_, id)| *id)
        .collect();
    let Some(at) = heads.iter().position(|id| group(id) == here) else { return vec![] };
    let next = at.saturating_add_signed(step).min(heads.len() - 1);
    go_to(state, heads[next])
}

/// Moves the lever in focus by steps. Right of a date's track is never; left of never is the end of the track.
pub(super) fn step_value(state: &mut State, direction: f64, coarse: bool, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    let lever = state.lever(id);
    let Reading::One(value) = state.reading(id) else {
        let key = |action: &'static [Action]| state.keymap.shown(Context::Explore, action);
        let text = format!(
            "the firms differ here: {} types one value for all, {} moves one firm alone",
            key(&[Action::TypeValue]),
            key(&[Action::ToggleAlone])
        );
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    };
    let step = if coarse { lever.coarse } else { lever.fine };
    let (low, high) = state.track(id);
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

/// Removes what repeated addition leaves in the last digits, and no digit that a file or a person wrote: a step back leads to
/// where one came from.
pub(super) fn snap(value: f64, step: f64) -> f64 {
    let digits = 6 - step.log10().floor() as i32;
    if !(0..=15).contains(&digits) {
        return value;
    }
    // Dividing by a whole number keeps 0.3 at 0.3 where multiplying by a fraction would give 0.30000000000000004.
    let scale = 10f64.powi(digits);
    (value * scale).round() / scale
}

/// What the mouse gives: as many digits as a tenth of a step has.
pub(super) fn snap_coarsely(value: f64, step: f64) -> f64 {
    let tenth = step / 10.0;
    snap((value / tenth).round() * tenth, step)
}

pub(super) fn to_end(state: &mut State, upper: bool, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    let (low, high) = state.track(id);
    let scope = state.scope(id);
    set_lever(state, id, scope, if upper { high } else { low }, now_ms)
}

pub(super) fn toggle_never(state: &mut State, now_ms: u64) -> Vec<Effect> {
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
            let of_file =
                state.scenario.moves.reading(&state.scenario.catalogue, &file, &state.scenario.root, id, scope);
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

pub(super) fn reset_lever(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let id = state.cursor;
    let (moves, spreads) = put_back(state, |lever| lever == id);
    let is_spread = moves == state.moves;
    let from = if is_spread { shown_spread(state, id) } else { shown(state, id) };
    let before = state.headlines();
    state.history.end_gesture();
    let mut effects = take(state, moves, spreads, None, now_ms);
    if !effects.is_empty() {
        let to = if is_spread { shown_spread(state, id) } else { shown(state, id) };
        state.change = Some(Change {
            what: if is_spread { spread_label(state, id) } else { state.lever(id).label.clone() },
            class: Some(state.lever(id).class()),
            values: Some((from, to)),
            is_spread,
            before,
        });
        effects.push(Effect::KeepRecovery);
    }
    effects
}

pub(super) fn reset_class(state: &mut State, class: Class, now_ms: u64) -> Vec<Effect> {
    let catalogue = &state.scenario.catalogue;
    let (moves, spreads) = put_back(state, |lever| catalogue.lever(lever).class() == class);
    let is_spread = moves == state.moves;
    let before = state.headlines();
    state.history.end_gesture();
    let mut effects = take(state, moves, spreads, None, now_ms);
    if effects.is_empty() {
        state.notice = Some(Notice { text: format!("no {} was moved", class.label()), is_error: false });
    } else {
        let what = format!("All {}s put back", class.label());
        state.change = Some(Change { what, class: Some(class), values: None, is_spread, before });
        effects.push(Effect::KeepRecovery);
    }
    effects
}

/// Moves and spreads with some levers as in the file.
fn put_back(state: &State, which: impl Fn(LeverId) -> bool) -> (Moves, BTreeMap<String, Spread>) {
    let Scenario { root, catalogue, moves: of_file, .. } = &*state.scenario;
    let (mut moves, mut spreads) = (state.moves.clone(), state.spreads.clone());
    for (id, lever) in catalogue.iter().filter(|(id, _)| which(*id)) {
        moves.forget(id);
        match root.spread.get(&lever.id) {
            Some(spread) => spreads.insert(lever.id.clone(), *spread),
            None => spreads.remove(&lever.id),
        };
    }
    for assignment in of_file.iter().filter(|assignment| which(assignment.lever)) {
        moves.set(assignment);
    }
    (moves, spreads)
}

/// Opens the field for the spread of the lever in focus.
pub(super) fn open_spread(state: &mut State) -> Vec<Effect> {
    let lever = state.cursor;
    if takes_spread(state.lever(lever)) {
        let kind = EntryKind::Spread { lever, typed: None };
        state.overlay = Overlay::Entry(Entry { kind, line: LineEdit::default(), error: None });
    } else {
        let text = "the horizon takes no spread: draws are compared over one".to_owned();
        state.notice = Some(Notice { text, is_error: false });
    }
    vec![]
}

/// Sets how uncertain a lever is, for all firms.
pub(super) fn set_spread(state: &mut State, id: LeverId, spread: Spread, now_ms: u64) -> Vec<Effect> {
    let name = &state.lever(id).id;
    let mut spreads = state.spreads.clone();
    // Exact needs no word but where the file says otherwise.
    if spread.is_exact() && !state.scenario.root.spread.contains_key(name) {
        spreads.remove(name);
    } else {
        spreads.insert(name.clone(), spread);
    }
    let (from, before) = (shown_spread(state, id), state.headlines());
    state.history.end_gesture();
    let mut effects = take(state, state.moves.clone(), spreads, None, now_ms);
    if !effects.is_empty() {
        state.change = Some(Change {
            what: spread_label(state, id),
            class: Some(state.lever(id).class()),
            values: Some((from, shown_spread(state, id))),
            is_spread: true,
            before,
        });
        effects.push(Effect::KeepRecovery);
    }
    effects
}

fn spread_label(state: &State, id: LeverId) -> String {
    format!("{}, spread", state.lever(id).label)
}

fn shown_spread(state: &State, id: LeverId) -> String {
    ShownSpread { lever: state.lever(id), spread: state.spread(id) }.to_string()
}

pub(super) fn shown(state: &State, id: LeverId) -> String {
    state
        .shown_value(id)
        .map_or_else(|| "mixed".to_owned(), |value| format_value(state.lever(id), value, state.start()))
}

/// Sets a lever as one move of a gesture.
pub(super) fn set_lever(state: &mut State, id: LeverId, scope: Scope, value: f64, now_ms: u64) -> Vec<Effect> {
    let (low, high) = state.lever(id).row.valid;
    let value = if value == f64::INFINITY && state.lever(id).can_be_never() { value } else { value.clamp(low, high) };
    let moves = moved(state, Assignment { lever: id, scope, value });
    let (from, before) = (shown(state, id), state.headlines());
    // What moves change for which no central case was run yet is not known.
    let is_overtaken = state.central.is_some() && !state.is_current();
    let continued = state.change.clone();
    let depth = state.history.depth();
    let mut effects = take(state, moves, state.spreads.clone(), Some((id, scope)), now_ms);
    if effects.is_empty() {
        return effects;
    }
    // Within a gesture the line tells the whole way, from where it began.
    let (from, before) = match continued {
        Some(Change { values: Some((first, _)), before, is_spread: false, .. }) if state.history.depth() == depth => {
            (first, before)
        }
        _ if is_overtaken => {
            let class = state.lever(id).class();
            tell_of_several(state, class, before);
            effects.push(Effect::KeepRecovery);
            return effects;
        }
        _ => (from, before),
    };
    state.change = Some(Change {
        what: state.lever(id).label.clone(),
        class: Some(state.lever(id).class()),
        values: Some((from, shown(state, id))),
        is_spread: false,
        before,
    });
    effects.push(Effect::KeepRecovery);
    effects
}

/// Moves that came together are told together: nobody knows which of them did what.
fn tell_of_several(state: &mut State, class: Class, before: Headlines) {
    let class = Some(class).filter(|class| state.change.as_ref().is_none_or(|change| change.class == Some(*class)));
    let what = "Several levers".to_owned();
    state.change = Some(Change { what, class, values: None, is_spread: false, before });
}

/// The moves with one lever set. A value that the lever would have without a move is none, so that stepping there and
/// back leaves nothing behind; what a file sets stays set.
fn moved(state: &mut State, assignment: Assignment) -> Moves {
    let Assignment { lever, scope, value } = assignment;
    let scenario = Arc::clone(&state.scenario);
    let of_file = &scenario.moves;
    let mut moves = state.moves.clone();
    if of_file.get(lever, scope).is_none() {
        if scope == Scope::All {
            moves.forget(lever);
        } else {
            moves.forget_scope(lever, scope);
        }
        // A sum that a file makes has noise in its last digits, which a step back has not.
        let unmoved = Unmoved::reading(&mut state.unmoved, &scenario, &moves, (lever, scope)).value();
        let is_noise = |unmoved: f64| value.is_finite() && (unmoved - value).abs() <= 1e-12 * value.abs();
        if unmoved.is_some_and(|unmoved| unmoved == value || is_noise(unmoved)) {
            return moves;
        }
    }
    moves.set(assignment);
    moves
}

/// Takes new moves and spreads in, with an entry of history; nothing if they are the same.
pub(super) fn take(
    state: &mut State,
    moves: Moves,
    spreads: BTreeMap<String, Spread>,
    gesture: Option<(LeverId, Scope)>,
    now_ms: u64,
) -> Vec<Effect> {
    if moves == state.moves && spreads == state.spreads {
        return vec![];
    }
    state.history.record(state.snapshot(), gesture, now_ms);
    let reference = state.reference.clone();
    restore(state, Snapshot { moves, spreads, reference })
}

/// Puts the state to what a snapshot says; what does not change is not computed again.
fn restore(state: &mut State, Snapshot { moves, spreads, reference }: Snapshot) -> Vec<Effect> {
    state.spreads = spreads;
    if moves == state.moves && reference == state.reference {
        return draw_again(state);
    }
    state.moves = moves;
    state.reference = reference;
    state.present = state.moves.apply(&state.scenario.root, &state.scenario.catalogue);
    recompute(state)
}

pub(super) fn undo(state: &mut State, backwards: bool) -> Vec<Effect> {
    let present = state.snapshot();
    let taken = if backwards { state.history.undo(present) } else { state.history.redo(present) };
    let Some(snapshot) = taken else {
        let text = if backwards { "nothing to undo" } else { "nothing to redo" };
        state.notice = Some(Notice { text: text.to_owned(), is_error: false });
        return vec![];
    };
    let what = if backwards { "Undone" } else { "Done again" };
    let is_spread = snapshot.moves == state.moves && snapshot.reference == state.reference;
    let before = state.headlines();
    state.change = Some(Change { what: what.to_owned(), class: None, values: None, is_spread, before });
    let mut effects = restore(state, snapshot);
    effects.push(Effect::KeepRecovery);
    effects
}

pub(super) fn set_reference(state: &mut State, reference: Reference, now_ms: u64) -> Vec<Effect> {
    if reference == state.reference {
        return vec![];
    }
    let before = state.headlines();
    state.history.end_gesture();
    state.history.record(state.snapshot(), None, now_ms);
    let what = format!("Against: {}", reference.label());
    state.change = Some(Change { what, class: None, values: None, is_spread: false, before });
    state.reference = reference;
    recompute(state)
}

// Focus, panels, cross-hair.
