//! The files of a session: opening, previews, saving, reloading, and the recovery file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::atomic;
use super::clock::Clock;
use super::files::Disk;
use super::place::Place;
use super::recovery::Recovery;
use crate::app::{
    Action, Context, Effect, ExportKind, Msg, Preview, PreviewBody, PreviewFirm, SaveError, State, Unsaved,
};
use crate::export::file::{self, Look};
use crate::model::{FirmOutcome, Outcome, Simulator};
use crate::scenario::{self, Files, Origin, Scenario, StepDraft, save};
use crate::session::Outside;
use crate::study::{BACKTEST_DRAWS, Backtest};

/// Does what a session wants of files.
#[derive(Debug, Default)]
pub struct Desk {
    disk: Disk,
    simulator: Simulator,
    recovery: Option<Recovery>,
    /// Of a talk: where it is kept, and what the command line set.
    place: Option<Place>,
    /// The clock of its session, once that has begun.
    pub(super) clock: Option<Clock>,
    /// How the screen is seen, for exports of it.
    pub look: Look,
    /// Nothing is written under a name that is relative.
    spares_working_folder: bool,
}

impl Desk {
    /// A desk without a recovery file: for frames and tests.
    pub fn new() -> Self {
        Self::default()
    }

    /// A desk for tests: keys that happen to save or export leave nothing in the folder in which a test runs; a whole path is
    /// written to.
    pub fn for_tests() -> Self {
        Self { spares_working_folder: true, ..Self::default() }
    }

    /// A desk that keeps a recovery file in the user's state folder, where there is one.
    pub fn with_recovery() -> Self {
        Self { recovery: Recovery::of_this_process(), ..Self::default() }
    }

    /// A desk for a talk, which leaves nothing behind but where it was cut off.
    pub fn for_talk(place: Option<Place>) -> Self {
        Self { place, ..Self::default() }
    }

    /// What an earlier session left unsaved.
    pub fn earlier_session(&mut self) -> Option<Unsaved> {
        self.recovery.as_mut()?.earlier(self.disk)
    }

    fn load(&self, name: &str) -> Result<Arc<Scenario>, String> {
        scenario::load(name, &self.disk).map(Arc::new).map_err(|failure| failure.headline())
    }

    /// Reads the scenario's own file again.
    pub fn reload(&self, state: &State) -> Option<Msg> {
        let path = state.own_path()?;
        let origin = Origin::File(path.clone());
        let loaded = scenario::load_from(&origin, &self.disk);
        // One knows where one's file is: the line has room for what is wrong with it.
        let name = path.file_name().map_or(path.as_path(), Path::new);
        let told = |line: String| line.replacen(&path.display().to_string(), &name.display().to_string(), 1);
        let set = self.place.as_ref().map_or(&[][..], Place::set);
        let loaded = loaded.map_err(|failure| told(failure.headline())).and_then(|scenario| with_set(scenario, set));
        Some(Msg::Reloaded(loaded.map(Arc::new)))
    }

    /// What the picker tells of each scenario: a few milliseconds for all, once a session.
    fn previews(&mut self, names: impl Iterator<Item = String>) -> Vec<Preview> {
        let load = |name: &str| scenario::load(name, &self.disk).map_err(|failure| failure.to_string());
        let baseline = load(scenario::library::BASELINE);
        let loaded: Vec<_> = names.map(|name| (load(&name), name)).collect();
        let before = baseline.as_ref().map(|baseline| self.outcomes(baseline)).unwrap_or_default();
        let mut preview = |(scenario, name): (Result<Scenario, String>, String)| {
            let body = scenario.and_then(|scenario| {
                let baseline = baseline.as_ref().map_err(Clone::clone)?;
                Ok(self.preview(&scenario, baseline, &before))
            });
            Preview { name, body }
        };
        loaded.into_iter().map(&mut preview).collect()
    }

