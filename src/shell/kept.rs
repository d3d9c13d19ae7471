//! What a process keeps for the next one, in case that it does not end in its own way: a file in the person's state
//! folder, one a process, so that two sessions do not overwrite each other. A file whose process is gone was left behind.

use std::fs;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::process::is_running;
use crate::scenario::Origin;

/// The file of this process, and what others have left.
#[derive(Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    prefix: &'static str,
    own: PathBuf,
    /// What was last written, so that nothing is written twice.
    written: Option<String>,
}

impl Kept {
    /// In the person's state folder; `None` where there is no home. The prefix says what is kept.
    pub(super) fn of_this_process(prefix: &'static str) -> Option<Self> {
        let strategy = etcetera::choose_base_strategy().ok()?;
        let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("stockout");
        let own = folder.join(format!("{prefix}{}.json", std::process::id()));
        Some(Self { folder, prefix, own, written: None })
    }

    /// Writes it, in one step, but without waiting for the disk: this is for a process that ends, not for a machine that
    /// does. A folder that cannot be written is no reason to trouble the person: they have lost nothing yet.
    pub(super) fn write(&mut self, text: String) {
        if self.written.as_ref() == Some(&text) {
            return;
        }
        let beside = self.own.with_extension("new");
        let done = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&beside, &text))
            .and_then(|()| fs::rename(&beside, &self.own));
        self.written = done.is_ok().then_some(text);
    }

    /// Removes it.
    pub(super) fn forget(&mut self) {
        if self.written.take().is_some() {
            // It may be gone already.
            drop(fs::remove_file(&self.own));
        }
    }

    /// Whether that is the file that this process has written.
    pub(super) fn has_written(&self, path: &Path) -> bool {
        self.written.is_some() && path == self.own
    }

    /// Files of processes that are gone, the newest first.
    pub(super) fn left_behind(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return vec![] };
        let mut paths: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let process = name.strip_prefix(self.prefix).and_then(|rest| rest.strip_suffix(".json"));
                // One that has our number is not ours before we write: numbers come again, in containers at once.
                let own = *path == self.own;
                process.and_then(|id| id.parse().ok()).is_some_and(|id: u32| own || !is_running(id))
            })
            .collect();
        paths.sort_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok());
        paths.reverse();
        paths
    }
}

/// The name by which a scenario is opened again from any folder; `None` for what came through a pipe.
pub(super) fn lasting_name(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Embedded(name) => Some(name.clone()),
        Origin::File(path) => Some(std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string()),
        Origin::Stdin => None,
    }
}
