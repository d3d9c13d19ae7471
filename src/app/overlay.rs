//! What lies over a screen: a field to type in, a list to choose from, the help, a question.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::command_line::CommandLine;
use super::edit::LineEdit;
use super::export::ExportKind;
use super::list::ListOverlay;
use crate::lever::{Catalogue, LeverId, Moves, Scope, parse_spread};
use crate::model::Spread;
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
    /// A page of the help, scrolled by so many lines.
    Help(HelpPage, usize),
    /// The command line that was copied.
    Command(CommandLine),
    /// A question.
    Confirm(Confirm),
}

/// A page of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpPage {
    /// What keys do where one is, and the terms.
    Keys,
    /// The equations, and what they leave out.
    Model,
    /// All about what is chosen: a part of the backtest with its sources, or a scenario.
    Details,
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
    /// A lever's spread, for all firms.
    Spread {
        /// The lever.
        lever: LeverId,
        /// What the text says, where it says one: the field tells what it would give.
        typed: Option<Spread>,
    },
    /// The seed of the draws.
    Seed,
    /// The title of a new step of the story.
    StepTitle,
    /// What the numbers that are shown have in them.
    Search,
    /// A path to save under.
    SaveAs,
    /// A path to export to.
    Export,
    /// A name or path to open.
    Open,
}

impl Entry {
    /// Takes in that the text changed.
    pub(super) fn retyped(&mut self, catalogue: &Catalogue) {
        self.error = None;
        if let EntryKind::Spread { lever, typed } = &mut self.kind {
            *typed = parse_spread(catalogue.lever(*lever), self.line.text()).ok();
        }
    }
}

/// What a session had changed and not saved.
#[derive(Debug, Clone)]
pub struct Unsaved {
    /// The scenario that was explored.
    pub scenario: Arc<Scenario>,
    /// The moves as they stood.
    pub moves: Moves,
    /// The spreads as they stood.
    pub spreads: BTreeMap<String, Spread>,
}

/// A question that wants yes or no.
#[derive(Debug, Clone)]
pub enum Confirm {
    /// Quit although moves are not saved.
    Quit,
    /// End the story that is on stage.
    EndStory,
    /// Open another scenario although moves are not saved.
    OpenOver(String),
    /// Write over a file that is there.
    Overwrite {
        /// Which.
        path: PathBuf,
        /// What is to be written; the scenario where it is no export.
        export: Option<ExportKind>,
    },
    /// Write over the scenario's own file although it was changed since it was read.
    SaveOver(PathBuf),
    /// Take the file as it changed on disk although moves are not saved.
    ReloadOver(Arc<Scenario>),
    /// Take up what an earlier session had changed that ended without saving.
    Recover(Unsaved),
}
