//! The recovery file: unsaved moves and spreads, kept at every change, offered at the next start.
//!
//! One file a process in the user's state folder, so that two sessions do not overwrite each other. A file whose
//! process is gone was left behind by a session that could not end in its own way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use super::files::Disk;
use super::process::is_running;
use crate::app::{State, Unsaved};
use crate::lever::{Assignment, Moves, Scope, check_spread};
use crate::model::Spread;
use crate::scenario::{self, Origin};

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// Embedded name, or absolute path.
    scenario: String,
    /// (lever id, firm, value in the model's unit; null is never).
    moves: Vec<(String, Option<String>, Option<f64>)>,
    /// Lever id → spread, all of them. Without it, as the scenario has them: files of versions that kept none.
    #[serde(default)]
    spreads: Option<BTreeMap<String, Spread>>,
}

/// Where this process keeps its moves.
#[derive(Debug)]
pub(super) struct Recovery {
    folder: PathBuf,
    own: PathBuf,
    /// What was last written, so that nothing is written twice.
    written: Option<String>,
    /// What an earlier session left behind and this one offers.
    offered: Option<PathBuf>,
}

const PREFIX: &str = "unsaved-";

impl Recovery {
    /// In the user's state folder; `None` where there is no home.
    pub(super) fn of_this_process() -> Option<Self> {
        let strategy = etcetera::choose_base_strategy().ok()?;
        let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("stockout");
        let own = folder.join(format!("{PREFIX}{}.json", std::process::id()));
        Some(Self { folder, own, written: None, offered: None })
    }

    /// Keeps the state's moves; forgets what was kept if there is nothing to lose. A folder that cannot be written is
    /// no reason to trouble the person: they have lost nothing yet.
    pub(super) fn keep(&mut self, state: &State) {
        if !state.is_unsaved() {
            self.forget();
            return;
        }
        let name = match &state.scenario.origin {
            Origin::Embedded(name) => name.clone(),
            Origin::File(path) => std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string(),
            // What came through a pipe cannot be opened again.
            Origin::Stdin => return,
        };
        let catalogue = &state.scenario.catalogue;
        let moves = state.moves.iter().map(|Assignment { lever, scope, value }| {
            let firm = match scope {
                Scope::All => None,
                Scope::Firm(index) => state.present.firms.get(index).map(|firm| firm.name.clone()),
            };
            (catalogue.lever(lever).id.clone(), firm, value.is_finite().then_some(value))
        });
        let kept = Kept { scenario: name, moves: moves.collect(), spreads: Some(state.spreads.clone()) };
        let Ok(text) = serde_json::to_string(&kept) else { return };
        if self.written.as_ref() == Some(&text) {
            return;
        }
        // In one step, but without waiting for the disk: this is for a process that ends, not for a machine that does.
        let beside = self.own.with_extension("new");
        let done = std::fs::create_dir_all(&self.folder)
            .and_then(|()| std::fs::write(&beside, &text))
            .and_then(|()| std::fs::rename(&beside, &self.own));
        self.written = done.is_ok().then_some(text);
    }

    /// Forgets what this process kept.
    pub(super) fn forget(&mut self) {
        if self.written.take().is_some() {
            // It may be gone already.
            drop(std::fs::remove_file(&self.own));
        }
    }

    /// Forgets what was offered. What else was left behind is for the next start to offer.
    pub(super) fn forget_earlier(&mut self) {
        // An offer under our own number has been written over if it was taken up.
        if let Some(path) = self.offered.take_if(|path| *path != self.own || self.written.is_none()) {
            drop(std::fs::remove_file(path));
        }
    }

    /// The newest changes that an earlier session left behind and that can still be taken up.
    pub(super) fn earlier(&mut self, disk: Disk) -> Option<Unsaved> {
        let mut paths = self.left_behind();
        paths.sort_by_key(|path| std::fs::metadata(path).and_then(|data| data.modified()).ok());
        let (path, unsaved) = paths.into_iter().rev().find_map(|path| {
            let unsaved = read(&path, disk)?;
            Some((path, unsaved))
        })?;
        self.offered = Some(path);
        Some(unsaved)
    }

    /// Files of processes that are gone.
    fn left_behind(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return vec![] };
        entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let process = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(".json"));
                // One that has our number is not ours before we write: numbers come again, in containers at once.
                let own = *path == self.own;
                process.and_then(|id| id.parse().ok()).is_some_and(|id: u32| own || !is_running(id))
            })
            .collect()
    }
}

/// The changes in a file, if they still mean something.
fn read(path: &Path, disk: Disk) -> Option<Unsaved> {
    let kept: Kept = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let scenario = scenario::load(&kept.scenario, &disk).ok()?;
    let mut moves = Moves::new();
    for (lever, firm, value) in kept.moves {
        let lever = scenario.catalogue.find(&lever)?;
        let scope = match firm {
            None => Scope::All,
            Some(firm) => Scope::Firm(scenario.root.firms.iter().position(|other| other.name == firm)?),
        };
        moves.set(Assignment { lever, scope, value: value.unwrap_or(f64::INFINITY) });
    }
    let spreads = kept.spreads.unwrap_or_else(|| scenario.root.spread.clone());
    let is_taken = |(lever, spread): (&String, &Spread)| {
        let lever = scenario.catalogue.find(lever).map(|id| scenario.catalogue.lever(id));
        lever.is_some_and(|lever| check_spread(lever, *spread).is_ok())
    };
    spreads.iter().all(is_taken).then(|| Unsaved { scenario: Arc::new(scenario), moves, spreads })
}
