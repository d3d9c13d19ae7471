//! Hints: keys and what they do, on a row. They are clicked where they are painted, and stand for the action, whatever
//! its keys are.

use std::fmt::{Display, Formatter};

use ratatui::layout::Rect;

use crate::app::{Action, State};
use crate::view::pen::{Pen, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

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
    fn at(&self, state: &State, cell: u16) -> Option<Action> {
        let Some(back) = self.back else { return Some(self.action) };
        let key = |action: Action| width(state.keymap.shown(state.context(), &[action]));
        let first = key(self.action);
        if cell < first { Some(self.action) } else { (cell < first + key(back)).then_some(back) }
    }

    /// Its keys as they are where one is.
    fn keys<'a>(&self, state: &'a State) -> impl Display + 'a {
        let Self { action, back, .. } = *self;
        let key = move |action: Action, f: &mut Formatter<'_>| {
            write!(f, "{}", state.keymap.shown(state.context(), &[action]))
        };
        Say(move |f: &mut Formatter<'_>| {
            key(action, f)?;
            back.map_or(Ok(()), |back| key(back, f))
        })
    }

    /// Its keys and what they do.
    pub(super) fn shown<'a>(&self, state: &'a State) -> impl Display + 'a {
        let (keys, what) = (self.keys(state), self.what);
        Say(move |f: &mut Formatter<'_>| write!(f, "{keys} {what}"))
    }
}

/// Blanks between two hints.
const APART: u16 = 2;

/// Where hints stand from `start` on before `end`: each whole or not at all.
fn placed(
    hints: impl IntoIterator<Item = Hint>,
    state: &State,
    start: u16,
    end: u16,
) -> impl Iterator<Item = (Hint, u16, u16)> {
    let mut x = start;
    hints.into_iter().filter_map(move |hint| {
        let needed = width(hint.shown(state));
        if needed > end.saturating_sub(x) {
            return None;
        }
        let place = (hint, x, x + needed);
        x = end.min(x + needed + APART);
        Some(place)
    })
}

/// Paints hints from where the pen stands.
pub(super) fn paint(hints: impl IntoIterator<Item = Hint>, state: &State, theme: &Theme, pen: &mut Pen<'_>) {
    let (start, end) = (pen.x, pen.x + pen.room());
    for (hint, ..) in placed(hints, state, start, end) {
        pen.styled(hint.keys(state), theme.style(Role::Key)).put(' ').put(hint.what).put("  ");
    }
}

/// The action of the hint at a column of a row on which the same hints were painted from its left end.
pub(super) fn hit(hints: impl IntoIterator<Item = Hint>, state: &State, row: Rect, column: u16) -> Option<Action> {
    let (hint, x, _) =
        placed(hints, state, row.x, row.right()).find(|(_, start, end)| (*start..*end).contains(&column))?;
    hint.at(state, column - x)
}

/// The room that hints take at the right end of a row.
pub(super) fn at_right(hints: impl IntoIterator<Item = Hint>, state: &State, row: Rect) -> Rect {
    let needed = hints.into_iter().map(|hint| width(hint.shown(state)) + APART).sum::<u16>().saturating_sub(APART);
    let needed = needed.min(row.width);
    Rect { x: row.right() - needed, width: needed, ..row }
}
