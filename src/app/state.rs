//! The whole state of the explorer.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use super::action::{Action, Context};
use super::assumptions::Assumptions;
use super::course::Course;
use super::history::{Change, Headlines, History, Snapshot};
use super::keymap::Keymap;
use super::message::Preview;
use super::overlay::{Overlay, Unsaved};
use super::pointer::Grip;
use super::record::BacktestPage;
use super::scale::TrackScale;
use super::stage::{Explorer, Stage};
use super::unmoved::Unmoved;
use crate::lever::{LeverId, Moves, Reference};
use crate::model::{Spread, World};
use crate::scenario::inputs::Inputs;
use crate::scenario::{Origin, Scenario, Warning, warnings};
use crate::study::{Central, DEFAULT_SEED, Ensemble, Focus, Generation, LookAhead, Target, WAYS};

/// Which screen is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter)]
pub enum Screen {
    /// Sliders, timeline, ways and cost.
    #[default]
    Explore,
    /// Bands, probabilities by date, countable worlds.
    Uncertainty,
    /// Every number that the model sees, with its source.
    Assumptions,
    /// The library, with a preview.
    Scenarios,
    /// What was predicted, against what came.
    Backtest,
}

impl Screen {
    /// Name on the command line and on its tab.
    pub fn id(self) -> &'static str {
        match self {
            Self::Explore => "explore",
            Self::Uncertainty => "uncertainty",
            Self::Assumptions => "assumptions",
            Self::Scenarios => "scenarios",
            Self::Backtest => "backtest",
        }
    }

    /// What brings it.
    pub fn action(self) -> Action {
        match self {
            Self::Explore => Action::Explore,
            Self::Uncertainty => Action::Uncertainty,
            Self::Assumptions => Action::Assumptions,
            Self::Scenarios => Action::Scenarios,
            Self::Backtest => Action::Backtest,
        }
    }

    /// The key that brings it, and its label.
    pub fn tab(self) -> (char, &'static str) {
        match self {
            Self::Explore => ('1', "Explore"),
            Self::Uncertainty => ('2', "Uncertainty"),
            Self::Assumptions => ('5', "Assumptions"),
            Self::Scenarios => ('6', "Scenarios"),
            Self::Backtest => ('T', "Backtest"),
        }
    }
}

/// Which panel is in front where there is room for one only, and which Tab brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter)]
pub enum Panel {
    /// The sliders.
    #[default]
    Levers,
    /// The stock-exhaustion timeline.
    Timeline,
    /// Three ways and migration cost.
    Ways,
}

/// A line that the program has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What.
    pub text: String,
    /// Whether something failed.
    pub is_error: bool,
}

/// A scenario of the library, for the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryEntry {
    /// Its name, as on the command line.
    pub name: String,
}

/// What a session opened with beside its scenario: without a word, where the settings say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// The firm in focus.
    pub focus: Focus,
    /// The target of the look-ahead.
    pub target: Target,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for Opened {
    fn default() -> Self {
        Self { focus: Focus::Firm(0), target: Target::default(), seed: DEFAULT_SEED }
    }
}

/// The scenario picker.
#[derive(Debug, Clone, Default)]
pub struct Picker {
    /// The row in focus.
    pub row: usize,
    /// What is told of each scenario, in the library's order, once it was loaded and run.
    pub previews: Vec<Preview>,
}

