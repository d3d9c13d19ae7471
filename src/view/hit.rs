//! What lies under the mouse. Pure, and computed from the places that painting uses: what is hit is what is seen.

use ratatui::layout::{Position, Rect};

use super::layout::{ChartRegions, NEEDED, Regions, chart_regions};
use super::panels::{
    assumptions, backtest, footer, header, help, is_in_front, levers, margin, over, places, scenarios, stage_places,
    timeline, uncertainty,
};
use crate::app::{Gesture, Hit, Overlay, Panel, Pointer, Row, Screen, Scroll, State};
use crate::lever::LeverId;

/// What lies under the pointer in the room that the state has; while a knob or the cross-hair is dragged, the place that
/// is nearest on its slider or chart, wherever the pointer is.
pub fn locate(state: &State, pointer: &Pointer) -> Option<Hit> {
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    let (column, row) = pointer.cell;
    match (pointer.gesture, state.dragged()) {
        (Gesture::Drag, _) if !matches!(state.overlay, Overlay::None) => None,
        (Gesture::Drag, Some(lever)) => along(state, area, lever, column),
        (Gesture::Drag, None) if state.is_pointing => week(state, area, column),
        (Gesture::Drag, None) => None,
        _ => hit(state, area, column, row),
    }
}

/// The first line of the text in front after a scroll, in the room that the state has, and which part of the backtest is
/// then in focus, where that is in front; `None` where there is no text.
pub fn scrolled(state: &State, scroll: Scroll) -> Option<(usize, Option<usize>)> {
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    if state.shows_text() && matches!(state.overlay, Overlay::None) {
        return backtest::scrolled(state, area, scroll);
    }
    let extent = help::text_extent(state, area)?;
    Some((extent.after(scroll), None))
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
    if state.stage.as_ref().is_some_and(|stage| stage.blank.is_some()) {
        // What cannot be seen cannot be clicked.
        return None;
    }
    match state.screen {
        // On the script there is nothing to choose among the numbers, nor among the rows of the backtest.
        Screen::Assumptions | Screen::Backtest if state.is_on_script() => None,
        Screen::Scenarios => scenarios::hit(state, area, column, row),
        Screen::Backtest => backtest::hit(state, area, column, row),
        Screen::Assumptions => assumptions::hit(state, area, column, row),
        Screen::Uncertainty => {
            let ChartRegions { frame, charts, lever, .. } = charts(state, area)?;
            if lever.contains(at) {
                levers::hit_row(state, frame.form, lever, column)
            } else if charts.contains(at) {
                uncertainty::hit(state, charts, column)
            } else {
                around(state, &frame, at)
            }
        }
        Screen::Explore => {
            let regions = places(state, area);
            let is_at = |panel: Panel, place: Rect| place.contains(at) && is_in_front(state, &regions, panel);
            if is_at(Panel::Levers, regions.levers) {
                levers::hit(state, &regions, column, row)
            } else if is_at(Panel::Timeline, regions.timeline) {
                let inside = timeline::hit(state, regions.form, regions.timeline, column, row);
                inside.or(Some(Hit::Panel(Panel::Timeline)))
            } else if is_at(Panel::Ways, regions.ways) {
                Some(Hit::Panel(Panel::Ways))
            } else if regions.margin.contains(at) {
                margin::hit(state, regions.margin, at)
            } else {
                around(state, &regions, at)
            }
        }
    }
}

/// What lies around the panels: hints.
fn around(state: &State, regions: &Regions, at: Position) -> Option<Hit> {
    if regions.keys.contains(at) {
        footer::hit(state, regions.form, regions.keys, at.x)
    } else if regions.header.contains(at) {
        header::hit(state, regions.header, at.x)
    } else {
        None
    }
}

/// The places of a screen of charts, if there is room for it.
fn charts(state: &State, area: Rect) -> Option<ChartRegions> {
    if area.width < NEEDED.0 || area.height < NEEDED.1 {
        return None;
    }
    Some(if state.stage.is_some() { stage_places(state, area).charts } else { chart_regions(area) })
}

/// The place of a lever's slider.
fn along(state: &State, area: Rect, lever: LeverId, column: u16) -> Option<Hit> {
    let (form, row) = match state.screen {
        Screen::Scenarios | Screen::Assumptions | Screen::Backtest => return None,
        Screen::Uncertainty => {
            let places = charts(state, area)?;
            (places.frame.form, levers::alone(state, places.frame.form, places.lever))
        }
        Screen::Explore => {
            let regions = places(state, area);
            if regions.levers.is_empty() || !is_in_front(state, &regions, Panel::Levers) {
                return None;
            }
            (regions.form, levers::place(regions.form, regions.levers))
        }
    };
    let stop = levers::nearest(state, lever, form, row, column);
    Some(Hit::Row { row: Row::Lever(lever), above: 0, stop })
}

/// The week of a screen's charts.
fn week(state: &State, area: Rect, column: u16) -> Option<Hit> {
    let week = match state.screen {
        Screen::Scenarios | Screen::Assumptions | Screen::Backtest => None,
        Screen::Uncertainty => uncertainty::week(state, charts(state, area)?.charts, column),
        Screen::Explore => {
            let Regions { form, timeline, .. } = places(state, area);
            timeline::week(state, form, timeline, column)
        }
    };
    week.map(Hit::Week)
}
