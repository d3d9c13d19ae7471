//! What lies over a screen: a field to type in, a list to choose from, the help, a question.

use std::path::PathBuf;
use std::sync::Arc;

use super::edit::LineEdit;
use super::list::ListOverlay;
use crate::lever::{LeverId, Moves, Scope};
use crate::scenario::Scenario;

/// At most one thing lies over a screen.
#[derive(Debug, Clone, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// A field.
    Entry(Entry),
    /// A list that narrows as one types.
    List(ListOverlay),
    /// The help, scrolled by so many lines.
    Help(usize),
    /// A question.
    Confirm(Confirm),
}

/// A field to type in.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it is for.
    pub kind: EntryKind,
    /// What stands in it.
    pub line: LineEdit,
    /// Why it was not taken.
    pub error: Option<String>,
}

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum EntryKind {
    /// A lever's value; what is typed stands for `value - offset`, where the slider shows a firm's own value of a
    /// lever that shifts all firms.
    Value {
        /// The lever.
        lever: LeverId,
        /// For whom.
        scope: Scope,
        /// What is shown beyond what is set.
        offset: f64,
    },
    /// A path to save under.
    SaveAs,
    /// A name or path to open.
    Open,
}

/// A question that wants yes or no.
#[derive(Debug, Clone)]
pub enum Confirm {
    /// Quit although moves are not saved.
    Quit,
    /// Open another scenario although moves are not saved.
    OpenOver(String),
    /// Write over a file that is there.
    Overwrite(PathBuf),
    /// Take the file as it changed on disk although moves are not saved.
    ReloadOver(Arc<Scenario>),
    /// Take up the moves of an earlier session that ended without saving.
    Recover(Arc<Scenario>, Moves),
}