/// The whole state of the explorer.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "switches that a person turns one by one, in any combination")]
pub struct State {
    /// The scenario as loaded.
    pub scenario: Arc<Scenario>,
    /// The moves as they stand, the file's own among them.
    pub moves: Moves,
    /// How uncertain each lever is, by its id; what is not here is exact.
    pub spreads: BTreeMap<String, Spread>,
    /// The world that the moves give; its own `spread` is the file's.
    pub present: World,
    /// What everything is held against.
    pub reference: Reference,
    /// The reference that the file or the command line names.
    pub file_reference: Reference,
    /// With what it opened.
    pub opened: Opened,
    /// What the command line names for it, if it does.
    pub against: Option<String>,
    /// Undo and redo.
    pub history: History,
    /// The moves, spreads and reference that are on disk, or were loaded.
    pub(super) kept: Snapshot,
    /// Whose outcome is in focus.
    pub focus: Focus,
    /// Levers that can move one firm move the firm in focus alone.
    pub alone: bool,
    /// Outcome that the look-ahead shows.
    pub target: Target,
    /// The lever in focus.
    pub cursor: LeverId,
    /// All levers are shown, not the first ones alone.
    pub unfolded: bool,
    /// Which screen.
    pub screen: Screen,
    /// The screens by which one came here, the last of them the one that Esc leads to.
    pub(super) trail: Vec<Screen>,
    /// Which panel.
    pub panel: Panel,
    /// What lies over the screen.
    pub overlay: Overlay,
    /// The week under the cross-hair.
    pub cross_hair: Option<usize>,
    /// The library.
    pub library: Vec<LibraryEntry>,
    /// The picker.
    pub picker: Picker,
    /// The page of the backtest.
    pub backtest: BacktestPage,
    /// Every number that the model sees, and where the file's value comes from.
    pub inputs: Arc<Inputs>,
    /// Which of them are looked at.
    pub assumptions: Assumptions,
    /// What the present state has that no evidence speaks for.
    pub warnings: Vec<Warning>,
    /// The newest central case.
    pub central: Option<Box<Central>>,
    /// The newest look-ahead.
    pub look_ahead: Option<Box<LookAhead>>,
    /// The newest stage of the ensemble; of an earlier request until the first stage of the newest is there.
    pub ensemble: Option<Box<Ensemble>>,
    /// Seed of the draws.
    pub seed: u64,
    /// The newest request of the central case and the look-ahead.
    pub generation: Generation,
    /// The newest request of the ensemble.
    pub draws_generation: Generation,
    /// Ends of the tracks' heights.
    pub scale: Option<TrackScale>,
    pub(super) unmoved: Option<Unmoved>,
    /// What was last changed.
    pub change: Option<Change>,
    /// What the program has to say.
    pub notice: Option<Notice>,
    /// A story that is on stage.
    pub stage: Option<Box<Stage>>,
    /// Sliders on their way.
    pub course: Option<Course>,
    /// How late it is for them.
    pub(super) course_ms: u64,
    /// What the headline says where a replay led back to, until the central case of that is there.
    pub(super) reached: Option<(Generation, Headlines)>,
    /// What the keys mean.
    pub keymap: Arc<Keymap>,
    /// Only what is final is shown: no stage of the draws before the last, and no slider on its way.
    pub reduced_motion: bool,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// What the mouse last took hold of.
    pub grip: Option<Grip>,
    /// The button went down on a chart: the cross-hair follows.
    pub is_pointing: bool,
    /// What the file was found to have when it was not to be taken: nobody is asked twice.
    pub(super) declined: Option<Arc<Scenario>>,
    /// The scenario's file changed while something was in front that keys are meant for.
    pub(super) file_waits: bool,
    /// Columns and rows.
    pub size: (u16, u16),
    /// Set once the session is over.
    pub ended: bool,
}

impl State {
    /// The state in which a scenario opens.
    pub fn new(scenario: Arc<Scenario>, reference: Reference, library: Vec<LibraryEntry>) -> Self {
        let moves = scenario.moves.clone();
        let present = moves.apply(&scenario.root, &scenario.catalogue);
        let spreads = scenario.root.spread.clone();
        let inputs = Arc::new(Inputs::of(&scenario));
        let mut state = Self {
            cursor: LeverId(0),
            kept: Snapshot { moves: moves.clone(), spreads: spreads.clone(), reference: reference.clone() },
            // What is made of moves and world stands before them: they go into the state.
            assumptions: Assumptions::of(&inputs),
            warnings: warnings(&scenario, &inputs, &present, &moves),
            inputs,
            moves,
            spreads,
            present,
            file_reference: reference.clone(),
            opened: Opened::default(),
            against: None,
            reference,
            history: History::default(),
            focus: Focus::Firm(0),
            alone: false,
            target: Target::default(),
            unfolded: false,
            screen: Screen::default(),
            trail: Vec::new(),
            panel: Panel::default(),
            overlay: Overlay::None,
            cross_hair: None,
            library,
            picker: Picker::default(),
            backtest: BacktestPage::default(),
            central: None,
            look_ahead: None,
            ensemble: None,
            seed: DEFAULT_SEED,
            generation: Generation(1),
            draws_generation: Generation(1),
            scale: None,
            unmoved: None,
            change: None,
            notice: None,
            stage: None,
            course: None,
            course_ms: 0,
            reached: None,
            keymap: Arc::default(),
            reduced_motion: false,
            mouse: true,
            grip: None,
            is_pointing: false,
            declined: None,
            file_waits: false,
            size: (120, 40),
            ended: false,
            scenario,
        };
        let first = state.shown_levers().next();
        state.cursor = first.unwrap_or(LeverId(0));
        state
    }

    /// Whether what is in front is a text that scrolls.
    pub fn shows_text(&self) -> bool {
        match self.overlay {
            Overlay::Help(..) => true,
            Overlay::None => self.screen == Screen::Backtest,
            _ => false,
        }
    }

    /// The same with moves laid over the file's, which are not to be lost: they stand on the command line.
    #[must_use]
    pub fn with_moves(mut self, moves: Moves) -> Self {
        self.moves = moves;
        self.present = self.moves.apply(&self.scenario.root, &self.scenario.catalogue);
        self.kept = self.snapshot();
        self.warn();
        self
    }

    /// Where keys go.
    pub fn context(&self) -> Context {
        match (&self.overlay, self.place()) {
            (Overlay::Help(..) | Overlay::Command(_), _) => Context::Help,
            (Overlay::Confirm(_), _) if self.stage.is_some() => Context::StageQuestion,
            (Overlay::Confirm(_), _) => Context::Question,
            (Overlay::Entry(_), _) => Context::Field,
            (Overlay::List(_), _) => Context::List,
            (Overlay::None, place) => place,
        }
    }

