//! The scenario picker with its preview.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::header::put_cut;
use super::hints::{self, Hint};
use crate::app::{Action, Hit, PreviewFirm, Row, State};
use crate::model::{Day, FirmOutcome};
use crate::scenario::{Difference, paragraphs};
use crate::study::Focus;
use crate::view::format::{Billions, Percent, WeeksGained, When, grade_mark};
use crate::view::layout::first_row;
use crate::view::pen::{Flow, Pen, Prose, divider, put_right, rule, width};
use crate::view::theme::{Role, Theme};

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

/// Columns of the preview's lines at most.
const WIDEST: u16 = 66;

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

/// What it asks, its title, outcomes beside the baseline's, what it shows, and in what it differs.
pub(in crate::view) fn preview(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let chosen = state.library.get(state.picker.row).map(|entry| entry.name.as_str());
    let Some(preview) = state.picker.previews.iter().find(|preview| Some(preview.name.as_str()) == chosen) else {
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
    // The question is read first.
    let mut flow = Flow::new(buffer, area, theme.style(Role::Key));
    if let Some(question) = &body.question {
        flow.put(question).finish();
        flow.style(theme.style(Role::Text));
    }
    let used = flow.put(&body.title).finish();
    let line = |y: u16| (y < area.bottom()).then_some(Rect { y, height: 1, ..area });
    let mut y = area.y + used + 1;
    if let Some(row) = line(y) {
        Pen::new(buffer, row, theme.style(Role::Heading)).put("AT ITS INPUTS");
        for (place, head) in columns(row).into_iter().zip(["runs out", "vs base", "served", "$ B"]) {
            put_right(buffer, place, theme.style(Role::Dim), head);
        }
        y += 1;
    }
    for PreviewFirm { name, has_stock, now, base } in &body.firms {
        let Some(row) = line(y) else { return };
        let in_focus = state.focus != Focus::All && state.focus_name() == name;
        let mut pen = Pen::new(
            buffer,
            Rect { width: 10.min(row.width), ..row },
            theme.style(if in_focus { Role::Key } else { Role::Text }),
        );
        put_cut(&mut pen, name);
        let [date, against, served, cost] = columns(row);
        if *has_stock {
            let when = When { day: now.stockout, start: body.start, end: body.end, short: false };
            put_right(buffer, date, theme.style(Role::Key), when);
        } else {
            put_right(buffer, date, theme.style(Role::Dim), "no stock");
        }
        if let Some(base) = base {
            put_right(buffer, against, theme.style(Role::Dim), Against(Told::Stockout, now, base));
        }
        put_right(buffer, served, theme.style(Role::Text), Percent(now.fill_rate));
        put_right(buffer, cost, theme.style(Role::Text), Billions(now.cost.migration_total()));
        y += 1;
    }
    let Some(rest) = line(y + 1) else { return };
    let rest = Rect { height: area.bottom() - rest.y, ..rest };
    let width = rest.width.min(WIDEST);
    let about = shows(body.about.as_deref(), width);
    let differs = body.differences.len() as u16 + 1;
    // Both where there is room; else what it shows gives way down to its first lines: all of it is a key away.
    let room = rest.height.saturating_sub(differs.min(LEAST_DIFFERENCES) + 1);
    let height = if about > room && room < LEAST_ABOUT { 0 } else { about.min(room) };
    let place = Rect { height, width, ..rest };
    what_it_shows(state, theme, body.about.as_deref(), about > height, place, buffer);
    let taken = if height > 0 { height + 1 } else { 0 };
    let below = Rect { y: rest.y + taken, height: rest.height - taken, ..rest };
    differences(state, theme, &body.differences, below, buffer);
}

/// Rows that what differs keeps beside what a scenario shows, and that it needs itself to be begun.
const LEAST_DIFFERENCES: u16 = 8;
const LEAST_ABOUT: u16 = 4;

/// Rows of what a scenario shows, with its heading.
fn shows(about: Option<&str>, width: u16) -> u16 {
    let mut flow = Flow::counting(width);
    for paragraph in paragraphs(about) {
        flow.put(Prose(paragraph)).finish();
    }
    match flow.finish() {
        0 => 0,
        rows => rows + 1,
    }
}

/// What a scenario shows, as far as it goes.
fn what_it_shows(state: &State, theme: &Theme, about: Option<&str>, is_cut: bool, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let row = Rect { height: 1, ..area };
    Pen::new(buffer, row, theme.style(Role::Heading)).put("WHAT IT SHOWS");
    if is_cut {
        let hint = Hint::new(Action::Details, "reads on");
        put_right(buffer, row, theme.style(Role::Dim), hint.shown(state));
    }
    let place = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let mut flow = Flow::new(buffer, place, theme.style(Role::Text));
    for paragraph in paragraphs(about) {
        flow.put(Prose(paragraph)).finish();
    }
}

/// "1 number", "30 numbers".
struct Numbers(usize);

impl Display for Numbers {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} number{}", self.0, if self.0 == 1 { "" } else { "s" })
    }
}

