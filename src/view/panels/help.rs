//! The help: keys of where one is, the terms, and the model.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::details;
use super::hints::{self, Hint};
use super::over::{BACK, frame, inside, last_row, place};
use super::text;
use crate::app::{Action, Asked, Context, HelpPage, Keymap, Overlay, Scroll, State, contexts};
use crate::view::cited::Cited;
use crate::view::flow::Flow;
use crate::view::format::grade_mark;
use crate::view::pen::Pen;
use crate::view::theme::{Role, Theme};
use crate::view::words::{ResultsOf, Say};

/// How a text stands in its room.
pub(in crate::view) struct Extent {
    /// The first line shown.
    pub first: usize,
    /// The first line shown when it is scrolled to its end.
    pub last: usize,
    /// Lines shown.
    pub rows: usize,
}

impl Extent {
    /// The first line shown after a scroll by lines or rooms.
    pub(in crate::view) fn after(&self, scroll: Scroll) -> usize {
        let lines = match scroll {
            Scroll::Lines(lines) | Scroll::Parts(lines) => lines,
            Scroll::Rooms(rooms) => rooms * (self.rows as isize - 1).max(1),
        };
        self.first.saturating_add_signed(lines).min(self.last)
    }

    pub(in crate::view) fn new(scroll: usize, total: usize, rows: usize) -> Self {
        let last = total.saturating_sub(rows);
        Self { first: scroll.min(last), last, rows }
    }
}

/// How the text in front stands in its room; `None` where there is none.
pub(in crate::view) fn text_extent(state: &State, area: Rect) -> Option<Extent> {
    let Overlay::Help(page, scroll) = &state.overlay else { return None };
    let inside = inside(help_place(area));
    let rows = usize::from(inside.height.saturating_sub(1));
    let total = match page {
        HelpPage::Keys => help_lines(state, inside.width),
        HelpPage::Model => usize::from(text::rows(MODEL, inside.width)),
        HelpPage::Details => usize::from(details::rows(state, inside.width)),
    };
    Some(Extent::new(*scroll, total, rows))
}

pub(super) fn help_place(area: Rect) -> Rect {
    // Where there are few rows, every one of them is for the help.
    place(area, 86, if area.height < 14 { area.height } else { area.height - 2 })
}

/// Terms that a newcomer may not know.
static GLOSSARY: &[(&str, &str)] = &[
    ("source", "5 leads to it: of a lever to its number; of results, to the numbers that they rest on"),
    ("results in focus", "a panel that Tab or a click brings, what the cross-hair reads, a row of the backtest"),
    ("stock on hand", "what a firm owns of controlled chips beyond this week's work"),
    ("stockout", "nothing is left on hand, and the first work goes unserved"),
    ("gap", "the moment when unserved work first exceeds the tolerance"),
    ("draw", "a world in which every uncertain lever has a value of its spread; all share one seed"),
    ("90 %", "nine draws of ten lie between: the 5\u{a0}% and 95\u{a0}% quantiles"),
    ("central run", "the run at the values that the levers show; not the median of the draws"),
    ("H20e", "the work of one NVIDIA H20, counted apart for training and inference"),
    ("work served", "work done ÷ work demanded over the horizon (the fill rate)"),
    ("weeks of cover", "for how many weeks such as this one the stock on hand would do"),
    ("migration", "moving work to domestic chips: chips used, halt, porting, running twice, power"),
    ("outlay", "cash paid for domestic hardware; the migration counts the part of its life used up"),
    ("shortfall", "what unserved work would have been worth"),
    ("avoided", "the reference's shortfall less this one's"),
    ("reference", "a world that shares all assumptions and pins some decisions; at first nobody migrates"),
    ("decision, assumption", "policy and strategy are decided; everything else is assumed"),
    ("hybrid", "train on NVIDIA, serve on domestic chips"),
];

/// Ways on from a page of the help.
pub(super) fn help_hints(page: HelpPage, is_more: bool) -> impl Iterator<Item = Hint> + Clone {
    let other = match page {
        HelpPage::Keys => Some(Hint::new(Action::Model, "the model")),
        HelpPage::Model => Some(Hint::new(Action::Model, "keys and terms")),
        HelpPage::Details => None,
    };
    let more = is_more.then_some(Hint::new(Action::RowDown, "more"));
    other.into_iter().chain(more).chain([BACK])
}

