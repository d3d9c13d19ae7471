//! The state painted into cells. Pure: no terminal, no clock; any size from 0×0 on.

mod depth;
mod format;
mod hit;
mod layout;
mod panels;
mod pen;
mod spoken;
mod theme;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use depth::Depth;
pub use hit::{hit, locate};
pub use spoken::Spoken;
pub use theme::{Role, Theme, ThemeName};

use crate::app::{Overlay, Screen, State};

/// Paints `state` into `area`; gives the place of the text cursor while something is typed.
pub fn render(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return None;
    }
    buffer.set_style(area, theme.style(Role::Base));
    match state.screen {
        Screen::Explore => panels::explore(state, theme, area, buffer),
        Screen::Uncertainty => panels::uncertainty(state, theme, area, buffer),
        Screen::Assumptions => panels::assumptions(state, theme, area, buffer),
        Screen::Scenarios => panels::scenarios(state, theme, area, buffer),
    }
    match &state.overlay {
        Overlay::None => None,
        overlay => panels::overlay(overlay, state, theme, area, buffer),
    }
}
