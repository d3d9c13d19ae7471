//! The scenario picker with its preview.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::header::put_cut;
use super::hints::{self, Hint};
use crate::app::{Action, Hit, Row, State};
use crate::model::FirmOutcome;
use crate::view::format::{Billions, Percent, WeeksGained, When};
use crate::view::layout::first_row;
use crate::view::pen::{Flow, Pen, divider, put_right, rule};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// Where the list stands.
struct Places {
    /// Between the lines at top and bottom.
    body: Rect,
    side_by_side: bool,
    list: Rect,
    /// The first scenario shown.
    first: usize,
}

impl Places {
    /// `None` where there is room for a name alone.
    fn of(state: &State, area: Rect) -> Option<Self> {
        if area.height < 4 || area.width < 20 {
            return None;
        }
        let body = Rect { y: area.y + 2, height: area.height - 4, ..area };
        let side_by_side = area.width >= 76;
        let width = if side_by_side { 26 } else { area.width };
        // Above the preview, the list leaves it the larger part.
        let most = if side_by_side { body.height } else { (body.height * 2 / 5).max(1) };
        let height = most.min(state.library.len() as u16);
        let (rows, at) = (usize::from(height), state.picker.row);
        // Where not all fit, the chosen one is in the middle, so that both neighbours are seen.
        let above = state.gripped(Row::Scenario(at)).unwrap_or(rows / 2);
        let first = first_row(at, above, rows, state.library.len());
        Some(Self { body, side_by_side, list: Rect { width, height, ..body }, first })
    }
}

const HINTS: [Hint; 6] = [
    Hint::pair(Action::RowUp, Action::RowDown, "choose"),
    Hint::new(Action::OpenChosen, "explore it"),
    Hint::new(Action::Open, "open a file"),
    Hint::new(Action::Back, "back"),
    Hint::new(Action::Help, "help"),
    Hint::new(Action::Quit, "quit"),
];

fn hints_row(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width - 1, y: area.bottom() - 1, height: 1 }
}

/// What lies on the screen at a cell.
pub(in crate::view) fn hit(state: &State, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let Places { body, list, first, .. } = Places::of(state, area)?;
    if row == hints_row(area).y {
        return hints::hit(HINTS, state, hints_row(area), column).map(Hit::Hint);
    }
    if !list.contains(Position { x: column, y: row }) {
        return body.contains(Position { x: column, y: row }).then_some(Hit::List);
    }
    let above = usize::from(row - list.y);
    let index = first + above;
    Some(if index < state.library.len() {
        Hit::Row { row: Row::Scenario(index), above, stop: None }
    } else {
        Hit::List
    })
}

/// Paints the screen.
pub(in crate::view) fn scenarios(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(Places { body, side_by_side, list, first }) = Places::of(state, area) else {
        Pen::new(buffer, area, theme.style(Role::Text))
            .put(state.library.get(state.picker.row).map_or("", |e| &e.name));
        return;
    };
    let row = |y: u16| Rect { y, height: 1, ..area };
    Pen::new(buffer, row(area.y), theme.style(Role::Brand))
        .put(" stockout ")
        .style(theme.style(Role::Key))
        .put("  Scenarios");
    rule(buffer, row(area.y + 1), theme.style(Role::Border));
    let (list_columns, list_rows) = (list.width, list.height);
    for (index, entry) in state.library.iter().enumerate().skip(first).take(usize::from(list_rows)) {
        let place = Rect { y: body.y + (index - first) as u16, height: 1, width: list_columns, ..body };
        let in_focus = index == state.picker.row;
        if in_focus {
            buffer.set_style(place, theme.style(Role::Focus));
        }
        let mut pen = Pen::new(buffer, place, theme.style(Role::Accent));
        pen.put(if in_focus { "▸" } else { " " });
        let open = matches!(&state.scenario.origin, crate::scenario::Origin::Embedded(name) if *name == entry.name);
        pen.style(theme.style(if in_focus { Role::Key } else { Role::Text })).put(&entry.name);
        if open {
            pen.styled(" ● open", theme.style(Role::Dim));
        }
    }
    let preview_area = if side_by_side {
        Rect { x: body.x + list_columns + 2, width: body.width - list_columns - 3, ..body }
    } else {
        let taken = list_rows + 1;
        Rect {
            x: body.x + 1,
            y: body.y + taken.min(body.height),
            width: body.width - 2,
            height: body.height.saturating_sub(taken),
        }
    };
    preview(state, theme, preview_area, buffer);
    rule(buffer, row(area.bottom() - 2), theme.style(Role::Border));
    if side_by_side {
        let line = Rect { x: body.x + list_columns, width: 1, ..body };
        divider(buffer, line, theme.style(Role::Border));
    }
    hints::paint(HINTS, state, theme, Pen::new(buffer, row(area.bottom() - 1), theme.style(Role::Dim)).put(' '));
    if let Some(notice) = &state.notice {
        let role = if notice.is_error { Role::Error } else { Role::Accent };
        Pen::new(buffer, row(area.bottom() - 2), theme.style(role))
            .put(' ')
            .put(notice.text.lines().next().unwrap_or_default())
            .put(' ');
    }
}

