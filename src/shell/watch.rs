//! A blocked watch on the folder of the scenario's file: editors replace files, so the file itself would be lost.

use std::ffi::OsString;
use std::path::Path;
use std::sync::mpsc::Sender;

use notify::{Event as Change, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::events::Event;
use crate::app::State;

/// Tells of changes of the scenario's own file, as long as what is returned lives. `None` where there is no file, or
/// it cannot be watched: then a change is not noticed, and nothing else is lost.
pub(super) fn watch(state: &State, sender: &Sender<Event>) -> Option<RecommendedWatcher> {
    let path = state.own_path()?;
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
