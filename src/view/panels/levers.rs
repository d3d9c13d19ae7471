//! The sliders with their look-ahead tracks.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::header::put_cut;
use crate::app::{Action, Context, Hit, Row, State, Stop};
use crate::lever::{Group, LeverId};
use crate::study::{Focus, Target, Track, track_position};
use crate::view::flow::Flow;
use crate::view::format::{LeverValue, TargetValue};
use crate::view::layout::{Form, LIST_COLUMNS, Regions, first_row};
use crate::view::pen::{Pen, put_right, width};
use crate::view::theme::{Role, TRACK_STEPS, Theme};
use crate::view::words::Say;

/// Marks of a track from low to high. The full block is left out: tracks on neighbouring rows would run together.
const MARKS: [char; 7] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/// A row of the list.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Heading(Group),
    Lever(LeverId),
}

fn lines_of(state: &State, with_headings: bool) -> impl Iterator<Item = Line> + '_ {
    let mut last = None;
    state.shown_levers().flat_map(move |id| {
        let group = state.lever(id).row.group;
        let heading = (with_headings && last != Some(group)).then_some(Line::Heading(group));
        last = Some(group);
        heading.into_iter().chain([Line::Lever(id)])
    })
}

/// The part of the list that is shown.
struct Part {
    with_headings: bool,
    /// Lines above it.
    first: usize,
    /// Lines of the whole list.
    total: usize,
}

impl Part {
    fn of(state: &State, rows: usize) -> Self {
        let total = lines_of(state, true).count();
        // Headings go first where room is short.
        let with_headings = total <= rows || rows >= 16;
        let total = lines_of(state, with_headings).count();
        let at = lines_of(state, with_headings).position(|line| line == Line::Lever(state.cursor)).unwrap_or(0);
        let above = state.gripped(Row::Lever(state.cursor)).unwrap_or(rows / 2);
        Self { with_headings, first: first_row(at, above, rows, total), total }
    }
}

/// The room that the list takes: with more of it than it needs, values would stand far from their tracks.
pub(in crate::view) fn place(form: Form, area: Rect) -> Rect {
    Rect { width: if form == Form::Wide { area.width } else { area.width.min(LIST_COLUMNS) }, ..area }
}

/// What lies in the list at a cell.
pub(in crate::view) fn hit(state: &State, regions: &Regions, column: u16, row: u16) -> Option<Hit> {
    let area = place(regions.form, regions.levers);
    let part = Part::of(state, usize::from(area.height));
    let above = usize::from(row.checked_sub(area.y)?);
    match lines_of(state, part.with_headings).nth(part.first + above)? {
        Line::Lever(id) => {
            let (_, track) = places(state, regions.form, area);
            Some(Hit::Row { row: Row::Lever(id), above, stop: stop(state, id, track, column) })
        }
        Line::Heading(_) => None,
    }
}

/// What lies at a column of the slider that stands alone.
pub(in crate::view) fn hit_row(state: &State, form: Form, area: Rect, column: u16) -> Option<Hit> {
    let row = alone(state, form, area);
    let id = state.cursor;
    let (_, track) = places(state, form, row);
    let stop = stop(state, id, track, column);
    (column < row.right()).then_some(Hit::Row { row: Row::Lever(id), above: 0, stop })
}

/// The place on a lever's slider that a mouse held at a column has moved its knob to: past an end it is the end.
pub(in crate::view) fn nearest(state: &State, id: LeverId, form: Form, row: Rect, column: u16) -> Option<Stop> {
    let (_, track) = places(state, form, row);
    let last = stops(state, id, track).checked_sub(1)?;
    stop(state, id, track, column.clamp(track.x, track.x + last))
}

/// How many cells of a track are places of its slider.
fn stops(state: &State, id: LeverId, track: Rect) -> u16 {
    (state.positions() as u16 + u16::from(state.lever(id).can_be_never())).min(track.width)
}

fn stop(state: &State, id: LeverId, track: Rect, column: u16) -> Option<Stop> {
    let at = column.checked_sub(track.x).filter(|at| *at < stops(state, id, track))?;
    let at = usize::from(at);
    Some(if at < state.positions() { Stop::At(at) } else { Stop::Never })
}

