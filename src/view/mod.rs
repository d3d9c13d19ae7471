//! The state painted into cells. Pure: no terminal, no clock; any size from 0×0 on.

mod caption;
mod cited;
mod depth;
mod flow;
mod format;
mod hit;
mod in_words;
mod layout;
mod panels;
mod pen;
mod script;
mod spoken;
mod spoken_notes;
mod theme;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use depth::Depth;
pub use hit::{hit, locate, scrolled};
pub use script::{caption_of, script};
pub use spoken::Spoken;
pub use spoken_notes::SpokenNotes;
pub use theme::{Role, Theme, ThemeId, ThemeName};

use crate::app::{Following, Overlay, Screen, Stage, State};

/// Paints `state` into `area`; gives the place of the text cursor while something is typed.
pub fn render(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return None;
    }
    buffer.set_style(area, theme.style(Role::Base));
    match (state.stage.as_deref(), state.screen) {
        (Some(Stage { blank: Some(blank), .. }), _) => panels::blank(*blank, theme, area, buffer),
        (Some(stage), Screen::Explore | Screen::Uncertainty) => panels::stage(state, stage, theme, area, buffer),
        (Some(stage), Screen::Assumptions | Screen::Backtest) if !stage.detour => {
            panels::stage(state, stage, theme, area, buffer);
        }
        (_, Screen::Explore) => panels::explore(state, theme, area, buffer),
        (_, Screen::Uncertainty) => panels::uncertainty(state, theme, area, buffer),
        (_, Screen::Assumptions) => panels::assumptions(state, theme, area, buffer),
        (_, Screen::Scenarios) => panels::scenarios(state, theme, area, buffer),
        (_, Screen::Backtest) => panels::backtest::backtest(state, theme, area, buffer),
    }
    match &state.overlay {
        Overlay::None => None,
        overlay => panels::overlay(overlay, state, theme, area, buffer),
    }
}

/// Paints the speaker's notes into `area`.
pub fn notes(following: &Following, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    panels::notes(following, theme, area, buffer);
}

/// The first row of the speaker's notes after so many rows down, in a room of that size.
pub fn notes_scrolled(following: &Following, area: Rect, down: isize) -> usize {
    panels::notes_scrolled(following, area, down)
}

/// What of the step on stage would be cut off in a room of so many columns and rows, in words.
pub fn cut_off(state: &State, columns: u16, rows: u16) -> Vec<String> {
    panels::stage_cuts(state, &Theme::new(ThemeName::Dark), Rect::new(0, 0, columns, rows))
}
