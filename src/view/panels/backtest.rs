//! The page of the backtest: what was predicted in May 2025, against what came.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::header::put_cut;
use super::help::Extent;
use super::hints::{self, Hint};
use crate::app::{Action, Hit, Part, Row, Scroll, State};
use crate::scenario::{self, LeftOut, PointAt};
use crate::study::{BacktestRow, Worth};
use crate::view::flow::Flow;
use crate::view::pen::{Pen, Prose, put_right, rule};
use crate::view::theme::{Role, Theme};

/// Columns from which a row of the record is a row of the screen.
const TABLE: u16 = 180;
/// Columns from which its numbers stand in columns, and the rest below them.
const COLUMNS: u16 = 104;
const COMPUTED: &str = "It is being computed.";

/// The page's place on its own screen; `None` where there is no room for it.
fn place(area: Rect) -> Option<Rect> {
    (area.height >= 5 && area.width >= 20).then(|| Rect {
        x: area.x + 1,
        y: area.y + 2,
        width: area.width - 2,
        height: area.height - 4,
    })
}

/// Paints the screen.
pub(in crate::view) fn backtest(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let row = |y: u16| Rect { y, height: 1, ..area };
    Pen::new(buffer, row(area.y), theme.style(Role::Brand))
        .put(" stockout ")
        .style(theme.style(Role::Key))
        .put("  Backtest");
    let Some(place) = place(area) else { return };
    rule(buffer, row(area.y + 1), theme.style(Role::Border));
    page(state, theme, place, buffer);
    rule(buffer, row(area.bottom() - 2), theme.style(Role::Border));
    let more = extent(state, area).is_some_and(|extent| extent.first < extent.last);
    let mut pen = Pen::new(buffer, hints_row(area), theme.style(Role::Dim));
    hints::paint(hints_of(more), state, theme, &mut pen);
}

fn hints_of(is_more: bool) -> [Hint; 7] {
    [
        Hint::pair(Action::RowUp, Action::RowDown, "choose"),
        Hint::new(Action::Details, "its source"),
        Hint::new(Action::Assumptions, "what it rests on"),
        Hint::new(Action::PageDown, if is_more { "more" } else { "a page" }),
        Hint::new(Action::Back, "back"),
        Hint::new(Action::Help, "help"),
        Hint::new(Action::Quit, "quit"),
    ]
}

fn hints_row(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(1), y: area.bottom() - 1, height: 1 }
}

/// What lies on the page at a cell: a hint, a part that can be chosen, or text that scrolls.
pub(in crate::view) fn hit(state: &State, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let Extent { first, last, rows } = extent(state, area)?;
    let hints = hints_row(area);
    if hints.contains(Position { x: column, y: row }) {
        return hints::hit(hints_of(first < last), state, hints, column).map(Hit::Hint);
    }
    let place = place(area)?;
    let line = first + usize::from(row.checked_sub(place.y)?);
    let part = (line < first + rows).then(|| part_at(state, place.width, line)).flatten();
    Some(match part {
        Some(part) => Hit::Row { row: Row::Part(part), above: line - first, stop: None },
        None => Hit::Text { first, last },
    })
}

/// How the page stands in its room on its own screen.
pub(in crate::view) fn extent(state: &State, area: Rect) -> Option<Extent> {
    let place = place(area)?;
    let mut flow = Flow::counting(place.width);
    lay(state, None, place.width, &mut flow, &mut |_, _| {});
    Some(Extent::new(state.backtest.scroll, usize::from(flow.finish()), usize::from(place.height)))
}

/// The first line after a scroll, and the part that is then in focus: it does not leave the room.
pub(in crate::view) fn scrolled(state: &State, area: Rect, scroll: Scroll) -> Option<(usize, Option<usize>)> {
    let (Extent { first, last, rows }, width) = (extent(state, area)?, place(area)?.width);
    let chosen = state.backtest.row;
    let count = state.backtest.parts().count();
    if let Scroll::Parts(step) = scroll
        && count > 0
    {
        let next = chosen.saturating_add_signed(step).min(count - 1);
        let (top, bottom) = lines_of(state, width, next)?;
        // What stands before the first part, and behind the last, comes with it.
        let top = if next == 0 { 0 } else { top };
        let bottom = if next + 1 == count { last + rows } else { bottom };
        let line = if top < first { top } else { first.max(bottom.saturating_sub(rows)).min(top) };
        return Some((line.min(last), Some(next)));
    }
    let line = Extent { first, last, rows }.after(scroll);
    let in_sight =
        |part: usize| lines_of(state, width, part).is_some_and(|(top, _)| (line..line + rows).contains(&top));
    let above = |part: usize| lines_of(state, width, part).is_some_and(|(top, _)| top < line);
    let seen = || (0..count).find(|part| in_sight(*part));
    let part = match chosen {
        // A page further from the last one, and before the first.
        _ if matches!(scroll, Scroll::Rooms(1..)) && line == last => count.checked_sub(1),
        _ if matches!(scroll, Scroll::Rooms(..0)) && line == 0 => Some(0),
        chosen if in_sight(chosen) => Some(chosen),
        chosen if above(chosen) => seen(),
        _ => (0..count).rev().find(|part| in_sight(*part)),
    };
    Some((line, part.or(Some(chosen)).filter(|_| count > 0)))
}