/// Paints the list, scrolled so that the lever in focus is in sight.
pub(super) fn levers(state: &State, theme: &Theme, form: Form, area: Rect, buffer: &mut Buffer) {
    let area = place(form, area);
    let rows = usize::from(area.height);
    if rows == 0 {
        return;
    }
    let Part { with_headings, first, total } = Part::of(state, rows);
    let mut y = area.y;
    for line in lines_of(state, with_headings).skip(first).take(rows) {
        let row = Rect { y, height: 1, ..area };
        match line {
            Line::Heading(group) => heading(state, theme, group, row, buffer),
            Line::Lever(id) => lever(state, theme, form, id, row, buffer),
        }
        y += 1;
    }
    let left = area.bottom() - y;
    if left >= 5 {
        legend(state, theme, Rect { y: y + 1, height: left - 1, ..area }, buffer);
    } else if total > rows {
        // What lies above or below is told at the edge.
        let style = theme.style(Role::Dim);
        if first > 0 {
            put_right(buffer, Rect { height: 1, ..area }, style, "↑");
        }
        if first + rows < total {
            put_right(buffer, Rect { y: area.bottom() - 1, height: 1, ..area }, style, "↓");
        }
    }
}

fn heading(state: &State, theme: &Theme, group: Group, row: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, row, theme.style(Role::Heading));
    pen.put(' ');
    for c in group.label().chars() {
        pen.put(c.to_ascii_uppercase());
    }
    let aside = Say(|f: &mut Formatter<'_>| match (group, state.focus) {
        (Group::Strategy | Group::Demand | Group::Stock, Focus::Firm(_)) if state.alone => {
            write!(f, "{} alone ", state.focus_name())
        }
        (Group::Strategy, _) => {
            let stay_out = state.present.firms.iter().filter(|firm| firm.migrated).count();
            match state.present.firms.iter().find(|firm| firm.migrated) {
                Some(firm) if stay_out == 1 => write!(f, "all firms but {} ", firm.name),
                Some(_) => write!(f, "all firms but {stay_out} "),
                None => f.write_str("all firms "),
            }
        }
        (Group::Policy, _) => Ok(()),
        _ => f.write_str("assumption "),
    });
    let style = theme.style(Role::Dim);
    put_right(buffer, row, style, aside);
}

/// Columns of label and value for a row.
fn columns(form: Form, width: u16, positions: u16) -> (u16, u16) {
    if has_long_labels(form, width) {
        return (22, 11);
    }
    let value = 10;
    (18.min(width.saturating_sub(positions + value + 3)), value)
}

/// Whether a row has room for a lever's whole name.
fn has_long_labels(form: Form, width: u16) -> bool {
    form == Form::Wide || width >= LIST_COLUMNS
}

/// Places of label and track on a row.
fn places(state: &State, form: Form, row: Rect) -> (Rect, Rect) {
    let positions = state.positions() as u16;
    let (label_columns, _) = columns(form, row.width, positions);
    let label = Rect { width: label_columns.saturating_sub(1), ..row };
    let track =
        Rect { x: row.x + label_columns, width: (positions + 1).min(row.width.saturating_sub(label_columns)), ..row };
    (label, track)
}

fn lever(state: &State, theme: &Theme, form: Form, id: LeverId, row: Rect, buffer: &mut Buffer) {
    let lever = state.lever(id);
    let (_, value_columns) = columns(form, row.width, state.positions() as u16);
    let (label, track_area) = places(state, form, row);
    let in_focus = id == state.cursor && state.shows_cursor();
    if in_focus {
        buffer.set_style(Rect { width: row.width.saturating_sub(1), ..row }, theme.style(Role::Focus));
    }
    let moved = state.is_moved(id);
    let style = theme.style(if moved {
        Role::Accent
    } else if in_focus {
        Role::Key
    } else {
        Role::Text
    });
    let mut pen = Pen::new(buffer, label, theme.style(Role::Accent));
    pen.put(if in_focus { "▸" } else { " " }).style(style);
    put_cut(&mut pen, if has_long_labels(form, row.width) { &lever.label } else { &lever.short });
    let value = state.reading(id).value();
    track(state, theme, id, value, track_area, buffer);
    let value_area = Rect {
        x: row.right().saturating_sub(value_columns + 1).max(track_area.right()),
        width: value_columns.min(row.right().saturating_sub(track_area.right() + 1)),
        ..row
    };
    put_right(buffer, value_area, style, LeverValue::of(state, id));
}

