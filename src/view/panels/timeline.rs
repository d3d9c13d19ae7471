//! How long the stock lasts: a bar a firm over the horizon, with policy events and the cross-hair.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::axis::{Axis, cross_hair, event_labels, verticals, years};
use super::header::put_cut;
use crate::app::{Hit, Panel, State};
use crate::model::{Day, FirmOutcome};
use crate::scenario::PointAt;
use crate::study::{Central, Focus};
use crate::view::format::{Percent, Thousands, WeeksGained};
use crate::view::layout::Form;
use crate::view::pen::{Pen, put_right};
use crate::view::theme::{Role, Theme};
use crate::view::words::{Say, when};

/// Columns of the firm's name, and of date and gain at the right.
fn columns(form: Form, width: u16) -> (u16, u16) {
    match form {
        Form::Wide => (11, 25),
        _ if width >= 78 => (11, 25),
        _ => (11, 13),
    }
}

/// Where the firms stand.
struct Standing {
    /// The top of the bars and of what is written over them.
    top: u16,
    /// Whether there is a row for the names of events.
    labelled: bool,
    /// The row of the first firm shown.
    y: u16,
    /// Rows from one firm to the next.
    stride: u16,
    /// Rows for firms.
    room: u16,
    /// The first firm shown.
    first: usize,
}

impl Standing {
    /// `None` where there is no room for the panel.
    fn of(state: &State, form: Form, area: Rect) -> Option<Self> {
        if area.height < 3 || area.width < 24 {
            return None;
        }
        // A heading of its own, and the years.
        let top = area.y + if form == Form::Medium { 1 } else { 2 };
        let firms = state.present.firms.len() as u16;
        // What is pointed at has a name even where room is short.
        let pointed = matches!(state.pointed(), Some(PointAt::Event(_)));
        let labelled = (form != Form::Medium || pointed) && area.bottom().saturating_sub(top) > firms + 1;
        let y = top + u16::from(labelled);
        let room = area.bottom().saturating_sub(y + 1);
        // A blank row below each bar where there is room to breathe.
        let stride = if room >= 2 * firms { 2 } else { 1 };
        Some(Self { top, labelled, y, stride, room, first: first_firm(state, room / stride) })
    }
}

/// The horizon on the columns of the bars.
fn axis(state: &State, form: Form, area: Rect) -> Axis {
    let (name_columns, right_columns) = columns(form, area.width);
    let right_columns = right_columns.min(area.width.saturating_sub(name_columns + 8));
    let bars = Rect { x: area.x + name_columns, width: area.width - name_columns - right_columns - 1, ..area };
    Axis { area: bars, horizon_days: state.present.horizon_days() }
}

/// The week at a column of the panel, as far as it has room for one.
pub(in crate::view) fn week(state: &State, form: Form, area: Rect, column: u16) -> Option<usize> {
    Standing::of(state, form, area)?;
    axis(state, form, area).week(column)
}

/// What lies in the panel: weeks among the bars, firms beside them.
pub(in crate::view) fn hit(state: &State, form: Form, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let standing = Standing::of(state, form, area)?;
    let axis = axis(state, form, area);
    // The last row is the legend.
    if row < standing.top || row + 1 >= area.bottom() {
        return None;
    }
    if (axis.area.left()..axis.area.right()).contains(&column) {
        return axis.week(column).map(Hit::Week);
    }
    let below = row.checked_sub(standing.y)?;
    let index = standing.first + usize::from(below / standing.stride);
    (state.central.is_some() && index < state.present.firms.len()).then_some(Hit::Firm(index))
}

/// Paints the panel.
pub(super) fn timeline(state: &State, theme: &Theme, form: Form, area: Rect, buffer: &mut Buffer) {
    let Some(central) = &state.central else { return };
    let Some(standing) = Standing::of(state, form, area) else { return };
    let axis = axis(state, form, area);
    let row_at = |y: u16| Rect { y, height: 1, ..area };
    let headed = form != Form::Medium;
    if headed {
        let heading = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..row_at(area.y) };
        Pen::new(buffer, heading, theme.style(Role::Heading)).put("HOW LONG THE STOCK LASTS");
    }
    super::mark_in_focus(state, theme, Panel::Timeline, form, area, buffer);
    columns_heading(state, theme, row_at(area.y), buffer);
    years(state, theme, &axis, row_at(area.y + u16::from(headed)), buffer);
    let Standing { top: bars_top, labelled, mut y, stride, room, first } = standing;
    if labelled {
        event_labels(state, theme, &axis, row_at(bars_top), buffer);
    }
    let bars_end = y + room.min(stride * state.present.firms.len() as u16);
    for (index, outcome) in central.present.firms.iter().enumerate().skip(first) {
        if y + 1 > area.bottom().saturating_sub(1) {
            break;
        }
        firm(state, theme, &axis, central, index, outcome, row_at(y), buffer);
        if stride > 1 && y + 1 < area.bottom() - 1 {
            whisker(state, theme, &axis, index, row_at(y + 1), buffer);
        }
        y += stride;
    }
    // Where the bars have left room: what is laid over a mark keeps its dimness.
    verticals(state, theme, &axis, bars_top, bars_end, buffer);
    legend(state, theme, stride > 1, row_at(area.bottom() - 1), buffer);
    cross_hair(state, theme, &axis, bars_top, area.bottom() - 1, buffer);
}

