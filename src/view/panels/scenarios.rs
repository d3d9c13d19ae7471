//! The scenario picker with its preview.

mod preview;

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::hints::{self, Hint};
use crate::app::{Action, Hit, Row, State};
use crate::model::{Day, FirmOutcome};
use crate::study::Focus;
use crate::view::format::WeeksGained;
use crate::view::layout::first_row;
use crate::view::pen::{Pen, divider, put_right, rule};
use crate::view::theme::{Role, Theme};
pub(in crate::view) use preview::preview;

/// What is told of every scenario: its difference from the baseline, for the firm in focus.
#[derive(Clone, Copy)]
enum Told {
    Stockout,
    Gap,
    Migration,
    Shortfall,
}

/// In order of weight, with their headings: where there is little room, the first ones.
const TOLD: [(Told, &str); 4] = [
    (Told::Stockout, "runs out"),
    (Told::Gap, "unserved"),
    (Told::Migration, "moving $"),
    (Told::Shortfall, "short $"),
];

/// Columns of the marks and the name, and of a number at least.
const NAME: u16 = 22;
const NUMBER: u16 = 9;

/// Where the list stands.
struct Places {
    /// Between the lines at top and bottom.
    body: Rect,
    side_by_side: bool,
    /// The headings of the list.
    head: Rect,
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
        let width = match area.width {
            columns if !side_by_side => columns,
            160.. => NAME + 4 * (NUMBER + 2),
            118.. => NAME + 4 * NUMBER,
            100.. => NAME + 2 * NUMBER,
            _ => NAME + NUMBER,
        };
        // One row is for what is chosen.
        let head = Rect { width, height: 1.min(body.height.saturating_sub(1)), ..body };
        let below = Rect { y: body.y + head.height, height: body.height - head.height, ..body };
        // Above the preview, the list leaves it the larger part.
        let most = if side_by_side { below.height } else { (below.height * 2 / 5).max(1).min(below.height) };
        let height = most.min(state.library.len() as u16);
        let (rows, at) = (usize::from(height), state.picker.row);
        // Where not all fit, the chosen one is in the middle, so that both neighbours are seen.
        let above = state.gripped(Row::Scenario(at)).unwrap_or(rows / 2);
        let first = first_row(at, above, rows, state.library.len());
        Some(Self { body, side_by_side, head, list: Rect { width, height, ..below }, first })
    }
}

const HINTS: [Hint; 8] = [
    Hint::pair(Action::RowUp, Action::RowDown, "choose"),
    Hint::new(Action::OpenChosen, "explore it"),
    Hint::new(Action::Details, "all about it"),
    Hint::new(Action::NextFirm, "firm"),
    Hint::new(Action::Open, "open a file"),
    Hint::new(Action::Back, "back"),
    Hint::new(Action::Help, "help"),
    Hint::new(Action::Quit, "quit"),
];

fn hints_row(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width - 1, y: area.bottom() - 1, height: 1 }
}