/// The track of a lever, as far as its look-ahead is there.
fn track(state: &State, theme: &Theme, id: LeverId, value: Option<f64>, area: Rect, buffer: &mut Buffer) {
    let lever = state.lever(id);
    let positions = state.positions();
    let ends = state.track(id);
    let ahead = state.look_ahead.as_deref().filter(|ahead| ahead.target == state.target);
    let known = ahead.and_then(|ahead| ahead.tracks.iter().find(|track| track.lever == id));
    let knob = value.and_then(|value| track_position(ends, value, positions));
    let is_never = value == Some(f64::INFINITY);
    let mut pen = Pen::new(buffer, area, theme.style(Role::Inert));
    for index in 0..positions {
        if knob == Some(index) {
            pen.styled('●', theme.style(Role::Knob));
            continue;
        }
        match (known, state.scale) {
            (Some(Track { outcomes, matters: true, .. }), Some(scale)) if outcomes.len() == positions => {
                let fraction = scale.fraction(outcomes[index]);
                let mark = MARKS[((fraction * MARKS.len() as f64) as usize).min(MARKS.len() - 1)];
                let step = (fraction * (f64::from(TRACK_STEPS) - 0.001)) as u8;
                pen.styled(mark, theme.style(Role::Track(step)));
            }
            (Some(Track { matters: false, .. }), _) => {
                pen.put('·');
            }
            // Not there yet: the bare line of the slider.
            _ => {
                pen.put('─');
            }
        }
    }
    if lever.can_be_never() {
        let (glyph, role) = if is_never { ('●', Role::Knob) } else { ('○', Role::Inert) };
        pen.styled(glyph, theme.style(role));
    }
}

/// What the tracks say.
fn legend(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
    let what = match state.target {
        Target::Stockout => "day on which the stock runs out",
        Target::Gap => "day from which work goes unserved",
        Target::FillRate => "share of work served",
        Target::Migration => "cost of moving",
        Target::Shortfall => "shortfall left",
    };
    let whose = state.focus_name();
    let hidden = state.scenario.catalogue.len() - state.shown_levers().count();
    let mut flow = Flow::new(buffer, area, theme.style(Role::Dim));
    flow.put(format_args!("Height of a track: the {what} ({whose}) if the slider stood there"));
    if let Some(scale) = state.scale {
        let value =
            |value| TargetValue { target: state.target, value, start: state.start(), end: state.present.horizon_end() };
        flow.put(format_args!(", ▁\u{a0}{} to ▇\u{a0}{}", value(scale.low), value(scale.high)));
    }
    flow.put(". ").finish();
    flow.put("···\u{a0}no\u{a0}effect\u{a0}here  ●\u{a0}set\u{a0}here  ○\u{a0}never").finish();
    if hidden > 0 {
        let key = |action: &'static [Action]| state.keymap.shown(Context::Explore, action);
        let (all, find) = (key(&[Action::ToggleAll]), key(&[Action::FindLever]));
        flow.put(format_args!("{hidden} more levers: {all} shows all, {find} finds one")).finish();
    }
}

/// The room that the slider in focus takes where it stands alone.
pub(in crate::view) fn alone(state: &State, form: Form, area: Rect) -> Rect {
    let positions = state.positions() as u16;
    let (label, value) = columns(form, area.width, positions);
    // A stop for never behind the track, and a blank on either side of the value.
    Rect { width: area.width.min(label + positions + 1 + value + 2), ..area }
}

/// The slider in focus alone, as it stands in the list.
pub(super) fn row(state: &State, theme: &Theme, form: Form, area: Rect, buffer: &mut Buffer) {
    lever(state, theme, form, state.cursor, alone(state, form, area), buffer);
}

/// The lever in focus on one row: its value is whole, its name as far as there is room.
pub(super) fn brief(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let lever = state.lever(state.cursor);
    let shown = LeverValue::of(state, state.cursor);
    let room = row.width.saturating_sub(width(&shown) + 2);
    let mut pen = Pen::new(buffer, Rect { width: room + 1, ..row }, theme.style(Role::Accent));
    pen.put('▸').style(theme.style(Role::Key));
    put_cut(&mut pen, &lever.short);
    let x = pen.x + 1;
    let value = Rect { x, width: row.right().saturating_sub(x), ..row };
    Pen::new(buffer, value, theme.style(Role::Key)).put(shown);
}
