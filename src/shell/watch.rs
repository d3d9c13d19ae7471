//! A blocked watch on the folders of the scenario's files: editors replace files, so a file itself would be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{Event as Change, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::events::Event;
use crate::app::State;

/// Tells of changes of a scenario's own file and of those that it extends or is held against, as long as it lives. Where
/// there is no file, or it cannot be watched, a change is not noticed, and nothing else is lost.
#[derive(Debug)]
pub(super) struct Watch {
    paths: Vec<PathBuf>,
    _watchers: Vec<RecommendedWatcher>,
}

/// The files that are read again when one of them changes.
fn paths(state: &State) -> &[PathBuf] {
    if state.own_path().is_some() { &state.scenario.reads } else { &[] }
}

impl Watch {
    /// Watches the files of what is explored now.
    pub(super) fn of(state: &State, sender: &Sender<Event>) -> Self {
        let paths = paths(state).to_vec();
        let mut folders: BTreeMap<PathBuf, BTreeSet<OsString>> = BTreeMap::new();
        for path in &paths {
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
                _ => PathBuf::from("."),
            };
            folders.entry(folder).or_default().extend(path.file_name().map(OsString::from));
        }
        let watchers = folders.into_iter().filter_map(|(folder, names)| watch(&folder, names, sender));
        Self { _watchers: watchers.collect(), paths }
    }

    /// Whether the files that are watched are those of what is explored.
    pub(super) fn is_of(&self, state: &State) -> bool {
        self.paths == paths(state)
    }
}

/// Tells of sockets that come and go in the folder of talks, as long as it lives.
pub(super) fn watch_talks(folder: &Path, sender: &Sender<Event>) -> notify::Result<RecommendedWatcher> {
    let sender = sender.clone();
    let mut watcher = notify::recommended_watcher(move |change: notify::Result<Change>| {
        if change.is_ok_and(|change| !matches!(change.kind, EventKind::Access(_))) {
            drop(sender.send(Event::TalksChanged));
        }
    })?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

fn watch(folder: &Path, names: BTreeSet<OsString>, sender: &Sender<Event>) -> Option<RecommendedWatcher> {
    let sender = sender.clone();
    let mut watcher = notify::recommended_watcher(move |change: notify::Result<Change>| {
        let Ok(change) = change else { return };
        let concerns = change.paths.iter().any(|path| path.file_name().is_some_and(|name| names.contains(name)));
        // Reading it changes nothing.
        // Where news were lost, anything may have changed.
        if (concerns || change.need_rescan()) && !matches!(change.kind, EventKind::Access(_)) {
            // A loop that has ended needs no news.
            drop(sender.send(Event::FileChanged));
        }
    })
    .ok()?;
    watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}