/// The first firm shown, so that the one in focus is in sight.
fn first_firm(state: &State, rows: u16) -> usize {
    match state.focus {
        Focus::Firm(index) => (index + 1).saturating_sub(usize::from(rows.max(1))),
        Focus::All => 0,
    }
}

fn columns_heading(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let style = theme.style(Role::Dim);
    match state.cross_hair {
        None if row.width >= 70 => put_right(buffer, row, style, "runs out    gained "),
        None => put_right(buffer, row, style, "runs out "),
        Some(week) => {
            let day = when(state, Some(Day((week as f64 + 1.0) * 7.0)));
            let heads = if row.width >= 70 { "stock  short " } else { "stock short " };
            put_right(buffer, row, theme.style(Role::Accent), format_args!("on {day}  {heads}"));
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a row needs the panel's whole context")]
fn firm(
    state: &State,
    theme: &Theme,
    axis: &Axis,
    central: &Central,
    index: usize,
    outcome: &FirmOutcome,
    row: Rect,
    buffer: &mut Buffer,
) {
    let firm = &state.present.firms[index];
    let in_focus = state.focus == Focus::Firm(index);
    let pointed = state.pointed() == Some(&PointAt::Firm(index));
    let style = theme.style(if pointed {
        Role::Accent
    } else if in_focus {
        Role::Key
    } else {
        Role::Text
    });
    let name = Rect { width: axis.area.x - row.x - 1, ..row };
    let mut pen = Pen::new(buffer, name, theme.style(Role::Accent));
    pen.put(if pointed || (in_focus && !points_at_firm(state)) { "▸" } else { " " }).style(style);
    put_cut(&mut pen, &firm.name);
    let right = Rect { x: axis.area.right(), width: row.right() - axis.area.right(), ..row };
    if !state.present.reaches_controlled(firm) {
        let mut pen = Pen::new(buffer, Rect { y: row.y, height: 1, ..axis.area }, theme.style(Role::Inert));
        for _ in 0..axis.area.width {
            pen.put('·');
        }
        put_right(buffer, right, theme.style(Role::Dim), "no stock ");
        return;
    }
    let reference = central.reference.get(index).copied().unwrap_or_default();
    bar(theme, axis, outcome, &reference, row.y, buffer);
    if let Some(week) = state.cross_hair {
        values_at(state, theme, central, index, week, right, buffer);
        return;
    }
    let gained = match (outcome.stockout, reference.stockout) {
        (Some(now), Some(before)) => Some(now.0 - before.0),
        _ => None,
    };
    let date = when(state, outcome.stockout);
    let wide = right.width >= 22;
    let date_area = if wide { Rect { width: right.width.saturating_sub(10), ..right } } else { right };
    put_right(
        buffer,
        date_area,
        style,
        Say(|f: &mut Formatter<'_>| if wide { write!(f, "{date}") } else { write!(f, "{date} ") }),
    );
    if wide {
        let gain = Say(|f: &mut Formatter<'_>| match (gained, outcome.stockout, reference.stockout) {
            (Some(days), ..) => write!(f, "{} ", WeeksGained(days)),
            (None, None, Some(_)) => f.write_str("outlasts "),
            _ => f.write_str("— "),
        });
        let role = if gained.is_some_and(|days| days < -3.5) { Role::Lost } else { Role::Gained };
        let role = if gained.is_some_and(|days| days.abs() <= 3.5) { Role::Dim } else { role };
        put_right(buffer, right, theme.style(role), gain);
    }
}

/// Whether a firm is pointed at, who then has the mark that the one in focus has.
fn points_at_firm(state: &State) -> bool {
    matches!(state.pointed(), Some(PointAt::Firm(_)))
}

/// ▇ lasts in both worlds, ▒ gained, ░ lost, × from when work goes unserved.
fn bar(theme: &Theme, axis: &Axis, now: &FirmOutcome, reference: &FirmOutcome, y: u16, buffer: &mut Buffer) {
    let (now_cells, reference_cells) = (axis.cells(now.stockout), axis.cells(reference.stockout));
    let both = now_cells.min(reference_cells);
    let row = Rect { y, height: 1, ..axis.area };
    let mut pen = Pen::new(buffer, row, theme.style(Role::Lasts));
    for _ in 0..both {
        pen.put('▇');
    }
    let (glyph, role) = if now_cells > reference_cells { ('▒', Role::Gained) } else { ('░', Role::Lost) };
    pen.style(theme.style(role));
    for _ in both..now_cells.max(reference_cells) {
        pen.put(glyph);
    }
    if let Some(x) = now.gap.and_then(|day| axis.column(day.0)) {
        let x = x.max(axis.area.x + now_cells).min(axis.area.right() - 1);
        Pen::new(buffer, Rect { x, width: 1, ..row }, theme.style(Role::Gap)).put('×');
    }
}

/// Where nine draws of ten run out, under the bar: the middle half thick, the median a stroke across. What lies beyond
/// the horizon has no end.
fn whisker(state: &State, theme: &Theme, axis: &Axis, index: usize, row: Rect, buffer: &mut Buffer) {
    let ensemble = state.ensemble.as_deref().filter(|ensemble| !ensemble.is_exact);
    let Some(summary) = ensemble.and_then(|ensemble| ensemble.firms.get(index)) else { return };
    let firm = &state.present.firms[index];
    if !state.present.reaches_controlled(firm) {
        return;
    }
    let of = summary.stockout_day;
    let edge = axis.area.right();
    let column = |day: Option<f64>| day.map_or(edge, |day| axis.column(day.min(axis.horizon_days)).unwrap_or(edge));
    let [low, lower, middle, upper, high] = of.values().map(column);
    for x in low..=high.min(edge - 1) {
        let (glyph, role) = match x {
            x if x == middle => ('┿', Role::Text),
            x if (lower..=upper).contains(&x) => ('━', Role::Text),
            x if x == low => ('├', Role::Dim),
            x if x == high => ('┤', Role::Dim),
            _ => ('─', Role::Dim),
        };
        if let Some(cell) = buffer.cell_mut((x, row.y)) {
            cell.set_char(glyph).set_style(theme.style(role));
        }
    }
    let right = Rect { x: edge, width: row.right() - edge, ..row };
    if state.cross_hair.is_some() || right.width < 22 {
        return;
    }
    let short = |day: Option<f64>| crate::view::format::When { short: true, ..when(state, day.map(Day)) };
    let text = Say(|f: &mut Formatter<'_>| match of.p5 {
        Some(_) => write!(f, "{} – {}", short(of.p5), short(of.p95)),
        None => Ok(()),
    });
    put_right(buffer, right, theme.style(Role::Dim), format_args!("{text} "));
}

/// Stock on hand and unserved share in the week of the cross-hair.
fn values_at(
    state: &State,
    theme: &Theme,
    central: &Central,
    index: usize,
    week: usize,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some(series) = central.present.series.get(index) else { return };
    let Some(&stock) = series.stock_h20e.get(week) else { return };
    let demand = series.demand_training[week] + series.demand_inference[week];
    let unmet = series.unmet_training[week] + series.unmet_inference[week];
    let short = if demand > 0.0 { unmet / demand } else { 0.0 };
    let style = theme.style(if state.focus == Focus::Firm(index) { Role::Key } else { Role::Text });
    let stock_area = Rect { width: area.width.saturating_sub(if area.width >= 22 { 8 } else { 7 }), ..area };
    put_right(buffer, stock_area, style, Thousands(stock));
    put_right(
        buffer,
        area,
        theme.style(if short > 0.0 { Role::Gap } else { Role::Dim }),
        format_args!("{} ", Percent(short)),
    );
}

fn legend(state: &State, theme: &Theme, whiskers: bool, row: Rect, buffer: &mut Buffer) {
    let dim = theme.style(Role::Dim);
    let full = row.width >= 66;
    let mut pen = Pen::new(buffer, row, dim);
    pen.put(' ').styled('▇', theme.style(Role::Lasts));
    match (&state.reference, full) {
        (crate::lever::Reference::NobodyMigrates, true) => pen.put(" if nobody migrates"),
        (crate::lever::Reference::NobodyMigrates, false) => pen.put(" stay"),
        _ => pen.put(" in the reference"),
    };
    pen.put("  ").styled('▒', theme.style(Role::Gained)).put(" gained  ");
    let loses = state.central.as_ref().is_some_and(|central| {
        let ends = |outcome: &FirmOutcome| outcome.stockout.map_or(f64::INFINITY, |day| day.0);
        central.present.firms.iter().zip(&central.reference).any(|(now, before)| ends(now) < ends(before) - 3.5)
    });
    if loses {
        pen.styled('░', theme.style(Role::Lost)).put(" lost  ");
    }
    pen.styled('×', theme.style(Role::Gap)).put(" unserved > ").put(Percent(state.present.gap_tolerance));
    if full {
        pen.put("  ┆ policy");
        let shown = state.ensemble.as_ref().is_some_and(|ensemble| !ensemble.is_exact);
        if whiskers && shown && pen.room() >= 12 {
            pen.put("  ├━┿━┤ 90 %");
        }
    }
}
