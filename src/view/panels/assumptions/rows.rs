//! The list: a number a row, in columns as far as there is room.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::number::{Changes, Ends, Value, picture, target_name};
use super::{Line, lines_of, part};
use crate::app::{Action, Context, State};
use crate::scenario::Grade;
use crate::view::format::grade_mark;
use crate::view::panels::header::put_cut;
use crate::view::pen::{Pen, put_right};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// Columns of a row, each with the blank before it; a column without room has none.
struct Columns {
    label: u16,
    value: u16,
    picture: u16,
    ends: u16,
    grade: u16,
    as_of: u16,
    changes: u16,
}

impl Columns {
    fn of(width: u16) -> Self {
        let [label, value, picture, ends, grade, as_of, changes] = match width {
            0..58 => [width.saturating_sub(26), 13, 0, 0, 12, 0, 0],
            58..60 => [24, 13, 9, 0, 12, 0, 0],
            60..78 => [26, 12, 9, 0, 12, 0, 0],
            78..80 => [24, 13, 9, 19, 13, 0, 0],
            80..110 => [26, 12, 9, 19, 13, 0, 0],
            110..118 => [26, 13, 10, 19, 13, 15, 0],
            // The room goes to the names: of a source a few letters would be left, and all of it stands below.
            118..140 => [width - 88, 13, 9, 19, 13, 14, 18],
            140..180 => [34, 12, 8, 19, 12, 13, 18],
            _ => [34, 14, 15, 24, 14, 18, 30],
        };
        Self { label, value, picture, ends, grade, as_of, changes }
    }

    /// The grade's place: where there is room, a blank further from what is left of it.
    fn grade_of(&self, cells: &mut Cells) -> Rect {
        let place = cells.next(self.grade);
        let blank = u16::from(self.grade > 12);
        Rect { x: place.x + blank, width: place.width.saturating_sub(blank), ..place }
    }

    /// The source's place, which is what is left: a blank further from numbers that end beside it.
    fn source_of(&self, cells: Cells) -> Rect {
        let place = cells.rest();
        let blank = u16::from(self.changes > 0).min(place.width);
        Rect { x: place.x + blank, width: place.width - blank, ..place }
    }
}

/// Takes columns off a row, from the left.
#[derive(Clone, Copy)]
struct Cells(Rect);

impl Cells {
    /// The next column, less the blank before it.
    fn next(&mut self, columns: u16) -> Rect {
        let columns = columns.min(self.0.width);
        let taken = Rect { x: self.0.x + 1.min(columns), width: columns.saturating_sub(1), ..self.0 };
        self.0 = Rect { x: self.0.x + columns, width: self.0.width - columns, ..self.0 };
        taken
    }

    fn rest(self) -> Rect {
        Rect { x: self.0.x + 1.min(self.0.width), width: self.0.width.saturating_sub(2), ..self.0 }
    }
}

/// The last column. On stage the source stands below, whole, and not cut off in a list.
fn source_of(state: &State, columns: &Columns, cells: Cells) -> Rect {
    if state.is_on_script() { Rect::default() } else { columns.source_of(cells) }
}

/// What the columns tell.
pub(super) fn heads(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let style = theme.style(Role::Heading);
    let columns = Columns::of(row.width);
    let mut cells = Cells(row);
    cells.next(columns.label);
    put_right(buffer, cells.next(columns.value), style, "value");
    cells.next(columns.picture);
    put_right(buffer, cells.next(columns.ends), style, "low – high");
    Pen::new(buffer, columns.grade_of(&mut cells), style).put("grade");
    Pen::new(buffer, cells.next(columns.as_of), style).put("as of");
    let whose = Say(|f: &mut Formatter<'_>| {
        f.write_str(target_name(state.target))?;
        f.write_str(if columns.changes < 20 { "" } else { " from low to high" })
    });
    put_right(buffer, cells.next(columns.changes), style, whose);
    Pen::new(buffer, source_of(state, &columns, cells), style).put("source");
}