/// The first line of a part, and the line behind it.
fn lines_of(state: &State, width: u16, part: usize) -> Option<(usize, usize)> {
    let (mut found, mut end) = (None, None);
    let mut flow = Flow::counting(width);
    lay(state, None, width, &mut flow, &mut |other, line| {
        if other == part {
            found = Some(usize::from(line));
        } else if found.is_some() && end.is_none() {
            end = Some(usize::from(line));
        }
    });
    let all = usize::from(flow.finish());
    found.map(|top| (top, end.unwrap_or(all)))
}

/// The part of which a line is.
fn part_at(state: &State, width: u16, line: usize) -> Option<usize> {
    let mut found = None;
    let mut flow = Flow::counting(width);
    lay(state, None, width, &mut flow, &mut |part, first| {
        if usize::from(first) <= line {
            found = Some(part);
        }
    });
    found
}

/// Paints the page alone, scrolled.
pub(in crate::view) fn page(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut counting = Flow::counting(area.width);
    lay(state, None, area.width, &mut counting, &mut |_, _| {});
    let extent = Extent::new(state.backtest.scroll, usize::from(counting.finish()), usize::from(area.height));
    let mut flow = Flow::new(buffer, area, theme.style(Role::Text));
    flow.scroll(extent.first as u16);
    lay(state, Some(theme), area.width, &mut flow, &mut |_, _| {});
    flow.finish();
}

/// Paints the record below what a story says: the row that is pointed at amid as many around it as have room, each whole.
pub(super) fn on_stage(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let mut flow = Flow::new(buffer, area, theme.style(Role::Text));
    let Some(told) = state.backtest.told.as_deref() else {
        flow.style(theme.style(Role::Dim)).put(COMPUTED).finish();
        return;
    };
    let pointed = match state.pointed() {
        Some(PointAt::Observation(place)) => Some(*place),
        _ => None,
    };
    if area.width >= COLUMNS {
        heads(Some(theme), area.width, &mut flow);
    }
    let lines_of = |place: usize| -> Option<u16> {
        let mut counting = Flow::counting(area.width);
        row(told.rows.get(place)?, false, None, area.width, &mut counting);
        Some(counting.finish())
    };
    let (mut first, mut end) = (pointed.unwrap_or(0), pointed.unwrap_or(0));
    let mut room = area.height.saturating_sub(flow.finish());
    // One below, one above, as long as both have room; the one that is pointed at comes first, whether it has room or not.
    loop {
        let below = lines_of(end).filter(|lines| *lines <= room || first == end);
        end += usize::from(below.is_some());
        room = room.saturating_sub(below.unwrap_or(0));
        let above = first.checked_sub(1).and_then(lines_of).filter(|lines| *lines <= room);
        first -= usize::from(above.is_some());
        room -= above.unwrap_or(0);
        if below.is_none() && above.is_none() {
            break;
        }
    }
    for (place, shown) in told.rows.iter().enumerate().take(end).skip(first) {
        row(shown, Some(place) == pointed, Some(theme), area.width, &mut flow);
    }
    flow.finish();
}

/// Lays the page out and tells on which line each part begins; what only counts rows needs no theme.
fn lay(state: &State, theme: Option<&Theme>, width: u16, flow: &mut Flow<'_>, begins: &mut dyn FnMut(usize, u16)) {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    let Some(told) = state.backtest.told.as_deref() else {
        flow.style(style(Role::Dim)).put(COMPUTED);
        return;
    };
    let record = scenario::record();
    flow.style(style(Role::Key))
        .put(format_args!("What the baseline predicted on {}, against what came.", record.known_on))
        .put(' ')
        .style(style(Role::Text))
        .put(&told.summary);
    flow.blank();
    if width >= COLUMNS {
        heads(theme, width, flow);
    }
    let mut read = false;
    let mut left_out = false;
    for (place, part) in state.backtest.parts().enumerate() {
        let in_focus = place == state.backtest.row;
        match part {
            Part::Row(row) => {
                begins(place, flow.finish());
                self::row(row, in_focus, theme, width, flow);
            }
            Part::Read(paragraph) => {
                if std::mem::replace(&mut read, true) {
                    flow.blank();
                } else {
                    heading("What it says", theme, flow);
                }
                begins(place, flow.finish());
                flow.indent(2).style(style(Role::Accent)).mark(if in_focus { '▸' } else { ' ' });
                flow.style(style(Role::Text)).put(Prose(&paragraph.text)).finish();
            }
            Part::LeftOut(LeftOut { what, why, .. }) => {
                if !std::mem::replace(&mut left_out, true) {
                    heading("What is not compared", theme, flow);
                }
                begins(place, flow.finish());
                let (mark, role) = if in_focus { ('▸', Role::Accent) } else { ('-', Role::Dim) };
                flow.indent(2).style(style(role)).mark(mark);
                flow.style(style(Role::Text)).put(format_args!("{}:", Prose(what))).put(' ').style(style(Role::Dim));
                flow.put(Prose(why)).finish();
            }
        }
    }
}