/// What is asked of what is in focus: where it comes from.
pub(in crate::view) struct SourceAsked<'a>(pub(in crate::view) &'a State);

impl Display for SourceAsked<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let state = self.0;
        match state.asked() {
            Some(Asked::Of(results)) => write!(f, "the numbers that {} rest on", ResultsOf { state, results }),
            Some(Asked::Record(place)) => match state.backtest.part(place) {
                Some(part) => write!(f, "the numbers that “{}” rests on", part.name()),
                None => f.write_str("what the record rests on"),
            },
            _ => write!(f, "where {} comes from:", state.lever(state.cursor).label),
        }
    }
}

/// The answer to it, where it is short: how good the source is, and its title.
pub(in crate::view) fn source_told(state: &State) -> (Say<impl Fn(&mut Formatter<'_>) -> std::fmt::Result>, &str) {
    let is_number = matches!(state.asked(), Some(Asked::Number(_)));
    let cited = Cited::of_lever_in_focus(state).filter(|_| is_number);
    let title = match &cited {
        Some(cited) => cited.source.title,
        None if is_number => "no source is given",
        None => "",
    };
    let grade = Say(move |f: &mut Formatter<'_>| match &cited {
        Some(cited) => {
            let grade = cited.source.grade;
            write!(f, "{cited}{} {}, ", grade_mark(grade), grade.label())
        }
        None => Ok(()),
    });
    (grade, title)
}

/// The key that shows all of where the lever in focus comes from, and where that is.
fn sourced(state: &State, theme: Option<&Theme>, flow: &mut Flow<'_>) -> u16 {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    let key = state.keymap.shown(Context::Help, &[Action::Assumptions]);
    let (grade, title) = source_told(state);
    flow.style(style(Role::Key)).put(key).put(' ');
    flow.style(style(Role::Text)).put(SourceAsked(state)).put(' ').put(grade).put(title).finish()
}

/// What may come to lie over a screen, with keys of its own.
fn over(state: &State) -> [Context; 4] {
    let question = if state.stage.is_some() { Context::StageQuestion } else { Context::Question };
    [Context::Help, question, Context::Field, Context::List]
}

/// Columns that keys and terms take of so many, with the blank behind them.
fn left_of(columns: u16) -> u16 {
    (columns * 2 / 5).clamp(12, 21)
}

/// Lines of the whole help in so many columns: what is in focus with a blank line, the actions of each context with a
/// heading and a blank line, the terms likewise.
fn help_lines(state: &State, columns: u16) -> usize {
    let of_lever = if state.asked().is_some() { sourced(state, None, &mut Flow::counting(columns)) + 1 } else { 0 };
    let rows = |context| Keymap::actions(context).map(move |action| action_rows(state, context, action, columns));
    let of_contexts: usize = contexts(state.place())
        .chain(over(state))
        .map(|context| rows(context).map(usize::from).sum::<usize>() + 2)
        .sum();
    let of_terms: usize = GLOSSARY.iter().map(|(term, meaning)| usize::from(pair_rows(term, meaning, columns))).sum();
    usize::from(of_lever) + of_contexts + of_terms + 1
}

/// Rows that a name takes with what it means beside it.
fn pair_rows(name: &impl Display, meaning: &str, columns: u16) -> u16 {
    let left = left_of(columns);
    let of_meaning = Flow::rows(meaning, columns.saturating_sub(left).max(1));
    Flow::rows(name, left - 1).max(of_meaning).max(1)
}

/// The keys of an action, each with a blank before the next.
fn keys_in(state: &State, context: Context, action: Action) -> impl Display {
    Say(move |f: &mut Formatter<'_>| {
        let keys = state.keymap.keys_in(context, action);
        keys.iter().enumerate().try_for_each(|(index, key)| write!(f, "{}{key}", if index > 0 { " " } else { "" }))
    })
}

/// Rows that an action takes.
fn action_rows(state: &State, context: Context, action: Action, columns: u16) -> u16 {
    pair_rows(&keys_in(state, context, action), action.label(), columns)
}

/// The equations and what they leave out: the documentation of the module that computes them.
const MODEL: &str = include_str!("../../../assets/model.md");

