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
use super::overlay::Overlay;
use super::pointer::Grip;
use super::scale::TrackScale;
use super::stage::Stage;
use super::unmoved::Unmoved;
use crate::lever::{Assignment, Interval, Lever, LeverId, Moves, Reading, Reference, Scope, Tier};
use crate::model::{Spread, World};
use crate::scenario::inputs::Inputs;
use crate::scenario::{LeftOut, Observation, Origin, Paragraph, Scenario, Warning, warnings};
use crate::study::{
    Backtest, BacktestRow, Central, CentralJob, DEFAULT_SEED, Ensemble, EnsembleJob, Focus, Generation, LEAST_SETTLED,
    LookAhead, LookAheadJob, MOST_DRAWS, Target, WAYS,
};

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

/// The page of the backtest.
#[derive(Debug, Clone, Default)]
pub struct BacktestPage {
    /// What it tells, once it was computed: it is the same for every scenario.
    pub told: Option<Box<Backtest>>,
    /// The first line shown.
    pub scroll: usize,
    /// The part in focus, by its place on the page.
    pub row: usize,
}

/// A part of the page of the backtest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part<'a> {
    /// A prediction against what came.
    Row(&'a BacktestRow),
    /// A paragraph of what it says.
    Read(&'static Paragraph),
    /// What is not compared.
    LeftOut(&'static LeftOut),
}

impl BacktestPage {
    /// Its parts, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let record = crate::scenario::record();
        let told = self.told.iter();
        told.flat_map(move |told| {
            let rows = told.rows.iter().map(Part::Row);
            rows.chain(record.reading.iter().map(Part::Read)).chain(record.left_out.iter().map(Part::LeftOut))
        })
    }

    /// The part at a place.
    pub fn part(&self, place: usize) -> Option<Part<'_>> {
        self.parts().nth(place)
    }
}

impl Part<'_> {
    /// What it is about.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Row(row) => &row.observation.what,
            Self::Read(_) => "what the record says",
            Self::LeftOut(left) => &left.what,
        }
    }

    /// Ids of the sources of what was seen, or of what it quotes.
    pub fn sources(&self) -> impl Iterator<Item = &'static str> {
        let (seen, quoted): (_, &'static [String]) = match self {
            Self::Row(row) => (Some(row.observation), &[]),
            Self::Read(Paragraph { sources, .. }) | Self::LeftOut(LeftOut { sources, .. }) => (None, sources),
        };
        seen.into_iter().flat_map(Observation::sources).chain(quoted.iter().map(String::as_str))
    }

    /// Ids of the sources of the inputs on which it rests.
    pub fn rests_on(&self) -> Vec<&'static str> {
        match self {
            Self::Row(row) => row.rests_on.iter().map(|rest| rest.source).collect(),
            Self::Read(_) | Self::LeftOut(_) => self.sources().collect(),
        }
    }
}

/// Positions on a track, and where there is much room.
const POSITIONS: usize = 12;
const WIDE_POSITIONS: usize = 24;
/// Columns from which there is much room.
const WIDE_COLUMNS: u16 = 160;

