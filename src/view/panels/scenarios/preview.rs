//! What the picker tells of the scenario that is chosen: its question, outcomes, what it shows and in what it differs.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Against, Told};
use crate::app::{Action, PreviewFirm, State};
use crate::scenario::{Difference, paragraphs};
use crate::study::Focus;
use crate::view::flow::Flow;
use crate::view::format::{Billions, Percent, When, grade_mark};
use crate::view::panels::header::put_cut;
use crate::view::panels::hints::Hint;
use crate::view::pen::{Pen, Prose, put_right, width};
use crate::view::theme::{Role, Theme};

/// Columns of the preview's lines at most.
const WIDEST: u16 = 66;

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
    let about = body.about.as_deref();
    let differs = body.differences.len() as u16 + 1;
    // Both where there is room; else what it shows gives way down to its first lines: all of it is a key away.
    let room = rest.height.saturating_sub(differs.min(LEAST_DIFFERENCES) + 1);
    let is_airy = shows(about, width, true) + 1 + differs <= rest.height;
    let rows = shows(about, width, is_airy);
    let height = if rows > room && room < LEAST_ABOUT { 0 } else { rows.min(room) };
    let place = Rect { height, width, ..rest };
    what_it_shows(state, theme, about, (is_airy, rows > height), place, buffer);
    let taken = if height > 0 { height + 1 } else { 0 };
    let below = Rect { y: rest.y + taken, height: rest.height - taken, ..rest };
    differences(state, theme, &body.differences, below, buffer);
}

/// Rows that what differs keeps beside what a scenario shows, and that it needs itself to be begun.
const LEAST_DIFFERENCES: u16 = 8;
const LEAST_ABOUT: u16 = 4;

/// Lays the paragraphs out; airily, with a blank line between them.
fn lay(about: Option<&str>, is_airy: bool, flow: &mut Flow<'_>) {
    for (index, paragraph) in paragraphs(about).enumerate() {
        if is_airy && index > 0 {
            flow.blank();
        }
        flow.put(Prose(paragraph)).finish();
    }
}

/// Rows of what a scenario shows, with its heading.
fn shows(about: Option<&str>, width: u16, is_airy: bool) -> u16 {
    let mut flow = Flow::counting(width);
    lay(about, is_airy, &mut flow);
    match flow.finish() {
        0 => 0,
        rows => rows + 1,
    }
}

/// What a scenario shows, as far as it goes.
fn what_it_shows(
    state: &State,
    theme: &Theme,
    about: Option<&str>,
    (is_airy, is_cut): (bool, bool),
    area: Rect,
    buffer: &mut Buffer,
) {
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
    lay(about, is_airy, &mut Flow::new(buffer, place, theme.style(Role::Text)));
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
