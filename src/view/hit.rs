//! What lies under the mouse. Pure, and computed from the places that painting uses: what is hit is what is seen.

use ratatui::layout::{Position, Rect};

use super::layout::{Form, NEEDED, chart_regions};
use super::panels::{assumptions, is_in_front, levers, over, places, scenarios, timeline};
use crate::app::{Gesture, Hit, Overlay, Panel, Pointer, Row, Screen, State};
use crate::lever::LeverId;

/// What lies under the pointer in the room that the state has; while a knob is dragged, the place on its slider that is
/// nearest, wherever the pointer is.
pub fn locate(state: &State, pointer: &Pointer) -> Option<Hit> {
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    let (column, row) = pointer.cell;
    match (pointer.gesture, state.dragged()) {
        (Gesture::Drag, Some(lever)) => along(state, area, lever, column),
        (Gesture::Drag, None) => None,
        _ => hit(state, area, column, row),
    }
}

/// What lies at a cell; `None` for what does nothing, and for places outside.
pub fn hit(state: &State, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let at = Position { x: column, y: row };
    if !area.contains(at) {
        return None;
    }
    if !matches!(state.overlay, Overlay::None) {
        return over::hit(state, area, column, row);
    }
    match state.screen {
        Screen::Scenarios => scenarios::hit(state, area, column, row),
        Screen::Assumptions => assumptions::hit(state, area, column, row),
        Screen::Uncertainty => {
            let (form, place) = slider(area)?;
            place.contains(at).then(|| levers::hit_row(state, form, place, column)).flatten()
        }
        Screen::Explore => {
            let regions = places(state, area);
            if regions.levers.contains(at) && is_in_front(state, &regions, Panel::Levers) {
                levers::hit(state, &regions, column, row)
            } else if regions.timeline.contains(at) && is_in_front(state, &regions, Panel::Timeline) {
                timeline::hit(state, regions.form, regions.timeline, row)
            } else {
                None
            }
        }
    }
}

/// The place of the slider on a screen of charts.
fn slider(area: Rect) -> Option<(Form, Rect)> {
    if area.width < NEEDED.0 || area.height < NEEDED.1 {
        return None;
    }
    let places = chart_regions(area);
    Some((places.frame.form, places.lever))
}

fn along(state: &State, area: Rect, lever: LeverId, column: u16) -> Option<Hit> {
    if !matches!(state.overlay, Overlay::None) {
        return None;
    }
    let (form, row) = match state.screen {
        Screen::Scenarios | Screen::Assumptions => return None,
        Screen::Uncertainty => slider(area).map(|(form, place)| (form, levers::alone(form, place)))?,
        Screen::Explore => {
            let regions = places(state, area);
            if regions.levers.is_empty() || !is_in_front(state, &regions, Panel::Levers) {
                return None;
            }
            (regions.form, regions.levers)
        }
    };
    let stop = levers::nearest(state, lever, form, row, column);
    Some(Hit::Row { row: Row::Lever(lever), above: 0, stop })
}
