//! What is looked at: the firm in focus, the panel in front, the cross-hair.

use super::{assumptions, draw_again, files, look_again};
use crate::app::message::{Effect, Scroll};
use crate::app::overlay::Overlay;
use crate::app::state::{Notice, Panel, Screen, State};
use crate::study::Focus;

pub(super) fn step_focus(state: &mut State, step: isize) -> Vec<Effect> {
    // The ring: every firm, then all firms.
    let count = state.present.firms.len() + 1;
    let at = match state.focus {
        Focus::Firm(index) => index,
        Focus::All => count - 1,
    };
    let next = (at + count).saturating_add_signed(step) % count;
    focus_on(state, if next == count - 1 { Focus::All } else { Focus::Firm(next) })
}

pub(super) fn focus_on(state: &mut State, focus: Focus) -> Vec<Effect> {
    if focus == state.focus {
        return vec![];
    }
    state.focus = focus;
    if state.focus == Focus::All {
        state.alone = false;
    }
    // The line told the change of another firm's outcome.
    state.change = None;
    state.history.end_gesture();
    let mut effects = look_again(state);
    effects.extend(draw_bands(state));
    effects
}

/// Goes to a screen; Esc leads back from there.
pub(super) fn enter(state: &mut State, screen: Screen) -> Vec<Effect> {
    if state.screen != screen {
        match state.trail.iter().position(|before| *before == screen) {
            // Who goes back and forth does not go that way again.
            Some(at) => state.trail.truncate(at),
            None => state.trail.push(state.screen),
        }
        if matches!(screen, Screen::Explore | Screen::Uncertainty) {
            state.trail.clear();
        }
        state.screen = screen;
    }
    arrived(state)
}

/// Goes back to where one came from.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    state.screen = state.trail.pop().unwrap_or_default();
    arrived(state)
}

/// What a screen wants computed.
fn arrived(state: &mut State) -> Vec<Effect> {
    match state.screen {
        Screen::Uncertainty => draw_bands(state),
        Screen::Assumptions => look_again(state),
        Screen::Scenarios => files::preview(state),
        // Computed when it is first asked for.
        Screen::Backtest if state.backtest.told.is_none() => vec![Effect::Backtest],
        Screen::Explore | Screen::Backtest => vec![],
    }
}

/// Other draws of the same spreads.
pub(super) fn set_seed(state: &mut State, seed: u64) -> Vec<Effect> {
    if seed == state.seed {
        return vec![];
    }
    state.seed = seed;
    state.notice = Some(Notice { text: format!("draws of seed {seed}"), is_error: false });
    draw_again(state)
}

/// Asks for the bands of the firm in focus where they are shown and not there.
fn draw_bands(state: &mut State) -> Vec<Effect> {
    let there = state.ensemble.as_ref().is_some_and(|ensemble| ensemble.bands_of(state.focus).is_some());
    if state.bands_wanted() && !there { draw_again(state) } else { vec![] }
}

pub(super) fn toggle_alone(state: &mut State) -> Vec<Effect> {
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

/// The row above or below, of whatever has rows.
pub(super) fn step_row(state: &mut State, step: isize) -> Vec<Effect> {
    match state.overlay {
        Overlay::None if state.screen == Screen::Backtest => return vec![Effect::Scroll(Scroll::Parts(step))],
        _ if state.shows_text() => return vec![Effect::Scroll(Scroll::Lines(step))],
        _ => {}
    }
    match state.screen {
        Screen::Assumptions => assumptions::step_row(state, step),
        _ => files::step_row(state, step),
    }
}

pub(super) fn step_panel(state: &mut State, step: isize) -> Vec<Effect> {
    use strum::IntoEnumIterator;
    let panels: Vec<Panel> = Panel::iter().collect();
    let at = panels.iter().position(|panel| *panel == state.panel).unwrap_or(0);
    state.panel = panels[(at + panels.len()).saturating_add_signed(step) % panels.len()];
    vec![]
}

pub(super) fn step_cross_hair(state: &mut State, weeks: isize) -> Vec<Effect> {
    let last = state.present.weeks.saturating_sub(1) as usize;
    state.cross_hair = state.cross_hair.map(|week| week.saturating_add_signed(weeks).min(last));
    vec![]
}

// Scenarios and files.
