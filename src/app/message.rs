//! What comes in and what is wanted from outside.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::Action;
use super::export::ExportKind;
use super::follow::Drive;
use super::key::Key;
use super::overlay::Unsaved;
use super::pointer::{Hit, Pointer};
use super::stage::Presenting;
use crate::model::FirmOutcome;
use crate::scenario::{Difference, Scenario, StepDraft};
use crate::study::{Backtest, Central, Ensemble, LookAhead};

/// Something happened. `now_ms` counts from any fixed moment.
#[derive(Debug)]
pub enum Msg {
    /// A key went down.
    Key {
        /// Which.
        key: Key,
        /// When.
        now_ms: u64,
    },
    /// It is so late: sent when the state asked for it.
    Tick {
        /// When.
        now_ms: u64,
    },
    /// A story is to be put on stage.
    Present {
        /// How.
        how: Presenting,
        /// When.
        now_ms: u64,
    },
    /// Whoever follows the talk asks this of it.
    Drive {
        /// What.
        drive: Drive,
        /// When.
        now_ms: u64,
    },
    /// The mouse did something.
    Pointer(Pointer),
    /// The answer to [`Effect::Locate`].
    Located(Pointer, Option<Hit>),
    /// Text was pasted.
    Paste(String),
    /// The room has this many columns and rows.
    Size(u16, u16),
    /// The central case was run.
    Central(Box<Central>),
    /// A look-ahead came in.
    LookAhead(Box<LookAhead>),
    /// A stage of the ensemble came in.
    Ensemble(Box<Ensemble>),
    /// A scenario was loaded to be explored, or could not be.
    Opened(Result<Arc<Scenario>, String>),
    /// One of the scenario's files changed on disk, or one that was being written is to be looked at again.
    FileChanged,
    /// The answer to [`Effect::Reload`].
    Reloaded(Result<Arc<Scenario>, String>),
    /// The library was loaded and run for the picker.
    Previewed(Vec<Preview>),
    /// The state was saved there, and this is the scenario that the file now holds; or not.
    Saved(Result<(PathBuf, Arc<Scenario>), SaveError>),
    /// The state was kept as a step, and this is the scenario that the file now holds; or not.
    StepKept(Result<Arc<Scenario>, String>),
    /// What an earlier session had changed that ended without saving was found.
    Recovered(Unsaved),
    /// The answer to [`Effect::Scroll`]: the first line of the text in front.
    Scrolled {
        /// Which.
        line: usize,
        /// The part of the backtest that is then in focus, where that is in front.
        part: Option<usize>,
    },
    /// The screen or its results were written there, or not.
    Exported(Result<PathBuf, (ExportKind, SaveError)>),
    /// Do this, as if its key had been pressed.
    Do {
        /// What.
        action: Action,
        /// When.
        now_ms: u64,
    },
    /// The backtest was computed, or why not.
    Backtested(Result<Box<Backtest>, String>),
    /// Something to be told: an engine that failed, a signal.
    Trouble(String),
}

impl Msg {
    /// When it came, where it says so.
    pub fn moment(&self) -> Option<u64> {
        match self {
            Self::Key { now_ms, .. }
            | Self::Tick { now_ms }
            | Self::Present { now_ms, .. }
            | Self::Drive { now_ms, .. }
            | Self::Do { now_ms, .. } => Some(*now_ms),
            Self::Pointer(pointer) | Self::Located(pointer, _) => Some(pointer.now_ms),
            _ => None,
        }
    }
}

/// Why nothing was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveError {
    /// There is a file of that name already.
    Exists(PathBuf),
    /// The scenario's own file is no longer what was read: saving would lose what somebody wrote there.
    Changed(PathBuf),
    /// The disk or the folder refused; the message says how.
    Failed(String),
}

/// A scenario in the picker.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Its name or path.
    pub name: String,
    /// Headline results and what differs, or why it cannot be loaded.
    pub body: Result<PreviewBody, String>,
}

