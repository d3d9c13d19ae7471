//! What the mouse does, once it is known what lies under it.

use super::{assumptions, files, levers, screens, stage, typing};
use crate::app::action::{Action, Context};
use crate::app::message::{Effect, Scroll};
use crate::app::overlay::Overlay;
use crate::app::pointer::{Gesture, Grip, Hit, Pointer, Row, Stop};
use crate::app::state::{Notice, Panel, Screen, State};
use crate::lever::LeverId;
use crate::study::{Focus, track_position, track_value};

/// Lines of the help that one notch of the wheel scrolls.
const NOTCH: usize = 3;

/// Only what paints knows what lies under the pointer: it is asked.
pub(super) fn on_pointer(state: &mut State, pointer: Pointer) -> Vec<Effect> {
    if !state.mouse {
        // Sent before the terminal took notice that it was turned off.
        return vec![];
    }
    if pointer.gesture == Gesture::Release {
        let_go(state);
        return vec![];
    }
    // A report at 0;0 comes as the largest column there is.
    let (column, row) = pointer.cell;
    if column >= state.size.0 || row >= state.size.1 {
        return vec![];
    }
    vec![Effect::Locate(pointer)]
}

/// The button went up, or a key was pressed while it was down: what follows is an entry of history of its own.
pub(super) fn let_go(state: &mut State) {
    state.is_pointing = false;
    if let Some(grip) = &mut state.grip
        && grip.is_held
    {
        grip.is_held = false;
        state.history.end_gesture();
    }
}

pub(super) fn on_located(state: &mut State, pointer: Pointer, hit: Option<Hit>) -> Vec<Effect> {
    let Pointer { gesture, cell, now_ms } = pointer;
    if state.place() == Context::Stage || state.place() == Context::Auto {
        // A hand on a lever or a bar leaves the script; beside them there is nothing to click.
        let takes = !matches!(gesture, Gesture::Drag | Gesture::Release)
            && matches!(hit, Some(Hit::Row { row: Row::Lever(_), .. } | Hit::Firm(_)));
        if takes {
            stage::take_lever(state);
        } else if matches!(state.overlay, Overlay::None) {
            return vec![];
        }
    }
    match gesture {
        Gesture::Press => {
            state.notice = None;
            let_go(state);
            on_press(state, hit, cell, now_ms)
        }
        Gesture::Drag => match (state.dragged(), hit) {
            (Some(lever), Some(Hit::Row { row: Row::Lever(under), stop: Some(stop), .. })) if lever == under => {
                set_stop(state, lever, stop, now_ms)
            }
            (None, Some(Hit::Week(week))) if state.is_pointing => {
                state.cross_hair = Some(week);
                vec![]
            }
            _ => vec![],
        },
        Gesture::WheelUp => on_wheel(state, hit, cell, 1, now_ms),
        Gesture::WheelDown => on_wheel(state, hit, cell, -1, now_ms),
        // Nothing is asked about it.
        Gesture::Release => vec![],
    }
}

fn on_press(state: &mut State, hit: Option<Hit>, cell: (u16, u16), now_ms: u64) -> Vec<Effect> {
    let before = state.grip.take();
    let Some(Hit::Row { row, above, stop }) = hit else {
        return match hit {
            Some(Hit::Firm(index)) => {
                bring(state, Panel::Timeline);
                screens::focus_on(state, Focus::Firm(index))
            }
            Some(Hit::Panel(panel)) => {
                bring(state, panel);
                vec![]
            }
            Some(Hit::Hint(action)) => super::act(state, action, now_ms),
            Some(Hit::Week(week)) => {
                state.cross_hair = Some(week);
                state.is_pointing = true;
                vec![]
            }
            _ => vec![],
        };
    };
    // A list that was shortened or replaced between two clicks has another row there.
    let is_second = before.is_some_and(|grip| grip.is_click && (grip.row, grip.cell.1) == (row, cell.1));
    let mut effects = match row {
        Row::Lever(lever) => {
            bring(state, Panel::Levers);
            levers::go_to(state, lever)
        }
        Row::Input(_) if is_second => return super::act(state, Action::GoToSlider, now_ms),
        Row::Input(index) => assumptions::go_to(state, Some(index)),
        Row::Scenario(_) if is_second => return super::act(state, Action::OpenChosen, now_ms),
        Row::Scenario(index) => files::choose_row(state, index),
        Row::Part(_) if is_second => return super::act(state, Action::Details, now_ms),
        Row::Part(index) => {
            state.backtest.row = index;
            vec![]
        }
        Row::Listed(_) if is_second => return typing::take_chosen(state, now_ms),
        Row::Listed(index) => {
            if let Overlay::List(list) = &mut state.overlay {
                list.chosen = index.min(list.rows.len().saturating_sub(1));
            }
            vec![]
        }
    };
    state.grip = Some(Grip { row, above, cell, is_click: true, is_held: stop.is_some() });
    if let (Row::Lever(lever), Some(stop)) = (row, stop) {
        // Whatever was moved just before, this is a gesture of its own, however long the button stays down.
        state.history.end_gesture();
        state.history.hold();
        effects.extend(set_stop(state, lever, stop, now_ms));
    }
    effects
}

