//! Lists that narrow as one types: the lever finder and the command palette.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};
use strum::IntoEnumIterator;

use super::action::{Action, Context};
use super::edit::LineEdit;
use super::key::Key;
use super::keymap::{Keymap, contexts};
use crate::lever::{Catalogue, LeverId};
use crate::scenario::Step;

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Levers.
    Levers,
    /// Commands.
    Commands,
    /// Steps of the story.
    Steps,
}

/// What choosing a row does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Goes to a lever.
    Lever(LeverId),
    /// Does an action.
    Action(Action),
    /// Goes to a step, from 0.
    Step(usize),
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// What it does.
    pub command: Command,
    /// Its text.
    pub text: String,
    /// Beside it: the lever's id, or the keys.
    pub aside: String,
}

impl AsRef<str> for ListRow {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// A list over the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ListOverlay {
    /// What it is of.
    pub kind: ListKind,
    /// What was typed.
    pub query: LineEdit,
    /// What fits, the best first.
    pub rows: Vec<ListRow>,
    /// The row that Enter takes.
    pub chosen: usize,
    all: Vec<ListRow>,
}

impl ListOverlay {
    fn new(kind: ListKind, all: Vec<ListRow>) -> Self {
        Self { kind, query: LineEdit::default(), rows: all.clone(), chosen: 0, all }
    }

    /// All levers, by label and id.
    pub fn levers(catalogue: &Catalogue) -> Self {
        let rows = catalogue.iter().map(|(id, lever)| ListRow {
            command: Command::Lever(id),
            text: format!("{} {}", lever.row.group.label(), lever.label),
            aside: lever.id.clone(),
        });
        Self::new(ListKind::Levers, rows.collect())
    }

    /// All steps, the one on stage chosen.
    pub fn steps(story: &[Step], shown: usize) -> Self {
        let rows = story.iter().enumerate().map(|(index, step)| ListRow {
            command: Command::Step(index),
            text: step.title.clone(),
            aside: (index + 1).to_string(),
        });
        Self { chosen: shown, ..Self::new(ListKind::Steps, rows.collect()) }
    }

    /// All actions that have a key in `context` or behind it.
    pub fn commands(context: Context, keymap: &Keymap) -> Self {
        let mut actions: Vec<Action> = contexts(context).flat_map(Keymap::actions).collect();
        actions.sort_by_key(|action| Action::iter().position(|other| other == *action));
        actions.dedup();
        let rows = actions.into_iter().filter(|action| *action != Action::Palette).map(|action| ListRow {
            command: Command::Action(action),
            text: action.label().to_owned(),
            aside: keymap.keys_of(action).iter().map(Key::to_string).collect::<Vec<_>>().join(" "),
        });
        Self::new(ListKind::Commands, rows.collect())
    }

    /// Goes so many rows down, as far as there are rows.
    pub fn step(&mut self, rows: isize) {
        self.chosen = self.chosen.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
    }

    /// Narrows the list to what was typed.
    pub fn narrow(&mut self) {
        self.chosen = 0;
        let query = self.query.text();
        if query.is_empty() {
            self.rows.clone_from(&self.all);
            return;
        }
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        // Ids are searched too, so that what a file says can be pasted.
        let haystack: Vec<String> = self.all.iter().map(|row| format!("{} {}", row.text, row.aside)).collect();
        let numbered: Vec<Numbered<'_>> =
            haystack.iter().enumerate().map(|(index, text)| Numbered { index, text }).collect();
        let ranked = pattern.match_list(numbered, &mut matcher);
        self.rows = ranked.into_iter().map(|(row, _)| self.all[row.index].clone()).collect();
    }
}

struct Numbered<'a> {
    index: usize,
    text: &'a str,
}

impl AsRef<str> for Numbered<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}