/// Title, question, headline against the baseline, and what it sets.
pub(in crate::view) fn preview(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let chosen = state.library.get(state.picker.row).map(|entry| entry.name.as_str());
    let Some(preview) = state.picker.preview.as_ref().filter(|preview| Some(preview.name.as_str()) == chosen) else {
        return;
    };
    let body = match &preview.body {
        Ok(body) => body,
        Err(error) => {
            for (y, line) in (area.top()..area.bottom()).zip(error.lines()) {
                Pen::new(buffer, Rect { y, height: 1, ..area }, theme.style(Role::Error)).put(line);
            }
            return;
        }
    };
    let mut flow = Flow::new(buffer, area, theme.style(Role::Key));
    let mut used = flow.put(&body.title).finish();
    if let Some(question) = &body.question {
        let below = Rect { y: area.y + used.min(area.height), height: area.height.saturating_sub(used), ..area };
        used += Flow::new(buffer, below, theme.style(Role::Text)).put(question).finish();
    }
    let mut y = area.y + used + 1;
    let line = |y: u16| (y < area.bottom()).then_some(Rect { y, height: 1, ..area });
    if let Some(row) = line(y) {
        Pen::new(buffer, row, theme.style(Role::Heading)).put("AT ITS INPUTS");
        let columns = columns(row);
        for (place, head) in columns.into_iter().zip(["runs out", "vs base", "served", "$ B"]) {
            put_right(buffer, place, theme.style(Role::Dim), head);
        }
        y += 1;
    }
    for (name, now, base) in &body.firms {
        let Some(row) = line(y) else { return };
        let mut pen = Pen::new(buffer, Rect { width: 11, ..row }, theme.style(Role::Text));
        put_cut(&mut pen, name);
        let [date, against, served, cost] = columns(row);
        let when = When { day: now.stockout, start: body.start, end: body.end, short: false };
        put_right(buffer, date, theme.style(Role::Key), when);
        put_right(buffer, against, theme.style(Role::Dim), against_baseline(now, base.as_ref()));
        put_right(buffer, served, theme.style(Role::Text), Percent(now.fill_rate));
        put_right(buffer, cost, theme.style(Role::Text), Billions(now.cost.migration_total()));
        y += 1;
    }
    y += 1;
    let Some(row) = line(y) else { return };
    Pen::new(buffer, row, theme.style(Role::Heading)).put(if body.sets.is_empty() { "" } else { "SETS" });
    for (lever, value) in &body.sets {
        y += 1;
        let Some(row) = line(y) else { return };
        let mut pen = Pen::new(buffer, row, theme.style(Role::Text));
        pen.put(lever).put(' ').to(area.x + 38.min(area.width / 2)).styled(value, theme.style(Role::Accent));
    }
}

/// Places of the four columns of the table.
fn columns(row: Rect) -> [Rect; 4] {
    let widths = [14, 11, 8, 7];
    let mut x = row.x + 11;
    widths.map(|width| {
        let place = Rect { x: x.min(row.right()), width: u16::min(width, row.right().saturating_sub(x)), ..row };
        x += width;
        place
    })
}

fn against_baseline(now: &FirmOutcome, base: Option<&FirmOutcome>) -> impl std::fmt::Display {
    let (now, base) = (now.stockout, base.map(|base| base.stockout));
    Say(move |f: &mut Formatter<'_>| match (now, base) {
        (Some(now), Some(Some(base))) => write!(f, "{}", WeeksGained(now.0 - base.0)),
        (None, Some(Some(_))) => f.write_str("outlasts"),
        (Some(_), Some(None)) => f.write_str("ends"),
        _ => f.write_str("—"),
    })
}
