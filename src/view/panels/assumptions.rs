//! The screen of assumptions: every number that the model sees, how far it can be trusted, and what it changes.

mod detail;
mod number;

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use strum::IntoEnumIterator;

use super::header::{put_cut, put_title};
use super::hints::{self, Hint};
use super::over::typed;
use crate::app::{Action, Context, Entry, Hit, Only, Row, State};
use crate::scenario::Grade;
use crate::scenario::inputs::Input;
use crate::view::format::grade_mark;
use crate::view::layout::first_row;
use crate::view::pen::{Flow, Pen, put_right, rule, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{ResultsOf, Say};
pub(in crate::view) use detail::detail;
use number::{Changes, Ends, Value, picture, target_name};

/// Where things stand.
struct Places {
    header: Rect,
    legend: Rect,
    heads: Rect,
    list: Rect,
    rule: Rect,
    detail: Rect,
    keys: Rect,
}

impl Places {
    /// `None` where there is room for a number and its source alone.
    fn of(area: Rect) -> Option<Self> {
        if area.height < 10 || area.width < 40 {
            return None;
        }
        let row = |y: u16, height: u16| Rect { y, height, ..area };
        let detail = match area.height {
            0..16 => 2,
            16..36 => 7,
            _ => 8,
        };
        let (top, bottom) = (area.y + 3, area.bottom() - 2 - detail);
        Some(Self {
            header: row(area.y, 1),
            legend: row(area.y + 1, 1),
            heads: row(area.y + 2, 1),
            list: row(top, bottom - top),
            rule: row(bottom, 1),
            detail: row(bottom + 1, detail),
            keys: row(area.bottom() - 1, 1),
        })
    }
}

/// Where things stand on stage: heads, the list, and what is known of the number in focus.
fn places_on_stage(area: Rect) -> [Rect; 4] {
    let row = |y: u16, height: u16| Rect { y, height, ..area };
    let heads = u16::from(area.height >= 4);
    let detail = match area.height {
        0..6 => 0,
        6..10 => 2,
        10..16 => 4,
        16..30 => 6,
        _ => 8,
    };
    let (top, bottom) = (area.y + heads, area.bottom() - detail - u16::from(detail > 0));
    [
        row(area.y, heads),
        row(top, bottom - top),
        row(bottom, u16::from(detail > 0)),
        row(area.bottom() - detail, detail),
    ]
}

/// Paints the numbers below what a story says.
pub(super) fn on_stage(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let [head, numbers, line, known] = places_on_stage(area);
    heads(state, theme, head, buffer);
    list(state, theme, numbers, buffer);
    rule(buffer, line, theme.style(Role::Border));
    detail(state, theme, known, buffer);
}

/// A line of the list.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Heading(usize),
    Input(usize),
}

fn lines_of(state: &State) -> impl Iterator<Item = Line> + '_ {
    let mut last = None;
    state.assumptions.shown.iter().flat_map(move |row| {
        let group = state.inputs.rows[*row].group;
        let heading = (last != Some(group)).then_some(Line::Heading(group));
        last = Some(group);
        heading.into_iter().chain([Line::Input(*row)])
    })
}

/// The first line shown, and how many there are.
fn part(state: &State, rows: usize) -> (usize, usize) {
    let total = lines_of(state).count();
    let at = lines_of(state).position(|line| line == Line::Input(state.assumptions.row)).unwrap_or(0);
    let above = state.gripped(Row::Input(state.assumptions.row)).unwrap_or(rows / 2);
    (first_row(at, above, rows, total), total)
}

/// What lies on the screen at a cell.
pub(in crate::view) fn hit(state: &State, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let Places { list, keys, .. } = Places::of(area)?;
    let at = Position { x: column, y: row };
    if keys.contains(at) {
        return hints::hit(hints_of(state), state, hints_of_row(keys), column).map(Hit::Hint);
    }
    if !list.contains(at) {
        return None;
    }
    let above = usize::from(row - list.y);
    let (first, _) = part(state, usize::from(list.height));
    Some(match lines_of(state).nth(first + above) {
        Some(Line::Input(index)) => Hit::Row { row: Row::Input(index), above, stop: None },
        _ => Hit::List,
    })
}

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
            60..78 => [26, 13, 9, 0, 12, 0, 0],
            78..80 => [24, 13, 9, 19, 13, 0, 0],
            80..110 => [26, 13, 9, 19, 13, 0, 0],
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

