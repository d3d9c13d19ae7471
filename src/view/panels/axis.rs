//! The horizon from left to right: years, policy events and the cross-hair, on every chart of time.

use std::fmt::Formatter;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::app::State;
use crate::model::Day;
use crate::model::units::DAYS_PER_WEEK;
use crate::scenario::PointAt;
use crate::view::pen::{Pen, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// The horizon on a row of cells.
pub(super) struct Axis {
    pub(super) area: Rect,
    pub(super) horizon_days: f64,
}

impl Axis {
    /// The column of a day; `None` outside the horizon.
    pub(super) fn column(&self, day: f64) -> Option<u16> {
        if !(0.0..=self.horizon_days).contains(&day) || self.area.width == 0 {
            return None;
        }
        let cell = (day / self.horizon_days * f64::from(self.area.width)) as u16;
        Some(self.area.x + cell.min(self.area.width - 1))
    }

    /// The week that ends nearest to the middle of a column; beyond an end it is the week there.
    pub(super) fn week(&self, column: u16) -> Option<usize> {
        let last = (self.horizon_days / DAYS_PER_WEEK) as usize;
        let last = last.checked_sub(1).filter(|_| self.area.width > 0)?;
        let cell = f64::from(column.clamp(self.area.x, self.area.right() - 1) - self.area.x) + 0.5;
        let day = cell / f64::from(self.area.width) * self.horizon_days;
        Some(((day / DAYS_PER_WEEK).round() as usize).saturating_sub(1).min(last))
    }

    /// How many cells from the left are filled up to a day; all, if it does not come.
    pub(super) fn cells(&self, day: Option<Day>) -> u16 {
        day.map_or(self.area.width, |day| {
            (day.0.clamp(0.0, self.horizon_days) / self.horizon_days * f64::from(self.area.width)).round() as u16
        })
    }
}

/// `│2025       │2026`: the year's first day, and the year.
pub(super) fn years(state: &State, theme: &Theme, axis: &Axis, row: Rect, buffer: &mut Buffer) {
    let start = state.present.start;
    let first = if start.month() == 1 && start.day() == 1 { start.year() } else { start.year() + 1 };
    for year in first..first + 12 {
        let Ok(date) = Date::new(year, 1, 1) else { break };
        let Some(x) = axis.column(Day::from_date(start, date).0) else { break };
        let room = axis.area.right().saturating_sub(x);
        if room < 5 {
            break;
        }
        let mut pen = Pen::new(buffer, Rect { x, width: room, ..row }, theme.style(Role::Border));
        pen.put('│').styled(year, theme.style(Role::Dim));
    }
}

/// Labels of the events that happen within the horizon, from the left, where they do not collide; one that is pointed at
/// has its place before the others.
pub(super) fn event_labels(state: &State, theme: &Theme, axis: &Axis, row: Rect, buffer: &mut Buffer) {
    let mut taken = 0..0;
    for mark in marks(state).filter(|mark| mark.pointed) {
        taken = event_label(state, theme, axis, &mark, row, buffer);
    }
    let mut free_from = axis.area.x;
    for mark in marks(state).filter(|mark| !mark.pointed) {
        let Some(x) = axis.column(mark.day) else { continue };
        let needed = width(label(state, &mark));
        let collides = x < taken.end && x + needed >= taken.start && !taken.is_empty();
        if x >= free_from && !collides {
            free_from = event_label(state, theme, axis, &mark, row, buffer).end;
        }
    }
}

/// `┆H20 closes 04-09`.
fn label<'a>(state: &'a State, mark: &'a Mark<'_>) -> impl std::fmt::Display + 'a {
    let date = Day(mark.day).date(state.present.start);
    Say(move |f: &mut Formatter<'_>| {
        write!(f, "┆{}", mark.label)?;
        date.map_or(Ok(()), |date| write!(f, " {:02}-{:02}", date.month(), date.day()))
    })
}

/// Writes a label at its moment, if the row has room for it; gives the columns taken and a blank one behind them.
fn event_label(
    state: &State,
    theme: &Theme,
    axis: &Axis,
    mark: &Mark<'_>,
    row: Rect,
    buffer: &mut Buffer,
) -> std::ops::Range<u16> {
    let text = label(state, mark);
    let needed = width(&text);
    let Some(x) = axis.column(mark.day).filter(|x| x + needed <= row.right()) else { return 0..0 };
    let role = if mark.pointed { Role::Accent } else { Role::Event };
    Pen::new(buffer, Rect { x, width: needed, ..row }, theme.style(role)).put(text);
    x..x + needed + 1
}

/// A moment with a name.
struct Mark<'a> {
    day: f64,
    label: &'a str,
    /// A story points at it.
    pointed: bool,
}

/// Events and the date that the scenario reflects, in order of time.
fn marks(state: &State) -> impl Iterator<Item = Mark<'_>> {
    // Few: picking the next each time needs no list.
    let of_events = || {
        let events = state.present.policy.iter().map(|event| Mark {
            day: event.day.0,
            label: event.label(),
            pointed: matches!(state.pointed(), Some(PointAt::Event(id)) if *id == event.id),
        });
        let as_of = state.scenario.as_of.map(|date| Day::from_date(state.present.start, date).0);
        events.chain(as_of.map(|day| Mark { day, label: "as seen", pointed: false }))
    };
    let mut last = f64::NEG_INFINITY;
    std::iter::from_fn(move || {
        let later = of_events().filter(|mark| mark.day > last && mark.day.is_finite());
        let next = later.min_by(|a, b| a.day.total_cmp(&b.day))?;
        last = next.day;
        Some(next)
    })
}

/// The events' lines through the rows of the bars.
pub(super) fn verticals(state: &State, theme: &Theme, axis: &Axis, top: u16, bottom: u16, buffer: &mut Buffer) {
    for Mark { day, pointed, .. } in marks(state) {
        if let Some(x) = axis.column(day) {
            let (glyph, role) = if pointed { ('│', Role::Accent) } else { ('┆', Role::Border) };
            for y in top..bottom {
                put_if_blank(buffer, x, y, glyph, theme, role);
            }
        }
    }
}

fn put_if_blank(buffer: &mut Buffer, x: u16, y: u16, glyph: char, theme: &Theme, role: Role) {
    if let Some(cell) = buffer.cell_mut((x, y))
        && cell.symbol() == " "
    {
        cell.set_char(glyph).set_style(theme.style(role));
    }
}

/// The cross-hair's line.
pub(super) fn cross_hair(state: &State, theme: &Theme, axis: &Axis, top: u16, bottom: u16, buffer: &mut Buffer) {
    let Some(week) = state.cross_hair else { return };
    let Some(x) = axis.column((week as f64 + 1.0) * 7.0) else { return };
    for y in top..bottom {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            // Whatever it crosses is not to dim it.
            cell.modifier = Modifier::empty();
            cell.set_char('│').set_style(theme.style(Role::Accent));
        }
    }
}