/// Columns and rows from which the second tier of levers is shown.
const ROOMY: (u16, u16) = (110, 30);

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
            keymap: Arc::default(),
            reduced_motion: false,
            mouse: true,
            grip: None,
            is_pointing: false,
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

    /// The levers in the list, in order.
    pub fn shown_levers(&self) -> impl Iterator<Item = LeverId> {
        let tier = match (self.unfolded, self.size) {
            (true, _) => Tier::More,
            (false, (columns, rows)) if columns >= ROOMY.0 && rows >= ROOMY.1 => Tier::Main,
            _ => Tier::Core,
        };
        let cursor = self.cursor;
        let moves = &self.moves;
        let kept = &self.scenario.moves;
        self.scenario.catalogue.iter().filter_map(move |(id, lever)| {
            // What was moved stays in sight, and so does the lever that a search went to.
            let moved = [Scope::All].iter().any(|scope| moves.get(id, *scope) != kept.get(id, *scope));
            (lever.tier <= tier || id == cursor || moved).then_some(id)
        })
    }

    /// The definition of a lever.
    pub fn lever(&self, id: LeverId) -> &Lever {
        self.scenario.catalogue.lever(id)
    }

    /// The ends of a lever's slider, for whom it moves now.
    pub fn track(&self, id: LeverId) -> (f64, f64) {
        self.scenario.track(id, self.scope(id))
    }

    /// For whom a lever moves now.
    pub fn scope(&self, id: LeverId) -> Scope {
        match self.focus {
            Focus::Firm(index) if self.alone && self.lever(id).row.per_firm => Scope::Firm(index),
            _ => Scope::All,
        }
    }

    /// What a lever is set to, in the scope in which it moves.
    pub fn reading(&self, id: LeverId) -> Reading {
        let scope = self.scope(id);
        self.moves.reading(&self.scenario.catalogue, &self.present, &self.scenario.root, id, scope)
    }

    /// What the slider shows beyond what is set: a lever that shifts all firms shows the value of the firm in focus.
    pub fn offset(&self, id: LeverId) -> f64 {
        let lever = self.lever(id);
        match (self.focus, self.scope(id)) {
            (Focus::Firm(index), Scope::All) if lever.row.shift => {
                let now = lever.own(&self.present, index).unwrap_or(0.0);
                now - self.reading(id).value().unwrap_or(0.0)
            }
            _ => 0.0,
        }
    }

    /// The value as the slider shows it; `None` where the firms differ.
    pub fn shown_value(&self, id: LeverId) -> Option<f64> {
        if self.offset(id) != 0.0 {
            let Focus::Firm(index) = self.focus else { return None };
            return self.lever(id).own(&self.present, index);
        }
        self.reading(id).value()
    }

    /// How uncertain a lever is.
    pub fn spread(&self, id: LeverId) -> Spread {
        self.spreads.get(&self.lever(id).id).copied().unwrap_or(Spread::Exact)
    }

    /// The 90 % interval of what the slider shows, if the lever's spread were `spread`. `None` where the firms differ,
    /// and for never, on which spreads don't act.
    pub fn interval(&self, id: LeverId, spread: Spread) -> Option<Interval> {
        let value = self.shown_value(id).filter(|value| value.is_finite())?;
        let row = self.lever(id).row;
        // What is added to each firm's own value has no limits; the sums have.
        let limits = if self.is_shift(id) { (f64::NEG_INFINITY, f64::INFINITY) } else { row.valid };
        Some(Interval::around(value, spread, limits))
    }

    /// Whether the slider shows what is added to each firm's own value.
    pub fn is_shift(&self, id: LeverId) -> bool {
        self.lever(id).row.shift && self.focus == Focus::All
    }

    /// Whether a lever's value or spread is another than in the file.
    pub fn is_moved(&self, id: LeverId) -> bool {
        let here = |assignment: &Assignment| assignment.lever == id;
        let of_file = self.scenario.root.spread.get(&self.lever(id).id).copied().unwrap_or(Spread::Exact);
        self.moves.iter().filter(here).ne(self.scenario.moves.iter().filter(here)) || self.spread(id) != of_file
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

    /// Positions on every track.
    pub fn positions(&self) -> usize {
        if self.size.0 >= WIDE_COLUMNS { WIDE_POSITIONS } else { POSITIONS }
    }

    /// What is asked of the central case.
    pub fn central_job(&self) -> CentralJob {
        CentralJob { generation: self.generation, present: self.present.clone(), reference: self.reference.clone() }
    }

    /// What is asked of the ensemble.
    pub fn ensemble_job(&self) -> EnsembleJob {
        EnsembleJob {
            generation: self.draws_generation,
            present: self.present.clone(),
            reference: self.reference.world(&self.present),
            spreads: self.spreads.clone(),
            seed: self.seed,
            bands: self.bands_wanted().then_some(self.focus),
            least: LEAST_SETTLED,
            most: MOST_DRAWS,
        }
    }

    /// Whether weekly bands are on screen.
    pub fn bands_wanted(&self) -> bool {
        self.screen == Screen::Uncertainty
    }

    /// The ensemble, and whether it is of the state as it stands and needs no more draws.
    pub fn draws(&self) -> Option<(&Ensemble, bool)> {
        let ensemble = self.ensemble.as_deref()?;
        Some((ensemble, ensemble.settled && ensemble.generation == self.draws_generation))
    }

    /// What is asked of the look-ahead.
    pub fn look_ahead_job(&self) -> LookAheadJob {
        let mut levers: Vec<(LeverId, Scope)> = self.shown_levers().map(|id| (id, self.scope(id))).collect();
        // The nearest to the cursor first: they are on screen even where not all are.
        let cursor = i32::from(self.cursor.0);
        levers.sort_by_key(|(id, _)| (i32::from(id.0) - cursor).abs());
        LookAheadJob {
            generation: self.generation,
            scenario: Arc::clone(&self.scenario),
            moves: self.moves.clone(),
            focus: self.focus,
            target: self.target,
            levers,
            positions: self.positions(),
            inputs: (self.screen == Screen::Assumptions).then(|| Arc::clone(&self.inputs)),
            ahead: self.reading(self.cursor).value().map(|value| (self.cursor, self.scope(self.cursor), value)),
        }
    }

    /// The numbers of the headline as they stand.
    pub fn headlines(&self) -> Headlines {
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