/// Paints the screen.
pub(in crate::view) fn assumptions(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(places) = Places::of(area) else {
        small(state, theme, area, buffer);
        return;
    };
    let help = state.keymap.shown(Context::Assumptions, &[Action::Help]);
    put_right(buffer, places.header, theme.style(Role::Dim), format_args!("{help} help "));
    let mut pen = Pen::new(
        buffer,
        Rect { width: places.header.width.saturating_sub(8), ..places.header },
        theme.style(Role::Brand),
    );
    pen.put(" stockout ").style(theme.style(Role::Key)).put("  Assumptions  ").style(theme.style(Role::Dim));
    put_title(&mut pen, &state.scenario.title);
    legend(state, theme, places.legend, buffer);
    heads(state, theme, places.heads, buffer);
    list(state, theme, places.list, buffer);
    rule(buffer, places.rule, theme.style(Role::Border));
    let above_keys = state.notice.as_ref();
    if let Some(notice) = above_keys {
        let role = if notice.is_error { Role::Error } else { Role::Accent };
        let line = notice.text.lines().next().unwrap_or_default();
        Pen::new(buffer, places.rule, theme.style(role)).put(' ').put(line).put(' ');
    }
    detail(state, theme, places.detail, buffer);
    let mut pen = Pen::new(buffer, hints_of_row(places.keys), theme.style(Role::Dim));
    hints::paint(hints_of(state), state, theme, &mut pen);
}

/// The number in focus and its source, as far as they go.
fn small(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(row) = state.input() else { return };
    let mut flow = Flow::new(buffer, area, theme.style(Role::Accent));
    flow.put('▸').style(theme.style(Role::Text)).put(&row.label).put(' ').put_unbroken(Value { state, row }).put(' ');
    if let Some((_, source)) = row.source {
        flow.put(source.grade.label()).put(": ").put(&source.title);
    }
    flow.finish();
}

/// Of which numbers alone there are rows, as the end of a sentence: ", those that Alibaba's dates rest on".
pub(in crate::view) fn shown_because(state: &State) -> Say<impl Fn(&mut Formatter<'_>) -> std::fmt::Result> {
    Say(move |f: &mut Formatter<'_>| match &state.assumptions.only {
        Some(Only::Of(results)) => write!(f, ", those that {} rest on", ResultsOf { state, results: *results }),
        Some(Only::Sources { of, .. }) => write!(f, ", those that “{of}” rests on"),
        None => Ok(()),
    })
}

/// How many there are of each grade, or what the list is narrowed to.
fn legend(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let dim = theme.style(Role::Dim);
    let shown = state.assumptions.shown.len();
    let all = state.inputs.rows.len();
    let mut pen = Pen::new(buffer, row, dim);
    if state.assumptions.only.is_some() {
        let because = shown_because(state);
        if state.assumptions.is_waiting() {
            pen.put(format_args!(" looking among {all} numbers")).styled(because, theme.style(Role::Accent));
            return;
        }
        pen.put(' ').styled(shown, theme.style(Role::Key)).put(format_args!(" of {all} numbers"));
        pen.styled(because, theme.style(Role::Accent));
        if let Some(grade) = state.assumptions.grade {
            pen.put("  ").styled(grade_mark(grade), style_of(theme, grade)).put(' ').put(grade.label());
        }
        return;
    }
    if state.assumptions.is_narrowed() {
        pen.put(' ').styled(shown, theme.style(Role::Key)).put(format_args!(" of {all} numbers"));
        if !state.assumptions.search.trim().is_empty() {
            pen.put(" with “").styled(state.assumptions.search.trim(), theme.style(Role::Accent)).put('”');
        }
        if let Some(grade) = state.assumptions.grade {
            pen.put("  ").styled(grade_mark(grade), style_of(theme, grade)).put(' ').put(grade.label()).put(" alone");
        }
        return;
    }
    pen.put(format_args!(" {all} numbers"));
    for grade in Grade::iter() {
        let has = |row: &&Input| row.source.is_some_and(|(_, source)| source.grade == grade);
        let count = state.inputs.rows.iter().filter(has).count();
        let mark = grade_mark(grade);
        if pen.room() > width(format_args!("   {mark} {count} {}", grade.label())) {
            pen.put("   ").styled(mark, style_of(theme, grade)).put(format_args!(" {count} {}", grade.label()));
        }
    }
    let warned = state.warnings.len();
    if warned > 0 && pen.room() > 16 {
        pen.put("   ").styled('!', theme.style(Role::Accent)).put(format_args!(" {warned} warned of"));
    }
}