/// In what a scenario differs from the baseline: from which value, to which.
fn differences(state: &State, theme: &Theme, list: &[Difference], area: Rect, buffer: &mut Buffer) {
    // A value is to stand near its name.
    let row = |y: u16| Rect { y: area.y + y, height: 1, width: area.width.saturating_sub(1).min(WIDEST), ..area };
    if area.is_empty() {
        return;
    }
    if list.is_empty() {
        Pen::new(buffer, row(0), theme.style(Role::Dim)).put("The others say in what they differ from it.");
        return;
    }
    Pen::new(buffer, row(0), theme.style(Role::Heading))
        .put("WHAT DIFFERS")
        .styled(format_args!("  {}", Numbers(list.len())), theme.style(Role::Dim));
    let rows = usize::from(area.height.saturating_sub(1));
    // The last row is for how many there are beyond.
    let shown = if list.len() > rows { rows.saturating_sub(1) } else { list.len() };
    for (y, difference) in (1..).zip(&list[..shown]) {
        let place = row(y);
        let arrow = " → ";
        let (from, to) = (difference.from.as_deref().unwrap_or("new"), difference.to.as_deref().unwrap_or("gone"));
        // How far its source can be trusted.
        let grade = difference.source.map(|(_, source)| source.grade);
        if let Some(grade) = grade {
            Pen::new(buffer, place, theme.style(Role::Dim)).put(grade_mark(grade));
        }
        let place = Rect { x: place.x + 2.min(place.width), width: place.width.saturating_sub(2), ..place };
        let values = width(from) + width(arrow) + width(to);
        let label = Rect { width: place.width.saturating_sub(values + 2), ..place };
        // Where the label would be cut to nothing, the old value goes.
        let (label, from) = if label.width >= 14 {
            (label, Some(from))
        } else {
            (Rect { width: place.width.saturating_sub(width(to) + 5), ..place }, None)
        };
        put_cut(&mut Pen::new(buffer, label, theme.style(Role::Text)), &difference.label);
        put_right(buffer, place, theme.style(Role::Accent), to);
        let before = Rect { width: place.width.saturating_sub(width(to)), ..place };
        put_right(buffer, before, theme.style(Role::Dim), format_args!("{}{arrow}", from.unwrap_or_default()));
    }
    if shown < list.len() {
        Pen::new(buffer, row(shown as u16 + 1), theme.style(Role::Dim))
            .put(format_args!("{} more: ", list.len() - shown))
            .put(Hint::new(Action::Details, "all about it").shown(state));
    }
}

/// Places of the four columns of the table.
fn columns(row: Rect) -> [Rect; 4] {
    let mut x = row.x + 10;
    // The rest of the room goes between them.
    let spare = row.width.saturating_sub(10 + 14 + 9 + 7 + 6).min(12) / 4;
    [14, 9, 7, 6].map(|width| {
        let width = width + spare;
        let place = Rect { x: x.min(row.right()), width: u16::min(width, row.right().saturating_sub(x)), ..row };
        x += width;
        place
    })
}
