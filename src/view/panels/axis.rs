//! The horizon from left to right: years, policy events and the cross-hair, on every chart of time.

use std::fmt::Formatter;

use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::app::State;
use crate::model::Day;
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

/// Labels of the events that happen within the horizon, from the left, where they do not collide.
pub(super) fn event_labels(state: &State, theme: &Theme, axis: &Axis, row: Rect, buffer: &mut Buffer) {
    let mut free_from = axis.area.x;
    for Mark { day, label, pointed } in marks(state) {
        let Some(x) = axis.column(day) else { continue };
        let date = Day(day).date(state.present.start);
        let text = Say(|f: &mut Formatter<'_>| {
            write!(f, "┆{label}")?;
            match date {
                Some(date) => write!(f, " {:02}-{:02}", date.month(), date.day()),
                None => Ok(()),
            }
        });
        let needed = width(&text);
        // Near the right end a label is written to the left of its line.
        if x + needed <= row.right() && x >= free_from {
            let role = if pointed { Role::Accent } else { Role::Event };
            Pen::new(buffer, Rect { x, width: needed, ..row }, theme.style(role)).put(&text);
            free_from = x + needed + 1;
        }
    }
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