impl PreviewBody {
    /// The outcome of the firm of that name, or of all together, here and in the baseline.
    pub fn of(&self, firm: Option<&str>) -> Option<(FirmOutcome, FirmOutcome)> {
        let Some(name) = firm else {
            let now: Vec<FirmOutcome> = self.firms.iter().map(|firm| firm.now).collect();
            let base: Vec<FirmOutcome> = self.firms.iter().filter_map(|firm| firm.base).collect();
            return Some((FirmOutcome::all(&now), FirmOutcome::all(&base)));
        };
        self.firms.iter().find(|firm| firm.name == name).and_then(|firm| Some((firm.now, firm.base?)))
    }
}

/// What the picker shows of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewBody {
    /// Title.
    pub title: String,
    /// What it asks.
    pub question: Option<String>,
    /// What it shows and what it leaves out, in paragraphs.
    pub about: Option<String>,
    /// Day 0 of its dates.
    pub start: jiff::civil::Date,
    /// Its horizon's end.
    pub end: Option<jiff::civil::Date>,
    /// The date whose knowledge it has.
    pub as_of: Option<jiff::civil::Date>,
    /// Firms with their outcome here and in the baseline.
    pub firms: Vec<PreviewFirm>,
    /// In what it differs from the baseline.
    pub differences: Vec<Difference>,
}

/// A firm in the picker.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewFirm {
    /// Its name.
    pub name: String,
    /// Whether it has controlled chips that can run out.
    pub has_stock: bool,
    /// Its outcome.
    pub now: FirmOutcome,
    /// Its outcome in the baseline, if it is there.
    pub base: Option<FirmOutcome>,
}

/// How far a text is scrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scroll {
    /// So many lines down.
    Lines(isize),
    /// So many parts of the backtest down: the one in focus comes into sight.
    Parts(isize),
    /// So many rooms down, less a line that stays in sight.
    Rooms(isize),
}

/// Something is wanted from outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Run the central case of the state as it then is.
    Central,
    /// Run the look-ahead of the state as it then is.
    LookAhead,
    /// Run the ensemble of the state as it then is.
    Ensemble,
    /// Load a scenario to be explored.
    Open(String),
    /// Read the scenario's own file again, as it then is.
    Reload,
    /// Load and run the whole library for the picker.
    Preview,
    /// Compute the backtest.
    Backtest,
    /// Save the state.
    Save {
        /// Where; `None` is the scenario's own file, as long as it is what was read.
        path: Option<PathBuf>,
        /// Overwrite what is there.
        overwrite: bool,
    },
    /// Put the state behind the story of the scenario's own file, as its next step.
    KeepStep(StepDraft),
    /// Write the screen, or its results.
    Export {
        /// Where.
        path: PathBuf,
        /// What.
        kind: ExportKind,
        /// Overwrite what is there.
        overwrite: bool,
    },
    /// Put a text where the person can paste it from.
    Copy(String),
    /// Keep the moves where the next session finds them, or forget those kept if there is nothing to lose.
    KeepRecovery,
    /// Forget the moves of this session: they are left on purpose.
    ForgetRecovery,
    /// Forget the moves of an earlier session that were offered.
    ForgetEarlier,
    /// Keep where the talk is, for the case that it is cut off.
    KeepPlace,
    /// Forget it: the talk is over.
    ForgetPlace,
    /// Find out what lies under the pointer, in the state as it is.
    Locate(Pointer),
    /// Find out which line of the text in front comes first after a scroll, in the room that it has.
    Scroll(Scroll),
    /// Ask the terminal for the mouse, or leave it to it.
    Mouse(bool),
    /// Paint everything anew.
    Repaint,
    /// Stop the process until the shell continues it.
    Suspend,
    /// End.
    Quit,
}

impl Effect {
    /// Whether what is written has results in it.
    pub fn writes_results(&self) -> bool {
        matches!(self, Self::Save { .. } | Self::Export { .. })
    }
}