    /// Where keys go when nothing lies over the screen.
    pub fn place(&self) -> Context {
        match (&self.stage, self.screen, self.cross_hair) {
            (Some(stage), _, _) if !stage.detour && stage.auto.is_some() => Context::Auto,
            (Some(stage), _, _) if !stage.detour => Context::Stage,
            (_, Screen::Scenarios, _) => Context::Scenarios,
            (_, Screen::Backtest, _) => Context::Backtest,
            (_, Screen::Assumptions, _) => Context::Assumptions,
            (_, _, Some(_)) => Context::CrossHair,
            (Some(_), _, None) => Context::Detour,
            // The levers move on every screen that shows what they do.
            (None, _, None) => Context::Explore,
        }
    }

    /// How many levers are other than in the file.
    pub fn moved_count(&self) -> usize {
        self.scenario.catalogue.iter().filter(|(id, _)| self.is_moved(*id)).count()
    }

    /// Whether there is something that quitting would lose.
    pub fn is_unsaved(&self) -> bool {
        // What a story moves is nobody's work.
        self.stage.is_none() && self.differs_from_file()
    }

    /// What ending in any other way than one's own would lose: what was moved and not saved. On stage it is what was
    /// moved before the story began.
    pub fn unsaved(&self) -> Option<Unsaved> {
        let (scenario, moves, spreads, kept) = match &self.stage {
            None => (&self.scenario, &self.moves, &self.spreads, &self.kept),
            Some(stage) => {
                let Explorer { scene, left, .. } = stage.explorer.as_deref()?;
                let (scenario, kept) =
                    left.as_ref().map_or((&self.scenario, &self.kept), |of| (&of.scenario, &of.kept));
                (scenario, &scene.moves, &scene.spreads, kept)
            }
        };
        let is_unsaved = *moves != kept.moves || *spreads != kept.spreads;
        let (scenario, moves, spreads) = (Arc::clone(scenario), moves.clone(), spreads.clone());
        is_unsaved.then_some(Unsaved { scenario, moves, spreads })
    }

    pub(super) fn differs_from_file(&self) -> bool {
        self.moves != self.kept.moves || self.spreads != self.kept.spreads
    }

    /// Takes the same scenario as it is now in a file.
    pub(super) fn adopt(&mut self, scenario: Arc<Scenario>) {
        self.scenario = scenario;
        self.inputs = Arc::new(Inputs::of(&self.scenario));
        self.assumptions.narrow(&self.inputs);
        self.warn();
    }

    /// Finds out what the state has that no evidence speaks for.
    pub(super) fn warn(&mut self) {
        self.warnings = warnings(&self.scenario, &self.inputs, &self.present, &self.moves);
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot { moves: self.moves.clone(), spreads: self.spreads.clone(), reference: self.reference.clone() }
    }

    /// What a replay leads back to, or has led back to a moment ago.
    fn reached(&self) -> Option<Headlines> {
        let reached = || self.reached.filter(|(generation, _)| *generation == self.generation).map(|(_, told)| told);
        self.course.as_ref().map_or_else(reached, Course::outcome)
    }

    /// Whether the numbers of the headline are those of the state.
    pub(super) fn is_current(&self) -> bool {
        self.reached().is_some() || self.central.as_ref().is_some_and(|central| central.generation == self.generation)
    }

    /// The numbers of the headline as they stand. A replay shows others on its way, of what is no more.
    pub fn headlines(&self) -> Headlines {
        if let Some(reached) = self.reached() {
            return reached;
        }
        let Some(central) = &self.central else { return Headlines::default() };
        let (now, reference) = (central.of(self.focus), central.reference_of(self.focus));
        Headlines {
            stockout: now.stockout.map_or(f64::INFINITY, |day| day.0),
            gap: now.gap.map_or(f64::INFINITY, |day| day.0),
            fill_rate: now.fill_rate,
            migration: now.cost.migration_total().0,
            avoided: (reference.cost.shortfall - now.cost.shortfall).0,
        }
    }

    /// Name of the firm in focus, or "All firms".
    pub fn focus_name(&self) -> &str {
        match self.focus {
            Focus::Firm(index) => self.present.firms.get(index).map_or("?", |firm| &firm.name),
            Focus::All => "All firms",
        }
    }

    /// Which of the ways the present state is, by its inputs.
    pub fn way_taken(&self) -> Option<usize> {
        WAYS.iter().position(|way| way.is_taken(&self.present))
    }

    /// Day 0.
    pub fn start(&self) -> Date {
        self.present.start
    }

    /// The scenario's own file, if it has one that can be written.
    pub fn own_path(&self) -> Option<&PathBuf> {
        match &self.scenario.origin {
            Origin::File(path) => Some(path),
            _ => None,
        }
    }
}
