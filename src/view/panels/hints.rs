//! Hints: keys and what they do, on a row. They are clicked where they are painted, and stand for the action, whatever
//! its keys are.

use std::fmt::{Display, Formatter};

use ratatui::layout::Rect;

use crate::app::{Action, Code, keys_of};
use crate::view::pen::{Pen, width};
use crate::view::theme::{Role, Theme};

/// A key and what it does, or two that do it there and back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint {
    action: Action,
    /// The way back, with a key of its own.
    back: Option<Action>,
    what: &'static str,
}

impl Hint {
    pub(super) const fn new(action: Action, what: &'static str) -> Self {
        Self { action, back: None, what }
    }

    pub(super) const fn pair(action: Action, back: Action, what: &'static str) -> Self {
        Self { action, back: Some(back), what }
    }

    /// What it stands for, if that is one thing.
    pub(super) fn action(&self) -> Option<Action> {
        self.back.is_none().then_some(self.action)
    }

    /// What lies so many cells from its left end: each of two keys is itself, and what they do together is neither.
    fn at(&self, cell: u16) -> Option<Action> {
        let Some(back) = self.back else { return Some(self.action) };
        let first = width(First(self.action));
        let second = first + width(between(self.action, back));
        if cell < first {
            Some(self.action)
        } else {
            (second..second + width(First(back))).contains(&cell).then_some(back)
        }
    }

    fn keys(&self) -> impl Display {
        let Self { action, back, .. } = *self;
        crate::view::words::Say(move |f: &mut Formatter<'_>| {
            write!(f, "{}", First(action))?;
            back.map_or(Ok(()), |back| write!(f, "{}{}", between(action, back), First(back)))
        })
    }
}

impl Display for Hint {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.keys(), self.what)
    }
}

/// The first key of an action.
struct First(Action);

impl Display for First {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        keys_of(self.0).take(1).try_for_each(|key| write!(f, "{key}"))
    }
}

/// Arrows may stand together; letters would read as a word.
fn between(action: Action, back: Action) -> &'static str {
    let is_mark = |action| {
        keys_of(action).next().is_some_and(|key| matches!(key.code, Code::Left | Code::Right | Code::Up | Code::Down))
    };
    if is_mark(action) && is_mark(back) { "" } else { " " }
}

/// Blanks between two hints.
const APART: u16 = 2;

/// Where hints stand from `start` on before `end`: each whole or not at all.
fn placed(hints: impl IntoIterator<Item = Hint>, start: u16, end: u16) -> impl Iterator<Item = (Hint, u16, u16)> {
    let mut x = start;
    hints.into_iter().filter_map(move |hint| {
        let needed = width(hint);
        if needed > end.saturating_sub(x) {
            return None;
        }
        let place = (hint, x, x + needed);
        x = end.min(x + needed + APART);
        Some(place)
    })
}

/// Paints hints from where the pen stands.
pub(super) fn paint(hints: impl IntoIterator<Item = Hint>, theme: &Theme, pen: &mut Pen<'_>) {
    let (start, end) = (pen.x, pen.x + pen.room());
    for (hint, ..) in placed(hints, start, end) {
        pen.styled(hint.keys(), theme.style(Role::Key)).put(' ').put(hint.what).put("  ");
    }
}

/// The action of the hint at a column of a row on which the same hints were painted from its left end.
pub(super) fn hit(hints: impl IntoIterator<Item = Hint>, row: Rect, column: u16) -> Option<Action> {
    let (hint, x, _) = placed(hints, row.x, row.right()).find(|(_, start, end)| (*start..*end).contains(&column))?;
    hint.at(column - x)
}

/// The room that hints take at the right end of a row.
pub(super) fn at_right(hints: impl IntoIterator<Item = Hint>, row: Rect) -> Rect {
    let needed = hints.into_iter().map(|hint| width(hint) + APART).sum::<u16>().saturating_sub(APART);
    let needed = needed.min(row.width);
    Rect { x: row.right() - needed, width: needed, ..row }
}
