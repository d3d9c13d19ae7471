//! The course of the stock of the firm in focus: on hand above the line, unserved below it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::axis::Axis;
use crate::app::{Hit, State};
use crate::model::Series;
use crate::study::{Central, Focus};
use crate::view::format::Thousands;
use crate::view::pen::{Pen, put_right, rule};
use crate::view::theme::{Role, Theme};

const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Stock on hand and work unserved in one week, H20e.
fn week(central: &Central, focus: Focus, week: usize) -> (f64, f64) {
    let of = |series: &Series| {
        let at = |values: &[f64]| values.get(week).copied().unwrap_or(0.0);
        (at(&series.stock_h20e), at(&series.unmet_training) + at(&series.unmet_inference))
    };
    match focus {
        Focus::Firm(index) => central.present.series.get(index).map_or((0.0, 0.0), of),
        Focus::All => central.present.series.iter().map(of).fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1)),
    }
}

/// The place of the chart in the panel.
fn chart(area: Rect) -> Rect {
    Rect {
        x: area.x + 11,
        width: area.width.saturating_sub(11 + 26),
        y: area.y + 2,
        height: area.height.saturating_sub(3),
    }
}

/// The week at a place of the chart.
pub(in crate::view) fn hit(state: &State, area: Rect, at: Position) -> Option<Hit> {
    let chart = chart(area);
    let axis = Axis { area: chart, horizon_days: state.present.horizon_days() };
    if chart.contains(at) { axis.week(at.x).map(Hit::Week) } else { None }
}

/// Paints the chart under the timeline, on the same axis.
pub(super) fn margin(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(central) = &state.central else { return };
    let row = |y: u16| Rect { y, height: 1, ..area };
    rule(buffer, row(area.y), theme.style(Role::Border));
    Pen::new(buffer, row(area.y + 1), theme.style(Role::Heading))
        .put(" STOCK ON HAND, AND WORK UNSERVED  ")
        .styled(state.focus_name(), theme.style(Role::Key))
        .styled("  H20e", theme.style(Role::Dim));
    let chart = chart(area);
    if chart.is_empty() || chart.height < 4 {
        return;
    }
    let weeks = state.present.weeks as usize;
    let at = |column: u16| week(central, state.focus, (usize::from(column) * weeks) / usize::from(chart.width));
    let (mut stock_top, mut unmet_top) = (0.0f64, 0.0f64);
    for column in 0..chart.width {
        let (stock, unmet) = at(column);
        stock_top = stock_top.max(stock);
        unmet_top = unmet_top.max(unmet);
    }
    let whole = stock_top + unmet_top;
    if whole <= 0.0 {
        Pen::new(buffer, row(chart.y + 1), theme.style(Role::Dim)).put(" no stock, and nothing unserved");
        return;
    }
    // Both halves in one unit; each has at least a row if it has anything.
    let cells = f64::from(chart.height);
    let above = (stock_top / whole * cells)
        .round()
        .clamp(f64::from(u8::from(stock_top > 0.0)), cells - f64::from(u8::from(unmet_top > 0.0)));
    let unit = (stock_top / above.max(1.0)).max(unmet_top / (cells - above).max(1.0));
    let above = above as u16;
    let line = chart.y + above;
    for column in 0..chart.width {
        let (stock, unmet) = at(column);
        let x = chart.x + column;
        for cell in 0..above {
            let eighths = ((stock / unit - f64::from(cell)) * 8.0).round().clamp(0.0, 8.0) as usize;
            put(buffer, x, line - 1 - cell, EIGHTHS[eighths], theme, Role::Lasts);
        }
        for cell in 0..chart.height - above {
            // There is no block that hangs from the top in all fonts: whole cells, a dot for less than half.
            let filled = unmet / unit - f64::from(cell);
            let glyph = if filled >= 0.5 {
                '▓'
            } else if filled > 0.05 {
                '·'
            } else {
                ' '
            };
            put(buffer, x, line + cell, glyph, theme, Role::Gap);
        }
    }
    let dim = theme.style(Role::Dim);
    let label = |y: u16| Rect { x: area.x, y, width: 10, height: 1 };
    put_right(buffer, label(chart.y), dim, Thousands(stock_top));
    if unmet_top > 0.0 {
        put_right(buffer, label(chart.bottom() - 1), theme.style(Role::Gap), Thousands(-unmet_top));
    }
    if let Some(week) = state.cross_hair {
        let x = chart.x + (((week as f64 + 1.0) / weeks as f64 * f64::from(chart.width)) as u16).min(chart.width - 1);
        for y in chart.top()..chart.bottom() {
            put(buffer, x, y, '│', theme, Role::Accent);
        }
    }
}

fn put(buffer: &mut Buffer, x: u16, y: u16, glyph: char, theme: &Theme, role: Role) {
    if glyph != ' '
        && let Some(cell) = buffer.cell_mut((x, y))
    {
        cell.set_char(glyph).set_style(theme.style(role));
    }
}
