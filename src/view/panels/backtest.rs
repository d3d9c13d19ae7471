//! The page of the backtest: what was predicted in May 2025, against what came.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::help::Extent;
use super::hints::{self, Hint};
use crate::app::{Action, Hit, State};
use crate::scenario;
use crate::study::{Backtest, BacktestRow};
use crate::view::pen::{Flow, Pen, put_right, rule};
use crate::view::theme::{Role, Theme};

/// Columns from which a row of the record is a row of the screen.
const TABLE: u16 = 172;
/// Columns from which its numbers stand in columns, and the rest below them.
const COLUMNS: u16 = 104;

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

fn hints_of(is_more: bool) -> [Hint; 5] {
    [
        Hint::pair(Action::RowUp, Action::RowDown, if is_more { "more" } else { "scroll" }),
        Hint::new(Action::PageDown, "a page"),
        Hint::new(Action::Back, "back"),
        Hint::new(Action::Help, "help"),
        Hint::new(Action::Quit, "quit"),
    ]
}

fn hints_row(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(1), y: area.bottom() - 1, height: 1 }
}

/// What lies on the page at a cell: a hint, or text that scrolls.
pub(in crate::view) fn hit(state: &State, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let Extent { first, last, .. } = extent(state, area)?;
    let hints = hints_row(area);
    if hints.contains(Position { x: column, y: row }) {
        return hints::hit(hints_of(first < last), state, hints, column).map(Hit::Hint);
    }
    Some(Hit::Text { first, last })
}

/// How the page stands in its room on its own screen.
pub(in crate::view) fn extent(state: &State, area: Rect) -> Option<Extent> {
    let place = place(area)?;
    let mut flow = Flow::counting(place.width);
    lay(state, None, place.width, &mut flow);
    Some(Extent::new(state.backtest.scroll, usize::from(flow.finish()), usize::from(place.height)))
}

/// Paints the page alone, scrolled.
pub(in crate::view) fn page(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut counting = Flow::counting(area.width);
    lay(state, None, area.width, &mut counting);
    let extent = Extent::new(state.backtest.scroll, usize::from(counting.finish()), usize::from(area.height));
    let mut flow = Flow::new(buffer, area, theme.style(Role::Text));
    flow.scroll(extent.first as u16);
    lay(state, Some(theme), area.width, &mut flow);
    flow.finish();
}

/// Lays the page out; what only counts rows needs no theme.
fn lay(state: &State, theme: Option<&Theme>, width: u16, flow: &mut Flow<'_>) {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    let Some(told) = state.backtest.told.as_deref() else {
        flow.style(style(Role::Dim)).put("It is being computed.");
        return;
    };
    let record = scenario::record();
    flow.style(style(Role::Key))
        .put(format_args!("What the baseline predicted on {}, against what came.", record.known_on))
        .put(' ')
        .style(style(Role::Text))
        .put(&told.summary);
    flow.blank();
    rows(told, theme, width, flow);
    let heading = |flow: &mut Flow<'_>, text: &str| {
        flow.indent(0).blank();
        flow.style(style(Role::Accent)).put(text);
        flow.blank();
        flow.style(style(Role::Text));
    };
    heading(flow, "What it says");
    for (index, paragraph) in record.reading.iter().enumerate() {
        if index > 0 {
            flow.blank();
        }
        flow.put(paragraph).finish();
    }
    heading(flow, "What is not compared");
    for (what, why) in &record.left_out {
        flow.indent(2).style(style(Role::Dim)).mark("-");
        flow.style(style(Role::Text)).put(format_args!("{what}:")).put(' ').style(style(Role::Dim)).put(why).finish();
    }
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

/// The record, an observation a row or two.
fn rows(told: &Backtest, theme: Option<&Theme>, width: u16, flow: &mut Flow<'_>) {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    flow.indent(0);
    if width >= COLUMNS {
        flow.whole_row(|buffer, row| {
            let [_, predicted, interval, observed, difference, verdict, source] = columns(row);
            let dim = style(Role::Dim);
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
    for row in &told.rows {
        let texts = &row.texts;
        if width >= COLUMNS {
            flow.whole_row(|buffer, area| {
                let [what, predicted, interval, observed, difference, verdict, source] = columns(area);
                Pen::new(buffer, what, style(Role::Key)).put(&row.observation.what);
                put_right(buffer, predicted, style(Role::Text), &texts.predicted);
                put_right(buffer, interval, style(Role::Dim), &texts.interval);
                put_right(buffer, observed, style(Role::Text), &texts.observed);
                if width >= TABLE {
                    put_right(buffer, difference, style(Role::Text), &texts.difference);
                    Pen::new(buffer, verdict, style(agreement(row))).put("  ").put(&texts.verdict);
                    Pen::new(buffer, source, style(Role::Dim)).put(&row.observation.source);
                }
            });
            if width < TABLE {
                flow.whole_row(|buffer, area| {
                    let area = Rect { x: area.x + 2, width: area.width - 2, ..area };
                    Pen::new(buffer, area, style(agreement(row)))
                        .put(&texts.verdict)
                        .style(style(Role::Dim))
                        .put("; difference ")
                        .put(&texts.difference)
                        .put("; source ")
                        .put(&row.observation.source);
                });
            }
            continue;
        }
        flow.indent(2).style(style(Role::Dim)).mark("-");
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
    }
    flow.indent(0);
}

/// The colour of a verdict, which its words say too.
fn agreement(row: &BacktestRow) -> Role {
    match (row.is_test(), row.verdict.is_hit()) {
        (true, true) => Role::Gained,
        (_, false) => Role::Gap,
        (false, true) => Role::Dim,
    }
}