fn heading(text: &str, theme: Option<&Theme>, flow: &mut Flow<'_>) {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    flow.indent(0).blank();
    flow.style(style(Role::Accent)).put(text);
    flow.blank();
}

/// Places of the columns: what, predicted, interval, observed; then difference, verdict and source where there is room.
fn columns(row: Rect) -> [Rect; 7] {
    let mut x = row.x;
    [45, 11, 16, 26, 20, 32, 40].map(|width| {
        let place = Rect { x: x.min(row.right()), width: u16::min(width, row.right().saturating_sub(x)), ..row };
        x += width;
        place
    })
}

/// The headings of the columns.
fn heads(theme: Option<&Theme>, width: u16, flow: &mut Flow<'_>) {
    let dim = theme.map(|theme| theme.style(Role::Dim)).unwrap_or_default();
    flow.indent(0);
    flow.whole_row(|buffer, row| {
        let [_, predicted, interval, observed, difference, verdict, source] = columns(row);
        for (place, head) in [(predicted, "predicted"), (interval, "90 %"), (observed, "observed")] {
            put_right(buffer, place, dim, head);
        }
        if width >= TABLE {
            put_right(buffer, difference, dim, "difference");
            Pen::new(buffer, verdict, dim).put("  verdict");
            Pen::new(buffer, source, dim).put("source");
        }
    });
}

/// An observation, on a row or two; in little room as sentences.
fn row(row: &BacktestRow, in_focus: bool, theme: Option<&Theme>, width: u16, flow: &mut Flow<'_>) {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    let texts = &row.texts;
    flow.indent(0);
    if width >= COLUMNS {
        flow.whole_row(|buffer, area| {
            if in_focus {
                buffer.set_style(area, style(Role::Focus));
                // The page stands a column in from the edge.
                let edge = Rect { x: area.x.saturating_sub(1), width: area.x.min(1), ..area };
                Pen::new(buffer, edge, style(Role::Accent)).put('▸');
            }
            let [what, predicted, interval, observed, difference, verdict, source] = columns(area);
            Pen::new(buffer, what, style(Role::Key)).put(&row.observation.what);
            put_right(buffer, predicted, style(Role::Text), &texts.predicted);
            put_right(buffer, interval, style(Role::Dim), &texts.interval);
            put_right(buffer, observed, style(Role::Text), &texts.observed);
            if width >= TABLE {
                put_right(buffer, difference, style(Role::Text), &texts.difference);
                Pen::new(buffer, verdict, style(agreement(row))).put("  ").put(&texts.verdict);
                let rest = Rect { width: area.right().saturating_sub(source.x), ..source };
                named(row, &mut Pen::new(buffer, rest, style(Role::Dim)));
            }
        });
        if width < TABLE {
            flow.whole_row(|buffer, area| {
                let area = Rect { x: area.x + 2, width: area.width - 2, ..area };
                let mut pen = Pen::new(buffer, area, style(agreement(row)));
                pen.put(&texts.verdict)
                    .style(style(Role::Dim))
                    .put("; difference ")
                    .put(&texts.difference)
                    .put("; source ");
                named(row, &mut pen);
            });
        }
        return;
    }
    let (mark, role) = if in_focus { ('▸', Role::Accent) } else { ('-', Role::Dim) };
    flow.indent(2).style(style(role)).mark(mark);
    flow.style(style(Role::Key))
        .put(format_args!("{}:", row.observation.what))
        .put(' ')
        .style(style(agreement(row)))
        .put(format_args!("{}.", texts.verdict))
        .finish();
    flow.style(style(Role::Text)).put("Predicted ").put_unbroken(&texts.predicted);
    if !texts.interval.is_empty() {
        flow.put(' ').put_unbroken(format_args!("({})", texts.interval));
    }
    flow.put(", observed ").put_unbroken(format_args!("{};", texts.observed));
    flow.put(" difference ").put_unbroken(format_args!("{}.", texts.difference));
    flow.put(' ').style(style(Role::Dim)).put(&row.observation.source).finish();
    flow.indent(0);
}

/// The source of an observation by its id, and who says so, as far as there is room.
fn named(row: &BacktestRow, pen: &mut Pen<'_>) {
    pen.put(&row.observation.source);
    if let Some(source) = scenario::source(&row.observation.source).filter(|_| pen.room() > LEAST_TITLE) {
        pen.put("  ");
        put_cut(pen, source.title);
    }
}

/// Columns below which nothing of a title is worth showing.
const LEAST_TITLE: u16 = 12;

/// The colour of a verdict, which its words say too.
fn agreement(row: &BacktestRow) -> Role {
    match (row.worth(), row.verdict.is_hit()) {
        (_, false) => Role::Gap,
        (Worth::Test, true) => Role::Gained,
        _ => Role::Dim,
    }
}
