//! The screen of assumptions: every number that the model sees, how far it can be trusted, and what it changes.

mod detail;
mod number;
mod rows;

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use strum::IntoEnumIterator;

use super::header::put_title;
use super::hints::{self, Hint};
use super::over::typed;
use crate::app::{Action, Context, Entry, Hit, Only, Row, State};
use crate::scenario::Grade;
use crate::scenario::inputs::Input;
use crate::view::flow::Flow;
use crate::view::format::grade_mark;
use crate::view::layout::first_row;
use crate::view::pen::{Pen, put_right, rule, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{ResultsOf, Say};
pub(in crate::view) use detail::detail;
use number::Value;
use rows::{heads, list, style_of};

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
        flow.put(source.grade.label()).put(": ").put(source.title);
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
    let count = |grade: Grade| {
        let has = |row: &&Input| row.source.is_some_and(|(_, source)| source.grade == grade);
        state.inputs.rows.iter().filter(has).count()
    };
    let whole = |grade: Grade| width(format_args!("   {} {} {}", grade_mark(grade), count(grade), grade.label()));
    // Where the words have no room the marks say it, as they do beside each number: that most are estimates is never left out.
    let in_words = pen.room() > Grade::iter().map(whole).sum();
    for grade in Grade::iter() {
        pen.put(if in_words { "   " } else { "  " }).styled(grade_mark(grade), style_of(theme, grade));
        pen.put(format_args!(" {}", count(grade)));
        if in_words || grade == Grade::U && pen.room() > width(grade.label()) {
            pen.put(' ').put(grade.label());
        }
    }
    let warned = state.warnings.len();
    if warned > 0 && pen.room() > 16 {
        pen.put("   ").styled('!', theme.style(Role::Accent)).put(format_args!(" {warned} warned of"));
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