    fn preview(&mut self, of: &Scenario, baseline: &Scenario, before: &[(String, FirmOutcome)]) -> PreviewBody {
        let in_baseline = |name: &str| before.iter().find(|(other, _)| other == name).map(|(_, outcome)| *outcome);
        let world = of.world();
        let firms = self.outcomes(of).into_iter().map(|(name, now)| {
            let base = in_baseline(&name);
            let has_stock = world.firm(&name).is_some_and(|firm| world.reaches_controlled(firm));
            PreviewFirm { name, has_stock, now, base }
        });
        PreviewBody {
            title: of.title.clone(),
            question: of.root.question.clone(),
            about: of.root.about.clone(),
            as_of: of.as_of,
            start: world.start,
            end: world.horizon_end(),
            firms: firms.collect(),
            differences: scenario::differences(of, baseline),
        }
    }

    fn outcomes(&mut self, scenario: &Scenario) -> Vec<(String, FirmOutcome)> {
        let world = scenario.world();
        let mut firms = Vec::new();
        self.simulator.run_brief(&world, &mut firms);
        world.firms.iter().map(|firm| firm.name.clone()).zip(firms).collect()
    }

    /// Why nothing is written there, on a desk that spares the working folder.
    fn spared(&self, path: &Path) -> Result<(), String> {
        if self.spares_working_folder && path.is_relative() {
            return Err(format!("{} was not written: the working folder is spared", path.display()));
        }
        Ok(())
    }

    /// Writes the screen or its results.
    fn export(&self, state: &State, path: PathBuf, kind: ExportKind, overwrite: bool) -> Result<PathBuf, SaveError> {
        self.spared(&path).map_err(SaveError::Failed)?;
        if !overwrite && path.exists() {
            return Err(SaveError::Exists(path));
        }
        let bytes = file::bytes(state, kind, &self.look).map_err(SaveError::Failed)?;
        write(&path, bytes, overwrite)?;
        Ok(path)
    }

    /// Whether a scenario's own file is there, and not as it was read: what somebody wrote since would be lost.
    fn is_changed(&self, scenario: &Scenario, path: &Path) -> bool {
        path.exists() && scenario.own_text().is_some_and(|text| self.disk.read(path).ok().as_deref() != Some(text))
    }

    /// Writes a scenario's own file, unless somebody changed it since it was read.
    fn update(&self, scenario: &Scenario, path: &Path, text: String) -> Result<(), SaveError> {
        let staged = atomic::stage(path, text).map_err(|error| unwritten(path, &error))?;
        // As late as can be: a disk may take its time, and what somebody writes meanwhile would be lost.
        if self.is_changed(scenario, path) {
            return Err(SaveError::Changed(path.to_owned()));
        }
        staged.put(true).map_err(|error| unwritten(path, &error))
    }

    /// Writes the state behind the story of the scenario's own file, and reads the file back.
    fn keep_step(&self, state: &State, draft: &StepDraft) -> Result<Arc<Scenario>, String> {
        let path = state.own_path().ok_or("a name is needed")?;
        self.spared(path)?;
        let text = scenario::with_step(&state.scenario, &state.moves, draft).map_err(|error| error.to_string())?;
        match self.update(&state.scenario, path, text) {
            Ok(()) => {}
            Err(SaveError::Failed(why)) => return Err(why),
            Err(SaveError::Changed(path) | SaveError::Exists(path)) => {
                let (name, key) = (path.display(), state.keymap.shown(Context::Explore, &[Action::KeepStep]));
                return Err(format!("{name} was changed since it was read: nothing was written; press {key} again"));
            }
        }
        scenario::load_from(&state.scenario.origin, &self.disk)
            .map(Arc::new)
            .map_err(|failure| format!("written, but not readable: {}", failure.headline()))
    }

    /// Writes the state to a file, the scenario's own or another, and reads it back.
    fn save(
        &self,
        state: &State,
        path: Option<PathBuf>,
        overwrite: bool,
    ) -> Result<(PathBuf, Arc<Scenario>), SaveError> {
        let failed = |text: String| SaveError::Failed(text);
        let is_own = path.is_none();
        let path = path.or_else(|| state.own_path().cloned()).ok_or_else(|| failed("a name is needed".to_owned()))?;
        self.spared(&path).map_err(failed)?;
        if !overwrite && path.exists() {
            return Err(SaveError::Exists(path));
        }
        let text = text_for(state, &path).map_err(failed)?;
        if is_own {
            self.update(&state.scenario, &path, text)?;
        } else {
            write(&path, text, overwrite)?;
        }
        let origin = Origin::File(path.clone());
        let scenario = scenario::load_from(&origin, &self.disk)
            .map_err(|failure| failed(format!("written, but not readable: {}", failure.headline())))?;
        Ok((path, Arc::new(scenario)))
    }
}