/// What is told in a list of that width, each with its place in a row.
fn told(row: Rect) -> impl Iterator<Item = (Told, &'static str, Rect)> {
    let room = row.width.saturating_sub(NAME);
    let count = (room / NUMBER).min(TOLD.len() as u16);
    let width = room.checked_div(count).unwrap_or(0).min(NUMBER + 4);
    TOLD.into_iter()
        .zip(0..count)
        .map(move |((told, head), index)| (told, head, Rect { x: row.x + NAME + index * width, width, ..row }))
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
    let Some(Places { body, side_by_side, head, list, first }) = Places::of(state, area) else {
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
    heading(state, theme, head, buffer);
    for (index, entry) in state.library.iter().enumerate().skip(first).take(usize::from(list.height)) {
        let place = Rect { y: list.y + (index - first) as u16, height: 1, ..list };
        if index == state.picker.row {
            buffer.set_style(place, theme.style(Role::Focus));
        }
        entry_row(state, theme, index, &entry.name, place, buffer);
    }
    let preview_area = if side_by_side {
        Rect { x: body.x + list.width + 3, width: body.width - list.width - 3, ..body }
    } else {
        let taken = list.bottom() + 1;
        let y = taken.min(body.bottom());
        Rect { x: body.x + 1, y, width: body.width - 2, height: body.bottom() - y }
    };
    preview(state, theme, preview_area, buffer);
    rule(buffer, row(area.bottom() - 2), theme.style(Role::Border));
    if side_by_side {
        let line = Rect { x: body.x + list.width + 1, width: 1, ..body };
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

/// Whose numbers the list tells, and which.
fn heading(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let dim = theme.style(Role::Dim);
    Pen::new(buffer, Rect { width: row.width.min(NAME), ..row }, dim)
        .put(' ')
        .styled(state.focus_name(), theme.style(Role::Heading))
        .put(" vs base");
    for (_, head, place) in told(row) {
        put_right(buffer, place, dim, head);
    }
}

/// A scenario: its name, whether it is open, and how its outcome differs from the baseline's.
fn entry_row(state: &State, theme: &Theme, index: usize, name: &str, row: Rect, buffer: &mut Buffer) {
    let in_focus = index == state.picker.row;
    let mut pen = Pen::new(buffer, Rect { width: row.width.min(NAME), ..row }, theme.style(Role::Accent));
    pen.put(if in_focus { "▸" } else { " " });
    pen.style(theme.style(if in_focus { Role::Key } else { Role::Text })).put(name);
    if is_open(state, name) {
        pen.styled(" ●", theme.style(Role::Accent));
    }
    let preview = state.picker.previews.iter().find(|preview| preview.name == name);
    let Some(body) = preview.and_then(|preview| preview.body.as_ref().ok()) else { return };
    let firm = (state.focus != Focus::All).then(|| state.focus_name());
    let Some((now, base)) = body.of(firm) else { return };
    for (told, _, place) in told(row) {
        let text = Against(told, &now, &base);
        let style = theme.style(if text.is_nothing() { Role::Dim } else { Role::Text });
        put_right(buffer, place, style, text);
    }
}

fn is_open(state: &State, name: &str) -> bool {
    matches!(&state.scenario.origin, crate::scenario::Origin::Embedded(open) if open == name)
}

/// How one number of an outcome differs from the baseline's.
struct Against<'a>(Told, &'a FirmOutcome, &'a FirmOutcome);

impl Against<'_> {
    fn days(&self) -> Option<(Option<Day>, Option<Day>)> {
        match self.0 {
            Told::Stockout => Some((self.1.stockout, self.2.stockout)),
            Told::Gap => Some((self.1.gap, self.2.gap)),
            Told::Migration | Told::Shortfall => None,
        }
    }

    /// Hundredths of a billion.
    fn money(&self) -> f64 {
        let of = |outcome: &FirmOutcome| match self.0 {
            Told::Migration => outcome.cost.migration_total(),
            _ => outcome.cost.shortfall,
        };
        ((of(self.1) - of(self.2)).0 / 1e7).round()
    }

    fn is_nothing(&self) -> bool {
        match self.days() {
            Some((Some(now), Some(base))) => ((now.0 - base.0) / 7.0).round() == 0.0,
            Some((None, None)) => true,
            Some(_) => false,
            None => self.money() == 0.0,
        }
    }
}

impl Display for Against<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.days() {
            _ if self.is_nothing() => f.write_str("—"),
            Some((Some(now), Some(base))) => WeeksGained(now.0 - base.0).fmt(f),
            // It does not come any more, or it did not come before.
            Some((now, _)) => f.write_str(match (self.0, now) {
                (Told::Stockout, None) => "outlasts",
                (Told::Stockout, Some(_)) => "ends",
                (_, None) => "no gap",
                (_, Some(_)) => "opens",
            }),
            None => {
                let sign = if self.money() < 0.0 { '−' } else { '+' };
                write!(f, "{sign}{:.2} B", self.money().abs() / 100.0)
            }
        }
    }
}