/// The last column. On stage the source stands below, whole, and not cut off in a list.
fn source_of(state: &State, columns: &Columns, cells: Cells) -> Rect {
    if state.is_on_script() { Rect::default() } else { columns.source_of(cells) }
}

fn heads(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
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

fn list(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
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
fn style_of(theme: &Theme, grade: Grade) -> Style {
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
    put_right(buffer, cells.next(columns.value), style, Value { state, row });
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
        put_cut(&mut Pen::new(buffer, as_of, dim), &source.as_of);
        put_cut(&mut Pen::new(buffer, rest, dim), &source.title);
    }
}

/// What is worth knowing here; a number that no lever moves has no slider.
fn hints_of(state: &State) -> impl Iterator<Item = Hint> + use<> {
    let has_slider = state.input().is_some_and(|row| row.lever.is_some());
    let slider = has_slider.then_some(Hint::new(Action::GoToSlider, "its slider"));
    let rows =
        [Hint::pair(Action::RowUp, Action::RowDown, "choose"), Hint::pair(Action::GroupDown, Action::GroupUp, "group")];
    let rest = [
        Hint::new(Action::Search, "search"),
        Hint::new(Action::NextGrade, "grade"),
        Hint::new(Action::NextFirm, "firm"),
        Hint::new(Action::NextTarget, "target"),
        Hint::new(Action::NextResults, "what results rest on"),
        Hint::new(Action::Back, "back"),
        Hint::new(Action::Backtest, "backtest"),
        Hint::new(Action::GoToCosts, "costs"),
        Hint::new(Action::NextWarning, "warnings"),
        Hint::new(Action::Help, "help"),
        Hint::new(Action::Quit, "quit"),
    ];
    rows.into_iter().chain(slider).chain(rest)
}

/// Their place on the last row.
fn hints_of_row(row: Rect) -> Rect {
    Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row }
}

/// The line in which a search is typed, in the place of the legend; gives the place of the text cursor.
pub(super) fn search(entry: &Entry, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Position {
    let row = Places::of(area).map_or(Rect { height: area.height.min(1), ..area }, |places| places.legend);
    for x in row.left()..row.right() {
        if let Some(cell) = buffer.cell_mut((x, row.y)) {
            cell.reset();
            cell.set_style(theme.style(Role::Base));
        }
    }
    let found = state.assumptions.shown.len();
    let key = |action: &'static [Action]| state.keymap.shown(Context::Field, action);
    let told = Say(|f: &mut Formatter<'_>| {
        let (keeps, shows) = (key(&[Action::Accept]), key(&[Action::Back]));
        match found {
            1 => write!(f, "1 number; {keeps} keeps it, {shows} shows all "),
            found => write!(f, "{found} numbers; {keeps} keeps them, {shows} shows all "),
        }
    });
    let aside = width(&told);
    let told_fits = aside + 16 < row.width;
    if told_fits {
        put_right(buffer, row, theme.style(Role::Dim), &told);
    }
    let line = Rect {
        x: row.x + 1.min(row.width),
        width: row.width.saturating_sub(2 + if told_fits { aside } else { 0 }),
        ..row
    };
    typed(&entry.line, theme, line, buffer)
}