/// A scenario with what the command line set.
fn with_set(scenario: Scenario, set: &[String]) -> Result<Scenario, String> {
    set.iter().try_fold(scenario, |scenario, set| {
        scenario
            .with_set(set)
            .map_err(|error| format!("--set {set}: {}", error.to_string().lines().next().unwrap_or("")))
    })
}

fn write(path: &Path, bytes: impl AsRef<[u8]>, overwrite: bool) -> Result<(), SaveError> {
    atomic::write_atomically(path, bytes, overwrite).map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> SaveError {
    SaveError::Failed(format!("{} was not written: {}", path.display(), atomic::reason(error)))
}

/// What came against what was predicted. Takes a tenth of a second the first time: a terminal has a thread do it.
pub fn backtest() -> Msg {
    // It hangs on nothing but what is embedded.
    static TOLD: OnceLock<Result<Backtest, String>> = OnceLock::new();
    Msg::Backtested(TOLD.get_or_init(|| Backtest::run(BACKTEST_DRAWS)).clone().map(Box::new))
}

/// What is to be written to `path`.
fn text_for(state: &State, path: &Path) -> Result<String, String> {
    let results = save::Results::of(&state.present, &results_of(state));
    let in_place = state.own_path().is_some_and(|own| own == path);
    save::text(&state.scenario, &state.moves, &state.spreads, path, in_place, &results)
        .map_err(|error| error.to_string())
}

fn results_of(state: &State) -> Outcome {
    state.central.as_ref().map(|central| central.present.clone()).unwrap_or_default()
}

impl Outside for Desk {
    fn perform(&mut self, effect: Effect, state: &State) -> Vec<Msg> {
        match effect {
            Effect::Open(name) => vec![Msg::Opened(self.load(&name))],
            Effect::Reload => self.reload(state).into_iter().collect(),
            Effect::Preview => {
                let names = state.library.iter().map(|entry| entry.name.clone());
                vec![Msg::Previewed(self.previews(names))]
            }
            Effect::Save { path, overwrite } => vec![Msg::Saved(self.save(state, path, overwrite))],
            Effect::KeepStep(draft) => vec![Msg::StepKept(self.keep_step(state, &draft))],
            Effect::Export { path, kind, overwrite } => {
                vec![Msg::Exported(self.export(state, path, kind, overwrite).map_err(|error| (kind, error)))]
            }
            Effect::KeepRecovery => {
                if let Some(recovery) = &mut self.recovery {
                    recovery.keep(state);
                }
                vec![]
            }
            Effect::KeepPlace => {
                let now_ms = self.clock.map_or(0, Clock::now_ms);
                if let Some(place) = &mut self.place {
                    place.keep(state, now_ms);
                }
                vec![]
            }
            Effect::ForgetPlace => {
                if let Some(place) = &mut self.place {
                    place.forget();
                }
                vec![]
            }
            Effect::ForgetEarlier => {
                if let Some(recovery) = &mut self.recovery {
                    recovery.forget_earlier();
                }
                vec![]
            }
            Effect::Locate(pointer) => vec![Msg::Located(pointer, crate::view::locate(state, &pointer))],
            Effect::Backtest => vec![backtest()],
            Effect::Scroll(scroll) => {
                let found = crate::view::scrolled(state, scroll);
                found.map(|(line, part)| Msg::Scrolled { line, part }).into_iter().collect()
            }
            Effect::ForgetRecovery => {
                if let Some(recovery) = &mut self.recovery {
                    recovery.forget();
                }
                vec![]
            }
            // Computing is the session's, the terminal is the loop's.
            Effect::Central
            | Effect::LookAhead
            | Effect::Ensemble
            | Effect::Copy(_)
            | Effect::Mouse(_)
            | Effect::Repaint
            | Effect::Suspend
            | Effect::Quit => vec![],
        }
    }
}
