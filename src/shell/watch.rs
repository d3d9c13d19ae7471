//! A blocked watch on the folder of the scenario's file: editors replace files, so the file itself would be lost.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{Event as Change, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::events::Event;
use crate::app::State;

/// Tells of changes of a scenario's own file, as long as it lives. Where there is no file, or it cannot be watched, a
/// change is not noticed, and nothing else is lost.
#[derive(Debug)]
pub(super) struct Watch {
    path: Option<PathBuf>,
    _watcher: Option<RecommendedWatcher>,
}

impl Watch {
    /// Watches the file that is explored now.
    pub(super) fn of(state: &State, sender: &Sender<Event>) -> Self {
        let path = state.own_path().cloned();
        Self { _watcher: path.as_deref().and_then(|path| watch(path, sender)), path }
    }

    /// Whether the file that is watched is the one that is explored.
    pub(super) fn is_of(&self, state: &State) -> bool {
        self.path.as_ref() == state.own_path()
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

fn watch(path: &Path, sender: &Sender<Event>) -> Option<RecommendedWatcher> {
    let name: OsString = path.file_name()?.to_owned();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let sender = sender.clone();
    let mut watcher = notify::recommended_watcher(move |change: notify::Result<Change>| {
        let Ok(change) = change else { return };
        let concerns = change.paths.iter().any(|path| path.file_name() == Some(name.as_os_str()));
        // Reading it changes nothing.
        if concerns && !matches!(change.kind, EventKind::Access(_)) {
            // A loop that has ended needs no news.
            drop(sender.send(Event::FileChanged));
        }
    })
    .ok()?;
    watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}
