//! The panels, one file each.

pub(super) mod assumptions;
mod axis;
pub(super) mod backtest;
mod details;
mod digits;
mod fan;
pub(super) mod footer;
pub(super) mod header;
pub(super) mod help;
mod hints;
pub(super) mod levers;
pub(super) mod margin;
mod notes;
pub(super) mod over;
pub(super) mod scenarios;
mod spreadsheet;
mod stage;
pub(super) mod text;
pub(super) mod timeline;
pub(super) mod uncertainty;
mod ways;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) use assumptions::{assumptions, detail as assumption, shown_because};
pub(super) use footer::lines as footer_lines;
pub(super) use help::{SourceAsked, source_told};
pub(super) use notes::{Badge, Standing, notes, scrolled as notes_scrolled, silent};
pub(super) use over::{CopyNotes, overlay};
pub(super) use scenarios::{preview, scenarios};
pub(super) use spreadsheet::spreadsheet as draws_table;
pub(super) use stage::{blank, stage, stage_cuts, stage_places};
pub(super) use uncertainty::{uncertainty, worlds_by_year};
pub(super) use ways::ways as ways_table;

use super::flow::Flow;
use super::layout::{Form, NEEDED, Regions, regions};
use super::pen::{Pen, divider, join, rule};
use super::theme::{Role, Theme};
use super::words::{Say, headline};
use crate::app::{Panel, State};

/// The places of the explore screen.
pub(super) fn places(state: &State, area: Rect) -> Regions {
    if state.stage.is_some() && area.width >= NEEDED.0 && area.height >= NEEDED.1 {
        return stage_places(state, area).panels;
    }
    regions(area, state.present.firms.len() as u16, ways::ROWS)
}

/// Whether a panel is painted; where it is not, another has its place.
pub(super) fn is_in_front(state: &State, regions: &Regions, panel: Panel) -> bool {
    regions.form != Form::Narrow || state.panel == panel
}

/// Paints the explore screen.
pub(super) fn explore(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let regions = places(state, area);
    if regions.form == Form::Tiny {
        tiny(state, theme, area, buffer);
        return;
    }
    header::header(state, theme, regions.header, buffer);
    header::headline_area(state, theme, regions.headline, buffer);
    lines(theme, &regions, buffer);
    footer::warning(state, theme, regions.bottom_rule, buffer);
    panels(state, theme, &regions, buffer);
    footer::moved_and_detail(state, theme, &regions, buffer);
    footer::keys(state, theme, regions.form, regions.keys, buffer);
}

/// Paints the panels that have a place.
fn panels(state: &State, theme: &Theme, regions: &Regions, buffer: &mut Buffer) {
    let has_place = |panel: Panel, area: Rect| !area.is_empty() && is_in_front(state, regions, panel);
    if has_place(Panel::Levers, regions.levers) {
        levers::levers(state, theme, regions.form, regions.levers, buffer);
    }
    if has_place(Panel::Timeline, regions.timeline) {
        timeline::timeline(state, theme, regions.form, regions.timeline, buffer);
    }
    if has_place(Panel::Ways, regions.ways) {
        ways::ways(state, theme, regions.form, regions.ways, buffer);
    }
    if !regions.margin.is_empty() {
        margin::margin(state, theme, regions.margin, buffer);
    }
    if !regions.firms.is_empty() {
        ways::firms(state, theme, regions.firms, buffer);
    }
}

/// Marks the panel of results that Tab or a click has brought, where several are shown: `5` leads to what it rests on.
fn mark_in_focus(state: &State, theme: &Theme, panel: Panel, form: Form, area: Rect, buffer: &mut Buffer) {
    let is_told = state.stage.as_ref().is_some_and(|stage| !stage.detour);
    if state.panel == panel && form != Form::Narrow && !is_told {
        let place = Rect { width: area.width.min(1), height: area.height.min(1), ..area };
        Pen::new(buffer, place, theme.style(Role::Accent)).put('▸');
    }
}

/// Quiet lines between panels, joined where they meet.
fn lines(theme: &Theme, regions: &Regions, buffer: &mut Buffer) {
    let style = theme.style(Role::Border);
    for line in [regions.top_rule, regions.middle_rule, regions.bottom_rule] {
        if !line.is_empty() {
            rule(buffer, line, style);
        }
    }
    divider(buffer, regions.divider, style);
    if regions.form == Form::Wide {
        for line in [regions.middle_rule, regions.margin].into_iter().filter(|line| !line.is_empty()) {
            join(buffer, regions.divider.x, line.y, '├');
        }
    }
}

/// What can be shown without room: the headline, the slider in focus, and the size that is needed.
fn tiny(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(central) = &state.central else { return };
    let above = Rect { height: area.height.saturating_sub(2).max(1), ..area };
    let mut flow = Flow::new(buffer, above, theme.style(Role::Text));
    flow.put(Say(|f: &mut std::fmt::Formatter<'_>| headline(state, central, f)));
    flow.finish();
    if area.height >= 2 {
        let row = Rect { y: area.bottom() - if area.height >= 3 { 2 } else { 1 }, height: 1, ..area };
        levers::brief(state, theme, row, buffer);
    }
    if area.height >= 3 {
        let row = Rect { y: area.bottom() - 1, height: 1, ..area };
        let (columns, rows) = NEEDED;
        let words = if area.width < 24 { "needs" } else { "the panels need" };
        Pen::new(buffer, row, theme.style(Role::Dim)).put(format_args!("{words} {columns}×{rows}"));
    }
}
