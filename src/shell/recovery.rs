//! The recovery file: unsaved moves and spreads, kept at every change, offered at the next start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::files::Disk;
use super::kept::{Kept, lasting_name};
use crate::app::{State, Unsaved};
use crate::lever::{Assignment, Moves, Scope, check_spread};
use crate::model::Spread;
use crate::scenario;

/// What is kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
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
    kept: Kept,
    /// What was last to be kept could not be written.
    has_failed: bool,
    /// What an earlier session left behind and this one offers.
    offered: Option<PathBuf>,
}

const PREFIX: &str = "unsaved-";

impl Recovery {
    /// In the user's state folder; `None` where there is no home.
    pub(super) fn of_this_process() -> Option<Self> {
        Some(Self { kept: Kept::of_this_process(PREFIX)?, has_failed: false, offered: None })
    }

    /// Keeps the state's moves; forgets what was kept if there is nothing to lose.
    pub(super) fn keep(&mut self, state: &State) {
        let Some(Unsaved { scenario, moves, spreads }) = state.unsaved() else {
            self.forget();
            return;
        };
        // What came through a pipe cannot be opened again.
        let Some(name) = lasting_name(&scenario.origin) else { return };
        let moves = moves.iter().map(|Assignment { lever, scope, value }| {
            let firm = match scope {
                Scope::All => None,
                Scope::Firm(index) => scenario.root.firms.get(index).map(|firm| firm.name.clone()),
            };
            (scenario.catalogue.lever(lever).id.clone(), firm, value.is_finite().then_some(value))
        });
        let changes = Changes { scenario: name, moves: moves.collect(), spreads: Some(spreads) };
        let Ok(text) = serde_json::to_string(&changes) else { return };
        self.has_failed = !self.kept.write(text);
    }

    /// Forgets what this process kept.
    pub(super) fn forget(&mut self) {
        self.kept.forget();
    }

    /// Forgets what was offered, unless it was taken up and could not be kept anew. What else was left behind is for the
    /// next start to offer.
    pub(super) fn forget_earlier(&mut self) {
        if self.has_failed {
            return;
        }
        // An offer under our own number has been written over if it was taken up.
        let kept = &self.kept;
        if let Some(path) = self.offered.take_if(|path| !kept.has_written(path)) {
            drop(std::fs::remove_file(path));
        }
    }

    /// The newest changes that an earlier session left behind and that can still be taken up.
    pub(super) fn earlier(&mut self, disk: Disk) -> Option<Unsaved> {
        let (path, unsaved) = self.kept.left_behind().into_iter().find_map(|path| {
            let unsaved = read(&path, disk)?;
            Some((path, unsaved))
        })?;
        self.offered = Some(path);
        Some(unsaved)
    }
}

/// The changes in a file, if they still mean something.
fn read(path: &Path, disk: Disk) -> Option<Unsaved> {
    let Changes { scenario, moves: kept, spreads } = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let scenario = scenario::load(&scenario, &disk).ok()?;
    let mut moves = Moves::new();
    for (lever, firm, value) in kept {
        let lever = scenario.catalogue.find(&lever)?;
        let scope = match firm {
            None => Scope::All,
            Some(firm) => Scope::Firm(scenario.root.firms.iter().position(|other| other.name == firm)?),
        };
        moves.set(Assignment { lever, scope, value: value.unwrap_or(f64::INFINITY) });
    }
    let spreads = spreads.unwrap_or_else(|| scenario.root.spread.clone());
    let is_taken = |(lever, spread): (&String, &Spread)| {
        let lever = scenario.catalogue.find(lever).map(|id| scenario.catalogue.lever(id));
        lever.is_some_and(|lever| check_spread(lever, *spread).is_ok())
    };
    spreads.iter().all(is_taken).then(|| Unsaved { scenario: Arc::new(scenario), moves, spreads })
}