/// A page of the help, with what leads on from it below.
pub(super) fn help(page: HelpPage, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let title = match page {
        HelpPage::Keys => "Help",
        HelpPage::Model => "Help: the model",
        HelpPage::Details => details::title(state),
    };
    let inside = frame(theme, help_place(area), title, buffer);
    let Some(Extent { first, last, rows }) = text_extent(state, area) else { return };
    match page {
        HelpPage::Keys => help_keys(first, rows, state, theme, inside, buffer),
        HelpPage::Model => {
            let place = Rect { height: rows as u16, ..inside };
            text::text(MODEL, theme, place, first as u16, buffer);
        }
        HelpPage::Details => {
            let place = Rect { height: rows as u16, ..inside };
            details::details(state, theme, place, first as u16, buffer);
        }
    }
    let below = help_hints(page, first < last);
    let row = hints::at_right(below.clone(), state, last_row(inside));
    hints::paint(below, state, theme, &mut Pen::new(buffer, row, theme.style(Role::Dim)));
}

/// Keys of where one is, then everywhere, then the terms, then the keys of what may come to lie over it.
fn help_keys(first: usize, rows: usize, state: &State, theme: &Theme, inside: Rect, buffer: &mut Buffer) {
    let mut lines = Lines { inside, first, rows, next: 0 };
    if state.asked().is_some() {
        let needed = sourced(state, None, &mut Flow::counting(inside.width));
        if let Some((place, above)) = lines.take(needed) {
            sourced(state, Some(theme), Flow::new(buffer, place, theme.style(Role::Text)).scroll(above));
        }
        lines.row(buffer, |_, _| {});
    }
    for context in contexts(state.place()) {
        keys_of(context, state, theme, &mut lines, buffer);
        lines.row(buffer, |_, _| {});
    }
    terms(theme, &mut lines, buffer);
    for context in over(state) {
        lines.row(buffer, |_, _| {});
        keys_of(context, state, theme, &mut lines, buffer);
    }
}

/// A text of many lines, of which some are in sight.
struct Lines {
    inside: Rect,
    /// The first line in sight, and how many are.
    first: usize,
    rows: usize,
    next: usize,
}

impl Lines {
    /// Gives the next line its row, if it is in sight.
    fn row(&mut self, buffer: &mut Buffer, paint: impl FnOnce(&mut Buffer, Rect)) {
        if let Some((row, _)) = self.take(1) {
            paint(buffer, row);
        }
    }

    /// The room of the next lines as far as it is in sight, and how many of them are above it.
    fn take(&mut self, lines: u16) -> Option<(Rect, u16)> {
        let begin = self.next;
        self.next += usize::from(lines);
        let (from, to) = (begin.max(self.first), self.next.min(self.first + self.rows));
        let height = u16::try_from(to.checked_sub(from)?).ok().filter(|height| *height > 0)?;
        let above = (from - begin) as u16;
        Some((Rect { y: self.inside.y + (from - self.first) as u16, height, ..self.inside }, above))
    }

    /// A name, and what it means beside it; each goes on below where its room ends.
    fn pair(&mut self, name: &impl Display, meaning: &str, theme: &Theme, buffer: &mut Buffer) {
        let Some((place, above)) = self.take(pair_rows(name, meaning, self.inside.width)) else { return };
        let left = left_of(place.width);
        let of_name = Rect { width: (left - 1).min(place.width), ..place };
        Flow::new(buffer, of_name, theme.style(Role::Key)).scroll(above).put(name).finish();
        let left = left.min(place.width);
        let beside = Rect { x: place.x + left, width: place.width - left, ..place };
        Flow::new(buffer, beside, theme.style(Role::Text)).scroll(above).put(meaning).finish();
    }
}

/// The keys of one context under its name.
fn keys_of(context: Context, state: &State, theme: &Theme, lines: &mut Lines, buffer: &mut Buffer) {
    lines.row(buffer, |buffer, row| {
        Pen::new(buffer, row, theme.style(Role::Accent)).put(context.label());
    });
    for action in Keymap::actions(context) {
        lines.pair(&keys_in(state, context, action), action.label(), theme, buffer);
    }
}

/// The terms and what they mean.
fn terms(theme: &Theme, lines: &mut Lines, buffer: &mut Buffer) {
    lines.row(buffer, |buffer, row| {
        Pen::new(buffer, row, theme.style(Role::Accent)).put("terms");
    });
    for (term, meaning) in GLOSSARY {
        lines.pair(term, meaning, theme, buffer);
    }
}