/// What is clicked is in focus: `5` leads to where it comes from.
fn bring(state: &mut State, panel: Panel) {
    if state.screen == Screen::Explore {
        state.panel = panel;
    }
}

/// Moves a lever to a place of its slider. Where its knob stands already it is left as it is: taking hold of the knob
/// does not round a value that was typed.
fn set_stop(state: &mut State, id: LeverId, stop: Stop, now_ms: u64) -> Vec<Effect> {
    let lever = state.lever(id);
    let (positions, ends) = (state.positions(), state.track(id));
    let now = state.reading(id).value();
    let value = match stop {
        Stop::Never if now == Some(f64::INFINITY) => return vec![],
        Stop::Never => f64::INFINITY,
        Stop::At(index) if now.and_then(|value| track_position(ends, value, positions)) == Some(index) => {
            return vec![];
        }
        // A date is a whole day, and a share has no more digits than steps of keys give it.
        Stop::At(index) if lever.can_be_never() => track_value(ends, index, positions).round(),
        Stop::At(index) => levers::snap_coarsely(track_value(ends, index, positions), lever.fine).clamp(ends.0, ends.1),
    };
    levers::set_lever(state, id, state.scope(id), value, now_ms)
}

fn on_wheel(state: &mut State, hit: Option<Hit>, cell: (u16, u16), up: i8, now_ms: u64) -> Vec<Effect> {
    let Some(hit) = hit else { return vec![] };
    state.notice = None;
    let_go(state);
    match hit {
        Hit::Row { row: Row::Lever(lever), above, .. } => {
            // The list may have become shorter as the cursor came: the wheel goes on with what it began.
            let grip = match state.grip {
                Some(grip) if grip.cell == cell && grip.row == Row::Lever(state.cursor) => grip,
                _ => Grip { row: Row::Lever(lever), above, cell, is_click: false, is_held: false },
            };
            let Row::Lever(lever) = grip.row else { return vec![] };
            let mut effects = levers::go_to(state, lever);
            state.grip = Some(grip);
            effects.extend(levers::step_value(state, f64::from(up), false, now_ms));
            effects
        }
        Hit::Text { first, last } => {
            let line = if up > 0 { first.saturating_sub(NOTCH) } else { (first + NOTCH).min(last) };
            files::scroll_to(state, line, None);
            vec![]
        }
        Hit::Row { row: Row::Part(_), .. } => {
            vec![Effect::Scroll(Scroll::Lines(-isize::from(up) * NOTCH as isize))]
        }
        Hit::Row { row: Row::Input(_) | Row::Scenario(_) | Row::Listed(_), .. } | Hit::List => {
            state.grip = None;
            match &mut state.overlay {
                Overlay::List(list) => {
                    list.step(-isize::from(up));
                    vec![]
                }
                _ => screens::step_row(state, -isize::from(up)),
            }
        }
        Hit::Firm(_) | Hit::Week(_) | Hit::Hint(_) | Hit::Panel(_) => vec![],
    }
}

/// Takes the mouse, or leaves it to the terminal, which then selects text with it.
pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    let_go(state);
    state.mouse = !state.mouse;
    let key = state.keymap.shown(state.place(), &[Action::ToggleMouse]);
    let text = if state.mouse {
        format!("the mouse moves levers; with Shift, or after {key}, it selects text")
    } else {
        format!("the mouse selects text; {key} takes it back")
    };
    state.notice = Some(Notice { text, is_error: false });
    vec![Effect::Mouse(state.mouse)]
}