/// The numbers with the headings of their groups, as many as there is room for.
pub(super) fn list(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let rows = usize::from(area.height);
    if state.assumptions.shown.is_empty() {
        let back = state.keymap.shown(Context::Assumptions, &[Action::Back]);
        let mut pen = Pen::new(buffer, area, theme.style(Role::Dim));
        match (&state.assumptions.only, state.assumptions.is_narrowed()) {
            (Some(_), false) if state.assumptions.is_waiting() => {}
            (Some(_), false) => {
                pen.put(" none of them moves it");
            }
            _ => {
                pen.put(format_args!(" nothing fits; {back} shows all"));
            }
        }
        return;
    }
    let (first, total) = part(state, rows);
    for (y, line) in (area.top()..area.bottom()).zip(lines_of(state).skip(first)) {
        let row = Rect { y, height: 1, ..area };
        match line {
            Line::Heading(group) => {
                let mut pen = Pen::new(buffer, row, theme.style(Role::Heading));
                pen.put(' ');
                for c in state.inputs.groups[group].label.chars().flat_map(char::to_uppercase) {
                    pen.put(c);
                }
            }
            Line::Input(index) => input(state, theme, index, row, buffer),
        }
    }
    let style = theme.style(Role::Dim);
    if first > 0 {
        put_right(buffer, Rect { height: 1, ..area }, style, "↑");
    }
    if first + rows < total {
        put_right(buffer, Rect { y: area.bottom() - 1, height: 1, ..area }, style, "↓");
    }
}

/// How a number looks that can be trusted so far: an estimate never as what was reported does.
pub(super) fn style_of(theme: &Theme, grade: Grade) -> Style {
    theme.style(match grade {
        Grade::F => Role::Key,
        Grade::FWeak | Grade::D => Role::Text,
        Grade::U => Role::Dim,
    })
}

fn input(state: &State, theme: &Theme, index: usize, area: Rect, buffer: &mut Buffer) {
    let row = &state.inputs.rows[index];
    let columns = Columns::of(area.width);
    let in_focus = index == state.assumptions.row;
    if in_focus {
        buffer.set_style(Rect { width: area.width.saturating_sub(1), ..area }, theme.style(Role::Focus));
    }
    let moved = state.is_input_moved(row);
    let grade = row.source.map(|(_, source)| source.grade);
    let dim = theme.style(Role::Dim);
    let style = match grade {
        _ if moved => theme.style(Role::Accent),
        Some(grade) => style_of(theme, grade),
        None => dim,
    };
    let mut cells = Cells(area);
    let label = cells.next(columns.label);
    let mut pen = Pen::new(buffer, Rect { x: area.x, width: label.width + 1, ..label }, theme.style(Role::Accent));
    pen.put(if in_focus { '▸' } else { ' ' });
    pen.put(if state.warning_of(index).is_some() { '!' } else { ' ' });
    pen.style(if in_focus { theme.style(Role::Key) } else { theme.style(Role::Text) });
    put_cut(&mut pen, &row.label);
    // What is never, or lies elsewhere than its source has it, the source does not report.
    let is_of_source = row.is_shift
        || state
            .input_value(row)
            .is_none_or(|value| value.is_finite() && row.range.is_none_or(|range| range.holds(value)));
    put_right(buffer, cells.next(columns.value), if moved || is_of_source { style } else { dim }, Value { state, row });
    picture(state, theme, row, style, cells.next(columns.picture), buffer);
    let ends = cells.next(columns.ends);
    if let Some(range) = row.range {
        let text = Ends { range, shape: row.shape };
        put_right(buffer, ends, if moved { dim } else { style.remove_modifier(ratatui::style::Modifier::BOLD) }, text);
    }
    let mut pen = Pen::new(buffer, columns.grade_of(&mut cells), style);
    match grade {
        _ if moved => pen.put("→ moved"),
        Some(grade) => pen.put(grade_mark(grade)).put(' ').put(grade.label()),
        None => pen.put("– no source"),
    };
    let as_of = cells.next(columns.as_of);
    let changes = cells.next(columns.changes);
    if !changes.is_empty() {
        put_right(buffer, changes, theme.style(Role::Text), Changes { state, index, short: columns.changes < 20 });
    }
    let rest = source_of(state, &columns, cells);
    // Of a value that a person gave no source says anything.
    if let Some((_, source)) = row.source.filter(|_| !moved) {
        put_cut(&mut Pen::new(buffer, as_of, dim), source.as_of);
        put_cut(&mut Pen::new(buffer, rest, dim), source.title);
    }
}
